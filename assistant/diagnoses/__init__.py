"""From an indication or impression to candidate ICD-10-CM codes.

    split_phrases         text to phrases with side and certainty          (light: one YAML file)
    indication_problem    why no code can come from an indication           (light)
    link_indication       indication to candidates                         (loads the index on first use)
    link_findings         impression to confirmed candidates               (loads the index on first use)

Importing this package loads neither scispaCy nor the index.
"""

from __future__ import annotations

from assistant.diagnoses.linker import link, link_findings, link_indication
from assistant.diagnoses.phrases import codable_indication, indication_problem, split_phrases
from assistant.diagnoses.records import DiagnosisCandidate, IndicationPhrase

__all__ = [
    "DiagnosisCandidate",
    "IndicationPhrase",
    "codable_indication",
    "indication_problem",
    "link",
    "link_findings",
    "link_indication",
    "split_phrases",
]
