"""`sonocode serve`: the service for other programs, beside the pages or alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.app_command import HERE, Address, AllowedHost, Headless, Port, SignInFile, run_pages
from assistant.cli.options import PayerOption, SiteOption, choose_knowledge, tell
from assistant.server.settings import (
    KEY_FILE_VARIABLE,
    KEY_VARIABLE,
    SHORTEST_KEY,
    Key,
    ServerSettings,
    hash_of,
    keys_from,
    read_keys,
)

NOT_ENCRYPTED = "what passes is not encrypted: let a proxy on this machine serve TLS, and keep others off this address"
KeysFile = Annotated[
    Path | None,
    typer.Option("--keys", envvar=KEY_FILE_VARIABLE, help="File of keys: a name and a key on each line.", metavar="FILE"),
]  # fmt: skip
NoPages = Annotated[bool, typer.Option("--no-pages", help="Serve no pages, only the service.")]


def serve_command(
    context: typer.Context, port: Port = 8501, address: Address = HERE, keys: KeysFile = None, no_pages: NoPages = False,
    allowed_host: AllowedHost = None, sign_in: SignInFile = None, headless: Headless = True, site: SiteOption = None,
    payer: PayerOption = None,
) -> None:  # fmt: skip
    """Serve reports by HTTP to other programs: JSON, FHIR and CDS Hooks, beside the pages or alone.

    [bold]Examples[/bold]

      sonocode serve --no-pages --keys keys.txt

      curl -H "Authorization: Bearer $KEY" --data-binary @report.pdf \\\\
        http://127.0.0.1:8501/api/v1/analysis

    A program sends its key as a bearer token. Keys stand in a file, each line
    a name and a key, or one in SONOCODE_API_KEY; where there is none, one is
    made for this run and printed. Names stand in the log; queries and reports
    do not.

    /api/openapi.json describes everything: POST /api/v1/analysis (one report,
    a document of any kind), /api/v1/analyses (a batch), /api/v1/fhir (a
    resource, R4 or R5), /api/cds-services (CDS Hooks), GET /api/health.
    """
    known = read_keys(keys) if keys else keys_from()
    made = "" if known else secrets.token_urlsafe(SHORTEST_KEY)
    if made:
        known = (Key("run", hash_of(made)),)
        tell(f"the key of this run is {made}")
    if not no_pages:
        environment = dict(os.environ) | ({KEY_VARIABLE: made} if made else {})
        if keys is not None:
            environment[KEY_FILE_VARIABLE] = str(keys.resolve())
        run_pages(environment, port, address, allowed_host or (), site=site, sign_in=sign_in, headless=headless)
    choose_knowledge(context, site, payer)
    if address != HERE:
        tell(NOT_ENCRYPTED)
    from assistant.server.alone import run_alone

    run_alone(ServerSettings(known, tuple(dict.fromkeys([HERE, "localhost", address, *(allowed_host or ())]))), address, port)
