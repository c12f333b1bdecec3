"""Finds the mentions of a report: words that name a concept of the lexicon.

Two books of the shelf are asked: one of the labelled kinds, one of findings, procedures, devices, agents
and acts. A form with several readings ("common femoral", "PV") takes the one that the noun of its list, its sentence,
its section or the report's other words support (`readings.py`); letters count as they are written (`letters.py`), words of
sides where they give one (`side_words.py`), sizes tell what was done with a device (`sized_acts.py`), and what names a vessel
and a treatment is told apart (`twofold.py`). The words are data: the lexicon, and `knowledge/mentions.yaml`.
"""

from assistant.language.mentions.find import find_mentions

__all__ = ["find_mentions"]
