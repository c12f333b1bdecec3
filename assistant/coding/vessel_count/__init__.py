"""Counts the vessels that were imaged from inside.

The rule (Society of Interventional Radiology, Society for Vascular Surgery): a vessel counts once however often the probe
was run in it; a single abnormality that runs through several vessels counts once; each vessel must be named and have
findings of its own. Adjacent segments with separate findings are counted separately; the count by groups of vessels
(external iliac with common femoral, femoral with popliteal, the tibial ones together) is told as the other count.

`probe.py` says where the report tells of the probe, `imaged.py` which vessels stand with its findings, `told_apart.py` the
vessel of findings that name none, `own_findings.py` which vessels it only passed, `continuous.py` which share one
abnormality; `count.py` counts, `coronary.py` for the heart. The words are data: `knowledge/vessel-count.yaml`.
"""

from assistant.coding.vessel_count import coronary as _coronary  # noqa: F401  (registers its counter)
from assistant.coding.vessel_count.count import VesselCount, count_vessels

__all__ = ["VesselCount", "count_vessels"]
