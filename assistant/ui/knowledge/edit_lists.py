"""The edits of one code or of one pair of codes, from the imported tables and from those that ship, with their dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.curated_edits import load_curated_edits, load_edit_scope
from assistant.tables import PtpPair
from assistant.tables.rows import Kind, Setting
from assistant.ui.edit_findings import official_tables

HOW = {"0": "never both", "1": "both only with a modifier", "9": "was never in force"}


@dataclass(frozen=True)
class EditLine:
    """One edit: `pays` is paid, `denied` is not, beside it; `since` and `until` are its dates in words."""

    pays: str
    denied: str
    how: str
    why: str
    since: str
    until: str
    table: str


@dataclass(frozen=True)
class EditList:
    """Edits, and in a sentence each what answered and what is not known."""

    lines: tuple[EditLine, ...]
    basis: tuple[str, ...]


def edits_of_code(code: str, day: date, setting: Setting) -> EditList:
    """Return the edits of a code in force on a day: those of the imported table, else those that ship.

    Raises:
        TableError: The table cannot be read.
    """
    tables = official_tables()
    official = [_official(pair) for pair in tables.edits_of(code, day, setting)]
    # CMS splits its table by first code: one without a row for a first code lacks a part, and ours still answers.
    pairs = [pair for pair in _pairs_by_code().get(code, ()) if not tables.has_edits_of(pair[0], day, setting)]
    lines = sorted((*official, *map(_shipped, pairs)), key=lambda line: (line.pays == code, line.pays, line.denied))
    return EditList(tuple(lines), _basis(code, day, setting, bool(pairs)))


def edits_of_pair(first: str, second: str, setting: Setting) -> EditList:
    """Return all that is known of the edits between two codes, ended ones too.

    Raises:
        TableError: The table cannot be read.
    """
    lines = [_official(pair) for pair in official_tables().history(first, second, setting)]
    shipped = [_shipped(pair) for pair in ((first, second), (second, first)) if load_curated_edits().pair(*pair)]
    basis = [
        vintage.describe()
        for vintage in official_tables().vintages()
        if (vintage.kind, vintage.setting) == (Kind.PTP, setting)
    ]
    basis.append(_say_shipped())
    if not lines and not shipped:
        known = all(code in load_codes() for code in (first, second)) and load_edit_scope().speaks_of(first, second)
        basis.append(
            "No edit stands between these two codes in these tables." if known or basis[:-1]
            else "The shipped edits do not speak of this pair: import the official table."
        )  # fmt: skip
    return EditList((*lines, *shipped), tuple(basis))


def _basis(code: str, day: date, setting: Setting, shipped: bool) -> tuple[str, ...]:
    vintage = official_tables().vintage_for(Kind.PTP, day, setting)
    said = [vintage.describe(day)] if vintage else []
    if shipped or not vintage:
        said.append(_say_shipped())
    if code in load_edit_scope().in_part:
        said.append("Of this code only some pairs were looked up for the shipped edits.")
    return tuple(said)


def _say_shipped() -> str:
    return f"Shipped practitioner edits, as of {load_curated_edits().vintage}."


def _official(pair: PtpPair) -> EditLine:
    return EditLine(
        pair.column_1, pair.column_2, HOW[pair.indicator], pair.rationale,
        str(pair.effective or "not told"), str(pair.deleted or "in force"), pair.vintage.describe(),
    )  # fmt: skip


def _shipped(codes: tuple[str, str]) -> EditLine:
    pair = load_curated_edits().pair(*codes)
    assert pair is not None  # the caller walks over the pairs that there are
    why = " ".join(filter(None, (pair.rationale, pair.note)))
    vintage = load_curated_edits().vintage
    return EditLine(
        pair.column_1, pair.column_2, HOW[str(pair.modifier_indicator)], why, "not told", "in force then",
        f"shipped, as of {vintage}",
    )  # fmt: skip


@cache
def _pairs_by_code() -> dict[str, list[tuple[str, str]]]:
    pairs: dict[str, list[tuple[str, str]]] = {}
    for pair in load_curated_edits():
        for code in pair:
            pairs.setdefault(code, []).append(pair)
    return pairs
