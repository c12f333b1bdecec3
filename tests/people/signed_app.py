"""An app as a server of its own together with a provider that it trusts, and the people whom the provider knows."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from openid_provider import OpenIdProvider, running_provider
from served_app import ServedApp, free_port, served_app, settings_text

from assistant.worklist import Event, Worklist, open_worklist

PEOPLE = {
    "ada": {"email": "Ada@Example.org", "email_verified": True, "name": "Ada Ferris", "groups": ["coders"]},
    "pia": {"email": "pia@example.org", "email_verified": True, "groups": ["doctors"]},
    "otto": {"email": "otto@example.org", "email_verified": True, "groups": ["auditors"]},
    "bea": {"email": "bea@example.org", "email_verified": True, "groups": ["admins"]},
    "eve": {"email": "eve@example.org", "email_verified": True, "groups": ["visitors"]},
}


class Place(NamedTuple):
    """The app and its provider."""

    app: ServedApp
    provider: OpenIdProvider

    def worklist(self) -> Worklist:
        """Open the app's worklist, as another program would."""
        return open_worklist(f"sqlite:///{self.app.data / 'worklist.sqlite'}")

    def events(self) -> list[Event]:
        """Return the app's audit, the oldest first."""
        with self.worklist() as worklist:
            return [*reversed(worklist.events())]


def start(folder: Path, stack: ExitStack, command: tuple[str, ...]) -> Place:
    """Start a provider, and an app that trusts it, until the stack is closed."""
    provider_port, port = free_port(), free_port()
    redirect = f"http://127.0.0.1:{port}/oauth2callback"
    provider = stack.enter_context(running_provider(provider_port, redirect, PEOPLE))
    (folder / "secrets.toml").write_text(settings_text(provider.issuer, redirect), encoding="utf-8")
    port_name, file_name = ("--port", "--sign-in") if "assistant" in command else ("--server.port", "--secrets.files")
    flags = (port_name, str(port), file_name, str(folder / "secrets.toml"))
    return Place(stack.enter_context(served_app(folder, port, (*command, *flags))), provider)
