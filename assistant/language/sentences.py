"""Splits a report into sentences, list items and table rows.

A line that runs on (long, no full stop, next line in lower case) belongs to the same sentence; a bullet, a number, a
heading or a blank line begins a new one.
"""

from __future__ import annotations

import re

from assistant.language.assertion_cues import cue_book
from assistant.language.layout import Reading

# Terse notes begin sentences in lower case too: "trace fluid. stored."
OPENER = r"(?:stored|archived|saved|images?|clips?|cine|stills|pics|imp|signed)\b"
BREAK = re.compile(rf"[.!?\n](?:(?<=\n)\s*|(?<!\n)[\"')\]]*[ \t]+(?=[\"'(\[]?[A-Z0-9-]|{OPENER}))")
OPENS = re.compile(OPENER)
OPENS_ANY = re.compile(OPENER, re.IGNORECASE)
ABBREVIATIONS = frozenset([
    "dr", "mr", "mrs", "ms", "vs", "no", "approx", "st", "fig", "ant", "post", "prox", "dist", "lt", "rt", "inc", "e.g", "i.e", "cf", "ca", "dept", "pt", "wt", "ht", "temp", "resp", "est", "max", "min", "sup", "inf", "ext", "int",
])  # fmt: skip
ASKED_NAME = re.compile(r"\W*(?!not?\b)[A-Za-z]+(?: [A-Za-z]+)?", re.IGNORECASE)
DENIAL = re.compile(r"[ \t]+(?:not|never|nope|deferred|declined|refused|cancell?ed)\b", re.IGNORECASE)
WRAP_WIDTH = 60
SHORT_LINE = 30  # a list, not prose
SAMPLE, SHOUTED = 500, 0.9
FULL_LINE = 0.7  # of the longest line
# They begin with what is rare, so that a search leaps: a line break, then what stands before it.
RUNS_ON = re.compile(r"\n(?<=[^.!?:;\s]\n)[a-z]")
STARTS_ANEW = re.compile(r"\n(?<=[^.!?:;\s]\n)[A-Z]")
RUBRIC = re.compile(r"[A-Za-z][A-Za-z/]*(?: [A-Za-z/]+)?:[ \t]")  # "abd: ..." opens a row of its own
LAST_WORD = re.compile(r"(?P<mark>[:?=.][ \t]*)?(?<![\w'’])(?P<word>[A-Za-z]+(?:['’]t)?)[ \t]*\Z")
QUESTION_MARKS = frozenset(":?=")
LONGEST_LAST = 24  # characters: the last word of a line, what stands before it, and blanks
LINE_ENDS = frozenset(".!?:;")
# The mark of an item that is listed within a line: "(a) neck, (b) left arm", "#1 venous duplex #2 soft tissue".
LETTERED, NUMBERED = r"(?:[a-f]|i{1,3}|iv|v|[1-9])\)", r"[1-9][:.)]?"
MARK_IN_LINE = rf"\({LETTERED}|#{NUMBERED}"
ITEM_MARK = re.compile(rf"\((?<![^\s,;:.]\(){LETTERED}(?=[ \t])|#(?<![^\s,;:.]#){NUMBERED}(?=[ \t])")
FEWEST_LINES, MOST_WORDS = 6, 6
FIRST_MARKS = frozenset("ai1")
LONG = 8  # letters: more than those of an abbreviation


def find_sentences(reading: Reading) -> None:
    """Fill `reading.sentences` with (start, end) character offsets, end exclusive; together they cover the text."""
    text = reading.text
    heads = {section.start for section in reading.sections}
    sentences = reading.sentences
    wrapped_prose = text.count("\n") > 2 and len(RUNS_ON.findall(text)) > len(STARTS_ANEW.findall(text))
    width = min(WRAP_WIDTH, int(FULL_LINE * max(map(len, text.split("\n")))))
    stream = _broken_anywhere(reading)
    start = 0
    for match in BREAK.finditer(text):
        at, end = match.start(), match.end()
        if end <= start:
            continue
        if text[at] != "\n":
            if not _ends_sentence(text, at, end) or (text[at] == "?" and _asks_a_word(text, start, at)):
                continue
        elif end not in heads and (_carried_over(text, at, end) or (_runs_on(text, at, end) if stream else _wraps(text, at, end, wrapped_prose, width))):
            continue
        sentences.append((start, end))
        start = end
    if start < len(text):
        sentences.append((start, len(text)))
    _split_at_heads(reading, heads | _items(reading))


def _items(reading: Reading) -> set[int]:
    """Return where the items of a list within a sentence begin: each tells of a study or structure of its own."""
    text, found = reading.text, set[int]()
    marks = [match.start() for match in ITEM_MARK.finditer(text)]
    at = 0
    for _, end in reading.sentences if len(marks) > 1 else ():
        inside = []
        while at < len(marks) and marks[at] < end:
            inside.append(marks[at])
            at += 1
        if len(inside) > 1 and text[inside[0] + 1] in FIRST_MARKS:
            found.update(inside)
    return found


def _ends_sentence(text: str, at: int, end: int) -> bool:
    if text[at] != ".":
        return True
    if at >= LONG and text[at - LONG : at].isalnum():
        return True
    word_start = at
    while word_start > 0 and text[word_start - 1].isalnum():
        word_start -= 1
    word = text[word_start:at].lower()
    if word in ABBREVIATIONS:
        return False
    if len(word) == 1 and word.isalpha() and text[end].isupper() and text[word_start].isupper():
        return word_start > 0 and text[word_start - 1 : word_start] not in (" ", "\n", "(")  # initials: "J. Smith"
    if word.isdigit() and len(word) <= 2 and (word_start == 0 or text[word_start - 1] in "\n "):
        before = text[:word_start].rstrip(" ")
        return bool(before) and before[-1] not in "\n.:;"  # list numbers: "1. Liver"
    return True


def _asks_a_word(text: str, start: int, at: int) -> bool:
    """Whether a question is only a name, which the words behind it answer ("Pancreas? I see no word of it").

    Before a plain denial the name may end a longer sentence ("Cavogram, filter? NOT placed").
    """
    if text[at + 1 : at + 2] == "\n":
        return False
    if DENIAL.match(text, at + 1):
        start = max(start, *(text.rfind(mark, start, at) + 1 for mark in ",;:"))
    return ASKED_NAME.fullmatch(text, start, at) is not None


def _carried_over(text: str, at: int, end: int) -> bool:
    """Whether a line ends with a word that ends no sentence ("Images were not\\nsaved"), at whatever width it was wrapped.

    Behind a colon or a question mark such a word is the answer of a field, and so is "no" but behind a full stop.
    """
    if end >= len(text) or text.count("\n", at, end) > 1 or not text[end].isalpha() or RUBRIC.match(text, end):
        return False
    word = LAST_WORD.search(text, max(0, at - LONGEST_LAST), at)
    if word is None or (mark := (word["mark"] or "").rstrip()) in QUESTION_MARKS:
        return False
    lists, last = cue_book().carried_over, word["word"].lower().replace("’", "'")
    if last in lists.denying or (last == "no" and mark):
        return text[end].islower() or word["word"].isupper()
    return last in lists.leading and text[end].islower()


def _wraps(text: str, at: int, end: int, wrapped_prose: bool, width: int) -> bool:
    """Whether the white space from `at`, a line break, to `end` only wraps a running sentence.

    A lower-case line runs on from a line about as wide as the report's lines are (`width` characters). A capital after a long line counts as running on only where the report's lines are wrapped prose, that is where
    most lines without a full stop go on in lower case.
    """
    if end >= len(text) or text.count("\n", at, end) > 1:
        return False
    line_start = text.rfind("\n", 0, at) + 1
    while at > line_start and text[at - 1] in " \t":
        at -= 1
    last, following = text[at - 1 : at], text[end]
    if last in LINE_ENDS or text[at - 3 : at] in ("(+)", "(-)") or RUBRIC.match(text, end):
        return False
    if following.islower():
        if not wrapped_prose and OPENS.match(text, end):
            return False
        return at - line_start >= width or last == ","
    if text[end : end + 2].isupper():
        return at - line_start >= width > SHORT_LINE and last.isupper() and _shouted(text)
    return wrapped_prose and at - line_start >= WRAP_WIDTH and following.isalpha()


def _broken_anywhere(reading: Reading) -> bool:
    """Whether a text without stops is broken into short lines wherever a line was full ("3 passes, left", "nodule 15 mm").

    No list of facts ends a line with a side, an article or a preposition, beside other words.
    """
    text = reading.small
    if not (reading.one_case or text == reading.text):
        return False
    lines = [line.split() for line in text.split("\n") if line.strip()]
    if len(lines) < FEWEST_LINES or max(map(len, lines)) > MOST_WORDS:
        return False
    if any(line[-1][-1] in LINE_ENDS for line in lines):
        return False
    unfinished = cue_book().unfinished
    return any(len(line) > 1 and line[-1] in unfinished for line in lines)


def _runs_on(text: str, at: int, end: int) -> bool:
    """Whether a line of such a text goes on at `end`: always, but where the keeping of images is told."""
    if end >= len(text) or text.count("\n", at, end) > 1:
        return False
    return not OPENS_ANY.match(text, end) or OPENS_ANY.match(text, text.rfind("\n", 0, at) + 1) is not None


def _shouted(text: str) -> bool:
    """Whether a text is written in capitals."""
    letters = [letter for letter in text[:SAMPLE] if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) > SHOUTED * len(letters)


def _split_at_heads(reading: Reading, heads: set[int]) -> None:
    """Begin a new sentence at every heading that stands inside one."""
    inside = sorted(head for head in heads if head > 0)
    if not inside:
        return
    result: list[tuple[int, int]] = []
    index = 0
    for start, end in reading.sentences:
        while index < len(inside) and inside[index] < end:
            if inside[index] > start and not reading.text[inside[index] : end].isspace():
                result.append((start, inside[index]))
                start = inside[index]
            index += 1
        result.append((start, end))
    reading.sentences[:] = result
