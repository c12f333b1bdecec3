"""Whatever a record holds with a place has the place of the original, however deep it lies."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from assistant import analyze
from assistant.analysis import Span
from assistant.documents.original_places import BEHIND, Places, Stretches
from assistant.documents.reading_form import reading_form

WRITTEN = (
    "Left leg venous du\u00adplex 03/02/2026\r\n\r\nINDICATION: calf pain.\r\n\r\nTECHNIQUE: compression, col\u00ador and "
    "spectral Doppler. No images were kept.\r\n\r\nFINDINGS: The right common femoral vein is com\u00adpressible. The "
    "right popliteal vein is compressible.\r\n\r\nIMPRESSION: No DVT of the right leg."
)
SHIFTED = Places("..abc", (Stretches([0, 3, BEHIND], [2, 5], [1, 0], [1, 0]),))


def placed(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every record of a JSON form that has a place and words."""
    if isinstance(value, dict):
        if {"start", "end", "text"} <= value.keys():
            yield value
        for part in value.values():
            yield from placed(part)
    elif isinstance(value, list):
        for part in value:
            yield from placed(part)


def test_all_words_of_an_analysis_stand_in_the_original_where_it_says() -> None:
    record = analyze(WRITTEN).to_dict()
    for part in ("entities", "studies", "acts", "findings", "codes", "gaps", "elements", "conflicts"):
        assert list(placed(record[part])), f"no place in {part}: the report tests too little"
    for place in placed(record):
        assert place["text"] in ("", WRITTEN[place["start"] : place["end"]])
    assert all(WRITTEN.startswith(section["title"], section["start"]) for section in record["sections"])


class Held(NamedTuple):
    name: str
    where: Span | None


@dataclass(frozen=True)
class Holder:
    held: tuple[Held, ...]
    anything: Any
    count: int = 0


def test_places_are_found_through_records_tuples_and_fields_of_any_kind() -> None:
    before = Holder((Held("x", Span(0, 1, "a")), Held("y", None)), Span(1, 3, "bc"), 5)
    after = Holder((Held("x", Span(2, 3, "a")), Held("y", None)), Span(3, 5, "bc"), 5)
    assert SHIFTED.restored(before) == after
    assert SHIFTED.restored((before, "text", 7)) == (after, "text", 7)


def test_a_place_without_words_stays_without() -> None:
    assert SHIFTED.restored(Span(0, 2)) == Span(2, 4)


def test_a_place_at_the_end_is_the_end_of_the_original() -> None:
    assert SHIFTED.restored(Span(3, 3)) == Span(5, 5)


def test_a_heading_in_capitals_is_told_as_it_is_written() -> None:
    text = "LEFT LEG VENOUS DUPLEX 03/02/2026\nINTERPRETATION: NO DVT OF THE LEFT LEG. IMAGES ARCHIVED IN PACS.\nREAD BY ADA FERROW, MD"
    sections = analyze(text).sections
    assert "INTERPRETATION" in [section.title for section in sections]


def test_what_is_read_instead_of_a_stretch_stands_for_all_of_it() -> None:
    form = reading_form("Findings:\n12. Liver normal.\r\n13) Spleen normal.")
    mark = form.text.index("- Spleen")
    assert form.restored(Span(mark, mark + 1, "-")).text == "13)"
    assert form.restored(Span(mark, mark + 8, "- Spleen")).text == "13) Spleen"


def test_the_end_of_a_text_is_the_end_of_its_original() -> None:
    form = reading_form("Spleen normal. \n\n")
    assert form.restored(Span(len(form.text), len(form.text))) == Span(17, 17)
