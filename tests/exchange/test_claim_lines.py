"""Tests of claim lines as CSV and of codes to paste."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from itertools import islice

import pytest
from exported_reports import IVUS, TEXT, analysed, decided, decision, undecided

from assistant.exchange import Exported, claim_csv, codes_text
from assistant.exchange.clipboard import codes_texts


def rows(*reports: Exported) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(claim_csv(reports)), newline="")))


def test_a_code_that_nobody_decided_about_is_a_suggestion_without_a_name() -> None:
    [row] = rows(undecided())
    assert (row["code"], row["decision"], row["decided_by"], row["decided_at"]) == ("93971", "suggested", "", "")
    assert (row["report"], row["patient"], row["date_of_service"]) == ("visit-12", "MRN-7", "2026-03-12")
    assert row["rule"] == analysed(TEXT).codes[0].rule


def test_a_decision_brings_who_when_and_why() -> None:
    [row] = rows(decided(decision(1, "accept_code", "93971", reason="units", words="calf not seen")))
    assert (row["decision"], row["decided_by"], row["reason"]) == (
        "accepted",
        "grace",
        "Units counted again: calf not seen",
    )
    assert row["decided_at"] == "2026-03-13T07:31:00+00:00"


def test_a_changed_code_goes_out_as_it_was_changed_and_without_the_rule_of_the_other() -> None:
    changed = decision(1, "change_code", "93971", code="93970", modifiers=["26", "59"], units=2)
    [row] = rows(decided(changed))
    assert (row["code"], row["modifier_1"], row["modifier_2"], row["units"]) == ("93970", "26", "59", "2")
    assert (row["decision"], row["rule"]) == ("changed", "")


def test_an_added_code_goes_out_and_a_rejected_one_does_not() -> None:
    added = decision(2, "add_code", "93922", code="93922", modifiers=[], units=1)
    [row] = rows(decided(decision(1, "reject_code", "93971", reason="not_done"), added))
    assert (row["code"], row["decision"], row["status"]) == ("93922", "added", "")


def test_a_decision_that_was_taken_back_counts_for_nothing() -> None:
    [row] = rows(decided(decision(1, "reject_code", "93971"), decision(2, "undo", "1")))
    assert row["decision"] == "suggested"


def test_a_code_that_is_not_reportable_has_no_line() -> None:
    report = undecided()
    refused = replace(report.analysis.codes[0], status="not_reportable")
    assert rows(replace(report, analysis=replace(report.analysis, codes=(refused,)))) == []


def test_a_code_that_waits_names_what_it_waits_for() -> None:
    report = undecided()
    waiting = replace(report.analysis.codes[0], status="needs_documentation", needs=("image_storage", "signature"))
    [row] = rows(replace(report, analysis=replace(report.analysis, codes=(waiting,))))
    assert (row["status"], row["waits_for"]) == ("needs_documentation", "image_storage signature")


def test_modifiers_beyond_four_stand_in_a_column_of_their_own() -> None:
    six = decision(1, "change_code", "93971", code="93971", modifiers=["26", "59", "LT", "GC", "76", "XU"], units=1)
    [row] = rows(decided(six))
    assert [row[f"modifier_{number}"] for number in (1, 2, 3, 4)] == ["26", "59", "LT", "GC"]
    assert row["further_modifiers"] == "76 XU"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_would_be_a_formula_is_text(start: str) -> None:
    [row] = rows(replace(undecided(), patient=f"{start}cmd|' /C calc'!A0", name=f"{start}1"))
    assert row["patient"][:2] == f"'{start}"
    assert row["report"][:2] == f"'{start}"


def test_quotes_commas_line_ends_and_letters_come_back_as_they_were() -> None:
    name = 'Ferris, "Ada"\r\nсосуды 中'
    [row] = rows(replace(undecided(), name=name))
    assert row["report"] == name


def test_every_line_ends_as_the_standard_has_it() -> None:
    assert all(line.endswith("\r\n") for line in claim_csv([undecided()]))


def test_half_of_a_surrogate_pair_can_be_written() -> None:
    assert "".join(claim_csv([replace(undecided(), name="a\ud800")])).encode("utf-8")


def test_reports_are_read_one_after_the_other() -> None:
    def endless() -> object:
        while True:
            yield undecided()

    assert len(list(islice(claim_csv(endless()), 2000))) == 2000  # type: ignore[arg-type]


def test_only_codes_that_may_be_billed_as_they_are_are_copied() -> None:
    report = undecided(IVUS)
    supported, *_ = report.analysis.codes
    waiting = replace(supported, code="37253", status="needs_documentation")
    two = replace(supported, code="76882", modifiers=("RT",), units=2)
    codes = replace(report.analysis, codes=(supported, waiting, two))
    assert codes_text(replace(report, analysis=codes)) == f"{supported.code}\n76882-RT x2"


def test_a_file_of_codes_parts_the_decided_from_the_suggested() -> None:
    added = decision(1, "add_code", "93922", code="93922", modifiers=[], units=1)
    [text] = codes_texts([decided(added)])
    assert text == "visit-12  MRN-7  2026-03-12\n93922\nsuggested by the tool, nobody decided:\n93971\n\n"


def test_a_waiting_code_that_a_person_accepted_is_copied() -> None:
    analysis = analysed(TEXT)
    waiting = replace(analysis, codes=(replace(analysis.codes[0], status="needs_documentation"),))
    assert codes_text(replace(undecided(), analysis=waiting)) == ""
    accepted = decided(decision(1, "accept_code", "93971"), analysis=waiting)
    assert codes_text(accepted) == "93971"
