"""The schema of `documentation/queries.yaml` (wording) and `query-check.yaml` (what wording must not hold)."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, Self

from pydantic import Field, model_validator

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.active import active
from assistant.knowledge.yaml_file import Strict, read_yaml

DOCUMENTATION = KNOWLEDGE_FILES / "documentation"
State = Literal["not_documented", "denied", "not_assessed", "conflicting"]


class AskSpec(Strict):
    """One wording: for which gaps of the topic, in which state of the first of them (empty: any), and the words."""

    elements: tuple[str, ...] = Field(min_length=1)
    states: tuple[State, ...] = ()
    question: str
    options: tuple[str, ...] = Field(min_length=2)


class TopicSpec(Strict):
    """What is asked in one question: the gaps that it joins, and its wordings, the most specific first."""

    topic: str
    subject: str
    asks: tuple[AskSpec, ...] = Field(min_length=1)

    @property
    def elements(self) -> frozenset[str]:
        """The gap ids that belong to the topic."""
        return frozenset(element for ask in self.asks for element in ask.elements)

    @model_validator(mode="after")
    def _each_element_has_words_of_its_own(self) -> Self:
        """Every gap of the topic can stand alone and in any state."""
        alone = {ask.elements[0] for ask in self.asks if len(ask.elements) == 1 and not ask.states}
        if lacking := self.elements - alone:
            raise ValueError(f"topic '{self.topic}' has no wording of any state for {', '.join(sorted(lacking))} alone")
        return self


class QueryFile(Strict):
    """The wording of all questions; the keys are explained in the file."""

    source: str
    subject: str
    record_heading: str
    other: str
    unable: str
    closing: str
    plain: str
    plain_option: str
    plain_nothing: str
    topics: tuple[TopicSpec, ...]


class QueryCheckFile(Strict):
    """What a question must not hold; the lists are explained in the file."""

    source: str
    words: frozenset[str]
    phrases: tuple[str, ...]
    leading: tuple[str, ...]
    affirming: frozenset[str]
    denying: frozenset[str]
    diagnoses: frozenset[str]


def query_file() -> QueryFile:
    """Return the wording of the questions of the knowledge in use."""
    return active().queries


@lru_cache(maxsize=1)
def query_check_file() -> QueryCheckFile:
    """Return the words of the query check."""
    return read_yaml(DOCUMENTATION / "query-check.yaml", QueryCheckFile)
