"""Takes over the abbreviations that a report defines for itself ("posterior calf vein (PCV)").

scispaCy finds the long form of a short one (Schwartz and Hearst's algorithm). It is asked only where the text has a
bracket with a short form that the lexicon does not know, and sees the words before each bracket only, so that the time
stays linear in the length of the text; the short form then means, in this report, what the long form means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from assistant.knowledge.active import per_knowledge
from assistant.language.layout import Reading
from assistant.language.splitting import normalise
from assistant.language.vocabulary import form_tokens, vocabulary

if TYPE_CHECKING:
    from spacy.language import Language

SHORT_FORM = re.compile(r"\(([A-Z][A-Za-z]{1,6})\)")
LONGEST_DOCUMENT = 100_000
WORD = re.compile(r"\S+")
WORDS_LOOKED_AT = 24  # more than the algorithm takes for the longest short form
LONGEST_LONG_FORM = 1000  # characters


_one_at_a_time = Lock()  # two threads cannot share a memory zone


@lru_cache(maxsize=1)
def _splitter() -> Language:
    import spacy  # a second to import, rarely needed

    return spacy.blank("en")


def expand_abbreviations(reading: Reading) -> None:
    """Rewrite in `reading.words` each short form that the report defines, where the lexicon knows the long form.

    A short form of one token can stand for one lexicon word sequence only if that sequence is a form by itself; the
    word is then replaced by the lexicon's own abbreviation of the concept.
    """
    text = reading.text
    if "(" not in text or len(text) > LONGEST_DOCUMENT:
        return
    known = vocabulary().words
    unknown = {
        match[1]
        for match in SHORT_FORM.finditer(text)
        if normalise(match[1]) not in known and _initials_precede(text, match.start(), match[1])
    }
    if not unknown:
        return
    meaning: dict[str, str] = {}
    for short, long in _definitions(text):
        replacement = _own_abbreviation(long) if short in unknown else None
        if replacement:
            meaning[normalise(short)] = replacement
    if meaning:
        reading.put({place: meaning[word] for place, word in enumerate(reading.words) if word in meaning})


def _definitions(text: str) -> Iterator[tuple[str, str]]:
    """Yield the short forms that a text defines in brackets, with their long forms; each of both once."""
    from scispacy.abbreviation import filter_matches, find_abbreviation

    known: set[str] = set()
    nlp = _splitter()
    with _one_at_a_time, nlp.memory_zone():
        for match in SHORT_FORM.finditer(text):
            if match[1] in known:
                continue
            begin, end = _window(text, *match.span())
            doc = nlp(text[begin:end])
            brackets = [(0, t.i + 1, t.i + 2) for t in doc[:-2] if t.text == "(" and t.idx == match.start() - begin]
            closed = [place for place in brackets if doc[place[2]].text == ")"]
            for long_words, short_words in filter_matches(closed, doc):
                _, long = find_abbreviation(long_words, short_words)
                if long is not None and long.text not in known:
                    known |= {match[1], long.text}
                    yield match[1], long.text


def _window(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch of whole words that a bracket and its long form stand in."""
    words = WORD.finditer(text, max(0, start - LONGEST_LONG_FORM), start)
    begins = [match.start() for match in words if match.start() == 0 or text[match.start() - 1].isspace()]
    behind = WORD.match(text, end)
    return begins[-WORDS_LOOKED_AT:][0] if begins else start, behind.end() if behind else end


def _initials_precede(text: str, at: int, short: str) -> bool:
    """Whether the words before the bracket begin with the letters of the short form, in order: a cheap first sieve."""
    initials = iter(word[0].lower() for word in text[max(0, at - 120) : at].split()[-len(short) - 3 :])
    return all(letter in initials for letter in short.lower())


def _own_abbreviation(long_form: str) -> str | None:
    """Return a one-token form of the concept that `long_form` names, or None."""
    layer = vocabulary().primary
    tokens = form_tokens(long_form)
    pattern = layer.number.get(tuple(tokens))
    if pattern is not None:
        for candidate in sorted(layer.readings[pattern], key=lambda reading: reading.bare):
            form = _single_token_forms().get(candidate.concept.id)
            if form is not None:
                return form
    return None


@per_knowledge()
def _single_token_forms() -> dict[str, str]:
    from assistant.knowledge.lexicon_schema import lexicon_files

    forms: dict[str, str] = {}
    for _, file in lexicon_files():
        for identifier, entry in file.concepts.items():
            for form in entry.forms:
                tokens = form_tokens(form)
                if len(tokens) == 1 and not form.startswith("="):
                    forms.setdefault(identifier, tokens[0])
    return forms
