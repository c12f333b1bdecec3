"""Says of each mention whether it is asserted of this exam: affirmed, negated, not visualized, historical, planned
or conditional.

The method is ConText's (Harkema, Dowling, Thornblade and Chapman, 2009): cue phrases speak of the words ahead of them
or behind them, up to a terminating word. Ours differs in that a cue reaches a different distance for a finding, a
structure and an act ("no thrombus in the vein" denies the thrombus, and the vein was looked at), and in that the
section stands in where the sentence has no cue. Cues are data: `knowledge/assertion-cues.yaml`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import chain, compress
from operator import attrgetter, itemgetter

from assistant.analysis import Assertion
from assistant.errors import InputError
from assistant.knowledge.active import per_knowledge
from assistant.language.assertion_cues import Group, Kind, cue_book, cue_phrases, withdrawal_phrases
from assistant.language.boxes import is_unanswered, is_unticked, ticked_answer
from assistant.language.dates import MONTHS, Date, date_at, date_before, is_earlier, report_date
from assistant.language.earlier_studies import Study, dated_records, states_of_earlier_days, told_on
from assistant.language.image_storage import storage_words
from assistant.language.layout import Mention, Reading, end_of_line
from assistant.language.quotations import find_quotations
from assistant.language.vocabulary import Concept
from assistant.language.withdrawn import withdrawn_stretches
from assistant.language.word_codes import any_of

KINDS: dict[str, Kind] = {
    "LATERALITY": "structure", "ANATOMY": "structure", "VESSEL": "structure", "FINDING": "finding",
}  # fmt: skip
OTHER_TECHNIQUES = frozenset({"ct", "mri"})
DATED = frozenset({"MODALITY", "PROCEDURE", "DEVICE"})
# Groups of words that deny something themselves: a needle without imaging, a tap that was not done.
DENY_THEMSELVES = frozenset({"by_feel", "called_off"})
LOOKED_AT = "looked_at"  # the group of findings that are looked at like a structure: fluid, the view of the heart
# Groups of treatments, which have no results of their own.
TREATMENTS = frozenset({
    "thermal_ablation_word", "after_ablation", "ablation_check", "ehit_look", "sclerotherapy", "vein_treatment", "evar_word", "stent",
    "angioplasty", "angioplasty_word", "operation",
})  # fmt: skip
MAY_BE_RESULT = frozenset({"MANEUVER", "MODALITY", "ACT"})
STRENGTH: dict[Assertion, int] = {
    "historical": 1, "planned": 2, "not_visualized": 3, "negated": 4, "conditional": 5, "affirmed": 6,
}  # fmt: skip
AUXILIARIES = frozenset(
    {"is", "was", "are", "were", "be", "been", "being", "has", "have", "had", "also", "could", "can"}
)
PICTURES = frozenset({"images", "pictures", "films", "clips", "loops", "runs"})  # of a study: "venogram images from ..."
WALLS = frozenset({"MODALITY", "MANEUVER", "FINDING", "PROCEDURE"})
STRUCTURES = frozenset({"LATERALITY", "ANATOMY", "VESSEL"})
FINDINGS = frozenset({"FINDING"})
DENIALS = frozenset({"no", "not", "without"})
CALLED_OFF = "called_off"  # the group of words that a procedure was given up
MEANT_WITHIN = 4  # tokens before a procedure in which a word tells that it was only meant
TOLD_OF_EXAM = frozenset({"affirmed", "not_visualized", "negated"})
VALUE_LEADS = frozenset({"of", "is", "was", ":", "=", "at", "about", "measuring", "measures"})
UNTOLD = frozenset({"mention", "mentioned", "mentions", "word", "remark", "comment", "statement"})
ANSWERED_NO = frozenset({"no", "n"})
QUESTIONED = frozenset({":", "?", "="})
TOO_LATE_WITHIN = 4  # tokens
LEADING_ANSWER = frozenset({":", "=", "-", "–"})
FAILED_AFTER = frozenset({"was", "were", "has", "have", "is"})
CAME_TO_NOTHING = frozenset({"failed", "nil", "none", "zero", "0", "unsuccessful", "unavailable"})
ABLE = frozenset({"able", "to", "be", "been", "get", "possible", "allowed", "permitted"})  # between "not" and the verb
CLIPPED_DENIALS = frozenset({"wouldnt", "didnt", "doesnt", "dont", "wasnt", "werent", "couldnt", "cant", "isnt", "arent", "cannot"})
NOTHING = frozenset({"nothing", "nobody", "none", "nil", "forgot", "failed", "unable"})
VERB_DENIALS = frozenset({"not", "never", "neither", "nor"})
ALL_DENIALS = DENIALS | VERB_DENIALS
VERB_DENIED_WITHIN = 3
DENIED_WITHIN = 2  # tokens behind "no" in which a finding begins that it denies
DENIED_BEFORE = 3
ITEM_ENDS = frozenset({",", ";", ".", "]", ")", "+", "|"})
LINE_DENIALS = DENIALS | NOTHING | {"never", "n", "neither", "nor", "denied", "declined", "nowhere", "instead", "forgotten", "neg", "negative", "missing", "absent"}
ELIDED_AFTER = frozenset({"and", "but"})
SUBJECT_LENGTH = 7
CANCELLED_WITHIN = 6
CLAUSE_CLOSES = frozenset(".;")
LEAKS = frozenset({"TR"})  # letters that in small ones are a degree
UNITS = (["mm"], ["cm"], ["%"], ["+"], ["ml"])
CLAUSE_END = frozenset(".,;)|/")
DASHES = frozenset("-–—")
SENTENCE_STOPS = any_of(".;:")
NOWHERE: frozenset[int] = frozenset()
LOOSE = frozenset({"FINDING", "ACT", "ROLE", "LOOK_ALIKE"})  # words of these kinds also stand inside a finding's name
PAST_ZONES = frozenset({"indication", "history"})
BLANK_AFTER = re.compile(r"[ \t]*(?:[.:·…-][ \t.:·…-]*)?_{2,}(?:(?![^\n_]{0,2}\w)|(?=[ \t]{2,}[A-Za-z]|[ \t][A-Za-z][^\n_\d]{0,20}_{2}))|[ \t]*(?:\.[ \t]?){4,}[ \t]*(?=\n|$)|[ \t*]{0,4}:?[ \t*]{0,4}\*{3}(?=\s|$)|[ \t]?:[ \t]{0,3}(?:--+|[–—])(?=[ \t]*(?:[.;\n]|$))")
# "the ocular ultrasound of the right eye from last week", but not "ultrasound for pain of two weeks"
EARLIER_DAY = re.compile(
    r"(?:\s+(?!(?:for|because|with|since|due|after|today)\b)[\w'-]+){0,4}?\s+(?:from|of)\s+(?:the\s+)?"
    r"(?:(?:last|previous)\s+(?:week|month|year|visit)|yesterday|(?:an?|one|two|three|several|some|\d+)\s+(?:day|week|month|year)s?\s+ago)\b",
    re.IGNORECASE,
)
BRACKETS = {")": "(", "]": "[", "}": "{"}
OPENING = frozenset(BRACKETS.values())
RESULT_WITHIN = 10
NAME_BEFORE = 3  # tokens before a study that opens its line
BULLETS = frozenset("-*•>+")
DATE_WITHIN = 6
RUBRIC_WITHIN = 16
FEW = 8  # scopes of a sentence that are looked through one by one
LONGEST_NAME = 40  # tokens of a mention


#: The words that a cue speaks of, for one kind of target: first and last token number, both inclusive, whether they
#: stand ahead of the cue, and the cue's group. A plain tuple: a text has some fifty of them.
Scope = tuple[int, int, bool, Group]
Scopes = dict[tuple[int, Kind], list[Scope]]  # by sentence and kind, in the order of their first tokens

FIRST = itemgetter(0)
FIRST_TOKEN = attrgetter("first")
NAMED_BY_PLACE = frozenset({"MODALITY", "PROCEDURE"})
# What boxes of answers, and blanks, have inside: most texts have none of either. Each begins with its sign.
SQUARE_ANSWER, ROUND_ANSWER = (re.compile(rf"\{sign}[ \t]*[xX✓✔]?[ \t]*[\])][ \t]*[ynYN]") for sign in "[(")
DOTTED_BLANK = re.compile(r"\.[ \t]?\.[ \t]?\.[ \t]?\.")
DASHED_BLANK = re.compile(r":[ \t]{0,3}[-–—]")


class _Traits:
    """What a concept is to a cue, whatever the text."""

    __slots__ = (
        "asks", "dated", "denies_itself", "finding", "kind", "may_be_finding", "may_be_result", "other_technique", "storage",
        "structure", "wall",
    )  # fmt: skip

    def __init__(self, concept: Concept) -> None:
        label, groups = concept.label, frozenset(concept.groups)
        looked_at = LOOKED_AT in groups
        self.kind: Kind = "structure" if looked_at else KINDS.get(label, "act")
        self.may_be_finding = label == "VESSEL" and not looked_at
        self.may_be_result = label in MAY_BE_RESULT and not looked_at
        self.storage = label == "IMAGE_STORAGE"
        self.denies_itself = not DENY_THEMSELVES.isdisjoint(groups)
        self.dated = label in DATED or not TREATMENTS.isdisjoint(groups)
        self.other_technique = label == "MODALITY" and not OTHER_TECHNIQUES.isdisjoint(groups)
        self.finding, self.structure = label in FINDINGS, label in STRUCTURES
        self.wall = label in WALLS and not looked_at
        self.asks = self.dated or self.storage or self.other_technique  # for more than the cues of its sentence


@per_knowledge()
def _traits() -> dict[str, _Traits]:
    """Return the traits of concepts by id; those that no text has named yet are added by who asks for them."""
    return {}


def find_assertions(reading: Reading) -> None:
    """Fill `mention.assertion` for all mentions and context mentions."""
    everything = [*reading.mentions, *reading.context]
    if everything:
        judge = _Judge(reading, everything)
        scopes, places, words, text = judge.scopes, judge.places, reading.words, reading.text
        unticked = bool(reading.unticked)
        boxed, blank = _has_answer_boxes(text), _has_blanks(text)
        earlier: list[Mention] = []
        elsewhere: list[Mention] = []
        for mention, kind, traits in zip(everything, judge.kinds, judge.traits, strict=True):
            said: Assertion | None = None
            sentence = mention.sentence
            if traits.asks or unticked or (sentence, kind) in scopes:
                said = judge.by_words(mention, kind, traits)
                if said == "historical" and kind != "structure":
                    earlier.append(mention)
                elif said is None and traits.other_technique:
                    elsewhere.append(mention)
            if traits.storage:
                said = _of_storage(reading, mention, said, judge)
                begin = max(judge.tokens_of(sentence)[0], mention.first - 3)
                if not (NOTHING.isdisjoint(words[begin : mention.last]) and storage_words().lost.isdisjoint(words[mention.first : mention.last])):
                    said = "negated"  # "nothing was saved", "none of the images was kept"
            elif said is None:
                if blank and BLANK_AFTER.match(text, mention.end) is not None:
                    said = "negated"  # "Pancreas ....... ____"
                elif kind == "finding" or places.get((mention.section, kind)) != "affirmed":
                    said = judge.by_place(kind, mention.first, mention.last, sentence, mention.section)
            if boxed:
                said = ticked_answer(text, mention.end) or said
            mention.assertion = said or mention.assertion  # a side that a title leaves out is marked by now
        _tell_elsewhere(reading, judge, everything)
        for study in earlier:
            judge.carry_results(study)
            judge.carry_name(study)
        _tell_of_other_studies(reading, judge, [*earlier, *elsewhere], everything)
        _intend_what_was_called_off(reading, judge, everything)
        _take_back(reading, judge, everything)
        _leave_open(reading, everything)


def _has_answer_boxes(text: str) -> bool:
    return ("[" in text and SQUARE_ANSWER.search(text) is not None) or ROUND_ANSWER.search(text) is not None


def _has_blanks(text: str) -> bool:
    return (
        "__" in text
        or "***" in text
        or DOTTED_BLANK.search(text) is not None
        or DASHED_BLANK.search(text) is not None
    )


def _denied_before(words: list[str], first: int) -> bool:
    """Whether a denial stands right before a phrase ("not by feel", "never done blind")."""
    before = words[max(0, first - DENIED_BEFORE) : first]
    return not ALL_DENIALS.isdisjoint(before) and ITEM_ENDS.isdisjoint(before)


def _tell_elsewhere(reading: Reading, judge: _Judge, mentions: list[Mention]) -> None:
    """Take from this exam what the text tells of another source or time; kept images are judged for themselves."""
    passages = find_quotations(reading, judge.book.rubrics, judge.book.current, judge.own_date)
    for mention in mentions if passages else ():
        if mention.assertion not in ("affirmed", "not_visualized") or mention.concept.label == "IMAGE_STORAGE":
            continue
        number = bisect_right(passages, mention.first, key=FIRST_TOKEN) - 1
        if number < 0 or mention.first >= passages[number].last:
            continue
        if mention.concept.label in STRUCTURES or not passages[number].structures_only:
            mention.assertion = passages[number].says


def _tell_of_other_studies(reading: Reading, judge: _Judge, studies: list[Mention], mentions: list[Mention]) -> None:
    """Take from this exam what a clause tells of another study, or of an earlier day, that ends it."""
    named: list[Mention | Study] = [m for m in studies if m.concept.label == "MODALITY"]
    named += dated_records(reading, judge.book.rubrics.record_words, judge.own_date)
    words, current = judge.book.told_on, judge.book.current
    stretches = list(told_on(reading, words, current, named)) if named else []
    stretches += states_of_earlier_days(reading, words, current, judge.own_date)
    stretches.sort()
    for mention in mentions if stretches else ():
        if mention.assertion != "affirmed" or mention.concept.label in (*DATED, "IMAGE_STORAGE"):
            continue
        number = bisect_right(stretches, (mention.first, len(reading.words))) - 1
        if number >= 0 and mention.last <= stretches[number][1]:
            mention.assertion = "historical"


def _intend_what_was_called_off(reading: Reading, judge: _Judge, mentions: list[Mention]) -> None:
    """Plan the procedures for which a look was made and that were not done ("US of the hip for aspiration. Not aspirated.").

    What was not done is told by its own denial, or by words of calling off; that it was only meant, by the words before it.
    """
    procedures = [m for m in mentions if m.concept.label == "PROCEDURE"]
    if not procedures:
        return
    denied = {m.concept.id for m in procedures if m.assertion == "negated"}
    called_off = any(m.assertion == "affirmed" and CALLED_OFF in m.concept.groups for m in mentions)
    for mention in procedures if denied or called_off else ():
        if mention.assertion == "affirmed" and (called_off or mention.concept.id in denied):
            before = reading.words[max(judge.tokens_of(mention.sentence)[0], mention.first - MEANT_WITHIN) : mention.first]
            if not judge.book.meant.isdisjoint(before) and ITEM_ENDS.isdisjoint(before):
                mention.assertion = "planned"


def _take_back(reading: Reading, judge: _Judge, mentions: list[Mention]) -> None:
    """Take from this exam what stands in a report that takes itself back."""
    stretches = withdrawn_stretches(reading, judge.book.withdrawals, withdrawal_phrases())
    for mention in mentions if stretches else ():
        if mention.assertion in TOLD_OF_EXAM and any(start <= mention.start < end for start, end in stretches):
            mention.assertion = "conditional"


def _leave_open(reading: Reading, mentions: list[Mention]) -> None:
    """Take the word of a question that nobody answered: what it names was neither done nor denied."""
    for mention in mentions if reading.unanswered else ():
        if is_unanswered(reading, mention.start):
            mention.assertion = "conditional"


def _of_storage(reading: Reading, mention: Mention, said: Assertion | None, judge: _Judge) -> Assertion | None:
    """Return what is said of kept images: a denial stands in their own line, or right before them, or is their answer."""
    words, first, last = reading.words, mention.first, mention.last
    if not UNTOLD.isdisjoint(words[last : last + 1]):
        return "conditional"  # "no images mention": neither kept nor lost
    before = words[max(0, first - 3) : first]
    if words[last - 1] in ANSWERED_NO or any(word.endswith("n't") or word in CLIPPED_DENIALS for word in (*before, *words[first:last])):
        return "negated"
    if _keeping_denied(reading, mention, judge) or _answered_no(reading, mention) or _came_to_nothing(reading, first, last):
        return "negated"
    if said != "negated" or (first and words[first - 1] in DENIALS and words[first - 2 : first - 1] not in ([")"], ["]"])):
        return said
    begin = reading.text.rfind("\n", 0, mention.start) + 1
    opening = reading.token_at(begin)
    opening += reading.starts[opening] < begin
    stop = reading.token_at(end_of_line(reading.text, mention.end)) + 1
    # "no clot, images saved, nothing of flow": what is denied beyond a comma is another thing
    clause = next((number + 1 for number in range(first - 1, opening - 1, -1) if words[number] in ITEM_ENDS), opening)
    close = next((number for number in range(last, stop) if words[number] in (",", ";", ".")), stop)
    denials = LINE_DENIALS | storage_words().lost
    told = [words[number] for number in range(clause, close) if number >= first or not judge.denies_other(number)]
    return said if any(word in denials or word.startswith("un") for word in told) else None


def _came_to_nothing(reading: Reading, first: int, last: int) -> bool:
    """Whether keeping was meant and failed ("image capture failed", "saved images: 0", "before anything could be saved")."""
    words = reading.words
    around = words[max(0, first - TOO_LATE_WITHIN) : last]
    if "before" in around and "could" in around[around.index("before") :]:
        return True
    behind = last
    while behind < len(words) and (words[behind] in LEADING_ANSWER or words[behind] in FAILED_AFTER):
        behind += 1
    if behind >= len(words) or words[behind] not in CAME_TO_NOTHING | storage_words().lost:
        return False
    ends = words[behind + 1 : behind + 2]
    return not ends or ends[0] in CLAUSE_END or reading.follows_break(behind + 1)


def _keeping_denied(reading: Reading, mention: Mention, judge: _Judge) -> bool:
    """Whether a denial in the phrase, or close before it, speaks of the keeping ("do not store images", "kept no pictures")."""
    words, lists, first, last = reading.words, storage_words(), mention.first, mention.last
    begin = max(reading.text.rfind("\n", 0, mention.start) + 1, reading.sentences[mention.sentence][0])
    for number in range(max(bisect_left(reading.starts, begin), first - VERB_DENIED_WITHIN), last):
        word = words[number]
        if number < first:
            if word in VERB_DENIALS and ITEM_ENDS.isdisjoint(words[number:first]) and not judge.denies_other(number):
                return True
        elif word in VERB_DENIALS or word == "no":
            told = next((place for place in range(number + 1, last) if words[place] not in ABLE), last)
            if not lists.of_keeping.isdisjoint(words[told : min(last, told + 2)]):
                return words[number - 2 : number] not in (["[", "]"], ["(", ")"])
    return False


def _answered_no(reading: Reading, mention: Mention) -> bool:
    """Whether the phrase is a question or a field, and a "no" alone is its answer ("images archived: No")."""
    words, last = reading.words, mention.last
    if not QUESTIONED.intersection(words[last : last + 1]) or not ANSWERED_NO.intersection(words[last + 1 : last + 2]):
        return False
    behind = last + 2
    if behind >= len(words) or not words[behind][0].isalnum():
        return True
    gap = reading.text[reading.ends[last + 1] : reading.starts[behind]]
    return "\n" in gap or "  " in gap or "\t" in gap


def assertions(text: str, spans: Sequence[tuple[int, int]]) -> list[Assertion]:
    """Return one word for each span of `text`.

    Args:
        text: A report, or any part of one.
        spans: Character offsets (start, end), end exclusive. A span that is, or lies inside, a mention of a structure
            or an act is judged as such; any other as a finding.

    Raises:
        InputError: A span is empty or lies outside of the text.
    """
    from assistant.language.pipeline import read_report  # the pipeline's components import this module

    reading = read_report(text)
    everything = [*reading.mentions, *reading.context]
    judge = _Judge(reading, everything)
    return [_assertion_of_span(judge, everything, start, end) for start, end in spans]


def _assertion_of_span(judge: _Judge, mentions: list[Mention], start: int, end: int) -> Assertion:
    reading = judge.reading
    if not 0 <= start < end <= len(reading.text):
        raise InputError(f"span {start}-{end} lies outside of the text (0-{len(reading.text)}) or is empty")
    around = [m for m in mentions if m.start <= start and end <= m.end and m.concept.label not in LOOSE]
    same = [m for m in mentions if m.start == start and m.end == end]
    if around and not any(m.concept.label == "FINDING" for m in same):
        return min(around, key=lambda mention: mention.end - mention.start).assertion
    first = reading.token_at(start)
    last = max(first + 1, bisect_left(reading.starts, end))
    sentence, section = reading.sentence_at(start), reading.section_at(start)
    by_cue = judge.by_cue("finding", first, last, sentence, section)
    return by_cue or judge.by_place("finding", first, last, sentence, section)


class _Judge:
    """Holds the scopes of one reading's cues by sentence and kind, and what each section says by itself."""

    def __init__(self, reading: Reading, mentions: list[Mention]) -> None:
        self.reading = reading
        self.book = cue_book()
        self.mentions = mentions
        self.traits = _traits_of(mentions)
        self.kinds = self._kinds()
        self.places: dict[tuple[int, Kind], Assertion] = {}
        self._told_now: dict[tuple[Assertion, int], bool] = {}  # by what a section says, and sentence
        self._carried: dict[int, int] = {}  # where the results begin that were carried up to a token
        self._labelled: dict[int, int] = {}  # by sentence, up to which token its labels were judged
        self.scopes = self._scopes()
        self.longest = max((scope[1] - scope[0] for row in self.scopes.values() for scope in row), default=0)

    def _kinds(self) -> list[Kind]:
        """Return the kind of each mention: a vessel's word may stand for a finding, those of an act may be a result."""
        words, book = self.reading.words, self.book
        kinds: list[Kind] = []
        for mention, traits in zip(self.mentions, self.traits, strict=True):
            kind = traits.kind
            if traits.may_be_finding:
                if words[mention.first] in book.findings:
                    kind = "finding"
            elif (
                traits.may_be_result
                and words[mention.first] in book.result_openings
                and " ".join(words[mention.first : mention.last]) in book.results
            ):
                kind = "result"
            kinds.append(kind)
        return kinds

    def by_words(self, mention: Mention, kind: Kind, traits: _Traits) -> Assertion | None:
        """Return what cues, an empty box or a date say of a mention; None where only its section is left to say it."""
        words, first, last = self.reading.words, mention.first, mention.last
        if traits.storage and words[first] in DENIALS:
            first += 1  # "no images were saved" is one mention: the denial speaks of the rest of it
        said = self.by_cue(kind, first, last, mention.sentence, mention.section)
        if self.reading.unticked and is_unticked(self.reading, mention.start):
            said = "negated"
        if said == "negated":
            if kind != "structure" and _measured_item(words, first, last):
                said = None  # "no regurgitation, mean gradient 3": what is measured is there
            elif traits.denies_itself and not _denied_before(words, first):
                said = None  # "by feel, probe not used": what is denied is the imaging, and these words say so themselves
        if said is None and traits.dated and (self.dated_earlier(mention) or self.tells_results(mention)):
            said = "historical"
        if traits.storage and said == "historical" and "chart" in words[first:last]:
            said = None  # "filed in the chart" tells where today's image is, not that a finding is an old one
        return said

    def by_cue(self, kind: Kind, first: int, last: int, sentence: int, section: int) -> Assertion | None:
        """Return what the sentence's cues say of the tokens `first` to `last` (exclusive), or None."""
        found: Assertion | None = None
        strength = 0
        row = self.scopes.get((sentence, kind), ())
        begin = bisect_left(row, first - self.longest, key=FIRST) if len(row) > FEW else 0
        for at in range(begin, len(row)):  # most end soon: no copy of what is left
            opens, closes, forward, group = row[at]
            if opens >= last:
                break
            if (
                opens <= (first if forward else last - 1) <= closes
                and STRENGTH[group.says] > strength
                and self._fits(kind, forward, group, first, last, section)
            ):
                found = group.says
                strength = STRENGTH[found]
        return found

    def tokens_of(self, sentence: int) -> tuple[int, int]:
        """Return the tokens of a sentence, end exclusive; those of the whole text where there is no such sentence."""
        reading = self.reading
        if sentence >= len(reading.sentences):
            return 0, len(reading.words)
        start, end = reading.sentences[sentence]
        return bisect_left(reading.starts, start), bisect_left(reading.starts, end)

    def _scopes(self) -> Scopes:
        """Return the scopes of all cues by sentence and kind."""
        reading, words = self.reading, self.reading.words
        found: Scopes = defaultdict(list)
        sentence, begin, end = -1, 0, 0
        for pattern, first, last in reading.found(cue_phrases()):
            groups = self.book.groups[pattern]
            if not groups:
                continue
            if reading.unticked and is_unticked(reading, reading.starts[first]):
                continue
            if first > 1 and words[first - 1] == "]" and words[first - 2] == "[":
                continue  # an empty box
            if first >= end:
                sentence = reading.sentence_at(reading.starts[first])
                begin, end = self.tokens_of(sentence)
            for group in groups:
                if not _counts(group, reading, first, last, end):
                    continue
                if group.forward:
                    self._add_forward(found, sentence, group, first, last, end)
                if group.backward:
                    self._add_backward(found, sentence, group, first, last, begin)
        for row in found.values():
            if len(row) > 1:
                row.sort(key=FIRST)
        return found

    def _first_item_end(self, last: int, limit: int) -> int:
        """Return where the item ends that a denial opens, if it is a finding: "no effusion, spectral and color used"."""
        words = self.reading.words
        for number in range(last, limit):
            if words[number] == ",":
                return number if number > last else limit
            if number not in self.findings:
                return limit
        return limit

    def _end_of_denied(self, last: int, far: int, end: int) -> int:
        """Return where the list ends that is denied: before an item that tells by itself that it is there, up to `far`.

        It opens or closes with a degree or size ("no AI, trace MR, TR mild"), or names a structure and its value ("no AI,
        MV E/A 1"). Where a list goes on with "or", or a number is a limit, all of it is denied.
        """
        words, book = self.reading.words, self.book
        commas = [number for number in range(last, far) if words[number] == ","]
        if not commas:
            return far
        close = next((number for number in range(far, end) if words[number] in CLAUSE_CLOSES), end)
        for comma, following in zip(commas, [*commas[1:], far], strict=True):
            item = words[comma + 1 : following]
            if not item or not book.listed_on.isdisjoint(words[comma:close]):
                continue
            if _is_size(item[:2]) or (len(item) > 1 and (self._graded(comma + 1) or self._graded(following - 1))):
                return comma
            if comma + 1 in self.structures and any(word[0].isdigit() for word in item):
                return comma
        return far

    def _graded(self, number: int) -> bool:
        """Whether a token is a degree; TR in capitals is a leak."""
        written = self.reading.text[self.reading.starts[number] : self.reading.ends[number]]
        return self.reading.words[number] in self.book.graded and (self.reading.one_case or written not in LEAKS)

    def _add_forward(self, found: Scopes, sentence: int, group: Group, first: int, last: int, end: int) -> None:
        """Add the scopes ahead of a cue. "Status post" may be part of a mention, "no" is not: "no clot" is affirmed."""
        words, stops, walls = self.reading.words, group.stops, self.walls if group.mentions else NOWHERE
        near = first if group.says == "historical" else last
        limit = stop = max(last, min(end, last + group.longest))
        for number, word in enumerate(words[last:limit], last):
            if word in stops or number in walls:
                stop = number
                break
            if word in BRACKETS and words[last:number].count(BRACKETS[word]) <= words[last:number].count(word):
                stop = number
                break  # the bracket in which the cue stands ends here
        for kind, reach in group.reach:
            far = min(stop, last + reach)
            if kind == "finding" and group.says == "negated":
                far = self._end_of_denied(last, far, end)
            if kind == "act" and group.says == "negated":
                far = min(far, self._first_item_end(last, limit))
            found[sentence, kind].append((near, far - 1, True, group))

    def _add_backward(self, found: Scopes, sentence: int, group: Group, first: int, last: int, begin: int) -> None:
        """Add the scopes behind a cue. The cue's own words are part of them: "images were not saved" is one mention.

        A cue whose cell of a table has a subject of its own does not speak of the cells before it.
        """
        reading, words, near = self.reading, self.reading.words, first - 1
        while near >= begin and (words[near] in AUXILIARIES or (words[near] == ":" and near == first - 1)):
            near -= 1
        if group.elided and near >= begin and words[near] in ELIDED_AFTER:
            # "the right arm carries a pacemaker and was not examined": the subject opens the clause
            before = bisect_left(self.sentence_stops, near) - 1
            start = max(begin, self.sentence_stops[before] + 1 if before >= 0 else 0)
            subject_end = min(near, start + SUBJECT_LENGTH) - 1
            for kind, _ in group.reach:
                found[sentence, kind] += [(start, subject_end, False, group), (first, last - 1, False, group)]
            return
        stops, walls = group.stops, self.walls if group.mentions else NOWHERE
        limit = max(begin, near + 1 - group.longest)
        stop = near
        open_brackets = 0
        while stop >= limit and (word := words[stop]) not in stops and stop not in walls:
            if word in BRACKETS:
                open_brackets += 1
            elif word in OPENING:
                if not open_brackets:
                    break  # "US (renal Doppler cancelled)": the bracket in which the cue stands begins here
                open_brackets -= 1
            if group.units and word[0].isdigit():
                break
            if stop < near and reading.starts[stop + 1] - reading.ends[stop] > 2:
                in_cell = words[stop + 1 : first]
                if "\n" not in reading.text[reading.ends[stop] : reading.starts[stop + 1]] and any(map(str.isalnum, in_cell)):
                    break
            stop -= 1
        for kind, reach in group.reach:
            far = max(stop, near - reach) + 1
            found[sentence, kind].append((far, last - 1, False, group))

    def denies_other(self, number: int) -> bool:
        """Whether a denial has a target of its own at once: a finding ("no clot images saved"), or a look ("not scanned")."""
        words = self.reading.words
        following = words[number + 1] if number + 1 < len(words) else ""
        if words[number] in VERB_DENIALS:
            return following in self.looks
        return words[number] in DENIALS and not self.findings.isdisjoint(range(number + 1, number + 1 + DENIED_WITHIN))

    @cached_property
    def findings(self) -> set[int]:
        """The tokens of findings."""
        return self._tokens_where("finding")

    @cached_property
    def structures(self) -> set[int]:
        """The tokens of structures."""
        return self._tokens_where("structure")

    @cached_property
    def walls(self) -> set[int]:
        """The tokens of techniques, findings and procedures: no cue looks past them for a structure."""
        return self._tokens_where("wall") - self._tokens_where("structure")

    def _tokens_where(self, trait: str) -> set[int]:
        told = [*map(attrgetter(trait), self.traits)]
        return {token for mention in compress(self.mentions, told) for token in range(mention.first, mention.last)}

    @cached_property
    def sentence_stops(self) -> list[int]:
        """The tokens that end a sentence or a clause."""
        return self.reading.places(SENTENCE_STOPS)

    @cached_property
    def looks(self) -> frozenset[str]:
        """The verbs of looking and finding, none of which is one of keeping."""
        lists = storage_words()
        return self.book.told_on.verbs - AUXILIARIES - lists.firm - lists.soft - lists.moving - lists.paper_verbs

    def by_place(self, kind: Kind, first: int, last: int, sentence: int, section: int) -> Assertion:
        """Return what the section says of tokens of which the sentence's cues say nothing."""
        key = (section, kind)
        place = self.places.get(key)
        if place is None:
            place = self.places[key] = self._by_section(section, kind)
        if place == "affirmed" or self._overruled(place, sentence) or self._beside_consent(section, sentence):
            return "historical" if kind == "finding" and self._is_known_problem(first, last, sentence) else "affirmed"
        return place

    def _fits(self, kind: Kind, forward: bool, group: Group, first: int, last: int, section: int) -> bool:
        """Whether the words around a target, and its section, let a cue's scope include it."""
        words = self.reading.words
        if group.not_in and kind == "structure" and self.reading.sections[section].kind in group.not_in:
            return False
        if group.closing and not self._closed(last, group.closing):
            return False
        if group.barred and last < len(words) and words[last] in group.barred:
            return False
        if kind == "structure" and not forward:
            return self.book.boundaries.isdisjoint(words[max(0, first - 2) : first])
        return True

    def _closed(self, last: int, closing: frozenset[str]) -> bool:
        """Whether a target is followed by one of the words; what they lead to is no date, and not today."""
        words = self.reading.words
        following = words[last : last + 3]
        while following and (following[0] in AUXILIARIES or following[0] in PICTURES):
            following = following[1:]
        led_to = following[1] if len(following) > 1 else ""
        return bool(following) and following[0] in closing and not led_to[:1].isdigit() and led_to not in self.book.current

    def _by_section(self, index: int, kind: Kind) -> Assertion:
        """Return what a section says of everything of a kind that stands in it without a cue."""
        reading, book = self.reading, self.book
        section = reading.sections[index]
        heading = section.title.lower()
        if index in reading.boilerplate_sections:
            return "conditional"
        if heading in book.past_headings or (section.kind == "comparison" and kind != "finding"):
            return "historical"
        if kind == "finding":
            return "affirmed"
        if heading in book.order_headings or (kind == "act" and heading in book.consent_headings):
            return "planned"
        if section.kind == "recommendation":
            mixed = heading in book.mixed_plan_headings
            return "planned" if not mixed or (kind == "act" and reading.nature == "visit") else "affirmed"
        if reading.nature == "visit" and kind == "act":
            quoted = section.kind in ("history", "other") or index in reading.quoted_sections
            return "historical" if quoted else "affirmed"
        return "affirmed"

    def _overruled(self, place: Assertion, sentence: int) -> bool:
        """Whether a sentence says that something was done now, though its section is about plans or the past."""
        told = self._told_now.get((place, sentence))
        if told is None:
            now: frozenset[str] = frozenset()
            if place == "planned":
                now = self.book.done
            elif place == "historical" and self.reading.nature == "visit":
                now = self.book.today
            first, last = self.tokens_of(sentence)
            told = self._told_now[place, sentence] = not now.isdisjoint(self.reading.words[first:last])
        return told

    def _beside_consent(self, section: int, sentence: int) -> bool:
        """Whether a sentence below a heading of consent does not tell what was consented to: it is not the first, or no name alone."""
        reading, book = self.reading, self.book
        if reading.sections[section].title.lower() not in book.consent_headings:
            return False
        begin = reading.sections[section].start + len(reading.sections[section].title)
        told = reading.text[begin : reading.sections[section].end]
        below = begin + len(told) - len(told.lstrip(" \t\n:-*"))
        _, last = self.tokens_of(sentence)
        words = reading.words[reading.token_at(below) : last]
        return sentence != reading.sentence_at(below) or not book.told_of_consent.isdisjoint(words)

    def _is_known_problem(self, first: int, last: int, sentence: int) -> bool:
        """Whether the tokens are a chronic disease alone in its line: an item of the list of known problems."""
        words = self.reading.words
        if words[first] not in self.book.chronic_openings or " ".join(words[first:last]) not in self.book.chronic:
            return False
        begin, end = self.tokens_of(sentence)
        return not any(words[token].isalpha() for token in chain(range(begin, first), range(last, end)))

    def dated_earlier(self, act: Mention) -> bool:
        """Whether an earlier date or day follows an act: "duplex of 2/19/2026", "filter placed in 2024", "echo from last week"."""
        reading = self.reading
        if act.zone == "title":
            return False
        if self._under_earlier_date(act):
            return True
        if act.concept.label == "MODALITY" and (
            is_earlier(date_before(reading.text, act.start), self.own_date) or EARLIER_DAY.match(reading.text, act.end)
        ):
            return True
        number = act.last
        for word in reading.words[act.last : act.last + DATE_WITHIN]:
            if word in self.date_stops:
                return False
            if word[0].isdigit() or word[:3] in MONTHS:
                date = date_at(reading.text, reading.starts[number])
                if date is not None:
                    return date.before(own) if (own := self.own_date()) else act.zone in PAST_ZONES
            number += 1
        return False

    @cached_property
    def date_stops(self) -> frozenset[str]:
        """The words beyond which a date does not speak of an act before them."""
        return self.book.asked | CLAUSE_END - {","}

    def _under_earlier_date(self, act: Mention) -> bool:
        """Whether the sentence opens with an earlier date as its rubric: "Stage 1 (7-29-2026): venogram, IVUS"."""
        reading, words = self.reading, self.reading.words
        begin = reading.sentences[act.sentence][0] if act.sentence < len(reading.sentences) else 0
        if reading.text.find(":", begin, act.start) < 0:
            return False
        first, _ = self.tokens_of(act.sentence)
        opening = words[first : min(act.first, first + RUBRIC_WITHIN)]
        if ":" not in opening:
            return False
        for number, word in enumerate(opening[: opening.index(":")], first):
            if word[0].isdigit():
                date = date_at(reading.text, reading.starts[number])
                if date is not None and date.day and (own := self.own_date()) and own.day:
                    return date.before(own)
        return False

    def own_date(self) -> Date | None:
        """Return the date of the report, which few texts make anybody ask for."""
        return self._own_date

    @cached_property
    def _own_date(self) -> Date | None:
        return report_date(self.reading.text)

    def tells_results(self, study: Mention) -> bool:
        """Whether a study in an indication has results already: then it is an earlier one, the reason for this one."""
        if study.concept.label != "MODALITY" or study.zone not in PAST_ZONES:
            return False
        begin = self.reading.sections[study.section].start
        same_paragraph = "\n\n" not in self.reading.text[begin : study.start]
        return same_paragraph and self._result_start(study, self.book.reporting) is not None

    def carry_results(self, study: Mention) -> None:
        """Make historical what an earlier study showed: "prior duplex showed thrombus in the ...".

        A treatment has no results that a colon could quote: "1 wk post RFA: CFV, SFJ compress" tells today's.
        """
        study.assertion = "historical"
        treated = not TREATMENTS.isdisjoint(study.concept.groups)
        start = self._result_start(study, self.book.quoting - {":"} if treated else self.book.quoting)
        if start is None:
            return
        end = self._end_of_results(study, start)
        at = bisect_left(self._current, start)
        stop = min(self._current[at], end) if at < len(self._current) else end
        self._carried[stop], stop = min(start, self._carried.get(stop, stop)), self._carried.get(stop, stop)
        for mentions in (self.reading.mentions, self.reading.context):
            begin = bisect_left(mentions, start, key=FIRST_TOKEN)
            for mention in mentions[begin : bisect_left(mentions, stop, key=FIRST_TOKEN)]:
                if mention.assertion == "affirmed":
                    mention.assertion = "historical"

    def _end_of_results(self, study: Mention, start: int) -> int:
        """Return the token at which the results of an earlier study end: with its sentence, or with the line that it labels.

        "TTE (11/11/26, Dr. Low): LVEF 60 %. RV normal. No effusion." is told of that day to the end of the line.
        """
        reading = self.reading
        _, end = self.tokens_of(study.sentence)
        if reading.words[start] != ":" or study.concept.label != "MODALITY" or not self._opens_line(study):
            return end
        line = end_of_line(reading.text, study.end)
        return max(end, bisect_left(reading.starts, line)) if line < len(reading.text.rstrip()) else end

    def _opens_line(self, study: Mention) -> bool:
        """Whether a study opens its line, alone or with its place before it ("Renal ultrasound 6/1: ...")."""
        reading = self.reading
        line = reading.text.rfind("\n", 0, study.start) + 1
        before = reading.words[bisect_left(reading.starts, line) : study.first]
        return len(before) <= NAME_BEFORE and all(word.isalpha() or word in BULLETS for word in before)

    @cached_property
    def _current(self) -> list[int]:
        """The tokens that lead back to this exam."""
        return [token for token, word in enumerate(self.reading.words) if word in self.book.current]

    def carry_name(self, study: Mention) -> None:
        """Make historical what an earlier study or treatment is named by ("right renal scan 2022"), and what else its words mean."""
        if study.concept.label not in NAMED_BY_PLACE:
            return
        edge = study.first
        for mentions in (self.reading.context, self.reading.mentions):
            for number in range(bisect_left(mentions, study.last, key=FIRST_TOKEN) - 1, -1, -1):
                mention = mentions[number]
                if mention.first < edge - LONGEST_NAME:
                    break
                within = study.first <= mention.first and mention.last <= study.last
                around = mention.first <= study.first and mention.last == study.last  # "ocular ultrasound"
                if not within and not around and (mention.last != edge or mention.concept.label not in STRUCTURES):
                    continue
                if mention.assertion == "affirmed" and mention.concept.label != "IMAGE_STORAGE":
                    mention.assertion = "historical"
                edge = edge if around else min(edge, mention.first)
        if ":" not in self.reading.words[max(0, study.first - 2) : study.first]:
            return
        first, _ = self.tokens_of(study.sentence)
        told = self._labelled.get(study.sentence, 0)
        self._labelled[study.sentence] = max(told, study.first)
        first = max(first, told - LONGEST_NAME)
        for mentions in (self.reading.mentions, self.reading.context):  # "left renal artery: duplex of 4/2026 normal"
            begin = bisect_left(mentions, first, key=FIRST_TOKEN)
            for mention in mentions[begin : bisect_left(mentions, study.first, key=FIRST_TOKEN)]:
                label = mention.sentence == study.sentence and mention.last <= study.first
                if label and mention.concept.label in STRUCTURES and mention.assertion == "affirmed":
                    mention.assertion = "historical"

    def _result_start(self, study: Mention, verbs: frozenset[str]) -> int | None:
        """Return the token at which the results of a study begin."""
        words = self.reading.words
        _, end = self.tokens_of(study.sentence)
        begin = study.last
        if words[begin : begin + 1] in (["("], ["["]):  # "TTE (11/11/26, Dr. Low): ...": the bracket says when and by whom
            bracket = words[begin : min(end, begin + RUBRIC_WITHIN)]
            begin += next((number for number, word in enumerate(bracket) if word in BRACKETS), 0)
        return next((i for i in range(study.last, min(end, begin + RESULT_WITHIN)) if words[i] in verbs), None)


def _traits_of(mentions: list[Mention]) -> list[_Traits]:
    known = _traits()
    try:
        return [known[mention.concept.id] for mention in mentions]
    except KeyError:  # a concept that no text has named yet
        known.update((mention.concept.id, _Traits(mention.concept)) for mention in mentions)
        return _traits_of(mentions)


def _measured_item(words: list[str], first: int, last: int) -> bool:
    """Whether a finding or technique opens an item of a list and its size or value follows at once ("no mass, CW 1.8")."""
    if not first or words[first - 1] not in (",", ";"):
        return False
    following = next((word for word in words[last : last + 2] if word not in VALUE_LEADS), "")
    return following[:1].isdigit()


def _is_size(opening: list[str]) -> bool:
    """Whether words open with a number and its unit ("3 mm polyp", "50 % stenosis", "1+ MR")."""
    return opening[0][0].isdigit() and (opening[0].endswith("+") or opening[1:2] in UNITS)


def _counts(group: Group, reading: Reading, first: int, last: int, end: int) -> bool:
    """Whether a phrase is a cue here: where its group wants it, with nothing after it that cancels it."""
    before = reading.words[first - 1 : first]
    if group.final and not _ends_clause(reading, last, end):
        # "Filter? no - a catheter was left": a dash ends the answer to a question
        behind = reading.text[reading.ends[last - 1] : reading.starts[last]].strip()
        if not (group.labelled and before == ["?"] and behind in DASHES):
            return False
    if group.labelled and before not in ([":"], ["?"]):
        return False
    return not group.cancelled or group.cancelled.isdisjoint(reading.words[last : min(end, last + CANCELLED_WITHIN)])


def _ends_clause(reading: Reading, last: int, end: int) -> bool:
    """Whether the token before `last` ends a clause, a table cell or a line."""
    if last >= end or reading.words[last] in CLAUSE_END:
        return True
    gap = reading.text[reading.ends[last - 1] : reading.starts[last]]
    return "\n" in gap or "  " in gap or "\t" in gap
