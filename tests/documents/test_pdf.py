"""Tests of reading PDF documents: the order of reading, what is left out and said, what is refused, and its bounds."""

from __future__ import annotations

import io
import textwrap
import threading
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from assistant import analyze
from assistant.documents.document import Document
from assistant.documents.formats.pdf import layout, letters, process
from assistant.documents.formats.pdf import reader as pdf
from assistant.documents.formats.pdf.letters import Bounds
from assistant.documents.formats.pdf.words import PdfWords, pdf_words
from assistant.documents.opening import only_report
from assistant.errors import InputError
from tests.documents.pdf_producers import (
    Page,
    drawn,
    grid,
    ris_letter,
    scanned,
    stamped,
    text_print,
    two_columns,
    written,
)

SAMPLES = Path(__file__).parents[2] / "samples"
HEADER = ("NORTHFIELD REGIONAL HOSPITAL", "Patient: Halvorsen, Ingrid   MRN: 00482913")
SHORT = "US LEFT LEG VENOUS DUPLEX\nLeft CFV compressible. No clot was seen in the left leg."


def opened(data: bytes) -> Document:
    return only_report(io.BytesIO(data), "report.pdf")


def lines(data: bytes) -> list[str]:
    return [line for line in opened(data).text.split("\n") if line]


def answer(text: str) -> tuple[list[tuple[object, ...]], list[str]]:
    """Return the codes and the gaps of a text."""
    found = analyze(text)
    codes = [(code.code, code.units, code.modifiers, code.status) for code in found.codes]
    return codes, sorted(gap.element for gap in found.gaps)


def limited(monkeypatch: pytest.MonkeyPatch, **limits: int) -> None:
    words = pdf_words()
    changed: PdfWords = words.model_copy(update={"limits": words.limits.model_copy(update=limits)})
    monkeypatch.setattr(pdf, "pdf_words", lambda: changed)


@pytest.mark.parametrize("producer", [ris_letter, two_columns, text_print], ids=["letter", "columns", "print"])
@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_a_report_gets_the_codes_and_gaps_of_its_text(sample: Path, producer: object) -> None:
    text = sample.read_text("utf-8")
    assert callable(producer)
    assert answer(opened(producer(text)).text) == answer(text)


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("venous*.txt")), ids=lambda path: path.stem)
def test_a_report_on_several_pages_with_headers_gets_the_codes_of_its_text(sample: Path) -> None:
    text = sample.read_text("utf-8")
    told = opened(ris_letter(text, header=HEADER, pages=3, height=160)).text
    assert answer(told) == answer("\n".join([*HEADER, "Page 1 of 3", "", text]))


def test_what_runs_through_the_pages_is_kept_once_and_sentences_go_on() -> None:
    sentence = " ".join(f"the vein number {number} is compressible and phasic," for number in range(60))
    told = opened(ris_letter(f"{sentence} and patent.", header=HEADER, pages=3, height=180)).text
    assert [told.count(words) for words in (*("NORTHFIELD", "00482913"), "Page ")] == [1, 1, 1]
    assert told.strip().split("\n")[-1] == f"{sentence} and patent."


def test_a_letterhead_above_another_patient_is_kept() -> None:
    pages = [
        written(f"NORTHFIELD HOSPITAL\nPatient: {name}   MRN: {record}\n\nUS LEFT LEG VENOUS DUPLEX\nLeft CFV compressible.")
        for name, record in (("Halvorsen, Ingrid", "00482913"), ("Okafor, Samuel", "00719283"))
    ]
    told = opened(drawn(*pages)).text
    assert (told.count("NORTHFIELD"), told.count("VENOUS DUPLEX"), told.count("MRN")) == (2, 2, 2)


def test_a_continued_page_that_says_whose_it_is_does_not_break_a_sentence() -> None:
    first = written("RE: Halvorsen, Ingrid\n\nThe deep veins of the left leg\nare all compressible with no clot in the")
    second = written("Halvorsen, Ingrid\nPage 2\n\n\npopliteal vein.\nNo reflux.")
    assert "no clot in the popliteal vein." in opened(drawn(first, second)).text


def test_columns_of_text_are_read_one_after_the_other() -> None:
    left = textwrap.wrap("The common femoral vein and the femoral vein of the right leg are compressible and phasic " * 3, 42)
    right = textwrap.wrap("A cyst of three centimeters was seen behind the knee and does not reach the calf at all " * 3, 42)

    def page(canvas: Canvas, _: int) -> None:
        for side, column in ((72, left), (330, right)):
            for number, line in enumerate(column):
                canvas.drawString(side, 700 - 13 * number, line)

    told = " ".join(opened(drawn(page)).text.split())
    assert told == " ".join(" ".join([*left, *right]).split())


def test_labels_and_values_on_both_sides_stay_readable() -> None:
    told = lines(grid([["Patient:", "Halvorsen, Ingrid", "MRN:", "00482913"], ["DOB:", "02/11/1961", "Exam:", "Duplex"]], SHORT))
    assert [line.split("  ")[0] for line in told[:2]] == ["Patient:", "DOB:"]
    assert [part.strip() for part in told[0].split("  ") if part][1:] == ["Halvorsen, Ingrid", "MRN:", "00482913"]


def test_rows_of_a_table_keep_their_cells_below_their_headings() -> None:
    rows = [["", "RIGHT", "", "LEFT", ""], ["Vessel", "PSV", "EDV", "PSV", "EDV"], ["Prox ICA", "132", "38", "98", "30"],
            ["ECA", "110", "", "104", "17"]]  # fmt: skip
    told = lines(grid([["MRN:", "00482913", "Exam:", "Carotid"]], "Findings:\n<table>\nEnd.", rows=rows))
    head, ica, eca = told[-4], told[-3], told[-2]
    assert head.index("PSV") == ica.index("132") == eca.index("110")
    assert head.rindex("PSV") == ica.index("98") == eca.index("104")


def test_a_worksheet_print_is_read_as_its_table() -> None:
    rows = [["Vessel", "PSV right", "PSV left"], ["Prox ICA", "132", "98"], ["Mid ICA", "120", "92"], ["Distal ICA", "90", "88"],
            ["Prox CCA", "88", "92"], ["Distal CCA", "81", "85"], ["ECA", "110", "104"], ["Vertebral", "48", "51"]]  # fmt: skip
    text = "EXAM: BILATERAL CAROTID DUPLEX\nIndication: Bruit on the right.\n<table>\nIMPRESSION: No stenosis. Images archived."
    told = opened(grid([["MRN:", "00482913", "Date of exam:", "03/12/2026"]], text, rows=rows)).text
    table = "\n".join(" | ".join(row) for row in rows)
    plain = f"MRN: 00482913   Date of exam: 03/12/2026\n{text.replace('<table>', table)}"
    assert answer(told) == answer(plain)


def test_parted_words_are_whole_and_exponents_are_not_multiplied() -> None:
    def page(canvas: Canvas, _: int) -> None:
        canvas.drawString(72, 700, "The common femoral vein of the left leg is fully com-")
        canvas.drawString(72, 686, "pressible. The valve area is 2 cm")
        canvas.setFont("Helvetica", 7)
        canvas.drawString(72 + canvas.stringWidth("pressible. The valve area is 2 cm", "Helvetica", 11), 691, "2")

    told = opened(drawn(page)).text
    assert "fully compressible." in told
    assert "2 cm²" in told


def test_joined_letters_are_written_apart() -> None:
    assert letters._letter(ord("ﬁ")) + letters._letter(ord("ﬄ")) == "fiffl"


def test_two_blanks_behind_a_sentence_are_no_gap_of_a_table() -> None:
    text = "Indication:  Previous clot.  Now swollen again.  Both legs were examined."
    assert opened(text_print(text)).text == f"{' '.join(text.split())}\n"


def test_letters_without_a_meaning_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    unmapped = letters.Page(letters.read_letters(drawn(written(SHORT)), Bounds(9, 999, 999, 9)).pages[0].lines, unknown=50)
    monkeypatch.setattr(pdf, "letters_of", lambda *_: letters.Letters([unmapped], 0, False))
    with pytest.raises(InputError, match="letters whose meaning it does not tell"):
        opened(drawn(written(SHORT)))


def test_letters_that_are_printed_twice_count_once() -> None:
    def page(canvas: Canvas, number: int) -> None:
        for place in (72, 72.4):
            written("Left CFV still fully swollen in all the veins", left=place)(canvas, number)

    assert opened(drawn(page)).text == "Left CFV still fully swollen in all the veins\n"


@pytest.mark.parametrize("angle", [45, 0], ids=["across", "level"])
def test_a_stamp_is_left_out_and_said(angle: float) -> None:
    told = opened(drawn(stamped(written(SHORT), "DRAFT", angle=angle)))
    assert "DRAFT" not in told.text
    assert "stamped DRAFT" in told.note
    assert told.status == "preliminary"


def test_text_in_the_margin_that_is_turned_is_left_out_and_not_repeated() -> None:
    told = opened(drawn(stamped(written(SHORT), "Halvorsen", angle=90)))
    assert "turned on page 1" in told.note
    assert "Halvorsen" not in told.text + told.note


def test_a_page_that_lies_on_its_side_is_read() -> None:
    def page(canvas: Canvas, number: int) -> None:
        canvas.setPageRotation(90)
        canvas.rotate(90)
        written(SHORT, top=-200)(canvas, number)

    assert opened(drawn(page)).text.split("\n")[0] == "US LEFT LEG VENOUS DUPLEX"


def test_a_recognised_text_is_read_and_said_to_be_one() -> None:
    told = opened(drawn(scanned(SHORT)))
    assert "Left CFV compressible." in told.text
    assert "recognised from a picture (OCR)" in told.note


def test_text_that_nobody_sees_is_left_out_and_said() -> None:
    told = opened(drawn(written(SHORT), written("Right leg veins compressible.", mode=3)))
    assert "Right" not in told.text
    assert "nobody sees on page 2" in told.note


def test_a_scan_is_refused_and_pages_of_pictures_are_named() -> None:
    with pytest.raises(InputError, match="holds pictures of pages and no text; run OCR"):
        opened(drawn(scanned(), scanned()))
    told = opened(drawn(scanned(), written(SHORT), scanned()))
    assert told.note == "Pages 1 and 3 are pictures without text and were not read."


FAX_COVER = """LAKESIDE VASCULAR LABORATORY
FAX COVER SHEET

To: P. Adebayo-Stern, NP      Fax: 555-0102
From: Lakeside Vascular Laboratory      Pages: 2
Date: 03/13/2026
Re: Halvorsen, Ingrid

Confidential health information is enclosed."""


@pytest.mark.parametrize("sample", ["dialysis-graft-surveillance", "venous-duplex-left-calf-missing"])
def test_what_a_fax_adds_is_left_out_and_fills_no_gap(sample: str) -> None:
    text = (SAMPLES / f"{sample}.txt").read_text("utf-8")
    wrapped = "\n".join(part for line in text.split("\n") for part in (textwrap.wrap(line, 85) or [""]))

    def faxed(page: Page, number: int) -> Page:
        def draw(canvas: Canvas, _: int) -> None:
            canvas.drawString(50, 770, f"03/13/2026 10:12   FROM: 555-0100   TO: 555-0102   P. 00{number}/002")
            page(canvas, number)

        return draw

    told = opened(drawn(faxed(written(FAX_COVER), 1), faxed(written(wrapped), 2)))
    assert answer(told.text) == answer(text)
    assert "cover of a fax on page 1 was left out" in told.note


def test_a_page_that_only_speaks_of_a_fax_is_kept() -> None:
    told = opened(drawn(written(f"{SHORT}\nResult sent by fax to the ordering provider."), written("Left POPV compressible.")))
    assert "sent by fax" in told.text
    assert told.note == ""


def test_fields_of_a_form_and_free_text_are_read_at_their_places() -> None:
    def page(canvas: Canvas, _: int) -> None:
        canvas.drawString(72, 700, "Findings:")
        canvas.acroForm.textfield(name="f", value="Left CFV compressible", x=130, y=695, width=300, height=16)
        canvas.drawString(72, 670, "Images stored")
        canvas.acroForm.checkbox(name="y", checked=True, x=150, y=668, size=12)
        canvas.drawString(72, 640, "Reviewed")
        canvas.acroForm.checkbox(name="n", checked=False, x=150, y=638, size=12)
        canvas.freeTextAnnotation("Addendum: seen again", Rect=(72, 500, 300, 520), DA="/Helv 10 Tf 0 g")

    told = [" ".join(line.split()) for line in lines(drawn(page))]
    assert told == ["Findings: Left CFV compressible", "Images stored [x]", "Reviewed [ ]", "Addendum: seen again"]


def test_a_password_to_open_is_refused_and_one_to_change_is_not_needed() -> None:
    with pytest.raises(InputError, match="protected by a password"):
        opened(drawn(written(SHORT), encrypt=StandardEncryption("user", ownerPassword="owner")))
    assert "compressible" in opened(drawn(written(SHORT), encrypt=StandardEncryption("", ownerPassword="owner"))).text


def test_a_form_that_only_acrobat_shows_is_refused_with_what_to_do() -> None:
    data = drawn(written("Please wait... If this message is not eventually replaced, your viewer cannot show it."))
    catalog = b"/Type /Catalog"
    assert data.count(catalog) == 1
    form = b"/AcroForm << /Fields [] /XFA (<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>) >> "
    with pytest.raises(InputError, match=r"form of the kind XFA, .* print it to PDF there"):
        opened(data.replace(catalog, form + catalog))  # the table of places is off then: viewers mend it, as pdfium does


def _with_attachment(collection: bytes = b"") -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument(drawn(written(SHORT)))
    document.new_attachment("other.pdf").set_data(b"x")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue().replace(b"/Type/Catalog", b"/Type/Catalog" + collection, 1)


def test_attached_files_are_not_opened_and_a_portfolio_is_refused() -> None:
    assert opened(_with_attachment()).note == "1 attached file was not opened."
    with pytest.raises(InputError, match="portfolio of 1 files"):
        opened(_with_attachment(b"/Collection<<>>"))


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_a_document_that_breaks_off_is_refused_or_said_to_be_cut(share: float) -> None:
    data = drawn(*(written(f"{SHORT} {number}") for number in range(6)))
    try:
        assert "breaks off" in opened(data[: int(len(data) * share)]).note
    except InputError as refused:
        assert "breaks off" in str(refused)  # noqa: PT017 - either is right, silence is not


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"pages": 2}, "has 3 pages, more than 2"),
        ({"characters": 100}, "more than 100 characters by page 2"),
        ({"objects": 1}, "objects on page 1, more than 1"),
    ],
)
def test_each_bound_has_its_message(limits: dict[str, int], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, **limits)
    with pytest.raises(InputError, match=words):
        opened(drawn(*[written(SHORT)] * 3))


def test_a_larger_file_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, megabytes=1)
    with pytest.raises(InputError, match="larger than 1 MB"):
        opened(drawn(written(SHORT)) + bytes(1_000_000))


def _with_content(packed: bytes, resources: bytes = b"", more: tuple[bytes, ...] = ()) -> bytes:
    """Return a document of one page whose content is packed bytes."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<" + resources + b">>>>",
        b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(packed), packed),
        *more,
    ]
    return b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % item for item in enumerate(objects, 1)) + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def test_a_packed_page_that_takes_all_memory_is_stopped() -> None:
    data = _with_content(zlib.compress(b"q " * 20_000_000))
    with pytest.raises(InputError, match="needs more than 300 MB of memory"):
        process.letters_of(data, Bounds(10, 10_000, 10_000, 60), 300)


def test_a_page_within_pages_without_end_is_stopped() -> None:
    forms = tuple(
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>/Length 60>>\nstream\n%s\nendstream"
        % (number + 1, b"/X Do " * 10)
        for number in range(5, 25)
    )
    data = _with_content(zlib.compress(b"/X Do"), b"/XObject<</X 5 0 R>>", forms)
    with pytest.raises(InputError, match=r"takes longer than 1 seconds|needs more than"):
        process.letters_of(data, Bounds(10, 10_000, 10_000, 1), 600)
    assert "compressible" in str(process.letters_of(drawn(written(SHORT)), Bounds(10, 10_000, 10_000, 60), 600))


def test_a_page_of_any_size_is_set_within_bounds() -> None:
    glyphs = [
        layout.Glyph("x", column * 1e6, column * 1e6 + 1, -line * 2.0, 1.0) for line in range(2000) for column in range(30)
    ]
    told = layout.page_lines(layout.find_lines(glyphs))
    assert max(map(len, told)) < 30 * (layout.WIDEST_GAP + 3)


def test_a_word_without_end_is_searched_once() -> None:
    assert layout.unparted("a" * 300_000, lambda word: False) == "a" * 300_000


def test_threads_read_one_after_the_other() -> None:
    documents = [drawn(written(f"{SHORT} {number}")) for number in range(6)]
    told: dict[int, str] = {}

    def read(number: int) -> None:
        told[number] = opened(documents[number]).text

    threads = [threading.Thread(target=read, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(told[number].rstrip().endswith(str(number)) for number in range(6))


def _read(data: bytes) -> None:
    try:
        list(pdf.read(io.BytesIO(data), "report.pdf"))
    except InputError:
        return


VALID = drawn(written(SHORT), scanned(SHORT))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    _read(b"%PDF-1.7\n" + data)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(VALID)))
def test_a_document_that_is_cut_off_is_read_or_refused(length: int) -> None:
    _read(VALID[:length])


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(VALID) - 1), st.integers(0, 7)), min_size=1, max_size=8))
def test_a_document_with_turned_bits_is_read_or_refused(flips: list[tuple[int, int]]) -> None:
    data = bytearray(VALID)
    for place, bit in flips:
        data[place] ^= 1 << bit
    _read(bytes(data))
