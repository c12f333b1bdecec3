"""Writes down what an installation is made of: its parts (SBOM), their licences, and known faults in them.

    python tests/supply/report.py FOLDER

FOLDER gets sbom.json (CycloneDX) and licences.csv. The list of known faults comes from the network: where that is out of
reach, it says so and goes on. Ends with 1 where a licence is not one of those that are allowed, or a part has a known fault.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Words of licences under which parts may be used beside code under MIT by an installation that is not handed on changed.
ALLOWED = (
    "MIT", "BSD", "Apache", "ISC", "Python Software Foundation", "PSF", "Mozilla Public License 2.0", "MPL-2.0",
    "Zlib", "Unlicense", "CC0", "0BSD", "HPND", "LGPL", "Lesser General Public", "Historical Permission", "Public Domain",
)  # fmt: skip
#: Parts whose metadata tell no licence; it stands in the file named LICENSE that comes with them.
TOLD_BY_FILE = {"atheris": "Apache-2.0", "axe-playwright-python": "MIT", "nmslib-metabrainz": "Apache-2.0"}


def python(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a module of this environment."""
    return subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, cwd=ROOT)


def parts(folder: Path) -> str:
    """Write the list of parts; return what was written."""
    done = python("cyclonedx_py", "environment", "--of", "JSON", "-o", str(folder / "sbom.json"))
    if done.returncode:
        raise SystemExit(f"sbom: {done.stderr.strip()}")
    return f"{folder / 'sbom.json'}"


def licences(folder: Path) -> tuple[str, list[str]]:
    """Write the list of licences; return what was written, and the parts whose licence is none that is allowed."""
    done = python("piplicenses", "--format=csv", "--with-urls", "--from=mixed")
    if done.returncode:
        raise SystemExit(f"licences: {done.stderr.strip()}")
    path = folder / "licences.csv"
    path.write_text(done.stdout, encoding="utf-8")
    rows = list(csv.DictReader(done.stdout.splitlines()))
    told = {row["Name"]: TOLD_BY_FILE.get(row["Name"], row["License"]) for row in rows}
    others = [f"{name} ({licence})" for name, licence in told.items() if not any(word in licence for word in ALLOWED)]
    return f"{path}: {len(rows)} parts", others


def known_faults() -> tuple[str, bool]:
    """Return what is known of faults in the parts, in words, and whether there are any."""
    done = python("pip_audit", "--progress-spinner=off", "--skip-editable", "--timeout=15", "--format=json")
    try:
        looked_up = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return "the list of them is out of reach from this machine", False
    faulty = [part for part in looked_up if part.get("vulns")]
    unknown = sum("skip_reason" in part for part in looked_up)
    told = [f"{part['name']} {part['version']}: {', '.join(fault['id'] for fault in part['vulns'])}" for part in faulty]
    words = "; ".join(told) or f"none in {len(looked_up) - unknown} parts"
    return words + (f"; {unknown} could not be looked up" if unknown else ""), bool(faulty)


def main(folder: Path) -> int:
    """Write everything down and tell it; return the exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    print(f"parts: {parts(folder)}")
    written, others = licences(folder)
    print(f"licences: {written}" + "".join(f"\nnot allowed: {other}" for other in others))
    words, are_any = known_faults()
    print(f"known faults: {words}")
    return int(bool(others) or are_any)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/supply")))
