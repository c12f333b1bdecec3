"""The schema of `knowledge/services/*.yaml`: one file a code family.

A file declares which studies there are and what shows that one was done (`of` these places, `by` these techniques,
`shown_by` something of each further line, `unless` it is something else), which structures its complete form needs
(`structures`), and which code follows from what is documented (`codes`, first match within a slot wins). Conditions are
written as lists: all entries must hold; an entry that is itself a list holds if any of its members does, and so on in
turn. CONTRIBUTING.md explains the entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import count
from typing import Literal, NamedTuple

from pydantic import Field
from typing_extensions import TypeAliasType

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.active import active
from assistant.knowledge.yaml_file import Location, Strict

SERVICES = KNOWLEDGE_FILES / "services"
NAMED_CONDITIONS = KNOWLEDGE_FILES / "named-conditions.yaml"
Condition = TypeAliasType("Condition", "list[str | Condition]")


class PlacedCondition(NamedTuple):
    """A condition and where each of its lines stands in a file."""

    condition: Condition
    places: tuple[Location, ...]

    def place(self, inside: Location) -> Location:
        """Return the place in the file of what stands at `inside` of the condition."""
        line = self.places[int(inside[0])]
        return line if "unless" in line else (*line, *inside[1:])  # an exemption is joined from two lists: its own line

    def below(self, above: Location) -> PlacedCondition:
        """Return the condition with its places below `above`."""
        return PlacedCondition(self.condition, tuple((*above, *place) for place in self.places))


def placed(condition: Condition, location: Location) -> PlacedCondition:
    """Return a condition that stands in one list of a file."""
    return PlacedCondition(condition, tuple((*location, number) for number in range(len(condition))))


class StructureSpec(Strict):
    """One line of the element list: `any` names the concepts or groups that document it."""

    name: str
    any: list[str]
    required: bool = True
    when: Condition = Field(default_factory=list, description="required only where this holds")
    expected: bool = Field(default=False, description="asked for where missing, though it does not decide the code")
    midline: bool = Field(default=False, description="one of a kind even in a study of paired structures")
    both: str = Field(default="", description="both sides are needed; a lacking side is named 'left BOTH'")
    told_by: list[str] = Field(
        default_factory=list, description="groups beside which measured sides speak of the pair, though it is not named"
    )
    removed: list[str] = Field(
        default_factory=list, description="groups that tell its removal: then it counts as absent"
    )


class Exemption(Strict):
    """What shows that a study was not done though its places and techniques are told, and what shows it all the same."""

    when: str | list[str] = Field(description="entries that together tell something else")
    but_for: Condition = Field(default_factory=list, description="any of these shows the study all the same")
    because: str = Field(min_length=8, description="why, in words that a coder reads")
    outright: bool = Field(
        default=False, description="the text denies the study in words: no learned weight takes it in all the same"
    )

    @property
    def told(self) -> list[str]:
        """The entries of `when`."""
        return [self.when] if isinstance(self.when, str) else self.when


class BesideSpec(Strict):
    """A treatment beside which a study may stand, and what tells in its own words that the other side was studied."""

    kinds: list[str] = Field(description="the kinds of study that treat")
    named_by: list[str] = Field(description="groups of which one stands in a sentence that names the other side alone")


class StudySpec(Strict):
    """A kind of study: how to recognise it, which side it has, and its element list."""

    kind: str
    label: str
    area: str = Field(default="", description="two studies of one area on one day are duplicates")
    only_in: Literal["any", "summary"] = Field(
        default="any", description="the kind of document: a summary states the facts of a case and is no report"
    )
    of: Condition = Field(default_factory=list, description="any of these tells a place that was examined or treated")
    by: Condition = Field(default_factory=list, description="any of these tells a technique")
    shown_by: list[Condition] = Field(default_factory=list, description="any of each further line")
    unless: list[Exemption] = Field(default_factory=list, description="any of these tells something else")
    more_special_than: list[str] = Field(
        default_factory=list, description="kinds of study that are not looked for where this one is found"
    )
    sides: Literal["none", "paired", "each", "claimed"] = "none"
    side_from: list[str] = Field(default_factory=list, description="groups whose sides give the study's side")
    side_with: list[str] = Field(
        default_factory=list, description="they give it only in a sentence with one of these groups"
    )
    side_without: list[str] = Field(
        default_factory=list, description="they give none in a sentence with one of these groups and none of `side_with`"
    )
    past_entry: bool = Field(
        default=False,
        description="a vessel of the other side that was only punctured, on the way to what was studied, gives no side",
    )
    fact_side: Literal["", "both", "told", "told or both", "told of one", "inside", "entered", "entry"] = Field(
        default="",
        description="where the fact of the side comes from, if not from `sides`: always both, told of `side_from`, there the one told"
        " more often, the vessels imaged from inside, the vessel entered; 'entry' is a way in that counts only where nothing else has a side",
    )
    veins_pressed: bool = Field(default=False, description="whether veins of the study are pressed shut by the probe")
    beside: BesideSpec | None = Field(
        default=None, description="treatments whose side this study leaves to them where the other side was studied"
    )
    structures: list[StructureSpec] = Field(default_factory=list)
    begun_by: list[str] = Field(
        default_factory=list, description="names of structures that only the complete study has: with all of them the rest is asked for"
    )
    complete_when: Condition = Field(default_factory=list, description="further conditions of the complete study")
    at_least: int | None = Field(default=None, description="complete from this many required structures on")
    partial: Condition = Field(
        default_factory=list, description="where this holds only a part was meant: the rest is not asked for"
    )
    elements: list[str] = Field(default_factory=list, description="documentation elements beyond the gates")
    numbers: Literal["none", "any", "size", "velocity"] = Field(
        default="none", description="measurements that the standard asks for; 'any' are asked of the whole study only"
    )
    gates: bool = Field(default=True, description="whether indication, images, report and signature are asked for")
    diagnostic: bool = True
    stands_together: bool = Field(
        default=False, description="whether the services of its codes are windows of one examination, which weighing keeps together"
    )
    evidence: list[str] = Field(default_factory=list)
    other_pictures: list[str] = Field(
        default_factory=list,
        description="groups that name the pictures of another technique: words that keep only these keep none of the study",
    )
    passage_from: list[str] = Field(
        default_factory=list, description="groups that name the procedure where a report tells of several"
    )
    coded_by_side: bool = Field(
        default=False,
        description="whether a procedure on both sides is coded by side where one alone was guided; both are told apart by words of the side",
    )

    @cached_property
    def declared(self) -> PlacedCondition:
        """What must hold of a report for the study to be found, each line with its place in the study's entry."""
        lines: list[tuple[str | Condition, Location]] = [(self.of, ("of",)), (self.by, ("by",))]
        lines += [(line, ("shown_by", number)) for number, line in enumerate(self.shown_by)]
        for number, other in enumerate(self.unless):
            denied: Condition = [*(f"!{told}" for told in other.told), *other.but_for]
            lines.append((denied, ("unless", number)))
        lines = [(line, place) for line, place in lines if line]
        return PlacedCondition([line for line, _ in lines], tuple(place for _, place in lines))


class ConventionSpec(Strict):
    """What another authority reports in the place of a code: the answer differs, so both are shown."""

    other: list[str] = Field(description="the codes that it reports instead; none where it reports nothing")
    units: str = Field(default="1", description="how many; shown only where other codes or other units come out")
    when: Condition = Field(default_factory=list)
    because: str = Field(min_length=8, description="how it reads the same facts, in words that a coder reads")
    source: str


class CodeSpec(Strict):
    """One code: when it applies, what it cannot do without, how many, and why."""

    code: str
    rule: str = Field(default="", description="the rule's id; FAMILY.CODE.NUMBER where none is given")
    study: str | list[str] | None = None
    slot: str = "main"
    when: Condition = Field(default_factory=list)
    hold: list[str] = Field(default_factory=list, description="elements without which the code waits; 'a|b' needs one")
    needs: list[str] = Field(default_factory=list, description="the code always waits for these")
    refuse: list[str] = Field(default_factory=list, description="elements whose denial makes the code not reportable")
    asks: list[str] = Field(
        default_factory=list, description="elements asked for, though the code does not wait for them"
    )
    units: str = "1"
    modifiers: Literal["none", "side", "side_or_50"] = "none"
    add_modifiers: list[str] = Field(default_factory=list)
    evidence: list[str] = Field(
        default_factory=list, description="groups that tell what this code of its study stands for, and no other one"
    )
    shows: Literal["", "coronary_vessels", "treated_veins", "lesions_sampled", "lesions_looked_at"] = Field(
        default="", description="a list of which this code shows the first as its evidence, and another code the rest"
    )
    reason: str
    reason_by_side: dict[Literal["one", "both"], str] = Field(
        default_factory=dict, description="the reason of a study of one side ({side}), or of both, where it differs"
    )
    source: str = ""
    conventions: list[ConventionSpec] = Field(
        default_factory=list, description="what other authorities report in its place"
    )


class InclusionSpec(Strict):
    """Codes that another code already contains: they are dropped beside it."""

    code: list[str]
    contains: list[str]
    same_side: bool = False
    unless: Condition = Field(default_factory=list)
    reason: str
    source: str = ""


#: How units are counted, by the name that `units:` uses; `coding/counters.py` and its neighbours count.
COUNTERS = frozenset({
    "per_side", "fetuses", "fetuses_with_flow", "fetal_hearts", "nuchals", "lesions_sampled", "lesions_by_feel", "lesions_looked_at", "guided_accesses", "accesses_of_untold_patency", "plain_central_lines", "plain_lines_beside", "physiologic_studies",
    "ivus_first_vessel", "ivus_further_vessels", "ivus_grouped_vessels", "coronary_vessels", "several_veins", "several_injected_veins",
    "aorta_reached", "first_order_arteries", "second_order_arteries", "third_order_arteries", "further_branches",
    "renal_stem_of_one_side", "renal_stems_of_both_sides", "renal_branch_of_one_side", "renal_branches_of_both_sides",
    "cava_reached", "first_order_veins", "second_order_veins",
})  # fmt: skip

class ServiceFile(Strict):
    """One code family."""

    id: str
    title: str
    sources: list[str]
    hold: list[str] = Field(default_factory=list, description="elements that every code of the file waits for")
    refuse: list[str] = Field(default_factory=list, description="elements whose denial refuses every code of the file")
    studies: list[StudySpec] = Field(default_factory=list)
    codes: list[CodeSpec] = Field(default_factory=list)
    includes: list[InclusionSpec] = Field(default_factory=list)


class NamedConditions(Strict):
    """The file of named conditions: `is.NAME` stands for the condition in any other condition."""

    source: str
    conditions: dict[str, Condition]


def conditions_of(family: ServiceFile) -> Iterator[PlacedCondition]:
    """Yield every condition of a family with its places in the file."""
    for n, study in enumerate(family.studies):
        yield study.declared.below(("studies", n))
        for key in ("complete_when", "partial"):
            yield placed(getattr(study, key), ("studies", n, key))
        for m, structure in enumerate(study.structures):
            yield placed(structure.when, ("studies", n, "structures", m, "when"))
    for n, code in enumerate(family.codes):
        yield placed(code.when, ("codes", n, "when"))
    for n, inclusion in enumerate(family.includes):
        yield placed(inclusion.unless, ("includes", n, "unless"))


def rivals_by_kind(families: Iterable[ServiceFile]) -> dict[str, tuple[str, ...]]:
    """Return for each kind of study the kinds that are more special than it."""
    rivals: dict[str, tuple[str, ...]] = {}
    for study in (study for family in families for study in family.studies):
        for other in study.more_special_than:
            rivals[other] = (*rivals.get(other, ()), study.kind)
    return rivals


def rule_ids(family: str, rules: Iterable[tuple[str, str]]) -> list[str]:
    """Return the ids of the rules of a family, in their order: family, code, and which of the rules of that code it is.

    They last while rules of other codes come and go.

    Args:
        family: The family's id.
        rules: Code and own id of each rule; the own id is empty where it bears none.
    """
    rules = list(rules)
    taken = {own for _, own in rules}
    ids = []
    for code, own in rules:
        free = (f"{family}.{code}.{number}" for number in count(1))
        ids.append(own or next(id for id in free if id not in taken))
        taken.add(ids[-1])
    return ids


def named_conditions() -> Mapping[str, Condition]:
    """Return the named conditions of the knowledge in use."""
    return active().named_conditions


def service_files() -> tuple[ServiceFile, ...]:
    """Return every code family of the knowledge in use, in file-name order."""
    return active().families
