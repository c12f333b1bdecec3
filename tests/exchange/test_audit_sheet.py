"""Tests of the audit sheet: what it says, that it fits two pages, and that it is harmless, as PDF and as DOCX."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from exported_reports import MADE, TEXT, analysed, decided, decision, pdf_pages, undecided, written

from assistant.analysis import Conflict, Span
from assistant.exchange import Exported, audit_docx, audit_pdf, audit_sheet
from assistant.exchange.audit_sheet import LIMITS
from assistant.worklist.standing import add_up

HOSTILE = "</para><b>bold</b> &nbsp; <img src='file:///etc/passwd'/> <font size=900>"


def said(report: Exported) -> str:
    """Return every word of a sheet."""
    lines = []
    for part in audit_sheet(report).parts:
        lines += [part.heading, part.rest, *(f"{term}: {words}" for term, words in part.facts)]
        for entry in part.entries:
            lines += [entry.name, entry.word, *("".join(words.text for words in line) for line in entry.lines)]
    return "\n".join(lines)


def docx_words(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(data)).paragraphs)


@pytest.fixture(scope="module")
def crowded() -> Exported:
    """A report of 60 codes, 80 gaps, 50 conflicts and 120 decisions, all of them long."""
    analysis = analysed(TEXT)
    spans = tuple(Span(at, at + 9, TEXT[at : at + 9]) for at in range(0, len(TEXT) - 10, 13))
    codes = tuple(
        replace(analysis.codes[0], code=str(76000 + number), evidence=spans, reason="because " * 90)
        for number in range(60)
    )
    crowd = replace(
        analysis, codes=codes, gaps=tuple(replace(analysis.gaps[0], message="m " * 400) for _ in range(80)),
        conflicts=(Conflict("side", "left, then right " * 90, spans[3], spans[9]),) * 50,
    )  # fmt: skip
    decisions = tuple(
        decision(number + 1, "accept_code", str(76000 + number % 60), reason="units", words="w" * 1000)
        for number in range(120)
    )
    return Exported("n" * 300, TEXT, crowd, add_up(crowd, decisions), decisions, "p" * 300, "d" * 300)


def test_the_sheet_names_the_report_its_patient_and_its_day() -> None:
    words = said(undecided())
    for line in ("Report: visit-12", "Patient: MRN-7", "Date of service: 2026-03-12", "Physician: Ada Ferris, MD"):
        assert line in words


def test_what_is_not_told_is_said_to_be_so() -> None:
    assert "Patient: not told" in said(replace(undecided(), patient=""))


def test_a_code_stands_with_units_status_rule_and_that_nobody_decided() -> None:
    words = said(undecided())
    assert "93971  ×1\nsupported" in words
    assert "suggested by the tool, nobody decided" in words
    assert f"Rule {analysed(TEXT).codes[0].rule}" in words


def test_evidence_is_the_codes_own_with_its_lines() -> None:
    report = undecided()
    first, second = report.analysis.codes[0], replace(report.analysis.codes[0], code="93922")
    codes = (replace(first, evidence=(Span(0, 8, "COMPLETE"),)), replace(second, evidence=(Span(*_place("no deep")),)))
    sheet = audit_sheet(replace(report, analysis=replace(report.analysis, codes=codes)))
    entries = next(part for part in sheet.parts if part.heading == "Codes that go out").entries
    quotes = [[("".join(w.text for w in line), [w.text for w in line if w.bold]) for line in e.lines] for e in entries]
    assert ("line 1 COMPLETE BILATERAL LOWER EXTREMITY VENOUS DUPLEX", ["COMPLETE"]) in quotes[0]
    assert ("line 6 Impression: no deep vein thrombosis.", ["no deep"]) in quotes[1]
    assert not any(text.startswith("line 1 ") for text, _ in quotes[1])


def test_without_the_text_evidence_is_named_by_its_characters() -> None:
    report = replace(undecided(), text="")
    first = report.analysis.codes[0].evidence[0]
    assert f"characters {first.start} to {first.end} {first.text}" in said(report)


def test_a_decision_stands_at_its_code_with_who_when_and_why() -> None:
    words = said(decided(decision(1, "accept_code", "93971", reason="not_covered", words="calf not seen")))
    assert "accepted by grace, 2026-03-13 07:31 UTC\nReason Not covered for this indication: calf not seen" in words
    assert "1. accept code 93971\ngrace, 2026-03-13 07:31 UTC" in words


def test_a_rejected_code_stands_among_those_that_do_not_go_out() -> None:
    words = said(decided(decision(1, "reject_code", "93971", reason="not_done")))
    assert "Codes that go out\n\nnone" in words
    assert words.index("Codes that do not go out") < words.index("rejected by grace")


def test_gaps_questions_and_conflicts_stand_with_what_became_of_them() -> None:
    report = decided(
        decision(1, "dismiss_gap", "image_storage", reason="not_needed"),
        decision(2, "send_query", "images", words="Were images kept?"),
        decision(3, "answer_query", "images", outcome="addendum"),
    )
    words = said(report)
    assert "dismissed by grace, 2026-03-13 07:31 UTC\nReason Not needed for these codes or this payer" in words
    assert "sent by grace, 2026-03-13 07:32 UTC" in words
    assert "Answered: Addendum written (grace, 2026-03-13 07:33 UTC)" in words
    assert report.analysis.conflicts[0].message in words


def test_the_question_as_sent_and_an_edited_text_stay_out_of_the_history() -> None:
    words = said(
        decided(decision(1, "send_query", "images", words="QUENNELL"), decision(2, "edit_text", words="ASHBY"))
    )
    assert "QUENNELL" not in words
    assert "ASHBY" not in words


def test_versions_vintages_and_the_checksum_of_the_text_stand_on_it() -> None:
    words, engine = said(undecided()), analysed(TEXT).engine
    for part in (engine.version, engine.knowledge, engine.code_set, analysed(TEXT).sha256, "2024-07-01"):
        assert part in words


def test_pages_are_numbered_out_of_how_many_there_are() -> None:
    assert written(audit_pdf(undecided(), made=MADE), "page 1 of 1")
    long = decided(*(decision(n, "accept_code", "93971", reason="units") for n in range(1, 25)))
    data = audit_pdf(long, made=MADE)
    assert written(data, "page 1 of 2")
    assert written(data, "page 2 of 2")


def test_a_crowded_report_takes_two_pages_and_says_what_was_cut(crowded: Exported) -> None:
    data = audit_pdf(crowded, made=MADE)
    assert pdf_pages(data) == 2
    for rest in ("more codes are not shown", "more gaps are not shown", "earlier decisions are not shown"):
        assert written(data, rest)
    assert written(data, "of evidence not shown")
    assert "more codes are not shown" in docx_words(audit_docx(crowded, made=MADE))


def test_the_last_limits_fit_whatever_a_report_holds(crowded: Exported) -> None:
    wide = tuple(each._replace(words="\N{FULL BLOCK}" * 900, who="W" * 900) for each in crowded.decisions)
    report = replace(crowded, decisions=wide, standing=add_up(crowded.analysis, wide), name="W" * 999, site="W" * 999)
    assert pdf_pages(audit_pdf(report, made=MADE)) == 2
    assert audit_sheet(report, LIMITS[-1]).parts


@pytest.mark.parametrize("field", ["name", "patient", "physician", "site"])
def test_markup_is_drawn_as_words(field: str) -> None:
    report = replace(undecided(), **{field: HOSTILE})  # type: ignore[arg-type]
    assert written(audit_pdf(report, made=MADE), "<img src='file:///etc/passwd'/>")
    assert HOSTILE[:40] in docx_words(audit_docx(report, made=MADE))


def test_markup_within_a_quoted_report_is_drawn_as_words() -> None:
    text = f"{HOSTILE} {TEXT}"
    moved = tuple(
        Span(s.start + len(HOSTILE) + 1, s.end + len(HOSTILE) + 1, s.text) for s in analysed(TEXT).codes[0].evidence
    )
    code = replace(analysed(TEXT).codes[0], evidence=moved)
    report = replace(undecided(), text=text, analysis=replace(analysed(TEXT), codes=(code,), gaps=(), conflicts=()))
    assert written(audit_pdf(report, made=MADE), "<font size=900>")


def test_what_a_reader_cannot_see_is_written_as_its_number() -> None:
    report = replace(undecided(), name="a\N{RIGHT-TO-LEFT OVERRIDE}txt.\x00exe\ud800")
    assert "a[U+202E]txt.[U+0000]exe[U+D800]" in said(report)
    assert "[U+202E]" in docx_words(audit_docx(report, made=MADE))
    assert written(audit_pdf(report, made=MADE), "[U+202E]")


def test_the_same_report_and_moment_give_the_same_pdf() -> None:
    assert audit_pdf(undecided(), made=MADE) == audit_pdf(undecided(), made=MADE)


def test_the_docx_counts_its_pages_itself() -> None:
    foot = Document(BytesIO(audit_docx(undecided(), made=MADE))).sections[0].footer.paragraphs[0]
    assert '"PAGE"' in foot._p.xml
    assert '"NUMPAGES"' in foot._p.xml
    assert "made 2026-03-13 09:30 UTC" in foot.text


def _place(words: str) -> tuple[int, int, str]:
    start = TEXT.index(words)
    return start, start + len(words), words
