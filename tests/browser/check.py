"""Checks the app in a real browser, at the width of a desk and of a telephone; run it as a script.

It exits with 1 and one line a fault where something is wrong, and with 2 and one line where the browser, its driver or
selenium is not installed or does not start: it never skips. Pictures of every state go into a temporary folder, whose
path it prints.
"""

from __future__ import annotations

import re
import sys
import tempfile
from functools import cache
from pathlib import Path

try:
    from report_page import Check, ReportPage, WebDriverException, find_programs, opened, photograph
    from selenium.webdriver.common.keys import Keys
except ModuleNotFoundError as error:
    print(f"browser check: {error.name} is not installed; install the project's dev extra", file=sys.stderr)
    sys.exit(2)
from app_server import running_app

from assistant import analyze
from assistant.knowledge.service_cases import service_cases

DESK, TELEPHONE = 1280, 400
SETTINGS = ((DESK, False), (TELEPHONE, False), (DESK, True), (TELEPHONE, True))
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


def nothing_scrolls_sideways(page: ReportPage) -> None:
    width = page.driver.execute_script("return innerWidth")
    assert page.widest() <= width, f"the page is {page.widest()} wide in a window of {width}"


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
    assert caption == second, f"the words below the picture are '{caption}', not '{second}'"
    page.press(Keys.ENTER)
    assert page.count(".piece.shown") > 0, f"Enter does not lead from '{second}' to its words"


def findings_are_a_table_that_leads_to_their_words(page: ReportPage) -> None:
    assert page.count(".told tbody tr") > 5, "the coder sees too few findings"
    page.run("view.querySelector('.told').closest('details').open = true; view.querySelector('.told tbody tr').click()")
    assert page.count(".piece.shown") > 0, "a click on a finding shows no place"
    nothing_scrolls_sideways(page)


def an_edit_is_checked_and_tells_what_changed(page: ReportPage) -> None:
    text = page.run("return view.querySelector('.text').value")
    page.paste(f"{text}\nImages are archived in PACS.")
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
    page.wait("view.querySelector('.would') === null", "the physician's questions tell what would change")
    fields = page.run("return [...view.querySelectorAll('.asked textarea')].map((field) => field.value).join()")
    assert "9397" not in fields, "a question in the physician's view names a code"
    page.choose_view("Coder")


def diagnoses_are_looked_up_when_asked_for(page: ReportPage) -> None:
    assert page.count(".diagnosis") == 0, "diagnoses are shown before they are asked for"
    page.run("view.querySelector('.offer').click()")
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
    assert page.count("script, img, svg:not(.picture, .picture-key, .picture > svg), a") == 0, (
        "markup in the report became elements"
    )
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


def an_empty_text_is_a_state(page: ReportPage) -> None:
    page.paste("")
    page.wait(
        "view.querySelector('.state h2')?.textContent === 'No report yet'", "an empty text has no state of its own"
    )


def an_encounter_is_one_list_of_codes(page: ReportPage) -> None:
    page.visit("encounter")
    words = page.run("return document.querySelector('[data-testid=stMain]').textContent")
    for wanted in ("37252", "75820", "primary procedure 75820 is documented in Venogram"):
        assert wanted in words, f"the encounter lacks '{wanted}'"
    page.run("document.querySelector('.trace summary').click()")
    assert page.run("return document.querySelectorAll('.trace[open] mark').length") > 0, "a code is traced to no words"
    nothing_scrolls_sideways(page)


def the_view_is_the_same_on_every_page(page: ReportPage) -> None:
    page.choose_view("Coder", waits_for="document.body.textContent.includes('Asked')")
    for name, path in (("Knowledge", "/knowledge"), ("Report", "/")):
        page.follow(name, path)
        chosen = page.run("return document.querySelector('.st-key-view_switch [aria-checked=true]')?.textContent")
        assert chosen == "Coder", f"the page {name} shows the view of '{chosen}', not of the coder"


def reliability_is_a_table_that_can_be_read_aloud(page: ReportPage) -> None:
    page.visit("quality?part=Reliability")
    named = page.run(
        "const table = document.querySelector('table.figures');"
        "return [table.caption.textContent, table.querySelectorAll('thead th[scope=col]').length,"
        "table.querySelectorAll('tbody tr').length - table.querySelectorAll('tbody th[scope=row]').length]"
    )
    assert named[0], "the table has no caption"
    assert named[1:] == [3, 0], f"the table's heads are {named[1:]}"
    nothing_scrolls_sideways(page)


def nothing_leaves_this_machine(page: ReportPage) -> None:
    for name in ("edits", "knowledge?code=93970"):
        page.visit(name)
        nothing_scrolls_sideways(page)
    strangers = page.strangers()
    assert not strangers, f"the page asked {strangers[0]}"


CHECKS: tuple[Check, ...] = (
    first_sample_is_analysed,
    nothing_scrolls_sideways,
    streamlit_chrome_is_hidden,
    mentions_are_underlined_for_the_coder_alone,
    drawn_words_lie_under_the_typed_ones,
    clicking_a_code_lights_its_words,
    pointing_at_a_word_names_it_and_its_answers,
    keys_walk_through_the_findings,
    a_segment_of_the_picture_is_focused_by_keyboard_and_lights_its_words,
    findings_are_a_table_that_leads_to_their_words,
    an_edit_is_checked_and_tells_what_changed,
    a_question_is_asked_edited_and_kept,
    the_coder_is_told_why_not_and_what_would_change,
    the_physician_is_told_neither,
    diagnoses_are_looked_up_when_asked_for,
    doubt_is_told_in_words_with_its_reasons,
    a_code_that_was_left_out_is_shown_with_its_reason,
    hostile_markup_stays_text,
    a_text_without_a_service_says_so,
    an_empty_text_is_a_state,
    an_encounter_is_one_list_of_codes,
    the_view_is_the_same_on_every_page,
    reliability_is_a_table_that_can_be_read_aloud,
    nothing_leaves_this_machine,
)


def main() -> int:
    """Run every check at both widths, in light and dark, and return the exit code."""
    try:
        find_programs()
        pictures = Path(tempfile.mkdtemp(prefix="sonocode-pictures-"))
        with running_app() as address, opened(address) as page:
            faults = [fault for setting in SETTINGS for fault in check_setting(page, setting, pictures)]
    except RuntimeError as error:
        print(f"browser check: {error}", file=sys.stderr)
        return 2
    print(f"browser check: {len(CHECKS)} checks at 4 settings, {len(faults)} faults; pictures in {pictures}")
    return 1 if faults else 0


def check_setting(page: ReportPage, setting: tuple[int, bool], pictures: Path) -> list[str]:
    """Open the page at one width, light or dark, run the checks, and return the faults."""
    width, dark = setting
    name = f"{width}-{'dark' if dark else 'light'}"
    try:
        page.open(width, dark=dark)
    except AssertionError as error:
        print(f"browser check, {name}: {error}", file=sys.stderr)
        return [str(error)]
    return run_checks(page, pictures, name)


def run_checks(page: ReportPage, pictures: Path, setting: str) -> list[str]:
    """Run the checks on one page in their order, take a picture after each, and return the faults."""
    faults = []
    for number, check in enumerate(CHECKS, start=1):
        try:
            check(page)
        except (AssertionError, WebDriverException) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            faults.append(f"browser check, {setting}, {check.__name__}: {reason}")
            print(faults[-1], file=sys.stderr)
        photograph(page, pictures, f"{setting}-{number:02}-{check.__name__}")
    return faults


if __name__ == "__main__":
    sys.exit(main())
