"""Finds who signed a report: a name with a credential, or a signing phrase with a name, where signatures stand.

A doctor who is only talked about ("Dr. X has kindly requested") signs nothing. Whether the physician who answers for
the report has read the images is another question: `find_unread`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from ahocorasick_rs import AhoCorasick

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.image_storage import storage_words
from assistant.language.layout import Reading, end_of_line, small_letters
from assistant.language.spelling_variants import spelling_variants
from assistant.language.vocabulary import vocabulary
from assistant.language.word_codes import any_of

WORDS = KNOWLEDGE_FILES / "documentation" / "signature.yaml"
# Between two words of a phrase: a blank, or the break of a line that was wrapped there.
BETWEEN = r"(?: |[ \t]*\n[ \t]*(?=\w))"


def _over_lines(phrases: str) -> re.Pattern[str]:
    """Compile phrases, without regard to case, so that a line may be broken wherever one of them has a blank that must be there."""
    return re.compile(re.sub(r" (?![?+*{])", lambda _: BETWEEN, phrases), re.IGNORECASE)


NAME = r"[A-Z][\w.'’-]*(?:[ ,]+(?:[A-Z][\w.'’-]*|de|van|von|der|la|del|of)){0,4}"
AFTER_SIGNING = re.compile(
    r"\w*+\s*+(?:(?:physician|provider|electronically|and \w+|\(\w*\)?|\w+\)?|\))\s*+)?(?:(?:by|as)\s*+)?(?:[:,/-]\s*+)?(?:/s/\s*+)?"
    rf"(?P<name>(?:Dr\.? )?{NAME})"
)
# No sentence ends between a signing word and the capital of a name.
MAY_BE_SIGNED = re.compile(r"[^A-Z.;!?]{0,200}+[A-Z]")
TITLED = re.compile(
    r"\.?\)?[ :]{0,2}(?:med\. ?)?(?:\(?(?:Mrs|Ms|Miss|Col|Lt|Maj|Capt|Prof)\.?\)? ?)?(?P<name>(?:[A-ZÀ-Þ]\.?[ -]?){0,4}[A-ZÀ-Þ][\w'’-]+\.?(?:[ -](?:[A-Z][\w'’-]+|[A-Z]\.?(?=\s|$)|de|van|von|der|la|del|al|bin)){0,4})"
)
# Where sonographers report on their own responsibility: British and Irish words and spellings.
BRITISH = re.compile(
    r"haem|oedem|aemi[ac]|gynae|paedi|foet|oesoph|coeli|colour|tumour|calibre|\bcentre|litre|fibre|metre|[io]sed\b|isation"
    r"|programme|(?<![\d/])\d{1,2}/(?:52|40)\b|\bHCPC\b|\bNHS\b|\bHSE\b|\bGP\b|\bA&E\b|\btheatre\b|\bconsultant\b|\bcasualty\b",
    re.IGNORECASE,
)
BEHIND = re.compile(r"[ :=]{1,2}(?P<name>[A-Z][\w'’.-]*(?: [A-Z][\w'’-]+){1,3})(?=[ ]*(?:[,.;:|]|\d|\n|$))")
GRADED = re.compile(r":? (?P<name>[A-Z][\w'’.-]*(?: [A-Z][\w'’-]+){0,2})(?:,| ?\() ?")
# A name that closes a text: alone on its line or after a full stop or dash, with at most a grade or place behind it.
CLOSING = re.compile(
    r"(?:^|\n|\d,?\s+|(?<!\b[A-Z])(?<!\bDr)(?<!\bDra)(?<!\bMr)(?<!\bMs)(?<!\bMrs)[.!?;)\]]\s+|\s(?:--?|[–—~])\s?)[ \t]*(?:(?:M[rs]s?|Miss|Dra?|Prof)\.? )?(?P<name>(?:[A-Z]\.?[ -]?){0,2}[A-ZÀ-Þ][a-zà-ÿ’'][\w’'-]*(?:[ -][A-ZÀ-Þ][\w’'-]*){0,3})"
    r"(?P<rest>(?:,|[ ]?[(]| -|[ ](?=[A-Z]{2,5}$))(?:[^\n;:.]|\.(?!(?<!\b[A-Z]\.) )){2,60}?)?(?P<stop>[.]?)\s*$"
)
CLOSED = re.compile(r"[\n\d.!?;)\]~–—-]")  # what stands before it
LONGEST_CLOSING = 400
CLOSING_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}(?:,? +\d{1,2}:?\d{2})?\)?\.?$")
# Where a name opens its sentence, be it after a date.
OPENS = re.compile(r"(?:^|[.,;:!?)|'\"”’\n–—~]|\s-|\d|\bperiod)[,\s-]*$")
BOUNDARY = frozenset(".,;:-–—~|/)=!?")
# A segment of a message: the name, then its credential, then the signing word.
SEGMENT = re.compile(
    r"(?<=\|)[A-Z][A-Z' -]+\^[A-Z][A-Z'^. -]*\^(?:MD|DO|MBBS)\b(?=[^\n]*[| ]F\b)|"
    r"[A-Z][A-Z'-]+\^[A-Z][A-Z'^.-]*\^(?:VERIFIED|SIGNED|FINAL|APPROVED|ATTESTED|AUTHENTICATED)\b"
)
SPECIALIST = re.compile(r"(?:olog|siv|ic|etr|ital)ists?$|surgeons?$")  # a calling, which is no name
NAMELIKE = re.compile(r"[^\W\d_]{2}")
CIVIL = ("Dr", "Mr", "Ms", "Miss", "Prof")
SHORTEST_SURNAME, SHORT_LINE = 4, 60
DENIED_WORDS = any_of(
    [
        "unsigned",
        "signed",
        "read",
        "signature",
        "pending",
        "preliminary",
        "prelim",
        "worksheet",
        "authenticated",
        "awaiting",
        "dictated",
    ]
)
DENIED = _over_lines(
    r"\b(?:unsigned|not (?:yet )?signed|signature pending|dictated but not (?:read|signed|reviewed)|"
    r"preliminary(?: report| read| interpretation)?|status\W{1,3}prelim\w*|(?:technologist|tech|sonographer)(?:'?s)? worksheet|"
    r"not authenticated|awaiting signature)\b",
)
NOBODY = ([":"], ["none"], ["absent"])  # "Trainee none": what follows the word is no signer's rank
TRAINEE_WORDS = frozenset(["resident", "fellow", "intern", "trainee", "pgy", "registrar"])
TRAINEES = any_of(TRAINEE_WORDS)
# Who answers for a trainee's reading.
_ANSWERABLE = r"(?:attendings?|attg|staff (?:physician|radiologist|cardiologist)|consultant|faculty|teaching physician|supervisor)"
UNREVIEWED = _over_lines(
    r"\b(?:co-?sign(?:ed|ature)? only|images? (?:were )?not (?:personally )?(?:re)?viewed by (?:the )?attending|"
    r"attending (?:has |did )?not (?:yet )?review(?:ed)?|without (?:personal )?review|not (?:yet )?(?:personally )?(?:over-?)?re(?:viewed|ad)|unreviewed|countersign(?:ed|ature) only|not (?:yet )?staffed|"
    rf"{_ANSWERABLE}(?:'s)?(?: (?:physician|signature|sign-?off|co-?signature|cosign|name))?(?: is| was)? ?[:-]? ?(?:pending|awaited|outstanding|to follow|tbd|to be determined|unassigned|none|not assigned)\b|"
    r"I (?:did not|didn'?t|have not|haven'?t) (?:personally )?(?:review|see|look at)(?:ed|n)?)\b",
)
# Words which say that the physician who answers for a trainee's reading has not seen the images; no trainee need be named.
_NOT_YET = r"(?:(?:has|have|had|did|does|was|is|were)(?: not|n'?t)|never|not)"
_SEEN = r"(?:(?:re)?view(?:ed)?|seen?|look(?:ed)?|over-?read|read|check(?:ed)?|interpret(?:ed)?|verif(?:y|ied)|attest(?:ed)?)"
_REVIEW = r"(?:image )?(?:review|over-?read(?:ing)?|read(?:ing)?|attestation|interpretation)"
UNSEEN_BY_ATTENDING = _over_lines(
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
NOT_INTERPRETED = _over_lines(
    r"\bimages?(?: of (?:the|this) (?:exam|study|scan))? (?:were|was|have|has)(?: not|n'?t)(?: yet)?(?: been)? interpreted\b|"
    r"\breviewed the report without (?:seeing )?(?:the |its )?images\b",
)
# Each of the phrases below has one of these inside.
UNFINISHED_HINTS = frozenset({
    "final re", "worksheet only", "pending", "awaited", "awaiting", "to follow", "waiting for", "awaits", "unofficial",
    "read by", "interpreted by",
})  # fmt: skip
UNFINISHED = _over_lines(
    r"\b(?:not (?:a|the) final (?:report|read)|worksheet only|"
    r"(?:rad(?:iolog(?:y|ist))?|physician|md|attending|final|formal)? ?(?:over)?(?:read|reading|interpretation|report)(?: is)?:? (?:pending|awaited|to follow)|"
    r"(?:pending|awaiting) (?:a |the )?(?:physician|radiolog(?:ist|y)|attending|md|final|formal) (?:over)?(?:read|reading|review|interpretation|report)|"
    r"not (?:yet )?(?:read|interpreted) by (?:a |the )?(?:physician|radiologist|attending)|"
    r"(?:waiting for|awaits|awaiting)(?: (?:a |the )?[A-Z][\w.'-]+){1,3} to (?:over)?read|"
    r"(?:physician|md|radiologist) to follow|unofficial (?:read|report|interpretation))",
)
# Words beside his title which say that whoever answers for the report has not read it ("MD: pending", "Dr to report:"), on a
# sheet that nobody signed, or the rubric of the reading with nothing behind it. A line left blank for him is only one that
# nobody signed.
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
    rf"|\b(?:pending|awaiting|awaits) (?:a |the )?{_READER}(?:'?s)? (?:over-?)?(?:read(?:ing)?|review|interpretation|report)\b"
    # the rubric of the reading with nothing behind it
    r"|^[ \t]*(?:final )?(?:impression|conclusions?|interpretation)[ \t]*:[ \t]*"
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
COSIGNED_HINT = "signed"
HINTS = sorted(UNFINISHED_HINTS | ANSWERABLE_HINTS | INTERPRETED_HINTS | {COSIGNED_HINT})
FIND_HINTS = AhoCorasick(HINTS)
OWN_READING = re.compile(r"\b(?:I (?:have )?(?:read|interpreted)|(?:read|interpreted) by me|my (?:own )?(?:read|interpretation)|(?:performed|scanned|done) (?:\+|&|and) (?:interpreted|read))(?!\w)", re.IGNORECASE)
COUNTERSIGNED = re.compile(r"\bco-?signed\b", re.IGNORECASE)
SLASH = re.compile(rf"/s/\s*(?P<name>(?:Dr\.? )?{NAME})")
ADDRESSED_WITHIN, ADDRESSED_NEXT, TOLD_WITHIN = 8, 2, 4
DASH = re.compile(r"\s(?:--?|[–—~])\s?")
TOLD_ZONES = frozenset({"indication", "history", "comparison"})
TAIL_CHARACTERS, TAIL_SHARE, CLOSING_CHARACTERS = 220, 0.7, 60
LONGEST_SIGNATURE_LINE = 90
WORDS_BEFORE_A_NAME = 3
LONGEST_TITLE = 2  # letters: "Dr"
BY_WITHIN = 9


class SignatureWords(Strict):
    """The words file; each list is explained in the file."""

    source: str
    credentials: frozenset[str]
    physicians: frozenset[str]
    practitioners: frozenset[str]
    operators: frozenset[str]
    acts: frozenset[str]
    technologists: frozenset[str]
    scientists: frozenset[str]
    titles: frozenset[str]
    grades: frozenset[str]
    signing: frozenset[str]
    work: frozenset[str]
    role_marks: frozenset[str]
    addressed: frozenset[str]
    messages: frozenset[str]
    addressed_next: frozenset[str]
    told: frozenset[str]
    told_next: frozenset[str]
    elsewhere: frozenset[str]
    roles: frozenset[str]
    closing_words: frozenset[str]
    not_names: frozenset[str]

    @cached_property
    def clinicians(self) -> frozenset[str]:
        """The letters of physicians and of other clinicians who sign."""
        return self.physicians | self.practitioners


@lru_cache(maxsize=1)
def signature_words() -> SignatureWords:
    """Return the words that ship with the package."""
    return read_yaml(WORDS, SignatureWords)


class Signature(NamedTuple):
    """What the text says of its author."""

    state: Literal["present", "missing", "unsigned"]
    start: int
    end: int


def find_signature(reading: Reading) -> Signature:
    """Return the signature of a report with its place in characters; (0, 0) where there is none."""
    text, shown, places = reading.text, _with_names(reading), reading.places(_triggers())
    found = next((place for find in FINDERS if (place := find(shown, places))), None) or _closing(reading)
    if found:
        return Signature("present", *found)
    if reading.places(DENIED_WORDS) and (denied := DENIED.search(text)):
        return Signature("unsigned", denied.start(), denied.end())
    return Signature("missing", 0, 0)


@lru_cache(maxsize=1)
def _triggers() -> re.Pattern[str]:
    """Return the words beside which a signature is looked for."""
    lists = signature_words()
    return any_of(frozenset({"by"}) | lists.signing | lists.physicians | lists.scientists | _marks())


def _with_names(reading: Reading) -> Reading:
    """Return the reading with the capitals of names and credentials where its writer's capitals say nothing.

    A word that may be a name is one that reports do not use.
    """
    text = reading.text
    if not reading.one_case:
        return reading
    letters = list(text)
    for number, word in enumerate(reading.words):
        start, end = reading.starts[number], reading.ends[number]
        if not text[start:end].isascii():
            continue
        if word in signature_words().credentials and (
            word not in no_surnames() or _ends(reading, number + 1) or _behind_a_name(reading, number)
        ):
            letters[start:end] = text[start:end].upper()
        elif word in signature_words().titles or _may_name(word) or _joined_to_a_name(reading, number):
            letters[start] = text[start].upper()
    return replace(reading, text="".join(letters))


def _behind_a_name(reading: Reading, number: int) -> bool:
    """Whether a comma and a word that may be a name stand before a token ("jane low, do ed attending")."""
    return number > 1 and reading.words[number - 1] == "," and _may_name(reading.words[number - 2])


def _joined_to_a_name(reading: Reading, number: int) -> bool:
    """Whether a hyphen ties a token to the one before, which may be a name ("low-rao")."""
    return (
        number > 0
        and reading.text[reading.ends[number - 1] : reading.starts[number]] == "-"
        and len(reading.words[number - 1]) > 1
        and _may_name(reading.words[number - 1])
    )


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
    if signature.state != "present" and (unread := _not_read_yet(text)):
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


def _not_read_yet(text: str) -> tuple[int, int] | None:
    """Return the words of a sheet which say that its physician has not read it, where it gives no other reading."""
    found = NOT_READ_YET.search(text)
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


def _slash_signed(reading: Reading, places: Sequence[int]) -> tuple[int, int] | None:
    """The mark "/s/" and a name."""
    match = SLASH.search(reading.text) if "/s/" in reading.text else None
    return (match.start(), match.end()) if match and _is_name(match["name"]) else None


def _signed(reading: Reading, places: Sequence[int]) -> tuple[int, int] | None:
    """A signing word directly followed by a name."""
    text, lists = reading.text, signature_words()
    for number in places:
        word = reading.words[number]
        if word not in lists.signing or (word == "performed" and number and reading.words[number - 1] in lists.work):
            labelled = reading.words[number + 1 : number + 2] == [":"] and (
                word in lists.physicians or (word in lists.scientists and BRITISH.search(text) is not None)
            )
            if not labelled:
                continue
        start = reading.starts[number]
        after = AFTER_SIGNING.match(text, start) if MAY_BE_SIGNED.match(text, start) else None
        if (
            after
            and not _addressed(reading, start)
            and _is_name(after["name"])
            and not no_surnames().issuperset(re.findall(r"\w+", after["name"].lower()))
            and not _technologist(reading, after.end())
            and (
                "by" in after[0].split()
                or ":" in after[0]
                or "/" in after[0]
                or word in ("signed", "reader")
                or (word in lists.grades | lists.roles and after["name"].startswith(CIVIL))
                or (word in lists.roles and _full_name(after["name"]) and _ends(reading, reading.token_at(after.end() - 1) + 1))
                or _role(reading, number)
            )
        ):
            return start, after.end()
    return None


def _by(reading: Reading, places: Sequence[int]) -> tuple[int, int] | None:
    """A name after "by" with its grade or field behind it ("ultrasound by J. Low, vascular scientist")."""
    lists = signature_words()
    for number in places:
        if reading.words[number] != "by":
            continue
        match = GRADED.match(reading.text, reading.ends[number])
        if match is None or _addressed(reading, match.start("name")) or not _is_name(match["name"]):
            continue
        behind = reading.token_at(match.end())
        graded = (lists.grades | lists.scientists).intersection(reading.words[behind : behind + TOLD_WITHIN])
        if graded and not _talked_about(reading, match.start("name"), match.end("name")):
            return match.span("name")
    return None


def _full_name(name: str) -> bool:
    """Whether words are a name of several parts none of which but initials is a word of reports."""
    parts = [part for part in re.findall(r"[\w’'-]+", name.lower()) if len(part) > 1]
    return len(name.split()) > 1 and bool(parts) and no_surnames().isdisjoint(parts)


def _role(reading: Reading, number: int) -> bool:
    """Whether a word is a role that signs ("reporting radiologist Jane Low")."""
    lists = signature_words()
    return reading.words[number] in lists.grades and number > 0 and reading.words[number - 1] in lists.role_marks


def _is_name(name: str, titled: bool = False) -> bool:
    """Whether capitalised words are a person's name: not a heading word, and more than an initial or an acronym."""
    words = [stripped for word in name.replace("Dr.", "").replace(",", " ").split() if (stripped := word.strip(".,"))]
    words = [word for word in words if word != "Dr"]
    if not words or words[0] in signature_words().not_names:
        return False
    return len(words) >= 2 or (len(words[0]) > 1 and not words[0].isupper()) or (titled and len(words[0]) > 3)


def _credentialed(reading: Reading, places: Sequence[int]) -> tuple[int, int] | None:
    """A name with a credential or grade, or a title and a name, of somebody who is not only talked about."""
    text, lists = reading.text, signature_words()
    for number in places:
        word, full = reading.words[number], True
        if word in lists.credentials or (word in lists.operators and _acted(reading, number)):
            place = _name_before(reading, number) or _plain_name(reading, number) or _name_behind(reading, number)
        elif word in lists.titles:
            match = TITLED.match(text, reading.ends[number])
            place = (reading.starts[number], match.end()) if match and _is_name(match["name"], titled=True) else None
            full = match is not None and len(match["name"].split()) > 1
            opening = number + 1 + (reading.words[number + 1 : number + 2] == ["."])
            if place is None and (last := _plain_words(reading, opening)) and _opens(reading, reading.starts[number]):
                place, full = (reading.starts[number], reading.ends[last - 1]), last - number > 2
        else:
            continue
        if place and not _talked_about(reading, *place) and (full or _stands_out(reading, *place)):
            return place
    return None


def _opens(reading: Reading, start: int) -> bool:
    """Whether a place opens a sentence, or follows a date, a mark or a signing word."""
    if OPENS.search(reading.text, max(0, start - 8), start):
        return True
    number = reading.token_at(start)
    return number == 0 or reading.words[number - 1] in signature_words().signing or reading.words[number - 1] == "by"


def _plain_words(reading: Reading, first: int) -> int:
    """Return the token after one to three words that may be a name written small and that close their sentence; else 0."""
    words, number = reading.words, first
    while number < min(len(words), first + 4) and _may_name(words[number]):
        number += 1
        if number < len(words) and words[number] == "." and len(words[number - 1]) == 1:
            number += 1
    named = any(len(word) > 1 for word in words[first:number])
    return number if named and _ends(reading, number) else 0


def _may_name(word: str) -> bool:
    """Whether a word in small letters may be part of a name, or its initial."""
    if len(word) == 1:
        return word.isalpha()
    known = word in no_surnames() or word in _words_of_roles() or SPECIALIST.search(word)
    return word.replace("-", "").isalpha() and not known


@lru_cache(maxsize=1)
def _words_of_roles() -> frozenset[str]:
    """Return the words of roles, messages and credentials, none of which is a name."""
    lists = signature_words()
    return (
        lists.credentials | lists.titles | lists.grades | lists.signing | lists.addressed | lists.addressed_next
        | lists.told | lists.work | lists.technologists | lists.operators
    )  # fmt: skip


def _plain_name(reading: Reading, number: int) -> tuple[int, int] | None:
    """Return the place of a name that opens a sentence before a credential, both in any case ("j. low md 3/4/26")."""
    words, lists = reading.words, signature_words()
    if words[number] not in lists.clinicians:
        return None
    after = number + 1 + (words[number + 1 : number + 2] == ["c"])  # "np-c"
    goes_on = after < len(words) and not _ends(reading, after)
    if goes_on and (words[number] == "do" or not _plain_words(reading, after)):  # "low md jane"
        return None
    first = number
    while first > max(0, number - 4):
        word = words[first - 1]
        initial = word == "." and first > 1 and len(words[first - 2]) == 1 and words[first - 2].isalpha()
        if initial:
            first -= 2
        elif _may_name(word):
            first -= 1
        else:
            break
        if reading.follows_break(first):
            break
    if not any(len(word) > 1 and word.replace("-", "").isalpha() for word in words[first:number]):
        return None
    return (reading.starts[first], reading.ends[number]) if _opens(reading, reading.starts[first]) else None


def _ends(reading: Reading, number: int) -> bool:
    """Whether a token ends what stands before it: a mark, a date, a new line, or the end of the text."""
    return (
        number >= len(reading.words)
        or reading.words[number] in BOUNDARY
        or reading.words[number][0].isdigit()
        or reading.follows_break(number)
    )


def _name_behind(reading: Reading, number: int) -> tuple[int, int] | None:
    """Return the place of a full name in capitals that follows its credential ("NP Jane Low 3/4/26", "MD=Jane Low")."""
    lists = signature_words()
    if reading.words[number] not in lists.clinicians or not _opens(reading, reading.starts[number]):
        return None
    match = BEHIND.match(reading.text, reading.ends[number])
    if match is None or not _is_name(match["name"]):
        return None
    opening, *rest = match["name"].split()
    initial = opening.endswith(".") or len(opening) == 1  # "MD: T. Bright": after an initial any word is a surname
    if (not initial and opening.lower() in no_surnames()) or any(word.lower() in lists.closing_words for word in rest):
        return None
    return reading.starts[number], match.end()


@lru_cache(maxsize=1)
def _marks() -> frozenset[str]:
    """Return the words beside which a name may stand."""
    lists = signature_words()
    return lists.credentials | lists.operators | lists.titles


def _acted(reading: Reading, number: int) -> bool:
    """Whether the words of the line before a credential say that the person did the procedure."""
    begin = reading.text.rfind("\n", 0, reading.starts[number]) + 1
    if len(reading.text.rstrip()) - reading.ends[number] <= CLOSING_CHARACTERS and number and _opens(reading, reading.starts[number - 1]):
        return True
    return not signature_words().acts.isdisjoint(reading.words[reading.token_at(begin) : number])


def _name_before(reading: Reading, number: int) -> tuple[int, int] | None:
    """Return the place of a capitalised name that a credential in capitals follows."""
    text, end, lists = reading.text, reading.ends[number], signature_words()
    if not text[reading.starts[number] : end].isupper() or number == 0:
        return None
    first = number - 1
    if reading.words[first] in (",", "("):
        first -= 1
    if first < 0 or not text[reading.starts[first]].isupper() or reading.words[first] in lists.signing:
        return None
    while (
        first > 0
        and text[reading.starts[first - 1]].isupper()
        and "\n" not in text[reading.starts[first - 1] : reading.starts[first]]
    ):
        first -= 1
    name = text[reading.starts[first] : reading.starts[number]]
    if "\n" in name or not NAMELIKE.search(name) or lists.grades.issuperset(re.findall(r"\w+", name.lower())) or not lists.role_marks.isdisjoint(reading.words[first:number]):
        return None
    return reading.starts[first], end


def _talked_about(reading: Reading, start: int, end: int) -> bool:
    """Whether a name is that of somebody else than the author: in the reason or an earlier study, addressed, or told."""
    closing = len(reading.text) - end <= CLOSING_CHARACTERS and _opens(reading, start)
    told = reading.sections[reading.section_at(start)].kind in TOLD_ZONES and not closing
    if told or _addressed(reading, start):
        return True
    last = reading.token_at(end - 1) + 1
    stop = bisect_left(reading.starts, min(end + 40, end_of_line(reading.text, end)))
    after = reading.words[last : min(stop, last + TOLD_WITHIN)]
    after = after[: next((number for number, word in enumerate(after) if word in (".", ";", ":")), len(after))]
    lists = signature_words()
    if not closing and not lists.elsewhere.isdisjoint(after):
        return True  # "Dr A. Low (GP)" in the opening
    return not lists.told.isdisjoint(after) or not lists.told_next.isdisjoint(after[:1]) or _technologist(reading, end)


def _technologist(reading: Reading, end: int) -> bool:
    """Whether letters or words right behind a name are those of one who made the pictures or wrote the words down."""
    last, lists = reading.token_at(end - 1), signature_words()
    return _makes_pictures(reading, reading.words[last : last + 4]) and lists.clinicians.isdisjoint(
        reading.words[last : last + 4]
    )


def _makes_pictures(reading: Reading, words: list[str]) -> bool:
    """Whether words call somebody a technologist; a British sonographer or scientist reports what he scans."""
    called = signature_words().technologists.intersection(words)
    return not called <= signature_words().scientists or (bool(called) and not BRITISH.search(reading.text))


def _stands_out(reading: Reading, start: int, end: int) -> bool:
    """Whether a lone surname stands where signatures do: at the end, on a line of its own, beside a signing word or a grade."""
    text, lists = reading.text, signature_words()
    line_start, line_end = text.rfind("\n", 0, start) + 1, end_of_line(text, end)
    line = text[line_start:line_end].strip()
    tail = max(int(len(text) * TAIL_SHARE), len(text) - TAIL_CHARACTERS)
    if (start >= tail or not text[:line_start].strip()) and (
        len(line) < LONGEST_SIGNATURE_LINE or (_opens(reading, start) and _ends(reading, reading.token_at(end - 1) + 1))
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


def _addressed(reading: Reading, start: int) -> bool:
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


@lru_cache(maxsize=1)
def no_surnames() -> frozenset[str]:
    """Return the words of reports, which close a text without being a name."""
    stored = storage_words()
    return signature_words().closing_words.union(
        vocabulary().words, spelling_variants().ordinary, stored.firm, stored.images, stored.archives, stored.places
    )


def _closing(reading: Reading) -> tuple[int, int] | None:
    """A name that closes the text, or stands above a last line that tells its grade or place."""
    text = _without_closing_date(reading.text.rstrip())
    above, _, last = text.rpartition("\n")
    if found := _closing_name(reading, text):
        return found
    graded = not signature_words().grades.isdisjoint(last.lower().split()) and len(last) <= SHORT_LINE
    return (_closing_name(reading, above) if graded else None) or _small_closing(reading)


def _without_closing_date(text: str) -> str:
    """Return a text without the date that closes it, and without the blanks, commas and strokes before the date."""
    date = CLOSING_DATE.search(text, max(text.rfind("\n") + 1, len(text) - TAIL_CHARACTERS))
    if date is None:
        return text
    end = date.start()
    while end and (text[end - 1].isspace() or text[end - 1] in ",(–-"):
        end -= 1
    return text[:end]


def _small_closing(reading: Reading) -> tuple[int, int] | None:
    """A full name written small that closes the text with its grade ("..., no fluid. jane low, peds em")."""
    words, last = reading.words, len(reading.words)
    number = next((n for n in range(last - 1, max(0, last - 6), -1) if words[n] == ","), None)
    if number is None or number < 2 or not all(_may_name(word) for word in words[number - 2 : number]):
        return None
    start, end = reading.starts[number - 2], reading.ends[number - 1]
    graded = not signature_words().grades.isdisjoint(words[number + 1 :])
    return (start, end) if graded and _opens(reading, start) and not _addressed(reading, start) else None


def _closing_name(reading: Reading, text: str) -> tuple[int, int] | None:
    """A name at the end; a lone surname only where no full stop follows and it is no word of the language used."""
    above = text[: text.rfind("\n") + 1].rstrip()  # a name stands in the last line; what is before it closes another
    match, lists = _last_name(text, max(0, len(above) - 1)), signature_words()
    if match is None or not _is_name(match["name"]) or _addressed(reading, match.start("name")):
        return None
    rest = re.findall(r"[\w-]+", (match["rest"] or "").lower())
    names = re.findall(r"[\w’'-]+", match["name"].lower())
    if names[-1] in no_surnames() or _makes_pictures(reading, names + rest[:2]):
        return None
    if rest and (lists.grades | lists.scientists).isdisjoint(rest) and rest[0] not in ("w", "with"):
        return None
    if len(names) == 1 and not rest and (match["stop"] or len(names[0]) < SHORTEST_SURNAME):
        return None
    return match.start("name"), match.end("name")


def _last_name(text: str, begin: int) -> re.Match[str] | None:
    """Return the first name behind the character `begin` that closes a text: one is looked for behind marks only.

    No colon, semicolon or line break stands between it and the end.
    """
    begin = max(begin, text.rfind(":") + 1, text.rfind(";"), len(text) - LONGEST_CLOSING)
    if not begin and (match := CLOSING.match(text)):
        return match
    for mark in CLOSED.finditer(text, begin):
        place = mark.start()
        if place > begin and (match := CLOSING.match(text, place - 1)):
            return match  # a dash between blanks
        if match := CLOSING.match(text, place):
            return match
    return None


def _in_segment(reading: Reading, places: Sequence[int]) -> tuple[int, int] | None:
    """A name with its signing word in a segment of a message ("LOW^JANE^MD^VERIFIED")."""
    match = SEGMENT.search(reading.text) if "^" in reading.text else None
    return match.span() if match else None


FINDERS = (_slash_signed, _in_segment, _signed, _credentialed, _by)
