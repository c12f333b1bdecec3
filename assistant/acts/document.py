"""Says what kind of document a text is: study, procedure, visit, letter, order, protocol, ...

What frames a text (an address, a request, a bill) decides first, and its evidence adds up: the cues of
`knowledge/acts/document.yaml` have weights. A text without a frame reports something done: a procedure or a study.
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.acts.book import ActBook, Words
from assistant.acts.signs import Sign
from assistant.analysis import DocumentKind
from assistant.language.layout import Reading


def find_document_kind(reading: Reading, words: Words, signs: Iterable[Sign], book: ActBook) -> DocumentKind:
    """Return the kind that the frame of a text speaks for, or else what it reports."""
    rules = book.document
    sums: dict[DocumentKind, int] = dict(rules.nature.get(reading.nature, {}))
    heard: set[str] = set()
    for found in book.frames.find(words):
        phrase = words.text(found.first, found.last).lower()
        if phrase not in heard:  # a long report must not become a letter by saying "please" often
            heard.add(phrase)
            for kind, weight in found.says:
                sums[kind] = sums.get(kind, 0) + weight
    if sums:
        best = max(sums, key=lambda kind: sums[kind])
        if sums[best] >= rules.enough + len(reading.words) // rules.per_words:
            return best
    told = {technique for sign in signs for technique in sign.wording.acts}
    return "study" if told.isdisjoint(rules.procedure) and reading.nature != "procedure" else "procedure"
