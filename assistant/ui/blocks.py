"""Blocks of markup that several pages use. Every text is escaped; nothing of it is ever read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from assistant.evidence_lines import EvidenceLine
from assistant.ui.words import count

SHORT_CELL = 12
#: What Streamlit reads as markup in the labels of its widgets: Markdown, directives such as :red[...], formulas.
_MARKUP = re.compile(r"[\\`*_{}\[\]()#!|<>~:$&@^]")


def label(words: str) -> str:
    """Return words from outside, such as a file's name, as the label of a widget: one line without markup."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(words.split()))


def facts(rows: Iterable[tuple[str, str]]) -> None:
    """Draw (term, words) pairs as a two-column list; nothing where there are none."""
    if markup := facts_markup(rows):
        st.html(markup)


def facts_markup(rows: Iterable[tuple[str, str]]) -> str:
    """Return the markup of `facts`, to be put inside another block."""
    lines = "".join(f"<dt>{escape(term)}</dt><dd>{escape(words)}</dd>" for term, words in rows)
    return f'<dl class="facts">{lines}</dl>' if lines else ""


def notice(title: str, words: str) -> None:
    """Draw a state of the page that is no error: a title and a sentence that helps."""
    st.html(f'<div class="notice"><h2>{escape(title)}</h2><p>{escape(words)}</p></div>')


def heading(title: str, tally: str = "") -> None:
    """Draw the heading of a part of the page, with what it counts."""
    st.html(f'<h2 class="part">{escape(title)} <span>{escape(tally)}</span></h2>')


def lead(words: str) -> None:
    """Draw the sentence that a part of the page begins with."""
    st.html(f'<p class="lead">{escape(words)}</p>')


def card(head: str, word: str, lines: Iterable[str], *, tone: str = "") -> None:
    """Draw a finding: a head with one word at its right, and sentences below; `tone` is a class of frame.css."""
    top = f"<header><b>{escape(head)}</b><span>{escape(word)}</span></header>"
    body = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    st.html(f'<article class="block {escape(tone)}">{top}{body}</article>')


def name(words: str) -> None:
    """Draw the name of what stands below it."""
    st.html(f'<h2 class="name">{escape(words)}</h2>')


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, wide: bool = False) -> None:
    """Draw a table whose first column names its rows; the caption says what it shows. A wide one holds more words."""
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    lines = "".join(
        f'<tr><th scope="row">{escape(first)}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
        for first, *cells in rows
    )
    kind = "figures wide" if wide else "figures"
    st.html(
        f'<div class="scrolled" tabindex="0" role="region" aria-label="{escape(caption, quote=True)}">'
        f'<table class="{kind}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def wide_table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Draw a table of words over the whole width, whose first column names its rows; narrow windows show its rows as lists."""
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    lines = "".join(
        f'<tr><th scope="row" class="{_breadth(first)}">{escape(first)}</th>'
        + "".join(
            f'<td class="{_breadth(cell)}" data-head="{escape(head)}">{escape(cell)}</td>'
            for head, cell in zip(heads[1:], cells, strict=True)
        )
        + "</tr>"
        for first, *cells in rows
    )
    st.html(
        f'<div class="wide-frame"><table class="wide"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def _breadth(cell: str) -> str:
    """Return the class of a cell that stays on one line, such as a code or a day."""
    return "short" if len(cell) <= SHORT_CELL else ""


def trace(report: str, lines: list[EvidenceLine]) -> None:
    """Draw, folded, the lines of a report that something rests on, with its words marked."""
    items = "".join(f"<li><i>{line.number}</i><span>{_marked(line)}</span></li>" for line in lines)
    head = f"<summary><b>{escape(report)}</b> <span>{count(len(lines), 'line')}</span></summary>"
    st.html(f'<details class="trace">{head}<ol>{items}</ol></details>')


def _marked(line: EvidenceLine) -> str:
    return "".join(f"<mark>{escape(text)}</mark>" if marked else escape(text) for text, marked in line.pieces)
