"""How clinical documents say what stands around their text, from `knowledge/documentation/cda.yaml`."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, Self

from pydantic import model_validator

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml

WORDS = KNOWLEDGE_FILES / "documentation" / "cda.yaml"

Place = Literal["inpatient", "outpatient", "emergency", "office"]
Status = Literal["", "preliminary", "final", "corrected"]


class CdaWords(Strict):
    """The file; each list is explained in it."""

    source: str
    places: dict[Place, frozenset[str]]
    related: dict[str, Status]
    addendum: str
    states: dict[str, Status]
    signature: str
    signed: frozenset[str]
    to_be_signed: frozenset[str]
    bodies: dict[str, str]

    @model_validator(mode="after")
    def _one_place_a_code(self) -> Self:
        codes = [code for codes in self.places.values() for code in codes]
        if len(codes) != len(set(codes)):
            raise ValueError("a code stands for two places")
        if "{name}" not in self.signature or "{date}" not in self.signature:
            raise ValueError("the signature has to hold {name} and {date}")
        return self


@lru_cache(maxsize=1)
def cda_words() -> CdaWords:
    """Return what ships with the package."""
    return read_yaml(WORDS, CdaWords)
