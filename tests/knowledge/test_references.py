"""Whatever a file names is checked when it is loaded: each fault has its true line, and says what to do."""

from pathlib import Path

import pytest

from assistant.errors import KnowledgeError
from assistant.knowledge.assembly import read_knowledge
from assistant.knowledge.service_schema import COUNTERS
from tests.knowledge.sites import faults_of_site, write_site

FAMILY = """
    id: our-family
    title: Ours
    sources: [own]
    studies:
      - kind: our_study
        label: Our study
        by: [us]
        of: [kidney@findings,
          "{entry}"]
        elements: [{element}]
        evidence: [{group}]
    codes:
      - code: '{code}'
        study: {kind}
        when: [us,
          kidney]
        hold: [{hold}]
        units: '{units}'
        source: {source}
        reason: Ours.
    includes:
      - {{code: ['76770'], contains: ['{contains}'], reason: Part of it.}}
"""
SOUND = {
    "entry": "kidney", "element": "compression", "group": "kidney", "code": "76770", "kind": "our_study",
    "hold": "compression", "units": "1", "source": "own", "contains": "76775",
}  # fmt: skip


def family(**changes: str) -> dict[str, str]:
    return {"services/our-family.yaml": FAMILY.format(**{**SOUND, **changes})}


def test_a_family_that_names_only_what_exists_is_accepted(tmp_path: Path) -> None:
    assert faults_of_site(tmp_path, family()) == []


#: What a family names wrongly, the line that is told, and words of the fault.
WRONG: list[tuple[dict[str, str], int, str]] = [
    ({"entry": "side=leftt"}, 9, "'side' is never 'leftt'; it is left, right, bilateral, one, none; did you mean 'left'"),
    ({"entry": "sied=left"}, 9, "'sied' is no fact; facts are side, extent"),
    ({"entry": "study.nonesuch"}, 9, "'nonesuch' is no kind of study"),
    ({"entry": "!study.leg_venous_duplx"}, 9, "did you mean 'leg_venous_duplex'"),
    ({"entry": "code.99999"}, 9, "'99999' is not in the code registry"),
    ({"entry": "is.intervention"}, 9, "'intervention' is no named condition; did you mean 'interventional'"),
    ({"entry": "compresion:present"}, 9, "'compresion' is no documentation element; did you mean 'compression'"),
    ({"entry": "compression:presnt"}, 9, "'presnt' is no state of an element; it is present, denied, missing"),
    ({"entry": "kidny"}, 9, "'kidny' is no concept or group of the lexicon; did you mean 'kidney'"),
    ({"entry": "kidney~usx"}, 9, "'usx' is no concept or group"),
    ({"entry": "kidney@bodyy"}, 9, "'bodyy' is no zone; zones are addendum"),
    ({"entry": "kidney in body"}, 9, "condition entry 'kidney in body' has no known form; write concept"),
    ({"element": "compressionn"}, 10, "'compressionn' is no documentation element"),
    ({"group": "kidneyy"}, 11, "'kidneyy' is no concept or group of the lexicon"),
    ({"code": "76771"}, 13, "'76771' is not in the code registry; did you mean"),
    ({"kind": "our_stuudy"}, 14, "'our_stuudy' is no kind of study; did you mean 'our_study'"),
    ({"hold": "color_doppler|spectral"}, 17, "'spectral' is no documentation element"),
    ({"units": "per_sides"}, 18, "'per_sides' counts no units; write a number, or a way of counting; did you mean 'per_side'"),
    ({"source": "hearsay"}, 19, "'hearsay' is not in sources.yaml"),
    ({"contains": "9397l"}, 22, "'9397l' is not in the code registry"),
    ({"contains": "10000-10003"}, 22, "'10000-10003' is not in the code registry"),
]  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The faults of a site with a family for each of `WRONG`: whatever is wrong is told together."""
    files = {}
    for number, (changes, _, _) in enumerate(WRONG):
        kind = "our_study" if "kind" in changes else f"kind_{number}"  # two families never define the same one
        text = FAMILY.replace("our-family", f"our-family-{number}").replace("our_study", kind)
        files[f"services/our-family-{number}.yaml"] = text.format(**{**SOUND, "kind": kind, **changes})
    return faults_of_site(tmp_path_factory.mktemp("wrong"), files)


@pytest.mark.parametrize("number", range(len(WRONG)), ids=[words for _, _, words in WRONG])
def test_a_name_that_does_not_exist_is_refused_with_line_and_remedy(told: list[str], number: int) -> None:
    _, line, words = WRONG[number]
    file = f"site/services/our-family-{number}.yaml"
    (fault,) = (fault for fault in told if fault.startswith(f"{file}:"))
    assert fault.startswith(f"{file}:{line}: ")
    assert words in fault


def test_the_line_is_that_of_the_entry_and_not_of_the_first_place_of_the_word(tmp_path: Path) -> None:
    text = family()["services/our-family.yaml"].replace("          kidney]", "          us, kidny]  # kidny")
    text = text.replace("title: Ours", "title: kidny")
    (fault,) = faults_of_site(tmp_path, {"services/our-family.yaml": text})
    assert fault.startswith("site/services/our-family.yaml:16: 'kidny'")


def test_all_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    faults = faults_of_site(
        tmp_path,
        {
            **family(entry="side=leftt", code="76771"),
            "lexicon/ours.yaml": "label: ANATOMY\nconcepts:\n  nephroid: {forms: [Nephroid]}\n",
            "named-conditions.yaml": "conditions:\n  ours: [kidny]\n",
            "site.yaml": "name: X\nswitched_off: [carotid]\n",
        },
    )
    assert [fault.split(": ")[0] for fault in faults] == [
        "site/services/our-family.yaml:9", "site/services/our-family.yaml:13", "site/named-conditions.yaml:2",
        "site/lexicon/ours.yaml:3", "site/site.yaml:2",
    ]  # fmt: skip


def test_an_unreadable_lexicon_brings_no_further_faults_about_its_words(tmp_path: Path) -> None:
    faults = faults_of_site(
        tmp_path, {**family(entry="nephroid"), "lexicon/ours.yaml": "label: ANATOMI\nconcepts: {}\n"}
    )
    assert [fault.split(":")[0] for fault in faults] == ["site/lexicon/ours.yaml"]


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    (fault,) = faults_of_site(tmp_path, {"site.yaml": "name: A\nswitched_off: []\nname: B\n"})
    assert fault == "site/site.yaml:3: 'name' stands twice here; join the two or rename one"


def test_a_kind_of_study_that_two_families_define_is_refused(tmp_path: Path) -> None:
    text = family()["services/our-family.yaml"].replace("our_study", "carotid_duplex")
    (fault,) = faults_of_site(tmp_path, {"services/our-family.yaml": text})
    assert "kind 'carotid_duplex' is defined in services/carotid-duplex.yaml too" in fault


def test_an_exemption_without_its_reason_is_refused(tmp_path: Path) -> None:
    text = FAMILY.format(**SOUND).replace("by: [us]", "by: [us]\n        unless: [{when: tcd}]")
    assert "studies.0.unless.0.because" in faults_of_site(tmp_path, {"services/our-family.yaml": text})[0]


def test_a_study_that_nothing_shows_is_refused(tmp_path: Path) -> None:
    text = FAMILY.format(**SOUND).replace("by: [us]", "").replace('of: [kidney@findings,\n          "kidney"]', "")
    assert "would be found in every text" in faults_of_site(tmp_path, {"services/our-family.yaml": text})[0]


def test_a_family_must_bear_the_name_of_its_file(tmp_path: Path) -> None:
    text = family()["services/our-family.yaml"]
    (fault,) = faults_of_site(tmp_path, {"services/other.yaml": text})
    assert fault == "site/services/other.yaml:1: id 'our-family' must be the file's name, 'other'"


def test_a_file_that_nothing_reads_is_refused(tmp_path: Path) -> None:
    (fault,) = faults_of_site(tmp_path, {"elements.yaml": "elements: {}\n"})
    assert fault.startswith("site/elements.yaml: nothing reads this file; a site has site.yaml")
    assert "did you mean 'documentation/elements.yaml'" in fault


def test_the_error_of_several_faults_prints_one_line_each(tmp_path: Path) -> None:
    site = write_site(tmp_path, family(entry="side=leftt", code="76771"))
    with pytest.raises(KnowledgeError) as caught:
        read_knowledge(site)
    assert len(str(caught.value).splitlines()) == len(caught.value.faults) == 2


def test_every_counter_that_files_may_name_counts() -> None:
    import assistant.coding  # noqa: F401  (registers the counters)
    from assistant.coding.counters import COUNTERS as COUNTING

    assert set(COUNTING) == COUNTERS


def test_a_code_without_quotes_is_told_to_be_quoted(tmp_path: Path) -> None:
    text = family()["services/our-family.yaml"].replace("code: '76770'", "code: 76770")
    (fault,) = faults_of_site(tmp_path, {"services/our-family.yaml": text})
    assert fault.endswith("13: codes.0.code: 76770 is read as a number; write it in quotes: '76770'")


def test_an_element_belongs_to_a_section_of_a_report(tmp_path: Path) -> None:
    (fault,) = faults_of_site(tmp_path, {"documentation/elements.yaml": "elements:\n  route: {section: tecnique}\n"})
    assert fault.startswith("site/documentation/elements.yaml:2: 'tecnique' is no section of a report")
