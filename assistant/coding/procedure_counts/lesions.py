"""Lesions that were sampled, or looked at one by one: biopsies have a code for the first and one for each further one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from assistant.coding.code_evidence import listed
from assistant.coding.counters import counter
from assistant.coding.procedure_counts.zones import BESIDE_THE_ACCOUNT
from assistant.language.layout import Mention
from assistant.studies.evidence import Evidence, once
from assistant.studies.scene import FoundStudy

SAMPLING_GROUPS = ("biopsy_any", "needle_seen", "needle", "tissue_step", "fna", "sampled_word", "puncture_word")
GUIDED_GROUPS = ("needle_seen", "real_time_guidance", "guidance_word")
NUMBERS = {"two": 2, "2": 2, "both": 2, "three": 3, "3": 3, "four": 4, "4": 4, "five": 5, "5": 5}
LESIONS = r"(?:groups|clusters|foci|lumps|swellings|nodules|lesions|masses|sites|nodes|cysts|areas|targets|tumou?rs|locations)"
LESION = r"(?:lesion|nodule|nod|mass|site|target|node|lump|swelling|cluster|focus)"
# "two thyroid nodules", but not "two passes into the nodules"
COUNTED = re.compile(
    rf"\b({'|'.join(NUMBERS)})\b(?:\s+(?!passes|cores|samples|cm|mm|of\b)[\w-]+){{0,3}}?\s+{LESIONS}\b", re.IGNORECASE
)
# "nodule 1", "Mass B", but not "mass 2 cm" or "mass at 2 o'clock"
LABELED = re.compile(
    rf"\b(?i:{LESION})\s*(?:#|[Nn]o\.|[Nn]umber)?\s*([1-5A-E])\b(?![.,]?\d|\s*(?:x|cm|mm|o'clock|:\d))"
)
FURTHER = re.compile(
    rf"\b(second|third|fourth|2nd|3rd|4th|separate|another|additional|distinct)\s+(?:[\w-]+\s+){{0,2}}?{LESION}\b",
    re.IGNORECASE,
)
# "both were punctured", "each cored", "bilateral aspirations", "needle seen in each", "two passes each"
DONE_TO_ALL = re.compile(
    r"\b(?:both|each)\b(?:\s+(?:of them|one|was|were|then|now|\w+ly))*\s+(?:sampled|aspirated|biopsied|needled|cored|punctured|targeted|FNA'?e?d)\b"
    r"|\bbilateral\s+(?:[\w-]+\s+){0,3}?(?:FNAs?|punctures|biopsies|aspirations|cores)\b"
    r"|\b(?:in|into|through|from|of) (?:each|both)(?=[ \t]*(?:[.,;:\n)]|and\b|$))"
    r"|\b(?:passes|cores|samples)\s+(?:in |from |for |of |per )?each\b|[x\u00d7]\s?[1-9]\s+each\b",
    re.IGNORECASE,
)
# "3 nodules, 1 FNA done": how many were sampled of those that were seen
TOLD_COUNT = re.compile(r"\b(1|one|single|2|two|3|three)\s+FNAs?\s+(?:done|performed|today|made)\b", re.IGNORECASE)
# "the right lobe nodule ... the isthmus nodule"
PLACED = re.compile(
    r"\b([Rr]ight|[Ll]eft|R|L|Rt|Lt|[Ii]sthm\w+|RIGHT|LEFT)\b(?:\s+[\w'.-]+){0,3}?"
    r"\s+(?i:nodule|nod|lesion|mass|node|lump|one|lobe|pole|lower|upper|mid|TR\d|level)\b"
)
# "FNA x 2", but not "FNA x 3 passes"
TIMES = re.compile(
    r"\b(?:fine[- ]needle aspirations?|FNA[BC]?s?)\s*(?:\(FNA\)\s*)?[x×]\s*([2-5])\b(?!\s*(?:pass|needle|sample|slide))",
    re.IGNORECASE,
)
# "FNA x3: left lobe, isthmus, level III node": what was sampled is listed behind it
TIMES_LISTED = re.compile(TIMES.pattern + r"\s*:", re.IGNORECASE)
# "two masses in the left breast and one in the right"
NUMBER_WORD = re.compile(r"\b(?:two|three|four|five)\b", re.IGNORECASE)
ONE_MORE = re.compile(r"\band (?:one|a third|another)\b(?! (?:pass|core|sample|clip|slide|needle))", re.IGNORECASE)
# "two masses of the breast and one node": what follows "and one" is no lesion of the breast
OF_A_NODE = re.compile(r"\s+(?:[\w-]+\s+){0,3}?(?:nodes?|in the (?:\w+ )?axilla|axillary)\b", re.IGNORECASE)
# "R 9:00", "at 10 o'clock"
CLOCK = re.compile(
    r"\b(?:(right|left|rt|lt|[RL])[:,]?\s+(?:breast[:,]?\s+)?(?:at\s+)?)?(?:(\d{1,2}):[03]0(?!\s*(?:h|hrs?|am|pm)\b)"
    r"|(\d{1,2})(?:\s*(?:&|and|\+|/)\s*(\d{1,2}))?\s?o'?c(?:lock)?\b)",
    re.IGNORECASE,
)
# "10:00 (8 mm) and 7:00 (14 mm)": hours of a breast though no side stands beside them
HOUR_OF_A_PLACE = re.compile(r"\s*(?:(?:and|&|,|\+|/)\s*\d{1,2}:[03]0|\(?\d+(?:\.\d)?\s*(?:mm|cm)\b)")
AFTER_AN_HOUR = re.compile(r"\b\d{1,2}:[03]0\s*(?:\([^)\n]{1,20}\)\s*)?(?:and|&|,|\+|/)\s*$")
# "C: on arrival collapsed, did not needle it"
LEFT_ALONE = re.compile(
    r"\bnot (?:sampled|needled|biopsied|aspirated|done|targeted|stuck|poked)\b|\b(?:looked at|seen|scanned) only\b|\bonly (?:looked at|scanned)\b|\bdid(?: not|n't) (?:needle|sample|biopsy|aspirate)\b|\bno sampling\b|\bleft alone\b|\bdeferred\b|\bnot touched\b|\buntouched\b|\bspared\b",
    re.IGNORECASE,
)
# A count of passes, with the gauge or without: "3 passes", "25g x3", "14G x4"
PASS_COUNT = re.compile(
    r"(?:\b|[x\u00d7])(?:[1-9]|one|two|three|four|five|six)\s+(?:\w+\s+)?(?:passes|pass|cores)\b|\b\d\d ?-?(?:G|gauge)\s*[x\u00d7]\s*\d\b|\(?\b\d{1,2}G\s*[x\u00d7]\s*\d",
    re.IGNORECASE,
)
PIECE = re.compile(r"[.;\n](?=\s|$)|\band\b")
NAMED = re.compile(
    rf"\b{LESION}\b|\b(?:pole|lobe|isthm\w+|level [IV]+|o'?c(?:lock)?|axilla|flank|groin|parotid)\b|\d:[03]0|\b[A-E][:)]|\b(?:right|left)[ \t]*:|\b(?:right|left|rt|lt)[ \t]+(?:\w+[ \t]+)?\d+(?:\.\d+)?[ \t]?(?:cm|mm)\b|\bN[1-5]\b",
    re.IGNORECASE,
)
AND_THE = re.compile(rf"\band (?:the|a|an|one) (?:[\w-]+ ){{0,4}}?{LESION}\b", re.IGNORECASE)
# "a thyroid nodule ... and of a level IV node"
AND_ANOTHER = re.compile(
    r"\b(?:nodule|lesion|mass|node|cyst)\b[^.;]{0,80}?\band (?:also )?(?:of )?(?:a|an|one|another) "
    r"(?:[\w-]+ ){0,4}(?:nodule|lesion|mass|node|cyst)\b",
    re.IGNORECASE,
)
PASSES = re.compile(
    r"\b(?:pass(?:es)?|cores?|aspirates?|samples?) (?:was|were|made|taken|obtained|through|with)\b|\b(?:\d+|two|three|four|five|six) (?:passes|cores|samples)\b",
    re.IGNORECASE,
)
# "1. Left mid pole: 3 passes", "2. Isthmus: 2 passes"
LISTED = re.compile(
    r"^[ \t]*(?:#|N|(?:target|site|nodule|lesion|mass|node)[ \t]*#?)?([1-5]|[A-E])[.):]?[ \t].*?(?:\bpass(?:es)?\b|\bcores?\b|\b2\d ?G\b|\b\d\d gauge\b|\baspirat|\bFNA\b).*$",
    re.IGNORECASE | re.MULTILINE,
)
# The groups that tell one kind of sampling, and those that tell the other, where a sentence holds both.
KINDS_OF_SAMPLING = {
    "fine_needle_aspiration": (("fna",), ("core_biopsy", "breast_biopsy")),
    "breast_biopsy": (("core_biopsy", "breast_biopsy"), ("fna",)),
}
EACH = re.compile(
    rf"\b(?:each|either|another|the other|additional)\s+(?:of the\s+)?(?:{LESION}|{LESIONS})\b"
    r"|\bFN[A-Z]{1,2}\s*x\s*2\b",
    re.IGNORECASE,
)
# "right nodule score 4, left nodule score 2": each side with a stiffness of its own
SCORED = re.compile(
    r"\b([Rr]ight|[Ll]eft|R|L|Rt|Lt|RT|LT)\b(?:(?!\b(?:right|left|R|L)\b)[^.;\n]){0,60}?\b(?:(?:strain |elasto\w* |color |tsukuba |Rago )?score|kPa|strain ratio|stiff(?:er)?\b(?!ness of))",
)
# "two separate injections of microbubbles": each lesion has an injection of its own
INJECTED = re.compile(
    r"\b(two|2|three|3)\s+(?:separate\s+|own\s+)?(?:injections|boluses|bolus injections)\b", re.IGNORECASE
)
INJECTIONS = {"two": 2, "2": 2, "three": 3, "3": 3}
SINGULAR = re.compile(rf"\b{LESION}\b", re.IGNORECASE)
ORDINALS = {"second": 2, "third": 3, "fourth": 4, "2nd": 2, "3rd": 3, "4th": 4}
ANOTHER = 2  # "another node", "a separate lump"


@counter("lesions_sampled")
def lesions_sampled(study: FoundStudy) -> int:
    """The lesions that were sampled: counted, listed, labelled ("nodule A"), ordered, placed, by the clock; at least one."""
    text = study.evidence.reading.text
    places: set[str] = set()
    listed = _listed(study)
    if listed > 1:
        return listed
    count = max(1, _counted_by_passes(study))
    spans = _sampled_spans(study)
    told = [m[1].lower() for start, end in spans for m in TOLD_COUNT.finditer(text, start, end)]
    if told:
        return NUMBERS.get(told[0], 1)
    _, other = KINDS_OF_SAMPLING.get(study.kind, ((), ()))
    noded = study.kind == "breast_biopsy" and any(study.evidence.between(*span, "node", "body") for span in spans)
    mixed = noded or any(group in study.evidence.done for group in other)  # "needles seen in both": one of each kind
    told_of_all = (EACH, AND_ANOTHER) if mixed else (EACH, AND_ANOTHER, DONE_TO_ALL)
    for start, end in spans:
        counted = [NUMBERS[m[1].lower()] for m in COUNTED.finditer(text, start, end)]
        if counted:
            one_more = [
                m for m in ONE_MORE.finditer(text, start, end) if not (noded and OF_A_NODE.match(text, m.end(), end))
            ]
            more = 0 if len(NUMBER_WORD.findall(text, start, end)) > 1 else len(one_more)
            more += len(AND_THE.findall(text, start, end)) if "both" in text[start:end].lower() else 0
            count = max(count, max(counted) + more)
        further = [m for m in FURTHER.finditer(text, start, end) if not _left_alone(text, m.end(), end)]
        count = max([count, *(ORDINALS.get(m[1].lower(), ANOTHER) for m in further)])
        if not SINGULAR.search(text, start, end):  # "node FNA x3" tells of passes
            count = max([count, *(int(m[1]) for m in TIMES.finditer(text, start, end))])
        count = max([count, *(int(m[1]) for m in TIMES_LISTED.finditer(text, start, end))])
        if any(_tells_of_two(study, pattern, text, start, end) for pattern in told_of_all):
            count = max(count, 2)
        placed = (m for m in PLACED.finditer(text, start, end) if not _left_alone(text, m.end(), end))
        places.update(m[1][0].lower() for m in placed)
    return max(count, len(_labels(study)), len(places), _clock_places(study))


def _tells_of_two(study: FoundStudy, pattern: re.Pattern[str], text: str, start: int, end: int) -> bool:
    """Whether words tell of two lesions; "a mass and a thick node" are one of the breast."""
    breast = study.kind == "breast_biopsy"
    return any(not (breast and m[0].lower().endswith("node")) for m in pattern.finditer(text, start, end))


@listed("lesions_sampled")
def sampled(study: FoundStudy) -> list[Mention]:
    """The lesions of the sentences that tell of sampling, the first of each sentence."""
    spans = _sampled_spans(study)
    return _one_a_sentence(m for start, end in spans for m in study.evidence.between(start, end, "lesion", "body"))


@listed("lesions_looked_at")
def looked_at(study: FoundStudy) -> list[Mention]:
    """The lesions that are told, the first of each sentence."""
    return _one_a_sentence(study.evidence.findings.get("lesion", ()))


def _one_a_sentence(mentions: Iterable[Mention]) -> list[Mention]:
    found: dict[int, Mention] = {}
    for mention in mentions:
        found.setdefault(mention.sentence, mention)
    return list(found.values())


@counter("lesions_looked_at")
def lesions_looked_at(study: FoundStudy) -> int:
    """The lesions that were looked at one by one: told as two or three, labelled, or by the clock; at least one."""
    evidence = study.evidence
    text, sentences = evidence.reading.text, evidence.reading.sentences
    told = 3 if "three_lesions" in evidence.body else 2 if "two_lesions" in evidence.body else 1
    spans = [sentences[n] for n in set().union(*map(evidence.sentences, ("lesion", "shear_stiffness", "elastography")))]
    scored = {m[1][0].lower() for m in SCORED.finditer(text, evidence.start, evidence.end)}
    injected = [INJECTIONS[m[1].lower()] for m in INJECTED.finditer(text, evidence.start, evidence.end)]
    labeled = {m[1] for span in spans for m in LABELED.finditer(text, *span)}
    return max([told, len(scored), len(labeled), *injected, len(_hours(text, spans))])


@counter("lesions_by_feel")
def lesions_by_feel(study: FoundStudy) -> int:
    """The lesions that were sampled by feel, as a number before them tells ("two firm nodes"), beside guided ones."""
    evidence = study.evidence
    text, sentences = evidence.reading.text, evidence.reading.sentences
    counts = [
        NUMBERS[match[1].lower()]
        for number in {mention.sentence for mention in evidence.body.get("by_feel", ())}
        for match in COUNTED.finditer(text, sentences[number][0], sentences[min(number + 1, len(sentences) - 1)][1])
    ]
    return max(counts, default=0)


def _clock_places(study: FoundStudy) -> int:
    """Return at how many hours of the clock something was sampled."""
    return len(_hours(study.evidence.reading.text, _sampled_spans(study)))


def _left_alone(text: str, start: int, end: int) -> bool:
    """Whether what follows a lesion says that it was not sampled."""
    return LEFT_ALONE.search(text, start, min(end, start + 60)) is not None


def _hours(text: str, spans: list[tuple[int, int]]) -> set[tuple[str, int]]:
    """Return the hours of the clock that are named, each with its side where one is told.

    A bare "9:00" is an hour of the breast where a size or another hour stands beside it.
    """
    found: set[tuple[str, int]] = set()
    for start, end in spans:
        for match in CLOCK.finditer(text, start, end):
            told = match[1] or match[3] or HOUR_OF_A_PLACE.match(text, match.end())
            if not told and not AFTER_AN_HOUR.search(text[start : match.start()]):
                continue
            if not _left_alone(text, match.end(), end):
                side = (match[1] or "")[:1].lower()
                found.update((side, int(hour)) for hour in match.group(2, 3, 4) if hour)
    sided = {hour for side, hour in found if side}
    return {(side, hour) for side, hour in found if side or hour not in sided}


def _counted_by_passes(study: FoundStudy) -> int:
    """Return how many pieces of the text name a lesion with the passes made into it."""
    text = study.evidence.reading.text
    total = 0
    for start, end in _sampled_spans(study):
        if not PASS_COUNT.search(text, start, end):
            continue
        begin = start
        for stop in [*(match.start() for match in PIECE.finditer(text, start, end)), end]:
            if (
                PASS_COUNT.search(text, begin, stop)
                and NAMED.search(text, begin, stop)
                and not LEFT_ALONE.search(text, begin, stop)
            ):
                total += 1
            begin = stop
    return total


def _sampled_spans(study: FoundStudy) -> list[tuple[int, int]]:
    """Return the sentences, or the parts of them, that tell of this kind of sampling."""
    return _spans_of_sampling(study.evidence, study.kind)


@once
def _spans_of_sampling(evidence: Evidence, kind: str) -> list[tuple[int, int]]:
    text, sentences = evidence.reading.text, evidence.reading.sentences
    own, other = KINDS_OF_SAMPLING.get(kind, ((), ()))
    numbers = set().union(*(evidence.sentences(group) for group in SAMPLING_GROUPS))
    done = {mention.sentence for mention in evidence.done}
    numbers |= {n for n in done - numbers if PASSES.search(text, *sentences[n])}
    by_feel = evidence.sentences("by_feel", "body").difference(*map(evidence.sentences, GUIDED_GROUPS))
    numbers = numbers - by_feel or numbers  # beside guided ones, those by feel are counted for themselves
    numbers = numbers - _of_nodes(evidence, kind) or numbers
    own_starts, other_starts = (
        sorted(m.start for g in groups for m in evidence.done.get(g, ())) for groups in (own, other)
    )
    spans = []
    for number in sorted(numbers):
        start, end = sentences[number]
        mine = own_starts[bisect_left(own_starts, start) : bisect_left(own_starts, end)]
        theirs = other_starts[bisect_left(other_starts, start) : bisect_left(other_starts, end)]
        theirs = [mark for mark in theirs if mark not in mine]
        if not theirs:
            spans.append((start, end))
        elif mine:
            spans.append((mine[0], min((mark for mark in theirs if mark > mine[0]), default=end)))
    return spans


def _of_nodes(evidence: Evidence, kind: str) -> set[int]:
    """Return the sentences that tell of a lymph node and of no lesion, beside a biopsy of the breast: no breast lesion."""
    return evidence.sentences("node") - evidence.sentences("lesion") if kind == "breast_biopsy" else set()


def _labels(study: FoundStudy) -> set[str]:
    """Return the labels of lesions ("nodule A") in sentences of sampling or of lesions, but for those left alone."""
    evidence = study.evidence
    text, sentences = evidence.reading.text, evidence.reading.sentences
    groups = (*SAMPLING_GROUPS, "lesion", "node")
    told, named = (set().union(*(evidence.sentences(group, zone) for group in groups)) for zone in ("done", "any"))
    found = {n: [(match[1], match.end()) for match in LABELED.finditer(text, *sentences[n])] for n in told | named}
    left_alone = {label for n in found for label, at in found[n] if _left_alone(text, at, sentences[n][1])}
    return {label for n in told for label, _ in found[n]} - left_alone


def _listed(study: FoundStudy) -> int:
    """Return the number of numbered lines that each tell of passes or cores of their own."""
    reading = study.evidence.reading
    kinds = [section.kind for section in reading.sections]
    lines = LISTED.finditer(reading.text)
    nodes = _of_nodes(study.evidence, study.kind)
    return len(
        {
            line[1]
            for line in lines
            if kinds[reading.section_at(line.start())] not in BESIDE_THE_ACCOUNT
            and not LEFT_ALONE.search(line[0])
            and reading.sentence_at(line.start(1)) not in nodes
        }
    )
