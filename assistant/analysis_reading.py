"""The way back from the JSON of an analysis to the record: what a store or a file kept is drawn like a fresh answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assistant.analysis import (
    Act,
    Analysis,
    Code,
    Conflict,
    Element,
    Engine,
    Entity,
    Facts,
    Finding,
    Gap,
    NotCounted,
    OtherAnswer,
    Review,
    Section,
    Side,
    Source,
    Span,
    Structure,
    Study,
)
from assistant.errors import InputError

Json = Mapping[str, Any]


def read_analysis(record: Json) -> Analysis:
    """Return the analysis that `Analysis.to_dict` rendered.

    Args:
        record: The public JSON form, of this version or an earlier one of the same contract.

    Raises:
        InputError: A key that every version writes is missing, or a value is of another kind.
    """
    try:
        return _analysis(record)
    except KeyError as error:
        raise InputError(f"the record is no analysis of sonocode ({error} is missing)") from error
    except (TypeError, ValueError, AttributeError) as error:  # whose words may repeat the record's
        raise InputError("the record is no analysis of sonocode (a value is of another kind)") from error


def _analysis(record: Json) -> Analysis:
    report = record["report"]
    return Analysis(
        report["id"], report["characters"], report["sha256"], report["date_of_service"],
        sections=tuple(
            Section(part["kind"], part["start"], part["end"], part.get("title", "")) for part in record["sections"]
        ),
        entities=tuple(Entity(**entity) for entity in record["entities"]),
        studies=tuple(map(_study, record["studies"])),
        facts=Facts(**record["facts"]),
        codes=tuple(map(_code, record["codes"])),
        gaps=tuple(map(_gap, record["gaps"])),
        source=Source(**report["source"]) if "source" in report else None,
        engine=Engine(**record["engine"]),
        elements=tuple(
            Element(line["element"], line["label"], line["state"], _spans(line["evidence"]), line.get("detail", ""))
            for line in record["elements"]
        ),
        conflicts=tuple(
            Conflict(line["kind"], line["message"], _span(line["first"]), _span(line["second"]))
            for line in record["conflicts"]
        ),
        messages=tuple(record["messages"]),
        review=Review(record["review"]["look_first"], record["review"]["probability"], tuple(record["review"]["why"])),
        document=report["document"],
        acts=tuple(
            Act(act["technique"], act["place"], _side(act["side"]), act["status"], act["by"], _spans(act["evidence"]))
            for act in record["acts"]
        ),
        not_counted=tuple(
            NotCounted(seen["status"], seen["why"], _spans(seen["evidence"])) for seen in record["not_counted"]
        ),
        findings=tuple(map(_finding, record["findings"])),
    )  # fmt: skip


def _span(span: Json) -> Span:
    return Span(span["start"], span["end"], span.get("text", ""))


def _spans(spans: Iterable[Json]) -> tuple[Span, ...]:
    return tuple(map(_span, spans))


def _side(side: Any) -> Side | None:
    return None if side == "none" else side


def _study(study: Json) -> Study:
    ledger = tuple(
        Structure(
            line["name"], line["side"], line["state"], line["required"], _spans(line["evidence"]),
            line.get("expected", False),
        )
        for line in study["ledger"]
    )  # fmt: skip
    return Study(
        study["id"], study["kind"], study["label"], study["side"], study["extent"], ledger, _spans(study["evidence"])
    )


def _code(code: Json) -> Code:
    others = tuple(
        OtherAnswer(
            tuple((line["code"], line["units"]) for line in other["codes"]), other["because"], other["source"]
        )
        for other in code.get("other_answers", ())
    )  # fmt: skip
    return Code(
        code["code"], code["label"], code["units"], tuple(code["modifiers"]), code["status"], code["study"],
        code["reason"], code["rule"], code["source"], _spans(code["evidence"]), tuple(code["needs"]),
        tuple(code["notes"]), others, code.get("left_out", False),
    )  # fmt: skip


def _gap(gap: Json) -> Gap:
    return Gap(
        gap["element"], gap["severity"], gap["study"], tuple(gap["codes"]), tuple(gap["structures"]), gap["message"],
        gap["query"], _spans(gap["evidence"]), gap.get("state", "not_documented"), gap.get("section", ""),
    )  # fmt: skip


def _finding(finding: Json) -> Finding:
    return Finding(
        finding["structure"], _side(finding["side"]), finding["segment"], finding["attribute"], finding["value"],
        finding["unit"], _spans(finding["evidence"]), _span(finding["named"]),
    )  # fmt: skip
