"""Which vessels the probe was in: those that stand with its findings."""

from __future__ import annotations

import re

from assistant.coding.vessel_count.continuous import joined_by_words
from assistant.coding.vessel_count.own_findings import on_the_way, only_measured_against, without_finding
from assistant.coding.vessel_count.probe import AREA, PROBE_GROUPS, follow_up, ivus_sections
from assistant.coding.vessel_count.statements import clause
from assistant.coding.vessel_count.told_apart import named_around, only_titled, over_paragraphs, referred_to
from assistant.coding.vessel_count.words import CORONARY, vessel_count_words
from assistant.language.layout import Mention, Reading
from assistant.studies.access import holds_catheter, stands_alone
from assistant.studies.evidence import Evidence, once

CELLS = re.compile(r" {3,}|\t|\|")
AORTIC = frozenset({"aorta_any", "iliac_artery_any"})
FINDING_GROUPS = ("lumen_measure", "stenosis", "thrombosis", "compression_lesion", "plaque", "patency", "aneurysm")
FILM_GROUPS = ("venography", "angiography", "contrast_injection", "contrast", "filmed")
HEADING_WORDS = 7
ROW_WORDS = 14
OPERATED = ("operation", "stent_word", "angioplasty_word", "venography", "angiography", "contrast_injection")
CLAUSE = re.compile(r"[;+\n]")
# "EIV: 139.", "EIV 139 nl": a statement of a list that names the unit only once
BARE_FIGURE = re.compile(
    r"[^:.;]{2,30}:?\s*\d{2,3}\s*(?:(?:n|nl|wnl|norm|normal|ok|patent|open)\b)?\s*[.;]?\s*", re.IGNORECASE
)
LED_THROUGH = 3  # tokens after "through the" within which the vessel stands


def imaged(evidence: Evidence) -> list[Mention]:
    """Return the vessel mentions that stand with the probe's findings."""
    lexicon = vessel_count_words()
    reading = evidence.reading
    probe = set()
    for group in PROBE_GROUPS:
        probe |= {m.sentence for m in evidence.body.get(group, ()) if m.zone not in ("indication", "history")}
    probe |= {n for n in evidence.sentences("vessel_any", "body") if AREA.search(reading.text, *reading.sentences[n])}
    probe -= evidence.sentences("needle") - evidence.sentences("ivus", "body")
    probe |= ivus_sections(evidence)
    if not probe:
        probe = {m.sentence for m in evidence.title.get("ivus", ())}
    findings = {m.sentence for group in FINDING_GROUPS for m in evidence.body.get(group, ())} | _rows_of_numbers(
        reading
    )
    findings |= {
        n for n in evidence.sentences("vessel_any") if BARE_FIGURE.fullmatch(reading.text, *reading.sentences[n])
    }
    percents = evidence.sentences("percent_figure", "body")
    filmed = set().union(*(evidence.sentences(group, "body") for group in FILM_GROUPS))
    treated = set().union(
        *(evidence.sentences(group, "body") for group in ("thrombectomy_word", "declot_word", "angioplasty_word"))
    )
    findings |= {
        n for n in percents - filmed - treated if len(reading.text[slice(*reading.sentences[n])].split()) <= ROW_WORDS
    }
    field = follow_up(reading, probe, findings)
    findings |= percents | (evidence.sentences("normal_finding", "body") - filmed)
    # "PTA" of a session in which vessels are dilated, and where the tip of a catheter or wire lay ("tip in the SVC")
    not_places = {m.start for m in evidence.done.get("angioplasty_word", ())} | {
        vessel.start
        for tip in evidence.done.get("tip_told", ())
        for vessel in evidence.in_sentence(tip.sentence, "vessel_any")
        if tip.first <= vessel.first < tip.last + LED_THROUGH
    }
    vessels = [
        m
        for m in evidence.done.get("vessel_any", ())
        if m.sentence in field
        and CORONARY.isdisjoint(m.concept.groups)
        and m.concept.id not in lexicon.only_filmed
        and m.start not in not_places
        and not stands_alone(evidence, m)
        and not holds_catheter(evidence, m)
        and not _before_the_probe(evidence, m)
    ]
    vessels = _of_the_probe(evidence, vessels, probe)
    system = _system(vessels)
    ends = {m.start for m in joined_by_words(evidence)}  # the ends of a lesion are no way in
    vessels = [m for m in vessels if m.concept.system in (None, system)]
    vessels = [
        m for m in vessels if m.start in ends or not (on_the_way(reading, m) or only_measured_against(reading, m))
    ]
    passed = {(m.concept.id, m.side) for m in vessels if without_finding(evidence, m)}
    vessels = [m for m in vessels if (m.concept.id, m.side) not in passed]
    in_aorta = any("aorta_any" in m.concept.groups for m in vessels)
    if "evar_word" in evidence.done or ("dissection" in evidence.done and in_aorta):
        own = [m for m in vessels if not AORTIC.isdisjoint(m.concept.groups)]
        vessels = own or (vessels[:1] if "evar_word" in evidence.done else vessels)  # its branches are landmarks
    named = [m for m in vessels if m.concept.id not in lexicon.general and m.concept.field != "neck"]
    if reading.nature == "summary":
        return named
    if not named and findings & field and not evidence.done.names & {"venography", "angiography"}:
        titled = [
            m
            for m in evidence.title.get("vessel_any", ())
            if m.sentence in evidence.sentences("ivus") and m.concept.id not in lexicon.general
        ]
        return titled or referred_to(evidence, probe) or named_around(evidence, probe) or only_titled(evidence)
    if not named and findings & field:
        named = over_paragraphs(evidence, []) or referred_to(evidence, probe) or named_around(evidence, probe)
    headed = findings - evidence.sentences(
        "vessel_any", "body"
    )  # a sentence with a vessel of its own tells of that one
    with_findings = [m for m in named if m.sentence in findings or _heads_findings(reading, m, headed)]
    with_findings += over_paragraphs(evidence, with_findings)
    return (
        with_findings or (named if findings & field else []) or [m for m in vessels if m.concept.id.startswith("iliac")]
    )


def _of_the_probe(evidence: Evidence, vessels: list[Mention], probe: set[int]) -> list[Mention]:
    """Leave out the vessels of films, pressures and punctures, and the summary where the body tells of them."""
    lexicon = vessel_count_words()
    films, entries = (
        set().union(*(evidence.sentences(group, "body") for group in groups))
        for groups in (("venography", "contrast_injection"), ("needle", "access_word", "crossed_over"))
    )
    through_skin = evidence.sentences("skin_route", "body") & evidence.sentences("us", "body")
    other = films | through_skin | (entries - evidence.sentences("ivus_run", "body"))
    other -= evidence.sentences("ivus")
    reading = evidence.reading
    named = {m.sentence for m in vessels}
    other |= {n for n in named - other if not lexicon.pressures.isdisjoint(reading.words_of_sentence(n))}
    own = [m for m in vessels if m.sentence not in other]
    told = [m for m in own if m.zone != "impression"]
    return told or own or vessels


@once
def _first_of_the_probe(evidence: Evidence, sentence: int) -> int:
    """Return where a sentence first names the probe, its begin if nowhere."""
    named = (m.start for m in evidence.in_sentence(sentence, "ivus", "body"))
    return min(named, default=evidence.reading.sentences[sentence][0])


def _before_the_probe(evidence: Evidence, mention: Mention) -> bool:
    """Whether a vessel is that of an operation or film that the sentence tells, in a clause of its own, before the probe."""
    probe = _first_of_the_probe(evidence, mention.sentence)
    if mention.start >= probe:
        return False
    begin, stop = clause(evidence, mention, CLAUSE)
    return stop <= probe and any(evidence.between(begin, stop, group, "body") for group in OPERATED)


def _rows_of_numbers(reading: Reading) -> set[int]:
    """Return the sentences that are table rows: two numbers or more and few words."""
    rows = set()
    for number, (start, end) in enumerate(reading.sentences):
        words = reading.text[start:end].split()
        if len(words) > ROW_WORDS:
            continue
        numbers = [word for word in words if word[0].isdigit()]
        if len(numbers) > 1 or (numbers and len(CELLS.findall(reading.text[start:end].rstrip())) > 1):
            rows.add(number)
    return rows


def _heads_findings(reading: Reading, mention: Mention, findings: set[int]) -> bool:
    """Whether the vessel stands as a heading over a sentence with findings."""
    start, end = reading.sentences[mention.sentence]
    return (
        mention.sentence + 1 in findings and len(reading.text[start:end].split(maxsplit=HEADING_WORDS)) <= HEADING_WORDS
    )


def _system(vessels: list[Mention]) -> str | None:
    lexicon = vessel_count_words()
    named = [m for m in vessels if m.concept.id not in lexicon.general] or vessels
    veins = sum(m.concept.system == "vein" for m in named)
    arteries = sum(m.concept.system == "artery" for m in named)
    return "vein" if veins >= arteries else "artery"
