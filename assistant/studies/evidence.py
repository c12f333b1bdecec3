"""What a report documents, indexed by concept and group, so that rules can ask for it.

A mention is *done* when it is affirmed of this exam and stands where a report tells what was done: not in the
indication, history, comparison, recommendation, a quoted result or printed boilerplate.
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.language.layout import Mention, Reading

UNGUIDED = "unguided_ultrasound"
NOT_DONE_ZONES = frozenset({"indication", "history", "comparison", "recommendation", "signature"})
KEPT_ZONES = frozenset({"indication", "recommendation", "signature"})  # where reports also say that images were kept
BODY_ZONES = frozenset({"technique", "findings", "procedure", "impression", "other", "addendum"})


class Evidence:
    """The mentions of one report (or of one part of it), by group and by what they are evidence of."""

    __slots__ = ("reading", "start", "end", "done", "body", "title", "findings", "everywhere", "told", "not_seen", "ruled_out", "_sentences")

    def __init__(self, reading: Reading, start: int = 0, end: int | None = None) -> None:
        self.reading = reading
        self.done: dict[str, list[Mention]] = {}
        self.body: dict[str, list[Mention]] = {}
        self.title: dict[str, list[Mention]] = {}
        self.findings: dict[str, list[Mention]] = {}
        self.everywhere: dict[str, list[Mention]] = {}
        self.told: dict[str, list[Mention]] = {}
        self.not_seen: dict[str, list[Mention]] = {}
        self.ruled_out: dict[str, list[Mention]] = {}
        self._sentences: dict[tuple[str, str], set[int]] = {}
        limit = len(reading.text) if end is None else end
        self.start, self.end = start, limit
        boilerplate = reading.boilerplate_sections
        has_findings = any(section.kind in ("findings", "procedure") for section in reading.sections)
        for mention in (*reading.mentions, *reading.context):
            if mention.start < start or mention.end > limit:
                continue
            groups = mention.concept.groups
            _add(self.everywhere, groups, mention)
            zone = mention.zone
            if mention.section in boilerplate or mention.quoted:
                continue
            if mention.assertion == "not_visualized" and zone not in NOT_DONE_ZONES:
                _add(self.not_seen, groups, mention)
            if mention.assertion == "negated" and zone in BODY_ZONES and _ruled_out(reading, mention):
                _add(self.ruled_out, groups, mention)  # "no regurgitation": the valve was looked at
            if zone == "title" and mention.assertion == "planned":
                _add(self.title, groups, mention)  # "exam ordered: ..." is a title like any other
            if mention.assertion != "affirmed":
                continue
            if zone in NOT_DONE_ZONES and not (zone in KEPT_ZONES and mention.concept.label == "IMAGE_STORAGE"):
                _add(self.told, groups, mention)
                continue
            _add(self.done, groups, mention)
            if zone == "title":
                _add(self.title, groups, mention)
            else:
                _add(self.body, groups, mention)
                if not (zone == "technique" and has_findings):
                    _add(self.findings, groups, mention)
        self._index_unguided()

    def _index_unguided(self) -> None:
        """Index the ultrasound words that are no part of a guidance phrase or procedure ("ultrasound-guided biopsy")."""
        guided = [
            (mention.start, mention.end)
            for group in ("guidance_word", "real_time_guidance", "PROCEDURE")
            for mention in self.everywhere.get(group, ())
        ]
        for index in (self.done, self.body, self.title, self.findings):
            words = [m for m in index.get("us", ()) if not any(start < m.end and m.start < end for start, end in guided)]
            if words:
                index[UNGUIDED] = words

    def index(self, zone: str) -> dict[str, list[Mention]]:
        """Return the index that a condition's `@zone` names."""
        if zone == "any":
            return self.everywhere
        if zone in ("done", "body", "title", "findings", "told", "not_seen"):
            found: dict[str, list[Mention]] = getattr(self, zone)
            return found
        raise KeyError(zone)

    def select(self, group: str, zone: str) -> list[Mention]:
        """Return the mentions of a group in a zone; further zones are assertions and section kinds."""
        if zone in ZONES:
            return self.index(zone).get(group, [])
        everywhere = self.everywhere.get(group, [])
        if zone in ASSERTIONS:
            return [mention for mention in everywhere if mention.assertion == zone]
        return [mention for mention in everywhere if mention.zone == zone and mention.assertion == "affirmed"]

    def sentences(self, group: str, zone: str = "done") -> set[int]:
        """Return the sentences that hold a done mention of the group; `zone` "body" leaves the titles out."""
        found = self._sentences.get((group, zone))
        if found is None:
            found = {mention.sentence for mention in self.index(zone).get(group, ())}
            self._sentences[group, zone] = found
        return found


ZONES = frozenset({"any", "done", "body", "title", "findings", "told", "not_seen"})
ASSERTIONS = frozenset({"negated", "historical", "planned", "conditional", "not_visualized"})
DENIALS = frozenset({"no", "without", "nor", "neither", "absence", "absent", "negative", "denies"})
DENIAL_WITHIN = 8
SECTION_ZONES = frozenset(
    {"indication", "history", "technique", "comparison", "procedure", "impression", "recommendation", "addendum", "other"}
)


def _ruled_out(reading: Reading, mention: Mention) -> bool:
    """Whether a denial stands before a finding ("no AI"); words after it may say that it was not looked for."""
    if mention.concept.label != "FINDING":
        return False
    start, _ = reading.sentences[mention.sentence]
    first = max(reading.token_at(start), mention.first - DENIAL_WITHIN)
    return not DENIALS.isdisjoint(reading.words[first : mention.first])


def _add(index: dict[str, list[Mention]], groups: Iterable[str], mention: Mention) -> None:
    for group in groups:
        found = index.get(group)
        if found is None:
            index[group] = [mention]
        else:
            found.append(mention)
