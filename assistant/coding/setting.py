"""Facility or professional: 26, TC or the whole code by who reports it, and GC where a teaching physician attests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Literal

from assistant.analysis import Code
from assistant.errors import InputError
from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.layout import Reading

SETTINGS = Path(__file__).parent.parent / "knowledge" / "settings.yaml"

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


class _SettingFile(Strict):
    source: str
    settings: dict[BillingSetting, dict[int, _Part]]
    teaching: _Teaching
    unknown: str


def apply_setting(codes: Iterable[Code], setting: BillingSetting, reading: Reading) -> tuple[Code, ...]:
    """Return the codes with 26, TC or GC and the reasons, for one who reports them in `setting`.

    Args:
        codes: The finished codes of one report; what is not reportable stays as it is.
        setting: `office` (one practice owns the machine and reads), `facility-professional` (the reader's claim for
            work done in a facility) or `facility-technical` (the claim for the facility's part).
        reading: The report.

    Raises:
        InputError: There is no such setting.
    """
    if setting not in _file().settings:
        raise InputError(f"'{setting}' is no setting; take {', '.join(_file().settings)}")
    return tuple(code if code.status == "not_reportable" else _set(code, setting, reading) for code in codes)


def _set(code: Code, setting: BillingSetting, reading: Reading) -> Code:
    modifiers, notes = list(code.modifiers), list(code.notes)
    entry = load_codes().get(code.code)
    if entry is None or entry.pc_tc is None:
        notes.append(_file().unknown.format(vintage=load_codes().vintages.fee_schedule))
    elif part := _file().settings[setting].get(entry.pc_tc):
        notes.append(part.note)
        if part.modifier:
            modifiers.insert(0, part.modifier)  # payers read the modifier that sets the price first
    if setting != "facility-technical":
        _teach(reading, modifiers, notes)
    return replace(code, modifiers=tuple(modifiers), notes=tuple(notes))


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
