"""HL7 v2 messages become reports: which of them, in which words, in which state, of whom."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import hl7
import pytest

from assistant import analyze
from assistant.documents.document import Document
from assistant.documents.formats.hl7 import message as hl7_message
from assistant.documents.kinds import Kind
from assistant.documents.opening import Documents
from assistant.errors import InputError
from tests.documents.hl7_messages import (
    HABITS,
    PID,
    documents,
    header,
    message,
    observation,
    only,
    order,
    segment,
)

SAMPLES = Path(__file__).parents[2] / "samples"
FILES = Path(__file__).parent / "files" / "hl7"
REPORTS = (
    "pocus-dvt-two-point", "title-says-veins-body-says-arteries", "needle-guidance-liver-biopsy", "ivus-two-separate-lesions",
    "dialysis-mapping-both-arms", "laterality-conflict",
)  # fmt: skip


def answer(text: str) -> tuple[object, ...]:
    analysis = analyze(text)
    codes = sorted((code.code, code.status, code.modifiers, code.units) for code in analysis.codes)
    return codes, sorted(gap.element for gap in analysis.gaps)


def producer(name: str) -> list[Document]:
    return documents((FILES / name).read_bytes(), name)


@pytest.mark.parametrize("habit", HABITS.values(), ids=HABITS)
@pytest.mark.parametrize("report", REPORTS)
def test_a_report_is_coded_alike_through_each_habit_of_senders(report: str, habit: Callable[[str], bytes]) -> None:
    text = (SAMPLES / f"{report}.txt").read_text(encoding="utf-8")
    document = only(habit(text))
    assert document.text.strip() == text.strip()
    assert answer(document.text) == answer(text)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("ris-lines.hl7", ["93971"]), ("dictation-formatted.hl7", ["76536"]), ("vascular-lab.hl7", ["93880"]),
        ("transcription.hl7", ["76770"]),
    ],
)  # fmt: skip
def test_reports_of_different_senders_are_supported(name: str, codes: list[str]) -> None:
    (document,) = producer(name)
    analysis = analyze(document.text)
    assert [code.code for code in analysis.codes if code.status == "supported"] == codes
    assert analysis.gaps == ()


def test_a_message_tells_what_the_text_does_not() -> None:
    (document,) = producer("ris-lines.hl7")
    told = (document.id, document.patient, document.physician, document.site, document.accession)
    assert told == ("RB0000417", "0044871", "Tunde Oyelaran", "RIVERBEND HOSPITAL", "RB26071401")
    assert (document.place_of_service, document.day, document.status) == ("inpatient", date(2026, 7, 14), "final")
    assert document.kind is Kind.HL7_V2


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"], ids=["CR", "LF", "CRLF"])
def test_line_ends_change_nothing(end: str) -> None:
    data = (FILES / "ris-lines.hl7").read_text(encoding="utf-8").replace("\n", end).encode()
    assert only(data) == producer("ris-lines.hl7")[0]


def test_frames_change_nothing() -> None:
    data = (FILES / "ris-lines.hl7").read_bytes()
    framed = documents(b"\x0b" + data + b"\x1c\r" + b"\x0b" + data + b"\x1c\r")
    assert [one.text for one in framed if not one.fault] == [producer("ris-lines.hl7")[0].text]


def test_fields_are_those_that_the_hl7_package_finds() -> None:
    data = (FILES / "vascular-lab.hl7").read_text(encoding="utf-8").replace("\n", "\r")
    ours = hl7_message.parsed(next(hl7_message.raw_messages(io.BytesIO(data.encode()))))  # type: ignore[arg-type]
    theirs = hl7.parse(data)
    for mine, other in zip(ours.segments[1:], theirs[1:], strict=True):
        assert [mine.field(number) for number in range(1, len(other))] == [str(field) for field in other[1:]]


def test_the_states_of_one_report_are_coded_once() -> None:
    faults = [(document.id, document.fault) for document in producer("batch-states.hl7")]
    assert faults == [
        ("B1", "was replaced by message 3 (final), so that it is not coded twice"),
        ("B3", "was replaced by message 4 (corrected), so that it is not coded twice"),
        ("B4", ""),
        ("B5", "is cancelled, without a result and no report"),
    ]


def test_words_in_the_place_of_a_type_are_not_repeated() -> None:
    with pytest.raises(InputError, match="1 of an unknown type") as told:
        list(Documents(io.BytesIO(b"MSH|^~\\&|A|B|||2026||QUILLFEATHER, OTTOLINE^A08|1|P|2.5\rPID|1||7\r"), "adt.hl7"))
    assert "QUILL" not in str(told.value)


def test_a_wrong_count_and_other_messages_are_told() -> None:
    note = producer("batch-states.hl7")[2].note
    assert "The trailer BTS (line 21) tells of 6 messages, but there are 5: some may be missing." in note
    assert "Passed over: messages that carry no report (1 ADT^A08)." in note


def test_a_preliminary_state_that_comes_late_does_not_replace_the_final_one() -> None:
    final = message(order(), observation("Final text."))
    late = message(header(control="M2"), PID, order(status="P"), observation("Early text.", status="P"))
    first, second = documents(final + late)
    assert first.fault == ""
    assert second.fault.startswith("was replaced by message 1 (final)")


def test_a_withdrawn_report_is_no_report() -> None:
    data = message(order(), observation("Text.")) + message(
        header(control="M2"), PID, order(status="D"), observation("", status="D")
    )
    assert [one.fault for one in documents(data)] == ["was deleted by message 2", "is deleted and no report"]


def test_an_addendum_alone_does_not_replace_its_report() -> None:
    data = message(order(), observation("Liver normal.")) + message(
        header(control="M2"), PID, order(status="C"), observation("Side corrected.", "&ADT")
    )
    first, second = documents(data)
    assert first.fault == ""
    assert second.fault == "holds only an addendum to the report of message 1; read the two together"


def test_reports_of_two_accessions_stay_two() -> None:
    data = message(order("A1"), observation("Liver normal."), order("A2"), observation("Kidneys normal."))
    assert [(one.id, one.accession, one.text) for one in documents(data)] == [
        ("M1-1", "A1", "Liver normal."), ("M1-2", "A2", "Kidneys normal."),
    ]  # fmt: skip


def test_orders_without_a_text_belong_to_the_report_beside_them() -> None:
    data = message(
        order("A1", f4="USABD^US ABDOMEN"), order("A1", f4="USDOP^US LIVER DOPPLER"), observation("Liver normal, 14 cm.")
    )
    assert only(data).text == "Exam: US ABDOMEN; US LIVER DOPPLER\n\nLiver normal, 14 cm."


def test_what_several_orders_repeat_is_one_report() -> None:
    data = message(
        order("A1", f4="1^US ABDOMEN"), observation("Liver normal."), order("A1", f4="2^US LIVER DOPPLER"),
        observation("Liver normal."),
    )  # fmt: skip
    assert only(data).text.count("Liver normal.") == 1


def test_a_report_that_is_spread_over_orders_is_one() -> None:
    data = message(
        segment("ORC", {1: "RE"}), order("A1", f4="1^US"), observation("Liver normal.", "&GDT"), segment("ORC", {1: "RE"}),
        order("A1", f4="2^US READ"), observation("Normal liver.", "&IMP"),
    )  # fmt: skip
    assert only(data).text.endswith("Liver normal.\n\nImpression: Normal liver.")


@pytest.mark.parametrize(
    "name", ["US&IMP^US ABDOMEN", "US^US ABDOMEN&IMP", "&IMP", "19005-8^X^LN", "IMP^Impression", "^CONCLUSION:"]
)
def test_the_name_of_an_observation_becomes_a_heading(name: str) -> None:
    data = message(order(f4="US^US ABDOMEN"), observation("US ABDOMEN. Liver normal.", "US&GDT"), observation("Normal.", name))
    assert only(data).text.endswith("\n\nImpression: Normal.")


def test_a_heading_that_the_author_wrote_is_not_written_twice() -> None:
    data = message(order(), observation("IMPRESSION: Normal.", "&IMP"))
    assert only(data).text == "IMPRESSION: Normal."


def test_what_goes_on_behind_a_section_is_headed_again() -> None:
    data = message(order(), observation("Normal.", "&IMP"), observation("Liver 14 cm.", "&GDT"))
    assert only(data).text == "Impression: Normal.\n\nFindings: Liver 14 cm."


def test_local_labels_become_headings_where_they_change() -> None:
    data = message(
        order(), observation("Normal size.", "RK^Right kidney"), observation("No stone.", "RK^Right kidney"),
        observation("Small.", "LK^Left kidney"),
    )  # fmt: skip
    assert only(data).text == "Right kidney:\nNormal size.\nNo stone.\n\nLeft kidney: Small."


@pytest.mark.parametrize(
    ("type", "value", "unit", "shown"),
    [
        ("NM", "92", "cm/s^centimeter per second^UCUM", "PSV: 92 cm/s"), ("SN", ">^2.8", "", "PSV: >2.8"),
        ("SN", "^10^-^20", "", "PSV: 10-20"), ("CWE", "P^patent^L", "", "PSV: patent"), ("CE", "^^^^free text", "", "PSV: free text"),
        ("DT", "20260302", "", "PSV: 2026-03-02"),
    ],
)  # fmt: skip
def test_values_become_lines_with_their_name_and_unit(type: str, value: str, unit: str, shown: str) -> None:
    assert only(message(order(), observation(value, "1^PSV", type, f6=unit))).text == shown


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"a\.br\b", "a\nb"), (r"a\.sp+2\b", "a\n\nb"), (r"\.in+2\a", "  a"), (r"\H\a\N\b", "ab"),
        (r"1\F\2\S\3\T\4\R\5\E\6", "1|2^3&4~5\\6"), (r"a\X0D0A\b", "a\nb"), (r"\Z99\a", "a"), (r"C:\path\.br\b", "C:\\path\nb"),
        ("a~b", "a\nb"), ("cyst of ~5 mm", "cyst of ~5 mm"), ("a<br/>b", "a\nb"), (r"caf\XC3A9\x", "caféx"),
    ],
)  # fmt: skip
def test_escape_sequences_are_resolved(written: str, read: str) -> None:
    assert only(message(order(), observation("x " + written, type="FT"))).text == "x " + read


def test_comments_stand_where_they_belong() -> None:
    data = message(
        order(), segment("NTE", {1: "1", 2: "P", 3: "Please look at the spleen."}), segment("NTE", {2: "L", 3: "Seen late."}),
        observation("Liver normal."), segment("NTE", {3: "In two planes."}),
    )  # fmt: skip
    assert only(data).text == (
        "Liver normal.\nIn two planes.\n\nOrder details: Please look at the spleen.\n\nComment: Seen late."
    )


def test_what_the_sender_withdrew_is_left_out_and_told() -> None:
    document = only(message(order(), observation("Liver normal."), observation("Spleen large.", status="D")))
    assert document.text == "Liver normal."
    assert "Left out: 1 observations that the message withdraws." in document.note


def test_a_part_that_is_preliminary_makes_the_report_preliminary() -> None:
    document = only(message(order(status="F"), observation("a"), observation("b", status="P")))
    assert document.status == "preliminary"
    assert "wait for the final one" in document.note


SIGNED = {"f22": "20260302111400", "f32": "77&Low&Jane&&&&MD"}


def test_the_principal_interpreter_signs_a_final_report() -> None:
    text = only(message(order(**SIGNED), observation("Liver normal. 03/02/2026"))).text
    assert text.endswith("\nElectronically signed by: Jane Low, MD, 03/02/2026 11:14")


@pytest.mark.parametrize(
    ("status", "more", "text"),
    [
        ("P", {}, "Liver normal."), ("", {}, "Liver normal."), ("F", {"f33": "78&Orr&Amy&&&&MD"}, "Liver normal."),
        ("F", {}, "Dictated by the resident. Liver normal."), ("F", {}, "Liver normal. Unsigned draft."),
        ("F", {}, "Liver normal. Attending read pending."), ("F", {"f32": "5&Silva&Rita&&&&RVT"}, "Liver normal."),
        ("F", {}, "Liver normal.~Electronically signed by: Amy Orr, MD"), ("F", {"f32": "77"}, "Liver normal."),
    ],
)  # fmt: skip
def test_nobody_signs_what_may_not_be_signed(status: str, more: dict[str, str], text: str) -> None:
    data = message(order(status=status, **(SIGNED | more)), observation(text, type="FT", status=status))
    assert only(data).text == text.replace("~", "\n")


def test_the_reason_is_told_where_the_text_tells_none() -> None:
    with_reason = {"f31": "R10.11^Right upper quadrant pain^I10"}
    assert "\nIndication: Right upper quadrant pain" in only(message(order(**with_reason), observation("Liver normal."))).text
    own = observation("Indication: Jaundice.~Liver normal.", type="FT")
    assert "quadrant" not in only(message(order(**with_reason), own)).text


@pytest.mark.parametrize(
    ("identifiers", "key"),
    [
        ("1^^^A^SS~2^^^A^MR", "2"), ("1^^^A^PI~2^^^A^MR", "2"), ("1", "1"), ("1^^^A^AN~2", "2"), ("9^^^A^SS", ""),
    ],
)  # fmt: skip
def test_the_medical_record_number_is_the_patient(identifiers: str, key: str) -> None:
    data = message(header(), segment("PID", {3: identifiers}), order(), observation("Liver normal."))
    assert only(data).patient == key


@pytest.mark.parametrize(
    ("named", "codec"), [("UNICODE UTF-8", "utf-8"), ("8859/1", "latin-1"), ("8859/15", "iso8859-15"), ("", "utf-8")]
)
def test_characters_are_those_that_the_message_names(named: str, codec: str) -> None:
    data = message(header(f18=named), PID, order(), observation("Größe 3 µl")).decode().encode(codec)
    assert only(data).text == "Größe 3 µl"


def test_characters_that_the_message_does_not_name_are_told() -> None:
    document = only(message(order(), observation("Größe 3")).decode().encode("latin-1"))
    assert document.text == "Größe 3"
    assert "is not UTF-8; it was read as Windows-1252" in document.note


@pytest.mark.parametrize("marks", ["|^~\\&", "|^~\\\\&", "|^~&", "|^~", "#*!@%", "|^~\\&#"])
def test_separators_are_those_of_the_message(marks: str) -> None:
    mark, component = marks[0], marks[1]
    lines = ["MSH" + mark + marks[1:] + mark * 7 + f"ORU{component}R01" + mark + "M1", f"PID{mark*3}7", f"OBR{mark*3}A1",
             f"OBX{mark}1{mark}TX{mark*3}Liver normal."]  # fmt: skip
    document = only("\r".join(lines).encode())
    assert (document.text, document.patient, document.accession) == ("Liver normal.", "7", "A1")


def test_a_text_of_several_lines_without_escapes_is_read_whole() -> None:
    assert only(message(order(), observation("Liver normal.\n\nSpleen normal."), end="\r")).text == "Liver normal.\n\nSpleen normal."


def rtf(text: str) -> bytes:
    return (r"{\rtf1\ansi " + text.replace("\n", r"\par ") + "}").encode()


def test_a_document_inside_is_read_by_its_own_kind() -> None:
    data = base64.b64encode(rtf("Liver normal.\nSpleen normal.")).decode()
    document = only(message(order(), observation(f"^AP^RTF^Base64^{data}", "1", "ED")))
    assert document.text.split() == ["Liver", "normal.", "Spleen", "normal."]
    assert "The text is that of the document inside the message (RTF)." in document.note


def test_a_text_that_is_an_rtf_document_is_read_as_one() -> None:
    assert "Liver normal." in only(message(order(), observation(rtf("Liver normal.").decode(), type="FT"))).text


def test_of_a_text_and_a_document_the_text_is_taken() -> None:
    text = "Liver normal. " * 20
    document = only(message(order(), observation(text), observation("^AP^PDF^Base64^JVBERi0", "1", "ED")))
    assert document.text.strip() == text.strip()
    assert "the text was taken" in document.note


@pytest.mark.parametrize(
    ("segments", "fault"),
    [
        ([header(), order(), observation("x")], "has no segment PID"),
        ([header(), PID], "has no order (OBR)"),
        ([header(), PID, order()], "holds no text of a report"),
        ([header(), PID, order(), observation(" ")], "holds no text of a report"),
        ([header(), PID, order(), observation("x"), segment("PID", {3: "9"}), observation("y")], "two are mixed in it"),
        ([header(), PID, "this is no segment", order(), observation("x")], "holds a line that is no segment (line 3)"),
        ([header(), PID, order(), observation("http://pacs/1", "1", "RP")], "is not fetched"),
        ([header(), PID, order(), observation("^AP^PDF^Base64^JVBERi0xLjQ*", "1", "ED")], "is no whole Base64"),
        ([header(), PID, order(), observation("^IM^PNG^Base64^iVBORw0KGgo=", "1", "ED")], "holds a picture"),
        ([header(), PID, order(), observation("^AP^PDF", "1", "ED")], "without its data"),
        (["MSH|", PID, order(), observation("x")], "names no encoding characters"),
        (["MSH|^^^^|", PID, order(), observation("x")], "names one encoding character for two uses"),
    ],
)
def test_a_damaged_message_says_what_is_wrong_and_the_next_is_read(segments: list[str], fault: str) -> None:
    first, second = documents(message(*segments) + message(header(control="M9"), PID, order("B9"), observation("Liver normal.")))
    assert fault in first.fault
    assert second.text == "Liver normal."


def test_a_frame_without_its_end_is_cut_off() -> None:
    data = b"\x0b" + message(order(), observation("Liver norm")).rstrip(b"\r")
    assert "breaks off" in documents(data)[0].fault


def test_a_batch_that_breaks_off_in_a_message_sets_it_aside() -> None:
    data = b"BHS|^~\\&\r" + message(order(), observation("Liver norm")).rstrip(b"\r")
    assert "breaks off" in documents(data)[0].fault


def test_a_file_without_reports_names_what_it_holds() -> None:
    with pytest.raises(InputError, match=r"holds no message that carries a report but .*2 ADT\^A08"):
        documents(message(header("ADT^A08"), PID) + message(header("ADT^A08"), PID))


def test_a_segment_that_is_too_long_does_not_stop_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hl7_message, "MOST_SEGMENT", 100_000)
    data = message(order(), observation("x" * 300_000)) + message(header(control="M2"), PID, order("B"), observation("Fine."))
    first, second = documents(data)
    assert "has a segment OBX of more than 100,000 bytes (line 4)" in first.fault
    assert second.text == "Fine."


class _Watched(io.BytesIO):
    """A stream that notes the most that was asked of it at once."""

    most = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.most = max(self.most, size if size is not None and size >= 0 else 1 << 60)
        return super().read(size)


def test_a_file_is_read_in_small_pieces() -> None:
    stream = _Watched(message(order(), observation("Liver normal.")) * 500)
    assert sum(1 for _ in Documents(stream, "many.hl7")) == 500
    assert stream.most <= 1 << 16


class _Pipe(io.RawIOBase):
    """A stream that cannot be wound back."""

    def __init__(self, data: bytes) -> None:
        self._inner = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray, /) -> int:  # type: ignore[override]
        return self._inner.readinto(buffer)


def test_a_pipe_is_read_like_a_file() -> None:
    stream = io.BufferedReader(_Pipe((FILES / "batch-states.hl7").read_bytes()))
    assert list(Documents(stream, "pipe.hl7")) == producer("batch-states.hl7")


def test_no_word_of_a_report_stands_in_a_fault() -> None:
    data = message(header(), order(), observation("SECRETWORD")) + message(header(), PID, "SECRETWORD", observation("x"))
    assert all("SECRET" not in one.fault + one.note for one in documents(data))
