"""The same report in other words keeps its answer."""

from pathlib import Path

import yaml

from assistant import analyze

FILES = sorted((Path(__file__).parent / "paraphrases").glob("*.yaml"))
KEPT = 0.97


def answers() -> list[tuple[str, int, bool]]:
    """Return (id, version, whether codes and waiting codes are those of the base) for every paraphrase."""
    results = []
    for path in FILES:
        for item in yaml.safe_load(path.read_text(encoding="utf-8")):
            wanted = {(entry["code"], entry["units"]) for entry in item["codes"]}
            waiting = {entry["code"] for entry in item.get("conditional", [])}
            for version, text in enumerate(item["texts"]):
                analysis = analyze(text)
                said = {(code.code, code.units) for code in analysis.with_status("supported")}
                held = {code.code for code in analysis.with_status("needs_documentation")}
                results.append((item["id"], version, said == wanted and held == waiting))
    return results


def test_at_least_97_of_100_paraphrases_keep_their_answer() -> None:
    results = answers()
    lost = [f"{name}/{version}" for name, version, kept in results if not kept]
    assert len(results) >= 150
    assert len(results) - len(lost) >= KEPT * len(results), f"lost: {', '.join(lost)}"
