"""What concepts are to a cue, whatever the text."""

from __future__ import annotations

from assistant.knowledge.active import per_knowledge
from assistant.language.assertion_cues import Kind
from assistant.language.layout import Mention
from assistant.language.vocabulary import Concept

KINDS: dict[str, Kind] = {
    "LATERALITY": "structure", "ANATOMY": "structure", "VESSEL": "structure", "FINDING": "finding",
}  # fmt: skip
OTHER_TECHNIQUES = frozenset({"ct", "mri"})
DATED = frozenset({"MODALITY", "PROCEDURE", "DEVICE"})
# Groups of words that deny something themselves: a needle without imaging, a tap that was not done.
DENY_THEMSELVES = frozenset({"by_feel", "called_off"})
LOOKED_AT = "looked_at"  # the group of findings that are looked at like a structure: fluid, the view of the heart
# Groups of treatments, which have no results of their own.
TREATMENTS = frozenset({
    "thermal_ablation_word", "after_ablation", "ablation_check", "ehit_look", "sclerotherapy", "vein_treatment", "evar_word", "stent",
    "angioplasty", "angioplasty_word", "operation",
})  # fmt: skip
MAY_BE_RESULT = frozenset({"MANEUVER", "MODALITY", "ACT"})
WALLS = frozenset({"MODALITY", "MANEUVER", "FINDING", "PROCEDURE"})
STRUCTURES = frozenset({"LATERALITY", "ANATOMY", "VESSEL"})
FINDINGS = frozenset({"FINDING"})


class Traits:
    """What a concept is to a cue, whatever the text."""

    __slots__ = (
        "asks", "dated", "denies_itself", "finding", "kind", "may_be_finding", "may_be_result", "other_technique", "storage",
        "structure", "wall",
    )  # fmt: skip

    def __init__(self, concept: Concept) -> None:
        label, groups = concept.label, frozenset(concept.groups)
        looked_at = LOOKED_AT in groups
        self.kind: Kind = "structure" if looked_at else KINDS.get(label, "act")
        self.may_be_finding = label == "VESSEL" and not looked_at
        self.may_be_result = label in MAY_BE_RESULT and not looked_at
        self.storage = label == "IMAGE_STORAGE"
        self.denies_itself = not DENY_THEMSELVES.isdisjoint(groups)
        self.dated = label in DATED or not TREATMENTS.isdisjoint(groups)
        self.other_technique = label == "MODALITY" and not OTHER_TECHNIQUES.isdisjoint(groups)
        self.finding, self.structure = label in FINDINGS, label in STRUCTURES
        self.wall = label in WALLS and not looked_at
        self.asks = self.dated or self.storage or self.other_technique  # for more than the cues of its sentence


@per_knowledge()
def _known() -> dict[str, Traits]:
    """Return the traits of concepts by id; those that no text has named yet are added by who asks for them."""
    return {}


def traits_of(mentions: list[Mention]) -> list[Traits]:
    known = _known()
    try:
        return [known[mention.concept.id] for mention in mentions]
    except KeyError:  # a concept that no text has named yet
        known.update((mention.concept.id, Traits(mention.concept)) for mention in mentions)
        return traits_of(mentions)
