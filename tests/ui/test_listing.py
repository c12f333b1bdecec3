"""Tests of what is listed of the worklist."""

from __future__ import annotations

from datetime import date

import pytest

from assistant import analyze
from assistant.ui.worklist.listing import PAGE_SIZE, Listing, as_address, as_asked, describe_list, read_listing
from assistant.ui.worklist.open_worklist import shared_worklist
from assistant.worklist import Filter, Move, NewReport, Worklist

LEFT_LEG = (
    "VENOUS DUPLEX OF THE LEFT LEG 03/02/2026\nIndication: Left calf pain.\n"
    "The left common femoral, femoral and popliteal veins compress; phasic color flow.\nImpression: No DVT."
)
ABDOMEN = (
    "LIMITED ABDOMINAL ULTRASOUND 03/04/2026\nIndication: right upper quadrant pain.\nGallbladder without stones, wall "
    "2 mm. Common duct 4 mm.\nImpression: Normal gallbladder.\nImages archived in PACS.\nSigned by Bo Lind, MD, 03/04/2026"
)
FULL = Listing(
    Filter(
        statuses=frozenset({"open", "done"}), codes=frozenset({"93971"}), gaps=frozenset({"images"}),
        physicians=frozenset({"Dr. A"}), sites=frozenset({"North"}), kinds=frozenset({"leg_venous_duplex"}),
        look_first=True, since=date(2026, 1, 2), until=date(2026, 3, 4), words="knee pain",
    ),
    "date",
    3,
)  # fmt: skip


@pytest.fixture
def worklist() -> Worklist:
    found = shared_worklist()
    found.add(
        [
            NewReport(LEFT_LEG, analyze(LEFT_LEG), "leg", "file", "P1", "Dr. A", "North"),
            NewReport(ABDOMEN, analyze(ABDOMEN), "abdomen", "file", "P2", "Dr. B", "South"),
        ],
        "ada",
    )
    return found


def test_a_listing_is_read_back_from_what_the_page_is_told() -> None:
    assert read_listing(as_asked(FULL)) == FULL


def test_an_address_keeps_all_but_the_words_which_may_be_a_patients() -> None:
    address = as_address(FULL)
    assert "knee" not in str(address)
    assert read_listing(address).wanted.codes == FULL.wanted.codes
    assert as_address(Listing()) == {}


@pytest.mark.parametrize(
    "asked",
    [{"order": "none", "page": "-1"}, {"page": "x"}, {"since": "soon"}, {"statuses": ["gone"]}, {"codes": None}],
)
def test_what_cannot_be_read_of_an_address_is_left_out(asked: dict[str, object]) -> None:
    assert read_listing(asked) == Listing()


def test_a_row_has_what_a_coder_looks_for(worklist: Worklist) -> None:
    rows = {row["name"]: row for row in describe_list(worklist, Listing())["rows"]}
    leg = rows["leg"]
    assert (leg["patient"], leg["day"], leg["codes"]) == ("P1", "2026-03-02", ["93971-LT"])
    assert "Permanent images" in leg["gaps"]
    assert (leg["status_word"], leg["by"]) == ("open", "ada")


def test_a_facet_is_counted_as_if_it_asked_for_nothing(worklist: Worklist) -> None:
    data = describe_list(worklist, Listing(Filter(codes=frozenset({"93971"}))))
    [codes] = [facet for facet in data["facets"] if facet["key"] == "codes"]
    assert {value["key"]: (value["count"], value["chosen"]) for value in codes["values"]} == {
        "93971": (1, True), "76705": (1, False),
    }  # fmt: skip
    assert [row["name"] for row in data["rows"]] == ["leg"]


def test_the_counts_of_the_states_stay_while_one_of_them_is_listed(worklist: Worklist) -> None:
    [number] = [row["number"] for row in describe_list(worklist, Listing())["rows"] if row["name"] == "leg"]
    worklist.decide(number, Move("finish"), "ada", seen=0)
    data = describe_list(worklist, Listing(Filter(statuses=frozenset({"done"}))))
    assert {each["key"]: each["count"] for each in data["counts"]} == {"open": 1, "in_work": 0, "waiting": 0, "done": 1}
    assert data["total"] == 1


def test_a_page_beyond_the_end_is_the_last_one(worklist: Worklist) -> None:
    analysis = analyze(LEFT_LEG)
    worklist.add([NewReport(LEFT_LEG, analysis)] * PAGE_SIZE, "ada")
    data = describe_list(worklist, Listing(page=9))
    assert (data["page"], data["pages"], len(data["rows"])) == (1, 2, 2)
    assert describe_list(worklist, Listing(Filter(words="nothing like it"), page=2))["page"] == 0
