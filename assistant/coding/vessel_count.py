"""Counts the vessels that were imaged from inside.

The rule (Society of Interventional Radiology, Society for Vascular Surgery): a vessel counts once however often the probe
was run in it; a single abnormality that runs through several vessels counts once; each vessel must be named and have
findings of its own. Adjacent segments with separate findings are counted separately; the count by groups of vessels
(external iliac with common femoral, femoral with popliteal, the tibial ones together) is told as the other count.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.analysis import Side
from assistant.coding.code_evidence import listed
from assistant.coding.coronary_runs import without_run_on
from assistant.coding.counters import counter
from assistant.language.layout import Mention, Reading, end_of_line
from assistant.studies.access import holds_catheter, stands_alone
from assistant.studies.evidence import BODY_ZONES, Evidence, once
from assistant.studies.scene import FoundStudy

INDENTED = " " * 8
CORONARY = frozenset({"coronary_artery", "coronary_any"})  # counted by codes of their own
CELLS = re.compile(r" {3,}|\t|\|")
FILTERS = frozenset({"filter_placement", "filter_removal", "filter_repositioning"})
AORTIC = frozenset({"aorta_any", "iliac_artery_any"})
SPANS = frozenset({"aortoiliac", "iliofemoral_veins"})  # names of a whole region, beside those of its iliac vessels
BETWEEN_VESSELS = frozenset({"confluence", "bifurcation", "junction"})
Key = tuple[str, Side | None]
PROBE_GROUPS = ("ivus", "ivus_run")
FINDING_GROUPS = ("lumen_measure", "stenosis", "thrombosis", "compression_lesion", "plaque", "patency", "aneurysm")
FILM_GROUPS = ("venography", "angiography", "contrast_injection", "contrast", "filmed")
HEADING_WORDS = 7
ROW_WORDS = 14
PRESSURE_WORDS = frozenset({"mmhg", "pressure", "pressures", "gradient"})
GENERIC = frozenset(
    {"vein", "artery", "vessel", "deep_veins", "leg_deep_veins", "leg_arteries", "iliac_vein", "iliac_artery", "central_veins"}
)
LANDMARK_WORDS = frozenset(
    {"beneath", "level", "beyond", "below", "above", "distal", "proximal", "near", "past", "off"}
)
RUN_WORDS = frozenset({"run", "runs", "pullback", "pullbacks", "pull", "pull-back", "ivus"})
REFERENCE_WORDS = frozenset({"reference", "ref", "landing", "sizing"})
NARROWED = frozenset(
    {
        "min",
        "minimum",
        "minimal",
        "stenosis",
        "narrowing",
        "narrowed",
        "%",
        "percent",
        "compressed",
        "compression",
        "occluded",
        "mla",
        "mld",
        "residual",
    }
)
PROBE_WORDS = frozenset({"ivus", "intravascular"})
ACCESS_WORDS = frozenset(
    {"access", "accessed", "puncture", "punctured", "stick", "entered", "sheath", "sheaths", "cannulated", "approach"}
)
REFERRING = frozenset({
    "that", "this", "same", "there", "it", "vein", "artery", "vessel", "lesion", "stenosis", "stent", "segment", "site",
    "thrombus", "area", "lumen",
})  # fmt: skip
# Vessels that a film shows and the probe is not run in.
ONLY_FILMED = frozenset(
    {
        "venous_collaterals",
        "collateral_vessels",
        "lumbar_vein",
        "tributary_vein",
        "perforator_vein",
        "pelvic_vein",
        "dialysis_outflow_vein",
        "endograft",
        "endograft_limb",
    }
)
# Said of the vessel itself, up to the next vessel or the end of the statement: the probe was there for another one.
NO_FINDING_OF_ITS_OWN = re.compile(
    r"\b(?:(?:as|a|the|for|only|ok|normal|solely|merely|just)[,:]? (?:(?:a|an|the|of|our|my|as|used|to|landing|zone|level|distal|proximal|upper|lower|healthy|anatomical) ){0,3}"
    r"(?:reference|ref|landmarks?|landing|sizing|comparison|orientation|start(?:ing)?)\b|landmarks?\.|in passing"
    r"|(?:landmark|reference|ref|orientation|start(?:ing)?(?: point)?)s? only|(?:start|starting point|beginning|end) of (?:the|each|every) (?:pull|run)"
    r"|pass(?:ed)? (?:through|over|by|across)?\s?(?:quickly|without)|glanced at"
    r")\b"
    r"|^[\s:,(-]*(?:reference|landmark)\b",
    re.IGNORECASE,
)
# Words of it, without one of which it finds nothing.
OF_NO_FINDING = ("ref", "land", "sizing", "comparison", "orientation", "start", "beginning", "end of", "pass", "glanced")
# Said of the probe: whatever films show of such a vessel, it was not looked at from inside.
NOT_PROBED = re.compile(
    r"\b(?:(?:was|were) not (?:run|entered|imaged|recorded|examined|interrogated|reached|measured|probed|studied|visited|surveyed)"
    r"|not (?:recorded|measured|taken|probed|entered|imaged|interrogated|studied|reached|seen by ivus)|device not"
    r"|(?:without|no) ivus|ivus not (?:done|used|run|performed)|(?:by|on|with) (?:angiogra\w+|venogra\w+|films?|contrast) (?:alone|only))\b",
    re.IGNORECASE,
)
OF_NO_PROBE = ("not", "ivus", "alone", "only")  # without which NOT_PROBED finds nothing
SAID_OF_BOTH = re.compile(r"[,;(]\s*(?:both|each|all)(?: of (?:them|these|which))?\b", re.IGNORECASE)
OPERATED = ("operation", "stent_word", "angioplasty_word", "venography", "angiography", "contrast_injection")
CLAUSE = re.compile(r"[;+\n]")
ARTERY_CLAUSE = re.compile(r"[;+\n]|\.(?=\s)|,(?!\d)|\b(?:and|while|but)\b")
# Said of the probe behind the name of an artery, up to the end of the sentence: it only went through.
ONLY_CROSSED = re.compile(
    r"\b(?:passed through|crossed|run through|traversed|in passing|only for seating|no pull-?back|not (?:analy[sz]ed|imaged|probed|interrogated)"
    r"|could not be (?:placed|passed|crossed|reached))\b",
    re.IGNORECASE,
)
CLAUSE_OF_RUN = re.compile(r"[;\n]|\.(?=\s)")
MEASURED_GROUPS = ("lumen_measure", "percent_figure")
# "EIV: 139.", "EIV 139 nl": a statement of a list that names the unit only once
BARE_FIGURE = re.compile(r"[^:.;]{2,30}:?\s*\d{2,3}\s*(?:(?:n|nl|wnl|norm|normal|ok|patent|open)\b)?\s*[.;]?\s*", re.IGNORECASE)
REFERENCE_IN = re.compile(
    r"(?:(?:%|\bpercent)(?: stenosis| narrowing)? (?:of|against|versus|vs\.?)(?: the)?(?: (?:right|left|r|l))?\s*$)|\b(?:reference|ref|normal segment|healthy segment)\b[^.;:%]{0,40}\b(?:in|at|from|of|being|was|is)(?: the)?(?: (?:right|left|r|l|rt|lt|healthy|normal|adjacent|ipsilateral))*\s*$",
    re.IGNORECASE,
)
OF_REFERENCE = ("%", "percent", "ref", "segment")  # without which REFERENCE_IN finds nothing
LONGEST_REFERENCE = 200  # characters before a vessel in which REFERENCE_IN can lead to it
# Which only the probe measures; each begins with its character, so that a search leaps from one to the next.
AREA = re.compile(
    r"[\dMmLlPp](?i:(?<=\d)[ ]?(?:mm2|mm²|sq\.? ?mm|square (?:mm|millimet))"
    r"|(?<=\bm)(?:LA|SA|LD)\b|(?<=\bl)umen area\b|(?<=\bp)laque burden\b)"
)
OPENS_PARAGRAPH = re.compile(r"[\s\d.)#*•-]*(?:left|right|[lr]|[lr]t)?[\s.]*", re.IGNORECASE)
HEADING_END = re.compile(r"\s*[:,.;]")
MEASURED_AGAINST = re.compile(r"\b(?:against|versus|compared (?:with|to))\b", re.IGNORECASE)
STATEMENT_END = re.compile(r"[.;](?=\s|$)|\n")
LISTED_WITH = re.compile(r"[ ]*(?:,|and|or|nor|&|/)[ ]*(?:and |the |or )*")
LED_THROUGH = 3  # tokens after "through the" within which the vessel stands
CLAUSE_ENDS = frozenset({".", ";", ":", ","})
# Vessels that the Society of Interventional Radiology counts as one, in veins and arteries alike.
SEGMENTS = {
    "common_femoral_vein": "external_iliac_vein", "common_femoral_artery": "external_iliac_artery",
    "popliteal_vein": "femoral_vein", "femoropopliteal_veins": "femoral_vein",
    "popliteal_artery": "superficial_femoral_artery", "femoral_artery": "superficial_femoral_artery",
    "femoropopliteal_artery": "superficial_femoral_artery",
    "posterior_tibial_vein": "tibial_vein", "anterior_tibial_vein": "tibial_vein", "peroneal_vein": "tibial_vein",
    "tibioperoneal_trunk": "tibial_arteries", "anterior_tibial_artery": "tibial_arteries",
    "posterior_tibial_artery": "tibial_arteries", "peroneal_artery": "tibial_arteries",
}  # fmt: skip


class VesselCount(NamedTuple):
    """The vessels counted, one mention each, and the count by the grouping rule."""

    vessels: tuple[Mention, ...]
    grouped: int
    contiguous: bool


@once
def count_vessels(evidence: Evidence, beside_filter: bool) -> VesselCount:
    """Return the non-coronary vessels that intravascular ultrasound showed, with findings.

    Beside a filter the cava is no further vessel: its ultrasound belongs to the filter.
    """
    mentions = _imaged(evidence)
    if beside_filter:
        mentions = [m for m in mentions if m.concept.id != "inferior_vena_cava"] or mentions
    distinct: dict[tuple[str, Side | None], Mention] = {}
    for mention in mentions:
        for side in _sides_measured(evidence, mention):
            distinct.setdefault((mention.concept.id, side), mention)
    for key, mention in _in_tables(evidence):
        distinct.setdefault(key, mention)
        mentions.append(mention)
    named = _merged_sides(list(distinct))
    keys = _without_continuations(evidence, mentions, named)
    contiguous = len(keys) < len(named)
    keys = _without_plain_neighbours(evidence, mentions, keys)
    vessels = tuple(distinct[key] for key in keys)
    return VesselCount(vessels, len({_segment(key) for key in keys}), contiguous)


def _in_tables(evidence: Evidence) -> Iterator[tuple[Key, Mention]]:
    """Yield the vessels that head a row or column in a table of what the probe measured, with the side of the cell."""
    inside = evidence.statements.of("imaged_inside")
    if not inside or not evidence.reading.tables:
        return
    cells = [cell for table in evidence.reading.tables for cell in table.cells]
    heads = sorted({(head.start, head.end) for cell in cells for head in (*cell.rows, *cell.columns)})
    named = {
        m.start: m
        for m in evidence.done.get("vessel_any", ())
        if m.concept.id not in GENERIC and CORONARY.isdisjoint(m.concept.groups)
    }
    for found in inside:
        mention = named.get(found.named.start)
        at = bisect_right(heads, (found.named.start, len(evidence.reading.text))) - 1
        if mention is not None and at >= 0 and mention.start < heads[at][1]:
            yield (mention.concept.id, found.side if mention.concept.paired else mention.side), mention


def _sides_measured(evidence: Evidence, mention: Mention) -> tuple[Side | None, ...]:
    """Return the sides of a vessel; of a pair those told one by one ("both common iliac veins: right 210, left 205")."""
    if mention.side != "bilateral":
        return (mention.side,)
    start, stop = _statement(evidence, mention)
    probe = evidence.sentences("ivus", "body")
    if mention.sentence in probe:
        probe = set()  # else "IVUS of each: right 14, left 6" speaks of the pair that was named before
    told = {
        m.concept.id for m in evidence.done.get("side", ()) if start <= m.start < stop or m.sentence in probe
    }
    return ("right", "left") if {"right", "left"} <= told else ("bilateral",)


def _segment(key: Key) -> Key:
    """Return the group of vessels, with its side, to which a vessel belongs."""
    return SEGMENTS.get(key[0], key[0]), key[1]


def _without_plain_neighbours(evidence: Evidence, mentions: list[Mention], keys: list[Key]) -> list[Key]:
    """Keep one of the vessels of a group that are only called normal, with no measure: both are the healthy rest."""
    plain = {
        key
        for key in keys
        if all(_only_normal(evidence, m) for m in mentions if (m.concept.id, m.side) == key)
    }
    kept: list[Key] = [key for key in keys if key not in plain]
    for key in keys:
        if key in plain and _segment(key) not in {_segment(other) for other in kept}:
            kept.append(key)
    return [key for key in keys if key in kept]


def _only_normal(evidence: Evidence, mention: Mention) -> bool:
    """Whether a vessel is called normal and no figure of it is told."""
    start, stop = _statement(evidence, mention)
    said = evidence.reading.text[start:stop]
    normal = any(start <= m.start < stop for m in evidence.done.get("normal_finding", ()))
    return normal and not any(character.isdigit() for character in said)


def _merged_sides(keys: list[tuple[str, Side | None]]) -> list[tuple[str, Side | None]]:
    """Drop an unsided vessel where the same vessel stands with a side, and a general name where a precise one stands."""
    sided = {concept for concept, side in keys if side is not None}
    kept = [(concept, side) for concept, side in keys if side is not None or concept not in sided]
    kept = [(concept, side) for concept, side in kept if side != "bilateral" or (concept, "left") not in kept]
    precise = [key for key in kept if key[0] not in GENERIC]
    if any("iliac" in key[0] and key[0] not in SPANS for key in precise):
        precise = [key for key in precise if key[0] not in SPANS]
    if any(key[0] in ("abdominal_aorta", "thoracic_aorta") for key in precise):
        precise = [key for key in precise if key[0] != "aorta"]
    return precise or kept[:1]


def _imaged(evidence: Evidence) -> list[Mention]:
    """Return the vessel mentions that stand with the probe's findings."""
    reading = evidence.reading
    probe = set()
    for group in PROBE_GROUPS:
        probe |= {m.sentence for m in evidence.body.get(group, ()) if m.zone not in ("indication", "history")}
    probe |= {n for n in evidence.sentences("vessel_any", "body") if AREA.search(reading.text, *reading.sentences[n])}
    probe -= evidence.sentences("needle") - evidence.sentences("ivus", "body")
    probe |= _ivus_sections(evidence)
    if not probe:
        probe = {m.sentence for m in evidence.title.get("ivus", ())}
    findings = {m.sentence for group in FINDING_GROUPS for m in evidence.body.get(group, ())} | _rows_of_numbers(
        reading
    )
    findings |= {
        n for n in evidence.sentences("vessel_any") if BARE_FIGURE.fullmatch(reading.text, *reading.sentences[n])
    }
    percents = evidence.sentences("percent_figure", "body")
    filmed = set().union(*(evidence.sentences(group, "body") for group in FILM_GROUPS))
    treated = set().union(*(evidence.sentences(group, "body") for group in ("thrombectomy_word", "declot_word", "angioplasty_word")))
    findings |= {n for n in percents - filmed - treated if len(reading.text[slice(*reading.sentences[n])].split()) <= ROW_WORDS}
    field = _follow_up(reading, probe, findings)
    findings |= percents | (evidence.sentences("normal_finding", "body") - filmed)
    # "PTA" of a session in which vessels are dilated, and where the tip of a catheter or wire lay ("tip in the SVC")
    not_places = {m.start for m in evidence.done.get("angioplasty_word", ())} | {
        vessel.start
        for tip in evidence.done.get("tip_told", ())
        for vessel in evidence.in_sentence(tip.sentence, "vessel_any")
        if tip.first <= vessel.first < tip.last + LED_THROUGH
    }
    vessels = [
        m
        for m in evidence.done.get("vessel_any", ())
        if m.sentence in field
        and CORONARY.isdisjoint(m.concept.groups)
        and m.concept.id not in ONLY_FILMED
        and m.start not in not_places
        and not stands_alone(evidence, m)
        and not holds_catheter(evidence, m)
        and not _before_the_probe(evidence, m)
    ]
    vessels = _of_the_probe(evidence, vessels, probe)
    system = _system(vessels)
    ends = {m.start for m in _joined_by_words(evidence)}  # the ends of a lesion are no way in
    vessels = [m for m in vessels if m.concept.system in (None, system)]
    vessels = [
        m for m in vessels if m.start in ends or not (_on_the_way(reading, m) or _only_measured_against(reading, m))
    ]
    passed = {(m.concept.id, m.side) for m in vessels if _without_finding(evidence, m)}
    vessels = [m for m in vessels if (m.concept.id, m.side) not in passed]
    in_aorta = any("aorta_any" in m.concept.groups for m in vessels)
    if "evar_word" in evidence.done or ("dissection" in evidence.done and in_aorta):
        own = [m for m in vessels if not AORTIC.isdisjoint(m.concept.groups)]
        vessels = own or (vessels[:1] if "evar_word" in evidence.done else vessels)  # its branches are landmarks
    named = [m for m in vessels if m.concept.id not in GENERIC and m.concept.field != "neck"]
    if reading.nature == "summary":
        return named
    if not named and findings & field and not evidence.done.names & {"venography", "angiography"}:
        titled = [
            m
            for m in evidence.title.get("vessel_any", ())
            if m.sentence in evidence.sentences("ivus") and m.concept.id not in GENERIC
        ]
        return titled or _referred_to(evidence, probe) or _named_around(evidence, probe) or _only_titled(evidence)
    if not named and findings & field:
        named = _over_paragraphs(evidence, []) or _referred_to(evidence, probe) or _named_around(evidence, probe)
    headed = findings - evidence.sentences("vessel_any", "body")  # a sentence with a vessel of its own tells of that one
    with_findings = [m for m in named if m.sentence in findings or _heads_findings(reading, m, headed)]
    with_findings += _over_paragraphs(evidence, with_findings)
    return (
        with_findings or (named if findings & field else []) or [m for m in vessels if m.concept.id.startswith("iliac")]
    )


def _over_paragraphs(evidence: Evidence, counted: Sequence[Mention]) -> list[Mention]:
    """Return the vessels that open a paragraph in which the probe measured and names no vessel of its own.

    "LEFT RENAL VEIN: catheter seated, 11 mm on film. IVUS: lumen 21 mm2 against 96 mm2 at the hilum."
    """
    text = evidence.reading.text
    found = []
    for mention in evidence.done.get("vessel_any", ()):
        if (
            mention.concept.id in GENERIC | ONLY_FILMED
            or not CORONARY.isdisjoint(mention.concept.groups)
            or not OPENS_PARAGRAPH.fullmatch(text, text.rfind("\n", 0, mention.start) + 1, mention.start)
            or not HEADING_END.match(text, mention.end)
        ):
            continue
        stop = end_of_line(text, mention.end)
        probe = next(iter(evidence.between(mention.end, stop, "ivus", "body")), None)
        if (
            probe is not None
            and AREA.search(text, probe.start, stop)
            and not any(mention.start <= other.start < stop for other in counted)
            and not any(
                m.concept.id not in GENERIC and m.concept.system == mention.concept.system
                for m in evidence.between(probe.start, stop, "vessel_any")
            )
        ):
            found.append(mention)
    return found


def _only_titled(evidence: Evidence) -> list[Mention]:
    """Return the one vessel that the title names, where it names no other."""
    titled = [m for m in evidence.title.get("vessel_any", ()) if m.concept.id not in GENERIC | ONLY_FILMED]
    return titled[:1] if len({(m.concept.id, m.side) for m in titled}) == 1 else []


def _referred_to(evidence: Evidence, probe: set[int]) -> list[Mention]:
    """Return the vessel that "intravascular ultrasound of that vein" refers back to: the last one named before it."""
    reading = evidence.reading
    for sentence in sorted(probe):
        if REFERRING.isdisjoint(reading.words_of_sentence(sentence)):
            continue
        earlier = [
            m
            for m in evidence.done.get("vessel_any", ())
            if m.sentence in (sentence - 1, sentence - 2)
            and m.concept.id not in GENERIC | ONLY_FILMED
            and not _on_the_way(reading, m)
        ]
        if earlier:
            return [earlier[-1]]
    return []


def _of_the_probe(evidence: Evidence, vessels: list[Mention], probe: set[int]) -> list[Mention]:
    """Leave out the vessels of films, pressures and punctures, and the summary where the body tells of them."""
    films, entries = (
        set().union(*(evidence.sentences(group, "body") for group in groups))
        for groups in (("venography", "contrast_injection"), ("needle", "access_word", "crossed_over"))
    )
    through_skin = evidence.sentences("skin_route", "body") & evidence.sentences("us", "body")
    other = films | through_skin | (entries - evidence.sentences("ivus_run", "body"))
    other -= evidence.sentences("ivus")
    reading = evidence.reading
    named = {m.sentence for m in vessels}
    other |= {n for n in named - other if not PRESSURE_WORDS.isdisjoint(reading.words_of_sentence(n))}
    own = [m for m in vessels if m.sentence not in other]
    told = [m for m in own if m.zone != "impression"]
    return told or own or vessels


@once
def _first_of_the_probe(evidence: Evidence, sentence: int) -> int:
    """Return where a sentence first names the probe, its begin if nowhere."""
    named = (m.start for m in evidence.in_sentence(sentence, "ivus", "body"))
    return min(named, default=evidence.reading.sentences[sentence][0])


@once
def _edges(evidence: Evidence, sentence: int, mark: re.Pattern[str]) -> list[int]:
    """Return where the clauses of a sentence begin, each at a mark, and where the last one ends."""
    start, end = evidence.reading.sentences[sentence]
    return [start, *(cut.start() for cut in mark.finditer(evidence.reading.text, start, end)), end]


def _clause(evidence: Evidence, mention: Mention, mark: re.Pattern[str]) -> tuple[int, int]:
    """Return where the clause of a mention begins and ends."""
    edges = _edges(evidence, mention.sentence, mark)
    behind = bisect_right(edges, mention.start)
    return edges[behind - 1], edges[behind]


def _before_the_probe(evidence: Evidence, mention: Mention) -> bool:
    """Whether a vessel is that of an operation or film that the sentence tells, in a clause of its own, before the probe."""
    probe = _first_of_the_probe(evidence, mention.sentence)
    if mention.start >= probe:
        return False
    begin, stop = _clause(evidence, mention, CLAUSE)
    return stop <= probe and any(evidence.between(begin, stop, group, "body") for group in OPERATED)


def _named_around(evidence: Evidence, probe: set[int]) -> list[Mention]:
    """Return the one vessel that is spoken of where the probe's findings name none: the last before, else the next."""
    measured = set().union(
        *(evidence.sentences(group, "body") for group in ("lumen_measure", "stenosis", "compression_lesion"))
    )
    if not probe & measured:
        return []
    spoken = [
        m
        for m in evidence.body.get("vessel_any", ())
        if m.concept.id not in GENERIC | ONLY_FILMED and not _on_the_way(evidence.reading, m) and "coronary_any" not in m.concept.groups
        and not _only_measured_against(evidence.reading, m)
    ]  # fmt: skip
    first = min(probe, default=0)
    before = [m for m in spoken if first - 3 <= m.sentence < first]
    after = [m for m in spoken if first < m.sentence <= first + 2]
    return before[-1:] or after[:1]


def _rows_of_numbers(reading: Reading) -> set[int]:
    """Return the sentences that are table rows: two numbers or more and few words."""
    rows = set()
    for number, (start, end) in enumerate(reading.sentences):
        words = reading.text[start:end].split()
        if len(words) > ROW_WORDS:
            continue
        numbers = [word for word in words if word[0].isdigit()]
        if len(numbers) > 1 or (numbers and len(CELLS.findall(reading.text[start:end].rstrip())) > 1):
            rows.add(number)
    return rows


def _ivus_sections(evidence: Evidence) -> set[int]:
    """Return the sentences of sections headed by the probe, or the whole body where the report is about nothing else."""
    reading = evidence.reading
    if "ivus" in evidence.title and not evidence.done.names & {"venography", "angiography", "contrast_injection"}:
        return {
            n
            for n, (start, _) in enumerate(reading.sentences)
            if reading.sections[reading.section_at(start)].kind in BODY_ZONES
        }
    headed = {m.section for m in evidence.body.get("ivus", ()) if m.start <= reading.sections[m.section].start + 2}
    ends = {number: _end_of_paragraph(reading, number) for number in headed}
    return {
        n
        for n, (start, _) in enumerate(reading.sentences)
        if (section := reading.section_at(start)) in headed and start < ends[section]
    }


def _end_of_paragraph(reading: Reading, number: int) -> int:
    """Return where the paragraph of a headed section ends that begins on the heading's line; else the section's end."""
    section = reading.sections[number]
    content = section.start + len(section.title)
    line_end = reading.text.find("\n", content, section.end)
    if line_end < 0 or not reading.text[content:line_end].strip(" :\t-"):
        return section.end
    gap = reading.text.find("\n\n", line_end, section.end)
    return gap if gap >= 0 else section.end


def _heads_findings(reading: Reading, mention: Mention, findings: set[int]) -> bool:
    """Whether the vessel stands as a heading over a sentence with findings."""
    start, end = reading.sentences[mention.sentence]
    return mention.sentence + 1 in findings and len(reading.text[start:end].split(maxsplit=HEADING_WORDS)) <= HEADING_WORDS


def _follow_up(reading: Reading, probe: set[int], findings: set[int]) -> set[int]:
    """Extend the probe's sentences by the list items and sentences with measurements that follow them directly."""
    field = set(probe)
    for sentence in sorted(probe):
        following = sentence + 1
        heading = reading.text[slice(*reading.sentences[sentence])].rstrip().endswith(":")
        if heading and following < len(reading.sentences):  # "OCT pullbacks:", what it lists
            field.add(following)
            following += 1
        while following < len(reading.sentences) and following not in field and _belongs(reading, following, findings):
            field.add(following)
            following += 1
    return field


def _belongs(reading: Reading, sentence: int, findings: set[int]) -> bool:
    return sentence in findings or sentence + 1 in findings


def _system(vessels: list[Mention]) -> str | None:
    named = [m for m in vessels if m.concept.id not in GENERIC] or vessels
    veins = sum(m.concept.system == "vein" for m in named)
    arteries = sum(m.concept.system == "artery" for m in named)
    return "vein" if veins >= arteries else "artery"


def _on_the_way(reading: Reading, mention: Mention) -> bool:
    """Whether the vessel is only the way in, a landmark, or the healthy stretch between two lesions."""
    begin = reading.first_of_sentence(mention.sentence)
    before = reading.words[max(begin, mention.first - 5) : mention.first]
    if not RUN_WORDS.isdisjoint(before[-1:]) and reading.words[mention.last : mention.last + 1] == ["to"]:
        return True  # "pullback IVC to groin: ..."
    if (
        "not" in before[-3:]
        or LANDMARK_WORDS & set(before[-3:])
        or not BETWEEN_VESSELS.isdisjoint(reading.words[mention.last : mention.last + 1])
    ):
        return True
    return (
        bool({"from", "through", "to", "toward", "crossing", "between", "into", "via", "down", "up", "along", "past"} & set(before[-3:]))
        and not ({"of", "in"} & set(before[-2:]))
    ) or "between" in reading.words[mention.last : mention.last + 4]


def _only_measured_against(reading: Reading, mention: Mention) -> bool:
    """Whether the vessel is the place of the puncture, or the healthy segment that another one is measured against."""
    words = reading.words
    after = words[mention.last : mention.last + 8]
    entered = next((word for word in after[:3] if word in ACCESS_WORDS or word in CLAUSE_ENDS), "")
    if entered in ACCESS_WORDS:
        return True
    opens = reading.first_of_sentence(mention.sentence)
    begin = max(opens, mention.first - 3)
    listed = ":" in words[begin : mention.first] and not PROBE_WORDS.isdisjoint(words[opens:begin])  # "IVUS through the same sheath: EIV 66 mm2"
    for word in reversed(words[begin : mention.first]):
        if word in CLAUSE_ENDS and word != ":":
            break
        if word in ACCESS_WORDS and not listed:
            return True
    if not REFERENCE_WORDS.isdisjoint(words[begin : mention.first]) or _taken_there(reading, mention):
        return True
    return (
        not REFERENCE_WORDS.isdisjoint(after[:3]) and NARROWED.isdisjoint(after) and CLAUSE_ENDS.isdisjoint(after[:3])
    )


def _taken_there(reading: Reading, mention: Mention) -> bool:
    """Whether the reference is said to have been taken in the vessel ("against a reference of 162 mm2 in the common femoral vein")."""
    start = max(reading.sentences[mention.sentence][0], mention.start - LONGEST_REFERENCE)
    if not any(map(reading.text[start : mention.start].lower().__contains__, OF_REFERENCE)):
        return False
    return REFERENCE_IN.search(reading.text, start, mention.start) is not None


def _without_finding(evidence: Evidence, mention: Mention) -> bool:
    """Whether the text says of the vessel that it was a reference or a landmark, or that the probe was not run in it."""
    text = evidence.reading.text
    start, stop = _statement(evidence, mention)
    said = text[start:stop]
    if "." not in said.rstrip(" ,;"):
        both, without = _said_of_both(evidence, mention.sentence)
        at = bisect_left(both, stop)
        if at < len(both) and both[at] < without:
            return not _narrowed(said)
    denied = any(map(said.lower().__contains__, OF_NO_PROBE)) and NOT_PROBED.search(said) is not None
    own = MEASURED_AGAINST.split(said, maxsplit=1)[0]  # "48 mm2 against 182 below, used only as reference"
    return denied or (_no_finding_told(own) and not _narrowed(own))


@once
def _said_of_both(evidence: Evidence, sentence: int) -> tuple[list[int], int]:
    """Return where a sentence speaks of several vessels at once, and where it says last that one has no finding (-1 if nowhere)."""
    text, (start, end) = evidence.reading.text, evidence.reading.sentences[sentence]
    both = [found.start() for found in SAID_OF_BOTH.finditer(text, start, end)]
    without, begin = -1, both[0] if both and _may_tell_no_finding(text[start:end]) else end
    while found := NO_FINDING_OF_ITS_OWN.search(text, begin, end):
        without, begin = found.start(), found.start() + 1
    return both, without


def _no_finding_told(text: str) -> bool:
    """Whether a text says that a vessel has no finding of its own."""
    return _may_tell_no_finding(text) and NO_FINDING_OF_ITS_OWN.search(text) is not None


def _may_tell_no_finding(text: str) -> bool:
    return any(map(text.lower().__contains__, OF_NO_FINDING))


def _narrowed(said: str) -> bool:
    return not NARROWED.isdisjoint(said.lower().replace("%", " % ").split())


@once
def _statement_ends(evidence: Evidence) -> list[int]:
    """Return where the statements of the text end."""
    return [end.start() for end in STATEMENT_END.finditer(evidence.reading.text)]


def _statement(evidence: Evidence, mention: Mention) -> tuple[int, int]:
    """Return from where to where something is said of a vessel: to the next vessel, or the end of the statement."""
    text = evidence.reading.text
    ends = _statement_ends(evidence)
    end = bisect_left(ends, mention.end)
    stop = ends[end] + 1 if end < len(ends) else len(text)
    start = mention.end
    for other in evidence.from_on(start, "vessel_any", "any"):  # also one that was not reached
        if other.start >= start:
            if not LISTED_WITH.fullmatch(text, start, other.start):
                return start, min(stop, other.start)
            start = other.end  # "the popliteal and tibials not probed": said of both
    return start, max(start, stop)


def _without_continuations(evidence: Evidence, mentions: list[Mention], named: list[Key]) -> list[Key]:
    """Keep one vessel of each stretch of text in which one abnormality is said to run through several vessels."""
    kept = list(named)
    places = [*_joined_by_words(evidence), *mentions]
    in_order = sorted((m.start, number) for number, m in enumerate(places))
    for start, end in dict.fromkeys(_continuous_stretches(evidence)):
        here = sorted(number for _, number in in_order[bisect_left(in_order, (start,)) : bisect_left(in_order, (end,))])
        keys = ((places[number].concept.id, places[number].side) for number in here)
        joined = list(dict.fromkeys(key for key in keys if key in kept))
        for key in joined[1:]:
            kept.remove(key)
    return kept


def _continuous_stretches(evidence: Evidence) -> list[tuple[int, int]]:
    """Return the stretches (characters, end exclusive) that tell of one continuous abnormality.

    A paragraph is one stretch, unless words such as "separate" begin the tale of another abnormality in it.
    """
    text = evidence.reading.text
    apart = sorted(m.start for m in evidence.done.get("separate_lesion_word", ()))
    stretches = []
    for mention in evidence.done.get("contiguous_word", ()):
        if not _joins_vessels(evidence, mention):
            continue
        line_start = text.rfind("\n", 0, mention.start) + 1
        if text.startswith(INDENTED, line_start):  # the row above goes on
            line_start = text.rfind("\n", 0, max(0, line_start - 1)) + 1
        line_end = end_of_line(text, mention.end)
        before, after = bisect_left(apart, mention.start), bisect_left(apart, mention.end)
        start = max(line_start, apart[before - 1]) if before else line_start
        end = min(line_end, apart[after]) if after < len(apart) else line_end
        stretches.append((start, end))
    return stretches


def _joins_vessels(evidence: Evidence, mention: Mention) -> bool:
    """Whether "through the ..." leads to a vessel; an access, a sheath or a filter is gone through by instruments."""
    if "through" not in evidence.reading.words[mention.first : mention.last]:
        return True
    return not _vessel_tokens(evidence).isdisjoint(range(mention.first, mention.last + LED_THROUGH))


@once
def _vessel_tokens(evidence: Evidence) -> frozenset[int]:
    """Return the tokens at which vessels begin."""
    return frozenset(m.first for m in evidence.done.get("vessel_any"))


def _joined_by_words(evidence: Evidence) -> list[Mention]:
    """Return the vessels named in one sentence with the words of one continuous abnormality, be they its ends or its middle."""
    words = {m.sentence for m in evidence.done.get("contiguous_word", ()) if _joins_vessels(evidence, m)}
    joined = words & set().union(*(evidence.sentences(group) for group in PROBE_GROUPS))
    found = [m for m in evidence.done.get("vessel_any", ()) if m.sentence in words]
    judged = {m.sentence for m in evidence.done.get("lesion", ())}
    return [m for m in found if m.sentence in joined | judged]


def _counted(study: FoundStudy) -> VesselCount:
    return count_vessels(study.evidence, not FILTERS.isdisjoint(study.kinds))


@counter("ivus_first_vessel")
def ivus_first_vessel(study: FoundStudy) -> int:
    """One where a vessel with findings is named (a summary of facts need not name it)."""
    return 1 if study.nature == "summary" or _counted(study).vessels else 0


@counter("ivus_grouped_vessels")
def ivus_grouped_vessels(study: FoundStudy) -> int:
    """The vessels as radiologists group them: neighbours that one catheter length spans are one."""
    return _counted(study).grouped


@counter("ivus_further_vessels")
def ivus_further_vessels(study: FoundStudy) -> int:
    """The vessels beyond the first."""
    return max(0, len(_counted(study).vessels) - 1)


@listed("ivus_first_vessel")
def first_vessel(study: FoundStudy) -> Sequence[Mention]:
    """The first vessel that was imaged."""
    return _counted(study).vessels[:1]


@listed("ivus_further_vessels")
def further_vessels(study: FoundStudy) -> Sequence[Mention]:
    """The vessels beyond the first."""
    return _counted(study).vessels[1:]


@counter("coronary_vessels")
def coronary_vessels(study: FoundStudy) -> int:
    """The major coronary arteries that the probe was in: those of its sentences and of the findings that follow these."""
    return max(1, len(coronary_arteries(study)))


@listed("coronary_vessels")
def coronary_arteries(study: FoundStudy) -> list[Mention]:
    """The coronary arteries that the probe was in, each where it is first named."""
    evidence = study.evidence
    probe = evidence.sentences("ivus") | evidence.sentences("oct") | evidence.sentences("ivus_run", "body")
    findings = evidence.sentences("lumen_measure", "body")
    field = _follow_up(evidence.reading, probe, findings)
    seen = [*evidence.done.get("coronary_artery", ()), *evidence.done.get("coronary_graft", ())]
    inside = [m for m in seen if m.sentence in field and not (_by_films(evidence, m.sentence) or _by_wire(evidence, m))]
    named: dict[str, Mention] = {}
    for mention in without_run_on(evidence.reading, inside):
        named.setdefault(mention.concept.id, mention)
    if len(named) > 1:
        named.pop("coronary_artery", None)  # the general word beside the artery that was meant
    crossed = _only_crossed(evidence, seen) if len(named) > 1 else frozenset()
    return [mention for artery, mention in named.items() if artery not in crossed]


def _only_crossed(evidence: Evidence, arteries: list[Mention]) -> frozenset[str]:
    """Return the arteries through which the probe only went ("left main passed through, not analysed"), measured nowhere."""
    text, crossed, measured = evidence.reading.text, set[str](), set[str]()
    ordered = sorted(arteries, key=lambda mention: mention.start)
    for mention, following in zip(ordered, [*ordered[1:], None], strict=True):
        _, stop = _clause(evidence, mention, ARTERY_CLAUSE)
        stop = min(stop, following.start) if following is not None else stop
        if any(evidence.between(mention.end, stop, group) for group in MEASURED_GROUPS):
            measured.add(mention.concept.id)
        _, stop = _clause(evidence, mention, CLAUSE_OF_RUN)
        stop = min(stop, following.start) if following is not None else stop
        if ONLY_CROSSED.search(text, mention.end, stop):
            crossed.add(mention.concept.id)
    return frozenset(crossed - measured)


def _by_wire(evidence: Evidence, mention: Mention) -> bool:
    """Whether the clause of an artery tells of a pressure taken by a wire, and nothing that only the probe tells."""
    begin, stop = _clause(evidence, mention, ARTERY_CLAUSE)

    def told(*groups: str) -> bool:
        return any(evidence.between(begin, stop, group) for group in groups)

    return told("wire_pressure") and not told("ivus", "oct", "lumen_measure")


@once
def _by_films(evidence: Evidence, sentence: int) -> bool:
    """Whether a sentence says that an artery was only filmed, or that the probe was not in it."""
    start, end = evidence.reading.sentences[sentence]
    text = evidence.reading.text[start:end].lower()
    return "only" in text and "angio" in text
