"""Whether a name is that of somebody else than the author: talked about, addressed, or of who made the pictures."""

from __future__ import annotations

import re
from bisect import bisect_left

from assistant.language.image_storage import storage_words
from assistant.language.layout import Reading, end_of_line
from assistant.language.signature.names import ends, opens
from assistant.language.signature.words import signature_words

# Where sonographers report on their own responsibility: British and Irish words and spellings.
BRITISH = re.compile(
    r"haem|oedem|aemi[ac]|gynae|paedi|foet|oesoph|coeli|colour|tumour|calibre|\bcentre|litre|fibre|metre|[io]sed\b|isation"
    r"|programme|(?<![\d/])\d{1,2}/(?:52|40)\b|\bHCPC\b|\bNHS\b|\bHSE\b|\bGP\b|\bA&E\b|\btheatre\b|\bconsultant\b|\bcasualty\b",
    re.IGNORECASE,
)
ADDRESSED_WITHIN, ADDRESSED_NEXT, TOLD_WITHIN = 8, 2, 4
DASH = re.compile(r"\s(?:--?|[–—~])\s?")
TOLD_ZONES = frozenset({"indication", "history", "comparison"})
TAIL_CHARACTERS, TAIL_SHARE, CLOSING_CHARACTERS = 220, 0.7, 60
LONGEST_SIGNATURE_LINE = 90
BY_WITHIN = 9


def is_talked_about(reading: Reading, start: int, end: int) -> bool:
    """Whether a name is that of somebody else than the author: in the reason or an earlier study, addressed, or told."""
    closing = len(reading.text) - end <= CLOSING_CHARACTERS and opens(reading, start)
    told = reading.sections[reading.section_at(start)].kind in TOLD_ZONES and not closing
    if told or is_addressed(reading, start):
        return True
    last = reading.token_at(end - 1) + 1
    stop = bisect_left(reading.starts, min(end + 40, end_of_line(reading.text, end)))
    after = reading.words[last : min(stop, last + TOLD_WITHIN)]
    after = after[: next((number for number, word in enumerate(after) if word in (".", ";", ":")), len(after))]
    lists = signature_words()
    if not closing and not lists.elsewhere.isdisjoint(after):
        return True  # "Dr A. Low (GP)" in the opening
    return not lists.told.isdisjoint(after) or not lists.told_next.isdisjoint(after[:1]) or is_technologist(reading, end)


def is_technologist(reading: Reading, end: int) -> bool:
    """Whether letters or words right behind a name are those of one who made the pictures or wrote the words down."""
    last, lists = reading.token_at(end - 1), signature_words()
    return makes_pictures(reading, reading.words[last : last + 4]) and lists.clinicians.isdisjoint(
        reading.words[last : last + 4]
    )


def makes_pictures(reading: Reading, words: list[str]) -> bool:
    """Whether words call somebody a technologist; a British sonographer or scientist reports what he scans."""
    called = signature_words().technologists.intersection(words)
    return not called <= signature_words().scientists or (bool(called) and not BRITISH.search(reading.text))


def stands_out(reading: Reading, start: int, end: int) -> bool:
    """Whether a lone surname stands where signatures do: at the end, on a line of its own, beside a signing word or a grade."""
    text, lists = reading.text, signature_words()
    line_start, line_end = text.rfind("\n", 0, start) + 1, end_of_line(text, end)
    line = text[line_start:line_end].strip()
    tail = max(int(len(text) * TAIL_SHARE), len(text) - TAIL_CHARACTERS)
    if (start >= tail or not text[:line_start].strip()) and (
        len(line) < LONGEST_SIGNATURE_LINE or (opens(reading, start) and ends(reading, reading.token_at(end - 1) + 1))
    ):
        return True
    after = reading.token_at(end - 1)
    if not lists.grades.isdisjoint(reading.words[after : after + 4]):
        return True  # "Dr Low, consultant radiologist"
    words = reading.words[reading.token_at(line_start) : reading.token_at(start)]
    if words[-1:] == ["by"] and not (lists.acts | lists.work | storage_words().techniques).isdisjoint(words[-BY_WITHIN:]):
        return True  # "cervix measured, scan by Dr Low 21 mm"
    signing = not lists.signing.isdisjoint(words) or words[-1:] == ["by"]
    return (signing and len(line) < LONGEST_SIGNATURE_LINE) or len(line) <= end - start + 30


def is_addressed(reading: Reading, start: int) -> bool:
    """Whether the words before a name in its clause and line make it that of somebody else than the author."""
    begin = max(reading.text.rfind("\n", 0, start) + 1, reading.sentences[reading.sentence_at(start)][0])
    number = reading.token_at(start)
    near = reading.starts[max(0, number - max(ADDRESSED_WITHIN, ADDRESSED_NEXT) - 2)]  # no word before is asked for
    dashes = [match.end() for match in DASH.finditer(reading.text, max(begin, near), start)]
    first = bisect_left(reading.starts, dashes[-1] if dashes else begin)
    lists = signature_words()
    if reading.words[max(first, number - 1) : number] == ["by"] and not lists.messages.isdisjoint(
        reading.words[max(first, number - ADDRESSED_WITHIN) : number]
    ):
        return False  # "called to the ward by A. Low"
    before, next_to = (reading.words[max(first, number - reach) : number] for reach in (ADDRESSED_WITHIN, ADDRESSED_NEXT))
    return not (lists.addressed.isdisjoint(before) and lists.addressed_next.isdisjoint(next_to))
