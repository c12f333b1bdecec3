"""The schema of `knowledge/lexicon/*.yaml`: concepts and the words that reports use for them.

A file holds concepts of one label. A form is written in lower case and matches in any case, with any white space or
hyphen between its words; the plural of its last word is added by itself. `=US` (with the equals sign) matches only in
exactly that case. `(fetal) stomach` needs the word in brackets beside it but does not take it into the mention; what
the bracket names by itself ("(calf) squeeze") is found too. The same form may stand under several concepts: the
report's context then decides (`field` is the body region, `system` is vein or artery). Words of a `LOOK_ALIKE` file
hide the lexicon words inside them ("compression stockings").
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from assistant.knowledge.yaml_file import Strict, read_yaml

Label = Literal[
    "LATERALITY", "ANATOMY", "VESSEL", "MODALITY", "MANEUVER", "IMAGE_STORAGE",
    "FINDING", "PROCEDURE", "DEVICE", "AGENT", "ROLE", "ACT", "LOOK_ALIKE",
]  # fmt: skip
LEXICON = Path(__file__).parent / "lexicon"


class ConceptEntry(Strict):
    """One concept: what it is called, where it belongs, and its surface forms."""

    name: str | None = None
    label: Label | None = Field(default=None, description="shown instead of the file's label")
    forms: list[str] = Field(default_factory=list)
    bare: list[str] = Field(default_factory=list, description="forms that only count where the context fits")
    right: list[str] = Field(default_factory=list, description="forms that say the right side themselves")
    left: list[str] = Field(default_factory=list, description="forms that say the left side themselves")
    both: list[str] = Field(default_factory=list, description="forms that say both sides themselves")
    groups: list[str] = Field(default_factory=list)
    field: str | None = None
    system: Literal["vein", "artery"] | None = None
    paired: bool | None = None
    plural: bool = True
    source: str | None = None


class LexiconFile(Strict):
    """One file of concepts that share a label, a source and defaults."""

    label: Label
    source: str
    field: str | None = None
    system: Literal["vein", "artery"] | None = None
    paired: bool = False
    groups: list[str] = Field(default_factory=list)
    concepts: dict[str, ConceptEntry]


@lru_cache(maxsize=1)
def lexicon_files() -> tuple[tuple[str, LexiconFile], ...]:
    """Return every lexicon file of the package with its name, in file-name order."""
    return tuple((path.stem, read_yaml(path, LexiconFile)) for path in sorted(LEXICON.glob("*.yaml")))
