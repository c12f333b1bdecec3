"""The schema of `documentation/statements.yaml`: what the author of a report can choose to say where it leaves something open."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from assistant.knowledge.yaml_file import Strict


class ChoiceSpec(Strict):
    """One sentence, and what it says of its element."""

    says: Literal["given", "denied", "open"]
    words: str = Field(min_length=1)


Choices = tuple[ChoiceSpec, ...]


class StatementSpec(Strict):
    """The choices of an element.

    `each` tells for what they are repeated: the structures that lack, or those that the study describes. `compressed`
    are the choices of a vein in a study that compresses veins.
    """

    each: Literal["", "structures", "described"] = ""
    choices: Choices
    compressed: Choices = ()

    @model_validator(mode="before")
    @classmethod
    def _bare_list(cls, given: object) -> object:
        return {"choices": given} if isinstance(given, list) else given

    @field_validator("choices", "compressed")
    @classmethod
    def _no_answer_is_wanted(cls, choices: Choices) -> Choices:
        """There is always a way to say that one cannot tell, and more than one other answer."""
        kinds = [choice.says for choice in choices]
        if choices and (kinds.count("open") != 1 or "given" not in kinds or len(kinds) < 3):
            raise ValueError("an element needs one choice that is 'open', one that is 'given', and another one")
        return choices

    def all_choices(self) -> Choices:
        """Return every choice of the element."""
        return (*self.choices, *self.compressed)


class StatementFile(Strict):
    """The statements; the keys are explained in the file."""

    source: str
    head: str = Field(pattern=r"\{stamp\}")
    reason: str = Field(pattern=r"\{reason\}")
    reason_given: str
    signed: str = Field(pattern=r"\{name\}.*\{stamp\}")
    plain: Choices
    elements: dict[str, StatementSpec]

    @model_validator(mode="after")
    def _plain_is_whole(self) -> Self:
        StatementSpec(choices=self.plain)
        return self
