"""What the service is told when it starts: who may ask, under which names, and how much."""

from __future__ import annotations

import os
from collections.abc import Mapping
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from typing import NamedTuple

from assistant.documents.files import read_document
from assistant.errors import InputError

#: The variables of the environment by which `sonocode serve` tells the pages' process, and a keeper either.
KEY_VARIABLE = "SONOCODE_API_KEY"
KEY_FILE_VARIABLE = "SONOCODE_API_KEYS"

SHORTEST_KEY = 24  # characters; what `secrets.token_urlsafe(18)` makes
MOST_KEYS = 1_000

MOST_BODY = 50_000_000  # bytes of one request
MOST_WAITING = 64  # requests that wait for an analysis; the next one is told to come again
SLOWEST_BODY = 60.0  # seconds for a request to arrive whole
MOST_REPORTS = 2_000  # of one request


class Key(NamedTuple):
    """A key that opens the service: the name of its holder, for the log, and the key's hash; the key is not kept."""

    holder: str
    hash: bytes


class Limits(NamedTuple):
    """How much one request may ask for.

    Attributes:
        body: Bytes of a request.
        reports: Reports in it.
        waiting: Requests that wait for their analysis at the same time.
        seconds: Time for a request to arrive whole.
    """

    body: int = MOST_BODY
    reports: int = MOST_REPORTS
    waiting: int = MOST_WAITING
    seconds: float = SLOWEST_BODY


class ServerSettings(NamedTuple):
    """What the service is told.

    Attributes:
        keys: Who may ask; never none.
        hosts: The names under which it may be asked.
        limits: How much one request may ask for.
    """

    keys: tuple[Key, ...]
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    limits: Limits = Limits()

    def holder_of(self, given: str) -> str:
        """Return who holds a key; empty where nobody does. The time that it takes tells nothing about a key."""
        hashed = hash_of(given)
        found = ""
        for key in self.keys:
            if compare_digest(key.hash, hashed):
                found = key.holder
        return found


def hash_of(key: str) -> bytes:
    """Return what is kept of a key. Keys are long random words, which no list of usual ones holds."""
    return sha256(key.encode("utf-8", "surrogatepass")).digest()


def keys_from(environment: Mapping[str, str] = os.environ) -> tuple[Key, ...]:
    """Return the keys that the environment names: one itself, or a file of them; none where it names neither.

    Raises:
        InputError: A key is too short, or the file cannot be read.
    """
    if file := environment.get(KEY_FILE_VARIABLE):
        return read_keys(Path(file))
    if key := environment.get(KEY_VARIABLE):
        return (_key("key", key, KEY_VARIABLE),)
    return ()


def read_keys(path: Path) -> tuple[Key, ...]:
    """Return the keys of a file: a holder's name and a key on each line; lines that begin with # are remarks.

    Raises:
        InputError: The file cannot be read, has no key, or a line is not of that form. No key stands in the message.
    """
    try:
        lines = read_document(path).decode("utf-8").splitlines()
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({getattr(error, 'strerror', '') or 'no UTF-8'})") from error
    keys: list[Key] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        words = line.split()
        if len(words) != 2:
            raise InputError(f"{path}:{number}: write a name and a key, with a blank between")
        keys.append(_key(words[0], words[1], f"{path}:{number}"))
        if len(keys) > MOST_KEYS:
            raise InputError(f"{path}:{number}: more than {MOST_KEYS:,} keys")
    if not keys:
        raise InputError(f"{path}: holds no key; write a name and a key on each line")
    return tuple(keys)


def _key(holder: str, key: str, place: str) -> Key:
    if len(key) < SHORTEST_KEY:
        raise InputError(f"{place}: the key is shorter than {SHORTEST_KEY} characters; make a random one, as 'sonocode serve' does")
    return Key(holder, hash_of(key))
