"""No pattern that meets a report's text takes exponential time, whatever the text."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pattern_ambiguity import degree, exponential

ROOT = Path(__file__).parents[1]
#: Libraries that read the project's own files only: grammars, schemas, migrations.
NO_TEXT_OF_OTHERS = ("assistant/worklist/", "assistant/ui/")
EVERY_PATTERN = """
import json, pkgutil, re, sys, traceback
from importlib import import_module
from pathlib import Path
import assistant

root = str(Path(assistant.__file__).parent.parent)
kept, compile_pattern = {}, re._compile

def compiled(pattern, flags):
    made = compile_pattern(pattern, flags)
    if isinstance(made.pattern, str) and (made.pattern, made.flags) not in kept:
        asked = [frame.filename for frame in traceback.extract_stack(limit=40) if frame.filename.startswith(root + "/assistant")]
        kept[made.pattern, made.flags] = asked[-1][len(root) + 1:] if asked else ""
    return made

re._compile = compiled
for module in pkgutil.walk_packages(assistant.__path__, "assistant."):
    if not any(part in module.name for part in (".spark", ".migrations", "__main__")):
        import_module(module.name)
for report in sorted(Path("samples").glob("*.txt")):
    assistant.analyze(report.read_text("utf-8"))
print(json.dumps([(where, *pattern) for pattern, where in kept.items() if where]))
"""


@pytest.mark.parametrize(
    "pattern",
    [r"(a*)*b", r"(?:[ |]*(?:x|_{2,}))+$", r"(?:\w+ ?){0,20}$", r"(?:a|\.(?:(?<=b\.)|(?! )))+;", r"x(?=(?:a|a?b?)*c)", r"(?i:(ka|Ka)+)z"],
)  # fmt: skip
def test_ways_that_double_with_each_letter_are_seen(pattern: str) -> None:
    assert exponential(pattern)


@pytest.mark.parametrize("pattern", [r"(a+b)*", r"[a-z]+(?:,[a-z]+)*", r"(?:\w+ )*x", r"\w*\s*\w*", r"(?:[ |]*(?:x|_{2,}+))+$"])
def test_patterns_that_read_each_text_in_few_ways_pass(pattern: str) -> None:
    assert not exponential(pattern)


@pytest.fixture(scope="module")
def patterns() -> list[tuple[str, str, int]]:
    """Return the patterns that are compiled while the house is loaded and the samples are read: where, what, flags."""
    told = subprocess.run([sys.executable, "-c", EVERY_PATTERN], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [found for found in json.loads(told.splitlines()[-1]) if not found[0].startswith(NO_TEXT_OF_OTHERS)]


def test_no_pattern_of_the_house_takes_exponential_time(patterns: list[tuple[str, str, int]]) -> None:
    assert len(patterns) > 500
    assert [(where, pattern[:200]) for where, pattern, flags in patterns if exponential(pattern, flags)] == []


@pytest.mark.parametrize(("pattern", "loops"), [(r"\s*(?:a)?\s*(?:b)?\s*x", 3), (r"(?:a+b)*", 1), (r"x(?=a*a*b)", 2), (r"abc", 0)])
def test_loops_that_share_one_run_are_counted(pattern: str, loops: int) -> None:
    assert degree(pattern) == loops


def test_no_pattern_of_the_house_shares_one_run_among_many_loops(patterns: list[tuple[str, str, int]]) -> None:
    assert [(where, pattern[:200]) for where, pattern, flags in patterns if degree(pattern, flags) > 3] == []
