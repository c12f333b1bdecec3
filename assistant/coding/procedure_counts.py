"""Counts what procedures are counted by: the veins of a leg that were treated, and the lesions that were sampled.

Vein ablation has one code for the first vein of a leg and one, once a leg, for all further veins that were treated
through an access of their own (CPT convention); biopsies have a code for the first lesion and one for each further one.
"""

from __future__ import annotations

import re

from assistant.coding.counters import counter
from assistant.language.layout import Mention
from assistant.studies.detect import FoundStudy

# A vein counts where its sentence tells that something was done to it.
TREATMENT_GROUPS = (
    "vein_treatment", "puncture_word", "access_word", "injection_word", "sheath", "needle_seen", "ablation_word",
    "rf_ablation", "laser_ablation", "glue_ablation", "moca_ablation", "microfoam", "sclerotherapy", "performed",
)  # fmt: skip
SAMPLING_GROUPS = ("biopsy_any", "needle", "tissue_step", "fna")
HEADING_WORDS = 9
GENERAL_VEIN = "saphenous_vein"
NUMBERS = {"two": 2, "2": 2, "both": 2, "three": 3, "3": 3, "four": 4, "4": 4, "five": 5, "5": 5}
LESIONS = r"(?:nodules|lesions|masses|sites|nodes|cysts|areas|targets|tumou?rs|locations)"
LESION = r"(?:lesion|nodule|mass|site|target|node)"
# "two thyroid nodules", but not "two passes into the nodules"
COUNTED = re.compile(
    rf"\b({'|'.join(NUMBERS)})\b(?:\s+(?!passes|cores|samples|cm|mm|of\b)[\w-]+){{0,3}}?\s+{LESIONS}\b", re.IGNORECASE
)
# "nodule 1", "Mass B", but not "mass 2 cm" or "mass at 2 o'clock"
LABELED = re.compile(
    rf"\b(?i:{LESION})\s*(?:#|[Nn]o\.|[Nn]umber)?\s*([1-5A-E])\b(?![.,]?\d|\s*(?:x|cm|mm|o'clock|:\d))"
)
FURTHER = re.compile(rf"\b(second|third|fourth)\s+(?:[\w-]+\s+)?{LESION}\b", re.IGNORECASE)
# "the right lobe nodule ... the isthmus nodule"
PLACED = re.compile(
    r"\b([Rr]ight|[Ll]eft|R|L|Rt|Lt|[Ii]sthm\w+|RIGHT|LEFT)\b(?:\s+[\w'-]+){0,3}?"
    r"\s+(?i:nodule|lesion|mass|node|lobe|pole|lower|upper|mid)\b"
)
EACH = re.compile(
    rf"\b(?:each|either|another|the other|additional)\s+(?:of the\s+)?(?:{LESION}|{LESIONS})\b"
    r"|\bFN[A-Z]{1,2}\s*x\s*2\b",
    re.IGNORECASE,
)
ORDINALS = {"second": 2, "third": 3, "fourth": 4}
# Several veins or punctures of one leg.
SEVERAL = re.compile(
    r"\b(?:multiple|several|numerous|many|two|three|four|five|six|[2-9]|both)\b(?:\s+[\w-]+){0,3}?\s+"
    r"(?:veins|tributaries|varicosities|limbs|branches|perforators|varices|sites|punctures|injections)\b",
    re.IGNORECASE,
)
PLURAL = ("ies", "ins")


def treated_veins(study: FoundStudy) -> set[str]:
    """Return the concept ids of the truncal and perforator veins that were treated on the study's side."""
    evidence = study.evidence
    treated = set().union(*(evidence.sentences(group) for group in TREATMENT_GROUPS))
    veins = {
        mention.concept.id
        for group in ("truncal_vein", "perforator_vein")
        for mention in evidence.done.get(group, ())
        if _on_side(mention, study)
        and (mention.zone == "title" or mention.sentence in treated or _heads(mention, study, treated))
    }
    return veins - {GENERAL_VEIN} if len(veins) > 1 else veins


def _heads(mention: Mention, study: FoundStudy, treated: set[int]) -> bool:
    """Whether the vein's sentence is no more than the heading of one that tells its treatment ("Vein 2: Left SSV.")."""
    reading = study.evidence.reading
    start, end = reading.sentences[mention.sentence]
    return mention.sentence + 1 in treated and reading.token_at(end) - reading.token_at(start) <= HEADING_WORDS


def _on_side(mention: Mention, study: FoundStudy) -> bool:
    return study.side is None or mention.side is None or mention.side in (study.side, "bilateral")


@counter("several_veins")
def several_veins(study: FoundStudy) -> int:
    """One where two or more veins of the leg were treated, else none."""
    return int(len(treated_veins(study)) > 1)


@counter("several_injected_veins")
def several_injected_veins(study: FoundStudy) -> int:
    """One where two or more veins of the leg, tributaries included, were injected, else none."""
    if len(treated_veins(study)) > 1:
        return 1
    text, sentences = study.evidence.reading.text, study.evidence.reading.sentences
    veins = [mention for group in ("superficial_vein", "vein") for mention in study.evidence.done.get(group, ())]
    if any(SEVERAL.search(text, *sentences[mention.sentence]) for mention in veins if _on_side(mention, study)):
        return 1
    plural = {mention.concept.id for mention in veins if text[mention.start : mention.end].lower().endswith(PLURAL)}
    return int(bool(plural & {"tributary_vein", "perforator_vein"}))


@counter("lesions_sampled")
def lesions_sampled(study: FoundStudy) -> int:
    """The lesions that needle or device sampled: counted, labelled ("nodule A"), ordered or placed; at least one."""
    evidence = study.evidence
    text, sentences = evidence.reading.text, evidence.reading.sentences
    sampled = set().union(*(evidence.sentences(group) for group in SAMPLING_GROUPS))
    named = sampled.union(*(evidence.sentences(group) for group in ("lesion", "node")))
    labels = {match[1] for number in named for match in LABELED.finditer(text, *sentences[number])}
    places: set[str] = set()
    count = 1
    for number in sampled:
        start, end = sentences[number]
        count = max([count, *(NUMBERS[m[1].lower()] for m in COUNTED.finditer(text, start, end))])
        count = max([count, *(ORDINALS[m[1].lower()] for m in FURTHER.finditer(text, start, end))])
        count = max(count, 2 if EACH.search(text, start, end) else 1)
        places.update(m[1][0].lower() for m in PLACED.finditer(text, start, end))
    return max(count, len(labels), len(places))
