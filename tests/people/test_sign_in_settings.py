"""What secrets.toml may say of the sign-in: anything wrong is one line that names the place and no secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.people import read_sign_in
from assistant.people.roles import ROLES
from assistant.people.settings import Provider, Roles, exposure, is_loopback

GOOD = """
[auth]
redirect_uri = "https://codes.example.org/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "sonocode"
client_secret = "hush hush"
server_metadata_url = "https://id.example.org/.well-known/openid-configuration"

[sonocode]
roles_claim = "groups"

[sonocode.roles]
coder = ["coders"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "secrets.toml"


def test_a_good_file_is_read(file: Path) -> None:
    file.write_text(GOOD)
    read = read_sign_in([file])
    assert read
    assert (read.host, read.secure, read.home) == ("codes.example.org", True, "https://codes.example.org")
    assert (read.issuer("default"), read.audience("default")) == ("https://id.example.org", "sonocode")
    assert read.rules.roles == {"coder": ("coders",)}


def test_the_example_is_good_once_its_secrets_are_filled_in(file: Path) -> None:
    example = (Path(__file__).parents[2] / ".streamlit" / "secrets.example.toml").read_text()
    file.write_text(example)
    with pytest.raises(InputError, match=r"auth\.cookie_secret"):
        read_sign_in([file])
    file.write_text(example.replace('secret = ""', f'secret = "{"x" * 32}"'))
    read = read_sign_in([file])
    assert read
    assert set(read.rules.roles) == set(ROLES)
    named = (*Provider.model_fields, *Roles.model_fields)
    assert [name for name in named if f"{name} = " not in example] == ["client_kwargs", "roles"]


def test_several_providers_are_read_by_name(file: Path) -> None:
    lines = GOOD.splitlines()
    file.write_text("\n".join([*lines[:4], "[auth.clinic]", *lines[4:7], "[auth.lab]", *lines[4:7], *lines[7:]]))
    read = read_sign_in([file])
    assert read
    assert list(read.providers) == ["clinic", "lab"]


@pytest.mark.parametrize("text", ["", "[connections.x]\nurl = 'y'\n"])
def test_a_file_without_a_word_of_it_sets_up_no_sign_in(file: Path, text: str) -> None:
    file.write_text(text)
    assert read_sign_in([file, file.with_name("none.toml")]) is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[auth]", "[auth", "cannot be read"),
        ("[auth]", "[other]", "needs the section [auth]"),
        ('[sonocode]\nroles_claim = "groups"\n\n[sonocode.roles]\ncoder = ["coders"]', "", "needs the section [sonocode]"),
        ('client_id = "sonocode"', "", "auth.client_id: field required"),
        ('cookie_secret = "0123456789abcdef', 'cookie_secret = "', "auth.cookie_secret: string should have at least 32"),
        ("client_id", "client_ids", "unknown setting auth.client_ids"),
        ("[sonocode]", 'expose_tokens = "id"\n[sonocode]', "unknown setting auth.expose_tokens"),
        ("roles_claim", "role_claim", "sonocode.roles_claim: field required"),
        ('"groups"', '"groups"\nlevay = 3', "unknown setting sonocode.levay; allowed: audience, email_domains"),
        ('"groups"', '"groups"\nleeway = 9999', "sonocode.leeway: input should be less than or equal to 300"),
        ('coder = ["coders"]', 'codr = ["coders"]', "sonocode.roles.codr: input should be 'physician', 'coder'"),
        ('coder = ["coders"]', "", "sonocode.roles: dictionary should have at least 1 item"),
        ("https://codes", "http://codes", "redirect_uri must begin with https://"),
        ("/oauth2callback", "/back", "auth.redirect_uri must end with /oauth2callback"),
        ("https://id", "http://id", "server_metadata_url of default must begin with https://"),
        ("https://id", "id", "must begin with https:// and name a host"),
        ("[sonocode]", '[auth.my_clinic]\nclient_id = "x"\n[sonocode]', "beside [auth.my_clinic]"),
    ],
)  # fmt: skip
def test_a_fault_is_one_line_without_a_secret(file: Path, old: str, new: str, told: str) -> None:
    assert old in GOOD
    file.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        read_sign_in([file])
    line = str(caught.value)
    assert line.startswith("secrets.toml: ")
    assert told in line
    assert "\n" not in line
    assert not any(secret in line for secret in ("hush", "0123456789"))


def test_a_later_file_goes_before_an_earlier_one(file: Path) -> None:
    file.write_text(GOOD)
    later = file.with_name("later.toml")
    later.write_text('[sonocode]\nroles_claim = "roles"\n[sonocode.roles]\nadmin = ["a"]\n')
    read = read_sign_in([file, later])
    assert read
    assert (read.rules.roles_claim, *read.rules.roles) == ("roles", "admin")


@pytest.mark.parametrize("name", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_this_machines_own_names_reach_no_other(name: str) -> None:
    assert is_loopback(name)
    assert not exposure(None, name, ("127.0.0.1", "localhost"))


@pytest.mark.parametrize("name", ["0.0.0.0", "::", "", "10.0.0.7", "codes.example.org", "localhost.example.org", "*"])
def test_without_a_sign_in_no_other_name_is_served(name: str) -> None:
    assert "no sign-in is set up" in exposure(None, name, ())
    assert "no sign-in is set up" in exposure(None, "127.0.0.1", (name,))


def test_with_a_sign_in_its_own_host_has_to_be_allowed(file: Path) -> None:
    file.write_text(GOOD)
    read = read_sign_in([file])
    assert "codes.example.org" in exposure(read, "0.0.0.0", ("127.0.0.1",))
    assert not exposure(read, "0.0.0.0", ("codes.example.org",))
