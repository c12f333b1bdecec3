"""Words of other languages are read as the English ones; English words and letters are left alone."""

from __future__ import annotations

import pytest

from assistant.language.pipeline import read_report


def structures(text: str) -> set[tuple[str, str | None]]:
    return {(m.concept.id, m.side) for m in read_report(text).mentions if m.concept.label in ("ANATOMY", "VESSEL")}


@pytest.mark.parametrize(
    ("text", "structure"),
    [
        ("Hígado normal, no mass.", ("liver", None)),
        ("Riñón izquierdo 10.8 cm.", ("kidney", "left")),
        ("Rinon derecho 10.2 cm.", ("kidney", "right")),
        ("Fegato 14 cm, milza ok.", ("spleen", None)),
        ("V. poplitea rechts komprimierbar.", ("popliteal_vein", "right")),
        ("Veia femoral comum E, sem trombo.", ("common_femoral_vein", "left")),
        ("肝 fatty, no SOL.", ("liver", None)),
    ],
)
def test_word_of_another_language_is_read(text: str, structure: tuple[str, str | None]) -> None:
    assert structure in structures(text)


def test_letters_are_read_where_the_language_is_shown() -> None:
    text = "Ecocardiograma, motivo: disnea. Mitral normal. VI 46, VD normal. Conclusión: normal."
    assert {("left_ventricle", None), ("right_ventricle", None)} <= structures(text)


@pytest.mark.parametrize(
    "text",
    [
        "Echo. Mitral valve normal. VD 3.1, AI mild.",  # English, so the letters are not those of a chamber
        "Renal US of the kidneys: RI 0.62, RD 1.",
        "Seen with Dr. Pinzón, con Peña. Sin.",
    ],
)
def test_letters_are_left_alone_in_an_english_report(text: str) -> None:
    told = {structure for structure, _ in structures(text)}
    assert told.isdisjoint({"left_atrium", "right_ventricle"})
    assert not any(side for structure, side in structures(text) if structure == "kidney" and side != "bilateral")


def test_a_ratio_is_no_side() -> None:
    text = "Ecocardiograma, indicação: dispneia. Conclusão normal. VE 52, mitral E/A 1.6, coração 3D."
    assert not any(m.concept.label == "LATERALITY" for m in read_report(text).mentions)


def test_the_text_keeps_its_characters() -> None:
    reading = read_report("Vena cava inferior libre, vejiga vacía.")
    told = {reading.text[m.start : m.end]: m.concept.id for m in reading.mentions}
    assert told["Vena cava inferior"] == "inferior_vena_cava"
    assert told["vejiga"] == "urinary_bladder"
