"""Tests of the sample picker's list."""

from __future__ import annotations

from pathlib import Path

from assistant.ui.report.samples import load_encounter_sample, load_samples


def test_first_sample_is_that_of_the_first_visit() -> None:
    assert next(iter(load_samples())) == "venous-duplex-bilateral"


def test_title_comes_from_the_answers_or_else_from_the_name(tmp_path: Path) -> None:
    (tmp_path / "one-leg.txt").write_text("Report", encoding="utf-8")
    (tmp_path / "two-legs.txt").write_text("Report", encoding="utf-8")
    (tmp_path / "two-legs.yaml").write_text("title: Both legs", encoding="utf-8")
    assert [sample.title for sample in load_samples(tmp_path).values()] == ["one leg", "Both legs"]


def test_a_missing_folder_gives_no_samples(tmp_path: Path) -> None:
    assert not load_samples(tmp_path / "none")


def test_sample_encounter_names_its_reports_by_their_files(tmp_path: Path) -> None:
    (tmp_path / "left-leg.txt").write_text("Report", encoding="utf-8")
    assert load_encounter_sample(tmp_path) == [("Left leg", "Report")]
