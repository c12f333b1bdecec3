"""Which inclusions a code calls up, and sets of codes with ranges."""

from __future__ import annotations

import pytest

from assistant.knowledge.code_registry import CodeSet, load_codes
from assistant.studies.compiled import knowledge


def test_each_code_calls_up_every_inclusion_that_it_may_contain_others_by() -> None:
    rules = knowledge()
    for code in load_codes():
        found = [number for number, inclusion in enumerate(rules.inclusions) if code in inclusion.containers]
        assert rules.containing.get(code, []) == found


@pytest.mark.parametrize(
    ("code", "held"), [("76801", True), ("76805", True), ("76811", False), ("93970", True), ("7680", False), ("768051", False)]
)
def test_a_range_holds_the_codes_between_its_ends(code: str, held: bool) -> None:
    codes = CodeSet(["93970", "76801-76810"])
    assert (code in codes) is held
    assert codes.among({code}) == ({code} if held else set())
