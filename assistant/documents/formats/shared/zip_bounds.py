"""Opens zips that a stranger made: members are read in memory, one at a time, and never more than the bounds below."""

from __future__ import annotations

import zlib
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from assistant.errors import InputError

#: The most members, and the most bytes that all of them unpack to; a report with its pictures stays far below.
MOST_MEMBERS = 5_000
MOST_UNPACKED = 200_000_000
#: How many times larger than it is packed a member may be, where it is not small.
MOST_TIMES = 200
_SMALL = 1_000_000
_ENCRYPTED = 0x1  # the first bit of a member's flags, ZIP specification 4.4.4


class BoundedZip:
    """A zip whose directory was checked; nothing of it is written to disk, so names that climb lead nowhere.

    Args:
        stream: The file; it must be able to wind back.

    Attributes:
        names: The members, without folders.

    Raises:
        InputError: It is damaged or cut off, has too many members, unpacks to too much, names a member twice or is
            protected by a password.
    """

    def __init__(self, stream: BinaryIO) -> None:
        try:
            self._zip = ZipFile(stream)
        except (BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise InputError("is a zip that is damaged or cut off; get the file again") from error
        members = self._zip.infolist()
        if len(members) > MOST_MEMBERS:
            raise InputError(f"holds {len(members):,} files, more than {MOST_MEMBERS:,}; it is not read")
        if sum(member.file_size for member in members) > MOST_UNPACKED:
            raise InputError(f"unpacks to more than {MOST_UNPACKED:,} bytes; it is not read")
        if any(one.file_size > max(_SMALL, MOST_TIMES * one.compress_size) for one in members):
            raise InputError(f"unpacks to more than {MOST_TIMES} times its size; it is not read")
        if any(one.flag_bits & _ENCRYPTED for one in members):
            raise InputError("is protected by a password; save it without one")
        self.names = tuple(one.filename for one in members if not one.filename.endswith("/"))
        if len(set(self.names)) < len(self.names):
            raise InputError("names one of its parts twice, so that it is not certain which one counts; save it again")

    def read(self, name: str) -> bytes:
        """Return a member.

        Raises:
            InputError: It is missing, damaged, or larger than the directory says.
        """
        try:
            size = self._zip.getinfo(name).file_size
            with self._zip.open(name) as member:
                data = member.read(size + 1)
        except KeyError as error:
            raise InputError("lacks a part that it needs; save it again") from error
        except (BadZipFile, NotImplementedError, ValueError, EOFError, OSError, zlib.error) as error:
            raise InputError("has a part that is damaged; get the file again") from error
        if len(data) != size:
            raise InputError("has a part of another size than it says; it is not read")
        return data
