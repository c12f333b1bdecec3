"""Draws the answer for one encounter: its codes traced to their reports, claim lines, gaps, what stands between reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.analysis import Analysis, Gap
from assistant.encounters import Encounter, EncounterCode, EncounterFinding
from assistant.evidence_lines import evidence_lines
from assistant.ui import blocks
from assistant.ui.edit_findings import VERDICT_WORDS, grounds, tone
from assistant.ui.frame import View
from assistant.ui.words import ELEMENT_WORDS, STATUS_WORDS, count, element_label

FINDING_WORDS = {
    "other_day": "another day",
    "duplicate_study": "same area twice",
    "repeat_study": "repeated",
    "same_service_twice": "told twice",
    "base_in_other_report": "primary procedure found",
    "guidance_in_other_report": "guidance contained",
    "contained_in_other_report": "contained",
    "imaging_twin": "imaging in another report",
    "arms_and_legs": "arms and legs",
}
CLAIM_HEADS = ("Code", "Modifiers", "Units", "Date", "Stands", "Waits for", "From")


def draw_codes(encounter: Encounter, texts: dict[str, str], view: View) -> None:
    """Draw each code with the lines of the reports that it rests on.

    Args:
        encounter: The answer.
        texts: The text of each member by its id.
        view: The coder also reads notes.
    """
    members, codes = len(encounter.members), len(encounter.codes)
    tally = f"{count(codes, 'code')} in {count(members, 'report')}, {encounter.day or 'no date of service'}"
    blocks.heading("Codes", tally)
    if not codes:
        blocks.notice("No service", "No ultrasound or related service is documented as done in these texts.")
    for code in encounter.codes:
        _draw_code(code, encounter, texts, view)


def draw_claim_lines(encounter: Encounter) -> None:
    """Draw the lines of the claim: what can be reported, and what waits."""
    lines = [code for code in encounter.codes if code.status != "not_reportable"]
    if lines:
        blocks.heading("Claim lines", count(len(lines), "line"))
        blocks.wide_table(
            "One line a code, as the encounter leaves it", CLAIM_HEADS, (_claim(code, encounter) for code in lines)
        )


def draw_gaps(members: Sequence[Analysis]) -> None:
    """Draw what each report lacks, those things first that a code waits for."""
    lacking = [(member, gap) for member in members for gap in member.gaps]
    blocks.heading("Documentation", count(len(lacking), "gap") if lacking else "nothing is missing")
    for member in members:
        if member.gaps:
            blocks.name(member.id)
            blocks.facts((element_label(member, gap.element), _say_gap(gap)) for gap in member.gaps)


def draw_findings(encounter: Encounter, view: View) -> None:
    """Draw what stands between the reports and their codes."""
    if encounter.findings:
        blocks.heading("Between the reports", count(len(encounter.findings), "finding"))
        for finding in encounter.findings:
            _draw_finding(finding, view)
    elif len(encounter.members) == 1:
        blocks.heading("Between the reports", "one report so far: add another of the same day")
    else:
        blocks.heading("Between the reports", "nothing stands between their codes, as far as the edits go")


def _draw_code(code: EncounterCode, encounter: Encounter, texts: dict[str, str], view: View) -> None:
    lines = [code.label, code.reason, f"Needs {', '.join(_needs(code, encounter))}" if code.needs else ""]
    notes = code.notes if view == "coder" else ()
    blocks.card(f"{code.name} ×{code.units}", STATUS_WORDS[code.status], [*lines, *notes], tone=code.status)
    for source in code.sources:
        blocks.trace(source.report, evidence_lines(texts[source.report], source.evidence))


def _needs(code: EncounterCode, encounter: Encounter) -> Iterator[str]:
    """Yield what each element that the code waits for is called, in the report that it is of."""
    member = next(member for member in encounter.members if member.id in code.reports)
    yield from (element_label(member, need) for need in code.needs)


def _claim(code: EncounterCode, encounter: Encounter) -> tuple[str, ...]:
    return (
        code.code, " ".join(code.modifiers), str(code.units), str(encounter.day or ""), STATUS_WORDS[code.status],
        ", ".join(_needs(code, encounter)), ", ".join(code.reports),
    )  # fmt: skip


def _say_gap(gap: Gap) -> str:
    state = ", ".join(filter(None, (ELEMENT_WORDS[gap.state], "required" if gap.severity == "required" else "")))
    concerns = f" Concerns {', '.join(gap.codes)}." if gap.codes else ""
    return f"{state[:1].upper()}{state[1:]}. {gap.message}{concerns}"


def _draw_finding(finding: EncounterFinding, view: View) -> None:
    word = VERDICT_WORDS[finding.edit.verdict] if finding.edit else FINDING_WORDS[finding.kind]
    lines = [finding.message]
    if finding.edit:
        lines.append(f"In {', '.join(finding.reports)}.")
        lines += grounds(finding.edit) if view == "coder" else ()
    head = ", ".join(finding.codes) or ", ".join(finding.reports)
    blocks.card(head, word, lines, tone=f"finding {tone(finding.edit) if finding.edit else ''}")
