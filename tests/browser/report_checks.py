"""The report page in a real browser: the report and its answers, its lock and its edits, by mouse and by keyboard."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path

from accessibility import axe_finds_nothing_serious
from report_page import PASTE, VIEW_IS, Check, ReportPage, nothing_scrolls_sideways
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from assistant import analyze
from assistant.knowledge.service_cases import service_cases

HOSTILE = (
    "<script>window.taken = 1</script><img src=x onerror='window.taken = 1'><svg onload='window.taken = 1'>\n"
    "VENOUS DUPLEX OF THE LEFT LEG. The left femoral vein compresses. \N{STETHOSCOPE} No thrombus.\n"
    "Sincerely, <a href='javascript:window.taken=1'>Dr. Ferris</a>"
)
LEFT_CALF_LACKS = (
    "COMPLETE BILATERAL LOWER EXTREMITY VENOUS DUPLEX\nDate of exam: 03/12/2026\nIndication: swelling of both legs.\n"
    "Right: common femoral, deep femoral, femoral, popliteal, posterior tibial and peroneal veins compress.\n"
    "Left: common femoral, deep femoral, femoral and popliteal veins compress. Color flow on both sides.\n"
    "Impression: no deep vein thrombosis.\nImages are archived in PACS.\nSigned by Ada Ferris, MD, 03/12/2026"
)
#: Seconds in which the list of diagnoses is built on a machine that never did.
INDEX_TIME = 60
#: Milliseconds that a key may take in a report of a hundred thousand characters, on a busy machine.
MOST_PER_KEY = 400
NO_SERVICE = "Seen in clinic. Duplex last month showed no clot. Plan: repeat duplex."


@cache
def left_out_text() -> str:
    """Return a case of which the weights leave a code out and are not sure; which one that is changes as they learn."""
    for _, case in service_cases():
        analysis = analyze(case.text)
        if analysis.review.look_first and any(code.left_out for code in analysis.codes):
            return case.text
    raise AssertionError("the weights leave out no code of any case: nothing to look at")


def first_sample_is_analysed(page: ReportPage) -> None:
    assert page.codes()[:1] == ["93970"], f"the first sample shows {page.codes()}, not 93970"


def streamlit_chrome_is_hidden(page: ReportPage) -> None:
    shown = page.run(
        "return ['#MainMenu', 'footer', '[data-testid=stAppDeployButton]', '[data-testid=stStatusWidget]']"
        ".filter((selector) => document.querySelector(selector)?.checkVisibility())"
    )
    assert not shown, f"Streamlit's own {shown} is shown"


def mentions_are_underlined_for_the_coder_alone(page: ReportPage) -> None:
    shown = (
        "return [...view.querySelectorAll('.marks .m')]"
        ".filter((node) => getComputedStyle(node).textDecorationLine !== 'none').length"
    )
    assert page.run(shown) == 0, "the physician's view underlines mentions from the start"
    page.choose_view("Coder")
    assert page.run(shown) > 20, "the coder's view underlines too few mentions"


def drawn_words_lie_under_the_typed_ones(page: ReportPage) -> None:
    drawn, typed = page.run(
        "const [marks, field] = ['.marks', '.text'].map((name) => view.querySelector(name));"
        "field.style.height = '0'; const typed = field.scrollHeight; field.style.height = '';"
        "return [marks.scrollHeight, typed]"
    )
    assert abs(drawn - typed) < 2, f"the drawn text is {drawn} high, the typed text {typed}"
    same = page.run(
        "return view.querySelector('.marks').textContent.replace('\\u200b', '') === view.querySelector('.text').value"
    )
    assert same, "the drawn text is not the report's"


def clicking_a_code_lights_its_words(page: ReportPage) -> None:
    page.run("view.querySelector('.card').click()")
    assert page.count(".piece.lit") > 3, "a click on the code lights no words"
    assert page.count(".piece.shown") > 0, "a click on the code shows no place"


def pointing_at_a_word_names_it_and_its_answers(page: ReportPage) -> None:
    page.run(
        "const words = [...view.querySelectorAll('.marks .VESSEL')];"
        "const word = words.find((node) => node.textContent === 'popliteal vein');"
        "word.scrollIntoView({ block: 'center' }); const [box] = word.getClientRects();"
        "const point = { clientX: box.x + 4, clientY: box.y + 4, bubbles: true };"
        "view.querySelector('.text').dispatchEvent(new MouseEvent('mousemove', point))"
    )
    note = page.run("return view.querySelector('.note').textContent")
    for words in ("vessel · popliteal vein", "93970"):
        assert words in note, f"the word's note is '{note}' and lacks '{words}'"


def keys_walk_through_the_findings(page: ReportPage) -> None:
    page.run("document.activeElement?.blur(); view.activeElement?.blur()")
    walked = []
    for _ in range(2):
        page.press("j")
        walked.append(page.run("return view.activeElement?.dataset?.id"))
    assert None not in walked, "the key j reaches no finding"
    assert walked[0] != walked[1], f"the key j stays at {walked[0]}"


def a_segment_of_the_picture_is_focused_by_keyboard_and_lights_its_words(page: ReportPage) -> None:
    page.run("view.querySelector('[data-id=\"picture:leg-veins\"]').focus()")
    for _ in range(2):  # past the fold of the picture
        page.press(Keys.TAB)
    focused = "const node = view.activeElement; return node?.matches('.segment') && node.ariaLabel"
    first = page.run(focused)
    assert first, "the tabulator does not lead into the picture"
    page.press(Keys.ARROW_RIGHT)
    second = page.run(focused)
    assert second, "an arrow key leaves the picture"
    assert second != first, f"an arrow key stays at '{first}'"
    assert re.fullmatch(r"(left|right) .+: documented.*; \d+ places?", second), f"a segment is read as '{second}'"
    assert page.count(".piece.lit") > 0, f"'{second}' lights no words"
    caption = page.run("return view.querySelector('.caption').textContent")
    assert caption == re.sub(r" \(\w+\)", "", second), f"the words below the picture are '{caption}', not '{second}'"
    page.press(Keys.ENTER)
    assert page.count(".piece.shown") > 0, f"Enter does not lead from '{second}' to its words"


def the_text_is_reached_with_one_key_and_the_first_finding_with_another(page: ReportPage) -> None:
    page.leave()
    page.run("document.querySelector('.skip-to-report').focus()")
    page.write(Keys.ENTER)
    assert page.focused() == "TEXTAREA text", f"the link to the report leads to {page.focused()}"
    page.write(Keys.ESCAPE)
    page.write("j")
    first = page.run("return [...view.querySelectorAll('.finding')].find((node) => node.checkVisibility()).dataset.id")
    reached = page.run("return view.activeElement?.dataset?.id")
    assert reached == first, f"the key j begins at {reached}, not at {first}"
    outline = page.run("return getComputedStyle(view.activeElement).outlineStyle")
    assert outline == "solid", "the focus is not seen"


def a_focus_on_a_link_of_the_frame_is_seen(page: ReportPage) -> None:
    if page.driver.execute_script("return innerWidth") < 800:
        return  # the links are folded away
    page.run(
        "[...document.querySelectorAll('header a')].find((node) => node.textContent.includes('Encounter')).focus()"
    )
    page.write(Keys.TAB)  # the focus of a key, not of a script, is drawn
    drawn = page.run("return getComputedStyle(document.activeElement).outline")
    assert "solid 2px" in drawn, f"a focused link is drawn with {drawn}"


def supported_beside_required_is_explained(page: ReportPage) -> None:
    words = page.run("return view.querySelector('.checklist > .remark')?.textContent")
    assert "Supported:" in (words or ""), "a supported code beside a required statement is not explained"


def a_real_key_pastes_another_report(page: ReportPage) -> None:
    origin = {"origin": page.address, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    page.driver.execute_cdp_cmd("Browser.grantPermissions", origin)
    before = page.text()
    page.driver.execute_async_script(
        "navigator.clipboard.writeText(arguments[0]).then(arguments[1], arguments[1])", before.replace("64 y", "65 y")
    )
    page.run("view.querySelector('.text').focus()")
    ActionChains(page.driver).key_down(Keys.CONTROL).send_keys("v").key_up(Keys.CONTROL).perform()
    page.wait(
        "view.querySelector('.text').value.includes('65 y')", "the key of a paste does nothing in a locked report"
    )
    page.wait_for_answer()
    assert page.hidden(".changed"), "a paste over a locked report is told as an edit"
    page.leave()


def a_locked_report_takes_no_keys(page: ReportPage) -> None:
    before = page.text()
    page.run("view.querySelector('.text').focus()")
    page.write("x")
    page.write(Keys.BACKSPACE)
    assert page.text() == before, "keys changed a locked report"
    page.leave()


def an_edit_is_marked_and_can_be_given_up(page: ReportPage) -> None:
    before, codes = page.text(), page.codes()
    page.write("i")
    assert not page.hidden(".discard"), "the key i does not begin to edit"
    assert page.run("return view.querySelector('.mode').textContent") == "Editing", "nothing says that one edits"
    page.edit(" Bleeding was seen.")
    assert page.text() != before, "nothing could be written"
    page.run("view.querySelector('.discard').click()")
    page.wait_for_answer()
    assert (page.text(), page.codes()) == (before, codes), "an edit that was given up stays"
    assert page.hidden(".changed"), "an edit that was given up is told as a change"


def what_was_changed_since_the_paste_is_shown(page: ReportPage) -> None:
    page.run("view.querySelector('.text').focus()")
    ActionChains(page.driver).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
    assert page.hidden(".done"), "the keys of Done leave the report being edited"
    told = page.run("return view.querySelector('.changed').textContent")
    assert told == "Changed since paste: 1 place", f"one change is told as '{told}'"
    page.run("view.querySelector('.changed').click()")
    added = page.run("return [...view.querySelectorAll('.difference ins')].map((node) => node.textContent).join('')")
    assert "added: Images are archived in PACS." in added, f"what was added is read as '{added}'"
    axe_finds_nothing_serious(page)
    page.run("view.querySelector('.changed').click()")
    assert page.hidden(".difference"), "the changes cannot be folded away"


def a_reload_keeps_the_work(page: ReportPage) -> None:
    page.run("view.querySelector('.day input').focus()")
    page.write("3/4/2025")
    page.write(Keys.ESCAPE)
    page.wait("view.querySelector('.from').textContent === 'by hand'", "a date that was left with Escape is lost")
    page.settle()
    before = page.text()
    page.reload()
    assert page.text() == before, "a reload loses the text"
    assert page.run("return view.querySelector('.day input').value") == "2025-03-04", "a reload loses the date"
    assert page.run(f"return {VIEW_IS}", "coder"), "a reload loses the view"
    assert not page.hidden(".changed"), "a reload loses what was changed"


def a_paste_is_another_report_however_much_it_shares(page: ReportPage) -> None:
    page.paste(page.text().replace("Rosalind Quennell", "Odile Marchetti"))
    assert page.run("return view.querySelector('.from').textContent") == "in the text", "the date given by hand stays"
    told = page.run("return view.querySelector('.changes').textContent")
    assert "No change" not in told, f"another report is told as an edit: '{told}'"
    assert page.hidden(".changed"), "another report is told as a changed one"


def another_patient_pasted_into_a_report_is_asked_about(page: ReportPage) -> None:
    other = "\nPatient: Ines Okafor\nThe left common femoral vein compresses."
    before = page.text()
    for button, text in (("no", before + other), ("yes", other)):
        page.paste(before)
        page.write("i")
        end = len(before)
        page.run(PASTE, other, [end, end])
        assert not page.hidden(".asking"), "another patient's words are taken without a question"
        assert page.hidden(".findings"), "answers of the report before stand beside another text"
        page.run(f"view.querySelector('.{button}').click()")
        page.wait_for_answer()
        assert page.text() == text, f"the answer '{button}' makes the report '{page.text()[:60]}'"


def a_refused_file_takes_the_answers_away(page: ReportPage) -> None:
    before = page.text()
    page.driver.find_element(By.CSS_SELECTOR, "[data-testid=stPopoverButton]").click()
    page.wait("document.querySelector('input[type=file]') != null", "there is no place for a file")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scan.txt"
        file.write_bytes(b"%PDF-1.7 not a report")
        page.send("input[type=file]", str(file))
        page.wait("view.querySelector('.state')?.textContent.includes('scan.txt')", "a refused file is not told")
    assert page.codes() == [], "answers stand beside a file that was refused"
    page.write(Keys.ESCAPE)
    page.run("view.querySelector('.back').click()")
    page.wait("view.querySelector('.finding') != null", "there is no way back to the report")
    assert page.text() == before, "a refused file loses the report"


def an_app_that_does_not_answer_takes_the_answers_away_and_keeps_the_text(page: ReportPage) -> None:
    page.cut_off()
    lost = "view.querySelector('.cover').textContent.includes('does not answer')"
    page.wait(lost, "a lost connection is not told")
    page.run(PASTE, LEFT_CALF_LACKS, None)
    assert page.hidden(".findings"), "answers stand though the app does not answer"
    assert page.text() == LEFT_CALF_LACKS, "the text is lost with the app"
    said = page.run("return document.body.textContent + view.textContent")
    assert "connected to the internet" not in said, "the page speaks of the internet"
    page.reconnect()
    page.wait_for_answer()
    assert "93971-LT" in page.codes() or "93970" in page.codes(), f"once back, the text is answered with {page.codes()}"
    assert page.text() == LEFT_CALF_LACKS, "the text is lost when the app is back"


def a_long_report_can_be_written_in(page: ReportPage) -> None:
    page.paste((LEFT_CALF_LACKS + "\n\n") * 300)
    page.write("i")
    slowest = page.run(
        "const field = view.querySelector('.text'); field.setSelectionRange(90, 90); const times = [];"
        "for (let key = 0; key < 5; key += 1) { const start = performance.now();"
        "document.execCommand('insertText', false, 'x'); times.push(performance.now() - start); }"
        "return times.sort((one, other) => one - other)[2]"
    )
    assert slowest < MOST_PER_KEY, f"a key takes {slowest:.0f} ms in a report of {len(page.text())} characters"
    drawn_words_lie_under_the_typed_ones(page)
    page.wait_for_answer()


def print_is_light_and_short(page: ReportPage) -> None:
    page.paste(LEFT_CALF_LACKS)
    number = page.pages_printed()
    assert number <= 2, f"one report is printed on {number} pages"
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        paper = page.run("return getComputedStyle(document.querySelector('.stApp')).backgroundColor")
        shown = [name for name in (".head", ".bar", ".ask", ".note", ".copy") if not page.hidden(name)]
    finally:
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert paper == "rgb(255, 255, 255)", f"print is on {paper}"
    assert not shown, f"print shows {shown[0]}"


def findings_are_a_table_that_leads_to_their_words(page: ReportPage) -> None:
    assert page.count(".told tbody tr") > 5, "the coder sees too few findings"
    page.run("view.querySelector('.told').closest('details').open = true; view.querySelector('.told tbody tr').click()")
    assert page.count(".piece.shown") > 0, "a click on a finding shows no place"
    nothing_scrolls_sideways(page)


def an_edit_is_checked_and_tells_what_changed(page: ReportPage) -> None:
    page.edit("\nImages are archived in PACS.")
    page.wait("view.querySelector('.changes').textContent.includes('closed')", "an edit does not tell what it changed")


def a_question_is_asked_edited_and_kept(page: ReportPage) -> None:
    page.paste(LEFT_CALF_LACKS)
    page.run("view.querySelector('.ask').click()")
    page.wait("view.activeElement?.matches('.asked textarea')", "'ask' does not lead to the question")
    page.run(
        "const field = view.activeElement; field.select(); document.execCommand('insertText', false, 'My own words.');"
        "field.blur()"
    )
    page.settle()
    words = page.run("return view.querySelector('.asked textarea').value")
    assert words == "My own words.", f"an edited question turns into '{words}'"
    assert page.count(".restore:not([hidden])") == 1, "an edited question cannot be put back"


def the_coder_is_told_why_not_and_what_would_change(page: ReportPage) -> None:
    page.run("view.querySelector('.group summary').click()")
    words = page.run("return view.querySelector('.answers').textContent")
    for wanted in ("Why not93970", "Not described: left posterior tibial vein", "What would change"):
        assert wanted in words, f"the coder's view lacks '{wanted}'"


def the_physician_is_told_neither(page: ReportPage) -> None:
    page.choose_view("Physician")
    page.wait("view.querySelector('.asked .would') === null", "the physician's questions tell what would change")
    fields = page.run("return [...view.querySelectorAll('.asked textarea')].map((field) => field.value).join()")
    assert "9397" not in fields, "a question in the physician's view names a code"
    page.choose_view("Coder")


def diagnoses_are_looked_up_when_asked_for(page: ReportPage) -> None:
    assert page.count(".diagnosis") == 0, "diagnoses are shown before they are asked for"
    page.run("view.querySelector('.diagnoses .offer').click()")
    page.wait("view.querySelector('.diagnosis') != null", "no diagnosis is shown", patience=INDEX_TIME)
    page.run("view.querySelector('.diagnoses').scrollIntoView(); view.querySelector('.diagnosis').click()")
    assert page.count(".piece.shown") > 0, "a click on a diagnosis shows no place"
    nothing_scrolls_sideways(page)


def doubt_is_told_in_words_with_its_reasons(page: ReportPage) -> None:
    page.paste(left_out_text())
    words = page.run("return view.querySelector('.review').textContent")
    for wanted in ("Look at this one first", "of 100 reports like this one"):
        assert wanted in words, f"the doubt is told as '{words}' and lacks '{wanted}'"
    page.run("document.activeElement?.blur(); view.activeElement?.blur()")
    page.press("j")
    spoken = page.run("const node = view.activeElement; return node?.dataset.id === 'review' && node.ariaLabel")
    reasons = page.run("return [...view.querySelectorAll('.review li')].map((node) => node.textContent)")
    assert reasons, "a report is to be looked at first, and no reason is shown"
    assert all(reason in (spoken or "") for reason in reasons), f"a screen reader is told '{spoken}' of the doubt"


def a_code_that_was_left_out_is_shown_with_its_reason(page: ReportPage) -> None:
    shown = page.run(
        "return [...view.querySelectorAll('.card.not_reportable')].filter((node) => node.checkVisibility())"
        ".map((node) => node.textContent).join()"
    )
    assert "The report as a whole" in shown, "a code that was left out is hidden"


def hostile_markup_stays_text(page: ReportPage) -> None:
    page.paste(HOSTILE)
    page.wait("view.querySelector('.number')?.textContent.startsWith('93971')", "the hostile report is not analysed")
    assert page.driver.execute_script("return window.taken") is None, "markup in the report ran as a script"
    assert (
        page.count("script, img, svg:not(.picture, .picture-key, .picture > svg), a:not([href^='knowledge?rule='])")
        == 0
    ), "markup in the report became elements"
    drawn_words_lie_under_the_typed_ones(page)


def a_text_without_a_service_says_so(page: ReportPage) -> None:
    page.paste(NO_SERVICE)
    page.wait(
        "view.querySelector('.state h2')?.textContent === 'No service'", "a text without a service does not say so"
    )
    assert page.codes() == [], f"a text without a service shows {page.codes()}"
    reasons = len(analyze(NO_SERVICE).not_counted)
    assert page.count(".row.denied.finding") == reasons > 0, "what was seen and does not count is not told"
    grade = "doubtful" if analyze(NO_SERVICE).review.look_first else "sure"  # the weights decide
    assert page.count(f".review.{grade}") == 1, f"a {grade} answer is not told as one"


def a_cleared_page_is_a_state(page: ReportPage) -> None:
    page.run("view.querySelector('.clear').click()")
    page.wait_for_answer()
    kept = page.driver.execute_script("return Object.values(sessionStorage).join()")
    assert "Duplex last month" not in kept, "the tab keeps a report that was cleared"
    page.wait(
        "view.querySelector('.state h2')?.textContent === 'No report yet'", "an empty text has no state of its own"
    )


CHECKS: tuple[Check, ...] = (
    first_sample_is_analysed,
    nothing_scrolls_sideways,
    streamlit_chrome_is_hidden,
    mentions_are_underlined_for_the_coder_alone,
    drawn_words_lie_under_the_typed_ones,
    clicking_a_code_lights_its_words,
    pointing_at_a_word_names_it_and_its_answers,
    axe_finds_nothing_serious,
    keys_walk_through_the_findings,
    the_text_is_reached_with_one_key_and_the_first_finding_with_another,
    a_focus_on_a_link_of_the_frame_is_seen,
    supported_beside_required_is_explained,
    a_real_key_pastes_another_report,
    a_locked_report_takes_no_keys,
    an_edit_is_marked_and_can_be_given_up,
    a_segment_of_the_picture_is_focused_by_keyboard_and_lights_its_words,
    findings_are_a_table_that_leads_to_their_words,
    an_edit_is_checked_and_tells_what_changed,
    what_was_changed_since_the_paste_is_shown,
    a_reload_keeps_the_work,
    a_paste_is_another_report_however_much_it_shares,
    another_patient_pasted_into_a_report_is_asked_about,
    a_refused_file_takes_the_answers_away,
    an_app_that_does_not_answer_takes_the_answers_away_and_keeps_the_text,
    a_question_is_asked_edited_and_kept,
    the_coder_is_told_why_not_and_what_would_change,
    the_physician_is_told_neither,
    diagnoses_are_looked_up_when_asked_for,
    doubt_is_told_in_words_with_its_reasons,
    a_code_that_was_left_out_is_shown_with_its_reason,
    a_long_report_can_be_written_in,
    print_is_light_and_short,
    hostile_markup_stays_text,
    a_text_without_a_service_says_so,
    a_cleared_page_is_a_state,
)
