"""Gives each paired structure its side.

The nearest source wins: the word itself ("RCFV"), its phrase ("right common femoral and popliteal veins", "kidneys
bilaterally"), a table's column, its sentence, the heading or row label above it ("LEFT:"), what the paragraph spoke of
last, and at last the side of the exam as a whole. `side_source` tells which; "title" is the last resort.

`cues.py` finds the words of sides, `exam.py` the side of the whole, `blocks.py` what headings and cells give, `pairs.py` what
"both" counts, `assign.py` walks through the structures, `repeated.py` is for lists that the other side repeats. The words are
data: `knowledge/laterality.yaml`.
"""

from assistant.language.laterality.assign import find_sides
from assistant.language.laterality.repeated import repeat_lists

__all__ = ["find_sides", "repeat_lists"]
