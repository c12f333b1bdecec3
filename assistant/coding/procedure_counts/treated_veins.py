"""Veins of a leg that were ablated or injected.

Vein ablation has one code for the first vein of a leg and one, once a leg, for all further veins that were treated through an
access of their own (CPT convention).
"""

from __future__ import annotations

import re

from assistant.coding.code_evidence import listed
from assistant.coding.counters import counter
from assistant.coding.procedure_counts.zones import BESIDE_THE_ACCOUNT
from assistant.language.layout import Mention
from assistant.studies.scene import FoundStudy
from assistant.studies.sides import repeated_on

# A vein counts where its sentence tells that something was done to it.
TREATMENT_GROUPS = (
    "vein_treatment", "puncture_word", "access_word", "injection_word", "sheath", "needle_seen", "ablation_word",
    "rf_ablation", "laser_ablation", "laser_word", "rf_word", "glue_ablation", "moca_ablation", "microfoam", "sclerotherapy", "performed",
)  # fmt: skip
# The techniques of closing or injecting a vein; a sclerosant is also part of the foam and of the mechanochemical kind.
SCLEROSANTS = frozenset({"sclerotherapy", "mixed_foam"})
TECHNIQUES = SCLEROSANTS | {"microfoam", "moca_ablation", "rf_ablation", "laser_ablation", "glue_ablation"}
WITH_SCLEROSANT = frozenset({"foam_ablation", "mechanochemical_ablation"})
HEADING_WORDS = 9
# "Fingers occlude the perforators": what is held shut is not what is treated.
HELD = frozenset({"occlude", "occludes", "occluding", "occluded", "compressing", "pressing", "pinching"})
GENERAL_VEIN = "saphenous_vein"  # which of the two is told elsewhere
MAIN_TRUNKS = frozenset({"great_saphenous_vein", "small_saphenous_vein"})
TRUNKS = (
    "great_saphenous_vein", "small_saphenous_vein", "anterior_accessory_saphenous_vein", "posterior_accessory_saphenous_vein",
)  # fmt: skip
# Several veins or punctures of one leg.
SEVERAL = re.compile(
    r"\b(?:multiple|several|numerous|many|two|three|four|five|six|[2-9]|both)\b(?:\s+[\w-]+){0,3}?\s+"
    r"(?:veins|tributaries|varicosities|limbs|branches|perforators|varices|sites|punctures|injections)\b",
    re.IGNORECASE,
)
SINGLE = re.compile(
    r"\b(?:single|solitary|isolated|only one|one)\b(?:\s+[\w-]+){0,2}?\s+"
    r"(?:vein|tributary|varicosity|branch|perforator|varix)\b",
    re.IGNORECASE,
)
PLURAL = ("ies", "ins")
# What was put into a vein, or the heat given to it: "GSV 6 mL", "SSV 780 J over 14 cm", "AASV 8 points".
DOSE = re.compile(r"\b\d+(?:[.,]\d+)?\s?(?:mls?|ccs?|j|joules|dabs|watts|points|cycles|pulses)\b", re.IGNORECASE)
UNTREATED = re.compile(r"\b(?:untreated|left alone|left for|spared|not (?:touched|done))\b", re.IGNORECASE)


@counter("several_veins")
def several_veins(study: FoundStudy) -> int:
    """One where two or more veins of the leg were treated, else none."""
    return int(len(treated_veins(study)) > 1)


@counter("several_injected_veins")
def several_injected_veins(study: FoundStudy) -> int:
    """One where two or more veins of the leg, tributaries included, were injected, else none.

    Where the body names no vein, those that the reason names were injected.
    """
    if len(treated_veins(study)) > 1:
        return 1
    evidence = study.evidence
    text, sentences = evidence.reading.text, evidence.reading.sentences
    veins = [
        mention
        for index in (evidence.done, evidence.told)
        for group in ("superficial_vein", "vein")
        for mention in index.get(group, ())
        if index is evidence.done or "superficial_vein" not in evidence.done
    ]
    telling = {sentences[mention.sentence] for mention in veins if _on_side(mention, study)}
    if any(SINGLE.search(text, start, end) for start, end in telling):
        return 0
    if any(SEVERAL.search(text, start, end) for start, end in telling):
        return 1
    plural = {mention.concept.id for mention in veins if text[mention.start : mention.end].lower().endswith(PLURAL)}
    return int(bool(plural & {"tributary_vein", "perforator_vein"}))


def treated_veins(study: FoundStudy) -> dict[str, Mention]:
    """Return the truncal and perforator veins that were treated on the study's side, by the ids of their concepts.

    Each with where its treatment is first told of it alone, else with others, else in the title.
    """
    evidence = study.evidence
    treated = set().union(*(evidence.sentences(group) for group in TREATMENT_GROUPS))
    text, sentences = evidence.reading.text, evidence.reading.sentences
    treated |= {
        mention.sentence
        for group in ("truncal_vein", "perforator_vein")
        for mention in evidence.done.get(group, ())
        if mention.zone not in BESIDE_THE_ACCOUNT and DOSE.search(text, *sentences[mention.sentence])
    }
    treated -= _by_other_technique(study)
    left_out = _left_untreated(study)
    alike = _told_of_the_other_side(study)
    told = [
        (vein, mention)
        for group in ("truncal_vein", "perforator_vein")
        for mention in evidence.done.get(group, ())
        if (_on_side(mention, study) or mention.sentence < alike)
        and (mention.zone == "title" or mention.sentence in treated or _heads(mention, study, treated))
        and HELD.isdisjoint(evidence.reading.words[max(0, mention.first - 3) : mention.first])
        and not _denied_by_semicolons(mention, study)
        for vein in _veins_of(mention)
        if mention.zone != "title" or vein not in left_out
    ]
    veins: dict[str, Mention] = {}
    for vein, mention in sorted(told, key=lambda one: (one[1].zone == "title", len(_veins_of(one[1])), one[1].start)):
        veins.setdefault(vein, mention)
    if not MAIN_TRUNKS.isdisjoint(veins):
        veins.pop(GENERAL_VEIN, None)
    return veins


@listed("treated_veins")
def veins_shown(study: FoundStudy) -> list[Mention]:
    """The veins that were treated."""
    return list(treated_veins(study).values())


@listed("several_veins")
def further_veins_shown(study: FoundStudy) -> list[Mention]:
    """The treated veins beyond the first."""
    return list(treated_veins(study).values())[1:]


def _by_other_technique(study: FoundStudy) -> set[int]:
    """Return the sentences that tell of another technique and not of the study's own: "perforator: polidocanol foam"."""
    by = {entry.split("~")[0].split("@")[0] for entry in study.compiled.spec.by if isinstance(entry, str)}
    others = TECHNIQUES - by - (SCLEROSANTS if study.kind in WITH_SCLEROSANT else frozenset())
    told = set().union(*map(study.evidence.sentences, others))
    return told.difference(*map(study.evidence.sentences, by))


def _left_untreated(study: FoundStudy) -> set[str]:
    """Return the veins of which a sentence says that they were not treated today, whatever a title has named."""
    evidence = study.evidence
    denied = {m.sentence for m in evidence.everywhere.get("vein_treatment", ()) if m.assertion == "negated"}
    denied -= evidence.sentences("vein_treatment", "body")
    return {
        vein
        for group in ("truncal_vein", "perforator_vein")
        for mention in evidence.everywhere.get(group, ())
        if mention.sentence in denied
        for vein in _veins_of(mention)
    }


def _denied_by_semicolons(mention: Mention, study: FoundStudy) -> bool:
    """Whether what stands with a vein between semicolons denies its treatment: "RFA of GSV; SSV seen, not treated"."""
    evidence = study.evidence
    start, end = evidence.reading.sentences[mention.sentence]
    text = evidence.reading.text
    begin = text.rfind(";", start, mention.start) + 1 or start
    stop = text.find(";", mention.end, end)
    stop = end if stop < 0 else stop
    if (begin, stop) == (start, end):
        return False
    said = {m.assertion for m in evidence.everywhere.get("vein_treatment", ()) if begin <= m.start < stop}
    denied = "negated" in said or UNTREATED.search(text, begin, stop) is not None
    return denied and "affirmed" not in said


def _told_of_the_other_side(study: FoundStudy) -> int:
    """Return the sentence up to which all is told of the study's side too: "same procedure on the left", no vein named."""
    named = {mention.sentence for mention in study.evidence.done.get("superficial_vein", ())}
    return max(repeated_on(study.evidence, study.side) - named, default=0)


def _veins_of(mention: Mention) -> list[str]:
    """Return the veins that a mention names: two in "great and small saphenous veins"."""
    return [vein for vein in TRUNKS if vein in mention.concept.groups] or [mention.concept.id]


def _heads(mention: Mention, study: FoundStudy, treated: set[int]) -> bool:
    """Whether the next sentence tells the vein's treatment: under a heading ("Vein 2: Left SSV."), or as "the vein"."""
    evidence = study.evidence
    reading, following = evidence.reading, mention.sentence + 1
    if following not in treated:
        return False
    start, end = reading.sentences[mention.sentence]
    if reading.token_at(end) - reading.token_at(start) <= HEADING_WORDS:
        return True
    named = [m for group in ("vein", "truncal_vein") for m in evidence.in_sentence(following, group)]
    return bool(named) and "vein" in min(named, key=lambda m: m.start).concept.groups


def _on_side(mention: Mention, study: FoundStudy) -> bool:
    return study.side is None or mention.side is None or mention.side in (study.side, "bilateral")
