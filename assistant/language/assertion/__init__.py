"""Says of each mention whether it is asserted of this exam: affirmed, negated, not visualized, historical, planned
or conditional.

The method is ConText's (Harkema, Dowling, Thornblade and Chapman, 2009): cue phrases speak of the words ahead of them
or behind them, up to a terminating word. Ours differs in that a cue reaches a different distance for a finding, a
structure and an act ("no thrombus in the vein" denies the thrombus, and the vein was looked at), and in that the
section stands in where the sentence has no cue. Cues are data: `knowledge/assertion-cues.yaml`.

`scopes.py` says how far the cues of a sentence reach, `places.py` what its section says, `earlier_exams.py` what belongs to
another day, `elsewhere.py` what the rest of the text takes back, `storage.py` what is said of kept images; `judge.py` asks
them for each mention, and `traits.py` says what a concept is to a cue.
"""

from assistant.language.assertion.judge import find_assertions
from assistant.language.assertion.spans import assertions

__all__ = ["assertions", "find_assertions"]
