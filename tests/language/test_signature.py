"""Who signs a report, in the forms in which names really stand, and whether a physician has read the images."""

from __future__ import annotations

import pytest

from assistant.documents.reading_form import reading_form
from assistant.language.pipeline import read_report
from assistant.language.signature import find_signature
from assistant.language.signature.unread import find_unread

REPORT = "US RUQ 3/4/2026\nIndication: pain.\nFindings: Liver normal. Gallbladder normal. Pancreas normal.\nImpression: normal.\n"
SIGNED = [
    "Electronically signed by: John Smith, MD 3/4/2026 10:22", "/s/ Jane Doe MD", "/s/ Jane Doe", "/s/ J. Doe", "e-signed JD / Jane Doe, MD",
    "esign: J. Doe 3/4/26", "Jane Doe, M.D.", "Dict: Jane Doe  T: 3/4/26 js", "Dictated by J Doe MD, transcribed by kk", "Read by Jane Doe, FRCR",
    "Interpreting physician: DOE, JANE MD", "Reported and verified by Dr Jane Doe", "Authorised by Dr Jane Doe", "Verified by: DOE,JANE 3/4/2026",
    "Images retained on PACS and all of the clips were sent there also. Dr Eilidh Low, consultant radiologist. Authorised 10/02/2026.",
    "Approved: Jane Doe 3/4/26", "Final report. Jane Doe MD", "JD\nJane Doe MD\nRadiology", "Reporting radiologist Jane Doe", "Attending: Jane Doe MD",
    "Signed: Jane Doe, MD, FACR, 3/4/26", "[ES] Jane Doe MD 3/4/26", "signed, Jane Doe", "D: 3/4/26 T: 3/5/26 Jane Doe, MD/js", "Sig: Jane Doe MD",
    "Reviewed/approved by Jane Doe MD", "Cosigned: Jane Doe MD",
    "Jane Doe, MD, PhD, Dept of Radiology, St. Elsewhere Hospital, 3 Main St, Springfield, phone 555-1212 for any questions about this report",
    "Nora Quill, IR", "N. Quill RN, IV Team", "Yours sincerely\nMs Nora Quill-Low\nConsultant Ophthalmic Surgeon", "Niamh Ó Quilláin", "Surgeon Mr. Desmond Quill",
    "OBX|4|TX|RAD||QUILL^NORA ANN^MD||||||F", "Images sent to PACS.   read by Nora Quill MD", "Quill", "Rescan in three weeks. Quill", "No DVT. Quill, radiology", "A. Quill, Cons Rad", "N Quill, w/ B. Rowe RVT", "Called to ED 0412 -- Quill MD",
    "Dra. Inés Quill Soto, Obstetricia", "Ms A. Ní Quill, Consultant Vascular Surgeon", "~Dr. Nora Quill-Low", "MD: N. Quill", "Dr N Quill ST5",
    "OBX|6|TX|SIG||QUILL^NORA^A^MD^VERIFIED", "Inserted by Nora Quill RN VA-BC", "Helen Quill AVS", "n quill md 3/4/26", "no dvt. nora quill-boon np-c", "quill md nora", "tech kl, read: n. quill md", "dr n quill",
    "no fluid. nora quill, peds em", "NP Nora Quill 3/4/26", "MD=Nora Quill", "Dr Wu, Lena", "N. Quill ENT 3/4/26", "Seen on the ward. 3/4/26, Mr. Nora Quill, Consultant Surgeon",
    "called to ed at 1904 by n. quill md", "Vascular scientist Nora Quill; signed", "Dr (Mrs) N K P Quill", "Surgeon: Lt Col (Dr) Nora Quill", "Colour flow normal. Reporting sonographer: Nora Quill",
    "Haematoma resolved. Sonographer: Nora Quill", "OBX|8|TX|DOC||QUILL^NORA^MD F 20260304", "Sgd Dr Quill 3/4/26", "doctor nora quill m d",
    "Scanned by me, Dr Nora Quill, and a copy was sent to the ward.", "DPM N. Quill", "CNM Nora Root 3/4/26", "MD: N. Bright", "Surgeon Nora B. Quill",
    "Operator Dr Nora Quill; images to PACS. Plan right leg in March.", "Dr. med. Nora Quill, specialist", "Nora Quill, NNP", "images archived. dr. nora quill",
    "Haemodynamics normal. Ultrasound by N. Quill, vascular scientist. No clot. Discharge with advice.", "Cervix, TV by Dr. Quill 19 mm with funnelling and debris over it.",
    "Colour normal.\nNora Quill, advanced practitioner sonographer, HCPC RA1****",
]  # fmt: skip
NOT_SIGNED = [
    "[Electronically signed]", "MD | Awaiting read", "18g in ED, MD-placed.", "Heaviness. N. Quill RPhS 3/4/26", "Signature: ________", "Signed: pending", "tech: jb RDMS", "Referring: Dr. Adams", "Ordered by Dr. Adams for pain", "CC: Dr. Adams",
    "Results called to Dr. Adams at 10:00", "D: 3/4/26 T: 3/5/26 jd/ks", "Sonographer: Kim Lee RDMS", "Discussed with Dr. Adams by phone.",
    "Performed by technologist K. Lee RVT", "Thank you for referring this patient, Dr. Adams.", "Ordering provider: Jane Adams MD",
    "MD signature: ____________", "Reading MD: ____", "ORD DR: N QUILL", "DC 1:50p with wife", "Results telephoned to Dr Nora Quill.", "Dr Nora Quill informed.", "Home", "Analgesia, fluids.", "K. Lee, AMS (gen)", "Prelim given to Dr Quill at 14:10.",
    "called md.", "awaiting md read", "ed md aware", "will let md know", "Stored", "final: CFV, SFJ open", "pt to see md", "Sonographer: Kim Lee",
    "OK to use per Dr Quill verbal.", "Plan: home.", "Sono: A.V.",
]  # fmt: skip
DENIED = [
    "UNSIGNED DRAFT", "Dictated but not read", "Signature pending", "Not yet signed", "Status: prelim", "Preliminary report\n",
    "Sonographer worksheet",
]  # fmt: skip
UNREAD = [
    "** PRELIMINARY WORKSHEET - NOT A FINAL REPORT **\ntech: jb RDMS\nrad read: PENDING", "Read pending", "Radiologist interpretation: awaited",
    "Awaiting attending read", "Tech worksheet only", "Not yet interpreted by a physician",
    "Interpreted by: A. Bell MD, PGY-3 radiology resident\nAttending: J. Low MD, e-cosigned (co-signature only; images not reviewed by attending)",
    "A. Bell MD, PGY1 Surgery\nCosigned electronically: J. Low MD", "tech: A. Bell RVT\nprelim - physician to follow",
    "A. Bell MD, radiology resident", "Read by fellow A. Bell MD. Not personally reviewed.",
    "Dr. A. Bell (R2). Attending has not seen the images.", "A. Bell MD\nStatus: attending review pending", "A. Bell MD. Attending did not over-read.",
    "Draft by A. Bell MD, never looked at by an attending", "A. Bell MD, PGY-3. No attending over-read.",
    "Performed by: A. Bell, MD, resident\nInterpreted by: O. Bell, MD, resident", "A. Bell MD, PGY-2 / O. Bell MD, fellow",
    "Signed: A. Bell MD, resident\nAttending: pending", "A. Bell MD, resident. Attending signature awaited.",
]  # fmt: skip
READ = [
    "Radiologist: Jane Low MD    Fellow: A. Bell", "Dr Jane Low, radiologist on call. Told transplant fellow 22:31.",
    "Dr Jane Low, subspecialty trainee, with Prof. A. Bell present throughout", "K. Low MD (ICU fellow) performed + interpreted",
    "Operator: Jane Low-Bell, MD. Trainee none.", "Jane Doe MD", "Resident: O. Bell MD PGY4. ATTENDING: I personally reviewed the images and the resident's interpretation and agree. T. Rowe MD",
    "A preliminary report was called by the ultrasound technologist. Jane Doe MD", "Preliminary findings were telephoned to the office. Jane Doe MD",
    "The resident was informed by phone. Jane Doe MD", "O. Bell MD, resident. The attending reviewed the images personally and agrees. J. Low MD",
    "Biopsies pending. Jane Doe MD", "Attending has not seen the images. ADDENDUM: I personally reviewed the images and agree. Jane Doe MD",
    "Performed by: A. Bell, MD, resident\nInterpreted by: Jane Low, MD", "Resident: A. Bell MD\nAttending: Jane Low MD",
    "Scanned by A. Bell MD, resident; read by Jane Low MD", "Called to the ICU fellow 0610. Jane Low MD", "Jane Doe MD. Consultant: none.",
    "The attending surgeon was not told. Jane Doe MD", "Tech worksheet: K. Lee RVT. Preliminary worksheet attached.\nElectronically signed by Jane Doe MD 3/4/2026",
]  # fmt: skip


@pytest.mark.parametrize("line", SIGNED)
def test_name_of_the_author_is_found(line: str) -> None:
    signature = find_signature(read_report(REPORT + line))
    assert signature.state == "present"
    assert signature.start >= len(REPORT)


@pytest.mark.parametrize("line", NOT_SIGNED)
def test_other_names_and_empty_lines_sign_nothing(line: str) -> None:
    assert find_signature(read_report(REPORT + line)).state == "missing"


@pytest.mark.parametrize("line", DENIED)
def test_a_report_that_says_so_is_unsigned(line: str) -> None:
    assert find_signature(read_report(REPORT + line)).state == "unsigned"


@pytest.mark.parametrize("lines", UNREAD)
def test_a_report_that_no_responsible_physician_has_read_is_recognised(lines: str) -> None:
    reading = read_report(REPORT + lines)
    assert find_unread(reading, find_signature(reading)) is not None


@pytest.mark.parametrize("lines", READ)
def test_a_final_report_is_read(lines: str) -> None:
    reading = read_report(REPORT + lines)
    assert find_unread(reading, find_signature(reading)) is None


SHEET = "Renal ultrasound 3/4/2026, flank pain. Right 10.2 cm, left 10.4 cm. Images sent. Tech: K. Lee RDMS.\n"
LEFT_UNREAD = [
    "Radiologist: pending", "phys: not read as of 3/6", "Dr to report:", "MD to read: ______", "The study was never read.", "Cardiologist read - awaited",
    "Awaiting cardiologist read.", "Dr to report.", "Impression:\nPhysician:", "IMPRESSION: ____\n", "Interpretation:\nSigned:", "Impression: ____________\nImages in PACS", "Interpretation: ______   tape 4",
]  # fmt: skip
LEFT_UNSIGNED = [
    "Impression: no stones.   Radiologist: pending", "Radiologist impression: ______", "MD read: normal, Jane Low MD", "Reading physician: ____",
    "Tech impression: normal. MD: pending", "Labs pending.", "Impression:\nNo stones.", "Impression:\n  1. normal kidneys", "Dr to report critical findings to the ward.",
]  # fmt: skip


@pytest.mark.parametrize("line", LEFT_UNREAD)
def test_a_sheet_which_says_that_its_physician_has_not_read_it_was_read_by_nobody(line: str) -> None:
    reading = read_report(SHEET + line)
    assert find_unread(reading, find_signature(reading)) is not None


@pytest.mark.parametrize("line", LEFT_UNSIGNED)
def test_a_sheet_with_a_reading_or_a_blank_line_lacks_only_its_signature(line: str) -> None:
    reading = read_report(SHEET + line)
    assert find_unread(reading, find_signature(reading)) is None


@pytest.mark.parametrize(
    ("closing", "state"),
    [
        ("o. quill-rao md, 3/4/26, final", "present"),
        ("nora quill-boon, do ed attending, signed 3/4/26", "present"),
        ("reviewed: neurointensivist on call", "missing"),
    ],
)
def test_a_closing_line_written_small_is_read_like_any_other(closing: str, state: str) -> None:
    form = reading_form(REPORT.lower() + closing)
    assert find_signature(read_report(form.text, one_case=form.one_case)).state == state


def test_the_place_of_a_signature_is_its_words() -> None:
    reading = read_report(REPORT + "Read by Jane Doe, MD, 3/4/2026")
    signature = find_signature(reading)
    assert reading.text[signature.start : signature.end].lower() == "read by jane doe, md"


@pytest.mark.parametrize("mark", [". ", "! ", ") ", "; ", "\n", " - ", " – ", " ~"])
def test_a_name_closes_a_text_behind_each_mark(mark: str) -> None:
    text = REPORT.rstrip("\n.") + mark + "Nora Quill"
    found = find_signature(read_report(text))
    assert text[found.start : found.end].endswith("Nora Quill")


@pytest.mark.parametrize("date", ["3/4/2026", "(3-4-26)", "3.4.2026 10:22"])
def test_a_date_behind_the_closing_name_is_passed_over(date: str) -> None:
    assert find_signature(read_report(f"{REPORT.rstrip()} Nora Quill, {date}")).state == "present"


@pytest.mark.parametrize(
    "words",
    [
        "This is not the final report.", "worksheet only", "Final read pending.", "formal interpretation: awaited", "awaiting radiologist read",
        "read to follow", "waiting for Nora Quill to read", "awaits Dr. Quill to overread", "Unofficial read.", "not yet read by a physician",
        "not interpreted by radiologist", "Attending has not yet reviewed.", "Images were not interpreted.", "Reviewed the report without the images.",
    ],
)  # fmt: skip
def test_each_way_to_say_that_nobody_has_read_it_is_found(words: str) -> None:
    reading = read_report(f"{REPORT}{'Liver normal. ' * 30}{words} {'Spleen normal. ' * 30}")
    assert find_unread(reading, find_signature(reading)) is not None


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("Central Line\nPerformed by: J. Arden MD\nSite: right femoral\nImage: saved", "Performed by: J. Arden MD"),
        ("Central Line\nPerformed by: J. Arden MD\n\nRight femoral vein, image saved", "Performed by: J. Arden MD"),
        ("Right femoral line, image saved.\nPerformed by: J. Arden MD\nVascular surgery", "Performed by: J. Arden MD\nVascular surgery"),
    ],
)
def test_the_fields_below_a_name_are_no_signature(text: str, signed: str) -> None:
    sections = read_report(text).sections
    assert [text[s.start : s.end].strip() for s in sections if s.kind == "signature"] == [signed]


@pytest.mark.parametrize(
    "words",
    [
        "Resident B. Roe, MD. I have not\n  personally\n  reviewed the images.",
        "Attending has not\nyet reviewed.", "IMAGES WERE NOT\nINTERPRETED.", "Reviewed the report without\nthe images.",
        "Final read\npending.", "awaiting radiologist\nread", "not interpreted\nby radiologist",
    ],
)  # fmt: skip
def test_a_denial_of_the_reading_is_carried_over_a_line(words: str) -> None:
    reading = read_report(f"{REPORT}{words}\n")
    assert find_unread(reading, find_signature(reading)) is not None
