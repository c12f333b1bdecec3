"""The language of conditions: the forms that an entry may take, and the words that are fixed in them.

CONTRIBUTING.md explains it to coders. A condition is a list whose entries must all hold; an entry that is a list holds
if any of its members does, and so on in turn; "!" before an entry denies it. `studies/conditions.py` gives the forms
their meaning, `references.py` checks the names in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, get_args

from assistant.analysis import Attribute
from assistant.knowledge.nearest import did_you_mean
from assistant.knowledge.service_schema import Condition
from assistant.knowledge.yaml_file import Location

Form = Literal["fact", "element", "pair", "treated", "study", "code", "named", "stated", "year", "age", "mention"]

#: Where a mention must stand. The first six are kept as indices of their own, because most conditions ask for them.
INDEXED_ZONES = ("done", "body", "title", "findings", "told", "not_seen")
ZONES = frozenset({*INDEXED_ZONES, "any"})
ASSERTIONS = frozenset({"negated", "historical", "planned", "conditional", "not_visualized"})
SECTION_ZONES = frozenset({
    "indication", "history", "technique", "comparison", "procedure", "impression", "recommendation", "addendum", "other",
})  # fmt: skip

SECTIONS = SECTION_ZONES | {"title", "findings", "signature"}

#: `fact=value`: what is known of the study, or of the report as a whole.
FACTS: dict[str, tuple[str, ...]] = {
    "side": ("left", "right", "bilateral", "one", "none"),
    "extent": ("complete", "limited", "none"),
    "claim": ("complete", "limited", "none"),
    "pregnancy": ("early", "later", "none"),
    "fetuses": ("several",),
}
STATES = ("present", "denied", "missing")

FORMS: dict[Form, re.Pattern[str]] = {
    "fact": re.compile(r"(?P<fact>[a-z_]+)=(?P<value>\w+)$"),
    "element": re.compile(r"(?P<element>\w+):(?P<state>\w+)$"),
    "pair": re.compile(r"(?P<first>\w+)(?P<close>~~?)(?P<second>\w+)(?P<body>@body)?$"),
    "treated": re.compile(r"(?P<treatment>\w+)=>(?P<place>\w+)/(?P<rival>\w+)$"),
    "study": re.compile(r"study\.(?P<kind>\w+)$"),
    "code": re.compile(r"code\.(?P<code>\w+)$"),
    "named": re.compile(r"is\.(?P<name>\w+)$"),
    "stated": re.compile(r"stated\.(?P<attribute>\w+)(?:=(?P<value>\w+))?$"),
    "year": re.compile(r"year(?P<order>>=|<)(?P<limit>\d{4})$"),
    "age": re.compile(r"age(?P<order>>=|<)(?P<limit>\d+)$"),
    "mention": re.compile(r"(?P<name>\w+)(?:@(?P<zone>\w+))?(?:>=(?P<count>\d+))?$"),
}


@lru_cache(maxsize=8192)
def parse_entry(entry: str) -> tuple[Form, re.Match[str]]:
    """Return the form of an entry without its "!", and its parts by name.

    Raises:
        ValueError: The entry has no known form, or a fixed word in it is wrong. The message says what may stand there.
    """
    for form, pattern in FORMS.items():
        if match := pattern.match(entry):
            if wrong := _wrong_word(form, match):
                raise ValueError(f"'{entry}': {wrong}")
            return form, match
    raise ValueError(
        f"condition entry '{entry}' has no known form; write concept, concept@zone, concept>=2, one~other, one~~other, "
        "treatment=>place/rival, "
        "fact=value, element:state, study.KIND, code.CODE, is.NAME, stated.ATTRIBUTE, year>=2026 or age<5"
    )


def _wrong_word(form: Form, match: re.Match[str]) -> str:
    """Return what is wrong with a word of the language itself; empty where it is right."""
    if form == "fact":
        fact, value = match["fact"], match["value"]
        if fact not in FACTS:
            return f"'{fact}' is no fact; facts are {', '.join(FACTS)}"
        if value not in FACTS[fact]:
            return f"'{fact}' is never '{value}'; it is {', '.join(FACTS[fact])}{did_you_mean(value, FACTS[fact])}"
    if form == "element" and match["state"] not in STATES:
        return f"'{match['state']}' is no state of an element; it is {', '.join(STATES)}"
    if form == "stated" and match["attribute"] not in get_args(Attribute):
        known = get_args(Attribute)
        wrong = match["attribute"]
        return f"'{wrong}' is no attribute of findings; they are {', '.join(known)}{did_you_mean(wrong, known)}"
    zones = ZONES | ASSERTIONS | SECTION_ZONES
    if form == "mention" and match["zone"] and match["zone"] not in zones:
        return f"'{match['zone']}' is no zone; zones are {', '.join(sorted(zones))}{did_you_mean(match['zone'], zones)}"
    return ""


def entries_of(condition: Condition, location: Location = ()) -> Iterator[tuple[Location, str]]:
    """Yield every entry of a condition as it is written, with its place below `location`."""
    for number, entry in enumerate(condition):
        if isinstance(entry, str):
            yield (*location, number), entry
        else:
            yield from entries_of(entry, (*location, number))
