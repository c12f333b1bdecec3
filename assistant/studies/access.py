"""Tells the vessels that were only punctured: the way in of a needle, sheath or catheter, and nothing that was studied."""

from __future__ import annotations

from assistant.language.layout import Mention
from assistant.studies.evidence import Evidence

ACCESS_WORDS = frozenset([
    "access", "accessed", "puncture", "punctured", "stick", "stuck", "approach", "sheath", "cannulated", "micropuncture", "percutaneous",
    "needle", "entered", "route",
])  # fmt: skip
COMING_FROM = frozenset(["via", "through", "from", "thru"])
ACCESS_BEFORE, ACCESS_AFTER = 7, 4
ENTRANCES = frozenset({
    "internal_jugular_vein", "external_jugular_vein", "subclavian_vein", "brachial_vein", "basilic_vein", "cephalic_vein", "median_cubital_vein",
    "common_femoral_vein", "femoral_vein", "popliteal_vein", "posterior_tibial_vein", "great_saphenous_vein", "small_saphenous_vein",
    "common_femoral_artery", "femoral_artery", "superficial_femoral_artery", "popliteal_artery",
})  # fmt: skip


def entered_vessels(evidence: Evidence) -> list[Mention]:
    """Return the mentions of vessels that were punctured, or through which an instrument came."""
    reading = evidence.reading
    words = reading.words
    entered = []
    for mention in evidence.body:
        if mention.concept.id not in ENTRANCES:
            continue
        begin = max(reading.token_at(reading.sentences[mention.sentence][0]), mention.first - ACCESS_BEFORE)
        around = [*words[begin : mention.first], *words[mention.last : mention.last + ACCESS_AFTER]]
        if not ACCESS_WORDS.isdisjoint(around) or not COMING_FROM.isdisjoint(
            words[max(begin, mention.first - 3) : mention.first]
        ):
            entered.append(mention)
    return entered
