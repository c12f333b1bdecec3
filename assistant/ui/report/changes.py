"""Tells what an edit of a report changed in its answers."""

from __future__ import annotations

from assistant.analysis import Analysis, Code
from assistant.ui.words import STATUS_WORDS, element_label


def describe_changes(before: Analysis, after: Analysis) -> tuple[str, ...]:
    """Return a few words for each code and gap that is new, gone or different, codes first."""
    return (*_code_changes(before, after), *_gap_changes(before, after)) or ("No change in codes or gaps",)


def _code_changes(before: Analysis, after: Analysis) -> list[str]:
    old, new = _by_name(before), _by_name(after)
    changes = [f"{name} no longer a candidate" for name in old if name not in new]
    for name, code in new.items():
        was = old.get(name)
        if was is None:
            changes.append(f"{name} now {STATUS_WORDS[code.status]}")
        elif was.status != code.status:
            changes.append(f"{name} {STATUS_WORDS[code.status]}, was {STATUS_WORDS[was.status]}")
        elif was.units != code.units:
            changes.append(f"{name} ×{code.units}, was ×{was.units}")
    return changes


def _by_name(analysis: Analysis) -> dict[str, Code]:
    return {code.name: code for code in analysis.codes}


def _gap_changes(before: Analysis, after: Analysis) -> list[str]:
    old = [gap.element for gap in before.gaps]
    new = [gap.element for gap in after.gaps]
    closed = [f"{element_label(before, name)}: closed" for name in old if name not in new]
    opened = [f"{element_label(after, name)}: missing now" for name in new if name not in old]
    return closed + opened
