"""Reads the letters that a venous worksheet gives a vein.

In a table of veins, C, NC and PC stand for their response to compression, P or "ph" for phasic flow, A for
augmentation.
"""

from __future__ import annotations

from bisect import bisect_left, insort

from assistant.language.boxes import is_unticked, unanswered_questions, unticked_options
from assistant.language.layout import Reading
from assistant.language.vocabulary import vocabulary
from assistant.language.word_codes import any_of

RESPONSES = {
    "C": "compression", "NC": "noncompressible", "PC": "noncompressible", "COMP": "compression", "NONCOMP": "noncompressible",
    "P": "phasicity", "PH": "phasicity", "A": "augmentation", "AUG": "augmentation",
}  # fmt: skip
COMPRESSED = frozenset({"C", "NC", "PC"})
COMPRESSED_WORDS = any_of(word.lower() for word in COMPRESSED)
LETTERS = frozenset({*COMPRESSED, "P", "A"})  # so written only in capitals
ROW_WORDS = 16  # from the name of a vein to the last of its letters
ROWS = 2  # a single letter beside a vein may be anything


def find_worksheet_marks(reading: Reading) -> None:
    """Fill `reading.unticked` and `reading.unanswered`, and add the responses of veins that stand as letters to `reading.mentions`."""
    reading.unticked = unticked_options(reading.text)
    reading.unanswered = unanswered_questions(reading.text)
    _add_responses(reading)


def _add_responses(reading: Reading) -> None:
    words, text = reading.words, reading.text
    if not reading.places(COMPRESSED_WORDS):
        return
    veins = [m for m in reading.mentions if m.concept.system == "vein" and m.concept.label == "VESSEL"]
    if len(veins) < ROWS:
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
