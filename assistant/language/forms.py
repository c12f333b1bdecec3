"""Says whether a text is an empty form: a template, macro or worksheet in which nobody has filled in what was found.

Its printed words name vessels, techniques and kept images as a report does, and none of them was done. A form that was
filled in shows it: a box is ticked, its labels have answers, and there are numbers. A form left empty in part is no empty
form; there the rows speak for themselves (`assertion-cues.yaml`, `boxes.py`).
"""

from __future__ import annotations

import re

from assistant.language.boxes import TICKED

FEWEST_BLANKS = 3
ANSWERS_A_BLANK, NUMBERS_A_BLANK = 1 / 3, 1 / 4  # an empty form has at most so many
#: One of these, or a choice of yes and no, stands in each blank: a text without enough of them is not looked at closer.
HINTS = ("__", "..", ". .", "…", "***", "[", "( ", "(_", "☐", "□", "◻", "<", "@", "{")
YES_OR_NO = re.compile(r"[Yy](?:es|ES)?[ ]{0,2}[/ ][ ]{0,2}[Nn]")
TICK = re.compile(rf"(?:{TICKED})(?! ?(?:mm|cm|ml|mL|cc|%|percent|seconds|degrees))")
BLANK = re.compile(
    r"_{2,}|…{2,}|\*{3}|[☐□◻]"
    r"|(?<!\.)(?<!\. )(?:\.[ ]?){5,}+(?=[ \t]*(?:\n|$|(?:mm|cm|ml|mL|cc|ms|%)|[A-Z][A-Za-z /]{1,24}:)|[ ]{2,})"  # no leader to an answer
    r"|\[[ _]{0,14}\]|\([ _]{1,14}\)|\[[xyzXYZ]\](?= )"
    r"|\[[A-Za-z][^\[\]\n]{0,40}[/|][^\[\]\n]{0,40}\]|\{[^{}\n]{0,60}[/|*][^{}\n]{0,60}\}|\{[a-z]+(?: [a-z]+)?\}"  # choices
    r"|<[A-Za-z][A-Za-z _]{1,20}>|@[A-Za-z]+@"  # variables
    r"|\b(?:Y|y|[Yy]es|YES)[ ]{0,2}[/ ][ ]{0,2}(?:N|n|[Nn]o|NO)\b"
)
ANSWER = re.compile(r":(?!\d)[ \t]*(?! {2})([^\n\t]{1,60})")
NUMBER = re.compile(r"(?<![\w@.:/-])\d+(?:\.\d+)?(?!\w*:)")
UNRESOLVED = re.compile(r"\[[A-Za-z][^\[\]\n]{0,40} [/|] [^\[\]\n]{0,40}\]|<[A-Za-z][A-Za-z _]{1,20}>|@[A-Za-z]+@")
#: What a macro with open choices proposes, and nobody has taken over: "[RIGHT / LEFT] leg. IMPRESSION: [No DVT]".
SUGGESTED = re.compile(r"\[[^\[\]\n]*\]\.?")
MARK = "\0"


def is_empty_form(text: str) -> bool:
    """Return whether a text is a form that nobody has filled in."""
    hints = sum([text.count(hint) for hint in HINTS])
    if hints < FEWEST_BLANKS and hints + len(YES_OR_NO.findall(text)) < FEWEST_BLANKS:
        return False
    bare, blanks = BLANK.subn(f" {MARK} ", text)
    if blanks < FEWEST_BLANKS or TICK.search(text):
        return False
    labelled = SUGGESTED.sub(MARK, bare) if UNRESOLVED.search(text) else bare
    told = (answer.split("  ")[0] for answer in ANSWER.findall(labelled))
    answers = sum(MARK not in answer and any(map(str.isalnum, answer)) for answer in told)
    numbers = len(NUMBER.findall(bare))
    return answers <= blanks * ANSWERS_A_BLANK and numbers <= blanks * NUMBERS_A_BLANK
