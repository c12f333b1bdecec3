"""Says what stands between a report and a code in a coder's words: names of structures and techniques, never the rules' own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.analysis import Assertion, SectionKind
from assistant.knowledge.condition_language import parse_entry
from assistant.knowledge.service_schema import Condition, named_conditions
from assistant.language.layout import Mention
from assistant.language.vocabulary import vocabulary
from assistant.studies.compiled import knowledge
from assistant.studies.evidence import Evidence

NAMES_SHOWN = 6
QUOTES_SHOWN = 3
FACTS = {
    "side=bilateral": "both sides were studied", "side=one": "one side was studied", "side=left": "the left side was studied",
    "side=right": "the right side was studied", "side=none": "no side", "extent=complete": "every required structure is described",
    "extent=limited": "a limited study", "claim=complete": "it is called complete", "claim=limited": "it is called limited",
    "pregnancy=early": "a pregnancy of the first trimester", "pregnancy=later": "a pregnancy after the first trimester",
    "fetuses=several": "several fetuses",
}  # fmt: skip
SAID: dict[Assertion, str] = {
    "negated": "denied", "historical": "of another day", "planned": "planned", "conditional": "only if needed",
    "not_visualized": "not seen",
}  # fmt: skip
STANDING: dict[SectionKind, str] = {
    "indication": "in the reason for the study", "history": "in the history", "comparison": "in the comparison",
    "recommendation": "in the recommendation",
}  # fmt: skip


def names_of(entries: Iterable[str | Condition]) -> str:
    """Return the names of what any of `entries` would tell, the first few: "compression, color Doppler or flow".

    What is one of them with something more beside it goes without saying.
    """
    found = dict.fromkeys(_names(entries))
    names = [name for name in found if name.split(" with ")[0] == name or name.split(" with ")[0] not in found]
    shown = names[:NAMES_SHOWN]
    if len(names) > NAMES_SHOWN:
        return f"{', '.join(shown)} or the like"
    return " or ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def not_done(entries: Iterable[str | Condition], evidence: Evidence) -> str:
    """Return the words of a report that name what `entries` ask for, and why they do not count; empty where there are none."""
    wanted = dict.fromkeys(group for entry in entries for group in _groups(entry))
    mentions = {m.start: m for group in wanted for m in evidence.everywhere.get(group, ())}
    quoted: dict[str, str] = {}
    for mention in (mentions[start] for start in sorted(mentions)):
        if reason := _why_not_done(mention):
            quoted.setdefault(_words_of(mention, evidence), reason)
    return ", ".join(f"'{words}' ({reason})" for words, reason in list(quoted.items())[:QUOTES_SHOWN])


def words_told(entry: str | Condition, evidence: Evidence) -> str:
    """Return the words of a report that tell what `entry` names, or else its name."""
    mentions = [m for group in dict.fromkeys(_groups(entry)) for m in evidence.everywhere.get(group, ())]
    words = dict.fromkeys(_words_of(mention, evidence) for mention in mentions)
    return ", ".join(f"'{said}'" for said in list(words)[:QUOTES_SHOWN]) or names_of([entry])


def _words_of(mention: Mention, evidence: Evidence) -> str:
    return " ".join(evidence.reading.text[mention.start : mention.end].split())


def _why_not_done(mention: Mention) -> str:
    if mention.assertion != "affirmed":
        return SAID[mention.assertion]
    return STANDING.get(mention.zone, "quoted" if mention.quoted else "")


def _groups(entry: str | Condition) -> Iterator[str]:
    """Yield the concepts and groups that an entry asks for."""
    if isinstance(entry, list):
        for member in entry:
            yield from _groups(member)
        return
    form, match = parse_entry(entry.removeprefix("!"))
    if form == "mention":
        yield match["name"]
    elif form == "pair":
        yield from (match["first"], match["second"])
    elif form == "named":
        for member in named_conditions().get(match["name"], []):
            if not (isinstance(member, str) and member.startswith("!")):
                yield from _groups(member)


def _names(entries: Iterable[str | Condition]) -> Iterator[str]:
    """Yield a name for each of some alternatives; those that need several things together are named by all of them."""
    for entry in entries:
        if isinstance(entry, list):
            together = [
                names_of([member]) for member in entry if not (isinstance(member, str) and member.startswith("!"))
            ]
            yield " with ".join(filter(None, together))
        elif not entry.startswith("!"):
            yield from _names_of_entry(entry)


def _names_of_entry(entry: str) -> Iterator[str]:
    form, match = parse_entry(entry)
    if form == "fact":
        yield FACTS.get(entry, entry.replace("=", " "))
    elif form == "mention":
        yield _name(match["name"])
    elif form == "pair":
        yield f"{_name(match['first'])} with {_name(match['second'])}"
    elif form == "treated":
        yield f"{_name(match['treatment'])} in {_name(match['place'])}"
    elif form == "element":
        yield knowledge().elements[match["element"]].entry.label.lower()
    elif form == "study":
        yield next(study.spec.label for study in knowledge().studies if study.spec.kind == match["kind"]).lower()
    elif form == "named":
        for member in named_conditions().get(match["name"], []):
            yield from _names(member if isinstance(member, list) else [member])
    elif form == "code":
        yield match["code"]
    else:
        yield entry.replace(">=", " from ").replace("<", " before ")


def _name(group: str) -> str:
    concept = vocabulary().concepts.get(group)
    if concept is not None:
        return concept.name
    for ending in ("_any", "_word", "_words"):
        group = group.removesuffix(ending)
    return group.replace("_", " ")
