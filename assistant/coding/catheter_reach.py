"""Tells how far a catheter went: which vessels it was brought into, and of which order they are.

The order is counted from the access: the vessels between the puncture and the vena cava (or the aorta) are the way in and
count for nothing; the cava or aorta itself is the non-selective place; what leaves it is of the first order, what leaves
that of the second (CPT convention; a family of vessels takes its highest order, other branches of it an add-on code).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from assistant.analysis import Side
from assistant.coding.code_evidence import listed
from assistant.coding.counters import counter
from assistant.language.layout import Mention
from assistant.studies.access import ENTRANCES, entered_vessels
from assistant.studies.evidence import Evidence, once
from assistant.studies.scene import FoundStudy
from assistant.studies.sides import ONE_SIDE

CATHETER_GROUPS = ("catheter", "catheterization_word", "selective_vein", "cava_catheter", "vein_sampling", "wedged")
SIZE = "catheter_size"  # "5F in the celiac artery"; in a vessel that is punctured it is the sheath
INTO = frozenset(["in", "into", "to", "within", "inside", "at", "reached", "entered", "selected", "engaged", "of"])
PAST = frozenset(["from", "via", "through", "over", "across", "past", "crossing", "along", "beyond", "off"])
CHOSEN = frozenset([
    "selected", "catheterized", "cannulated", "engaged", "subselected", "selective", "selectively", "superselective", "sampled",
    "parked", "hooked", "catheterised", "cath", "cathed", "select", "selection",
])  # fmt: skip
NOT_BROUGHT = frozenset(["no", "not", "without", "never"])  # "no catheter into the cava"
DRAWN_BACK = frozenset(["withdrawn", "withdrew", "pulled", "retracted", "retrieved"])
ONWARD = frozenset(["to", "into", "up", "->", "→"])
LEVELS = frozenset(["above", "below", "beneath", "level", "near"])  # "occluded above the renal veins"
LOOK_BACK = 5
# What a film shows, and the words that lead from it to its place ("stenosis at the azygos", "reflux into the gonadal vein").
SHOWN_GROUPS = ("percent_figure", "stenosis", "occlusion_word", "thrombosis", "compression_lesion", "filling_described", "reflux_word", "lumen_measure")
FLOWING_GROUPS = ("filling_described", "reflux_word")
LIES = frozenset(["in", "within", "inside", "at", "of"])
GONE_PAST = 4
FILM = re.compile(
    r"\b(?:contrast|dye|inject\w*|ml|cc|runs?|omnipaque|visipaque|\w*(?:veno|arterio|angio|aorto|cavo|phlebo)gra\w+)[^:;.,\n]{0,12}:\s", re.IGNORECASE
)

UPPER = frozenset({
    "internal_jugular_vein", "external_jugular_vein", "subclavian_vein", "axillary_vein", "brachial_vein", "basilic_vein",
    "cephalic_vein", "innominate_vein", "median_cubital_vein", "peripheral_veins",
})  # fmt: skip
LOWER = frozenset({
    "common_iliac_vein", "external_iliac_vein", "iliac_vein", "iliofemoral_veins", "common_femoral_vein", "femoral_vein", "deep_femoral_vein",
    "popliteal_vein", "femoropopliteal_veins", "posterior_tibial_vein", "great_saphenous_vein", "small_saphenous_vein", "internal_iliac_vein",
})  # fmt: skip
CAVA = frozenset({"inferior_vena_cava", "superior_vena_cava", "venae_cavae", "cavoatrial_junction"})
FIRST_VEINS = frozenset({
    "renal_vein", "hepatic_vein", "innominate_vein", "common_iliac_vein", "iliac_vein", "adrenal_vein", "gonadal_vein", "azygos_vein",
})  # fmt: skip
SECOND_VEINS = (
    UPPER | LOWER | {"dural_sinus", "pelvic_vein", "ophthalmic_vein", "epidural_vein", "lumbar_vein"}
) - FIRST_VEINS
LEFT_DRAIN_FURTHER = frozenset({"adrenal_vein", "gonadal_vein"})  # on the left they empty into the renal vein
SIDES_APART = LEFT_DRAIN_FURTHER | {"renal_vein"}  # each side leaves the cava by itself
# Films of these veins are made through a catheter in them, whether or not the text says so.
SURELY_SELECTED = {
    "renal_vein": "renal_venogram",
    "hepatic_vein": "hepatic_venogram",
    "adrenal_vein": "adrenal_venogram",
    "dural_sinus": "head_venogram",
    "jugular_bulb": "head_venogram",
    "epidural_vein": "head_venogram",
}
CAVOGRAMS = frozenset({"cavogram", "superior_cavogram"})

LEG_ARTERIES = {
    "common_iliac_artery": 1, "iliac_artery": 1, "external_iliac_artery": 2, "internal_iliac_artery": 2, "common_femoral_artery": 2,
    "femoral_artery": 3, "superficial_femoral_artery": 3, "deep_femoral_artery": 3, "popliteal_artery": 3, "femoropopliteal_artery": 3,
    "tibioperoneal_trunk": 3, "anterior_tibial_artery": 3, "posterior_tibial_artery": 3, "peroneal_artery": 3, "tibial_arteries": 3,
    "dorsalis_pedis_artery": 3,
}  # fmt: skip
VISCERAL_ARTERIES = {
    "celiac_artery": ("celiac", 1), "hepatic_artery": ("celiac", 2), "splenic_artery": ("celiac", 2), "gastric_artery": ("celiac", 2),
    "superior_mesenteric_artery": ("superior mesenteric", 1), "inferior_mesenteric_artery": ("inferior mesenteric", 1),
}  # fmt: skip
THIRD_WORDS = frozenset(["proper", "gastroduodenal", "right", "left", "segmental", "gda"])  # "right hepatic artery"
BRANCHES = frozenset({"anterior_tibial_artery", "posterior_tibial_artery", "peroneal_artery", "deep_femoral_artery"})


class Reach(NamedTuple):
    """The vessels that a catheter was brought into, by order; each entry is a family of vessels.

    `told` is where the vessel of the highest order of each family is named, `trunks` where the cava or the aorta is.
    """

    trunk: bool
    orders: dict[str, int]
    branches: dict[str, set[str]]
    told: dict[str, Mention]
    trunks: list[Mention]

    def families(self, order: int) -> int:
        """Return the number of families whose highest order is this one."""
        return sum(highest == order for highest in self.orders.values())

    def of_order(self, order: int) -> list[Mention]:
        """Return where the vessels of the families whose highest order is this one are named."""
        return [self.told[family] for family, highest in self.orders.items() if highest == order]


@once
def veins_reached(evidence: Evidence, kinds: frozenset[str]) -> Reach:
    """Return the veins that a catheter was brought into; a study of `kinds` that films a vein needs a catheter in it."""
    sure = frozenset(name for name, kind in SURELY_SELECTED.items() if kind in kinds)
    ways = _ways_in(evidence)
    orders: dict[str, int] = {}
    arterial = evidence.sentences("aorta_any", "body") | evidence.sentences("angiography", "body")
    in_cava = evidence.sentences("cava_catheter", "body") - arterial  # a pigtail is also what an aortogram is made with
    trunks: list[Mention] = []
    told: dict[str, Mention] = {}
    for mention in _reached(evidence, "vein_any", sure):
        name = _vein(mention)
        if name in CAVA:
            trunks.append(mention)
        if _is_way_in(name, mention.side, ways):
            continue
        if name in SIDES_APART:
            sides = ONE_SIDE if mention.side == "bilateral" else (mention.side,)
            for side in sides:
                if side or name == "renal_vein":
                    family = _family_of_a_side(name, side)
                    orders[family] = 2 if side == "left" and name in LEFT_DRAIN_FURTHER else 1
                    told.setdefault(family, mention)
        elif name in SECOND_VEINS or name in FIRST_VEINS:
            family, order = _region(name), 2 if name in SECOND_VEINS else 1
            if order > orders.get(family, 0):
                orders[family], told[family] = order, mention
    _drop_the_way(orders)
    return Reach(bool(trunks or in_cava) or not CAVOGRAMS.isdisjoint(kinds), orders, {}, told, trunks)


@once
def arteries_reached(evidence: Evidence) -> Reach:
    """Return the arteries below the chest that a catheter was brought into; renal arteries have codes of their own."""
    ways = _ways_in(evidence)
    orders: dict[str, int] = {}
    branches: dict[str, set[str]] = {}
    trunks: list[Mention] = []
    told: dict[str, Mention] = {}
    for mention in _reached(evidence, "artery_any", frozenset()):
        name, side = mention.concept.id, mention.side
        if "aorta_any" in mention.concept.groups:
            trunks.append(mention)
        if name in VISCERAL_ARTERIES:
            family, order = VISCERAL_ARTERIES[name]
            words = evidence.reading.words[max(0, mention.first - 1) : mention.last]
            order = 3 if order == 2 and not THIRD_WORDS.isdisjoint(words) else order
        elif (
            name in LEG_ARTERIES
            and side in ("left", "right")
            and side not in {way_side for way, way_side in ways if "artery" in way}
        ):
            family, order = f"{side} leg", LEG_ARTERIES[name]
        else:
            continue
        if order > orders.get(family, 0):
            orders[family], told[family] = order, mention
        if order >= 2 and (name in BRANCHES or name in VISCERAL_ARTERIES):
            branches.setdefault(family, set()).add(name)
    return Reach(bool(trunks), orders, branches, told, trunks)


@once
def renal_arteries_reached(evidence: Evidence) -> dict[Side | None, int]:
    """Return the sides on which a catheter was brought into a renal artery: 1 its main stem, 2 a branch of it."""
    orders: dict[Side | None, int] = {}
    for mention in _reached(evidence, "kidney_artery", frozenset()):
        order = 2 if "renal_branch" in mention.concept.groups else 1
        for side in ONE_SIDE if mention.side == "bilateral" else (mention.side,):
            orders[side] = max(order, orders.get(side, 0))
    if len(orders) > 1 and None in orders:  # "the renal artery", its side told elsewhere
        unsided = orders.pop(None)
        if len(orders) == 1:
            orders = {side: max(order, unsided) for side, order in orders.items()}
    return orders


def _family_of_a_side(name: str, side: str | None) -> str:
    return f"{side} {name}" if side else name


def _drop_the_way(orders: dict[str, int]) -> None:
    """Drop the renal vein that is only the way to a vein behind it, and one without a side where its side is told."""
    renal_sides = {_family_of_a_side("renal_vein", side) for side in ONE_SIDE} & orders.keys()
    if any(f"left {name}" in orders for name in LEFT_DRAIN_FURTHER):
        orders.pop("left renal_vein", None)
        orders.pop("renal_vein", None)
    elif renal_sides:
        orders.pop("renal_vein", None)


def _vein(mention: Mention) -> str:
    """Return the concept of a vein; all dural sinuses, and all epidural veins, are one."""
    return next(
        (group for group in ("dural_sinus", "epidural_vein") if group in mention.concept.groups), mention.concept.id
    )


def _region(name: str) -> str:
    if name in UPPER or name in ("dural_sinus", "jugular_bulb", "ophthalmic_vein"):
        return "upper"
    return "lower" if name in LOWER or name in ("pelvic_vein", "epidural_vein", "lumbar_vein") else name


def _reached(evidence: Evidence, group: str, sure: frozenset[str]) -> list[Mention]:
    """Return the vessels into which a catheter is said to have been brought, or of which films need one."""
    words = evidence.reading.words
    told = set().union(*(evidence.sentences(name, "body") for name in CATHETER_GROUPS))
    told_by_size = evidence.sentences(SIZE, "body")
    to_cava = {m.start for m in evidence.body.get(group, ()) if m.concept.id in CAVA}
    found = []
    for mention in evidence.body.get(group, ()):
        if mention.zone in ("impression", "signature"):
            continue
        if not LEVELS.isdisjoint(words[max(0, mention.first - 3) : mention.first]):
            continue
        if _vein(mention) in sure:
            found.append(mention)
            continue
        if (
            "confluence" in words[mention.first : mention.last + 1]
            or "bifurcation" in words[mention.first : mention.last + 1]
        ):
            continue  # a place between vessels
        if mention.sentence not in told and not (mention.sentence in told_by_size and mention.concept.id not in ENTRANCES - {"superficial_femoral_artery"}):
            continue
        sentence = evidence.reading.words_of_sentence(mention.sentence)
        begin = evidence.reading.first_of_sentence(mention.sentence)
        before = words[max(begin, mention.first - LOOK_BACK) : mention.first]
        if _film_shows(evidence, mention) or _place_of_finding(evidence, mention, begin):
            continue
        if not NOT_BROUGHT.isdisjoint(before):
            continue
        if not DRAWN_BACK.isdisjoint(before) and mention.concept.id not in CAVA:
            continue  # on the way out it lies where it came through
        if mention.start in to_cava and mention.concept.id not in CAVA:
            continue  # "catheter left femoral vein to the cava": the veins between are the way
        if not ONWARD.isdisjoint(words[mention.last : mention.last + 1]) and INTO.isdisjoint(before):
            continue
        leading = [word for word in before if word in INTO | PAST]
        if leading and leading[-1] in PAST:
            continue
        if leading or not CHOSEN.isdisjoint(sentence):
            found.append(mention)
    return found


def _film_shows(evidence: Evidence, mention: Mention) -> bool:
    """Whether a vessel stands behind "contrast:" or "30 ml:" with no further catheter: there begins what the film shows."""
    text = evidence.reading.text
    start, _ = evidence.reading.sentences[mention.sentence]
    film = max((mark.end() for mark in FILM.finditer(text, start, mention.start)), default=None)
    return film is not None and not any(evidence.between(film, mention.start, group, "body") for group in CATHETER_GROUPS)


def _place_of_finding(evidence: Evidence, mention: Mention, begin: int) -> bool:
    """Whether a vessel is where something lies that a film shows ("stenosis at the azygos"), not where a catheter went.

    What a catheter was led past is on its way: "beyond the stenosis in the left renal vein". A vessel right before the
    word of its flow is one that the film shows ("azygos reflux").
    """
    words = evidence.reading.words
    if any(m.first == mention.last for group in FLOWING_GROUPS for m in evidence.in_sentence(mention.sentence, group, "any")):
        return True
    leads = [n for n in range(max(begin, mention.first - LOOK_BACK), mention.first) if words[n] in INTO | PAST]
    if not leads or words[leads[-1]] in PAST:
        return False
    groups = SHOWN_GROUPS if words[leads[-1]] in LIES else FLOWING_GROUPS
    return any(
        m.first <= leads[-1] <= m.last and PAST.isdisjoint(words[max(begin, m.first - GONE_PAST) : m.first])
        for group in groups
        for m in evidence.in_sentence(mention.sentence, group, "any")
    )


def _ways_in(evidence: Evidence) -> set[tuple[str, str | None]]:
    """Return the vessels that were punctured, with their sides."""
    return {(mention.concept.id, mention.side) for mention in entered_vessels(evidence)}


def _is_way_in(name: str, side: str | None, ways: set[tuple[str, str | None]]) -> bool:
    """Whether a vein lies between a puncture and the cava: it is of the same region and of no other side."""
    for way, way_side in ways:
        for region in (UPPER, LOWER):
            if way in region and name in region and (side is None or way_side in (None, "bilateral", side)):
                return True
    return False


def _veins(study: FoundStudy) -> Reach:
    """Return the veins reached; a film that was left out needs no catheter where it would have been made."""
    return veins_reached(study.evidence, frozenset(study.kinds) - (study.report.left_out - CAVOGRAMS))


@counter("cava_reached")
def cava_reached(study: FoundStudy) -> int:
    """One where the catheter stayed in the vena cava."""
    reach = _veins(study)
    return int(reach.trunk and not reach.orders)


@counter("first_order_veins")
def first_order_veins(study: FoundStudy) -> int:
    """The families of veins in which the catheter reached a branch of the cava; a pair counts once."""
    return _veins(study).families(1)


@counter("second_order_veins")
def second_order_veins(study: FoundStudy) -> int:
    """The families of veins in which the catheter went further than a branch of the cava; a pair counts once."""
    return _veins(study).families(2)


@counter("aorta_reached")
def aorta_reached(study: FoundStudy) -> int:
    """One where the catheter stayed in the aorta."""
    reach = arteries_reached(study.evidence)
    return int(reach.trunk and not reach.orders)


@counter("first_order_arteries")
def first_order_arteries(study: FoundStudy) -> int:
    """The arteries that leave the aorta, selected and no further."""
    return arteries_reached(study.evidence).families(1)


@counter("second_order_arteries")
def second_order_arteries(study: FoundStudy) -> int:
    """The families of arteries in which the catheter reached the second order."""
    return arteries_reached(study.evidence).families(2)


@counter("third_order_arteries")
def third_order_arteries(study: FoundStudy) -> int:
    """The families of arteries in which the catheter reached the third order or further."""
    return arteries_reached(study.evidence).families(3)


@counter("further_branches")
def further_branches(study: FoundStudy) -> int:
    """The branches of one family that were selected beyond the first."""
    return sum(max(0, len(names) - 1) for names in arteries_reached(study.evidence).branches.values())


listed("first_order_veins")(lambda study: _veins(study).of_order(1))
listed("second_order_veins")(lambda study: _veins(study).of_order(2))
listed("cava_reached")(lambda study: _veins(study).trunks)
listed("first_order_arteries")(lambda study: arteries_reached(study.evidence).of_order(1))
listed("second_order_arteries")(lambda study: arteries_reached(study.evidence).of_order(2))
listed("third_order_arteries")(lambda study: arteries_reached(study.evidence).of_order(3))
listed("aorta_reached")(lambda study: arteries_reached(study.evidence).trunks)


def _renal_sides(study: FoundStudy, order: int) -> int:
    """Return the number of sides whose renal artery was selected to just this order."""
    return list(renal_arteries_reached(study.evidence).values()).count(order)


@counter("renal_stem_of_one_side")
def renal_stem_of_one_side(study: FoundStudy) -> int:
    """One where the main renal artery of just one side was selected and no branch of it."""
    return int(_renal_sides(study, 1) == 1)


@counter("renal_stems_of_both_sides")
def renal_stems_of_both_sides(study: FoundStudy) -> int:
    """One where the main renal arteries of both sides were selected and no branch of them."""
    return int(_renal_sides(study, 1) > 1)


@counter("renal_branch_of_one_side")
def renal_branch_of_one_side(study: FoundStudy) -> int:
    """One where a branch of the renal artery of just one side was selected."""
    return int(_renal_sides(study, 2) == 1)


@counter("renal_branches_of_both_sides")
def renal_branches_of_both_sides(study: FoundStudy) -> int:
    """One where branches of the renal arteries of both sides were selected."""
    return int(_renal_sides(study, 2) > 1)
