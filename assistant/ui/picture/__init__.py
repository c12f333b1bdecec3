"""The picture of what was examined: drawings of vessels and organs, filled from a study's ledger and its findings.

`regions/*.yaml` are the drawings, `region.py` their schema, `outline.py` their curves; `states.py` says what is told of
each segment, `choice.py` which regions an analysis needs, and `svg.py` draws one.
"""

from assistant.ui.picture.describe import describe_pictures

__all__ = ["describe_pictures"]
