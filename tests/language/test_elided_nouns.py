"""Vessels that a report calls by their first word alone, once it has named the tree."""

from __future__ import annotations

import pytest

from assistant.language.pipeline import read_report

NAMES = {"common_carotid_artery": "common", "internal_carotid_artery": "internal", "external_carotid_artery": "external"}


def carotids(text: str) -> list[tuple[str, str | None]]:
    return [(NAMES[m.concept.id], m.side) for m in read_report(text).mentions if m.concept.id in NAMES]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Right common 80, internal 92/24, external 100.", [("common", "right"), ("internal", "right"), ("external", "right")]),
        ("Left internal 92 cm/s.", [("internal", "left")]),
        ("The left external is open.", [("external", "left")]),
        ("The externals are patent.", [("external", "bilateral")]),
        ("Externals not examined.", [("external", "bilateral")]),
        ("Left:\nCommon: 80 cm/s\nInternal: 96/30", [("common", "left"), ("internal", "left")]),
        ("R common 80 internal 90.", [("common", "right"), ("internal", "right")]),
        ("Commons, internals and externals clean.", [("common", "bilateral"), ("internal", "bilateral"), ("external", "bilateral")]),
    ],
)
def test_the_first_word_alone_names_a_branch_of_the_tree(words: str, found: list[tuple[str, str]]) -> None:
    assert carotids(f"Duplex of the carotids. {words}") == found


@pytest.mark.parametrize(
    "text",
    [
        "Duplex of the carotids. External compression by a node, internal echoes, a common finding.",
        "Duplex of the carotids. The plaque has internal flow and internal, mobile parts.",
        "Duplex of the neck veins. The left external is open.",
        "The carotids were not scanned. The left external is open.",
        "Duplex of the carotids and the common iliac artery. The left external is open.",
        "Renal duplex. Carotid bruit on exam. Right main renal 120, external 90.",
        "INDICATION: Carotid stenosis.\nRENAL DUPLEX: Right main renal 120, external 90.",
        "Duplex of the carotids. Plaque, internal 3 mm spot.",
        "Duplex of the thyroid, which lies beside the carotid. Nodule, internal 3 mm spot.",
    ],
)
def test_such_a_word_names_no_branch_where_it_is_an_adjective_or_another_tree_may_be_meant(text: str) -> None:
    assert carotids(text) == []
