"""The families as they ship belong to the installed code list, and are used only where they do."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from assistant.cli.diagnoses_commands import diagnoses_app
from assistant.diagnoses import families as module
from assistant.diagnoses import lexicon
from assistant.diagnoses.families import SHIPPED, known_families

SCOPE = lexicon.codes().scope


def test_the_shipped_families_are_those_that_the_command_writes() -> None:
    assert CliRunner().invoke(diagnoses_app, ["families"]).stdout == SHIPPED.read_text(encoding="utf-8")


def test_the_shipped_families_are_those_of_the_list() -> None:
    assert known_families(SCOPE) == module.read_families(SCOPE)


def test_a_list_of_another_release_is_read_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "code_set_vintage", lambda: "April 2031")
    monkeypatch.setattr(module, "read_families", lambda scope: ["read"])
    assert known_families(SCOPE) == ["read"]


def test_another_scope_is_read_from_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "read_families", lambda scope: [*scope])
    assert known_families(("I83",)) == ["I83"]
