"""The figures of `evaluate`, on answers whose figures can be worked out by hand."""

from typing import Any

from assistant.evaluation.score import bag, in_scope, score, score_mentions


def answer(*codes: tuple[str, int, str], gaps: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "codes": [{"code": code, "units": units, "status": status} for code, units, status in codes],
        "gaps": [{"element": element} for element in gaps],
        "facts": {"laterality": "left", "compression": "yes", "image_storage": "no"},
        "entities": [],
    }  # fmt: skip


def test_code_outside_the_scored_scope_is_not_counted() -> None:
    assert not in_scope("99213")
    assert bag([{"code": "99213", "units": 1}, {"code": "93971", "units": 1}]) == {"93971": 1}


def test_units_written_behind_a_code_are_read() -> None:
    assert bag(["37253 x2"]) == {"37253": 2}


def test_alternative_code_list_counts_as_exactly_right() -> None:
    gold = [{"id": "a", "codes": [{"code": "93970", "units": 1}], "alternatives": [["93971"]]}]
    assert score(gold, {"a": answer(("93971", 1, "supported"))}).exact == 1.0


def test_code_that_waits_is_not_in_the_list() -> None:
    gold = [{"id": "a", "codes": [{"code": "93971", "units": 1}]}]
    result = score(gold, {"a": answer(("93971", 1, "needs_documentation"))})
    assert (result.exact, result.codes.fn) == (0.0, 1)


def test_trap_code_is_counted_once_a_report() -> None:
    gold = [{"id": "a", "codes": [], "not_codes": ["93970", "93971"]}]
    result = score(gold, {"a": answer(("93970", 1, "supported"), ("93971", 1, "supported"))})
    assert (result.trapped, result.silent) == (1, 0.0)


def test_optional_gap_is_neither_asked_for_nor_held_against() -> None:
    gold = [{"id": "a", "codes": [], "gaps": ["signature"], "gaps_optional": ["route"]}]
    assert score(gold, {"a": answer(gaps=("signature", "route"))}).gaps.f1 == 1.0


def test_report_without_answer_is_counted_as_not_analysed() -> None:
    result = score([{"id": "a", "codes": [{"code": "93971", "units": 1}]}], {})
    assert (result.missing, result.exact) == (1, 0.0)


def test_overlapping_mention_counts_for_overlap_and_not_for_exact() -> None:
    gold = [{"id": "a", "spans": [{"start": 0, "end": 10, "label": "VESSEL", "assertion": "affirmed", "side": "left"}]}]
    entity = {"start": 5, "end": 10, "label": "VESSEL", "assertion": "negated", "side": "left"}
    result = score_mentions(gold, {"a": {"entities": [entity]}})
    assert (result.exact["all"].tp, result.overlap["all"].tp, result.assertion, result.side) == (0, 1, 0.0, 1.0)
