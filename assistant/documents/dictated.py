"""Reads what only dictation or typesetting put into a text: spoken stops, spelled letters, words parted at line ends.

A recogniser that is not told to punctuate writes "period" and "next paragraph" as words, and "D V T" letter by letter;
a page that was set in columns parts words by a hyphen. Both are layout: what was done is the same without them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

Change = tuple[int, int, str]

#: Spoken marks, and what is written for them. "Colon" and "dash" are words of other meanings too: see `_is_mark`.
MARKS = {
    "period": ".", "full stop": ".", "comma": ",", "semicolon": ";", "semi colon": ";", "colon": ":",
    "new line": "\n", "next line": "\n", "new paragraph": "\n", "next paragraph": "\n", "end of paragraph": "\n",
    "end paragraph": "\n", "question mark": "?", "open parenthesis": "(", "close parenthesis": ")",
    "open paren": "(", "close paren": ")", "open bracket": "(", "close bracket": ")",
}  # fmt: skip
SPOKEN = re.compile(
    rf"(?<![ \t])[ \t]*\b({'|'.join(sorted(MARKS, key=len, reverse=True))})\b(?![\w-])[,.]?", re.IGNORECASE
)
WRITTEN_STOP = re.compile(r"[^\W\d_][.;](?:\s|$)")
STOPS = frozenset(".\n")
STOP_WORDS = tuple(word for word, mark in MARKS.items() if mark in STOPS)
STOP_HINTS = ("period", "full stop", " line", "paragraph")  # one of which each of these words holds
FEWEST_STOPS = 2
LABEL_WORDS = 3  # before a spoken colon: "indication colon", "clinical history colon"
NO_LABEL = frozenset(
    {"the", "a", "of", "in", "sigmoid", "ascending", "descending", "transverse", "right", "left", "and", "no"}
)
SPELLED = re.compile(r"(?<![\w'-])(?:[A-Za-z] ){1,5}[A-Za-z](?![\w'-])")
UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
FIRST_DAYS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
LATER_DAYS = ("tenth", "eleventh", "twelfth", *(f"{teen}th" for teen in TEENS[3:]), "twentieth")
ORDINALS = (
    *FIRST_DAYS, *LATER_DAYS, *(f"twenty {day}" for day in FIRST_DAYS), "thirtieth", "thirty first",
)  # fmt: skip
CARDINALS = (*UNITS, *TEENS, "twenty", *(f"twenty {unit}" for unit in UNITS), "thirty", "thirty one")
DAYS = {word: n for days in (ORDINALS, CARDINALS) for n, word in enumerate(days, 1)}
YEARS = {f"twenty {word}": 2010 + n for n, word in enumerate(TEENS)} | {
    f"twenty twenty{f' {word}' if word else ''}": 2020 + n for n, word in enumerate(("", *UNITS))
}
MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
SPOKEN_DATE = re.compile(
    rf"\b({MONTHS}) ({'|'.join(sorted(DAYS, key=len, reverse=True))}),? ({'|'.join(sorted(YEARS, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
PARTED = re.compile(r"(?<![^\W\d_])([^\W\d_]+)-[ \t]*\n[ \t]*([^\W\d_]+)")
HYPHEN_AT_LINE_END = re.compile(r"-[ \t]*\n")
FEWEST_PARTED = 2
ARTICLES = frozenset({"a", "A", "I"})  # "a d v t": no letter of it


def spoken_marks(text: str) -> Iterator[Change]:
    """Yield (start, end, the mark) of marks that a text has in words; nothing where it stops its sentences itself."""
    small = text.lower()
    if not any(map(small.__contains__, STOP_HINTS)) or not any(map(small.__contains__, STOP_WORDS)):  # as most texts
        return
    found = list(SPOKEN.finditer(text))
    stops = sum(MARKS[match[1].lower()] in STOPS for match in found)
    if stops < FEWEST_STOPS or stops <= len(WRITTEN_STOP.findall(text)):
        return
    opened = 0  # where the sentence began
    for match in found:
        mark = MARKS[match[1].lower()]
        if mark == ":" and not _labels(text[opened : match.start()]):
            continue
        if mark in STOPS:
            opened = match.end()
        yield match.start(), match.end(), mark


def _labels(before: str) -> bool:
    """Whether the words between the last stop and a spoken colon name a passage, so that no bowel is meant."""
    words = before.lower().split()
    return 0 < len(words) <= LABEL_WORDS and NO_LABEL.isdisjoint(words)


def spoken_dates(text: str) -> Iterator[Change]:
    """Yield (start, end, the date in figures) of dates that a text has in words ("april second twenty twenty six")."""
    for match in SPOKEN_DATE.finditer(text):
        day, year = DAYS[match[2].lower()], YEARS[match[3].lower()]
        yield match.start(), match.end(), f"{match[1]} {day}, {year}"


def spelled_letters(text: str, is_word: Callable[[str], bool]) -> Iterator[Change]:
    """Yield (start, end, the word) of letters that were spoken one by one ("d v t"), in a text whose marks were spoken."""
    for match in SPELLED.finditer(text):
        letters = match[0].split(" ")
        article = letters[0] in ARTICLES and len(letters) > 2 and not is_word("".join(letters).lower())
        yield match.start() + 2 * article, match.end(), "".join(letters[article:])


def parted_words(text: str, is_word: Callable[[str], bool]) -> Iterator[Change]:
    """Yield (start, end, what is read instead) of the hyphens that part a word at the end of a line.

    A hyphen between two words stays ("real-" / "time"), unless both together are a word.
    """
    if not HYPHEN_AT_LINE_END.search(text):
        return
    parted = [
        match for match in PARTED.finditer(text) if match[2][0].islower() or _both_in_capitals(*match.group(1, 2))
    ]
    if len(parted) < FEWEST_PARTED:
        return
    for match in parted:
        first, second = match.group(1, 2)
        both = is_word(first.lower()) and is_word(second.lower())
        keeps = both and not is_word((first + second).lower())
        yield match.end(1), match.start(2), "-" if keeps else ""


def _both_in_capitals(first: str, second: str) -> bool:
    """Whether two halves are letters of one word in capitals, and no numerals or initials ("VEN-" / "OUS")."""
    return (first + second).isupper() and min(len(first), len(second)) > 1
