"""Reads one document as any face does, and says what must not happen and did."""

from __future__ import annotations

import io
import re
import resource
import time
import warnings
from typing import NamedTuple

from seeds import PLANTED

from assistant.documents.kinds import TABLES
from assistant.documents.opening import Documents
from assistant.errors import InputError

#: Seconds of this process's own time for one document: what other programs take meanwhile does not count.
MOST_SECONDS = 5.0
#: What a document may take over the memory that the process had before, in kilobytes.
MOST_KILOBYTES = 500_000
LONGEST_MESSAGE = 1_000  # characters: the names of twenty columns are told
#: A message goes on from the file's name: a verb first, nothing that ends a line or moves a terminal's cursor.
_CLAUSE = re.compile(r"[a-z]+s\b|more than ")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Came(NamedTuple):
    """What came of a document.

    Attributes:
        reports: How many reports were read.
        refused: Whether it, or one of its reports, was refused in a clause.
        fault: What must not happen and did; empty where nothing.
    """

    reports: int
    refused: bool
    fault: str = ""


def read(data: bytes, name: str) -> Came:
    """Read a document; nothing but a report or a clause may come of it, soon, and in little memory."""
    begun, before = time.process_time(), _peak()
    reports, said = 0, list[str]()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for document in Documents(io.BytesIO(data), name):
                reports += not document.fault
                said += filter(None, (document.fault, document.note))
                document.source()
                # of a row it is told behind the row's line, and need not go on from the file's name
                if document.fault and (fault := _wrong(document.fault, is_row=document.kind in TABLES.values())):
                    return Came(reports, True, fault)
    except InputError as error:
        said.append(str(error))
        if fault := _wrong(str(error)):
            return Came(reports, True, fault)
    except Exception as error:
        return Came(reports, False, f"{type(error).__name__} at {place_of(error)}")
    fault = ""
    if (seconds := time.process_time() - begun) > MOST_SECONDS:
        fault = f"took {seconds:.1f} s of this process's time"
    elif (grown := _peak() - before) > MOST_KILOBYTES:
        fault = f"took {grown // 1000} MB"
    elif word := next((word for word in PLANTED if any(word in message for message in said)), ""):
        fault = f"a message repeats the report ('{word}' was planted)"
    return Came(reports, not reports or len(said) > reports, fault)


def _wrong(message: str, *, is_row: bool = False) -> str:
    """Return what is wrong with a message; empty where it is one clause."""
    if _CONTROL.search(message):
        return "a message with a control character or half a pair"
    if len(message) > LONGEST_MESSAGE:
        return f"a message of {len(message)} characters"
    if not is_row and not _CLAUSE.match(message):
        return f"a message that does not go on from the file's name: it begins '{message.split()[0][:20]}'"
    return ""


def place_of(error: BaseException) -> str:
    """Return the file and line at which an exception was raised in the package: no word of what was read."""
    at, place = error.__traceback__, "?"
    while at:
        if "assistant" in at.tb_frame.f_code.co_filename:
            place = f"{at.tb_frame.f_code.co_filename.rpartition('assistant/')[2]}:{at.tb_lineno}"
        at = at.tb_next
    return place


def _peak() -> int:
    """Return the most memory that this process ever had, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
