"""Tests of decoding plain-text reports."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.text import decode
from assistant.errors import InputError

REPORT = "Doppler of the left leg: 3 µm, naïve – no clot.\r\n"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (REPORT.encode("utf-8"), "utf-8"),
        (REPORT.encode("utf-8-sig"), "utf-8"),
        (codecs.BOM_UTF16_LE + REPORT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + REPORT.encode("utf-16-be"), "utf-16"),
        (codecs.BOM_UTF32_LE + REPORT.encode("utf-32-le"), "utf-32"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16 little", "utf-16 big", "utf-32 little"],
)
def test_certain_encodings_are_read_without_a_note(data: bytes, encoding: str) -> None:
    assert decode(data) == (REPORT, encoding, "")


def test_line_ends_stay_as_they_are() -> None:
    assert decode(b"one\r\ntwo\rthree\n").text == "one\r\ntwo\rthree\n"


def test_windows_1252_is_assumed_and_said() -> None:
    decoded = decode(REPORT.encode("cp1252"))
    assert decoded.text == REPORT
    assert "Windows-1252" in decoded.note


FOREIGN = {
    "cp1252": "Échographie veineuse : œdème de la jambe gauche, veine fémorale compressible, pas de thrombose.",
    "mac-roman": "Échographie veineuse : œdème de la jambe gauche, veine fémorale compressible, pas de thrombose.",
    "cp1250": "Ultrazvukové vyšetření žil dolních končetin. Společná stehenní žíla je plně stlačitelná.",
    "cp1251": "УЗИ вен нижних конечностей. Общая бедренная вена полностью сжимаема, тромбоз не выявлен.",
    "cp1253": "Υπερηχογράφημα φλεβών κάτω άκρων. Η κοινή μηριαία φλέβα είναι συμπιέσιμη.",
    "cp1254": "Alt ekstremite venöz Doppler ultrasonografi. Trombüs saptanmadı. Sonuç: normal, ışığında.",
    "cp1255": "אולטרסאונד דופלר של ורידי הרגל השמאלית. הווריד הפמורלי נלחץ היטב, ללא סימני פקקת.",
    "cp1256": "تصوير دوبلر للأوردة في الساق اليسرى. الوريد الفخذي المشترك قابل للضغط ولا يوجد تخثر.",
    "cp932": "下肢静脈エコー。総大腿静脈は圧迫良好で、血栓は認めません。結論：正常。",
    "euc_jis_2004": "下肢静脈エコー。総大腿静脈は圧迫良好で、血栓は認めません。結論：正常。",
    "gb18030": "下肢静脉超声。股总静脉可压缩，未见血栓。结论：正常。",
    "big5hkscs": "下肢靜脈超音波。股總靜脈可壓縮，未見血栓。結論：正常。",
    "cp949": "하지 정맥 초음파. 총대퇴정맥은 압박되며 혈전은 없습니다. 결론: 정상.",
}


@pytest.mark.parametrize("encoding", FOREIGN)
def test_the_code_page_that_the_letters_speak_for_is_assumed_and_said(encoding: str) -> None:
    decoded = decode(FOREIGN[encoding].encode(encoding))
    assert decoded[:2] == (FOREIGN[encoding], encoding)
    assert decoded.note.startswith("The file is not UTF-8; it was read as") and "letters are wrong" in decoded.note


@pytest.mark.parametrize("sign", ["temp 37°C", "3 µm", "±2 mm", "José Núñez"])
def test_a_few_marks_speak_for_no_other_code_page_than_windows_1252(sign: str) -> None:
    assert decode(f"US LEFT LEG, {sign}: no DVT.\n".encode("cp1252")).encoding == "cp1252"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read_and_said(encoding: str) -> None:
    decoded = decode(REPORT.encode(encoding))
    assert decoded.text == REPORT and "no byte order mark" in decoded.note


def test_a_byte_of_a_code_page_in_utf_8_is_read_as_such_and_said() -> None:
    decoded = decode("Müller – Größe 3 µm, naïve.\n".encode() + "José".encode("cp1252"))
    assert decoded[:2] == ("Müller – Größe 3 µm, naïve.\nJosé", "utf-8")
    assert "one byte that is none" in decoded.note


def test_utf_8_that_breaks_off_in_a_letter_is_still_utf_8() -> None:
    decoded = decode("Größe übereinstimmend µ".encode()[:-1])
    assert decoded.encoding == "utf-8" and decoded.text.startswith("Größe übereinstimmend ") and decoded.note


@given(st.binary(max_size=200) | st.text(max_size=80).flatmap(lambda text: st.sampled_from(
    [text.encode("utf-8", "replace"), text.encode("utf-16", "replace"), text.encode("gb18030", "replace")])))
def test_the_same_bytes_give_the_same_answer_or_one_error(data: bytes) -> None:
    answers = []
    for _ in range(2):
        try:
            answers.append(str(decode(data)))
        except InputError as error:
            answers.append(str(error))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n"], ids=["empty", "blank"])
def test_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="holds no text"):
        decode(data)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document"),
        (b"PK\x03\x04\x14\x00", "a Word document"),
        (b"{\\rtf1\\ansi Report}", "an RTF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (bytes(128) + b"DICM", "a DICOM file"),
        (OLD_OFFICE + "WordDocument".encode("utf-16-le"), r"an old Word document \(.doc\); save it as .docx"),
        (OLD_OFFICE + "Workbook".encode("utf-16-le"), "an old Excel workbook"),
        (OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "an Office document under a password; save it without"),
        (b"\x78\x9f\x3e\x22\x01\x00\x01\x06", r"a mail as Outlook packs it \(winmail.dat\); have it sent as plain text"),
        (OLD_OFFICE + "__properties_version1.0".encode("utf-16-le"), "an Outlook message"),
    ],
)
def test_other_kinds_of_file_are_named(data: bytes, kind: str) -> None:
    with pytest.raises(InputError, match=f"is {kind}"):
        decode(data)


@pytest.mark.parametrize("data", [b"Report\x00text", bytes(range(1, 256)) * 4], ids=["NUL", "every byte"])
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="is binary"):
        decode(data)


def test_broken_utf_16_is_refused_with_its_place() -> None:
    with pytest.raises(InputError, match="breaks off at byte 4"):
        decode(codecs.BOM_UTF16_LE + "ab".encode("utf-16-le")[:3])


def test_a_text_beyond_the_limit_is_refused_with_both_figures() -> None:
    with pytest.raises(InputError, match=r"has 1,201 characters, more than the 1,200"):
        decode(b"x" * 1201, limit=1200)


def test_a_text_at_the_limit_is_accepted() -> None:
    assert len(decode(b"x" * 1200, limit=1200).text) == 1200
