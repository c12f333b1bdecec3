"""The gate elements of a report as a whole: date of service, signature, indication, interpretation.

Each has a state (present, denied, missing) and the words that it rests on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assistant.analysis import Span
from assistant.language.service_date import date_of_service, find_dates
from assistant.language.layout import Reading
from assistant.language.signature import Signature, find_signature

UNCODABLE = re.compile(
    r"(?:r/o|rule[ -]?out|\?|eval(?:uate|uation)?|assess(?:ment)?|per protocol|routine|screen(?:ing)?|check|per|protocol|requested|indication|reason|follow[ -]?up|f/u|dvt|pe|"
    r"vte|aaa|clot|thrombosis|deep (?:vein|venous)|for|of|to|and|the|a|an|as|ordered|order|exam|study|not given|none|n/a|baseline|possible|suspected|please|see|vs|or|any|unknown|above|below)"
)
AGE = re.compile(r"\b\d{1,3}(?:[ -]?(?:year|yr|month|week|day)s?[ -]old|[ -]?y\.?/?o\.?\b)|\b(?:G\d ?P\d|gravida|postop|post-op|POD)\b", re.IGNORECASE)
SUMMARY_WORDS = 120
TELLING_ZONES = frozenset({"title", "other", "technique", "procedure"})
REASON_GROUPS = frozenset({"symptom", "dialysis_intent", "kidney_failure", "surveillance"})
REASON_WORDS = frozenset({"for", "with", "because", "due", "of", "suspected", "known", "after", "post", "pre"})
REPORT_MARKS = re.compile(r"^[A-Z][A-Za-z /]{2,40}:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Gates:
    """States and places of the gate elements; `service_day` is the date of service, None where the text has none."""

    states: dict[str, str]
    spans: dict[str, tuple[Span, ...]]
    service_day: date | None
    signature: Signature
    uncodable_indication: Span | None


def read_gates(reading: Reading) -> Gates:
    """Return the gate elements of a report; sets `reading.nature` to "summary" where the text is no report."""
    states: dict[str, str] = {}
    spans: dict[str, tuple[Span, ...]] = {}
    text = reading.text
    found = date_of_service(find_dates(reading))
    states["date_of_service"] = "present" if found else "missing"
    spans["date_of_service"] = (Span(found.start, found.end, text[found.start : found.end]),) if found else ()
    signature = find_signature(reading)
    states["signature"] = "present" if signature.state in ("present", "trainee") else "denied" if signature.state == "unsigned" else "missing"
    spans["signature"] = (Span(signature.start, signature.end, text[signature.start : signature.end]),) if signature.end else ()
    uncodable = _indication(reading, states, spans)
    _interpretation(reading, signature, states, spans)
    if found is None and signature.state == "missing" and _is_summary(reading):
        reading.nature = "summary"
    return Gates(states, spans, found.day if found else None, signature, uncodable)


def _is_summary(reading: Reading) -> bool:
    """Whether the text only states the facts of a case: short, no headings, no date, no author."""
    kinds = {section.kind for section in reading.sections}
    return len(reading.words) <= SUMMARY_WORDS and kinds <= {"title", "other"} and not any(section.title for section in reading.sections)


def _indication(reading: Reading, states: dict[str, str], spans: dict[str, tuple[Span, ...]]) -> Span | None:
    """Judge the indication; return the place of one that no diagnosis can be coded from."""
    text = reading.text
    uncodable: Span | None = None
    for section in reading.sections:
        if section.kind not in ("indication", "history"):
            continue
        content = text[section.start + len(section.title) : section.end].lstrip(" :\t\n-")
        if not content.strip():
            continue
        if _codable(content):
            start = text.find(content, section.start)
            end = min(start + len(content.rstrip()), start + 200)
            states["indication"] = "present"
            spans["indication"] = (Span(start, end, text[start:end]),)
            return None
        uncodable = Span(section.start, section.end, text[section.start : section.end].strip())
    if uncodable is None:
        told = _told_elsewhere(reading)
        if told is not None:
            states["indication"] = "present"
            spans["indication"] = (told,)
            return None
    states["indication"] = "missing"
    spans["indication"] = (uncodable,) if uncodable else ()
    return uncodable


def _codable(content: str) -> bool:
    rest = UNCODABLE.sub(lambda m: " ", " ".join(re.findall(r"[a-z/?-]+", content.lower())))
    words = re.findall(r"[a-z]{3,}", " ".join(word for word in re.findall(r"[a-z/?-]+", content.lower()) if not UNCODABLE.fullmatch(word)))
    return bool(words) and bool(rest.strip())


def _told_elsewhere(reading: Reading) -> Span | None:
    """A symptom, condition or patient sketch outside an indication section."""
    match = AGE.search(reading.text)
    if match:
        return Span(match.start(), match.end(), match[0])
    for mention in reading.context:
        if mention.concept.label != "FINDING" or mention.zone not in TELLING_ZONES:
            continue
        before = reading.words[max(0, mention.first - 3) : mention.first]
        if REASON_GROUPS & set(mention.concept.groups) or REASON_WORDS & set(before):
            return Span(mention.start, mention.end, reading.text[mention.start : mention.end])
    return None


def _interpretation(reading: Reading, signature: Signature, states: dict[str, str], spans: dict[str, tuple[Span, ...]]) -> None:
    text = reading.text
    if signature.state == "trainee":
        states["interpretation"] = "denied"
        spans["interpretation"] = (Span(signature.start, signature.end, text[signature.start : signature.end]),)
        return
    section = next((section for section in reading.sections if section.kind == "impression"), None)
    states["interpretation"] = "present"
    spans["interpretation"] = ()
    if section is not None:
        end = min(section.end, section.start + 200)
        spans["interpretation"] = (Span(section.start, end, text[section.start : end].rstrip()),)
