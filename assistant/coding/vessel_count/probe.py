"""Where a report tells of the probe: its sections, and what follows its sentences."""

from __future__ import annotations

import re

from assistant.language.layout import Reading
from assistant.studies.evidence import BODY_ZONES, Evidence

PROBE_GROUPS = ("ivus", "ivus_run")
# Which only the probe measures; each begins with its character, so that a search leaps from one to the next.
AREA = re.compile(
    r"[\dMmLlPp](?i:(?<=\d)[ ]?(?:mm2|mm²|sq\.? ?mm|square (?:mm|millimet))"
    r"|(?<=\bm)(?:LA|SA|LD)\b|(?<=\bl)umen area\b|(?<=\bp)laque burden\b)"
)


def ivus_sections(evidence: Evidence) -> set[int]:
    """Return the sentences of sections headed by the probe, or the whole body where the report is about nothing else."""
    reading = evidence.reading
    if "ivus" in evidence.title and not evidence.done.names & {"venography", "angiography", "contrast_injection"}:
        return {
            n
            for n, (start, _) in enumerate(reading.sentences)
            if reading.sections[reading.section_at(start)].kind in BODY_ZONES
        }
    headed = {m.section for m in evidence.body.get("ivus", ()) if m.start <= reading.sections[m.section].start + 2}
    ends = {number: _end_of_paragraph(reading, number) for number in headed}
    return {
        n
        for n, (start, _) in enumerate(reading.sentences)
        if (section := reading.section_at(start)) in headed and start < ends[section]
    }


def _end_of_paragraph(reading: Reading, number: int) -> int:
    """Return where the paragraph of a headed section ends that begins on the heading's line; else the section's end."""
    section = reading.sections[number]
    content = section.start + len(section.title)
    line_end = reading.text.find("\n", content, section.end)
    if line_end < 0 or not reading.text[content:line_end].strip(" :\t-"):
        return section.end
    gap = reading.text.find("\n\n", line_end, section.end)
    return gap if gap >= 0 else section.end


def follow_up(reading: Reading, probe: set[int], findings: set[int]) -> set[int]:
    """Extend the probe's sentences by the list items and sentences with measurements that follow them directly."""
    field = set(probe)
    for sentence in sorted(probe):
        following = sentence + 1
        heading = reading.text[slice(*reading.sentences[sentence])].rstrip().endswith(":")
        if heading and following < len(reading.sentences):  # "OCT pullbacks:", what it lists
            field.add(following)
            following += 1
        while following < len(reading.sentences) and following not in field and _belongs(reading, following, findings):
            field.add(following)
            following += 1
    return field


def _belongs(reading: Reading, sentence: int, findings: set[int]) -> bool:
    return sentence in findings or sentence + 1 in findings
