"""Judges whether a report tells why the study was done, in words that a diagnosis can be coded from."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from assistant.analysis import Section, Span
from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.layout import Reading, end_of_line
from assistant.language.sections.words import background

WORDS = KNOWLEDGE_FILES / "documentation" / "indication.yaml"
REASON_ZONES = frozenset({"indication", "history"})
TELLING_ZONES = frozenset({"title", "other", "technique", "procedure"})
DESCRIBING_ZONES = frozenset({"findings", "impression"})
CONTENT = re.compile(r"[a-z]+(?:[/-][a-z]+)*")
# Age and sex, gravidity, or days after an operation: who tells them tells a reason.
PATIENT = re.compile(
    r"(?<!-)\b\d{1,3}(?:[ -]?(?:year|yr|month|week|day)s?[ -]old|[ -]?y\.?/?o\.?[mf]?\b|[ -]?[MF]\b(?![/.\d-])(?! (?:catheter|cath|sheath|needle|dilator|guide|pigtail|drain|introducer)))"
    r"|\b(?:G\d ?P\d|gravida|postop|post-op|POD)\b",
    re.IGNORECASE,
)
# How long a complaint has lasted, where the findings have not begun.
DURATION = re.compile(
    r"\bx ?\d{1,3} ?(?:h|hrs?|hours?|d|days?|w|wks?|weeks?|mos?|months?|y|yrs?|years?)\b"
    r"|\b(?:\d{1,3}|one|two|three|four|five|six|seven|ten) ?(?:h|hrs?|hours?|d|days?|wks?|weeks?|mos?|months?|yrs?|years?) (?:ago|after|post)\b"
    r"|\b\d{1,2}w(?:k|eeks?)?s? ?[0-6]d\b",  # how far a pregnancy is
    re.IGNORECASE,
)
# How far a pregnancy is, where no visit to come is told.
WEEKS = re.compile(
    r"(?<!in )(?<!escan )(?<!eat )(?<!heck )(?<!rpt )(?<!q)(?<!f/u )(?<!view )(?<!urn )(?<!x)(?<!x )\b(?:[4-9]|[1-3]\d|4[0-2]) ?w(?:ks?|eeks?)?\b(?!\w)", re.IGNORECASE
)
# A clause that describes what was seen, and boxes to tick; those left empty tell nothing.
DESCRIBES = re.compile(r"\d ?(?:x ?\d|mm\b|cm\b)|\bthere (?:is|are)\b|\[[x ]?\]|_{3,}", re.IGNORECASE)
# A label for the reason, or "for" at the head of a sentence, wherever it stands before the findings.
LABELLED = re.compile(
    r"\b(?:ind(?:ic|ication)?|dx|diagnosis|reason|clinical(?: details| info| data)?|hx|c/o|pc|cc)[.]? ?[:=][ \t]*(?P<after>\S[^\n]{2,80})"
    r"|\bc/o (?P<co>[a-z][^\n.]{2,80})|\bindicat(?:ed by|ed for|ion is|ion was) (?P<by>\S[^\n.]{2,80})|(?:^|\n|[.!?] )For (?!comparison)(?P<for>[a-z][^\n.]{2,80})",
    re.IGNORECASE,
)
REASON_OF_ADDENDUM = re.compile(r"\breason(?: for (?:the |this )?(?:addendum|late entry|amendment|correction))?[ \t]*:[^\n]*", re.IGNORECASE)
EMPTY_BOX = re.compile(r"\[ ?\][^\[\n]*")
LEFT_EMPTY = re.compile(r"[ \t]*[:=][ \t]*(?:_|\[ ?\]|\n|$)")
OPENING_WORDS, NOTE_WORDS = 60, 100
OPENING_CHARACTERS = 150
FOLLOWED = re.compile(
    r"\b(?:[sp]/p|f/u(?! ?(?:\d|in\b|with\b|w/)))\b|\bfollow[ -]?up (?:of|for|after|known|right|left|rt|lt) [a-z]|\bcall[ -]?back\b"
    r"|\b(?!(?:ultrasound|us|sono\w*|duplex|doppler|scan|study|exam\w*|imaging|echo\w*|recommend\w*|routine|clinical|short|interval|week|month|year|limited|and|for|the|no|term|close)\b)[a-z]{3,} follow[ -]?up(?=[ \t]*(?:[.,;\n)]|$))",
    re.IGNORECASE,
)
# Breathlessness in capitals, which is also a name.
CAPITALS = re.compile(r"(?<!J[Aa][Nn][Ee] )(?<!J[Oo][Hh][Nn] )\bDOE\b(?! ?, ?[A-Z])")
# What another technique showed, told in the opening.
SHOWN_BEFORE = re.compile(r"[a-z]{2,} on (?:recent |prior |outside |screening )?(?:ct|mri|pet|x-?ray|cxr|mammo\w*|ecg|ekg)\b", re.IGNORECASE)
# What the study is for, or before or after what it was made ("cava only for filter patency", "before ICD upgrade").
PURPOSE = re.compile(
    r"\b(?:for|before|prior to|ahead of|awaiting|since) (?!compar|guid|image|review|needle|access|the (?:stick|needle|punct)|punct|stick|and\b|injection|contrast|dilat|wire|each|all|both|me\b|dr\b|release|local)(?:an? |the |his |her )?[a-z]{3}",
    re.IGNORECASE,
)
# A question mark before a word asks for it: "?DVT", "? embolus".
ASKED = re.compile(r"(?<![\w?)\]])\? ?(?!\?)[A-Za-z]{2,}")
CLAUSE_MARK = re.compile(r"[,;|()]|[.:](?=\s|$)| [-\u2013] ")
WORD = re.compile(r"[^\W\d_]{2,}")
FEWEST_WORDS = 3  # of a clause that states a reason
CLAUSE = re.compile(r"[^.,;:|()\n]+")
SEEN_BEFORE = re.compile(r"\d ?cm\b|\bon (?:ct|mri|x-?ray|outside)\b", re.IGNORECASE)
LONGEST_SHOWN = 200
SHORTEST_CONDITION = 7
LONGEST_WORD_OF_NO_MEANING = 2
RULING_OUT = frozenset({"r/o", "out", "exclude", "excluded"})
DENIALS = frozenset({"no", "without", "denies", "not", "free"})
AORTA = "abdominal_aorta"


class IndicationWords(Strict):
    """The words file; each list is explained in the file."""

    source: str
    uncodable: frozenset[str]
    diseases: frozenset[str]
    following: frozenset[str]
    asked_for: frozenset[str]
    short: frozenset[str]
    reasons: frozenset[str]
    complaints: frozenset[str]
    groups: frozenset[str]
    treatments: frozenset[str]
    leading: frozenset[str]
    unprompted: tuple[str, ...]
    endings: tuple[str, ...]
    asking: tuple[str, ...]
    sending: frozenset[str]
    senders: frozenset[str]


@lru_cache(maxsize=1)
def indication_words() -> IndicationWords:
    """Return the words that ship with the package."""
    return read_yaml(WORDS, IndicationWords)


def _reasons_of_addenda(reading: Reading) -> list[tuple[int, int]]:
    """Return the lines that tell why an addendum was made, which is not why the study was."""
    return [
        match.span()
        for section in reading.sections if section.kind == "addendum"
        for match in REASON_OF_ADDENDUM.finditer(reading.text, section.start, section.end)
    ]  # fmt: skip


def find_indication(reading: Reading) -> tuple[Span | None, Span | None]:
    """Return (the words that tell the reason, the words of a reason that cannot be coded); either may be None."""
    if unprompted := _unprompted(reading):
        return None, unprompted
    uncodable: Span | None = None
    for section in reading.sections:
        if section.kind not in REASON_ZONES:
            continue
        content = reading.text[section.start + len(section.title) : section.end].strip(" :\t\n-")
        if not content or (_is_background(section) and indication_words().complaints.isdisjoint(CONTENT.findall(content.lower()))):
            continue
        if codable(EMPTY_BOX.sub("", content)) or SEEN_BEFORE.search(content):
            start = reading.text.find(content, section.start)
            end = min(start + len(content), start + LONGEST_SHOWN)
            return Span(start, end, reading.text[start:end]), None
        whole = reading.text[section.start : section.end].rstrip()
        uncodable = Span(section.start, section.start + len(whole), whole)
    if uncodable is not None:
        return None, uncodable
    told = _told_elsewhere(reading)
    return (_clause_of(reading, told) if told else None), None


def _is_background(section: Section) -> bool:
    """Whether a section tells what the patient has and takes: a reason only where it names a complaint or condition of note."""
    return section.title.lower() in background()


def _clause_of(reading: Reading, told: Span) -> Span:
    """Return the clause that states a reason found by one of its words, or more of its sentence where that says little."""
    text = reading.text
    begin, end = reading.sentences[reading.sentence_at(told.start)]
    begin, end = max(begin, text.rfind("\n", 0, told.start) + 1), max(told.end, min(end, end_of_line(text, told.end)))
    first = max((m.end() for m in CLAUSE_MARK.finditer(text, begin, told.start)), default=begin)
    stop = CLAUSE_MARK.search(text, told.end, end)
    last = end if stop is None or stop[0].strip() == ":" else stop.start()
    if len(WORD.findall(text, first, last)) < FEWEST_WORDS:
        first, last = max(begin, told.start - LONGEST_SHOWN // 2), min(end, told.end + LONGEST_SHOWN // 2)
    if len(WORD.findall(text, first, last)) < FEWEST_WORDS:
        line = text.rfind("\n", 0, told.start) + 1
        first, last = max(line, told.start - LONGEST_SHOWN // 2), min(end, told.end + LONGEST_SHOWN // 2)
    last = max(told.end, min(last, first + LONGEST_SHOWN))
    words = text[first:last]
    first += len(words) - len(words.lstrip(" \t.,;:-"))
    words = text[first:last].rstrip(" \t\n.,;")
    return Span(first, first + len(words), words)


def codable(content: str) -> bool:
    """Return whether a reason holds a word that a diagnosis can be coded from, or follows a disease that is known."""
    lists = indication_words()
    words = CONTENT.findall(content.lower())
    asked = "?" in content or not lists.asked_for.isdisjoint(words)
    if not asked and not lists.diseases.isdisjoint(words) and not lists.following.isdisjoint(words):
        return True
    return any(
        word not in lists.uncodable
        and (
            len(word) > LONGEST_WORD_OF_NO_MEANING
            or word in lists.complaints
            or word in lists.reasons
            or word in lists.short
        )
        for word in words
    )


def _unprompted(reading: Reading) -> Span | None:
    """A screening of somebody without complaints; the screening of the aorta is a service of its own."""
    screening = next(
        (m for m in reading.context if "screening_word" in m.concept.groups and m.assertion == "affirmed"), None
    )
    if screening is None or any(
        AORTA in mention.concept.groups or mention.concept.id == AORTA for mention in reading.mentions
    ):
        return None
    start, end = reading.sentences[screening.sentence]
    sentence = reading.text[start:end].lower()
    if "screen" not in sentence or not any(phrase in sentence for phrase in indication_words().unprompted):
        return None
    words = reading.text[start:end].rstrip()
    return Span(start, start + len(words), words)


def _told_elsewhere(reading: Reading) -> Span | None:
    """A sketch of the patient, a complaint, condition or treatment outside a section for the reason."""
    words = indication_words()
    if match := PATIENT.search(reading.text):
        return Span(match.start(), match.end(), match[0])
    own = _reasons_of_addenda(reading)
    own_starts = [start for start, _ in own]
    described = next((s.start for s in reading.sections if s.kind in DESCRIBING_ZONES), len(reading.text))
    if told := _told_in_opening(reading, own, described):
        return told
    for match in LABELLED.finditer(reading.text):
        told_there = next(filter(None, match.groups()))
        number = bisect_right(own_starts, match.start()) - 1
        if number >= 0 and match.start() < own[number][1]:
            continue
        if _before_findings(reading, match.start(), described) and codable(EMPTY_BOX.sub("", told_there)):
            return Span(match.start(), match.end(), match[0])
    if (match := DURATION.search(reading.text)) and _before_findings(reading, match.start(), described):
        return Span(match.start(), match.end(), match[0])
    opening = reading.text[:OPENING_CHARACTERS]
    if (match := FOLLOWED.search(opening) or SHOWN_BEFORE.search(opening) or CAPITALS.search(opening)) and _before_findings(reading, match.start(), described):
        return Span(match.start(), match.end(), match[0])
    if (match := ASKED.search(reading.text)) and (len(reading.words) <= NOTE_WORDS or _before_findings(reading, match.start(), described)):
        return Span(match.start(), match.end(), match[0])
    if (match := PURPOSE.search(_heading(reading.text))) and _before_findings(reading, match.start(), described):
        return Span(match.start(), match.end(), match[0])
    if len(reading.words) <= NOTE_WORDS and (match := WEEKS.search(reading.text)) and _before_findings(reading, match.start(), described):
        return Span(match.start(), match.end(), match[0])
    for mention in (*reading.context, *reading.mentions):
        groups = mention.concept.groups
        if not words.treatments.isdisjoint(groups) and mention.assertion == "affirmed":
            return _place(reading, mention.start, mention.end)
        if mention.concept.label != "FINDING" or mention.zone not in TELLING_ZONES or mention.assertion == "negated":
            continue
        before = reading.words[max(0, mention.first - 3) : mention.first]
        if not words.groups.isdisjoint(groups) or (
            not words.leading.isdisjoint(before) and _before_findings(reading, mention.start, described)
        ):
            return _place(reading, mention.start, mention.end)
    return None


def _told_in_opening(reading: Reading, not_told: list[tuple[int, int]], described: int) -> Span | None:
    """A word of complaint, condition or circumstance, a question or a wish, before the findings begin at `described`.

    A short note tells the complaint anywhere, but in the places `not_told`.
    """
    words, lists, text = reading.words, indication_words(), reading.text
    note = len(words) <= NOTE_WORDS
    named_until = 0  # the end of a line that tells who sent the patient
    describes: dict[int, bool] = {}  # by sentence: its clauses ask again and again
    for clause in CLAUSE.finditer(text):
        first, last = reading.token_at(clause.start()), reading.token_at(clause.end() - 1) + 1
        opening = first < OPENING_WORDS and _before_findings(reading, clause.start(), described)
        if not opening and not note:
            break
        if DESCRIBES.search(clause[0]) or any(start < clause.end() and clause.start() < end for start, end in not_told):
            continue
        sentence = reading.sentence_at(clause.start())
        if sentence not in describes:
            describes[sentence] = DESCRIBES.search(text, *reading.sentences[sentence]) is not None
        telling = opening and not describes[sentence] and not _is_background(reading.sections[reading.section_at(clause.start())])
        for number in range(first, min(last, len(words))):
            word = words[number]
            if word in lists.sending and not lists.senders.isdisjoint(words[number + 1 : number + 2]):
                named_until = _end_of_sender(reading, number)
            if reading.starts[number] < named_until:
                continue
            condition = len(word) >= SHORTEST_CONDITION and word.endswith(lists.endings)
            if (
                (
                    word in lists.complaints
                    or (word in lists.reasons and not lists.leading.isdisjoint(words[max(first, number - 1) : number]))
                    or (telling and (word in lists.reasons or condition))
                )
                and DENIALS.isdisjoint(words[max(0, number - 2) : number])
                and RULING_OUT.isdisjoint(words[max(0, number - 3) : number])
                and not LEFT_EMPTY.match(text, reading.ends[number])
            ):
                return _place(reading, reading.starts[number], reading.ends[number])
    for start, end in reading.sentences:
        if reading.token_at(start) >= OPENING_WORDS or not _before_findings(reading, start, described):
            return None
        told = text[start:end].rstrip()
        if (told.endswith("?") and "\n" not in told) or any(phrase in told.lower() for phrase in lists.asking):
            return Span(start, start + len(told), told)
    return None


def _end_of_sender(reading: Reading, number: int) -> int:
    """Return where the words "referred by" and the name behind them end: with the line, or where a reason is led in."""
    end = end_of_line(reading.text, reading.starts[number])
    for place in range(number + 1, reading.token_at(end - 1) + 1):
        if reading.words[place] in indication_words().leading:
            return reading.starts[place]
    return end


def _heading(text: str) -> str:
    """Return the opening of a text up to its first description: a clause with a measure, or a label of a finding."""
    opening = text[:OPENING_CHARACTERS]
    described = DESCRIBES.search(opening)
    return opening[: described.start()] if described else opening


def _before_findings(reading: Reading, offset: int, described: int) -> bool:
    """Whether a place stands before the first section of findings or impression, or in an addendum, which may make it good."""
    return offset < described or reading.sections[reading.section_at(offset)].kind == "addendum"


def _place(reading: Reading, start: int, end: int) -> Span:
    return Span(start, end, reading.text[start:end])
