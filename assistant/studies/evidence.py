"""What a report documents, indexed by concept and group, so that rules can ask for it.

A mention is *done* when it is affirmed of this exam and stands where a report tells what was done: not in the
indication, history, comparison, recommendation, a quoted result or printed boilerplate.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import wraps
from operator import attrgetter
from typing import Any, TypeVar, TypeVarTuple

from assistant.analysis import Finding
from assistant.knowledge.condition_language import ASSERTIONS, INDEXED_ZONES, ZONES
from assistant.language.layout import Mention, Reading
from assistant.language.sections.opening import TELLING
from assistant.studies.statements import Statements

# A row of a form in which nothing is filled in ("DFV  [ ]  [ ]  [ ]"), or a blank before the next field ("RA: ___  AoV: ___").
BLANK_ROW = re.compile(
    r"(?:(?!_[A-Za-z\d])[^\n\[\]]){0,24}(?:[ \t|]*(?:\[[ \t]*\]|_{2,}+))+[ \t|]*(?:\n|$)|[ \t]*:?[ \t]*_{2,}[ \t|,;]+(?=[A-Z][A-Za-z]+[ :])"
)
Given = TypeVarTuple("Given")
Told = TypeVar("Told")
UNGUIDED = "unguided_ultrasound"
NEEDLE_GROUPS = frozenset(
    {
        "biopsy_any",
        "fna",
        "paracentesis_word",
        "thoracentesis_word",
        "joint_injection",
        "tendon_injection",
        "collection_aspiration",
        "cyst_aspiration",
    }
)
INDEX_OF = {"any": "everywhere"} | {zone: zone for zone in INDEXED_ZONES}  # attributes of the evidence
_START = attrgetter("start")
PLACES = ("LATERALITY", "ANATOMY", "VESSEL")
PLACE_WORDS = 4  # which may stand between the ultrasound and its procedure
NOT_DONE_ZONES = frozenset({"indication", "history", "comparison", "recommendation", "signature"})
BLANKED = frozenset({"VESSEL", "ANATOMY"})  # labels of the structures that rows of a form are about
KEPT_ZONES = frozenset({"indication", "recommendation", "signature"})  # where reports also say that images were kept
BODY_ZONES = frozenset({"technique", "findings", "procedure", "impression", "other", "addendum"})


def once(work_out: Callable[[Evidence, *Given], Told]) -> Callable[[Evidence, *Given], Told]:
    """Work out once a report what several rules ask of its evidence; the answer stays with it, and nobody changes it.

    What is given beside the evidence is hashable and stands in its place: it is part of what the answer is kept by.
    """

    @wraps(work_out)
    def kept(evidence: Evidence, *given: *Given) -> Told:
        known = evidence.worked_out
        key = (work_out, *given)
        if key not in known:
            known[key] = work_out(evidence, *given)
        told: Told = known[key]
        return told

    return kept


class GroupIndex:
    """Mentions by the groups of their concepts; `names` are the groups that have any."""

    __slots__ = ("_lists", "_mentions", "names")

    def __init__(self, mentions: list[Mention]) -> None:
        self._mentions = mentions
        lists: dict[str, list[Mention]] = {}
        for mention in mentions:
            for group in mention.concept.groups:
                if group in lists:
                    lists[group].append(mention)
                else:
                    lists[group] = [mention]
        self._lists = lists
        self.names: Set[str] = lists.keys()

    def __contains__(self, group: str) -> bool:
        return group in self.names

    def __iter__(self) -> Iterator[Mention]:
        return iter(self._mentions)

    def get(self, group: str, default: Sequence[Mention] = ()) -> Sequence[Mention]:
        """Return the mentions of a group in the order of the text."""
        return self._lists.get(group, default)


class ZoneIndex(GroupIndex):
    """Mentions of one zone: its names are known at once, the list of a group is made when it is first asked for."""

    __slots__ = ("_everywhere", "_members")

    def __init__(
        self,
        mentions: list[Mention],
        everywhere: GroupIndex,
        inner: ZoneIndex | None = None,
        further: Sequence[Mention] = (),
    ) -> None:
        """Take the mentions, the index of all mentions that they are among, and of a zone that lies within this one.

        `further` are those of this zone that the inner one has not: all, where there is no inner one.
        """
        self._mentions, self._everywhere = mentions, everywhere
        self._lists: dict[str, list[Mention]] = {}
        self._members = frozenset(mentions)
        self.names: set[str] = set(inner.names) if inner else set()
        if named := further if inner else mentions:
            self.names.update(*[mention.concept.groups for mention in named])

    def put(self, group: str, mentions: list[Mention]) -> None:
        """Add a group that is no property of concepts."""
        self._lists[group] = mentions
        self.names.add(group)

    def get(self, group: str, default: Sequence[Mention] = ()) -> Sequence[Mention]:
        """Return the mentions of a group in the order of the text."""
        found = self._lists.get(group)
        if found is None:
            if group not in self.names:
                return default
            members = self._members
            found = self._lists[group] = [one for one in self._everywhere.get(group) if one in members]
        return found


class Evidence:
    """The mentions of one report, by group and by what they are evidence of.

    `start` and `end` are the characters of the part of a text that the report is; `mentions` are those of this part,
    None stands for all of the text; `left_out` are stretches of which none counts. `findings` are those of the whole text.
    """

    __slots__ = (
        "_sentences", "answers", "body", "done", "end", "everywhere", "findings", "not_seen", "reading", "ruled_out", "start",
        "statements", "title", "told", "worked_out",
    )  # fmt: skip

    def __init__(
        self,
        reading: Reading,
        start: int = 0,
        end: int | None = None,
        mentions: Iterable[Mention] | None = None,
        left_out: Sequence[tuple[int, int]] = (),
        findings: Iterable[Finding] = (),
    ) -> None:
        self.reading = reading
        self._sentences: dict[tuple[str, str], set[int]] = {}
        self.answers: dict[str, bool] = {}  # what named conditions have answered
        self.worked_out: dict[object, Any] = {}  # what `once` keeps
        self.start, self.end = start, len(reading.text) if end is None else end
        everywhere = [*reading.mentions, *reading.context] if mentions is None else list(mentions)
        findings = [found for found in findings if start <= found.evidence[0].start < self.end]
        if left_out:
            everywhere = [m for m in everywhere if not _within(left_out, m.start)]
            findings = [found for found in findings if not _within(left_out, found.evidence[0].start)]
        self.statements = Statements(findings)
        self.everywhere = GroupIndex(everywhere)
        self._sort(everywhere)
        self._index_unguided()

    def _sort(self, mentions: list[Mention]) -> None:
        """Index the mentions by what they are evidence of."""
        reading = self.reading
        text, boilerplate, blanks = reading.text, reading.boilerplate_sections, reading.blanks
        heads = headlines(reading)
        has_findings = any(section.kind in ("findings", "procedure") for section in reading.sections)
        done: list[Mention] = []
        body: list[Mention] = []
        titled: list[Mention] = []  # done, and of no body
        unfound: list[Mention] = []  # of the body, and no findings
        title: list[Mention] = []
        found: list[Mention] = []
        told: list[Mention] = []
        not_seen: list[Mention] = []
        ruled_out: list[Mention] = []
        for mention in mentions:
            if mention.quoted or (boilerplate and mention.section in boilerplate):
                continue
            if blanks and mention.concept.label in BLANKED and BLANK_ROW.match(text, mention.end):
                continue
            zone = mention.zone
            if (assertion := mention.assertion) != "affirmed":
                if assertion == "not_visualized" and zone not in NOT_DONE_ZONES:
                    not_seen.append(mention)
                elif assertion == "negated" and zone in BODY_ZONES and _ruled_out(reading, mention):
                    ruled_out.append(mention)  # "no regurgitation": the valve was looked at
                elif assertion == "planned" and zone == "title":
                    title.append(mention)  # "exam ordered: ..." is a title like any other
            elif zone in NOT_DONE_ZONES and not (zone in KEPT_ZONES and mention.concept.label == "IMAGE_STORAGE"):
                told.append(mention)
            elif zone == "title":
                done.append(mention)
                title.append(mention)
                if self._opens_paragraph(mention):
                    body.append(mention)
                    unfound.append(mention)
                else:
                    titled.append(mention)
            else:
                done.append(mention)
                body.append(mention)
                if heads and _within(heads, mention.start):
                    title.append(mention)
                (unfound if has_findings and zone == "technique" else found).append(mention)
        everywhere = self.everywhere
        self.findings = ZoneIndex(found, everywhere)
        self.body = ZoneIndex(body, everywhere, self.findings, unfound)
        self.done = ZoneIndex(done, everywhere, self.body, titled)
        self.title, self.told, self.not_seen, self.ruled_out = (
            ZoneIndex(some, everywhere) for some in (title, told, not_seen, ruled_out)
        )

    def _opens_paragraph(self, mention: Mention) -> bool:
        """Whether the title is the opening of a note in one paragraph, so that it tells what was done like the rest."""
        section, text = self.reading.sections[mention.section], self.reading.text
        return (
            not section.title
            and section.end < len(text)
            and "\n" not in text[section.start : section.end + 1].strip(" ")
        )

    def _index_unguided(self) -> None:
        """Index the ultrasound words that are no part of a guidance phrase or procedure ("ultrasound-guided biopsy").

        A procedure that follows the word at once, or behind no more than its place, is guided by it: "US breast biopsy",
        "US right breast cyst aspiration".
        """
        if "us" not in self.everywhere:
            return
        guided = {
            token
            for group in ("guidance_word", "real_time_guidance", "PROCEDURE")
            for mention in self.everywhere.get(group)
            for token in range(mention.first, mention.last)
        }
        after = {m.first for m in self.everywhere.get("PROCEDURE") if not NEEDLE_GROUPS.isdisjoint(m.concept.groups)}
        places = {m.last: m.first for label in PLACES for m in self.everywhere.get(label)} if after else {}
        for procedure in tuple(after):
            first = procedure
            while first in places and procedure - first <= PLACE_WORDS:
                first = places[first]
                after.add(first)
        unguided = {
            m for m in self.everywhere.get("us") if m.last not in after and guided.isdisjoint(range(m.first, m.last))
        }
        for index in (self.done, self.body, self.title, self.findings) if unguided else ():
            if words := [m for m in index.get("us") if m in unguided]:
                index.put(UNGUIDED, words)

    def index(self, zone: str) -> GroupIndex:
        """Return the index that a condition's `@zone` names."""
        found: GroupIndex = getattr(self, INDEX_OF[zone])
        return found

    def select(self, group: str, zone: str) -> Sequence[Mention]:
        """Return the mentions of a group in a zone; further zones are assertions and section kinds."""
        if zone in ZONES:
            return self.index(zone).get(group)
        everywhere = self.everywhere.get(group)
        if zone in ASSERTIONS:
            return [mention for mention in everywhere if mention.assertion == zone]
        return [mention for mention in everywhere if mention.zone == zone and mention.assertion == "affirmed"]

    def in_one_clause(self, first: str, second: str, zone: str = "done") -> bool:
        """Return whether done mentions of both groups stand in one sentence with nothing between that begins another clause."""
        words = self.reading.words
        pairs = (
            (a, b)
            for a in self.index(zone).get(first)
            for b in self.index(zone).get(second)
            if a.sentence == b.sentence
        )
        return any(CLAUSE_MARKS.isdisjoint(words[min(a.last, b.last) : max(a.first, b.first)]) for a, b in pairs)

    @once
    def _by_sentence(self, group: str, zone: str) -> dict[int, list[Mention]]:
        found: dict[int, list[Mention]] = {}
        for mention in self.index(zone).get(group):
            found.setdefault(mention.sentence, []).append(mention)
        return found

    @once
    def _by_start(self, group: str, zone: str) -> tuple[list[int], list[Mention]]:
        mentions = sorted(self.index(zone).get(group), key=_START)
        return [mention.start for mention in mentions], mentions

    def in_sentence(self, sentence: int, group: str, zone: str = "done") -> Sequence[Mention]:
        """Return the mentions of a group in one sentence."""
        return self._by_sentence(group, zone).get(sentence, ()) if group in self.index(zone).names else ()

    def between(self, start: int, end: int, group: str, zone: str = "done") -> Sequence[Mention]:
        """Return the mentions of a group that begin from one character on and before another, in the order of the text."""
        if group not in self.index(zone).names:
            return ()
        starts, mentions = self._by_start(group, zone)
        return mentions[bisect_left(starts, start) : bisect_left(starts, end)]

    def from_on(self, start: int, group: str, zone: str = "done") -> Iterator[Mention]:
        """Yield the mentions of a group that begin from a character on, in the order of the text."""
        starts, mentions = self._by_start(group, zone)
        return (mentions[at] for at in range(bisect_left(starts, start), len(mentions)))

    def in_one_sentence(self, first: str, second: str, zone: str = "done") -> bool:
        """Return whether mentions of both groups stand in one sentence of a zone."""
        return not self.sentences(first, zone).isdisjoint(self.sentences(second, zone))

    def sentences(self, group: str, zone: str = "done") -> set[int]:
        """Return the sentences that hold a done mention of the group; `zone` "body" leaves the titles out."""
        found = self._sentences.get((group, zone))
        if found is None:
            found = self._sentences[group, zone] = {mention.sentence for mention in self.index(zone).get(group)}
        return found


HEADLINE = re.compile(r"[^.:;\n]*(?:ultrasound|sono|echo|doppler|duplex|scan\b)[^.:;\n]*", re.IGNORECASE)
LONGEST_HEADLINE = 90
LETTERHEAD = 10  # lines at most


def headlines(reading: Reading) -> list[tuple[int, int]]:
    """Return the lines below a letterhead that name the study ("CITY HOSPITAL", then "VENOUS DUPLEX BOTH LEGS").

    The title of a report is its first line or what stands under a heading; a hospital's own lines push it down.
    """
    opening = next((section for section in reading.sections[:2] if section.kind == "other"), None)
    if opening is None or opening.title or "\n" not in reading.text[opening.start : opening.end].strip():
        return []
    found, start = [], opening.start
    for line in reading.text[opening.start : opening.end].split("\n")[:LETTERHEAD]:
        if len(line) <= LONGEST_HEADLINE and HEADLINE.fullmatch(line) and TELLING.isdisjoint(line.lower().split()):
            found.append((start, start + len(line)))
        start += len(line) + 1
    return found


CLAUSE_MARKS = frozenset([",", ";", ":", "and", "with", "then"])
DENIALS = frozenset({"no", "without", "nor", "neither", "absence", "absent", "negative", "denies"})
DENIAL_WITHIN = 8


def _within(stretches: Sequence[tuple[int, int]], offset: int) -> bool:
    """Whether a character stands in one of the stretches (end exclusive), which are apart and in the order of the text."""
    number = bisect_right(stretches, (offset, sys.maxsize)) - 1
    return number >= 0 and offset < stretches[number][1]


def _ruled_out(reading: Reading, mention: Mention) -> bool:
    """Whether a denial stands before a finding ("no AI"); words after it may say that it was not looked for."""
    if mention.concept.label != "FINDING":
        return False
    first = max(reading.first_of_sentence(mention.sentence), mention.first - DENIAL_WITHIN)
    return not DENIALS.isdisjoint(reading.words[first : mention.first])


def share_out(reading: Reading, parts: Sequence[tuple[int, int]]) -> list[list[Mention]]:
    """Return the mentions of each part (start, end) of a text; a phrase on kept images may belong to all of them."""
    mentions = [*reading.mentions, *reading.context]
    if len(parts) == 1:
        return [mentions]
    starts = [start for start, _ in parts]
    shares: list[list[Mention]] = [[] for _ in parts]
    for mention in mentions:
        number = bisect_right(starts, mention.start) - 1
        if _of_all_parts(reading, mention):
            for share in shares:
                share.append(mention)
        elif mention.end <= parts[number][1]:
            shares[number].append(mention)
    return shares


def _of_all_parts(reading: Reading, mention: Mention) -> bool:
    """Whether a phrase on kept images speaks of all reports of the text ("separate sheets, both archived")."""
    return mention.concept.label == "IMAGE_STORAGE" and reading.words[mention.first] in ("both", "all", "everything")
