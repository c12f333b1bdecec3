"""Visits a page of the app as a browser does: its files by HTTP, its widgets by the WebSocket that Streamlit's page opens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

PATIENCE = 60.0  # seconds for a page to be drawn
STREAM = "/_stcore/stream"


class Visit:
    """One browser tab.

    Args:
        connection: The WebSocket of the page.
    """

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._widgets: dict[str, tuple[str, Any]] = {}
        self._page, self._script = "", ""
        self._finished = False
        self.words: list[str] = []

    def open(self, page: str) -> None:
        """Open a page by its name in the address; empty for the first."""
        self._page, self._script = page, ""
        self._ask(())
        self._read(lambda: self._finished)

    def write(self, box: str, text: str, button: str) -> None:
        """Write into a text area of the page, by the beginning of its widget's key, and press a button."""
        self._read(lambda: bool(self._key(box) and self._key(button)))
        self._ask(((self._key(box), "string_value", text), (self._key(button), "trigger_value", True)))

    def wait_for(self, words: str) -> None:
        """Wait until the page shows words.

        Raises:
            TimeoutError: It does not.
        """
        self._read(lambda: any(words in each for each in self.words))

    def _key(self, beginning: str) -> str:
        return next((key for key in self._widgets if key.startswith(beginning)), "")

    def _ask(self, states: tuple[tuple[str, str, object], ...]) -> None:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        asked.rerun_script.page_name = self._page
        asked.rerun_script.page_script_hash = self._script
        for key, kind, value in states:
            state = asked.rerun_script.widget_states.widgets.add(id=self._widgets[key][0])
            setattr(state, kind, value)
        self._widgets, self.words, self._finished = {}, [], False
        self._connection.send(asked.SerializeToString())

    def _read(self, enough: Callable[[], bool]) -> None:
        """Take what the page is drawn with until it is enough; a page may draw itself several times."""
        ends = time.monotonic() + PATIENCE
        while not enough():
            message = ForwardMsg.FromString(self._connection.recv(timeout=max(0.0, ends - time.monotonic())))
            kind = message.WhichOneof("type")
            if kind == "navigation":
                self._script = message.navigation.page_script_hash
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self._note(message.delta.new_element)
            elif kind == "script_finished":
                self._finished = message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY

    def _note(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        drawn = getattr(element, kind)
        id = getattr(drawn, "id", "")
        if id.startswith("$$"):
            self._widgets[id.rpartition("-")[2]] = (id, drawn)
        for field in ("body", "exception"):
            if words := getattr(drawn, field, ""):
                self.words.append(str(words))


@contextmanager
def visiting(address: str, origin: str | None = None) -> Iterator[Visit]:
    """Open the app's WebSocket as a page of `origin` does; None is a page of the app's own."""
    with connect(address.replace("http", "ws") + STREAM, origin=Origin(origin or address), max_size=None, open_timeout=PATIENCE) as connection:
        yield Visit(connection)


def answers(address: str) -> bool:
    """Whether something answers at an address."""
    try:
        return httpx.get(address, timeout=2).status_code < 500
    except httpx.TransportError:
        return False
