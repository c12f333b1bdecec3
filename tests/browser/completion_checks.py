"""Checks of the physician's way to complete a report: marks, choices, the addendum and the difference that it makes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from report_page import Check, ReportPage
from selenium.webdriver.common.keys import Keys

#: Within the time in which an addendum counts.
DAY = (datetime.now(UTC) - timedelta(days=3)).strftime("%m/%d/%Y")
LEFT_OPEN = (
    f"COMPLETE BILATERAL LOWER EXTREMITY VENOUS DUPLEX\nDate of exam: {DAY}\nIndication: swelling of both legs.\n\n"
    "TECHNIQUE: Gray scale, color and spectral Doppler.\n\n"
    "FINDINGS:\nRight: common femoral, deep femoral, femoral, popliteal, posterior tibial and peroneal veins compress.\n"
    "Left: common femoral, deep femoral, femoral and popliteal veins compress.\nColor flow and phasic waveforms on both sides.\n\n"
    "IMPRESSION: no deep vein thrombosis.\n\nSigned by Ada Ferris, MD"
)
CARD = "[...view.querySelectorAll('.completion')].find((node) => node.dataset.id === arguments[0])"


def choose(page: ReportPage, element: str, part: int, choice: int) -> None:
    """Choose a statement: the `choice`th of the `part`th of an element's card."""
    page.run(
        f"const card = {CARD}; for (const fold of card.querySelectorAll('details')) fold.open = true;"
        "card.querySelectorAll('fieldset')[arguments[1]].querySelectorAll('input[type=radio]')[arguments[2]].click()",
        f"element:{element}", part, choice,
    )  # fmt: skip
    page.settle()


def the_physician_gets_choices_and_no_letter(page: ReportPage) -> None:
    page.choose_view("Physician")
    page.paste(LEFT_OPEN)
    page.wait("view.querySelectorAll('.completion').length === 2", "the gaps have no cards to complete them")
    assert page.count(".asked") == 0, "the author gets a letter to the author"
    assert page.count(".completion input:checked") == 0, "a statement is chosen beforehand"


def each_gap_has_a_mark_in_the_text(page: ReportPage) -> None:
    marks = page.run("return [...view.querySelectorAll('.place')].map((node) => node.textContent)")
    assert len(marks) == 2, f"the marks in the text are {marks}"
    after = page.run(
        "const mark = [...view.querySelectorAll('.place')].find((node) => node.title.includes('peroneal'));"
        "const words = [...view.querySelectorAll('.piece')].filter((node) => node.textContent.includes('compress')).at(-1);"
        "return Math.abs(mark.getBoundingClientRect().top - words.getBoundingClientRect().top)"
    )
    assert after < 60, f"the mark of the left calf veins stands {after} pixels from the line of the left leg"
    page.run("view.querySelector('.place').click()")
    assert page.run("return view.activeElement?.closest('.completion') != null"), "a mark does not lead to its card"


def a_choice_makes_an_addendum_and_tells_the_difference(page: ReportPage) -> None:
    before = page.run("return view.querySelector('.text').value")
    choose(page, "image_storage", 0, 0)
    page.wait("!view.querySelector('.addendum').hidden", "a choice makes no addendum")
    page.wait(
        "view.querySelector('.addendum textarea').value.includes('Images were recorded')", "the sentence is not there"
    )
    draft = page.run("return view.querySelector('.addendum textarea').value")
    assert draft.startswith("ADDENDUM (2"), draft
    for words in ("Reason: ", "Images were recorded and are kept.", "Signed: ____"):
        assert words in draft, f"the draft lacks '{words}': {draft}"
    page.wait(
        "view.querySelector('.addendum .would').textContent.includes('Permanent images: closed')",
        "no difference is told",
    )
    assert page.run("return view.querySelector('.text').value") == before, "the report was changed"


def both_sides_complete_lead_to_the_other_code(page: ReportPage) -> None:
    for part in (0, 1):
        choose(page, "structures", part, 0)
    page.wait("view.querySelector('.addendum .would').textContent.includes('93970')", "the new code is not told")
    page.wait("view.querySelector('.number').textContent === '93970'", "the answer with the addendum is not shown")
    page.run("[...view.querySelectorAll('.which button')][1].click()")
    page.wait("view.querySelector('.number').textContent === '93971'", "the report's own answer is not one click away")
    page.run("[...view.querySelectorAll('.which button')][0].click()")
    page.wait(
        "view.querySelector('.number').textContent === '93970'", "the answer with the addendum does not come back"
    )


def words_typed_into_a_blank_stay_while_they_are_answered(page: ReportPage) -> None:
    page.run(
        f"const card = {CARD}; const blank = card.querySelector('.blank'); blank.focus();"
        "document.execCommand('insertText', false, 'the archive, 14 images')",
        "element:image_storage",
    )
    page.wait(
        "view.querySelector('.addendum textarea').value.includes('kept in the archive, 14 images.')",
        "the blank is not taken",
    )
    page.settle()
    assert page.run("return view.activeElement?.matches('.blank')"), "typing in a blank loses the focus"


def the_name_signs_and_the_draft_is_copied(page: ReportPage) -> None:
    page.run(
        "const name = view.querySelector('.signer input'); name.focus();"
        "document.execCommand('insertText', false, 'Ada Ferris, MD'); name.blur()"
    )
    page.wait("view.querySelector('.addendum textarea').value.includes('Signed: Ada Ferris, MD, 2')", "no name signs")
    page.run("view.querySelector('.addendum .copy').click()")
    page.wait("view.querySelector('.addendum .copy').textContent !== 'Copy'", "the draft is not copied")


def a_draft_changed_by_hand_stays_until_it_is_given_up(page: ReportPage) -> None:
    page.run(
        "const field = view.querySelector('.addendum textarea'); field.focus(); field.setSelectionRange(0, 0);"
        "document.execCommand('insertText', false, 'LATE '); field.blur()"
    )
    page.wait("!view.querySelector('.addendum .restore').hidden", "a changed draft cannot be put back")
    page.settle()
    assert page.run("return view.querySelector('.addendum textarea').value").startswith("LATE ADDENDUM"), (
        "an edit is lost"
    )
    page.run("view.querySelector('.addendum .restore').click()")
    page.wait("view.querySelector('.addendum textarea').value.startsWith('ADDENDUM')", "the choices do not come back")


def nothing_chosen_is_nothing_said(page: ReportPage) -> None:
    page.run("[...view.querySelectorAll('.addendum .restore')].at(-1).click()")
    page.wait("view.querySelector('.addendum').hidden", "a discarded draft stays")
    assert page.count(".completion input:checked") == 0, "a discarded choice stays"
    width = page.driver.execute_script("return innerWidth")
    assert page.widest() <= width, f"the page is {page.widest()} wide in a window of {width}"


def the_coder_asks_about_any_code(page: ReportPage) -> None:
    page.choose_view("Coder")
    page.paste(LEFT_OPEN)
    ask = (
        "view.querySelector('.any-code').closest('details').open = true; view.querySelector('.any-code .code').value = arguments[0];"
        "view.querySelector('.any-code button').click()"
    )
    answer = "view.querySelector('[data-id=\"why\"]')?.textContent.includes(arguments[0])"
    page.run(ask, "93970")
    page.wait(answer, "why not 93970 is not answered", "Not described: left posterior tibial vein")
    page.run(ask, "93971")
    page.wait(answer, "what holds 93971 is not told", "93971 is supported")
    page.run(ask, "12345")
    page.wait(answer, "an unknown code has no answer", "12345 is not among the codes")


def the_setting_puts_its_modifier_on_the_codes(page: ReportPage) -> None:
    page.driver.execute_script("document.querySelector('.st-key-billing_setting input').focus()")
    for key in (Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER):
        page.press(key)
    page.wait("view.querySelector('.number').textContent === '93971-26'", "the professional part bears no 26")


def edits_of_the_reports_own_codes_name_their_tables_and_lead_to_the_page(page: ReportPage) -> None:
    words = page.run("return view.querySelector('.own-edits').textContent")
    assert "as of 2024-07-01" in words, f"the vintage of the tables is not told: {words}"
    page.run("view.querySelector('.own-edits .offer').click()")
    page.wait("location.pathname === '/edits'", "no link leads to the page of edits")
    page.settle()
    asked = page.driver.execute_script("return document.querySelector('.st-key-codes input').value")
    assert asked == "93971-26", f"the page of edits asks about '{asked}'"
    page.follow("Report", "/")
    page.choose_view("Physician")


def several_patients_are_told(page: ReportPage) -> None:
    first, second = (
        f"Patient: {name}\nMRN: {number}\nRENAL ULTRASOUND {DAY}\nIndication: flank pain.\nRight kidney 11 cm, left kidney 10 cm, "
        "normal.\nImpression: normal. Images stored.\nSigned by Ada Ferris, MD\n\n"
        for name, number in (("DOE, JANE", "1234567"), ("ROE, RICHARD", "7654321"))
    )
    page.paste(first + second)
    page.wait(
        "view.querySelector('.several')?.textContent.includes('2 patients')", "two patients in one paste are not told"
    )


CHECKS: tuple[Check, ...] = (
    the_physician_gets_choices_and_no_letter,
    each_gap_has_a_mark_in_the_text,
    a_choice_makes_an_addendum_and_tells_the_difference,
    both_sides_complete_lead_to_the_other_code,
    words_typed_into_a_blank_stay_while_they_are_answered,
    the_name_signs_and_the_draft_is_copied,
    a_draft_changed_by_hand_stays_until_it_is_given_up,
    nothing_chosen_is_nothing_said,
    the_coder_asks_about_any_code,
    the_setting_puts_its_modifier_on_the_codes,
    edits_of_the_reports_own_codes_name_their_tables_and_lead_to_the_page,
    several_patients_are_told,
)
