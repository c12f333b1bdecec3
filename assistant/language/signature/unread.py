"""Finds words that say that no physician who answers for the report has interpreted the images."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set

from ahocorasick_rs import AhoCorasick

from assistant.language.layout import Reading, end_of_line, small_letters
from assistant.language.signature import Signature
from assistant.language.signature.phrases import over_lines
from assistant.language.signature.words import TRAINEE_WORDS, signature_words
from assistant.language.word_codes import any_of

NOBODY = ([":"], ["none"], ["absent"])  # "Trainee none": what follows the word is no signer's rank
TRAINEES = any_of(TRAINEE_WORDS)
# Who answers for a trainee's reading.
_ANSWERABLE = r"(?:attendings?|attg|staff (?:physician|radiologist|cardiologist)|consultant|faculty|teaching physician|supervisor)"
UNREVIEWED = over_lines(
    r"\b(?:co-?sign(?:ed|ature)? only|images? (?:were )?not (?:personally )?(?:re)?viewed by (?:the )?attending|"
    r"attending (?:has |did )?not (?:yet )?review(?:ed)?|without (?:personal )?review|not (?:yet )?(?:personally )?(?:over-?)?re(?:viewed|ad)|unreviewed|countersign(?:ed|ature) only|not (?:yet )?staffed|"
    rf"{_ANSWERABLE}(?:'s)?(?: (?:physician|signature|sign-?off|co-?signature|cosign|name))?(?: is| was)? ?[:-]? ?(?:pending|awaited|outstanding|to follow|tbd|to be determined|unassigned|none|not assigned)\b|"
    r"I (?:did not|didn'?t|have not|haven'?t) (?:personally )?(?:review|see|look at)(?:ed|n)?)\b",
)
# Words which say that the physician who answers for a trainee's reading has not seen the images; no trainee need be named.
_NOT_YET = r"(?:(?:has|have|had|did|does|was|is|were)(?: not|n'?t)|never|not)"
_SEEN = r"(?:(?:re)?view(?:ed)?|seen?|look(?:ed)?|over-?read|read|check(?:ed)?|interpret(?:ed)?|verif(?:y|ied)|attest(?:ed)?)"
_REVIEW = r"(?:image )?(?:review|over-?read(?:ing)?|read(?:ing)?|attestation|interpretation)"
UNSEEN_BY_ATTENDING = over_lines(
    rf"\b(?:{_ANSWERABLE}(?: \w+){{0,3}}? {_NOT_YET}(?: (?:yet|personally|been|being|be|able to|asked to)){{0,3}} {_SEEN}"
    rf"|(?:not|never)(?: (?:yet|been|personally)){{0,2}} {_SEEN}(?: at)? by (?:the |an |any )?{_ANSWERABLE}"
    rf"|{_ANSWERABLE} {_REVIEW}(?: is| was)? ?[:-]? ?(?:pending|awaited|outstanding|to follow|not done|not performed|missing|none)"
    rf"|(?:no|without|w/o|awaiting|awaits|pending|lacks) (?:an |any |the )?{_ANSWERABLE}(?:'s)? {_REVIEW}"
    rf"|{_REVIEW} by (?:the |an )?{_ANSWERABLE}(?: is| was)? ?[:-]? ?(?:pending|awaited|outstanding|to follow|not done|missing))\b",
)
ATTESTED = re.compile(
    r"\b(?:(?:I|attending|staff|consultant|teaching physician|faculty)\b[^\n]{0,60}\b(?:re)?view(?:ed)?|images? (?:were )?(?:personally )?(?:re)?viewed|"
    r"(?:attg|attending|staff|consultant)\b[^\n]{0,40}\breview|review(?:ed)? (?:the )?(?:clips|loops|images|stills|same)|(?:superv(?:ised|isor|\.)?|supervising)\b(?: by)?:? (?:Dr|attending|consultant|staff|[A-Z])|"
    r"own review|agree(?:s|d)? with (?:the )?(?:resident|fellow|above|findings|interpretation|report)|discussed with (?:the )?attending|I (?:have )?(?:also )?(?:personally )?(?:saw|seen|examined|evaluated|supervised|performed|scanned|watched|repeated|confirmed|edited|concur|was present|looked at)\b|"
    r"(?:agrees?|agreed|concurs?)\b(?! to)|(?:over-?read|staffed|confirmed|repeated|supervised)(?: and \w+)? (?:by|with)\b|(?:attending|attg|staff|consultant|faculty)\b[^\n.]{0,40}\b(?:present|bedside|in (?:the )?room|read|over-?read|confirmed|interpret\w*)|"
    r"(?:with|and) (?:the )?(?:Prof|Dr|Mr|consultant|attending|staff)\b[^\n]{0,40}\b(?:present|in the room|at the bedside|alongside|supervising))\b",
    re.IGNORECASE,
)
# Nobody has looked at the images, whoever signs beside it.
NOT_INTERPRETED = over_lines(
    r"\bimages?(?: of (?:the|this) (?:exam|study|scan))? (?:were|was|have|has)(?: not|n'?t)(?: yet)?(?: been)? interpreted\b|"
    r"\breviewed the report without (?:seeing )?(?:the |its )?images\b",
)
# Each of the phrases below has one of these inside.
UNFINISHED_HINTS = frozenset({
    "final re", "worksheet only", "pending", "awaited", "awaiting", "to follow", "waiting for", "awaits", "unofficial",
    "read by", "interpreted by",
})  # fmt: skip
UNFINISHED = over_lines(
    r"\b(?:not (?:a|the) final (?:report|read)|worksheet only|"
    r"(?:rad(?:iolog(?:y|ist))?|physician|md|attending|final|formal)? ?(?:over)?(?:read|reading|interpretation|report)(?: is)?:? (?:pending|awaited|to follow)|"
    r"(?:pending|awaiting) (?:a |the )?(?:physician|radiolog(?:ist|y)|attending|md|final|formal) (?:over)?(?:read|reading|review|interpretation|report)|"
    r"not (?:yet )?(?:read|interpreted) by (?:a |the )?(?:physician|radiologist|attending)|"
    r"(?:waiting for|awaits|awaiting)(?: (?:a |the )?[A-Z][\w.'-]+){1,3} to (?:over)?read|"
    r"(?:physician|md|radiologist) to follow|unofficial (?:read|report|interpretation))",
)
# Words beside his title which say that whoever answers for the report has not read it ("MD: pending", "Dr to report:"), on a
# sheet that nobody signed. A line left blank for him is only one
# that nobody signed.
_READER = (
    r"(?:(?:reading|interpreting|reporting|reviewing|staff|attending) )?"
    r"(?:rad(?:iologist)?|physician|phys|md|dr|doctor|cardiologist|attending|consultant)(?:'?s)?"
)
NOT_READ_YET = re.compile(
    rf"\b{_READER} to (?:report|read|interpret|dictate|over-?read)[ \t]*(?:[:=-][ \t]*)?(?:_{{2,}}|(?<=[:=-])[ \t]*\Z|(?<=[:=-] )\Z)"
    rf"|\b{_READER} to (?:report|read|interpret)[\"').]*[ \t]*$"
    rf"|\b{_READER}(?: (?:over-?)?(?:read(?:ing)?|report|impression|interpretation))?[ \t]*[:=-][ \t]*"
    r"(?:pending|awaited|unread|not (?:yet )?(?:read|reported|dictated))\b"
    rf"|\b(?:{_READER}|study|exam|scan) (?:has |have |was |is )?(?:never|not(?: yet)?)(?: been)? (?:read|reported|dictated)\b"
    rf"|\b(?:pending|awaiting|awaits) (?:a |the )?{_READER}(?:'?s)? (?:over-?)?(?:read(?:ing)?|review|interpretation|report)\b",
    re.IGNORECASE | re.MULTILINE,
)
#: The rubric of the reading with nothing behind it.
EMPTY_READING = re.compile(
    r"^[ \t]*(?:final )?(?:impression|conclusions?|interpretation)[ \t]*:[ \t]*"
    r"(?:(?:_{2,}|\.{3,})?[ \t]*(?=\n\s*[a-z][a-z /]{1,30}:|\s*\Z)|_{3,}(?=[ \t]*\n|[ \t]{2}))",
    re.IGNORECASE | re.MULTILINE,
)
TOLD_READING = re.compile(
    r"\b(?:impression|impr?|prelim\w*|concl?(?:usion)?|dx|diagnosis|assessment|summary|opinion|interpretation)[ \t]*[:=-]\s*(?![a-z ]*:)[a-z0-9]",
    re.IGNORECASE,
)
UNFINISHED_BEFORE, UNFINISHED_AFTER = 60, 200  # characters around the hint in which such a phrase stands
ANSWERABLE_HINTS = frozenset({
    "attending", "attg", "staff ", "consultant", "faculty", "teaching physician", "supervisor",
})  # fmt: skip
INTERPRETED_HINTS = frozenset({"interpreted", "report without"})
NOT_READ_HINTS = frozenset({
    " to report", " to read", " to interpret", " to dictate", " to over", "pending", "await", "unread", "never", "not read",
    "not yet", "not been", "not reported", "not dictated",
})  # fmt: skip
COSIGNED_HINT = "signed"
HINTS = sorted(UNFINISHED_HINTS | ANSWERABLE_HINTS | INTERPRETED_HINTS | NOT_READ_HINTS | {COSIGNED_HINT})
FIND_HINTS = AhoCorasick(HINTS)
OWN_READING = re.compile(r"\b(?:I (?:have )?(?:read|interpreted)|(?:read|interpreted) by me|my (?:own )?(?:read|interpretation)|(?:performed|scanned|done) (?:\+|&|and) (?:interpreted|read))(?!\w)", re.IGNORECASE)
COUNTERSIGNED = re.compile(r"\bco-?signed\b", re.IGNORECASE)
WORDS_BEFORE_A_NAME = 3
LONGEST_TITLE = 2  # letters: "Dr"


def find_unread(reading: Reading, signature: Signature) -> tuple[int, int] | None:
    """Return the words that say that no physician who answers for the report has interpreted the images, or None.

    They say that the reading is still to come, or name a trainee as the only reader. A sheet or preliminary report that
    reads what it shows lacks only its signature. An attending who
    "reviewed the images and agrees" makes the reading his own, a bare countersignature does not (42 CFR 415.172).
    """
    text, words = reading.text, reading.words
    trained = {words[number] for number in reading.places(TRAINEES)}
    found = FIND_HINTS.find_matches_as_indexes(small_letters(text).replace("\n", " "), overlapping=True)
    hints = {HINTS[hint] for hint, _, _ in found}
    unseen = UNSEEN_BY_ATTENDING.search(text) if not ANSWERABLE_HINTS.isdisjoint(hints) else None
    unseen = unseen or (UNREVIEWED.search(text) if trained else None)
    unseen = (NOT_INTERPRETED.search(text) if not INTERPRETED_HINTS.isdisjoint(hints) else None) or unseen
    if unseen and ATTESTED.search(text, unseen.end()) is None:
        return unseen.span()
    unfinished = _unfinished(text, [place for hint, place, _ in found if HINTS[hint] in UNFINISHED_HINTS])
    if unfinished and not _finished(text, unfinished.end(), signature) and not OWN_READING.search(text):
        return unfinished.span()
    if signature.state != "present" and (unread := _not_read_yet(text, hints)):
        return unread
    if (
        trained - {"registrar"}  # who reads on his own responsibility
        and signature.state == "present"
        and "attending" not in words
        and _by_trainee(reading, signature)
        and not ATTESTED.search(text)
        and not OWN_READING.search(text)
    ):
        return signature.start, signature.end
    countersigned = COUNTERSIGNED.search(text) if COSIGNED_HINT in hints else None
    if countersigned and (trained - {"registrar"} or any(word.startswith("pgy") for word in words)):
        return None if ATTESTED.search(text) else countersigned.span()
    return None


def _unfinished(text: str, hints: Iterable[int]) -> re.Match[str] | None:
    """Return the first words that say that the reading is still to come, each looked for around its hint."""
    for place in hints:
        if match := UNFINISHED.search(text, max(0, place - UNFINISHED_BEFORE), place + UNFINISHED_AFTER):
            return match
    return None


def _not_read_yet(text: str, hints: Set[str]) -> tuple[int, int] | None:
    """Return the words of a sheet which say that its physician has not read it, where it gives no other reading."""
    told = EMPTY_READING.search(text), None if NOT_READ_HINTS.isdisjoint(hints) else NOT_READ_YET.search(text)
    found = min(filter(None, told), key=re.Match.start, default=None)
    return None if found is None or TOLD_READING.search(text) or OWN_READING.search(text) else found.span()


def _finished(text: str, offset: int, signature: Signature) -> bool:
    """Whether a signature or an attestation that stands after words of a preliminary reading makes it final."""
    return signature.state == "present" and (signature.start > offset or ATTESTED.search(text, offset) is not None)


def _by_trainee(reading: Reading, signature: Signature) -> bool:
    """Whether the words beside the name call the signer a trainee, and nobody else with a credential signs.

    A trainee's label after the name ("Radiologist: Jane Low MD   Fellow: A. Bell") is that of somebody else, as is one of
    the next sentence ("J. Low MD. Told the fellow.").
    """
    words, first = reading.words, reading.token_at(signature.start)
    _, ends = reading.sentences[reading.sentence_at(signature.end - 1)]
    stop = reading.token_at(min(ends, end_of_line(reading.text, signature.end)) - 1) + 1
    after = reading.token_at(signature.end - 1) + 1
    stop = next((number for number in range(after, stop) if words[number] in (".", ";")), stop)  # that tells of somebody else
    labels = (n for n in range(first + 1, stop) if words[n] in TRAINEE_WORDS and words[n + 1 : n + 2] in NOBODY)
    begin = max(0, first - WORDS_BEFORE_A_NAME)
    begin = next((number + 1 for number in range(first - 1, begin - 1, -1) if _parts_persons(words, number)), begin)
    beside = words[begin : next(labels, stop)]
    if TRAINEE_WORDS.isdisjoint(beside):
        return False
    _, *others = [n for n in range(first, len(words)) if words[n] in signature_words().physicians] or [first]
    return all(_credential_of_trainee(reading, number) for number in others)


def _parts_persons(words: Sequence[str], number: int) -> bool:
    """Whether a mark ends what is said of somebody: no full stop of an initial or a title does ("Dr.", "J.")."""
    return words[number] == ";" or (words[number] == "." and number > 0 and len(words[number - 1]) > LONGEST_TITLE)


def _credential_of_trainee(reading: Reading, number: int) -> bool:
    """Whether the words around a credential, in its line and up to the next person's, call its bearer a trainee.

    A trainee's label with a colon is that of who follows ("Fellow: A. Bell MD"), as is a word that opens the line;
    any other is that of who stands before it ("A. Bell MD, resident").
    """
    words, physicians, start = reading.words, signature_words().physicians, reading.starts[number]
    opening = reading.token_at(reading.text.rfind("\n", 0, start) + 1)
    stop = reading.token_at(end_of_line(reading.text, start) - 1) + 1
    stop = next((n for n in range(number + 1, stop) if words[n] in physicians or words[n] in (".", ";")), stop)
    begin = next((n + 1 for n in range(number - 1, opening - 1, -1) if words[n] in physicians), opening)
    labels = [n for n in range(begin, stop) if words[n] in TRAINEE_WORDS]
    return any(
        (n < number) == (words[n + 1 : n + 2] == [":"]) or (n < number and begin == opening) for n in labels
    )
