"""A form of two concepts is read as shared-forms.yaml says, or refused."""

from pathlib import Path

from tests.knowledge.sites import faults_of_site


def test_a_form_of_another_concept_is_refused_with_the_declaration_that_would_do(tmp_path: Path) -> None:
    (fault,) = faults_of_site(
        tmp_path, {"lexicon/ours.yaml": "concepts:\n  kidney:\n    forms:\n      - bean\n      - liver\n"}
    )
    assert fault.startswith("site/lexicon/ours.yaml:5: form 'liver' stands under 'liver' too")
    assert "declare 'liver: [kidney]' under by_context in shared-forms.yaml" in fault


def test_a_site_declares_its_own_shared_forms(tmp_path: Path) -> None:
    files = {
        "lexicon/ours.yaml": "concepts:\n  kidney: {forms: [liver]}\n",
        "shared-forms.yaml": "first_wins:\n  liver: [kidney]\n",
    }
    assert faults_of_site(tmp_path, files) == []


def test_concepts_of_one_region_cannot_be_told_apart_by_context(tmp_path: Path) -> None:
    text = """
        label: ANATOMY
        source: own
        field: abdomen
        concepts:
          one_thing: {forms: [our thing]}
          other_thing: {forms: [our thing]}
    """
    shared = "by_context:\n  one_thing: [other_thing]\n"
    (fault,) = faults_of_site(tmp_path, {"lexicon/ours.yaml": text, "shared-forms.yaml": shared})
    assert fault.startswith("site/shared-forms.yaml:2: 'one_thing' and 'other_thing' are of one region")


def test_a_declared_concept_must_exist(tmp_path: Path) -> None:
    (fault,) = faults_of_site(tmp_path, {"shared-forms.yaml": "first_wins:\n  knee: [kneee]\n"})
    assert fault.startswith("site/shared-forms.yaml:2: 'kneee' is no concept of the lexicon; did you mean 'knee'")


def test_capitals_in_a_form_are_refused_unless_they_count(tmp_path: Path) -> None:
    (fault,) = faults_of_site(tmp_path, {"lexicon/ours.yaml": "concepts:\n  kidney: {forms: [Ren, =KDN]}\n"})
    assert "form 'Ren' has capitals, which count only after '='; write 'ren' or '=Ren'" in fault


def test_a_concept_in_two_files_is_refused(tmp_path: Path) -> None:
    text = "label: ANATOMY\nsource: own\nconcepts:\n  our_thing: {{forms: [{}]}}\n"
    (fault,) = faults_of_site(
        tmp_path, {"lexicon/a.yaml": text.format("our thing"), "lexicon/b.yaml": text.format("thing of ours")}
    )
    assert fault == (
        "site/lexicon/b.yaml:4: concept 'our_thing' stands in site/lexicon/a.yaml too; "
        "join the two, or give one another id"
    )


def test_a_lexicon_file_names_a_source_that_exists(tmp_path: Path) -> None:
    text = "label: ANATOMY\nsource: hearsay\nconcepts:\n  our_thing: {forms: [our thing]}\n"
    (fault,) = faults_of_site(tmp_path, {"lexicon/a.yaml": text})
    assert fault.startswith("site/lexicon/a.yaml:2: 'hearsay' is not in sources.yaml")


def test_a_form_without_a_word_is_refused(tmp_path: Path) -> None:
    faults = faults_of_site(tmp_path, {"lexicon/ours.yaml": "concepts:\n  kidney: {forms: ['', '()']}\n"})
    assert [fault.split(": ")[1] for fault in faults] == ["form '' has no word", "form '()' has no word"]
