"""The label that every line of a message repeats is said once: it names the exam, and no line is a study of its own.

An interface sends a report line by line, each with the name of the exam before it ("US ABDOMEN LIMITED: Liver ...",
"OBX|2|TX|76705^US ABDOMEN||Right kidney ..."). Read as written, each line would have a title, and sentences none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

Change = tuple[int, int, str]

#: A line of observations of an HL7 message: its label is the third field, its text the fifth.
OBSERVED = re.compile(
    r"^OBX\|\d{0,4}\|[A-Z]{2}\|(?:[\w.-]{0,24}\^)?(?P<label>[^|^&\n]{0,80})(?:\^[^|&\n]{0,80})?(?P<part>&[A-Z]{2,4})?"
    r"[^|\n]{0,80}\|[^|\n]{0,24}\|",
    re.MULTILINE,
)
UNUSED_FIELDS = re.compile(r"(?:\|[^|\n]{0,24}){3,30}$", re.MULTILINE)
NEW_LINE = re.compile(r"~|\\\.br\\")
LINE = re.compile(r"^[ \t]*\S[^\n]*$", re.MULTILINE)
#: What may part a label from its line.
MARK = re.compile(r"[ \t]*(?:\|+|:(?=\s)|\t|[ ]+[-–—]+(?=[ ]))[ \t]*")
WORDS = re.compile(r"[A-Za-z]{2,}[^A-Za-z\n]+[A-Za-z]{2,}")
SHORTEST_LABEL, LONGEST_LABEL = 5, 80
FEWEST_LINES = 3
MOST_LINES = 0.6  # the share of a text's lines that has a label which is no more than layout


def repeated_labels(text: str) -> Iterator[Change]:
    """Yield (start, end, what is read instead) of labels that lines repeat: the first one stays, on a line of its own."""
    if "OBX|" in text and (lines := list(OBSERVED.finditer(text))):
        yield from _observations(text, lines)
        return
    labelled = list(_labelled(text))
    for number, (start, label_end, content) in enumerate(labelled):
        yield (start, content, "") if number else (label_end, content, "\n")


def _observations(text: str, lines: list[re.Match[str]]) -> Iterator[Change]:
    before = ""
    for line in lines:
        label, end = line["label"].strip(), text.find("\n", line.end())
        end = end if end >= 0 else len(text)
        opening = "Impression: " if line["part"] == "&IMP" else ""
        if label and label != before and not line["part"]:
            yield line.start(), line.start("label"), ""
            yield line.end("label"), line.end(), "\n" + opening
        else:
            yield line.start(), line.end(), opening
        before = before if line["part"] else label or before
        unused = UNUSED_FIELDS.search(text, line.end(), end)
        stop = unused.start() if unused else end
        for mark in NEW_LINE.finditer(text, line.end(), stop):
            yield mark.start(), mark.end(), "\n"
        if unused:
            yield unused.start(), unused.end(), ""


def _labelled(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end of the label, start of what follows) of each line with the label that most lines have."""
    openings = sorted([line[:SHORTEST_LABEL] for line in text.split("\n") if line and not line.isspace()])
    fewest = max(FEWEST_LINES, MOST_LINES * len(openings))
    # what most lines begin with is also the middle one of their openings in order
    if len(openings) < FEWEST_LINES or openings.count(openings[len(openings) // 2]) < fewest:
        return
    lines = [(line.start(), line.end()) for line in LINE.finditer(text)]
    labels: Counter[str] = Counter()
    marks: list[list[tuple[str, int, int]]] = []
    for start, end in lines:
        found = [
            (text[start : mark.start()], mark.start(), mark.end())
            for mark in MARK.finditer(text, start, min(end, start + LONGEST_LABEL))
            if mark.end() < end
        ]
        labels.update({label for label, _, _ in found})
        marks.append(found)
    repeated = [label for label, times in labels.items() if times >= fewest and WORDS.search(label)]
    if not repeated:
        return
    kept = max(repeated, key=len)
    for (start, _), found in zip(lines, marks, strict=True):
        for label, label_end, content in found:
            if label == kept:
                yield start, label_end, content
