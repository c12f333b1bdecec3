"""The schema of `knowledge/lexicon/*.yaml`: concepts and the words that reports use for them.

A file holds concepts of one label. A form is written in lower case and matches in any case, with any white space or
hyphen between its words; the plural of its last word is added by itself. `=US` (with the equals sign) matches only in
exactly that case. `(fetal) stomach` needs the word in brackets beside it but does not take it into the mention; what
the bracket names by itself ("(calf) squeeze") is found too. Words of a `LOOK_ALIKE` file hide the lexicon words inside
them ("compression stockings"). The same form may stand under several concepts only where shared-forms.yaml says how it
is then read (`field` is the body region, `system` is vein or artery).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.active import active
from assistant.knowledge.yaml_file import Strict

Label = Literal[
    "LATERALITY", "ANATOMY", "VESSEL", "MODALITY", "MANEUVER", "IMAGE_STORAGE",
    "FINDING", "PROCEDURE", "DEVICE", "AGENT", "ROLE", "ACT", "LOOK_ALIKE",
]  # fmt: skip
LEXICON = KNOWLEDGE_FILES / "lexicon"


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


#: Labels of the layer in which each form is read as one thing; in the other layer a form is read as all that it means.
PRIMARY = frozenset({"LATERALITY", "ANATOMY", "VESSEL", "MODALITY", "MANEUVER", "LOOK_ALIKE"})

#: Groups that the language makes itself: phrases that images were kept, ultrasound words apart from guidance.
BUILT_GROUPS = frozenset({"image_storage", "unguided_ultrasound"})


def region_of(entry: ConceptEntry, file: LexiconFile) -> tuple[str | None, Literal["vein", "artery"] | None]:
    """Return the body region and the vessel system of a concept."""
    return entry.field if entry.field is not None else file.field, entry.system or file.system


def groups_of(identifier: str, entry: ConceptEntry, file: LexiconFile) -> tuple[str, ...]:
    """Return every name by which conditions may ask for a concept: its id, its groups, its label, its region."""
    field, system = region_of(entry, file)
    label = entry.label or file.label
    groups = [identifier, *file.groups, *entry.groups, label]
    if label == "VESSEL":
        groups.append("vessel_any")
    if label == "VESSEL" and system:
        groups.append(f"{system}_any")
        if field:
            groups.append(f"{field}_{system}")
    if field:
        groups.append(f"field_{field}")
    return tuple(dict.fromkeys(groups))


def lexicon_files() -> tuple[tuple[str, LexiconFile], ...]:
    """Return every lexicon file of the knowledge in use with its name, in file-name order."""
    return active().lexicon
