"""Facility or professional: 26, TC or the whole code by who reports it, and GC where a teaching physician attests.

What only a claim knows is brought about here too: the side of a reading that is paid for each side, and the hospital's
own codes of echocardiography with a contrast agent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Literal

from assistant.analysis import Code, Side
from assistant.errors import InputError
from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.code_registry import CodeText, load_codes
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.layout import Reading
from assistant.studies.scene import FoundStudy

SETTINGS = KNOWLEDGE_FILES / "settings.yaml"

PROFESSIONAL = "26"
EACH_SIDE = 3  # bilateral indicator

BillingSetting = Literal["office", "facility-professional", "facility-technical"]


class _Part(Strict):
    """What an indicator means in a setting: a modifier or none, and the note that says why."""

    modifier: str | None = None
    note: str


class _Teaching(Strict):
    """How a trainee and a teaching physician's attestation are told, and what follows."""

    trainees: frozenset[str]
    attested: str
    modifier: str
    note: str
    unattested: str


class _PartOfEachSide(Strict):
    """By which words the side of a reading is told that is paid for each side, and what it then bears."""

    words: dict[Side, frozenset[str]]
    modifiers: dict[Side, str]
    note: str
    unnamed: str


class _ContrastEcho(Strict):
    """Which group tells that a contrast agent was given, which that it was only bubbles, and the hospital's codes."""

    source: str
    given: str
    bubbles: str
    codes: dict[CodeText, CodeText]
    contained: frozenset[CodeText]
    note: str
    contained_note: str


class _SettingFile(Strict):
    source: str
    settings: dict[BillingSetting, dict[int, _Part]]
    part_of_each_side: _PartOfEachSide
    contrast_echo: _ContrastEcho
    teaching: _Teaching
    unknown: str


def apply_setting(
    codes: Iterable[Code],
    setting: BillingSetting,
    reading: Reading,
    studies: Sequence[FoundStudy] = (),
    day: date | None = None,
) -> tuple[Code, ...]:
    """Return the codes with 26, TC or GC and the reasons, for one who reports them in `setting`.

    Args:
        codes: The finished codes of one report; what is not reportable stays as it is.
        setting: `office` (one practice owns the machine and reads), `facility-professional` (the reader's claim for
            work done in a facility) or `facility-technical` (the claim for the facility's part).
        reading: The report.
        studies: The studies that the codes are of.
        day: The date of service; None is the present.

    Raises:
        InputError: There is no such setting.
    """
    if setting not in _file().settings:
        raise InputError(f"'{setting}' is no setting; take {', '.join(_file().settings)}")
    by_id = {study.id: study for study in studies}
    lines = list(codes)
    if setting == "facility-technical":
        lines = list(_with_contrast(lines, by_id, day))
    return tuple(
        code if code.status == "not_reportable" else _set(code, setting, reading, by_id.get(code.study or ""))
        for code in lines
    )


def setting_notes() -> dict[BillingSetting, dict[int, tuple[str | None, str]]]:
    """Return for each setting what an indicator of the fee schedule means there: the modifier or none, and why."""
    return {
        setting: {indicator: (part.modifier, part.note) for indicator, part in parts.items()}
        for setting, parts in _file().settings.items()
    }


def _with_contrast(codes: Sequence[Code], studies: Mapping[str, FoundStudy], day: date | None) -> Iterator[Code]:
    """Yield the codes as an outpatient hospital reports them: an echocardiogram with contrast agent has its own."""
    contrast, registry = _file().contrast_echo, load_codes()
    instead = {
        code.code: other
        for code in codes
        if code.status != "not_reportable"
        and (other := contrast.codes.get(code.code))
        and (study := studies.get(code.study or ""))
        and _agent_given(study)
        and registry.valid_on(other, day)
    }
    for code in codes:
        if code.status == "not_reportable":
            yield code
        elif other := instead.get(code.code):
            label, note = registry[other].label, contrast.note.format(code=other, instead=code.code)
            yield replace(code, code=other, label=label, notes=(*code.notes, note))
        elif code.code in contrast.contained and instead:
            note = contrast.contained_note.format(code=code.code, codes=", ".join(instead.values()))
            yield replace(code, status="not_reportable", notes=(*code.notes, note))
        else:
            yield code


def _agent_given(study: FoundStudy) -> bool:
    """Return whether a contrast agent was given; agitated saline is none."""
    contrast, done = _file().contrast_echo, study.report.evidence.done
    return bool(done.get(contrast.given)) and not done.get(contrast.bubbles)


def _set(code: Code, setting: BillingSetting, reading: Reading, study: FoundStudy | None) -> Code:
    modifiers, notes = list(code.modifiers), list(code.notes)
    entry = load_codes().get(code.code)
    if code.code in _file().contrast_echo.codes.values():
        pass  # its note says that it is not split
    elif entry is None or entry.pc_tc is None:
        notes.append(_file().unknown.format(vintage=load_codes().vintages.fee_schedule))
    elif part := _file().settings[setting].get(entry.pc_tc):
        notes.append(part.note)
        if part.modifier:
            modifiers.insert(0, part.modifier)  # payers read the modifier that sets the price first
        if part.modifier == PROFESSIONAL and entry.fee_schedule and entry.fee_schedule.bilateral_26 == EACH_SIDE:
            _give_side(reading, study, modifiers, notes)
    if setting != "facility-technical":
        _teach(reading, modifiers, notes)
    return replace(code, modifiers=tuple(modifiers), notes=tuple(notes))


def _give_side(reading: Reading, study: FoundStudy | None, modifiers: list[str], notes: list[str]) -> None:
    """Add the side of a reading that is paid for each side, or a note where the report does not tell it."""
    of_side = _file().part_of_each_side
    if not {"LT", "RT", "50"}.isdisjoint(modifiers):
        return
    words = set(reading.words)
    told: set[Side] = {side for side, forms in of_side.words.items() if not forms.isdisjoint(words)}
    side = study.side if study and study.side else None
    if side is None and told:
        side = "bilateral" if "bilateral" in told or len(told) > 1 else next(iter(told))
    if side is None:
        notes.append(of_side.unnamed)
        return
    modifier = of_side.modifiers[side]
    modifiers.append(modifier)
    notes.append(of_side.note.format(modifier=modifier, vintage=load_codes().vintages.fee_schedule))


def _teach(reading: Reading, modifiers: list[str], notes: list[str]) -> None:
    """Add GC where a trainee took part and the teaching physician attests, or a note where nobody attests."""
    teaching = _file().teaching
    if teaching.trainees.isdisjoint(reading.words):
        return
    if any(
        teaching.attested in mention.concept.groups and mention.assertion == "affirmed"
        for mention in (*reading.mentions, *reading.context)
    ):
        modifiers.append(teaching.modifier)
        notes.append(teaching.note)
    else:
        notes.append(teaching.unattested)


@cache
def _file() -> _SettingFile:
    return read_yaml(SETTINGS, _SettingFile)
