"""Blocks of markup that several pages use. Every text is escaped; nothing of it is ever read as markup."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st


def facts(rows: Iterable[tuple[str, str]]) -> None:
    """Draw (term, words) pairs as a two-column list."""
    lines = "".join(f"<dt>{escape(term)}</dt><dd>{escape(words)}</dd>" for term, words in rows)
    st.html(f'<dl class="facts">{lines}</dl>')


def notice(title: str, words: str) -> None:
    """Draw a state of the page that is no error: a title and a sentence that helps."""
    st.html(f'<div class="notice"><h2>{escape(title)}</h2><p>{escape(words)}</p></div>')


def heading(title: str, tally: str = "") -> None:
    """Draw the heading of a part of the page, with what it counts."""
    st.html(f'<h2 class="part">{escape(title)} <span>{escape(tally)}</span></h2>')


def card(head: str, word: str, lines: Iterable[str], *, tone: str = "") -> None:
    """Draw a finding: a head with one word at its right, and sentences below; `tone` is a class of frame.css."""
    top = f"<header><b>{escape(head)}</b><span>{escape(word)}</span></header>"
    body = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    st.html(f'<article class="block {escape(tone)}">{top}{body}</article>')
