"""Reads words of other languages as the English ones of the lexicon.

Physicians who write English in a country of another language mix both ("Riñón D 10 cm, no hydro"). A word that is
nothing else in English is always read. Letters and words that are ("VD", "AI", "sin") are read only in a text that
shows the language by other words, and letters only where the text speaks of their topic. The text itself is never
changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pydantic import Field

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.layout import Reading
from assistant.language.word_codes import any_of

LANGUAGES = KNOWLEDGE_FILES / "other-languages.yaml"
SHOWN_BY = 2  # words of a language in a text that show it
TELLING = 4  # letters of a word that shows its language
NEUTRAL = "the"  # fills the place of a word more than the English has
WITHOUT_MARKS = str.maketrans("ıłøß", "ilos")
LETTERS_OF_SIDES = frozenset("DE")
BLANKS = "  "  # between the words of one token, as the matching sees words


class LanguageWords(Strict):
    """One language: `marks` only show it, `words` are always read, `short` where it is shown.

    `letters` are read where it is shown and the text tells one of the words of their topic; a form that begins with
    "=" is read in that case only.
    """

    marks: list[str]
    words: dict[str, str]
    short: dict[str, str] = Field(default_factory=dict)
    letters: dict[str, dict[str, str]] = Field(default_factory=dict)


class OtherLanguages(Strict):
    """The file: the topics, each with the English words that show it, and the languages."""

    source: str
    topics: dict[str, list[str]]
    languages: dict[str, LanguageWords]


class _Form(NamedTuple):
    words: tuple[str, ...]
    exact: str
    english: tuple[str, ...]


_Table = dict[str, list[_Form]]


class _Tables(NamedTuple):
    words: _Table
    marks: dict[str, frozenset[str]]
    shown: dict[str, _Table]
    letters: dict[str, dict[str, _Table]]
    topics: dict[str, frozenset[str]]
    telling: dict[str, list[frozenset[str]]]  # the words of each form that is always read, by one of them
    foreign_words: frozenset[str]  # these, and the marks
    foreign: re.Pattern[str]  # what finds them (see `word_codes`)


def plain(word: str) -> str:
    """Return a word without the marks on its letters."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFKD", word.translate(WITHOUT_MARKS))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    file = read_yaml(LANGUAGES, OtherLanguages)
    words: _Table = {}
    marks: dict[str, frozenset[str]] = {}
    for name, language in file.languages.items():
        own = _table(language.words)
        for first, forms in own.items():
            words.setdefault(first, []).extend(forms)
        single = (
            form.words[0]
            for forms in own.values()
            for form in forms
            if len(form.words) == 1 and form.words != form.english
        )
        marks[name] = frozenset(plain(mark) for mark in language.marks) | {
            word for word in single if len(word) >= TELLING
        }
    changing = [form for forms in words.values() for form in forms if form.words != form.english]
    english = {word for form in changing for word in form.english}
    telling: dict[str, list[frozenset[str]]] = {}
    for form in changing:
        key = max(form.words, key=lambda word: (word not in english, len(word)))
        telling.setdefault(key, []).append(frozenset(form.words))
    foreign = frozenset(telling).union(*marks.values())
    return _Tables(
        {first: sorted(forms, key=lambda form: -len(form.words)) for first, forms in words.items()},
        marks,
        {name: _table(language.short) for name, language in file.languages.items()},
        {
            name: {topic: _table(letters) for topic, letters in language.letters.items()}
            for name, language in file.languages.items()
        },
        {topic: frozenset(shown) for topic, shown in file.topics.items()},
        telling,
        foreign,
        any_of(foreign),
    )


def _table(forms: dict[str, str]) -> _Table:
    table: _Table = {}
    for form, english in forms.items():
        words = tuple(plain(word) for word in form.removeprefix("=").lower().split())
        exact = form[1:] if form.startswith("=") else ""
        table.setdefault(words[0], []).append(_Form(words, exact, tuple(english.split())))
    for found in table.values():
        found.sort(key=lambda form: -len(form.words))
    return table


def read_other_languages(reading: Reading) -> None:
    """Replace the words of other languages in a reading's words by English ones, token by token."""
    tables, text, words = _tables(), reading.text, reading.words
    if text.isascii():
        plain_words = words
        found = frozenset([words[place] for place in reading.places(tables.foreign)])
    else:
        plain_words = [plain(word) for word in words]
        found = tables.foreign_words.intersection(plain_words)
    if not found:  # as in most texts
        return
    told = {name: len(marks & found) for name, marks in tables.marks.items()}
    most = max(SHOWN_BY, *told.values())
    shown = [name for name, count in told.items() if count == most]  # the neighbours share many words
    if not shown:
        forms = [form for word in found for form in tables.telling.get(word, ())]
        if not forms or not any(map(frozenset(plain_words).issuperset, forms)):
            return
    original = list(plain_words)
    starts = reading.starts
    written = [text[start:end] for start, end in zip(starts, reading.ends, strict=True)]
    read = _replace(words, original, written, tables.words)
    for number, start in enumerate(starts) if shown else ():
        if len(written[number]) == 1 and written[number] in LETTERS_OF_SIDES and _glued(text, start):
            original[number] = ""  # "E/A", "3D"
    for name in shown:
        read |= _replace(words, original, written, tables.shown[name])
        english = {part for word in words for part in word.split()}
        for topic, letters in tables.letters[name].items():
            if not english.isdisjoint(tables.topics[topic]):
                read |= _replace(words, original, written, letters)
    if read:
        reading.join()


def _glued(text: str, at: int) -> bool:
    """Whether a letter is a part of a ratio or of a number's unit."""
    before, after = text[max(0, at - 1) : at], text[at + 1 : at + 2]
    return before.isdigit() or after.isdigit() or "/" in (before, after)


def _replace(words: list[str], original: list[str], written: Sequence[str], table: _Table) -> bool:
    """Replace the forms of a table, and return whether there were any; what is replaced is no word of another form any more."""
    read = False
    for number in [number for number, word in enumerate(original) if word in table]:
        for form in table.get(original[number], ()):
            end = number + len(form.words)
            if tuple(original[number:end]) == form.words and form.exact in ("", " ".join(written[number:end])):
                words[number:end] = _spread(form.english, len(form.words))
                original[number:end] = [""] * len(form.words)
                read = True
                break
    return read


def _spread(english: tuple[str, ...], count: int) -> list[str]:
    """Lay English words out over so many tokens: the last takes what is left, neutral words fill what is too much."""
    english = (NEUTRAL,) * (count - len(english)) + english
    return [*english[: count - 1], BLANKS.join(english[count - 1 :])]
