"""Reads what `secrets.toml` says about the sign-in: [auth] as Streamlit wants it, [sonocode] as we do.

    [auth]
    redirect_uri = "https://codes.example.org/oauth2callback"
    cookie_secret = "at least 32 random characters"
    client_id = "sonocode"
    client_secret = "..."
    server_metadata_url = "https://id.example.org/.well-known/openid-configuration"

    [sonocode]
    roles_claim = "groups"              # or "realm_access.roles": dots lead into a claim
    email_domains = ["example.org"]     # optional: only verified addresses of these domains

    [sonocode.roles]
    coder = ["sono-coders"]
    admin = ["sono-admins"]

Several providers stand in [auth.NAME] each. Whatever is wrong is told in one line and never waved through: a file that
cannot be read must not open the pages to everybody.
"""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationError

from assistant.errors import InputError
from assistant.knowledge.nearest import did_you_mean
from assistant.knowledge.yaml_file import Strict
from assistant.people.roles import Role

CALLBACK = "/oauth2callback"
WELL_KNOWN = "/.well-known/openid-configuration"
#: Name of a provider that stands in [auth] itself, as Streamlit calls it.
ONLY_PROVIDER = "default"


class Provider(Strict):
    """One OpenID provider, as `st.login` reads it."""

    client_id: str = Field(min_length=1)
    client_secret: str = Field(min_length=1)
    server_metadata_url: str
    client_kwargs: dict[str, Any] = Field(default_factory=dict)


class Shared(Strict):
    """What [auth] holds for all providers. Tokens are not exposed to the pages, so `expose_tokens` is no key of it."""

    redirect_uri: str
    cookie_secret: str = Field(min_length=32)


class Roles(Strict):
    """[sonocode]: how claims become a person.

    Attributes:
        roles_claim: The claim that holds the roles, a text or a list of them; dots lead into it.
        roles: The values of that claim that mean each role.
        audience: For whom tokens are; the provider's client_id without.
        issuer: Who issues them; the front of the provider's server_metadata_url without.
        email_domains: Where given, only people with a verified address of one of these.
        leeway: Seconds by which the provider's clock may differ from ours.
    """

    roles_claim: str = Field(min_length=1)
    roles: dict[Role, tuple[str, ...]] = Field(min_length=1)
    audience: str | None = None
    issuer: str | None = None
    email_domains: tuple[str, ...] = ()
    leeway: int = Field(30, ge=0, le=300)


@dataclass(frozen=True)
class SignIn:
    """How people sign in: the providers by name, where they come back to, and what their claims mean."""

    redirect_uri: str
    providers: Mapping[str, Provider]
    rules: Roles

    @property
    def host(self) -> str:
        """The name under which browsers reach the pages."""
        return urlsplit(self.redirect_uri).hostname or ""

    @property
    def home(self) -> str:
        """The address of the first page."""
        return self.redirect_uri.removesuffix(CALLBACK)

    @property
    def secure(self) -> bool:
        """Whether browsers reach the pages by TLS."""
        return self.redirect_uri.startswith("https://")

    def issuer(self, provider: str) -> str:
        """Return who issues the tokens of a provider, which by the discovery's rule its address begins with."""
        return self.rules.issuer or self.providers[provider].server_metadata_url.removesuffix(WELL_KNOWN)

    def audience(self, provider: str) -> str:
        """Return for whom the tokens of a provider must be."""
        return self.rules.audience or self.providers[provider].client_id


def is_loopback(host: str) -> bool:
    """Return whether a name or address is this machine's own, which no other machine reaches."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def exposure(settings: SignIn | None, address: str, hosts: Sequence[str]) -> str:
    """Return why pages must not be served at an address and under these names, in one line; empty where they may."""
    if settings is None and (reached := [name for name in (address, *hosts) if not is_loopback(name)]):
        return (
            f"others could reach the pages by {reached[0]} and no sign-in is set up; "
            "serve them at 127.0.0.1, or see 'sonocode app --help' for the sign-in"
        )
    if settings is not None and settings.host not in hosts:
        return f"server.allowedHosts lacks {settings.host}, the host of auth.redirect_uri in secrets.toml"
    return ""


def read_sign_in(files: Sequence[Path]) -> SignIn | None:
    """Return the sign-in that files set up, a later one before an earlier one; None where none has a word of it.

    Raises:
        InputError: A file cannot be read, or a setting is missing, unknown or unsafe; the message is one line.
    """
    read: dict[str, Any] = {}
    last = Path("secrets.toml")
    for file in files:
        if file.exists():
            read, last = {**read, **_parse(file)}, file
    if "auth" not in read and "sonocode" not in read:
        return None
    for section in ("auth", "sonocode"):
        if not isinstance(read.get(section), dict):
            raise InputError(f"{last.name}: a sign-in needs the section [{section}]")
    try:
        return _sign_in(read["auth"], read["sonocode"])
    except InputError as error:
        raise InputError(f"{last.name}: {error}") from error


def _parse(file: Path) -> dict[str, Any]:
    try:
        if not file.is_file():  # a pipe that nobody fills would be waited for
            raise OSError("it is no file")
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise InputError(f"{file.name}: cannot be read ({reason}), so nobody could sign in") from error


def _sign_in(auth: Mapping[str, Any], sonocode: Mapping[str, Any]) -> SignIn:
    named = {key: value for key, value in auth.items() if isinstance(value, dict) and key != "client_kwargs"}
    rest = {key: value for key, value in auth.items() if key not in named}
    own = {key: rest.pop(key) for key in Provider.model_fields if key in rest}
    shared = _validated(Shared, rest, "auth")
    if own and named:
        raise InputError(f"auth: {', '.join(own)} beside [auth.{next(iter(named))}]; keep one way of naming providers")
    providers = {
        name: _validated(Provider, value, f"auth.{name}" if named else "auth")
        for name, value in (named or {ONLY_PROVIDER: own}).items()
    }
    for name, provider in providers.items():
        if "_" in name:
            raise InputError(f"auth.{name}: Streamlit takes no underscore in a provider's name")
        _require_tls(f"server_metadata_url of {name}", provider.server_metadata_url)
    _require_tls("redirect_uri", shared.redirect_uri)
    if not shared.redirect_uri.endswith(CALLBACK):
        raise InputError(f"auth.redirect_uri must end with {CALLBACK}")
    return SignIn(shared.redirect_uri, providers, _validated(Roles, sonocode, "sonocode"))


def _require_tls(what: str, address: str) -> None:
    parts = urlsplit(address.replace("{port}", "0"))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"auth: {what} must begin with https:// and name a host")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise InputError(f"auth: {what} must begin with https://, or everybody on the way can read who signs in")


def _validated(model: type[Any], values: Mapping[str, Any], place: str) -> Any:
    """Return values as a model; the fault names the place and what is allowed, never a value, which may be secret."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        where = [str(part) for part in fault["loc"] if part != "[key]"]
        name = ".".join((place, *where))
        if fault["type"] == "extra_forbidden":
            allowed = sorted(model.model_fields)
            hint = did_you_mean(where[-1], allowed)
            raise InputError(f"unknown setting {name}; allowed: {', '.join(allowed)}{hint}") from error
        raise InputError(f"{name}: {fault['msg'][:1].lower()}{fault['msg'][1:]}") from error
