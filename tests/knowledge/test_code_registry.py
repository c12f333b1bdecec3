"""The code registry: the shipped facts, the questions by date, and the errors of a broken file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.errors import KnowledgeError
from assistant.knowledge.code_registry import CODES, CodeRegistry, Relation, load_codes, read_codes
from assistant.knowledge.sources import load_sources, load_vintages

ENTRY = """\
family: sample
title: "A sample"
codes:
- code: '93971'
  label: Venous duplex, one limb
  service: diagnostic ultrasound
  sources: [field-knowledge]
"""


@pytest.fixture(scope="module")
def registry() -> CodeRegistry:
    return load_codes()


def _folder(tmp_path: Path, text: str, name: str = "sample.yaml") -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


# The facts that ship


def test_registry_holds_every_code_of_its_scope(registry: CodeRegistry) -> None:
    assert len(registry) == 562
    assert {"93970", "93971", "37252", "37253", "G0365", "0876T", "C1753", "37299", "55715"} <= set(registry)


def test_every_label_is_one_short_line(registry: CodeRegistry) -> None:
    long = {code: entry.label for code, entry in registry.items() if len(entry.label) > 70 or "\n" in entry.label}
    assert long == {}


def test_no_two_codes_share_a_label(registry: CodeRegistry) -> None:
    labels = [entry.label.lower() for entry in registry.values()]
    assert {label for label in labels if labels.count(label) > 1} == set()


def test_dates_lie_between_the_first_code_book_and_the_present(registry: CodeRegistry) -> None:
    days = [day for entry in registry.values() for day in (entry.valid_from, entry.valid_to) if day]
    assert min(days) >= date(1966, 1, 1)
    assert max(days) <= registry.vintages.reviewed_on


def test_codes_begin_and_end_at_a_quarter(registry: CodeRegistry) -> None:
    begins = {(e.valid_from.month, e.valid_from.day) for e in registry.values() if e.valid_from}
    ends = {(e.valid_to.month, e.valid_to.day) for e in registry.values() if e.valid_to}
    assert begins <= {(1, 1), (4, 1), (7, 1), (10, 1)}
    assert ends <= {(12, 31), (3, 31), (6, 30), (9, 30)}


def test_predecessors_successors_and_counterparts_exist(registry: CodeRegistry) -> None:
    named = {
        name
        for entry in registry.values()
        for name in (*entry.predecessors, *entry.successors, *entry.counterpart.values())
    }
    assert named
    assert named <= set(registry)


def test_every_code_ends_before_its_successor_does(registry: CodeRegistry) -> None:
    for entry in registry.values():
        for name in entry.successors:
            assert entry.valid_to and registry.valid_on(name, date(entry.valid_to.year + 1, 1, 1)), entry.code


def test_every_cited_source_is_listed(registry: CodeRegistry) -> None:
    assert {source for entry in registry.values() for source in entry.sources} <= set(load_sources())


def test_codes_with_global_days_zzz_are_the_add_ons_of_the_fee_schedule(registry: CodeRegistry) -> None:
    scheduled = [entry for entry in registry.values() if entry.fee_schedule]
    assert {e.code for e in scheduled if e.add_on} == {e.code for e in scheduled if e.global_days == "ZZZ"}


@pytest.mark.parametrize(
    ("code", "valid_from", "valid_to", "bilateral", "pc_tc", "global_days", "limit", "mai"),
    [
        ("93970", None, None, 2, 1, "XXX", 1, 3),
        ("93971", None, None, 0, 1, "XXX", 1, 3),
        ("93922", None, None, 2, 1, "XXX", 2, 2),
        ("93926", None, None, 0, 1, "XXX", 1, 3),
        ("93895", date(2015, 1, 1), None, 0, 1, "XXX", 1, 3),
        ("93985", date(2020, 1, 1), None, 2, 1, "XXX", 1, 3),
        ("93306", date(2009, 1, 1), None, 0, 1, "XXX", 1, 3),
        ("93356", date(2020, 1, 1), None, 0, 0, "ZZZ", 1, 3),
        ("37252", date(2016, 1, 1), None, 0, 0, "ZZZ", 1, 2),
        ("37253", date(2016, 1, 1), None, 0, 0, "ZZZ", 5, 3),
        ("92978", None, None, 0, 1, "ZZZ", 1, 3),
        ("76641", date(2015, 1, 1), None, 1, 1, "XXX", 1, 2),
        ("76816", None, None, 0, 1, "XXX", 2, 3),
        ("76882", date(2011, 1, 1), None, 0, 1, "XXX", 2, 3),
        ("76883", date(2023, 1, 1), None, 0, 1, "XXX", 4, 2),
        ("76937", date(2004, 1, 1), None, 0, 1, "ZZZ", 2, 3),
        ("76942", None, None, 0, 1, "XXX", 1, 3),
        ("36475", date(2005, 1, 1), None, 1, 0, "000", 1, 3),
        ("36573", date(2019, 1, 1), None, 0, 0, "000", 1, 3),
        ("36005", None, None, 1, 0, "000", 2, 3),
        ("75822", None, None, 2, 1, "XXX", 1, 3),
        ("20604", date(2015, 1, 1), None, 1, 0, "000", 4, 3),
        ("37220", date(2011, 1, 1), date(2025, 12, 31), 1, 0, "000", 1, 2),
        ("55700", None, date(2025, 12, 31), 0, 0, "000", 1, 2),
    ],
)
def test_anchor_codes_carry_the_official_indicators(
    registry: CodeRegistry,
    code: str,
    valid_from: date | None,
    valid_to: date | None,
    bilateral: int,
    pc_tc: int,
    global_days: str,
    limit: int,
    mai: int,
) -> None:
    entry = registry[code]
    assert entry.mue is not None
    assert (entry.valid_from, entry.valid_to) == (valid_from, valid_to)
    assert (entry.bilateral, entry.pc_tc, entry.global_days) == (bilateral, pc_tc, global_days)
    assert (entry.mue.practitioner, entry.mue.mai) == (limit, mai)


@pytest.mark.parametrize(
    ("code", "valid_from", "includes_imaging"),
    [
        ("C8928", date(2008, 1, 1), None),
        ("C8929", date(2009, 1, 1), None),
        ("0524T", date(2019, 1, 1), True),
        ("60660", date(2025, 1, 1), True),
        ("60661", date(2025, 1, 1), True),
        ("55873", None, True),
        ("55880", date(2021, 1, 1), True),
        ("47382", None, False),
        ("20550", None, False),
        ("49180", None, False),
        ("G6001", date(2015, 1, 1), None),
    ],
)
def test_neighbours_of_ultrasound_carry_their_begin_and_whether_they_contain_the_imaging(
    registry: CodeRegistry, code: str, valid_from: date | None, includes_imaging: bool | None
) -> None:
    assert (registry[code].valid_from, registry[code].includes_imaging_guidance) == (valid_from, includes_imaging)


@pytest.mark.parametrize(
    ("code", "begin", "end"),
    [
        ("93875", None, date(2011, 12, 31)),
        ("93982", None, date(2017, 12, 31)),
        ("76950", None, date(2014, 12, 31)),
        ("0238T", date(2011, 1, 1), None),
    ],
)
def test_settled_dates_are_no_longer_in_doubt(
    registry: CodeRegistry, code: str, begin: date | None, end: date | None
) -> None:
    entry = registry[code]
    assert (entry.valid_from, entry.valid_to, entry.dates_uncertain) == (begin, end, False)


def test_limits_of_a_hospital_are_those_of_practitioners_where_none_is_told(registry: CodeRegistry) -> None:
    limits = {code: entry.mue for code, entry in registry.items() if entry.mue and entry.mue.hospital is not None}
    assert set(limits) == {"10036", "36215", "36216", "36218", "36245", "36247", "36248", "76519"}
    assert all("mue24q3-hospital" in registry[code].sources for code in limits)
    assert registry["93970"].mue is not None
    assert registry["93970"].mue.units("hospital") == registry["93970"].mue.units("practitioner")


def test_reading_of_the_eye_is_paid_for_each_side_while_the_whole_code_means_both(registry: CodeRegistry) -> None:
    fee = registry["76519"].fee_schedule
    assert fee is not None
    assert (fee.bilateral, fee.bilateral_26) == (2, 3)


def test_status_tells_a_code_that_medicare_does_not_cover(registry: CodeRegistry) -> None:
    assert (registry["93895"].status, registry["93970"].status) == ("N", "A")


def test_code_newer_than_the_fee_schedule_has_no_indicators(registry: CodeRegistry) -> None:
    entry = registry["37254"]
    assert (entry.status, entry.bilateral, entry.pc_tc, entry.global_days, entry.mue) == (None,) * 5


@pytest.mark.parametrize(
    ("code", "relation", "twin"),
    [
        ("93970", "limited", "93971"),
        ("93971", "complete", "93970"),
        ("93985", "unilateral", "93986"),
        ("76700", "limited", "76705"),
        ("93306", "without Doppler", "93307"),
        ("32554", "with imaging", "32555"),
        ("36573", "without imaging", "36569"),
        ("37252", "additional", "37253"),
        ("75820", "bilateral", "75822"),
    ],
)
def test_counterpart_names_the_twin_code(registry: CodeRegistry, code: str, relation: Relation, twin: str) -> None:
    assert registry[code].counterpart.get(relation) == twin


def test_imaging_is_told_apart_from_the_question_not_arising(registry: CodeRegistry) -> None:
    states = [registry[code].includes_imaging_guidance for code in ("20611", "20610", "93970")]
    assert states == [True, False, None]


def test_nerve_block_contains_the_imaging_only_from_2023(registry: CodeRegistry) -> None:
    assert registry["64415"].imaging_included_from == date(2023, 1, 1)


def test_filter_codes_contain_ivus(registry: CodeRegistry) -> None:
    assert {code for code, entry in registry.items() if entry.includes_ivus} == {"37191", "37192", "37193", "37197"}


# Bases of add-ons


@pytest.mark.parametrize("base", ["36010", "36012", "36247", "75710", "36902", "37238", "37248", "37220"])
def test_ivus_base_of_the_official_list_is_listed(registry: CodeRegistry, base: str) -> None:
    assert registry["37252"].base_support(base) == "listed"


def test_ivus_base_of_the_2026_set_is_only_expected(registry: CodeRegistry) -> None:
    assert registry["37252"].base_support("37284") == "expected"


@pytest.mark.parametrize("base", ["36005", "36475", "93971", "37191", "37240", "C1753"])
def test_code_that_is_no_ivus_base_has_no_support(registry: CodeRegistry, base: str) -> None:
    assert registry["37252"].base_support(base) is None


def test_both_ivus_codes_share_one_base_list(registry: CodeRegistry) -> None:
    assert registry["37252"].bases == registry["37253"].bases


def test_guided_access_has_an_open_base_list(registry: CodeRegistry) -> None:
    assert (registry["76937"].base_list, registry["93320"].base_list) == ("open", "closed")


@pytest.mark.parametrize(
    ("add_on", "base", "support"),
    [
        ("93320", "93312", "listed"),
        ("93320", "93307", None),
        ("93356", "93306", "listed"),
        ("76802", "76801", "listed"),
        ("92979", "92978", "listed"),
        ("93896", "93886", "expected"),
        ("93896", "93888", None),
        ("37255", "37258", "expected"),
        ("37255", "37263", None),
    ],
)
def test_base_support_of_an_add_on(registry: CodeRegistry, add_on: str, base: str, support: str | None) -> None:
    assert registry[add_on].base_support(base) == support


# Questions by date


@pytest.mark.parametrize(
    ("code", "day", "valid"),
    [
        ("37250", date(2015, 12, 31), True),
        ("37250", date(2016, 1, 1), False),
        ("37252", date(2015, 12, 31), False),
        ("37252", date(2016, 1, 1), True),
        ("G0365", date(2019, 12, 31), True),
        ("93985", date(2019, 12, 31), False),
        ("93890", date(2024, 12, 31), True),
        ("93890", date(2025, 1, 1), False),
        ("37228", date(2025, 12, 31), True),
        ("37280", date(2025, 12, 31), False),
        ("37280", date(2026, 1, 1), True),
        ("76883", date(2022, 12, 31), False),
        ("0876T", date(2024, 6, 30), False),
        ("93970", date(2010, 5, 5), True),
        ("93970", None, True),
        ("55700", None, False),
    ],
)
def test_valid_on_counts_first_and_last_day(registry: CodeRegistry, code: str, day: date | None, valid: bool) -> None:
    assert registry.valid_on(code, day) is valid


def test_unknown_code_is_not_called_invalid(registry: CodeRegistry) -> None:
    assert "99999" not in registry
    assert registry.get("99999") is None
    with pytest.raises(KeyError):
        registry.valid_on("99999", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("code", "day", "successors"),
    [
        ("37250", date(2018, 3, 1), ("37252",)),
        ("75946", date(2018, 3, 1), ("37253",)),
        ("37250", date(2015, 3, 1), ()),
        ("G0365", date(2020, 1, 1), ("93985", "93986")),
        ("93890", date(2025, 6, 1), ("93896",)),
        ("37221", None, ("37258", "37260")),
        ("76645", date(2026, 2, 2), ("76641", "76642")),
        ("76950", date(2026, 2, 2), ("G6001",)),
        ("93965", date(2026, 2, 2), ()),
        ("93970", date(2026, 2, 2), ()),
    ],
)
def test_successor_on_names_what_replaced_a_code(
    registry: CodeRegistry, code: str, day: date | None, successors: tuple[str, ...]
) -> None:
    assert registry.successor_on(code, day) == successors


@pytest.mark.parametrize(
    ("code", "day", "predecessors"),
    [
        ("37252", date(2015, 6, 1), ("37250", "75945")),
        ("37252", date(2016, 6, 1), ()),
        ("93986", date(2019, 6, 1), ("G0365",)),
        ("37298", date(2024, 6, 1), ("37228",)),
        ("76883", date(2020, 6, 1), ()),
    ],
)
def test_predecessor_on_names_what_was_used_before(
    registry: CodeRegistry, code: str, day: date, predecessors: tuple[str, ...]
) -> None:
    assert registry.predecessor_on(code, day) == predecessors


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2026, 3, 4), "CPT 2026"),
        (date(2015, 12, 31), "CPT 2015"),
        (None, "CPT 2026 (no date of service: the present set)"),
        (date(2027, 1, 1), "CPT 2026 (date of service in 2027: the latest set known)"),
    ],
)
def test_code_set_label_names_the_set_of_the_day(registry: CodeRegistry, day: date | None, label: str) -> None:
    assert registry.code_set_label(day) == label


def test_vintages_tell_the_age_of_each_kind_of_fact() -> None:
    ages = load_vintages()
    assert (ages.medically_unlikely_edits, ages.fee_schedule) == (date(2024, 7, 1), date(2025, 10, 1))


# Errors of a broken file


def test_unknown_key_names_file_line_and_the_close_key(tmp_path: Path) -> None:
    folder = _folder(tmp_path, ENTRY.replace("  service:", "  bilaterall: 1\n  service:"))
    with pytest.raises(KnowledgeError, match=r"^sample\.yaml:6: unknown key 'bilaterall'") as caught:
        read_codes(folder)
    assert caught.value.line == 6


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("  successors: ['93970']\n  valid_to: 2020-12-31", "names '93970', which is no other code"),
        ("  predecessors: ['93971']", "names '93971', which is no other code"),
        ("  valid_from: 2020-01-01\n  valid_to: 2019-12-31", "valid_from 2020-01-01 is after valid_to 2019-12-31"),
        ("  bases: ['93880']", "has bases but no 'add_on: true'"),
        ("  imaging_included_from: 2020-01-01", "needs 'includes_imaging_guidance: true'"),
        ("  successors: ['93970']", "has successors but no valid_to"),
    ],
)
def test_contradiction_is_refused_with_its_file_and_line(tmp_path: Path, line: str, words: str) -> None:
    folder = _folder(tmp_path, ENTRY + line + "\n")
    with pytest.raises(KnowledgeError) as caught:
        read_codes(folder)
    assert str(caught.value).startswith("sample.yaml:4: ")
    assert words in str(caught.value)


def test_unlisted_source_is_refused(tmp_path: Path) -> None:
    folder = _folder(tmp_path, ENTRY.replace("field-knowledge", "hearsay"))
    with pytest.raises(KnowledgeError, match=r"sample\.yaml:4: '93971' cites source 'hearsay'"):
        read_codes(folder)


def test_code_in_two_files_is_refused_at_the_second(tmp_path: Path) -> None:
    _folder(tmp_path, ENTRY)
    folder = _folder(tmp_path, ENTRY.replace("family: sample", "family: second"), "second.yaml")
    with pytest.raises(KnowledgeError, match=r"second\.yaml:4: '93971' is defined twice"):
        read_codes(folder)


def test_predecessor_must_name_the_code_as_successor(tmp_path: Path) -> None:
    text = ENTRY + "  predecessors: ['93970']\n" + ENTRY[ENTRY.index("- code") :].replace("93971", "93970")
    with pytest.raises(KnowledgeError, match="add '93971' to the successors of '93970'"):
        read_codes(_folder(tmp_path, text))


def test_family_must_be_the_name_of_its_file(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"family 'sample' must be the file's name, 'other'"):
        read_codes(_folder(tmp_path, ENTRY, "other.yaml"))


def test_folder_without_code_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="holds no code files"):
        read_codes(tmp_path)


def test_every_shipped_file_is_read(registry: CodeRegistry) -> None:
    assert set(registry.families.values()) == {path.stem for path in CODES.glob("*.yaml")}
