"""Nothing that is read from a disk can run code: no pickle and none of the loaders that take one; YAML by the safe loader alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted([*(ROOT / "assistant").rglob("*.py"), *(ROOT / "models").rglob("*.py"), ROOT / "app.py"])
#: Modules whose files can hold code.
MODULES = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "shelve", "marshal", "joblib", "torch", "jsonpickle"}
#: Calls that read such files, or run what stands in a text.
CALLS = {
    "read_pickle", "eval", "exec", "unsafe_load", "full_load", "load_all", "compile_command", "literal_eval",
    "read_hdf", "loadtxt_pickle",
}  # fmt: skip
#: The one module that compiles code: conditions of families, made of checked names and numbers alone (see its tests).
COMPILES = {"assistant/studies/expressions.py": ["exec"]}
#: Loaders of YAML that make only plain values.
SAFE_LOADERS = {"Loader"}  # ours, of `knowledge/yaml_loader.py`, whose base is PyYAML's safe loader


def faults(source: str) -> Iterator[str]:
    """Yield what a module does that it must not, with the line."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        yield from (f"line {node.lineno} imports {name}" for name in names if name.partition(".")[0] in MODULES)
        if isinstance(node, ast.Call):
            yield from _faults_of_call(node)


def _faults_of_call(node: ast.Call) -> Iterator[str]:
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    owner = node.func.value.id if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) else ""
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    if called in CALLS and not (called in ("eval", "exec") and owner):
        yield f"line {node.lineno} calls {called}"
    allow = given.get("allow_pickle")
    if isinstance(allow, ast.Constant) and allow.value:
        yield f"line {node.lineno} allows pickles"
    if owner in ("np", "numpy") and called == "load" and "allow_pickle" not in given:
        yield f"line {node.lineno} loads arrays without forbidding pickles"
    if owner == "yaml" and called in ("load", "parse", "compose"):
        loader = given.get("Loader")
        if not isinstance(loader, ast.Name) or loader.id not in SAFE_LOADERS:
            yield f"line {node.lineno} reads YAML by another loader than ours"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_reads_what_could_run_code(path: Path) -> None:
    found = [fault.rpartition("calls ")[2] for fault in faults(path.read_text(encoding="utf-8"))]
    assert found == COMPILES.get(path.relative_to(ROOT).as_posix(), [])


@pytest.mark.parametrize(
    "source",
    [
        "import pickle", "from joblib import load", "import pandas as pd\npd.read_pickle('x')", "numpy.load('x')",
        "numpy.load('x', allow_pickle=True)", "yaml.load(text, Loader=yaml.Loader)", "yaml.load(text)", "eval(text)",
    ],
)  # fmt: skip
def test_what_could_run_code_is_found(source: str) -> None:
    assert len(list(faults(source))) == 1


def test_the_loader_of_knowledge_makes_only_plain_values(tmp_path: Path) -> None:
    from assistant.errors import KnowledgeError
    from assistant.knowledge.yaml_file import read_document

    path = tmp_path / "own.yaml"
    path.write_text("x: !!python/object/apply:os.system ['true']\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="could not determine a constructor"):
        read_document(path)


@pytest.mark.parametrize(
    "entry",
    [
        "__import__('os')", "us'", "us' or 1 or 'us", "side=__class__", "us@__class__", "us@done.x", "us>=1;1", "year>=2026 or 1",
        "us\nimport os", "stated.a' in x or 'b", "element.x:'", "us~'+'", "is.NOBODY",
    ],
)  # fmt: skip
def test_a_condition_that_is_no_condition_is_never_compiled(entry: str) -> None:
    from assistant.studies.expressions import Expression

    def nobody(name: str) -> object:
        raise ValueError(name)

    with pytest.raises(ValueError, match=r"condition entry|no concept|no fact|never|zone|NOBODY"):
        Expression([entry], {"us"}, nobody)  # type: ignore[arg-type]
