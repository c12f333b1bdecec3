"""Puts an `Analysis` into the words and lists that the report view draws: plain JSON, places as [start, end] pairs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from assistant.analysis import (
    Analysis,
    Code,
    Conflict,
    Element,
    Entity,
    Gap,
    NotCounted,
    Review,
    Side,
    Span,
    Structure,
    Study,
)
from assistant.documents.several import SEEMS
from assistant.services.reliability import how_often_right, verdict
from assistant.ui.words import (
    ASSERTION_WORDS,
    ELEMENT_WORDS,
    KIND_WORDS,
    SIDE_WORDS,
    STATUS_WORDS,
    STRUCTURE_WORDS,
    count,
    element_label,
    plain,
)

Json = dict[str, Any]
QUOTE_LENGTH = 90
MODIFIER_NOTE = re.compile(r"(?P<modifier>[0-9A-Z]{2}(?: \([^)]*\))?): (?P<words>.+)", re.DOTALL)
SIDE_ORDER: tuple[Side | None, ...] = ("right", "left", "bilateral", None)
COLUMN_WORDS: dict[Side | None, str] = {"right": "R", "left": "L", "bilateral": "Both", None: ""}


def describe(analysis: Analysis) -> Json:
    """Return everything that the report view says of `analysis`.

    Codes that are not reportable are `refused`, folded away beside the others; where there are no others, they are the
    answer and stand among the `codes`. A refused code is `left_out` where its rule holds and the report as a whole does
    not read like it: that is a judgement that a reader must meet.
    """
    cards = [_code(code, position, analysis) for position, code in enumerate(analysis.codes)]
    named = [card for card in cards if card["status"] != "not_reportable"]
    return {
        "mentions": [_mention(entity) for entity in analysis.entities],
        "review": _review(analysis.review),
        "codes": named or cards,
        "conflicts": [_conflict(conflict, position) for position, conflict in enumerate(analysis.conflicts)],
        "seen": [_seen(seen, position) for position, seen in enumerate(analysis.not_counted)],
        "elements": _checklist(analysis),
        "studies": [_study(study) for study in analysis.studies if study.ledger],
        "refused": [card for card in cards if card not in named] if named else [],
        "messages": [message for message in analysis.messages if not message.startswith(SEEMS)],
        "several": next((message for message in analysis.messages if message.startswith(SEEMS)), ""),
        "basis": _basis(analysis),
    }


def describe_places(spans: Iterable[Span]) -> list[Json]:
    """Return the evidence, places with the same words together, in the order of the text."""
    places: dict[str, Json] = {}
    for span in sorted(set(spans)):
        quote = _quote(span.text)
        place = places.setdefault(quote.casefold(), {"quote": quote, "spans": []})
        place["spans"].append([span.start, span.end])
    return list(places.values())


def _review(review: Review) -> Json:
    return {
        "look_first": review.look_first, "word": verdict(review).capitalize(), "says": how_often_right(review),
        "why": list(review.why),
    }  # fmt: skip


def _mention(entity: Entity) -> Json:
    kind = entity.label if entity.label in KIND_WORDS else "OTHER"
    return {
        "span": [entity.start, entity.end], "kind": kind, "assertion": entity.assertion,
        "says": [
            word for word in (
                KIND_WORDS[kind] if kind != "OTHER" else plain(entity.label.lower()), plain(entity.concept),
                SIDE_WORDS[entity.side], ASSERTION_WORDS[entity.assertion],
            ) if word
        ],
    }  # fmt: skip


def _code(code: Code, position: int, analysis: Analysis) -> Json:
    return {
        "id": f"code:{position}", "name": code.name, "code": code.code,
        "units": code.units, "label": code.label, "status": code.status, "word": STATUS_WORDS[code.status],
        "reason": code.reason, "needs": [element_label(analysis, need) for need in code.needs],
        "notes": [_note(note) for note in code.notes], "other_answers": list(map(str, code.other_answers)), "rule": code.rule, "source": code.source,
        "places": describe_places(code.evidence), "left_out": code.left_out,
    }  # fmt: skip


def _note(note: str) -> Json:
    """Return a note as its words and the modifier that they are the reason for, empty where they are for none."""
    match = MODIFIER_NOTE.fullmatch(note)
    return {"modifier": match["modifier"], "words": match["words"]} if match else {"modifier": "", "words": note}


def _conflict(conflict: Conflict, position: int) -> Json:
    places = describe_places((conflict.first, conflict.second))
    return {"id": f"conflict:{position}", "message": conflict.message, "places": places}


def _seen(seen: NotCounted, position: int) -> Json:
    return {"id": f"seen:{position}", "why": seen.why, "places": describe_places(seen.evidence)}


def _checklist(analysis: Analysis) -> list[Json]:
    """Return the documentation elements, the missing ones first, those that a code depends on before the others."""
    gaps = {gap.element: gap for gap in analysis.gaps}
    listed = {line.element for line in analysis.elements}
    lines = [_element(line, gaps.get(line.element)) for line in analysis.elements]
    lines += [_unlisted(gap, analysis) for name, gap in gaps.items() if name not in listed]
    if "structures" in gaps:  # names what lacks: the extent is the same fact once more
        lines = [line for line in lines if line["id"] != "element:extent"]
    order = {"required": 0, "recommended": 1, "": 2}
    return sorted(lines, key=lambda line: order[line["severity"]])


def _element(line: Element, gap: Gap | None) -> Json:
    if gap:
        return _missing(line.label, gap)
    present = line.state == "present"
    quote = _quote(line.evidence[0].text) if line.evidence else ""
    detail = line.detail or (f"“{quote}”" if present and quote else "")
    return {
        "id": f"element:{line.element}", "label": line.label, "state": line.state, "word": ELEMENT_WORDS[line.state],
        "detail": detail, "severity": "" if present else "recommended", "codes": [], "section": "",
        "places": describe_places(line.evidence),
    }  # fmt: skip


def _unlisted(gap: Gap, analysis: Analysis) -> Json:
    return _missing(element_label(analysis, gap.element), gap)


def _missing(label: str, gap: Gap) -> Json:
    return {
        "id": f"element:{gap.element}", "label": label, "state": gap.state, "word": ELEMENT_WORDS[gap.state],
        "detail": gap.message, "severity": gap.severity, "codes": list(gap.codes),
        "section": gap.section, "places": describe_places(gap.evidence),
    }  # fmt: skip


def _study(study: Study) -> Json:
    sides = [side for side in SIDE_ORDER if any(line.side == side for line in study.ledger)]
    names = dict.fromkeys(line.name for line in study.ledger)
    lines = {(line.name, line.side): line for line in study.ledger}
    needed = [line for line in study.ledger if line.required]
    return {
        "id": f"study:{study.id}",
        "title": ", ".join(filter(None, (study.label, SIDE_WORDS[study.side], study.extent))),
        "columns": [COLUMN_WORDS[side] for side in sides],
        "rows": [{"name": name, "cells": [_cell(lines.get((name, side))) for side in sides]} for name in names],
        "tally": f"{sum(line.counts for line in needed)} of {count(len(needed), 'required line')}" if needed else "",
        "lacking": [" ".join(filter(None, (line.side, line.name))) for line in needed if not line.counts],
    }


def _cell(line: Structure | None) -> Json | None:
    if line is None:
        return None
    side = SIDE_WORDS[line.side]
    return {
        "state": line.state, "required": line.required, "places": describe_places(line.evidence),
        "says": f"{side} {line.name}".strip() + f": {STRUCTURE_WORDS[line.state]}",
    }  # fmt: skip


def _basis(analysis: Analysis) -> list[str]:
    day = analysis.date_of_service
    return [
        f"Date of service {day}" if day else "No date of service",
        analysis.engine.code_set,
        f"sonocode {analysis.engine.version}, rules {analysis.engine.knowledge}",
    ]


def _quote(text: str) -> str:
    """Return `text` on one line, cut at a word where it is long."""
    line = re.sub(r"\s+", " ", text).strip()
    if len(line) <= QUOTE_LENGTH:
        return line
    return line[:QUOTE_LENGTH].rsplit(" ", 1)[0] + " …"
