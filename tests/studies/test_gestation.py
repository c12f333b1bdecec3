"""How far a pregnancy is, and how many fetuses a report describes."""

from __future__ import annotations

import pytest

from assistant.language.pipeline import read_report
from assistant.studies.evidence import Evidence
from assistant.studies.gestation import fetuses_described, gestational_weeks, pregnancy_stage


def evidence(text: str) -> Evidence:
    return Evidence(read_report(text))


@pytest.mark.parametrize(
    ("words", "weeks"),
    [
        ("CRL 23.5 mm = 9w0d", 9),
        ("pregnancy of 33 weeks 5 days", 33),
        ("28-week pregnancy", 28),
        ("EGA 20 3/7 weeks", 20),
        ("twins at 31+2 weeks", 31),
        ("11 wk by dates", 11),
        ("EDD by 8-week CRL, GA 26w1d", 26),
        ("aspirin since 12 weeks, EGA today: 32w0d", 32),
    ],
)
def test_age_is_read_however_it_is_written(words: str, weeks: int) -> None:
    assert gestational_weeks(evidence(f"Ultrasound. Fetus seen, {words}.")) == weeks


@pytest.mark.parametrize(
    "words",
    ["spotting for 3 weeks", "surgery 6 weeks ago", "8-week-old infant", "seen in 4 weeks", "6 weeks after birth"],
)
def test_duration_is_no_age(words: str) -> None:
    assert gestational_weeks(evidence(f"Ultrasound today, {words}.")) is None


def test_advised_later_scan_gives_no_age() -> None:
    assert gestational_weeks(evidence("Fetal pole seen, CRL 5 mm. Recommend an anatomy scan at 20 weeks.")) is None


def test_age_of_this_exam_is_preferred_to_the_one_in_the_history() -> None:
    text = "HISTORY: Scan at 12 weeks was normal.\nFINDINGS: Single fetus of 30 weeks, vertex.\n"
    assert gestational_weeks(evidence(text)) == 30


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("FINDINGS: Fetus with heartbeat, 13 weeks 6 days.", "early"),
        ("FINDINGS: Fetus with heartbeat, 14 weeks 0 days.", "later"),
        ("FINDINGS: Gestational sac with yolk sac.", "early"),
        ("FINDINGS: BPD 5 cm, femur length 3.5 cm.", "later"),
        ("FINDINGS: The liver is normal.", None),
    ],
)
def test_stage_follows_age_else_structures(text: str, stage: str | None) -> None:
    assert pregnancy_stage(evidence(text)) == stage


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("FINDINGS: Twin A: BPD 7 cm. Twin B: BPD 7.1 cm.", 2),
        ("FINDINGS: Twin A only was measured: BPD 7 cm.\nIMPRESSION: Twin A smaller than twin B.", 1),
        ("Twins at 30 weeks.\nA: BPD 7 cm\nB: BPD 7.1 cm\n", 2),
        ("FINDINGS: Twin pregnancy, both fetuses in vertex presentation.", 2),
        ("FINDINGS: Fetus 1 vertex, fetus 2 breech, fetus 3 transverse.", 3),
        ("FINDINGS: Twins, CRL 51/53, FHR 150 and 161.", 2),
        ("FINDINGS: CRL 51/53 mm.", 1),
        ("FINDINGS: Single fetus.", 1),
        ("FINDINGS: Triplets. NT  A 1.4  B 1.6  C 2.9 mm.", 3),
        ("Triplets.\nFINDINGS: T1 EFW 900 g, T2 EFW 880 g, T3 EFW 700 g.", 3),
        ("FINDINGS: Twins. Twin 1 cephalic. T2 breech.", 2),
        (
            "Twins at 24 weeks.\nFINDINGS:\n            A (lower)       B (upper)\nBPD         6.0 cm          6.1 cm\n",
            2,
        ),
        ("Triplets.\nFINDINGS:\n         A        B        C\nEFW      900      880      870\n", 3),
        ("FINDINGS: Number of fetuses: 2. CRL 50 and 52 mm.", 2),
        ("FINDINGS: Twins. The first twin is cephalic, the second twin is breech.", 2),
    ],
)
def test_fetuses_are_counted_where_they_are_described(text: str, count: int) -> None:
    assert fetuses_described(evidence(text)) == count
