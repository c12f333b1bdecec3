"""What a finding says in words, and whether it is abnormal (`words.yaml`)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pydantic import Field

from assistant.analysis import Attribute, Finding, Technique
from assistant.knowledge.yaml_file import Strict, read_yaml

FILE = Path(__file__).parent / "words.yaml"
NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Limits(Strict):
    """Another limit for some structures."""

    structures: tuple[str, ...]
    abnormal_above: dict[str, float]


class AttributeWords(Strict):
    """The words of one attribute and what of it is abnormal."""

    label: str
    says: dict[str, str] = Field(default={})
    abnormal: tuple[str, ...] = ()
    abnormal_from: float | None = None
    abnormal_above: dict[str, float] = Field(default={})
    other_limits: tuple[Limits, ...] = ()


class Wording(Strict):
    """The whole file."""

    attributes: dict[Attribute, AttributeWords]
    techniques: tuple[Technique, ...]


@cache
def wording() -> Wording:
    """Return the words of findings.

    Raises:
        KnowledgeError: The file breaks its schema.
    """
    return read_yaml(FILE, Wording)


def label_of(finding: Finding) -> str:
    """Return what is told: "compression", "PSV"."""
    return wording().attributes[finding.attribute].label


def value_of(finding: Finding) -> str:
    """Return the value as a reader says it: "not compressible", "145 cm/s"."""
    number = isinstance(finding.value, int | float)
    value = f"{finding.value:g}" if number else str(finding.value)
    if not number and (said := wording().attributes[finding.attribute].says.get(value)):
        return said
    unit = finding.unit or ""
    return f"{value}{'' if unit in ('', '%') else ' '}{unit}".replace("_", " ")


def say(finding: Finding) -> str:
    """Return a finding as a phrase: "not compressible", "PSV 145 cm/s"."""
    words = wording().attributes[finding.attribute]
    return value_of(finding) if str(finding.value) in words.says else f"{words.label} {value_of(finding)}"


def is_abnormal(finding: Finding) -> bool:
    """Whether a finding is abnormal by the file's lists and limits; a range counts by its lower end, "<50" as below."""
    words = wording().attributes[finding.attribute]
    if str(finding.value) in words.abnormal:
        return True
    match = NUMBER.search(str(finding.value))
    if match is None or str(finding.value).startswith("<"):
        return False
    number = float(match[0])
    above = next((limit.abnormal_above for limit in words.other_limits if finding.structure in limit.structures), None)
    limit = (above or words.abnormal_above).get(finding.unit or "")
    if limit is not None and number > limit:
        return True
    return words.abnormal_from is not None and number >= words.abnormal_from
