"""A page that draws every button for everybody, and whose callbacks act without asking."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from assistant import analyze
from assistant.errors import InputError
from assistant.ui.access.people import current_person
from assistant.ui.worklist.open_worklist import shared_worklist
from assistant.worklist import Move, NewReport

TEXT = "VENOUS DUPLEX OF THE LEFT LEG 03/02/2026. The left femoral vein compresses. Impression: No DVT."


def add() -> None:
    shared_worklist().add([NewReport(TEXT, analyze(TEXT))], current_person().name)


def decide() -> None:
    worklist = shared_worklist()
    worklist.decide(1, Move("accept_code", "93971-LT"), current_person().name, seen=worklist.open(1).sequence)


def purge() -> None:
    with shared_worklist().writing() as connection:
        connection.exec_driver_sql("DELETE FROM remark")


def try_to(act: Callable[[], None]) -> None:
    st.session_state.told = f"done: {act.__name__}"
    try:
        act()
    except InputError as error:
        st.session_state.told = f"refused: {error}"


st.button("Sign in", key="sign_in_default", on_click=st.login)
for act in (add, decide, purge):
    st.button(act.__name__, key=act.__name__, on_click=try_to, args=(act,))
st.text(st.session_state.get("told", ""))
