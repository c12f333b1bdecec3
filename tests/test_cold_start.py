"""What a command loads: itself, and nothing that its answer does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import COMMANDS, build, loaded

SAMPLE = Path(__file__).parents[1] / "samples" / "venous-duplex-bilateral.txt"
#: What no answer of `analyze` needs; each costs a tenth of a second or more.
HEAVY = {"spacy", "sklearn", "scipy", "pyarrow", "httpx", "streamlit", "duckdb", "sqlalchemy", "reportlab", "fhir"}


def modules_of(*arguments: str) -> set[str]:
    """Return the modules that a command loads in a process of its own."""
    program = (
        "import sys\nfrom assistant.cli import main\n"
        f"sys.argv = ['sonocode', *{list(arguments)!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('LOADED', *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("LOADED ")[2].split())


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_the_program_says_what_each_command_says_of_itself(name: str) -> None:
    first, *_ = loaded(name).help.split("\n\n")
    assert COMMANDS[name].help == " ".join(first.split())


def test_the_help_of_the_program_names_all_commands_and_loads_none() -> None:
    assert all(name in CliRunner().invoke(build(), ["--help"]).output for name in COMMANDS)
    assert not {name for name in modules_of("--help") if name.endswith(("_command", "_commands"))}


def test_a_called_command_is_the_only_one_that_is_loaded() -> None:
    assert {name for name in modules_of("explain", "--help") if name.endswith(("_command", "_commands"))} == {
        "assistant.cli.explain_command"
    }


def test_an_unknown_command_is_told_with_the_nearest_one() -> None:
    done = CliRunner().invoke(build(), ["analyse"])
    assert done.exit_code == 2 and "Did you mean 'analyze'?" in done.output


def test_a_missing_report_is_told_before_the_engine_is_loaded() -> None:
    assert not {"assistant.engine", "assistant.knowledge.assembly"} & modules_of("analyze", "missing.txt")


@pytest.fixture(scope="module")
def of_two_runs() -> tuple[set[str], set[str]]:
    """The modules that `analyze` loads at first and the second time."""
    return modules_of("analyze", str(SAMPLE)), modules_of("analyze", str(SAMPLE))


def test_analyze_loads_no_library_that_it_does_not_need(of_two_runs: tuple[set[str], set[str]]) -> None:
    assert "assistant.engine" in of_two_runs[0]
    assert not HEAVY & of_two_runs[0]


def test_analyze_reads_no_yaml_that_was_read_before(of_two_runs: tuple[set[str], set[str]]) -> None:
    assert "yaml" not in of_two_runs[1]
