"""Takes over the abbreviations that a report defines for itself ("posterior calf vein (PCV)").

scispaCy's AbbreviationDetector (Schwartz and Hearst's algorithm) finds long and short forms. It runs only where the
text has a bracket with a short form that the lexicon does not know; the short form then means, in this report, what
the long form means.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc

from assistant.knowledge.active import per_knowledge
from assistant.language.layout import Reading
from assistant.language.tokenizer import normalise
from assistant.language.vocabulary import form_tokens, vocabulary

if TYPE_CHECKING:
    from scispacy.abbreviation import AbbreviationDetector

SHORT_FORM = re.compile(r"\(([A-Z][A-Za-z]{1,6})\)")
LONGEST_DOCUMENT = 100_000


@lru_cache(maxsize=1)
def _detector() -> AbbreviationDetector:
    from scispacy.abbreviation import AbbreviationDetector  # half a second to import, rarely needed

    return AbbreviationDetector(spacy_blank())


@lru_cache(maxsize=1)
def spacy_blank() -> Language:
    """Return the bare English pipeline that the detector's matcher is built on."""
    import spacy

    return spacy.blank("en")


def expand_abbreviations(doc: Doc, reading: Reading, nlp: Language) -> None:
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
    fresh = spacy_blank()(text)
    meaning: dict[str, str] = {}
    for short in _detector()(fresh)._.abbreviations:
        if short.text in unknown:
            replacement = _own_abbreviation(short._.long_form.text)
            if replacement:
                meaning[normalise(short.text)] = replacement
    if meaning:
        reading.words[:] = [meaning.get(word, word) for word in reading.words]


def _initials_precede(text: str, at: int, short: str) -> bool:
    """Whether the words before the bracket begin with the letters of the short form, in order: a cheap first sieve."""
    initials = iter(word[0].lower() for word in text[max(0, at - 120) : at].split()[-len(short) - 3 :])
    return all(letter in initials for letter in short.lower())


def _own_abbreviation(long_form: str) -> str | None:
    """Return a one-token form of the concept that `long_form` names, or None."""
    layer = vocabulary().primary
    tokens = form_tokens(long_form)
    wanted = " " + "  ".join(tokens) + " "
    for pattern, start, end in layer.automaton.find_matches_as_indexes(wanted):
        if (start, end) == (0, len(wanted)):
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
