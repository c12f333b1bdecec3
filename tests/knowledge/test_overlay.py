"""A site's files laid over the shipped ones: what they replace, add and leave out."""

from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.knowledge.active import active
from assistant.knowledge.assembly import load_knowledge, read_knowledge
from assistant.knowledge.knowledge import Knowledge
from assistant.knowledge.service_schema import CodeSpec, ServiceFile
from tests.knowledge.sites import faults_of_site, site_knowledge, write_site

CHANGED = "services/carotid-duplex.yaml"
WHOLE = """
    id: carotid-duplex
    title: Our carotid duplex
    sources: [own]
    studies:
      - {kind: carotid_duplex, label: Ours, of: [carotid_artery], by: [us]}
    codes:
      - {code: '93882', reason: Ours.}
"""


def family(knowledge: Knowledge, name: str = "carotid-duplex") -> ServiceFile:
    return next(family for family in knowledge.families if family.id == name)


def rules(file: ServiceFile) -> dict[str, CodeSpec]:
    return {code.rule: code for code in file.codes}


def test_a_file_of_a_shipped_name_replaces_the_family(tmp_path: Path) -> None:
    changed = site_knowledge(tmp_path, {CHANGED: WHOLE})
    assert [code.code for code in family(changed).codes] == ["93882"]
    assert changed.replaced == {"carotid-duplex"}


def test_only_changes_replace_the_keys_that_they_name(tmp_path: Path) -> None:
    text = "only_changes: true\nstudies:\n  - {kind: carotid_duplex, label: Ours}\n"
    ours, *_ = family(site_knowledge(tmp_path, {CHANGED: text})).studies
    shipped, *_ = family(active()).studies
    assert ours == shipped.model_copy(update={"label": "Ours"})


def test_a_rule_is_changed_by_the_id_that_answers_show(tmp_path: Path) -> None:
    text = "only_changes: true\ncodes:\n  - {rule: carotid-duplex.93880.1, code: '93880', reason: Ours.}\n"
    changed = rules(family(site_knowledge(tmp_path, {CHANGED: text})))["carotid-duplex.93880.1"]
    assert changed.reason == "Ours."
    assert changed.when == ["side=bilateral", "extent=complete"]


def test_a_new_rule_of_a_site_comes_first_and_shipped_rules_keep_their_ids(tmp_path: Path) -> None:
    text = "only_changes: true\ncodes:\n  - {code: '93882', study: carotid_duplex, when: [plaque], reason: Ours.}\n"
    codes = family(site_knowledge(tmp_path, {CHANGED: text})).codes
    assert codes[0].reason == "Ours."
    assert [code.reason for code in codes[1:]] == [code.reason for code in family(active()).codes]
    assert {"carotid-duplex.93880.1", "carotid-duplex.93882.1"} <= {code.rule for code in codes[1:]}


def test_without_leaves_out_rules_and_kinds(tmp_path: Path) -> None:
    text = "only_changes: true\nwithout: [transcranial_doppler, carotid-duplex.93882.1]\n"
    changed = site_knowledge(tmp_path, {CHANGED: text, "site.yaml": "name: X\n"})
    kinds = [study.kind for study in family(changed).studies]
    assert "carotid_duplex" in kinds
    assert "transcranial_doppler" not in kinds
    assert "carotid-duplex.93882.1" not in rules(family(changed))
    assert "carotid-duplex.93882.2" in rules(family(changed))


def test_without_names_only_what_ships(tmp_path: Path) -> None:
    (fault,) = faults_of_site(tmp_path, {CHANGED: "only_changes: true\nwithout: [carotid-duplex.93882.9]\n"})
    assert fault.startswith("site/services/carotid-duplex.yaml:2: 'carotid-duplex.93882.9' is no study and no rule")


def test_only_changes_need_a_shipped_family(tmp_path: Path) -> None:
    (fault,) = faults_of_site(tmp_path, {"services/carotid-duplx.yaml": "only_changes: true\n"})
    assert "no shipped family is called 'carotid-duplx', so there is nothing to change" in fault
    assert "did you mean 'carotid-duplex'" in fault


def test_a_fault_in_a_changed_part_stands_in_the_sites_file(tmp_path: Path) -> None:
    text = "only_changes: true\nstudies:\n  - kind: carotid_duplex\n    side_from:\n      - carotid_arterie\n"
    (fault,) = faults_of_site(tmp_path, {CHANGED: text})
    assert fault.startswith("site/services/carotid-duplex.yaml:5: 'carotid_arterie' is no concept or group")


def test_a_fault_behind_an_entry_that_was_left_out_keeps_its_line(tmp_path: Path) -> None:
    text = """
        only_changes: true
        without: [carotid-duplex.93880.1]
        codes:
          - {rule: carotid-duplex.93886.1, hold: [nonesuch]}
    """
    (fault,) = faults_of_site(tmp_path, {CHANGED: text})
    assert fault.startswith("site/services/carotid-duplex.yaml:4: 'nonesuch' is no documentation element")


def test_an_unknown_key_of_a_change_is_refused_where_it_stands(tmp_path: Path) -> None:
    (fault,) = faults_of_site(
        tmp_path, {CHANGED: "only_changes: true\nstudies:\n  - {kind: carotid_duplex, lable: X}\n"}
    )
    assert fault.startswith("site/services/carotid-duplex.yaml:3: unknown key 'lable'")
    assert "did you mean 'label'" in fault


def test_words_are_added_to_a_shipped_concept_without_a_label(tmp_path: Path) -> None:
    changed = site_knowledge(tmp_path, {"lexicon/ours.yaml": "concepts:\n  kidney: {forms: [nephros]}\n"})
    entry = next(file.concepts["kidney"] for _, file in changed.lexicon if "kidney" in file.concepts)
    assert entry.forms[-1] == "nephros"
    assert "kidney" in entry.forms


def test_a_named_condition_of_a_site_replaces_the_shipped_one(tmp_path: Path) -> None:
    changed = site_knowledge(tmp_path, {"named-conditions.yaml": "conditions:\n  titled_ultrasound: [us]\n"})
    assert changed.named_conditions["titled_ultrasound"] == ["us"]
    assert changed.named_conditions["interventional"] == active().named_conditions["interventional"]


def test_named_conditions_that_go_in_a_circle_are_refused(tmp_path: Path) -> None:
    faults = faults_of_site(tmp_path, {"named-conditions.yaml": "conditions:\n  one: [is.two]\n  two: [is.one]\n"})
    assert [fault.split(": ")[0] for fault in faults] == [
        "site/named-conditions.yaml:2",
        "site/named-conditions.yaml:3",
    ]


def test_an_ask_adds_its_element_to_codes_and_studies(tmp_path: Path) -> None:
    settings = """
        name: X
        asks:
          - {element: route, codes: [93880-93882], because: Ours.}
          - {element: compression, studies: [carotid_duplex], because: Ours.}
          - {element: measurements, codes: ['93880'], waits: true, because: Ours.}
    """
    changed = family(site_knowledge(tmp_path, {"site.yaml": settings}))
    assert {code.code for code in changed.codes if "route" in code.asks} == {"93880", "93882"}
    assert {code.code for code in changed.codes if "measurements" in code.hold} == {"93880"}
    assert [study.kind for study in changed.studies if "compression" in study.elements] == ["carotid_duplex"]


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        ("{element: rout, codes: ['93880'], because: X}", "'rout' is no documentation element; did you mean 'route'"),
        ("{element: route, codes: ['93881'], because: X}", "'93881' is not in the code registry"),
        ("{element: route, studies: [carotid], because: X}", "'carotid' is no kind of study"),
        ("{element: route, because: X}", "asks for an element of nothing; name 'codes' or 'studies'"),
        ("{element: route, studies: [carotid_duplex], waits: true, because: X}", "only codes wait; name 'codes'"),
    ],
)
def test_an_ask_for_what_does_not_exist_is_refused(tmp_path: Path, ask: str, words: str) -> None:
    settings = f"name: X\npayers:\n  one:\n    label: One\n    asks:\n      - {ask}\n"
    (fault,) = faults_of_site(tmp_path, {"site.yaml": settings})
    assert fault.startswith("site/site.yaml:6: ")
    assert words in fault


def test_the_hash_covers_the_sites_files_and_the_payer(tmp_path: Path) -> None:
    settings = "name: X\npayers:\n  one: {label: One}\n"
    plain = site_knowledge(tmp_path / "a", {"site.yaml": settings})
    other = site_knowledge(tmp_path / "b", {"site.yaml": settings + "# changed\n"})
    assert len({active().hash, plain.hash, other.hash, read_knowledge(plain.site, "one").hash}) == 4


def test_a_payer_needs_a_site_that_knows_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the shipped rules know no payer 'one'"):
        load_knowledge(None, "one")
    with pytest.raises(InputError, match="has no payer 'two'; its payers are none"):
        load_knowledge(write_site(tmp_path, {}), "two")


def test_a_folder_without_settings_is_no_site(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="it holds no site"):
        load_knowledge(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "only_changes: true\nwithout: 3\n",
        "only_changes: true\nstudies: [{kind: [1]}]\n",
        "only_changes: true\nstudies: 3\n",
        "only_changes: true\ncodes: [3]\n",
        "- only_changes\n",
    ],
)
def test_a_malformed_change_is_a_fault_of_the_sites_file(tmp_path: Path, text: str) -> None:
    faults = faults_of_site(tmp_path, {CHANGED: text})
    assert faults
    assert all(fault.startswith("site/services/carotid-duplex.yaml:") for fault in faults)
