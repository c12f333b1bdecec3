"""Finds the mentions of a report: words that name a concept of the lexicon.

Two books of the shelf are asked: one of the labelled kinds, one of findings, procedures, devices, agents
and acts. A form with several readings ("common femoral", "PV") takes the one that the noun of its list, its sentence,
its section or the report's other words support.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Set as AbstractSet
from itertools import pairwise

from assistant.analysis import Side
from assistant.language.courses import fill_courses
from assistant.language.layout import Mention, Reading, end_of_line
from assistant.language.vocabulary import Candidate, Layer, Vocabulary, vocabulary

VENOUS_WORDS = frozenset({"phasicity", "augmentation", "compression", "noncompressible", "reflux"})
LIST_WORDS = frozenset([
    ",", "and", "or", "/", "&", "the", "mid", "proximal", "distal", "prox", "dist", "upper", "lower", "both",
    "paired", "right", "left", "r", "l", "rt", "lt", "to", "through", "with",
])  # fmt: skip
PAIRING = (["and"], ["&"], ["/"])
STRUCTURES = frozenset({"ANATOMY", "VESSEL"})

# "Spot marked with us": what an eye or a machine does, not company.
DONE_BY_LOOKING = frozenset(["marked", "localized", "localised", "guided", "visualized", "visualised"])
# "us" after one of these is the pronoun, else a hasty writer's ultrasound.
GOVERN_A_PRONOUN = frozenset([
    "to", "for", "with", "by", "of", "from", "than", "between", "let", "lets", "letting", "tell", "tells", "told", "ask", "asks",
    "asked", "asking", "give", "gives", "gave", "given", "call", "calls", "called", "ring", "rang", "page", "paged", "meet", "met",
    "send", "sends", "sent", "show", "shows", "showed", "assure", "assured", "inform", "informed", "notify", "notified", "contact",
    "contacted", "help", "helps", "helped", "allow", "allows", "allowed", "join", "joined", "made", "leaves", "among", "about",
    "consult", "consulted", "both", "remind", "reminded", "visit", "visited", "transferred", "referred", "texted", "text",
])  # fmt: skip
# Letters that hasty notes write small count where the report speaks of their region, unless they are a word of their own.
WRITTEN_SMALL = frozenset({"ANATOMY", "VESSEL", "FINDING"})
ALSO_A_WORD = frozenset([
    "per", "et", "em", "lo", "li", "uo", "ui", "as", "am", "sam", "bas", "ha", "om", "ua", "pe", "le", "ue", "do", "ti", "ts", "tips",
    "fast", "ice", "sis", "pi", "hl",
])  # fmt: skip
LEFT_VERB_AFTER = frozenset([
    "the", "in", "at", "for", "to", "alone", "open", "against", "untreated", "behind", "over", "handed",
    "intact", "unchanged", "a", "an", "without",
])  # fmt: skip
LEFT_VERB_BEFORE = frozenset([
    "was", "were", "be", "being", "has", "had", "have", "he", "she", "they", "patient", "pt", "been", "nothing",
])  # fmt: skip
LEFT_NOUN_BEFORE = frozenset(["the", "on", "and", "to", "from"])  # "on the left the same list", "the left alone"
TOLD_WITH_SIDE = frozenset({"PROCEDURE", "FINDING", "DEVICE"})  # "L pigtail", "R thora", "PSA R", "effusion L"
LISTED_AGAIN = "same"  # "L same list"
RIGHT_OTHER_AFTER = frozenset(["up", "down", "across", "behind", "under", "over", "away", "now", "after", "before", "handed", "angle", "angles", "angled", "click"])
SIDE_PUNCTUATION = frozenset([":", "(", ">", "<", "=", "/", ")", "-", "–", "|", ";", ","])
SIDE_LETTERS = frozenset(["r", "l", "b", "bl"])
MANY_A_SIDE = frozenset({"nerve", "tendon_any", "muscle_any", "node", "ligament_any", "small_joint"})
COUNTING_SIDES = frozenset({"both", "either", "each"})
# The letters of two values, one a side: "MCA R 92 L 88".
VALUES_OF_BOTH = re.compile(
    r"\b([RL])[ \t]?[:=]?[ \t]?\.?\d[\d./]*[ \t]?(?:cm/s|mm|cm)?[ \t]?[,;/]?[ \t]?(?!\1)([RL])[ \t]?[:=]?[ \t]?\.?\d"
)
# "RT" of a reflux study is the time, where seconds or a word for them follow.
REFLUX_TIME = re.compile(
    r"[ \t]*(?:[:=][ \t]*)?(?:[<>]?[ \t]?(?:\d{0,2}\.\d+|0)(?![\d.]*[ \t]?(?:cm|mm|m/s|x|×))|reflux)"
)
LONGEST_VALUE = 20
LONGEST_PAIR = 120
LONGEST_HEADS = 240  # of a line of columns' heads; a longer line is text, and asked again for each of its letters
# The other side in the line, to whose structure a second value belongs.
PARTNER = {
    "R": re.compile(r"(?<![\w'])(?:L|LT|Lt|left|Left|LEFT)(?![\w'])"),
    "L": re.compile(r"(?<![\w'])(?:R|RT|Rt|right|Right|RIGHT)(?![\w'])"),
}
# A line or label that says which vessels the rows below it are: "ARTERIAL (tourniquet off)", "Veins:".
SYSTEM_HEAD = re.compile(
    r"[ \t#*=\d.()-]*(?:(?:part[ \t]+)?[A-H\d][.):][ \t]+)?(?:(?:right|left|bilateral|both|upper|lower|extremity|limb|arms?|legs?|r|l|superficial|deep)[ \t]+){0,4}"
    r"(?P<word>arter(?:y|ies|ial)|venous|veins?)\b(?=[^\n.:]{0,40}(?::|\n|$)|[ \t]*[(–-])",
    re.IGNORECASE | re.MULTILINE,
)
# Words that may stand between "both" or "R" and the structure whose side it gives.
SIDE_REACH = 4

# The size of a device beside its name: what has a size was put in.
SIZE_BEFORE = re.compile(r"\d[ ]?(?:mm)?[ ]?[x×][ ]?\d+[ ]?(?:mm|cm)?[ -](?:[A-Za-z-]+[ ]){0,2}$")
SIZE_AFTER = re.compile(r"[ ,:(]{0,2}(?:[A-Za-z-]+[ ]){0,2}\d+(?:[.]\d)?[ ]?(?:mm)?[ ]?[x×][ ]?\d")
BALLOON_SIZE = re.compile(r"[ ,:(]{0,2}(?:(?:to|with|by|up|a|an|at)[ ]){0,2}\d+(?:[.]\d)?[ ]?mm\b")
# A device whose name is also a common word counts with a size alone: "12 mm Atlas", "Sterling 5 x 40".
WIDTH_BEFORE = re.compile(SIZE_BEFORE.pattern + r"|\d[ ]?mm[ ]$")
WIDTH_AFTER = re.compile(r"[ ,:(]{0,2}\d+(?:[.]\d)?[ ]?(?:mm\b|[x×][ ]?\d)")
# A narrowing that became less in the session: "80% -> 10%", "70 to 10%", "down to 25%".
SMALL = r"[ ]?(?:about |under |less than )?[<~]?[ ]?[0-3]?\d"
TO_A_FEW = re.compile(rf"to{SMALL}")
NARROWING_REDUCED = re.compile(
    rf"(?<![\d.])(?:[4-9]\d|100)(?:[ ]?%[ ]?(?:->|→|(?:down |reduced )?to){SMALL}(?!\d|[ ]?(?:mm|cm|x|×))"
    rf"|[ ]?(?:->|→|(?:down |reduced )?to){SMALL}[ ]?%)|\bdown to{SMALL}[ ]?%"
)
REDUCED = "narrowing_reduced"
SIZED: dict[str, tuple[str, re.Pattern[str] | None, re.Pattern[str] | None]] = {
    "stent": ("vein_stent", SIZE_BEFORE, SIZE_AFTER),
    "vessel_dilated": ("sized_dilation", None, BALLOON_SIZE),
    "balloon_by_common_name": ("dilated_by_balloon", WIDTH_BEFORE, WIDTH_AFTER),
    "stent_by_common_name": ("vein_stent", WIDTH_BEFORE, WIDTH_AFTER),
}
# A width alone, where nothing follows in the clause: "recoil after 10 mm: 12 mm stent." tells what was put in.
ELIDED: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "stent": (re.compile(r"(?<!patent )(?<!open )(?<!old )(?<!known )\b\d{1,2}[ -]?mm[ ](?:[A-Za-z-]+[ ]){0,2}$"), re.compile(r"[ ]*(?:[.;\n)]|$)")),
}
COMMON_NAMES = frozenset({"balloon_by_common_name", "stent_by_common_name"})  # which tell nothing without a size
LONGEST_SIZE = 40
FAR = 1 << 60  # characters: behind any text

Match = tuple[tuple[Candidate, ...], int, int]


def find_mentions(reading: Reading) -> None:
    """Fill `reading.mentions` (labelled kinds) and `reading.context` (findings, procedures, devices, agents, acts)."""
    known, starts, ends = vocabulary(), reading.starts, reading.ends
    context = [
        _mention(starts, ends, first, last, candidate)
        for candidates, first, last in _matches(known.context, reading)
        for candidate in candidates
        if candidate.exact is None or _same_case(reading, first, last, candidate.exact)
    ]
    context = _with_sized_acts(reading, context, known)
    _place(reading, context)
    reading.context = context
    mentions = fill_courses(reading, _resolve(reading, _matches(known.primary, reading)))
    _place(reading, mentions)
    reading.mentions = _side_words(reading, mentions, known)


def _with_sized_acts(reading: Reading, context: list[Mention], known: Vocabulary) -> list[Mention]:
    """Return the mentions with what a size beside them tells: a stent with one was placed, "dilated 7 mm" names a balloon.

    A narrowing told with a second, small number ("80% to 20%") is a mention of its own.
    """
    text, result = reading.text, []
    for mention in context:
        result.append(mention)
        kind = SIZED.get(mention.concept.id)
        if kind is None:
            continue
        act, before, after = kind
        elided = ELIDED.get(mention.concept.id)
        if (
            (after is not None and after.match(text, mention.end))
            or (before is not None and before.search(text, max(0, mention.start - LONGEST_SIZE), mention.start))
            or (
                elided is not None
                and elided[1].match(text, mention.end)
                and elided[0].search(text, max(0, mention.start - LONGEST_SIZE), mention.start)
            )
        ):
            result.append(Mention(mention.start, mention.end, mention.first, mention.last, known.concepts[act], None))
        elif mention.concept.id in COMMON_NAMES:
            result.pop()
    if "%" not in text or not ("->" in text or "→" in text or TO_A_FEW.search(text)):
        return result
    spans = [(m.start(), m.end()) for m in NARROWING_REDUCED.finditer(text)]
    if spans:
        reduced = known.concepts[REDUCED]
        result += [reading.mention(reading.token_at(start), reading.token_at(end - 1) + 1, reduced) for start, end in spans]
        result.sort(key=lambda mention: mention.start)
    return result


def _matches(layer: Layer, reading: Reading) -> list[Match]:
    """Return the forms found, with their first and last token (end exclusive), in the order of the text."""
    readings, inside = layer.readings, layer.inside
    result: list[Match] = []
    for pattern, first, last in reading.found(layer.book):
        if pattern in inside:
            before = readings[pattern][0].before
            found = [(form.candidates, first + form.start, first + form.end) for form in inside[pattern]]
            result += [match for match in found if match[1] < first + before]
            result.append((readings[pattern], first, last))
            result += [match for match in found if match[1] >= first + before]
        else:
            result.append((readings[pattern], first, last))
    return result


def _mention(starts: list[int], ends: list[int], first: int, last: int, candidate: Candidate) -> Mention:
    concept, side, _, _, before, after, _ = candidate
    if last - first > before + after:  # one word of another language may stand for all of the form
        first += before
        last -= after
    return Mention(starts[first], ends[last - 1], first, last, concept, side)


def _same_case(reading: Reading, first: int, last: int, exact: str) -> bool:
    said = reading.text[reading.starts[first] : reading.ends[last - 1]]
    if "." in said and last - first == 1:
        said = said.replace(".", "")  # "R.O.": the letters
    if said == "us" and exact == "US":
        return (
            first == 0
            or reading.words[first - 1] not in GOVERN_A_PRONOUN
            or not DONE_BY_LOOKING.isdisjoint(reading.words[max(0, first - 2) : first - 1])
            or reading.words[last : last + 1] == ["guided"]
        )
    also_a_word = said.lower() in ALSO_A_WORD and reading.words[last : last + 1] != [":"]
    small = reading.one_case and exact.isupper() and not also_a_word
    return said == exact or (small and said.upper() == exact)


def _written_small(reading: Reading, first: int, last: int, candidate: Candidate) -> bool:
    """Whether letters that stand for a structure are written small ("lv nl, mv ok")."""
    exact, concept = candidate.exact, candidate.concept
    if last - first > 1 or not (exact and exact.isupper() and concept.field and concept.label in WRITTEN_SMALL):
        return False
    said = reading.text[reading.starts[first] : reading.ends[last - 1]]
    return said == exact.lower() and said not in ALSO_A_WORD


def _place(reading: Reading, mentions: list[Mention]) -> None:
    """Note for each mention its sentence, section and zone; the mentions stand in the order of the text."""
    sections, sentences = reading.sections, reading.sentences
    section, sentence = -1, -1
    section_end = sentence_end = -1  # where the next ones begin
    before = 0
    for mention in mentions:
        start = mention.start
        if start < before:  # a name within another one, told behind it
            section = sentence = section_end = sentence_end = -1
        before = start
        while start >= sentence_end:
            sentence += 1
            sentence_end = sentences[sentence + 1][0] if sentence + 1 < len(sentences) else FAR
        while start >= section_end:
            section += 1
            section_end = sections[section + 1].start if section + 1 < len(sections) else FAR
            zone, quoted = sections[section].kind, section in reading.quoted_sections
        mention.sentence, mention.section, mention.zone, mention.quoted = sentence, section, zone, quoted


class _Support:
    """What the rest of the report says of vessel system and region, for the readings that depend on it."""

    def __init__(self, reading: Reading, clear: list[tuple[int, Candidate]]) -> None:
        self.fields: dict[str, int] = {}
        self.systems: dict[str, int] = {}
        self.near: dict[tuple[str, int, str], int] = {}
        self._sentence_fields: set[tuple[int, str]] = set()
        self._sections = [section.start for section in reading.sections[1:]]
        self._sentences = [start for start, _ in reading.sentences[1:]]
        self._heads = [
            (match.start(), "artery" if match["word"][0] in "aA" else "vein")
            for match in reading.lines_like(SYSTEM_HEAD)
        ]
        for mention in reading.context:
            if mention.concept.id == "arterial_waveform":
                self._add("artery", mention.start)
            elif mention.concept.field:
                self.fields.setdefault(mention.concept.field, 1)
        for offset, candidate in clear:
            concept = candidate.concept
            field, system = concept.field, concept.system
            if field:
                self.fields[field] = self.fields.get(field, 0) + 1
                self.tell_field(offset, field)
            if system:
                self._add(system, offset)
            elif concept.id in VENOUS_WORDS:
                self._add("vein", offset)

    def place(self, offset: int) -> tuple[int, int]:
        """Return sentence and section of a character offset."""
        return bisect_right(self._sentences, offset), bisect_right(self._sections, offset)

    def headed(self, offset: int) -> str | None:
        """Return the system that the last line above which heads rows names; None where there is none."""
        at = bisect_right(self._heads, (offset, "")) - 1
        return self._heads[at][1] if at >= 0 else None

    def tell_field(self, offset: int, field: str) -> None:
        """Note that the sentence at an offset names something of a region."""
        self._sentence_fields.add((bisect_right(self._sentences, offset), field))

    def home(self, candidate: Candidate, sentence: int) -> int:
        """Rank letters by how near their region is named: 2 in their sentence, 1 in the report, 0 nowhere.

        Readings that are no letters need no region, and rank with those of a region that the report names.
        """
        field = candidate.concept.field or ""
        if candidate.exact is None:
            return 1
        return (1 + ((sentence, field) in self._sentence_fields)) if self.fields.get(field) else 0

    def _add(self, system: str, offset: int) -> None:
        sentence, section = self.place(offset)
        self.systems[system] = self.systems.get(system, 0) + 1
        for key in (("sentence", sentence, system), ("section", section, system)):
            self.near[key] = self.near.get(key, 0) + 1

    def score(
        self, candidate: Candidate, place: tuple[int, int], listed: str | None, headed: str | None
    ) -> tuple[int, int, int, int, int, int]:
        """Rank a reading: by the noun of its list, then sentence, heading, section and report, then the words of its region."""
        concept = candidate.concept
        fields = self.fields.get(concept.field, 0) if concept.field else 0
        system = concept.system
        if system is None:
            return (0, 0, 0, 0, 0, fields)
        near = self.near
        return (
            int(system == listed),
            near.get(("sentence", place[0], system), 0),
            int(system == headed),
            near.get(("section", place[1], system), 0),
            self.systems.get(system, 0),
            fields,
        )


def _resolve(reading: Reading, matches: list[Match]) -> list[Mention]:
    """Choose one reading for each match; a form in the wrong case or without the support it needs is dropped."""
    chosen: list[tuple[int, int, Candidate] | None] = []
    unclear: list[tuple[int, list[Candidate]]] = []
    for candidates, first, last in matches:
        candidate = candidates[0]
        if len(candidates) > 1 or candidate.exact is not None or not candidate.simple:
            fitting = [c for c in candidates if c.exact is None or _same_case(reading, first, last, c.exact)]
            fitting = fitting or [
                c._replace(simple=False) for c in candidates if _written_small(reading, first, last, c)
            ]
            if len(fitting) != 1 or not fitting[0].simple:
                if fitting:
                    unclear.append((len(chosen), fitting))
                chosen.append(None)
                continue
            candidate = fitting[0]
        chosen.append((first, last, candidate))
    if unclear:
        _choose(reading, matches, chosen, unclear)
    starts, ends = reading.starts, reading.ends
    return [
        _mention(starts, ends, choice[0], choice[1], choice[2])
        for choice in chosen
        if choice is not None and choice[2].concept.label != "LOOK_ALIKE"
    ]


def _choose(
    reading: Reading, matches: list[Match], chosen: list[tuple[int, int, Candidate] | None],
    unclear: list[tuple[int, list[Candidate]]],
) -> None:  # fmt: skip
    """Fill in the readings that depend on the others, from last to first: a list takes its noun from its end."""
    starts = reading.starts
    sure = [(starts[choice[0]], choice[2]) for choice in chosen if choice is not None]
    # several forms of one concept ("IVC" in capitals, and in any case) leave no doubt of it
    sure += [
        (starts[matches[number][1]], fitting[0])
        for number, fitting in unclear
        if len(fitting) > 1 and len({c.concept.id for c in fitting}) == 1 and not all(c.bare for c in fitting)
    ]
    support = _Support(reading, sure)
    for number, fitting in unclear:  # "LA 3.4 cm, RA normal": letters that have one region tell that of their neighbours
        if len({c.concept.field for c in fitting}) == 1 and fitting[0].exact and fitting[0].concept.field:
            support.tell_field(starts[matches[number][1]], fitting[0].concept.field)
    ahead: dict[int, str | None] = {}
    for number, fitting in reversed(unclear):
        _, first, last = matches[number]
        listed = _system_of_list(reading.words, matches, chosen, number, ahead)
        place, headed = support.place(starts[first]), support.headed(starts[first])
        scored = [(support.score(c, place, listed, headed), not c.bare, c) for c in fitting]
        # letters such as RA belong to a region that the sentence or report speaks of, before any other vessel counts
        home = {id(c): support.home(c, place[0]) for c in fitting}
        score, clear, best = max(scored, key=lambda item: (home[id(item[2])], *item[:2], item[2].simple))
        if best.simple or (score[-1] if clear else any(score)):
            chosen[number] = (first, last, best)


def _system_of_list(
    words: list[str], matches: list[Match], chosen: list[tuple[int, int, Candidate] | None], number: int,
    ahead: dict[int, str | None],
) -> str | None:  # fmt: skip
    """Return vein or artery if the words that follow list on to a name that says it ("femoral and popliteal veins").

    A pair that a comma closes is of the system of its first name ("SFA and profunda, and the common femoral vein").
    `ahead` keeps what follows each match that was asked for, from the last to the first: a list can be as long as a text.
    """
    if (paired := _system_of_pair(words, matches, chosen, number)) is not None:
        return paired
    if number + 1 >= len(matches):
        return None
    ahead[number] = system = _system_ahead(words, matches, chosen, number, ahead)
    return system


def _system_ahead(
    words: list[str], matches: list[Match], chosen: list[tuple[int, int, Candidate] | None], number: int,
    ahead: dict[int, str | None],
) -> str | None:  # fmt: skip
    """Return vein or artery if a list goes on behind a match to a name that says it."""
    end, following = matches[number][2], number + 1
    while following < len(matches):
        taken = chosen[following]
        start = matches[following][1]
        if start - end > 4 or any(word not in LIST_WORDS for word in words[end:start]):
            return None
        if taken is not None and taken[2].concept.label == "VESSEL" and not taken[2].bare:
            return taken[2].concept.system
        if taken is not None and taken[2].concept.label not in ("LATERALITY", "ANATOMY", "VESSEL"):
            return None
        if following in ahead:
            return ahead[following]
        end, following = matches[following][2], following + 1
    return None


def _system_of_pair(
    words: list[str], matches: list[Match], chosen: list[tuple[int, int, Candidate] | None], number: int
) -> str | None:
    _, first, last = matches[number]
    before = chosen[number - 1] if number else None
    if before is None or words[before[1] : first] not in PAIRING or words[last : last + 1] != [","]:
        return None
    named = before[2]
    return named.concept.system if named.concept.label == "VESSEL" and not named.bare else None


def _side_words(reading: Reading, mentions: list[Mention], known: Vocabulary) -> list[Mention]:
    """Drop words that only look like a side, and add the side word that a form such as "RLE" carries in itself."""
    result: list[Mention] = []
    structure: Mention | None = None
    named, beside = set[int](), set[int]()
    if any(m.concept.label == "LATERALITY" and reading.words[m.first] in SIDE_LETTERS for m in mentions):
        named = {other.last for other in (*reading.context, *mentions) if other.concept.label != "LATERALITY"}
        told = [other for other in (*reading.context, *mentions) if other.concept.label in TOLD_WITH_SIDE]
        beside = {other.first for other in told}
        beside |= {-other.last for other in (*told, *(m for m in mentions if m.concept.label == "ANATOMY"))}
    for mention in reversed(mentions):
        label = mention.concept.label
        if label == "LATERALITY":
            if _gives_side(reading, mention, structure, named, beside) and not _reflux_time(reading, mention, mentions):
                result.append(mention)
            continue
        if label in STRUCTURES:
            structure = mention
        result.append(mention)
        if mention.side and mention.last - mention.first <= 2:
            side: Side = mention.side
            twin = Mention(mention.start, mention.end, mention.first, mention.last, known.concepts[side], None)
            twin.sentence, twin.section, twin.zone, twin.quoted = (
                mention.sentence, mention.section, mention.zone, mention.quoted,
            )  # fmt: skip
            result.append(twin)
    result.reverse()
    return result


def _reflux_time(reading: Reading, mention: Mention, mentions: list[Mention]) -> bool:
    """Whether "RT" is the time of a reflux ("GSV 8 mm, RT 2.4 s"), in a report that speaks of reflux."""
    return (
        reading.words[mention.first] == "rt"
        and REFLUX_TIME.match(reading.text, mention.end) is not None
        and ("reflux" in reading.words or any("reflux_word" in told.concept.groups for told in mentions))
    )


def _gives_side(
    reading: Reading, mention: Mention, structure: Mention | None, named: AbstractSet[int], beside: AbstractSet[int]
) -> bool:
    """Whether a side word gives a side: "left" is also a verb, "L" a level or a litre, "both" a quantity.

    `structure` is the next organ or vessel after the word, `named` are the tokens at which names end, `beside` those at
    which the name of a procedure or finding begins and, below zero, those at which one ends.
    """
    words, first, last = reading.words, mention.first, mention.last
    word = words[first]
    after = words[last] if last < len(words) else ""
    if "\n" in reading.text[mention.end : reading.starts[last] if last < len(words) else mention.end]:
        after = ""  # the head of a column, and a word of the line below
    if last - first > 1:
        return True
    if word in SIDE_LETTERS:
        return (
            _letter_gives_side(reading, mention, after, structure)
            or (after == "." and first in named)  # "US thora L."
            or _letter_beside_procedure(reading, mention, beside)
        )
    before = words[first - 1] if first else ""
    if structure is not None and structure.first == last and word in ("left", "right"):
        return True
    if word == "left":
        return before in LEFT_NOUN_BEFORE or (after not in LEFT_VERB_AFTER and before not in LEFT_VERB_BEFORE)
    if word == "right":
        return after not in RIGHT_OTHER_AFTER and before != "all"
    if word == "each" and structure is not None and not MANY_A_SIDE.isdisjoint(structure.concept.groups):
        return False  # "each nerve" counts the nerves of one limb
    if word in COUNTING_SIDES:
        led_away = not {"to", "down", "from", "at"}.isdisjoint(words[last : structure.first] if structure else ())
        return (
            structure is not None
            and structure.first - last < SIDE_REACH
            and structure.sentence == mention.sentence
            and not led_away
        )
    return True


def _letter_beside_procedure(reading: Reading, mention: Mention, beside: AbstractSet[int]) -> bool:
    """Whether a capital R or L stands right before or behind a procedure or finding on its line: "R thora", "PSA R CFA"."""
    text, start, end = reading.text, mention.start, mention.end
    before, after = text[max(0, start - 2) : start], text[end : end + 1]
    if text[start:end] not in PARTNER or (before[:1].isdigit() and before[1:].isspace()) or after not in (" ", ",", ""):
        return False
    if before[-1:] not in ("", " ", "(", "\n"):
        return False
    return mention.last in beside or (-mention.first in beside and "\n" not in before)


def _letter_gives_side(reading: Reading, mention: Mention, after: str, structure: Mention | None) -> bool:
    """Whether a capital R, L or BL is a side: beside a structure on its line, before a colon, or alone in its cell."""
    text, start, end = reading.text, mention.start, mention.end
    follows = text[end : end + 1]
    preceding = text[start - 1 : start]
    if text[start:end] == "B" or follows.isdigit() or preceding.isdigit() or preceding in ("'", "’"):
        return False
    line_start = text.rfind("\n", 0, start) + 1
    before = text[line_start:start].rstrip()
    values = VALUES_OF_BOTH.finditer(text, max(line_start, start - LONGEST_VALUE), end + LONGEST_VALUE)
    if any(start in (match.start(1), match.start(2)) for match in values):
        return True
    if before[-1:].isdigit() and start - line_start - len(before) == 1 and follows not in (":", " ", "\n", ""):
        return False
    if after == LISTED_AGAIN and any(m.first == mention.last for m in reading.context if m.concept.id == "listed_again"):
        return True
    if structure is not None and structure.first - mention.last < SIDE_REACH and structure.sentence == mention.sentence:
        return "\n" not in text[end : structure.start] and not (before[-1:].isdigit() and after == "of")
    if after.isalpha() and _measured_on_both(text, line_start, after):
        return True
    if after[:1].isdigit() and not before[-1:].isdigit() and text[start:end] in PARTNER:
        rest = text[end : end_of_line(text, end)][:LONGEST_PAIR]
        if PARTNER[text[start:end]].search(before[-LONGEST_PAIR:]) or PARTNER[text[start:end]].search(rest):
            return True  # "R ovary 3.1 x 1.8, L 2.8 x 1.6"
    if after in SIDE_PUNCTUATION or follows in ("\n", "\t", "") or text[end : end + 2] == "  ":
        return not before[-1:].isdigit()
    return False


def _measured_on_both(text: str, line_start: int, measure: str) -> bool:
    """Whether a line heads columns of one measure for each side: "R PSV    L PSV"."""
    line_end = end_of_line(text, line_start)
    if line_end - line_start > LONGEST_HEADS:
        return False
    line = text[line_start:line_end].lower().split()
    return all(
        any(first == side and second.startswith(measure) for first, second in pairwise(line)) for side in ("r", "l")
    )
