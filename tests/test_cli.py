"""The commands: what they print, their exit codes, and what bad input gets."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from commands import ROOT, Done, run

from assistant.evaluation import unused
from assistant.evaluation.unused import project_texts

SAMPLE = ROOT / "samples" / "venous-duplex-bilateral.txt"


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every fourth sample, and the one whose codes the payer of the sample site holds back."""
    folder = tmp_path_factory.mktemp("few")
    for path in {*sorted((ROOT / "samples").glob("*.txt"))[::4], SAMPLE}:
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture(scope="module")
def batch(few: Path) -> Done:
    """A batch of those samples in one process."""
    return run("batch", few)


def one_line(stderr: bytes) -> str:
    lines = stderr.decode().strip().splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def test_analyze_prints_codes_and_gaps() -> None:
    done = run("analyze", SAMPLE)
    assert done.returncode == 0
    assert b"93970" in done.stdout
    assert b"image storage" in done.stdout


def test_a_process_of_its_own_prints_the_same() -> None:
    own = subprocess.run([sys.executable, "-m", "assistant", "analyze", SAMPLE], capture_output=True, cwd=ROOT)
    assert (own.returncode, own.stdout) == run("analyze", SAMPLE)[:2]


def test_analyze_writes_no_colour_into_a_pipe() -> None:
    assert b"\x1b[" not in run("analyze", SAMPLE).stdout


def test_analyze_reads_standard_input() -> None:
    done = run("analyze", "-", "--format", "json", stdin=SAMPLE.read_bytes())
    record = json.loads(done.stdout)
    assert record["report"]["id"] == "stdin"
    assert [code["code"] for code in record["codes"]] == ["93970"]


def test_analyze_says_how_sure_the_code_list_is_and_why() -> None:
    printed = run("analyze", SAMPLE).stdout.decode()
    doubt = printed.split("REVIEW\n")[1].split("\nCODES")[0]
    review = json.loads(run("analyze", SAMPLE, "--format", "json").stdout)["review"]
    assert ("look at this one first" in doubt) == review["look_first"]
    assert "of 100 reports like this one" in doubt
    assert [line.strip() for line in doubt.splitlines()[1:]] == review["why"]


def test_text_without_service_says_so_in_words() -> None:
    done = run("analyze", "-", stdin=b"Seen for back pain. Ibuprofen.")
    assert done.returncode == 0
    assert b"No ultrasound or related service is documented as done" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        (("analyze", "-"), b"", "no text"),
        (("analyze", "-"), b"\x00\x01\x02\xff\x00" * 50, "text"),
        (("analyze", "no-such-file.txt"), b"", "no-such-file.txt"),
        (("analyze", "samples"), b"", "is a folder"),
        (("analyze", SAMPLE, "--date", "March"), b"", "is no date"),
        (("batch", "no-such-folder"), b"", "no such file or folder"),
        (("evaluate", "--gold", "no-gold.jsonl", "--reports", "samples"), b"", "no-gold.jsonl"),
        (("explain", "00000"), b"", "not in the code registry"),
    ],
)
def test_bad_input_gets_one_line_and_exit_code_2(arguments: tuple[str | Path, ...], stdin: bytes, words: str) -> None:
    done = run(*arguments, stdin=stdin)
    assert done.returncode == 2
    assert words in one_line(done.stderr)
    assert done.stdout == b""


def test_unknown_encoding_is_read_and_the_assumption_told() -> None:
    done = run(
        "analyze", "-", "--format", "json", stdin="Échographie. US of the gallbladder: wall 3 mm.".encode("cp1252")
    )
    assert done.returncode == 0
    assert "1252" in one_line(done.stderr)


def test_batch_sets_a_bad_file_aside_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_bytes(SAMPLE.read_bytes())
    (tmp_path / "bad.txt").write_bytes(b"\x00\xff\x00\xfe" * 40)
    done = run("batch", tmp_path, "--out", tmp_path / "out.jsonl")
    assert done.returncode == 1
    assert [json.loads(line)["report"]["id"] for line in (tmp_path / "out.jsonl").read_text().splitlines()] == ["good"]
    assert b"bad.txt" in done.stderr


def test_batch_leaves_no_half_written_file(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_bytes(SAMPLE.read_bytes())
    run("batch", tmp_path, "--out", tmp_path / "out.jsonl")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good.txt", "out.jsonl"]


def test_batch_in_two_processes_gives_the_same_lines(few: Path, batch: Done) -> None:
    assert len(batch.stdout.splitlines()) == len(list(few.iterdir()))
    assert run("batch", few, "--jobs", "2").stdout == batch.stdout


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_setting_splits_the_codes_of_a_report_and_of_a_batch(jobs: str) -> None:
    one = run("analyze", SAMPLE, "--format", "json", "--setting", "facility-technical")
    many = run("batch", SAMPLE, "--setting", "facility-technical", "--jobs", jobs)
    for record in (json.loads(one.stdout), json.loads(many.stdout)):
        assert [(code["code"], code["modifiers"]) for code in record["codes"]] == [("93970", ["TC"])]


def test_batch_tells_how_many_are_sure_and_how_many_to_look_at_first(batch: Done) -> None:
    first = [json.loads(line)["review"]["look_first"] for line in batch.stdout.splitlines()]
    assert 0 < first.count(False) < len(first)
    assert f"{first.count(False)} sure, {first.count(True)} to look at first" in batch.stderr.decode()


def test_batch_sorted_by_doubt_writes_the_same_lines_the_least_sure_first(few: Path, batch: Done) -> None:
    plain, by_doubt = batch.stdout.splitlines(), run("batch", few, "--sort", "doubt").stdout.splitlines()
    said = [json.loads(line)["review"]["probability"] for line in by_doubt]
    assert said == sorted(said)
    assert plain != by_doubt and sorted(plain) == sorted(by_doubt)


def test_knowledge_reliability_prints_the_figures_of_the_weights() -> None:
    printed = run("knowledge", "reliability").stdout.decode()
    figures = json.loads(run("knowledge", "reliability", "--format", "json").stdout)
    assert printed.startswith(f"Measured on {figures['texts']:,} labelled reports")
    assert printed.count(" of 100") >= 2 * len(figures["reliability"])


def test_evaluate_names_the_broken_line_of_a_gold_file(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "a", "codes": []}\n{"id": "b", codes: []}\n')
    done = run("evaluate", "--gold", gold, "--reports", tmp_path)
    assert done.returncode == 2
    assert "gold.jsonl:2" in one_line(done.stderr)


def test_explain_prints_rule_elements_dates_and_sources() -> None:
    printed = run("explain", "93970").stdout.decode()
    assert "common femoral vein" in printed
    assert "93971" in printed
    assert "Sources" in printed


def test_explain_why_not_names_what_stands_between(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(
        "BILATERAL LEG VENOUS DUPLEX\nGray-scale, color and spectral Doppler.\n"
        "Right common femoral, deep femoral, femoral, popliteal, posterior tibial and peroneal veins compress fully, phasic.\n"
        "Left common femoral, deep femoral, femoral and popliteal veins compress fully, phasic.\n"
    )
    printed = run("explain", "--why-not", "93970", report).stdout.decode()
    assert "left posterior tibial vein" in printed
    assert "left peroneal vein" in printed
    assert "right" not in printed


def test_explain_why_not_gives_the_reason_of_a_code_that_the_record_refuses() -> None:
    record = json.loads(run("analyze", ROOT / "samples" / "filter-removed.txt", "--format", "json").stdout)
    (refused,) = (code for code in record["codes"] if code["status"] == "not_reportable")
    printed = run("explain", "--why-not", refused["code"], ROOT / "samples" / "filter-removed.txt").stdout.decode()
    assert refused["reason"] in printed


@pytest.mark.parametrize(
    "command",
    [
        "analyze",
        "batch",
        "evaluate",
        "explain",
        "bench",
        "edits",
        "encounter",
        "encounters",
        "tables",
        "knowledge",
        "diagnoses",
    ],
)
def test_every_command_has_help_with_an_example(command: str) -> None:
    printed = run(command, "--help").stdout.decode()
    assert "sonocode " in printed


def test_a_payer_of_a_site_holds_its_codes_back() -> None:
    report = b"LEFT LEG VENOUS DUPLEX, 03/02/2026. Pain. Compression, color and spectral Doppler. Left common femoral, femoral and popliteal veins compress fully. Images stored. A. Quill, MD"
    done = run("analyze", "-", "--site", "samples/site", "--payer", "northwind", "--format", "json", stdin=report)
    (code,) = json.loads(done.stdout)["codes"]
    assert (code["status"], code["needs"]) == ("needs_documentation", ["maneuvers"])


def test_a_batch_in_two_processes_follows_the_site_and_its_payer(few: Path, batch: Done) -> None:
    options = ("--site", "samples/site", "--payer", "northwind")
    one = run("batch", few, *options)
    assert one.stdout == run("batch", few, "--jobs", "2", *options).stdout
    assert one.stdout != batch.stdout


def test_the_faults_of_a_site_are_one_line_each_and_exit_code_2(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("name: X\nswitched_off: [carotid, venous]\n")
    done = run("analyze", SAMPLE, "--site", tmp_path)
    assert done.returncode == 2
    assert [line.split(": '")[0] for line in done.stderr.decode().splitlines()] == [
        f"sonocode: {tmp_path.name}/site.yaml:2", f"{tmp_path.name}/site.yaml:2",
    ]  # fmt: skip


def test_knowledge_check_runs_the_cases_of_one_family() -> None:
    done = run("knowledge", "check", "nerve-block", "--site", "samples/site")
    assert done.returncode == 0
    assert done.stdout.decode().splitlines()[-1] == "2 of 2 cases give what they expect"


def test_knowledge_check_names_each_case_that_a_site_breaks(tmp_path: Path) -> None:
    (tmp_path / "services").mkdir()
    (tmp_path / "site.yaml").write_text("name: X\n")
    (tmp_path / "services" / "carotid-duplex.yaml").write_text("only_changes: true\nwithout: [carotid_duplex]\n")
    done = run("knowledge", "check", "carotid-duplex", "--site", tmp_path)
    assert done.returncode == 1
    assert b"carotid-duplex.cases.yaml one-side: codes [], expected ['93882-LT']" in done.stderr


def test_knowledge_check_of_an_unknown_family_names_the_nearest() -> None:
    done = run("knowledge", "check", "carotid")
    assert done.returncode == 2
    assert one_line(done.stderr) == "sonocode: no family is called 'carotid'; did you mean 'carotid-duplex'?"


def test_the_environment_names_a_site_for_every_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONOCODE_SITE", "samples/site")
    assert run("knowledge", "check", "nerve-block").returncode == 0
    assert run("knowledge", "check", "contrast-elastography").returncode == 2


def test_knowledge_check_names_entries_that_decide_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = [text for text in project_texts() if "block" in text.lower()]  # all texts take many seconds
    assert len(blocks) >= 9
    monkeypatch.setattr(unused, "project_texts", lambda: blocks)
    lines = run("knowledge", "check", "nerve-block", "--unused", "--site", "samples/site").stdout.decode().splitlines()
    assert "site/services/nerve-block.yaml:10: 'needle@body' decides nothing in femoral_nerve_block.shown_by" in lines
    assert not any("'femoral_block'" in line for line in lines)
