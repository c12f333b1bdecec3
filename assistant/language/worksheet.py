"""Reads the marks of worksheets: boxes left empty beside ticked ones, and the letters that a venous table gives a vein.

An option whose box was left empty was not chosen, be it a side, a study or an answer; so its words say nothing: no side,
no denial. In a table of veins, C, NC and PC stand for their response to compression, P or "ph" for phasic flow, A for
augmentation.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort

from assistant.language.layout import Reading, end_of_line
from assistant.language.vocabulary import vocabulary

BOX = re.compile(r"(?P<empty>\[[ _]{0,2}\]|\([ _]{1,2}\)|[☐□◻])|\[[ ]?[xX✓✔*][ ]?\]|\([ ]?[xX✓✔*][ ]?\)|[☒☑✅✓✔]")
OPTION_END = re.compile(r"[ ]{2,}|[\t|;,]")
RESPONSES = {
    "C": "compression", "NC": "noncompressible", "PC": "noncompressible", "COMP": "compression", "NONCOMP": "noncompressible",
    "P": "phasicity", "PH": "phasicity", "A": "augmentation", "AUG": "augmentation",
}  # fmt: skip
COMPRESSED = frozenset({"C", "NC", "PC"})
LETTERS = frozenset({*COMPRESSED, "P", "A"})  # so written only in capitals
ROW_WORDS = 16  # from the name of a vein to the last of its letters
ROWS = 2  # a single letter beside a vein may be anything


def find_worksheet_marks(reading: Reading) -> None:
    """Fill `reading.unticked` and add the responses of veins that stand as letters to `reading.mentions`."""
    reading.unticked = unticked_options(reading.text)
    _add_responses(reading)


def unticked_options(text: str) -> list[tuple[int, int]]:
    """Return the options whose box is empty, in lines in which another box is ticked; start and end of each."""
    options: list[tuple[int, int]] = []
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


def _add_responses(reading: Reading) -> None:
    words, text = reading.words, reading.text
    veins = [m for m in reading.mentions if m.concept.system == "vein" and m.concept.label == "VESSEL"]
    if len(veins) < ROWS or {"c", "nc", "pc"}.isdisjoint(words):
        return
    others = [m.first for m in reading.mentions if m.concept.label == "VESSEL"]
    rows: list[list[tuple[int, str]]] = []
    for vein in veins:
        following = bisect_left(others, vein.last)
        stop = min(len(words), vein.last + ROW_WORDS, others[following] if following < len(others) else len(words))
        row: list[tuple[int, str]] = []
        for number in range(vein.last, stop):
            if "\n" in text[vein.end : reading.starts[number]]:
                break
            word = text[reading.starts[number] : reading.ends[number]]
            if word.upper() in RESPONSES and (word.upper() not in LETTERS or word in LETTERS):
                row.append((number, word.upper()))
        if any(word in COMPRESSED and not is_unticked(reading, reading.starts[number]) for number, word in row):
            rows.append(row)
    if len(rows) < ROWS:
        return
    taken = {m.first for m in reading.mentions}
    concepts = vocabulary().concepts
    for number, word in (cell for row in rows for cell in row):
        if number in taken or is_unticked(reading, reading.starts[number]):
            continue
        taken.add(number)
        mention = reading.mention(number, number + 1, concepts[RESPONSES[word]])
        insort(reading.mentions, mention, key=lambda other: other.start)
