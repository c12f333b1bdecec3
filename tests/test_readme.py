"""The README's examples are executed: what they show is what the program prints."""

import doctest
import re
import shlex

import pytest
from commands import ROOT, run

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = [block for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL) if block.startswith("$ sonocode")]


@pytest.mark.parametrize("block", CONSOLE, ids=[block.split("\n")[0][2:] for block in CONSOLE])
def test_console_example_prints_what_the_readme_shows(block: str) -> None:
    command, _, shown = block.partition("\n")
    arguments = shlex.split(command[2:])
    done = run(*arguments[1:])
    printed = [line.rstrip() for line in (done.stdout + done.stderr).decode().rstrip().splitlines()]
    for passage in shown.rstrip().split("\n...\n"):
        lines = [line.rstrip() for line in passage.splitlines()]
        assert any(printed[start : start + len(lines)] == lines for start in range(len(printed))), passage


def test_python_examples_of_the_readme_run() -> None:
    parser = doctest.DocTestParser()
    test = parser.get_doctest(README, {}, "README", "README.md", 0)
    assert test.examples
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test)
    assert runner.summarize(verbose=False).failed == 0


def test_the_readme_has_console_examples() -> None:
    assert len(CONSOLE) >= 3
