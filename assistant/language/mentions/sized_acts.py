"""What a size tells of a device or a narrowing beside it: that a stent was placed, a balloon filled, a narrowing reduced."""

from __future__ import annotations

import re

from assistant.language.layout import Mention, Reading, end_of_line
from assistant.language.vocabulary import Vocabulary

# The size of a device beside its name: what has a size was put in.
SIZE_BEFORE = re.compile(r"\d[ ]?(?:mm)?[ ]?(?:[x×]|(?i:by))[ ]?\d+[ ]?(?:mm|cm)?[ -](?:[A-Za-z-]+[ ]){0,2}$")
SIZE_AFTER = re.compile(r"[ ,:(]{0,2}(?:[A-Za-z-]+[ ]){0,2}\d+(?:[.]\d)?[ ]?(?:mm)?[ ]?(?:[x×]|(?i:by))[ ]?\d")
BALLOON_SIZE = re.compile(r"[ ,:(]{0,2}(?:(?:to|with|by|up|a|an|at)[ ]){0,2}\d+(?:[.]\d)?[ ]?mm\b")
# A device whose name is also a common word counts with a size alone: "12 mm Atlas", "Sterling 5 x 40".
WIDTH_BEFORE = re.compile(SIZE_BEFORE.pattern + r"|\d[ ]?mm[ ]$")
WIDTH_AFTER = re.compile(r"[ ,:(]{0,2}\d+(?:[.]\d)?[ ]?(?:mm\b|[x×][ ]?\d)")
# A narrowing that became less in the session: "80% -> 10%", "70 to 10%", "down to 25%".
SMALL = r"[ ]?(?:about |under |less than )?[<~]?[ ]?[0-3]?\d"
TO_A_FEW = re.compile(rf"to{SMALL}")
NARROWING_REDUCED = re.compile(
    rf"(?<![\d.])(?:[4-9]\d|100)(?:[ ]?%[ ]?(?:->|→|(?:down |reduced )?to){SMALL}(?!\d|[ ]?(?:mm|cm|x|×))"
    rf"|[ ]?(?:->|→|(?:down |reduced )?to){SMALL}[ ]?%)|\bdown to{SMALL}[ ]?%"
)
REDUCED = "narrowing_reduced"
SIZED: dict[str, tuple[str, re.Pattern[str] | None, re.Pattern[str] | None]] = {
    "stent": ("vein_stent", SIZE_BEFORE, SIZE_AFTER),
    "vessel_dilated": ("sized_dilation", None, BALLOON_SIZE),
    "balloon_by_common_name": ("dilated_by_balloon", WIDTH_BEFORE, WIDTH_AFTER),
    "stent_by_common_name": ("vein_stent", WIDTH_BEFORE, WIDTH_AFTER),
}
# A width alone, where nothing follows in the clause: "recoil after 10 mm: 12 mm stent." tells what was put in.
ELIDED: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "stent": (
        re.compile(r"(?<!patent )(?<!open )(?<!old )(?<!known )\b\d{1,2}[ -]?mm[ ](?:[A-Za-z-]+[ ]){0,2}$"),
        re.compile(r"[ ]*(?:[.;\n)]|$)"),
    ),
}
COMMON_NAMES = frozenset({"balloon_by_common_name", "stent_by_common_name"})  # which tell nothing without a size
LONGEST_SIZE = 40


def with_sized_acts(reading: Reading, context: list[Mention], known: Vocabulary) -> list[Mention]:
    """Return the mentions with what a size beside them tells: a stent with one was placed, "dilated 7 mm" names a balloon.

    A narrowing told with a second, small number ("80% to 20%") is a mention of its own.
    """
    text, result = reading.text, []
    for mention in context:
        result.append(mention)
        kind = SIZED.get(mention.concept.id)
        if kind is None:
            continue
        act, before, after = kind
        elided = ELIDED.get(mention.concept.id)
        if (
            (after is not None and after.match(text, mention.end))
            or (before is not None and before.search(text, max(0, mention.start - LONGEST_SIZE), mention.start))
            or (
                elided is not None
                and elided[1].match(text, mention.end)
                and elided[0].search(text, max(0, mention.start - LONGEST_SIZE), mention.start)
            )
        ):
            result.append(mention.also(known.concepts[act]))
        elif mention.concept.id in COMMON_NAMES:
            result.pop()
    if "%" not in text or not ("->" in text or "→" in text or TO_A_FEW.search(text)):
        return result
    spans = [
        match.span()
        for start in reading.line_starts
        if "%" in text[start : (line_end := end_of_line(text, start))]  # in each, and none goes on in the next line
        for match in NARROWING_REDUCED.finditer(text, start, line_end)
    ]
    if spans:
        reduced = known.concepts[REDUCED]
        result += [
            reading.mention(reading.token_at(start), reading.token_at(end - 1) + 1, reduced) for start, end in spans
        ]
        result.sort(key=lambda mention: mention.start)
    return result
