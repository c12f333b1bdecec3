"""Compares other tools on the same texts and the same terms, and tells what each does and does not do."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from assistant.evaluation.bench import measure_peer
from assistant.knowledge.active import active
from assistant.knowledge.yaml_file import Strict, read_yaml

#: What a tool may do for a report, in the order in which it is shown; all of it is done here.
ABILITIES = ("tokens", "terms", "negation", "history", "plans", "sections", "sides", "values", "codes", "gaps")
#: The modules of `peers`, in the order in which they are shown.
PEERS = ("blank_spacy", "negspacy", "eds_nlp", "medspacy")
FOLDER = Path(__file__).parent
#: Seconds after which a tool is given up.
LIMIT = 1800.0


class _Cues(Strict):
    """English cues for tools that have none of their own; see `english-cues.yaml`."""

    source: str
    cues: dict[str, dict[str, list[str]]]


class PeerResult(NamedTuple):
    """A tool and how it did.

    Attributes:
        name: What it is called.
        version: Which one was measured; empty where none is installed.
        rate: Reports a second of processor time; 0 where it was not measured, as are the next three.
        ratio: Its rate as a multiple of the rate of spaCy's blank tokenizer in the same process.
        memory: The most megabytes that its process held.
        found: Terms found in a report, on average.
        does: Which of `ABILITIES` the pipeline has that was measured.
        note: What else should be known of it.
        fault: Why it was not measured, and what to do about it; empty where it was.
    """

    name: str
    version: str
    rate: float
    ratio: float
    memory: float
    found: float
    does: tuple[str, ...]
    note: str
    fault: str


def compare(texts: Sequence[str], rounds: int, pythons: Sequence[Path]) -> list[PeerResult]:
    """Measure every tool in the first of some Pythons in which it is installed.

    Args:
        texts: The reports.
        rounds: Rounds to time; slow tools get fewer.
        pythons: Interpreters of the environments to look in, in this order.
    """
    asked = {"texts": list(texts), "terms": lexicon_terms(), "cues": english_cues(), "rounds": rounds}
    return [measure(peer, asked, pythons) for peer in PEERS]


def lexicon_terms() -> list[str]:
    """Return the terms of the lexicon in use, in small letters, without words in brackets that only give context."""
    forms = {
        form.removeprefix("=").lower()
        for _, file in active().lexicon
        for entry in file.concepts.values()
        for form in (*entry.forms, *entry.bare, *entry.right, *entry.left, *entry.both)
        if "(" not in form
    }
    return sorted(forms)


def english_cues() -> dict[str, dict[str, list[str]]]:
    """Return the cues for tools that have none of English, by what they say and by where they stand."""
    return read_yaml(FOLDER / "english-cues.yaml", _Cues).cues


def measure(name: str, asked: dict[str, Any], pythons: Sequence[Path]) -> PeerResult:
    """Measure one of `PEERS` in the first Python that has it: `texts`, `terms`, `cues` and `rounds` are asked for."""
    peer = import_module(f"assistant.evaluation.bench.peers.{name}")
    fault = f"is not installed; {peer.INSTALL}"
    for python in pythons:
        try:
            done = subprocess.run(
                [python, "-I", measure_peer.__file__], input=json.dumps({**asked, "peer": peer.__file__}),
                capture_output=True, text=True, encoding="utf-8", timeout=LIMIT, check=True,
            )  # fmt: skip
            answer = json.loads(done.stdout.splitlines()[-1])
        except subprocess.CalledProcessError as error:
            fault = f"does not run in {python}: {(error.stderr.strip() or 'no reason told').splitlines()[-1]}"
        except subprocess.TimeoutExpired:
            fault = f"took more than {LIMIT:g} seconds"
        except OSError as error:
            fault = f"cannot be looked for in {python}: {error.strerror}"
        else:
            if answer:
                figures = (answer["rate"], answer["ratio"], answer["memory"], answer["found"])
                return PeerResult(peer.NAME, answer["version"], *figures, peer.DOES, peer.NOTE, "")
    return PeerResult(peer.NAME, "", 0.0, 0.0, 0.0, 0.0, peer.DOES, peer.NOTE, fault)
