"""Reads the boxes of forms, for every room: which are ticked, which options nobody chose, and what was left unanswered.

An option whose box was left empty was not chosen, be it a side, a study or an answer; so its words say nothing: no side,
no denial. Nor does a question whose choice of yes and no is still offered ("needle seen: {yes / no}").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

from assistant.analysis import Assertion
from assistant.language.layout import Reading, end_of_line

TICKED = r"\[[ ]?[xX✓✔*][ ]?\]|\([ ]?[xX✓✔*][ ]?\)|[☒☑✅✓✔]"
BOX = re.compile(rf"(?P<empty>\[[ _]{{0,2}}\]|\([ _]{{1,2}}\)|[☐□◻])|{TICKED}")
# A ticked box, found by its opening: an option of a line is unticked only where another one is ticked.
TICK = re.compile(r"[\[(☒☑✅✓✔](?:(?<=[☒☑✅✓✔])|[ ]?[xX✓✔*][ ]?[\])])")
EMPTY_BOX_WORDS = frozenset({"[", "(", "☐"})
OPTION_END = re.compile(r"[ ]{2,}|[\t|;,]")
# "Pictures saved [ ] yes [x] no": the boxes of an answer, and the one that is ticked.
ANSWER_BOXES = re.compile(r"[ \t:?]*((?:[\[(][ \t]*[x✓✔]?[ \t]*[\])][ \t]*(?:yes|no|y|n)\b[ \t/,]*){1,2})", re.IGNORECASE)
# "Needle seen: Y / N", "images saved {yes/no}" with nothing chosen; "(Y/N): Y" and "[yes/no]  Y" are answered.
OPEN_ANSWER = re.compile(
    r"(?:[:?=][ \t]{0,4}|[ \t]{0,4}(?=[{\[(]))(?P<bracket>[{\[(])?[ \t]?(?P<yes>yes|y)[ \t]?[/|][ \t]?(?P<no>no|n)\b"
    r"[ \t]?(?(bracket)[}\])])(?=[ \t]*(?:[.;,\n]|$)|[ \t]{2,}(?!(?:yes|no|y|n|x)\b)[a-z])",
    re.IGNORECASE,
)
# "{ultrasound / landmark} guidance": the options of a macro that nobody has resolved. Braces with quotation marks are data.
OPEN_OPTIONS = re.compile(r"\{[^{}\n\"':/|]{1,40}(?:[/|][^{}\n\"':/|]{1,40}){1,6}\}")
QUESTION_START = re.compile(r"[ ]{2,}|[\t|;,]|[.?!] |[}\])]")
TICKED_ANSWER = re.compile(r"[\[(][ \t]*[x✓✔][ \t]*[\])][ \t]*([yn])", re.IGNORECASE)

# "Image saved: {YES/NO}", "patent (Y/N)": both answers still stand there. An answer behind them is one ("(Y/N): Y").
NEITHER = r"(?:y(?:es)?[ \t]{0,3}[/|][ \t]{0,3}no?|no?[ \t]{0,3}[/|][ \t]{0,3}y(?:es)?)"
UNANSWERED = r"(?![ \t]*[:=?*>→–-]*[ \t]*(?:yes|y|no|n|x|done|ok)\b)"
# The rest of the field's name, and what leads to its answer.
FIELD_NAME = r"(?:[ \t]+[A-Za-z'-]+){0,6}[ \t]*[:=?]*[ \t]*(?:(?:circle|select|choose|pick)(?: one)?[ \t]*:?[ \t]*)?"
OPEN_CHOICE = re.compile(
    rf"{FIELD_NAME}(?:[\[({{<][ \t]*{NEITHER}[ \t]*(?::[^\])}}>\n]{{0,40}})?[\])}}>]"
    rf"|(?<=[:=? \t]){NEITHER}\b){UNANSWERED}",
    re.IGNORECASE,
)
# Where the first answer was read as one.
REST_OF_CHOICE = re.compile(rf"[ \t]{{0,3}}[/|][ \t]{{0,3}}no?\b{UNANSWERED}", re.IGNORECASE)
ANSWERED_YES = re.compile(r"(?:^|[^a-z])y(?:es)?$", re.IGNORECASE)
BOTH_VERBS = re.compile(
    r"[\[({<][ \t]?(?:was|were|is|are)[ \t]?/[ \t]?(?:(?:was|were|is|are)[ \t])?not[ \t]?[\])}>]", re.IGNORECASE
)


def is_left_open(text: str, start: int, end: int) -> bool:
    """Whether nobody chose the answer to what stands from `start` to `end`: "saved: yes/no", "images [were/were not] kept"."""
    if BOTH_VERBS.search(text, start, end) is not None:
        return True
    answered = ANSWERED_YES.search(text[start:end])
    return (REST_OF_CHOICE if answered else OPEN_CHOICE).match(text, end) is not None


def ticked_answer(text: str, end: int) -> Assertion | None:
    """Return what the boxes of yes and no say that follow the character `end`; None where there are none."""
    boxes = ANSWER_BOXES.match(text, end)
    if boxes is None:
        return None
    answer = TICKED_ANSWER.search(boxes[1])
    return "affirmed" if answer and answer[1] in "yY" else "negated"


def unanswered_questions(text: str) -> list[tuple[int, int]]:
    """Return the questions with an open choice of yes and no, and the open options of macros; start and end of each."""
    found: list[tuple[int, int]] = []
    if "/" not in text and "|" not in text:
        return found
    for answer in OPEN_ANSWER.finditer(text):
        if answer["yes"].isupper() != answer["no"].isupper():
            continue  # "yes / NO": capitals chose
        line = text.rfind("\n", 0, answer.start()) + 1
        starts = [each.end() for each in QUESTION_START.finditer(text, line, answer.start())]
        found.append((starts[-1] if starts else line, answer.end()))
    options = OPEN_OPTIONS.finditer(text) if "{" in text else ()
    found += [each.span() for each in options if not any(start < each.end() <= end for start, end in found)]
    return sorted(found)


def is_unanswered(reading: Reading, offset: int) -> bool:
    """Whether a character stands in a question that nobody answered."""
    at = bisect_left(reading.unanswered, (offset + 1, 0)) - 1
    return at >= 0 and offset < reading.unanswered[at][1]


def has_empty_box(words: list[str], first: int, stop: int) -> bool:
    """Whether an empty box stands among the tokens `first` to `stop` (exclusive)."""
    near = words[first:stop]
    if EMPTY_BOX_WORDS.isdisjoint(near):
        return False
    pairs = set(pairwise(near))
    return ("[", "]") in pairs or ("(", ")") in pairs or "☐" in near


def unticked_options(text: str) -> list[tuple[int, int]]:
    """Return the options whose box is empty, in lines in which another box is ticked; start and end of each."""
    options: list[tuple[int, int]] = []
    if TICK.search(text) is None:
        return options
    boxes: list[re.Match[str]] = []
    for box in BOX.finditer(text):
        if boxes and "\n" in text[boxes[-1].end() : box.start()]:
            options += _unticked_of_line(text, boxes)
            boxes = []
        boxes.append(box)
    return options + (_unticked_of_line(text, boxes) if boxes else [])


def _unticked_of_line(text: str, boxes: list[re.Match[str]]) -> list[tuple[int, int]]:
    empty = [number for number, box in enumerate(boxes) if box["empty"]]
    if not empty or len(empty) == len(boxes):
        return []
    line, line_end = text.rfind("\n", 0, boxes[0].start()) + 1, end_of_line(text, boxes[-1].end())
    found = []
    if not text[boxes[-1].end() : line_end].strip():  # "right [x]  left [ ]": the box follows its word
        for number in empty:
            start = boxes[number - 1].end() if number else line
            gaps = [
                gap.end()
                for gap in OPTION_END.finditer(text, start, boxes[number].start())
                if text[start : gap.start()].strip()
            ]
            found.append((gaps[-1] if gaps else start, boxes[number].end()))
        return found
    for number in empty:
        word = boxes[number].end()
        stop = boxes[number + 1].start() if number + 1 < len(boxes) else line_end
        gap = OPTION_END.search(text, word + 1, stop)
        found.append((boxes[number].start(), gap.start() if gap else stop))
    return found


def is_unticked(reading: Reading, offset: int) -> bool:
    """Whether a character stands in an option whose box was left empty."""
    at = bisect_left(reading.unticked, (offset + 1, 0)) - 1
    return at >= 0 and offset < reading.unticked[at][1]


def stands_behind_empty_box(reading: Reading, token: int) -> bool:
    """Whether a token is in an option that nobody chose, or stands behind an empty box in a form without any tick."""
    return is_unticked(reading, reading.starts[token]) or has_empty_box(reading.words, max(0, token - 2), token)
