"""What rules and ledgers ask of findings."""

from __future__ import annotations

import pytest

from assistant.engine import analyze, element_state
from assistant.findings import find_findings
from assistant.language.pipeline import read_report
from assistant.language.vocabulary import vocabulary
from assistant.studies.conditions import compile_condition
from assistant.studies.evidence import Evidence
from assistant.studies.scene import ReportScene
from assistant.studies.statements import Statements

KNOWN = frozenset(group for concept in vocabulary().concepts.values() for group in concept.groups)
SHEET = """Venous duplex, right leg
C = compressible  NC = not compressible
Segment   Comp
CFV       C
FV        C
Pop V     NC
"""


def holds(condition: str, text: str) -> bool:
    """Return whether a condition holds of a text."""
    reading = read_report(text)
    evidence = Evidence(reading, findings=find_findings(reading))
    return compile_condition([condition], KNOWN)(ReportScene(evidence, 2026, {}))


@pytest.mark.parametrize(
    ("condition", "held"),
    [
        ("stated.compressibility", True),
        ("stated.compressibility=none", True),
        ("stated.compressibility=partial", False),
        ("stated.reflux_time", False),
    ],
)
def test_a_condition_asks_for_a_finding_of_a_table(condition: str, held: bool) -> None:
    assert holds(condition, SHEET) is held


def test_a_vein_that_was_not_pressed_states_no_compressibility() -> None:
    assert not holds("stated.compressibility", "Venous duplex. Subclavian vein: compression not tested.")
    assert not holds("stated.compressibility", "Left leg duplex.\nCFV: no compression was done, phasic flow.")


def test_an_unknown_attribute_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(ValueError, match=r"'compressability' is no attribute of findings.*did you mean 'compressibility'"):
        compile_condition(["stated.compressability"], KNOWN)


def test_letters_of_a_worksheet_document_the_response_to_compression() -> None:
    assert element_state(SHEET, "compression") == "present"


def test_a_ledger_line_rests_on_the_name_of_the_vein_and_on_what_is_stated_of_it() -> None:
    text = "Venous duplex, right leg. The popliteal vein is patent and collapses fully with the probe."
    line = next(x for x in analyze(text).studies[0].ledger if x.name == "popliteal vein")
    assert [span.text for span in line.evidence][:2] == ["popliteal vein", "patent"]


def test_a_side_told_only_of_the_posture_is_no_side_of_the_veins() -> None:
    text = "VASCULAR UNIT\nRight leg venous duplex\n\nStanding, weight on the left leg.\n\nCFV and popliteal vein compress."
    study = analyze(text).studies[0]
    assert {line.side for line in study.ledger if line.state == "documented"} == {"right"}


def test_statements_of_another_report_of_the_text_do_not_count() -> None:
    text = "The popliteal vein compresses."
    reading = read_report(text)
    assert not Evidence(reading, start=len(text), findings=find_findings(reading)).statements.names


def test_a_treated_vessel_was_not_looked_at() -> None:
    reading = read_report("Procedure: a stent was placed in the left common iliac vein.")
    statements = Statements(find_findings(reading))
    assert statements.of("treatment")
    assert not statements.about(["iliac_vein_any"], "left")
