"""Names and texts that would move a terminal's cursor, rename its window or hide a line: no command sends them on."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from commands import run

#: Clears the screen, names the window, rings, moves the cursor, in one and in two characters, and turns the direction.
HOSTILE = "\x1b[2J\x1b]0;owned\x07\x08\x9b31m\x7f"
NAME = f"a{HOSTILE}"
REPORT = (
    f"US LEFT LEG VENOUS DUPLEX {HOSTILE}\nPatient: Doe{HOSTILE}, Jane  MRN: 4711{HOSTILE}\nSite: {HOSTILE} Hospital\nDate: 03/04/2026\n"
    f"INDICATION: swelling{HOSTILE} of the leg.\nThe left common femoral vein {HOSTILE}is compressible.\r\vIMPRESSION: no DVT. Images stored.\n"
    f"Read by {HOSTILE} Jo Doe, MD\n"
)
#: Control characters but tab, line feed and the carriage return of CSV's line ends.
SENT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)")
COMMANDS = [
    ("analyze", "REPORT"), ("analyze", "REPORT", "--format", "json"), ("analyze", "ABSENT"), ("explain", HOSTILE),
    ("explain", "--why-not", "93970", "REPORT"), ("explain", "--why-not", HOSTILE, "REPORT"), ("batch", "REPORT"), ("batch", "REPORT", "ABSENT"),
    ("batch", "EMPTY", "REPORT"), ("batch", "TABLE"), ("batch", "TABLE", "--text-column", HOSTILE), ("batch", "ROWS"), ("batch", "NO_COLUMN"),
    ("findings", "REPORT"), ("findings", "REPORT", "--format", "csv"), ("findings", "FOLDER", "--format", "csv"), ("findings", "FOLDER"),
    ("findings", "REPORT", "--format", "json"), ("export", "REPORT"), ("export", "FOLDER", "--format", "codes"), ("export", "REPORT", "--format", "fhir", "--with-text"),
    ("export", "REPORT", "--format", "json"), ("export", "REPORT", "--patient", HOSTILE), ("export", "BROKEN_ANSWERS"), ("export", "EMPTY", "REPORT"),
    ("wrong", "REPORT", "--expected", HOSTILE), ("wrong", "REPORT", "--expected", "93971"), ("evaluate", "--gold", "GOLD", "--show", "5"),
    ("evaluate", "--gold", "GOLD", "--format", "json"), ("evaluate", "--gold", "GOLD", "--reports", "FOLDER"), ("evaluate", "--gold", "ABSENT"),
    ("encounter", "REPORT", "--format", "text"), ("encounter", "REPORT", "--format", "json"), ("encounters", "TABLE", "--group", "patient", "--text", "report"),
    ("encounters", "TABLE", "--group", HOSTILE, "--text", "report"), ("encounters", "NO_COLUMN", "--group", "patient", "--text", "report"),
    ("edits", HOSTILE), ("edits", "93970", "93971", "--date", HOSTILE), ("tables", "import", "TABLE"), ("tables", "import", "ABSENT"), ("tables", "list", "--data", "FOLDER"),
    ("diagnoses", "link", f"calf pain{HOSTILE}"), ("diagnoses", "link", HOSTILE), ("knowledge", "check", "--site", "SITE"), ("analyze", "REPORT", "--site", "SITE"),
    ("analyze", "REPORT", "--site", "ABSENT"), ("serve", "--keys", "REPORT"), ("app", "--sign-in", "REPORT"), ("app", "--sign-in", "ABSENT"),
    ("worklist", "add", "REPORT", "TABLE", "EMPTY"), ("worklist", "list"), ("worklist", "list", "--words", HOSTILE), ("worklist", "show", "1"), ("worklist", "show", HOSTILE),
    ("worklist", "history"), ("worklist", "export"), ("worklist", "export", "--format", "claim-csv"), ("worklist", "export", "--format", "codes"),
    ("worklist", "list", "--physician", HOSTILE), ("worklist", "purge", "1", "--yes"), ("worklist", "where"),
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make hostile files in a folder with a hostile name; the worklist and the tables lie there too."""
    folder = tmp_path_factory.mktemp("x") / f"f{HOSTILE}"
    (folder / "reports").mkdir(parents=True)
    report = folder / "reports" / f"{NAME}.txt"
    row = json.dumps({"id": NAME, "patient": NAME, "date": "2026-03-04", "report": REPORT})
    written = {
        f"{NAME}.csv": f'id,patient,date,report\n{NAME},{NAME},2026-03-04,"{REPORT}"\n{NAME},,,\n{NAME},{NAME}\n',
        f"rows{NAME}.jsonl": f"{row}\nno json {HOSTILE}\n{row}\n",
        f"nothing{NAME}.csv": f"a{HOSTILE},b\n1,2\n",
        f"gold{NAME}.jsonl": json.dumps({"id": NAME, "text": REPORT, "codes": ["76700"]}) + "\n",
        f"answers{NAME}.jsonl": f'{{"id": "{HOSTILE}"\n',
        f"empty{NAME}.txt": "",
    }
    for name, content in written.items():
        (folder / name).write_text(content, "utf-8")
    report.write_text(REPORT, "utf-8")
    site = folder / f"site{NAME}"
    (site / "services").mkdir(parents=True)
    (site / "services" / f"own{NAME}.yaml").write_text(f'"a\\e[2J": "{HOSTILE[0:0]}\\e]0;owned\\a"\n', "utf-8")
    (site / "site.yaml").write_text('name: "\\e[2J"\n', "utf-8")
    return folder


def words_of(command: tuple[str, ...], folder: Path) -> list[str]:
    files = {
        "REPORT": f"reports/{NAME}.txt", "FOLDER": "reports", "ABSENT": f"absent{NAME}", "TABLE": f"{NAME}.csv", "ROWS": f"rows{NAME}.jsonl",
        "NO_COLUMN": f"nothing{NAME}.csv", "GOLD": f"gold{NAME}.jsonl", "BROKEN_ANSWERS": f"answers{NAME}.jsonl", "EMPTY": f"empty{NAME}.txt",
        "SITE": f"site{NAME}",
    }  # fmt: skip
    return [str(folder / files[word]) if word in files else word for word in command]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command).replace(HOSTILE, "HOSTILE"))
def test_no_command_sends_control_characters(command: tuple[str, ...], folder: Path) -> None:
    done = run(*words_of(command, folder), env={"SONOCODE_DATA": str(folder / "data")})
    assert b"No such option" not in done.stderr and b"Missing" not in done.stderr and b"Traceback" not in done.stderr
    for stream in (done.stdout, done.stderr):
        assert SENT.findall(stream.decode("utf-8")) == []
