"""What one report of an encounter means for the codes of another: bases, guidance, repeats, duplicates, limbs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from assistant.analysis import Analysis, Study
from assistant.encounters.lines import Line, apart, area_of, at_bedside
from assistant.encounters.records import EncounterFinding
from assistant.encounters.wording import encounter_wording
from assistant.knowledge.code_registry import CodeSet, load_codes
from assistant.knowledge.curated_edits import load_curated_edits
from assistant.studies.compiled import knowledge

BASE = "base_procedure"
GUIDANCE = "guidance"
VESSEL_GUIDANCE, NEEDLE_GUIDANCE = "76937", "76942"
VESSEL_FAMILY = "venous-access"
DIAGNOSTIC = frozenset({"diagnostic ultrasound", "test without images", "nuclear imaging", "contrast imaging"})
SEPARATE = "59"

#: Tells whether a report (by id) documents a primary procedure for an add-on code.
HasBase = Callable[[str], bool]


def close_bases(lines: list[Line], reports: Iterable[str], has_base: HasBase) -> Iterator[EncounterFinding]:
    """Free add-on codes whose primary procedure stands in another report."""
    messages, note = encounter_wording().messages, encounter_wording().notes.base_found
    for line in lines:
        if BASE not in line.needs:
            continue
        entry = load_codes().get(line.code)
        base = next(
            (
                o
                for o in lines
                if o.report != line.report and o.status == "supported" and entry and entry.base_support(o.code)
            ),
            None,
        )
        other = (
            base.report
            if base
            else next((report for report in reports if report != line.report and has_base(report)), None)
        )
        if other is None:
            continue
        line.satisfy(BASE)
        line.notes.append(note.format(report=other))
        text = messages.base_code_in_other_report if base else messages.base_in_other_report
        message = text.format(code=line.code, first=line.report, second=other, base=base.code if base else "")
        yield EncounterFinding(
            "base_in_other_report", message, (line.code, *([base.code] if base else [])), (line.report, other)
        )


def contain(lines: list[Line]) -> Iterator[EncounterFinding]:
    """Drop guidance that a procedure in another report contains; ask about other services that it contains."""
    messages = encounter_wording().messages
    for inclusion in knowledge().inclusions:
        for container in lines:
            if container.status != "supported" or container.code not in inclusion.containers:
                continue
            for line in _contained(container, inclusion.contained, lines):
                names = {
                    "code": line.code,
                    "container": container.code,
                    "first": line.report,
                    "second": container.report,
                }
                about = (container.code, line.code), (container.report, line.report)
                if line.service == GUIDANCE and inclusion.unless is None:
                    message = messages.guidance_in_other_report.format_map(names)
                    line.drop(message)
                    yield EncounterFinding("guidance_in_other_report", message, *about)
                elif load_curated_edits().between(line.code, container.code) is None:
                    message = messages.contained_in_other_report.format_map(names)
                    yield EncounterFinding("contained_in_other_report", message, *about)


def _contained(container: Line, codes: CodeSet, lines: list[Line]) -> Iterator[Line]:
    """Yield the lines of other reports that `container` contains; a form without imaging contains no guidance."""
    for line in lines:
        if not line.alive or line.report == container.report or line.code not in codes or apart(line, container):
            continue
        if line.service != GUIDANCE or _imaging_twin(container) is None:
            yield line


def _imaging_twin(line: Line) -> str | None:
    """Return the code of the same procedure with imaging, None where there is none."""
    entry = load_codes().get(line.code)
    return entry.counterpart.get("with imaging") if entry else None


def find_imaging_twins(lines: list[Line]) -> Iterator[EncounterFinding]:
    """Yield a finding where a procedure without imaging stands in one report and its guidance in another."""
    registry = load_codes()
    for line in lines:
        twin = _imaging_twin(line)
        if not line.alive or twin is None:
            continue
        wanted = VESSEL_GUIDANCE if registry.families[line.code] == VESSEL_FAMILY else NEEDLE_GUIDANCE
        for guidance in lines:
            if not guidance.alive or guidance.code != wanted or guidance.report == line.report or apart(line, guidance):
                continue
            message = encounter_wording().messages.imaging_twin.format(
                code=line.code, first=line.report, second=guidance.report, guidance=guidance.code, twin=twin
            )
            yield EncounterFinding(
                "imaging_twin", message, (line.code, guidance.code, twin), (line.report, guidance.report)
            )


def join_repeats(lines: list[Line]) -> Iterator[EncounterFinding]:
    """Join the lines of one code, side and area in different reports; the rest of them go from `lines`."""
    wording = encounter_wording()
    for first, second in combinations(list(lines), 2):
        if first not in lines or second not in lines or not (first.alive and second.alive):
            continue
        if (
            first.code != second.code
            or first.report == second.report
            or first.area != second.area
            or apart(first, second)
        ):
            continue
        kept, gone = (
            (second, first)
            if (first.status, second.status) == ("needs_documentation", "supported")
            else (first, second)
        )
        kept.sources.extend(gone.sources)
        kept.units = max(kept.units, gone.units)
        kept.notes.append(wording.notes.repeated.format(report=gone.report))
        lines.remove(gone)
        diagnostic = first.service in DIAGNOSTIC
        text = wording.messages.repeat_study if diagnostic else wording.messages.same_service_twice
        message = text.format(code=first.code, first=first.report, second=second.report)
        yield EncounterFinding(
            "repeat_study" if diagnostic else "same_service_twice",
            message,
            (first.code,),
            (first.report, second.report),
        )


def find_duplicates(members: Iterable[Analysis], lines: list[Line]) -> Iterator[EncounterFinding]:
    """Yield a finding for each area that two reports examine with different codes, on the same side."""
    for first, second in combinations(members, 2):
        for area, codes in _shared_areas(first, second, lines):
            bedside = at_bedside(first) != at_bedside(second)
            messages = encounter_wording().messages
            text = messages.point_of_care if bedside else messages.duplicate_study
            message = text.format(
                first=first.id,
                second=second.id,
                area=area,
                first_codes=", ".join(codes[0]),
                second_codes=", ".join(codes[1]),
            )
            yield EncounterFinding(
                "duplicate_study", message, tuple(dict.fromkeys((*codes[0], *codes[1]))), (first.id, second.id)
            )


def _shared_areas(
    first: Analysis, second: Analysis, lines: list[Line]
) -> Iterator[tuple[str, tuple[list[str], list[str]]]]:
    """Yield each area that both reports examine, with the codes that either has of it, where these differ."""
    seen: set[str] = set()
    for one in first.studies:
        for other in second.studies:
            area = area_of(one)
            if not area or area in seen or area_of(other) != area or _other_sides(one, other):
                continue
            codes = _codes_of(first, area, lines), _codes_of(second, area, lines)
            if codes[0] and codes[1] and codes[0] != codes[1]:
                seen.add(area)
                yield area, codes


def _codes_of(analysis: Analysis, area: str, lines: list[Line]) -> list[str]:
    return list(
        dict.fromkeys(line.code for line in lines if line.alive and line.area == area and line.report == analysis.id)
    )


def _other_sides(first: Study, second: Study) -> bool:
    return {first.side, second.side} == {"left", "right"}


def tell_limbs_apart(lines: list[Line]) -> Iterator[EncounterFinding]:
    """Put 59 on the second of two lines for arms and legs that would else be taken for one service.

    These are lines of one code, and lines of two codes with an edit between them that a modifier can lift.
    """
    wording = encounter_wording()
    for one, other in combinations([line for line in lines if line.alive], 2):
        if one.report == other.report or not one.limb or not other.limb or one.limb == other.limb:
            continue
        first, second = _paid_first(one, other)
        if first is None:
            continue
        if SEPARATE not in (*first.modifiers, *second.modifiers):
            second.modifiers.append(SEPARATE)
            second.notes.append(wording.notes.limbs.format(report=first.report))
        message = wording.messages.arms_and_legs.format(
            first_code=first.code,
            second_code=second.code,
            first_area=first.area,
            second_area=second.area,
            first=first.report,
            second=second.report,
        )
        yield EncounterFinding(
            "arms_and_legs", message, tuple(dict.fromkeys((first.code, second.code))), (first.report, second.report)
        )


def _paid_first(one: Line, other: Line) -> tuple[Line | None, Line]:
    """Order two lines as an edit pays them; the first is None where nothing stands between them."""
    if one.code == other.code:
        return one, other
    pair = load_curated_edits().between(one.code, other.code)
    if pair is None or pair.modifier_indicator == 0:
        return None, other
    return (one, other) if pair.column_1 == one.code else (other, one)
