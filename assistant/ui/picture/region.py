"""The schema of `regions/*.yaml`: one drawing each, seen from the front, the patient's right at the viewer's left.

Coordinates are units of the view box `size`, from its upper left corner. A segment names a concept of the lexicon. Most
are drawn for the right side and mirrored at the middle of the box; what is not alike on both sides has a segment each.
Segments stand in the order in which they are drawn: what lies behind first, branches before the trunk that they leave.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from assistant.analysis import Side
from assistant.knowledge.yaml_file import Strict, read_yaml

FOLDER = Path(__file__).parent / "regions"

Point = tuple[float, float]
CoursePoint = tuple[float, float, Annotated[float, Field(gt=0)]]
#: `both`: drawn for the right side and mirrored to the left. `midline`: has no side.
Drawn = Literal["both", "right", "left", "midline"]


class Label(Strict):
    """The words beside a segment: `at` is where they begin (or end, where they stand left of it), `to` what they mean.

    Without a side of their own (`shared`), the words of a mirrored segment stand once, in the middle, for both sides.
    """

    words: str
    short: str
    at: Point
    to: Point | None = None
    align: Literal["start", "middle", "end"] = "end"
    shared: bool = False


class Segment(Strict):
    """One structure, or one part of it (`part`, for findings that name it: proximal, mid, thigh, ...).

    A vessel has a `course`, an organ a `shape`. `also` are names that ledgers and findings use beside the concept's. What
    is `optional` is drawn only where something is told of it.
    """

    concept: str
    name: str = ""
    part: str = ""
    parts: tuple[str, ...] = ()
    side: Drawn = "both"
    course: tuple[CoursePoint, ...] = Field(default=(), max_length=40)
    shape: tuple[Point, ...] = Field(default=(), max_length=60)
    label: Label | None = None
    also: tuple[str, ...] = ()
    optional: bool = False

    @model_validator(mode="after")
    def has_one_outline(self) -> Segment:
        if (len(self.course) >= 2) == (len(self.shape) >= 3):
            raise ValueError("a segment has either a course of two points or more, or a shape of three or more")
        return self

    @property
    def words(self) -> str:
        """What the reader calls the structure."""
        return self.name or self.concept.replace("_", " ")

    @property
    def names(self) -> tuple[str, ...]:
        """Every name under which a ledger, a finding or an act can speak of it."""
        return self.concept.replace("_", " "), self.words, *self.also

    @property
    def sides(self) -> tuple[Side | None, ...]:
        """The sides for which it is drawn."""
        if self.side == "midline":
            return (None,)
        return ("right", "left") if self.side == "both" else (self.side,)

    @property
    def top(self) -> float:
        """How far down the drawing it begins."""
        return min(point[1] for point in self.course or self.shape)


class Scenery(Strict):
    """What is drawn faintly behind: the outline of the body, a bone, the other vessels.

    Points are of the right side; the left one is their mirror, in a line of its own or `joined` to theirs.
    """

    kind: Literal["body", "flesh", "bone", "line"]
    points: tuple[Point, ...] = Field(min_length=2, max_length=60)
    closed: bool = False
    other_side: Literal["none", "mirrored", "joined"] = "mirrored"


class Region(Strict):
    """One drawing.

    Attributes:
        title: What the card is called.
        size: Width and height of the view box.
        studies: The kinds of study that it shows.
        numbered: Those among them in which vessels that were imaged from inside are numbered.
        leaders: Whether the lines from the labels pass behind what is drawn, or end on it with a dot.
        counted_by: The codes whose units count these vessels.
        groups: Names for several segments at once, each with the concepts that it means.
    """

    title: str
    size: Point
    studies: tuple[str, ...]
    numbered: tuple[str, ...] = ()
    counted_by: tuple[str, ...] = ()
    leaders: Literal["behind", "front"] = "behind"
    scenery: tuple[Scenery, ...] = ()
    segments: tuple[Segment, ...]
    groups: dict[str, tuple[str, ...]] = Field(default={})

    @property
    def pieces(self) -> list[tuple[Segment, Side | None]]:
        """Every segment with each side that it is drawn for, in the order of drawing."""
        return [(segment, side) for segment in self.segments for side in segment.sides]

    @model_validator(mode="after")
    def groups_mean_segments(self) -> Region:
        drawn = {segment.concept for segment in self.segments}
        strangers = {concept for concepts in self.groups.values() for concept in concepts} - drawn
        if strangers:
            raise ValueError(f"groups name what is not drawn: {', '.join(sorted(strangers))}")
        return self


@cache
def regions() -> dict[str, Region]:
    """Return the drawings by their names, in the order of the files.

    Raises:
        KnowledgeError: A file breaks the schema.
    """
    return {path.stem: read_yaml(path, Region) for path in sorted(FOLDER.glob("*.yaml"))}
