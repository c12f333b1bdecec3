"""Finds the mentions of a report: words that name a concept of the lexicon.

Two books of the shelf are asked: one of the labelled kinds, one of findings, procedures, devices, agents
and acts. A form with several readings ("common femoral", "PV") takes the one that the noun of its list, its sentence,
its section or the report's other words support.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import pairwise

from assistant.analysis import Side
from assistant.language.courses import fill_courses
from assistant.language.elided_nouns import add_elided
from assistant.language.layout import Mention, Reading, end_of_line
from assistant.language.vocabulary import Candidate, Layer, Vocabulary, vocabulary

ARTERIAL = "arterial_waveform"  # which tells an artery
VENOUS_WORDS = frozenset({"phasicity", "augmentation", "compression", "noncompressible", "reflux"})
# Films and stents are of one system.
FILMED_SYSTEM = {"angiogram": "artery", "arterial_stent_by_name": "artery", "venogram": "vein", "venous_stent_by_name": "vein"}
LIST_WORDS = frozenset([
    ",", "and", "or", "/", "&", "the", "mid", "proximal", "distal", "prox", "dist", "upper", "lower", "both",
    "paired", "right", "left", "r", "l", "rt", "lt", "to", "through", "with",
])  # fmt: skip
# What a letter of a side may tell of by itself, beside the other side.
SHORT_FINDINGS = frozenset(["clear", "neg", "negative", "nl", "wnl", "normal", "ok", "patent", "clean", "<", ">"])
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
LISTED_AGAIN = frozenset({"same", "identical"})  # "L same list"
RIGHT_OTHER_AFTER = frozenset(["up", "down", "across", "behind", "under", "over", "away", "now", "after", "before", "handed", "angle", "angles", "angled", "click"])
SIDE_PUNCTUATION = frozenset([":", "(", ">", "<", "=", "/", ")", "-", "–", "|", ";", ","])
SIDE_LETTERS = frozenset(["r", "l", "b", "bl"])
MANY_A_SIDE = frozenset({"nerve", "tendon_any", "muscle_any", "node", "ligament_any", "small_joint"})
LOOKED_AT_BOTH = frozenset({
    "scanned", "imaged", "examined", "studied", "injected", "mapped", "done", "insonated", "tapped", "assessed", "surveyed", "duplexed", "looked",
    "by", "with", "under", "us", "duplex", "ultrasound", "ultrasounded", "b", "b-scan", ":",
})  # fmt: skip
COUNTING_SIDES = frozenset({"both", "either", "each"})
LED_AWAY = frozenset({"to", "down", "from", "at"})  # "both to the femoral vein"
# The letters of two values, one a side: "MCA R 92 L 88".
VALUES_OF_BOTH = re.compile(
    r"\b([RL])[ \t]?[:=]?[ \t]?\.?\d[\d./]*[ \t]?(?:cm/s|mm|cm)?[ \t]?[,;/]?[ \t]?(?!\1)([RL])[ \t]?[:=]?[ \t]?\.?\d"
)
# "RT" of a reflux study is the time, where seconds or a word for them follow.
REFLUX_TIME = re.compile(
    r"[ \t]*(?:[:=][ \t]*)?(?:[<>]?[ \t]?(?:\d{0,2}\.\d+|0)(?![\d.]*[ \t]?(?:cm|mm|m/s|x|×))|reflux)"
)
# Letters of both sides side by side: "legs, L-R", "breast US R, L"; not of a flow from one side of the heart to the other.
LETTERS_OF_BOTH = re.compile(
    r"(?<![\w/.+-])([RL])(?:[ \t]?[+/&][ \t]?(?!\1)([RL])(?![\w/+-]|[ \t](?:shunt|flow)|[ \t]?[.=:><]?[ \t]?\d+(?:[.]\d+)?(?![\d/-]))"
    r"|(?:,|[ \t]?[-–])[ \t]?(?!\1)([RL])(?=[ \t]*(?:[.;:)(\n]|$|\d{1,2}[/-]\d)|[ \t]+(?i:legs?|arms?|breasts?|sides?|lower|upper|knees?|hips?|shoulders?|eyes?)\b))"
)
LONGEST_LETTERS = 5
SEEN_BEHIND = 20  # characters: what may stand behind the letters of both sides
# "Bil" of a blood test, where its value follows and no date.
OF_BLOOD = frozenset({"t", "d", "total", "direct", "indirect", "tot", "dir", "serum", "conj", "unconj", "alk", "ast", "alt", "urine"})
BILIRUBIN = re.compile(r"\.?[ \t]*(?:(?:of|is|was|up|down|to|normal|[:=<>])[ \t]*)*\d{1,3}(?:\.\d+)?(?![\d/-]|\.\d)|[ \t](?:elevated|raised|high|rising|rose|up|fell)\b")
ITEM_ENDS = frozenset({".", ";", ",", ":", ")"})
LONGEST_VALUE = 20
LONGEST_PAIR = 120
YEAR_ENDS = re.compile(r"[/ .-](?:19|20)\d\d\s$|/\d\d\s$")  # of a date
MOST_BLANKS = 120  # before a letter: behind more, it is no second value of what stands before them
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
# A line that opens with the letter of a side and its label: "R CEA site: smooth patch".
OPENING_SIDE = re.compile(r"^[ ]*(?P<side>[RL])(?:[ ](?:[a-z]+|[A-Z]+)){0,3}[ ]?:", re.MULTILINE)

# The size of a device beside its name: what has a size was put in.
SIZE_BEFORE = re.compile(r"\d[ ]?(?:mm)?[ ]?(?:[x×]|(?i:by))[ ]?\d+[ ]?(?:mm|cm)?[ -](?:[A-Za-z-]+[ ]){0,2}$")
SIZE_AFTER = re.compile(r"[ ,:(]{0,2}(?:[A-Za-z-]+[ ]){0,2}\d+(?:[.]\d)?[ ]?(?:mm)?[ ]?(?:[x×]|(?i:by))[ ]?\d")
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
# A treatment and a vessel of one name ("PTA").
CATHETER_WORK = frozenset({"sheath", "guidewire", "venography", "cavography", "dialysis_angiography", "thrombectomy_word"})
BEFORE_VESSEL = frozenset({"of", "the", "in", "into", "distal", "proximal", "mid"})
BEFORE_TREATED = frozenset({"of", "the", "to", "l", "r", "lt", "rt", "left", "right", "both"})
TREATMENT = "angioplasty_word"
CALF_ARTERY, COMPANY_WITHIN = "tibial_artery", 8  # tokens
BALLOON_SIZE = re.compile(r"[ \t]*(?:\(|with |using |to |by )?(?:an? )?(?:\d+(?:\.\d+)?(?: ?mm|[ \t]?[x×][ \t]?\d| ?atm)|[1-9]\.\d+(?! ?(?:m/s|cm)))", re.IGNORECASE)
TREATED_NEXT = re.compile(r"[ \t]+(?:of\b|(?:AT|PT|TPT|TP|DP)\b)")  # letters that are a vessel nowhere else
FLOW_TOLD = re.compile(
    r"[ \t:=|]*(?:\d+(?:/\d+)?[ \t]*(?:cm|mono|bi|tri|damp|[mbt]\b)|patent|open|occl|mono|bi|tri|damp|flat|absent|not seen|at (?:the )?ankle)", re.IGNORECASE
)
FAR = 1 << 60  # characters: behind any text

Match = tuple[tuple[Candidate, ...], int, int]
Choice = tuple[int, int, Candidate]  # the first and last token (exclusive), and what they say


def find_mentions(reading: Reading) -> None:
    """Fill `reading.mentions` (labelled kinds) and `reading.context` (findings, procedures, devices, agents, acts)."""
    known = vocabulary()
    told = [
        (first, last, candidate)
        for candidates, first, last in _matches(known.context, reading)
        for candidate in candidates
        if candidate.exact is None or _same_case(reading, first, last, candidate.exact)
    ]
    reading.context = _with_sized_acts(reading, _mentions(reading, told), known)
    chosen = _resolve(reading, _matches(known.primary, reading))
    named = add_elided(reading, _mentions(reading, chosen))
    reading.mentions = _side_words(reading, fill_courses(reading, named), known)
    _tell_vessels_from_treatments(reading)


def _tell_vessels_from_treatments(reading: Reading) -> None:
    """Give a word that names a vessel and a treatment ("PTA") the one meaning that its place tells.

    It is the treatment before a size or the vessel that was treated ("PTA 14 mm", "PTA L SFA"), and in a report of a
    catheter wherever neither flow nor a neighbor of the vessel is told beside it. Beside these it is the vessel ("ATA, PTA
    44 biphasic"). Where neither is told it stays both.
    """
    acts = {mention.first for mention in reading.context if TREATMENT in mention.concept.groups}
    twofold = {mention for mention in reading.mentions if mention.concept.label == "VESSEL" and mention.first in acts}
    if not twofold:
        return
    named = [mention for mention in reading.mentions if mention.concept.label == "VESSEL" and mention not in twofold]
    begun = {mention.first for mention in named}
    by_catheter = any(not CATHETER_WORK.isdisjoint(m.concept.groups) for m in (*reading.mentions, *reading.context))
    treatments, vessels = set[Mention](), set[int]()
    for vessel in twofold:
        behind = vessel.last
        while reading.words[behind : behind + 1] and reading.words[behind] in BEFORE_TREATED:
            behind += 1
        with_neighbor = any(
            abs(other.first - vessel.first) <= COMPANY_WITHIN and CALF_ARTERY in other.concept.groups for other in named
        )
        flow = with_neighbor or FLOW_TOLD.match(reading.text, vessel.end) is not None
        if not BEFORE_VESSEL.isdisjoint(reading.words[max(0, vessel.first - 1) : vessel.first]):
            vessels.add(vessel.first)  # "angioplasty of the PTA"
        elif (
            BALLOON_SIZE.match(reading.text, vessel.end)
            or TREATED_NEXT.match(reading.text, vessel.end)
            or behind in begun
            or (by_catheter and not flow)
        ):
            treatments.add(vessel)
        elif flow:
            vessels.add(vessel.first)
    if treatments:
        reading.mentions = [mention for mention in reading.mentions if mention not in treatments]
    if vessels:
        reading.context = [m for m in reading.context if TREATMENT not in m.concept.groups or m.first not in vessels]


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
            result.append(mention.also(known.concepts[act]))
        elif mention.concept.id in COMMON_NAMES:
            result.pop()
    if "%" not in text or not ("->" in text or "→" in text or TO_A_FEW.search(text)):
        return result
    spans = [
        match.span()
        for start in reading.line_starts
        if "%" in text[start : (line_end := end_of_line(text, start))]  # in each, and none goes on in the next line
        for match in NARROWING_REDUCED.finditer(text, start, line_end)
    ]
    if spans:
        reduced = known.concepts[REDUCED]
        result += [
            reading.mention(reading.token_at(start), reading.token_at(end - 1) + 1, reduced) for start, end in spans
        ]
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


def _mentions(reading: Reading, said: list[Choice]) -> list[Mention]:
    """Return what words say as mentions, with the sentence, section and zone of each; they stand in the order of the text."""
    starts, ends, sections, sentences = reading.starts, reading.ends, reading.sections, reading.sentences
    section, sentence = -1, -1
    section_end = sentence_end = -1  # where the next ones begin
    before = 0
    result: list[Mention] = []
    for first, last, (concept, side, _, _, opening, closing, _) in said:
        if last - first > opening + closing:  # one word of another language may stand for all of the form
            first += opening
            last -= closing
        start = starts[first]
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
        result.append(Mention(start, ends[last - 1], first, last, concept, side, sentence, section, zone, quoted))
    return result


class _Support:
    """What the rest of the report says of vessel system and region, for the readings that depend on it."""

    def __init__(self, reading: Reading, clear: list[tuple[int, Candidate]]) -> None:
        self.reading, self.clear = reading, clear
        self.fields: dict[str, int] = {}
        for mention in reading.context:
            if mention.concept.field and mention.concept.id != ARTERIAL:
                self.fields.setdefault(mention.concept.field, 1)
        for _, candidate in clear:
            if field := candidate.concept.field:
                self.fields[field] = self.fields.get(field, 0) + 1
        self.told_fields: list[tuple[int, str]] = []
        self._sections = [section.start for section in reading.sections[1:]]
        self._sentences = [start for start, _ in reading.sentences[1:]]

    @cached_property
    def near(self) -> dict[tuple[str, int, str], int]:
        """How often each vessel system is told in a sentence, in a section, and in the report."""
        told = [(mention.start, "artery") for mention in self.reading.context if mention.concept.id == ARTERIAL]
        told += [
            (offset, candidate.concept.system or "vein")
            for offset, candidate in self.clear
            if candidate.concept.system or candidate.concept.id in VENOUS_WORDS
        ]
        if not told:  # no vessel is told in full: films and stents tell which they are of
            shown = [(mention.start, mention.concept.id) for mention in self.reading.context]
            shown += [(offset, candidate.concept.id) for offset, candidate in self.clear]
            told = [(offset, FILMED_SYSTEM[concept]) for offset, concept in shown if concept in FILMED_SYSTEM]
        near: dict[tuple[str, int, str], int] = {}
        for offset, system in told:
            sentence, section = self.place(offset)
            for key in (("sentence", sentence, system), ("section", section, system), ("report", 0, system)):
                near[key] = near.get(key, 0) + 1
        return near

    @cached_property
    def _heads(self) -> list[tuple[int, str]]:
        """The lines that head rows of a vessel system, and the system."""
        heads = self.reading.lines_like(SYSTEM_HEAD)
        return [(match.start(), "artery" if match["word"][0] in "aA" else "vein") for match in heads]

    @cached_property
    def _sentence_fields(self) -> set[tuple[int, str]]:
        """The sentences that name something of a region, with the region."""
        told = [(offset, candidate.concept.field) for offset, candidate in self.clear if candidate.concept.field]
        return {(bisect_right(self._sentences, offset), field) for offset, field in (*told, *self.told_fields)}

    def place(self, offset: int) -> tuple[int, int]:
        """Return sentence and section of a character offset."""
        return bisect_right(self._sentences, offset), bisect_right(self._sections, offset)

    def headed(self, offset: int) -> str | None:
        """Return the system that the last line above which heads rows names; None where there is none."""
        at = bisect_right(self._heads, (offset, "")) - 1
        return self._heads[at][1] if at >= 0 else None

    def home(self, candidate: Candidate, sentence: int) -> int:
        """Rank letters by how near their region is named: 2 in their sentence, 1 in the report, 0 nowhere.

        Readings that are no letters need no region, and rank with those of a region that the report names.
        """
        field = candidate.concept.field or ""
        if candidate.exact is None:
            return 1
        return (1 + ((sentence, field) in self._sentence_fields)) if self.fields.get(field) else 0

    def score(
        self, candidate: Candidate, offset: int, place: tuple[int, int], listed: str | None
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
            int(system == self.headed(offset)),
            near.get(("section", place[1], system), 0),
            near.get(("report", 0, system), 0),
            fields,
        )


def _resolve(reading: Reading, matches: list[Match]) -> list[Choice]:
    """Choose one reading for each match; a form in the wrong case or without the support it needs is dropped."""
    chosen: list[Choice | None] = []
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
    return [choice for choice in chosen if choice is not None and choice[2].concept.label != "LOOK_ALIKE"]


def _choose(
    reading: Reading, matches: list[Match], chosen: list[Choice | None],
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
    for (
        number,
        fitting,
    ) in unclear:  # "LA 3.4 cm, RA normal": letters that have one region tell that of their neighbours
        if len({c.concept.field for c in fitting}) == 1 and fitting[0].exact and fitting[0].concept.field:
            support.told_fields.append((starts[matches[number][1]], fitting[0].concept.field))
    ahead: dict[int, str | None] = {}
    for number, fitting in reversed(unclear):
        _, first, last = matches[number]
        if len(fitting) == 1 and not fitting[0].bare:
            if support.fields.get(fitting[0].concept.field or ""):
                chosen[number] = (first, last, fitting[0])
            continue
        systems = any(c.concept.system for c in fitting)
        listed = _system_of_list(reading.words, matches, chosen, number, ahead) if systems else None
        place = support.place(starts[first])
        scored = [(support.score(c, starts[first], place, listed), not c.bare, c) for c in fitting]
        # letters such as RA belong to a region that the sentence or report speaks of, before any other vessel counts
        home = {id(c): support.home(c, place[0]) for c in fitting}
        score, clear, best = max(scored, key=lambda item: (home[id(item[2])], *item[:2], item[2].simple))
        if best.simple or (score[-1] if clear else any(score)):
            chosen[number] = (first, last, best)


def _system_of_list(
    words: list[str], matches: list[Match], chosen: list[Choice | None], number: int,
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
    words: list[str], matches: list[Match], chosen: list[Choice | None], number: int,
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


def _system_of_pair(words: list[str], matches: list[Match], chosen: list[Choice | None], number: int) -> str | None:
    _, first, last = matches[number]
    before = chosen[number - 1] if number else None
    if before is None or words[before[1] : first] not in PAIRING or words[last : last + 1] != [","]:
        return None
    named = before[2]
    return named.concept.system if named.concept.label == "VESSEL" and not named.bare else None


class _Beside:
    """What a text has beside letters that may be sides: each kind is noted once, when a letter first asks for it."""

    def __init__(self, reading: Reading, mentions: list[Mention]) -> None:
        self.reading, self.mentions = reading, mentions
        self._measures: dict[int, dict[str, list[str]]] = {}

    @cached_property
    def named(self) -> set[int]:
        """The tokens at which names end."""
        return {m.last for m in (*self.reading.context, *self.mentions) if m.concept.label != "LATERALITY"}

    @cached_property
    def plurals(self) -> set[int]:
        """The tokens at which the plural of a paired limb or organ ends that opens its sentence: "legs", "eyes"."""
        words = self.reading.words
        paired = (m for m in self.mentions if m.concept.label == "ANATOMY" and m.concept.paired)
        opening = (m for m in paired if m.first == self.reading.first_of_sentence(m.sentence))
        return {m.last for m in opening if words[m.last - 1].endswith("s") and MANY_A_SIDE.isdisjoint(m.concept.groups)}

    @cached_property
    def told(self) -> set[int]:
        """The tokens at which the name of a procedure or finding begins and, below zero, those at which one ends."""
        told = [m for m in (*self.reading.context, *self.mentions) if m.concept.label in TOLD_WITH_SIDE]
        ended = (*told, *(m for m in self.mentions if m.concept.label == "ANATOMY"))
        return {m.first for m in told} | {-m.last for m in ended}

    @cached_property
    def listed_again(self) -> set[int]:
        """The tokens at which a list is said to be the same on the other side begins."""
        return {m.first for m in self.reading.context if m.concept.id == "listed_again"}

    @cached_property
    def tells_reflux(self) -> bool:
        """Whether the report speaks of reflux."""
        return "reflux" in self.reading.words or any("reflux_word" in m.concept.groups for m in self.mentions)

    @cached_property
    def opens_lines(self) -> bool:
        """Whether lines open with the letters of both sides: "R CEA site: ...", and then "L: ..."."""
        return {line["side"] for line in OPENING_SIDE.finditer(self.reading.text)} >= {"R", "L"}

    def measured_on_both(self, line: int, measure: str) -> bool:
        """Whether a line, told by its first character, heads columns of one measure for each side: "R PSV    L PSV"."""
        following = self._measures.get(line)
        if following is None:
            text, following = self.reading.text, {"r": [], "l": []}
            for first, second in pairwise(text[line : end_of_line(text, line)].lower().split()):
                if first in following:
                    following[first].append(second)
            for words in following.values():
                words.sort()
            self._measures[line] = following
        return all(
            (at := bisect_left(words, measure)) < len(words) and words[at].startswith(measure)
            for words in following.values()
        )


def _side_words(reading: Reading, mentions: list[Mention], known: Vocabulary) -> list[Mention]:
    """Drop words that only look like a side, and add the side word that a form such as "RLE" carries in itself."""
    result: list[Mention] = []
    structure: Mention | None = None
    beside = _Beside(reading, mentions)
    for mention in reversed(mentions):
        label = mention.concept.label
        if label == "LATERALITY":
            if _gives_side(reading, mention, structure, beside) and not _reflux_time(reading, mention, beside):
                result.append(mention)
            continue
        if label in STRUCTURES:
            structure = mention
        result.append(mention)
        if mention.side and mention.last - mention.first <= 2:
            side: Side = mention.side
            result.append(mention.also(known.concepts[side]))
    result.reverse()
    return result


def _reflux_time(reading: Reading, mention: Mention, beside: _Beside) -> bool:
    """Whether "RT" is the time of a reflux ("GSV 8 mm, RT 2.4 s"), in a report that speaks of reflux."""
    return (
        reading.words[mention.first] == "rt"
        and REFLUX_TIME.match(reading.text, mention.end) is not None
        and beside.tells_reflux
    )


def _gives_side(reading: Reading, mention: Mention, structure: Mention | None, beside: _Beside) -> bool:
    """Whether a side word gives a side: "left" is also a verb, "L" a level or a litre, "both" a quantity.

    `structure` is the next organ or vessel after the word.
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
            _letter_gives_side(reading, mention, after, structure, beside)
            or (after == "." and first in beside.named)  # "US thora L."
            or _letter_beside_procedure(reading, mention, beside)
        )
    before = words[first - 1] if first else ""
    if structure is not None and structure.first == last and word in ("left", "right"):
        return True
    if word == "left":
        if after == "the" and last + 1 in beside.listed_again:
            return not before or before in ITEM_ENDS or reading.follows_break(first)
        return before in LEFT_NOUN_BEFORE or (after not in LEFT_VERB_AFTER and before not in LEFT_VERB_BEFORE)
    if word == "right":
        return after not in RIGHT_OTHER_AFTER and before != "all"
    if word == "each" and structure is not None and not MANY_A_SIDE.isdisjoint(structure.concept.groups):
        return False  # "each nerve" counts the nerves of one limb
    if word == "bil":
        return before not in OF_BLOOD and BILIRUBIN.match(reading.text, mention.end) is None
    if word == "both" and after in LOOKED_AT_BOTH and first in beside.plurals:
        return True  # "legs both scanned", not "legs both swollen"
    if word in COUNTING_SIDES:
        return (
            structure is not None
            and structure.first - last < SIDE_REACH
            and structure.sentence == mention.sentence
            and LED_AWAY.isdisjoint(words[last : structure.first])
        )
    return True


def letters_of_both(text: str, start: int) -> tuple[int, int] | None:
    """Return where the two letters begin that name both sides ("L-R", "R, L"), if the one at `start` is one of them."""
    for pair in LETTERS_OF_BOTH.finditer(text, max(0, start - LONGEST_LETTERS), start + SEEN_BEHIND):
        letters = pair.start(1), max(pair.start(2), pair.start(3))
        if start in letters:
            return letters
    return None


def _letter_beside_procedure(reading: Reading, mention: Mention, beside: _Beside) -> bool:
    """Whether a capital R or L stands right before or behind a procedure or finding on its line: "R thora", "PSA R CFA"."""
    text, start, end = reading.text, mention.start, mention.end
    before, after = text[max(0, start - 2) : start], text[end : end + 1]
    if text[start:end] not in PARTNER or after not in (" ", ",", ""):
        return False
    if text[start:end] == "L" and before[:1].isdigit() and before[1:].isspace() and not YEAR_ENDS.search(text, max(0, start - 6), start):
        return False  # litres
    if before[-1:] not in ("", " ", "(", "\n"):
        return False
    return mention.last in beside.told or (-mention.first in beside.told and "\n" not in before)


def _letter_gives_side(
    reading: Reading, mention: Mention, after: str, structure: Mention | None, beside: _Beside
) -> bool:
    """Whether a capital R, L or BL is a side: beside a structure on its line, before a colon, or alone in its cell."""
    text, start, end = reading.text, mention.start, mention.end
    follows = text[end : end + 1]
    preceding = text[start - 1 : start]
    if text[start:end] == "B" or follows.isdigit() or preceding.isdigit() or preceding in ("'", "’"):
        return False
    line_start = reading.line_starts[bisect_right(reading.line_starts, start) - 1]
    looked_from = max(line_start, start - LONGEST_PAIR - MOST_BLANKS)
    before = text[looked_from:start].rstrip()
    values = VALUES_OF_BOTH.finditer(text, max(line_start, start - LONGEST_VALUE), end + LONGEST_VALUE)
    if any(start in (match.start(1), match.start(2)) for match in values):
        return True
    if before[-1:].isdigit() and start - looked_from - len(before) == 1 and follows not in (":", " ", "\n", ""):
        return False
    if after in LISTED_AGAIN and mention.last in beside.listed_again:
        return True
    if letters_of_both(text, start) is not None:
        return True
    if not before and OPENING_SIDE.match(text, line_start) and beside.opens_lines:
        return True
    if structure is not None and structure.first - mention.last < SIDE_REACH and structure.sentence == mention.sentence:
        return "\n" not in text[end : structure.start] and not (before[-1:].isdigit() and after == "of")
    if after.isalpha() and beside.measured_on_both(line_start, after):
        return True
    if (after[:1].isdigit() or after in SHORT_FINDINGS) and not before[-1:].isdigit() and text[start:end] in PARTNER:
        rest = text[end : end_of_line(text, end, end + LONGEST_PAIR)]
        if PARTNER[text[start:end]].search(before[-LONGEST_PAIR:]) or PARTNER[text[start:end]].search(rest):
            return True  # "R ovary 3.1 x 1.8, L 2.8 x 1.6", "L popliteal filling defect, R clear"
    if after in SIDE_PUNCTUATION or follows in ("\n", "\t", "") or text[end : end + 2] == "  ":
        return not before[-1:].isdigit()
    return False
