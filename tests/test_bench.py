"""`sonocode bench`: its lines, its stages, other tools, and one process against several."""

import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from commands import ROOT, run

from assistant.evaluation.bench import compare, measure_peer, own
from assistant.evaluation.bench.compare import ABILITIES, PEERS, PeerResult
from assistant.evaluation.bench.jobs import measure_jobs
from assistant.evaluation.bench.own import ANALYSIS, FLOOR, LANGUAGE, LINE

REPORT = ROOT / "samples" / "venous-duplex-right-leg.txt"
TEXT = REPORT.read_text()
#: The environment that `make compare` makes.
COMPARED = Path(sys.prefix) / "compare"


@pytest.fixture(scope="module", autouse=True)
def _measured_once() -> Iterator[None]:
    """Have the command measure the same texts once for all tests: it is what takes long, and what they print differs."""
    measure_own = own.measure_own
    measured = cache(lambda texts, rounds: measure_own(list(texts), rounds))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(own, "measure_own", lambda texts, rounds: measured(tuple(texts), rounds))
        yield


def bench(*arguments: str) -> str:
    done = run("bench", REPORT, "--rounds", "1", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def figures_of(peer: str, python: Path) -> PeerResult:
    asked = {
        "texts": [TEXT, TEXT],
        "rounds": 1,
        "terms": ["venous duplex", "SFJ", "waveform"],
        "cues": compare.english_cues(),
    }
    return compare.measure(peer, asked, [python])


def test_the_first_lines_are_the_rates_and_their_ratio() -> None:
    lines = bench("--alone").splitlines()
    assert lines[0] == f"reports               1 ({len(TEXT):,} characters)"
    assert re.fullmatch(r"sonocode              [\d,]+ reports/s", lines[1])
    assert re.fullmatch(r"spacy.blank tokenizer [\d,]+ reports/s", lines[2])
    assert re.fullmatch(r"ratio                 \d+\.\d\d", lines[3])


def test_json_holds_the_stages_from_the_floor_to_the_line() -> None:
    figures = json.loads(bench("--alone", "--json"))
    assert list(figures["stages"]) == [FLOOR, LANGUAGE, ANALYSIS, LINE]
    assert all(stage["ratio"] > 0 for stage in figures["stages"].values())
    assert figures["stages"][FLOOR]["rate"] > figures["stages"][ANALYSIS]["rate"]
    assert (figures["tools"], figures["processes"]) == ([], None)


def test_a_tool_that_is_absent_stands_in_the_table_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "PEERS", ("medspacy",))
    printed = bench("--python", "/no/such/python")
    (row,) = (line for line in printed.splitlines() if line.startswith("medspaCy "))
    assert row.split()[1] == "absent"
    assert "cannot be looked for in /no/such/python" in printed or "pip install medspacy" in printed


def test_the_first_python_that_has_a_tool_measures_it() -> None:
    figures = figures_of("blank_spacy", Path(sys.executable))
    assert figures.fault == ""
    assert figures.rate > 0 and figures.ratio > 0 and figures.memory > 0
    assert figures.found >= 2


def test_a_tool_that_does_not_run_tells_why() -> None:
    asked = {"texts": [TEXT], "rounds": 1, "terms": [None], "cues": compare.english_cues()}
    figures = compare.measure("blank_spacy", asked, [Path(sys.executable)])
    assert (figures.version, figures.rate) == ("", 0.0)
    assert figures.fault.startswith(f"does not run in {sys.executable}: ")


@pytest.mark.skipif(not (COMPARED / ".installed").exists(), reason="needs the tools that are compared: make compare")
@pytest.mark.parametrize("peer", ["negspacy", "eds_nlp"])
def test_other_tools_find_the_terms(peer: str) -> None:
    figures = figures_of(peer, COMPARED / "bin" / "python")
    assert figures.fault == ""
    assert figures.version and figures.ratio > 0
    assert figures.found >= 2


@pytest.mark.parametrize("peer", PEERS)
def test_a_tool_has_only_known_abilities(peer: str) -> None:
    assert set(import_module(f"assistant.evaluation.bench.peers.{peer}").DOES) <= set(ABILITIES)


def test_what_runs_in_another_python_imports_nothing_of_ours() -> None:
    files = [Path(measure_peer.__file__), *(compare.FOLDER / "peers" / f"{peer}.py" for peer in PEERS)]
    assert not [file.name for file in files if re.search(r"^\s*(from|import) assistant", file.read_text(), re.M)]


def test_the_terms_are_those_of_the_lexicon() -> None:
    terms = compare.lexicon_terms()
    assert {"popliteal vein", "duplex"} <= set(terms)
    assert not [term for term in terms if term != term.lower() or term.startswith("=") or "(" in term]


def test_one_process_is_timed_against_several() -> None:
    result = measure_jobs([TEXT] * 3, jobs=2, rounds=1, round_seconds=0.01)
    assert result.jobs == 2
    assert result.times == pytest.approx(result.rate / result.one_rate)
