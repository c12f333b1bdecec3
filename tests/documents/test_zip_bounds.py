"""Zips from strangers: read in memory, within bounds, refused where they are damaged or lie."""

from __future__ import annotations

import io
import struct
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from assistant.documents.formats.shared import zip_bounds
from assistant.documents.formats.shared.zip_bounds import BoundedZip
from assistant.errors import InputError


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def opened(data: bytes) -> BoundedZip:
    return BoundedZip(io.BytesIO(data))


def test_members_are_read_by_name() -> None:
    archive = opened(zipped(first=b"one", second=b"two" * 999))
    assert archive.names == ("first", "second") and archive.read("second") == b"two" * 999


def test_a_name_that_climbs_is_only_a_name() -> None:
    assert opened(zipped(**{"../../etc/passwd": b"x"})).read("../../etc/passwd") == b"x"


@pytest.mark.parametrize("cut", [4, 30, -60, -10])
def test_a_cut_zip_is_refused(cut: int) -> None:
    with pytest.raises(InputError, match="damaged or cut off"):
        opened(zipped(first=b"one", second=b"two")[:cut])


def test_a_member_that_grows_too_much_is_refused_unread() -> None:
    with pytest.raises(InputError, match="more than 200 times its size"):
        opened(zipped(bomb=bytes(2_000_000)))


def test_members_that_are_too_large_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_bounds, "MOST_UNPACKED", 100)
    with pytest.raises(InputError, match="unpacks to more than 100 bytes"):
        opened(zipped(first=b"x" * 60, second=b"y" * 60))


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_bounds, "MOST_MEMBERS", 2)
    with pytest.raises(InputError, match="holds 3 files, more than 2"):
        opened(zipped(a=b"", b=b"", c=b""))


def test_a_member_that_is_larger_than_the_directory_says_is_not_read() -> None:
    data = bytearray(zipped(part=b"x" * 5000))
    entry = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, entry + 24, 10)  # the size in the directory, ZIP specification 4.3.12
    with pytest.raises(InputError, match=r"damaged|another size"):
        opened(bytes(data)).read("part")


def test_a_damaged_member_is_told() -> None:
    data = bytearray(zipped(part=bytes(range(256)) * 9))
    data[60] ^= 0xFF
    with pytest.raises(InputError, match="has a part that is damaged"):
        opened(bytes(data)).read("part")


def test_a_password_is_told() -> None:
    data = bytearray(zipped(part=b"x"))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(InputError, match="protected by a password"):
        opened(bytes(data))


def test_a_name_that_stands_twice_is_refused() -> None:
    with pytest.raises(InputError, match="names one of its parts twice"):
        opened(zipped(aa=b"one", ab=b"two").replace(b"ab", b"aa"))


def test_a_missing_part_is_told() -> None:
    with pytest.raises(InputError, match="lacks a part"):
        opened(zipped(part=b"x")).read("other")
