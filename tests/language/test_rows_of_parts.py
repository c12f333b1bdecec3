"""Rows below the heading of a part are of its vessels."""

from __future__ import annotations

from assistant.engine import analyze

TEXT = """ARM VISIT 05/18/2026
A. ARTERIAL DUPLEX, LEFT ARM        B-mode / color / PW
   subclavian    112 tri
   axillary      96 tri
   brachial      88 tri
   Subclavian artery 7 mm, no thrombus in it.
B. VENOUS DUPLEX, LEFT ARM
   IJ           presses flat, phasic
   axillary     will not press flat, echogenic
   brachial x2  press flat
   basilic      presses flat
READ B: acute axillary DVT on the left.
Reader: Ada Brinkley, MD
"""


def test_a_row_below_the_heading_of_a_venous_part_names_a_vein_though_a_part_before_was_arterial() -> None:
    pressed = {found.structure for found in analyze(TEXT).findings if found.attribute == "compressibility"}
    assert {"axillary vein", "brachial vein"} <= pressed
    assert not any(name.endswith("artery") for name in pressed)
