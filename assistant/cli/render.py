"""Prints an analysis for a reader: the report with its mentions, the doubt, the codes, the gaps. Colour only on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from assistant.analysis import Analysis, Code, Finding, Gap, Review, Span
from assistant.findings.rows import FindingRow, finding_rows
from assistant.services.reliability import how_often_right, verdict
from assistant.terminal import harmless

STYLES = {
    "LATERALITY": "bold magenta", "ANATOMY": "green", "VESSEL": "cyan", "MODALITY": "yellow",
    "MANEUVER": "blue", "IMAGE_STORAGE": "bold green",
}  # fmt: skip
STATUS = {
    "supported": ("●", "supported", "bold green"),
    "needs_documentation": ("◐", "needs documentation", "bold yellow"),
    "not_reportable": ("○", "not reportable", "dim"),
}
PLACES = 4


def print_analysis(analysis: Analysis, text: str) -> None:
    """Print the record of one report; `text` is the report itself."""
    console = new_console()
    console.print(marked(analysis, text))
    console.print(legend())
    console.print(
        Text(
            f"\nDate of service  {analysis.date_of_service or 'not found'}   Code set  {analysis.engine.code_set}",
            style="dim",
        )
    )
    _print_review(console, analysis.review)
    console.print(Text("\nCODES", style="bold"))
    for code in analysis.codes:
        _print_code(console, code)
    for message in analysis.messages:
        print_indented(console, Text(message), 2)
    for seen in analysis.not_counted:
        print_indented(console, Text(f"seen: {_places(seen.evidence)}. {seen.why}"), 2)
    for conflict in analysis.conflicts:
        words = f"conflict: {conflict.message} {_places((conflict.first, conflict.second))}"
        print_indented(console, Text(words, style="bold red"), 2)
    if analysis.findings:
        console.print(Text("\nFINDINGS", style="bold"))
        _print_structures(console, analysis.findings)
    if analysis.gaps:
        console.print(Text("\nGAPS", style="bold"))
    for gap in analysis.gaps:
        _print_gap(console, gap)


def new_console() -> Console:
    """Return a console that wraps on a terminal and leaves lines whole in a pipe."""
    console = Console(highlight=False)
    console.soft_wrap = not console.is_terminal
    return console


def print_indented(console: Console, text: Text, columns: int) -> None:
    """Print a text with a left margin that wrapped lines keep."""
    text.plain = harmless(text.plain)
    if console.is_terminal:
        console.print(Padding(text, (0, 0, 0, columns)))
    else:
        console.print(Text(" " * columns) + text)


def marked(analysis: Analysis, text: str) -> Text:
    """Return the report with its mentions coloured by kind; those that are not affirmed are struck or dimmed."""
    result = Text(harmless(text.rstrip("\n")))
    for entity in analysis.entities:
        style = STYLES.get(entity.label)
        if style is None:
            continue
        result.stylize(style, entity.start, entity.end)
        if entity.assertion in ("negated", "not_visualized"):
            result.stylize("strike", entity.start, entity.end)
        elif entity.assertion != "affirmed":
            result.stylize("dim italic", entity.start, entity.end)
    return result


def legend() -> Text:
    """Return the line that explains the colours."""
    line = Text("\n")
    for label, style in STYLES.items():
        line.append(label.lower().replace("_", " "), style=style)
        line.append("  ")
    return line


def _print_review(console: Console, review: Review) -> None:
    """Print how sure the code list is, and why a coder should look at it first."""
    console.print(Text("\nREVIEW", style="bold"))
    shape, style = ("▲", "bold") if review.look_first else ("●", "dim")
    head = Text("  ")
    head.append(f"{shape} {verdict(review)}", style=style)
    head.append(f"  {how_often_right(review)}")
    console.print(head)
    for reason in review.why:
        print_indented(console, Text(reason), 6)


def _print_code(console: Console, code: Code) -> None:
    shape, word, style = STATUS[code.status]
    head = Text("  ")
    head.append(f"{shape} {'-'.join((code.code, *code.modifiers))} x{code.units}", style=style)
    head.append(f"  {word}", style=style)
    head.append(f"  {code.label}")
    console.print(head)
    lines = [f"because   {code.reason}"]
    if code.needs:
        lines.append(f"waits for {', '.join(need.replace('_', ' ') for need in code.needs)}")
    lines += [f"note      {note}" for note in code.notes]
    lines += [f"or        {answer}" for answer in code.other_answers]
    lines.append(f"evidence  {_places(code.evidence)}")
    lines.append(f"rule      {code.rule}; {code.source}")
    for line in lines:
        print_indented(console, Text(line), 6)


def _print_gap(console: Console, gap: Gap) -> None:
    head = Text(f"  {gap.element.replace('_', ' ')}", style="bold")
    head.append(f"  ({gap.severity}, {gap.state.replace('_', ' ')})", style="dim")
    console.print(head)
    print_indented(console, Text(gap.message), 6)


def print_findings(console: Console, findings: tuple[Finding, ...]) -> None:
    """Print findings as a table: side and structure once, then what was seen, with the words that say it."""
    rows = finding_rows(findings)
    if not rows:
        print_indented(console, Text("No finding of a vessel or organ is told in this text."), 2)
    widths = [
        max(map(len, column), default=0)
        for column in zip(*([_name(row), row.what, row.value] for row in rows), strict=True)
    ]
    before = ""
    for row in rows:
        name, words = _name(row), " ".join(row.finding.evidence[0].text.split())
        line = Text("  ")
        line.append(
            f"{'' if name == before else name:<{widths[0]}}  {row.what:<{widths[1]}}  {row.value:<{widths[2]}}  "
        )
        line.append(harmless(f"'{words}'"), style="dim")
        console.print(line)
        before = name


def _print_structures(console: Console, findings: tuple[Finding, ...]) -> None:
    """Print a line for each structure: what was seen of it, without the words (`sonocode findings` has them)."""
    told: dict[str, list[str]] = {}
    for row in finding_rows(findings):
        told.setdefault(_name(row), []).append(f"{row.what} {row.value}")
    width = max(map(len, told))
    for name, said in told.items():
        print_indented(console, Text(f"{name:<{width}}  {', '.join(said)}"), 2)


def _name(row: FindingRow) -> str:
    side = "both" if row.side == "bilateral" else "" if row.side == "none" else row.side
    return " ".join(filter(None, (side, row.structure, f"({row.segment})" if row.segment else "")))


def _places(spans: tuple[Span, ...]) -> str:
    shown = [f"'{' '.join(span.text.split())}' ({span.start}-{span.end})" for span in spans[:PLACES]]
    more = f" and {len(spans) - PLACES} more" if len(spans) > PLACES else ""
    return (", ".join(shown) or "none") + more
