"""Fuzzes a reader, or the analysis, guided by what code each input reaches (atheris, libFuzzer).

    python tests/trust/fuzz.py READER|analysis [--minutes 30]

Each finding is told, and the input that shows it lies in `build/fuzz/READER/`; only one that never comes back ends the run.
A finding that is mended goes to `seeds/READER/`, where every later run and `make trust` try it again. What reaches new code
is kept in `build/fuzz/READER/corpus` and goes on in the next run.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
from pathlib import Path
from zipfile import ZipFile

import atheris

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT)]

#: The library that does a part of a reader's work in Python.
LIBRARIES = {
    "rtf": ["striprtf"], "word": ["docx"], "mail": ["email"], "hl7_v2": ["hl7"], "fhir": ["fhir"],
}  # fmt: skip
#: The longest input, in bytes.
LONGEST = {"word": 60_000, "pdf": 20_000, "analysis": 3_000}
LONGEST_ELSEWHERE = 8_000
WORDS = 1_500  # of the lexicon, that libFuzzer puts in
#: One input of these sizes takes no longer, in seconds of the clock on a busy machine.
TIMEOUT = 45


def main() -> None:
    """Fuzz what the command line names."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("what", help="a reader by the name of its module (rtf, hl7_v2), csv, json_lines, json, parquet, or analysis")
    asked.add_argument("--minutes", type=float, default=30.0, help="how long; 30 where it is not said")
    options = asked.parse_args()
    with atheris.instrument_imports(include=["assistant", *LIBRARIES.get(options.what, [])]):
        if options.what == "analysis":
            from analysing import check, texts

            seeds, name = [text.encode() for text in texts()], ""
        else:
            from reading import read
            from seeds import NAMES
            from seeds import seeds as documents

            seeds, name = list(documents(options.what)), NAMES[options.what]
            _load_reader(options.what)

    findings = set[str]()
    folder = ROOT / "build" / "fuzz" / options.what

    def one(data: bytes) -> None:
        fault = check(_text_of(data)) if options.what == "analysis" else read(data, name).fault
        kind = re.sub(r"\d+", "0", fault.partition(" at ")[2] or fault)
        if fault and kind not in findings:
            findings.add(kind)
            (folder / f"finding{len(findings)}").write_bytes(data)
            print(f"FINDING {options.what} {folder}/finding{len(findings)}: {fault}", flush=True)

    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (corpus / f"seed{number}").write_bytes(seed)
    _write_dictionary(folder / "words.dict", options.what)
    arguments = [
        sys.argv[0], str(corpus), f"-dict={folder / 'words.dict'}", f"-artifact_prefix={folder}/",
        f"-max_total_time={int(options.minutes * 60)}", f"-max_len={LONGEST.get(options.what, LONGEST_ELSEWHERE)}",
        f"-timeout={TIMEOUT}", "-rss_limit_mb=3000", "-print_final_stats=1", "-close_fd_mask=0", "-verbosity=1",
    ]  # fmt: skip
    mutator = _mutate_zip if options.what == "word" else None
    atheris.Setup(arguments, one, **({"custom_mutator": mutator} if mutator else {}))
    print(f"{options.what}: {len(seeds)} seeds", flush=True)
    atheris.Fuzz()  # ends the process where its time is over, with its own figures


def _load_reader(reader: str) -> None:
    """Import what a reader imports late, so that it is instrumented."""
    from reading import read
    from seeds import NAMES, seeds

    for seed in seeds(reader):
        read(seed, NAMES[reader])


def _text_of(data: bytes) -> str:
    """Return an input as text; halves of surrogate pairs stay what they are, as JSON can bring them."""
    return data.decode("utf-8", "surrogatepass" if b"\xed" in data and _is_text(data) else "replace") or " "


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _mutate_zip(data: bytes, most: int, seed: int) -> bytes:
    """Change a member of a zip and pack it again; now and then the zip itself."""
    from damage import zipped

    chance = random.Random(seed)
    if chance.random() < 0.1:
        return atheris.Mutate(data, most)[:most]
    try:
        with ZipFile(io.BytesIO(data)) as packed:
            members = {name: packed.read(name) for name in packed.namelist()}
    except Exception:  # a zip that is damaged in any way is changed as it is
        return atheris.Mutate(data, most)[:most]
    if not members:
        return atheris.Mutate(data, most)[:most]
    names = sorted(members)
    name = chance.choice([one for one in names if one.startswith("word/") and one.endswith(".xml")] or names)
    members[name] = atheris.Mutate(members[name], max(len(members[name]) + 200, 1))
    changed = zipped(members)
    return changed if len(changed) <= most else data


def _write_dictionary(path: Path, what: str) -> None:
    """Write the words that libFuzzer puts into inputs: pieces of the formats, or words of reports."""
    from damage import LETTERS, NUMBERS, OPENINGS

    words = [*LETTERS, *OPENINGS, *(number for number in NUMBERS if len(number) < 60)]
    if what == "analysis":
        from assistant.language.vocabulary import vocabulary

        chance = random.Random(what)
        known = sorted(vocabulary().words)
        words += [word.encode() for word in chance.sample(known, min(WORDS, len(known)))]
    path.write_text("".join('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n' for word in words), "ascii")


if __name__ == "__main__":
    main()
