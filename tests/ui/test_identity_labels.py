"""Tests of the labels by which a paste of another patient is told."""

from __future__ import annotations

from assistant.ui.report.identity import identity_labels


def test_a_longer_label_comes_before_the_one_it_holds() -> None:
    labels = identity_labels()["patient"]
    assert labels.index("patient name") < labels.index("patient")


def test_no_label_is_of_two_kinds() -> None:
    labels = [label for kind in identity_labels().values() for label in kind]
    assert len(labels) == len(set(labels))
