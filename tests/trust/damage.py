"""Damages documents: flipped bits, lost and doubled parts, splices, huge numbers, deep nesting; and makes bombs."""

from __future__ import annotations

import io
import json
import random
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

#: Numbers at which sizes, counts and places go wrong.
NUMBERS = [b"-1", b"0", b"255", b"32768", b"65536", b"-2147483648", b"4294967295", b"99999999999999999999", b"9" * 45, b"1e309", b"nan"]
#: Characters that are often not thought of: half a pair, a right-to-left mark, an escape, an end of file, a wide letter.
LETTERS = [b"\x00", b"\x1b[2J", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\x1a", b"\xff\xfe", b"\r", b"\x0b", b"\xf0\x9f\xa9\xba", b"\xc2\x85"]
#: What opens something in one of the formats, to be opened very often.
OPENINGS = [b"{", b"[", b"<p>", b"<table><tr><td>", b'{"a":', b"{\\b ", b"(", b'"', b"\\X", b"<!--", b"--b\n", b"<<", b"~", b"&", b"^", b"=?", b"> "]
DEEP = 3_000
Chance = random.Random
Damage = Callable[[bytes, Chance, Sequence[bytes]], bytes]


def damaged(seeds: Sequence[bytes], chance: Chance) -> bytes:
    """Return a seed damaged once to four times; a zip is often unpacked first, so that the damage gets into its members."""
    data = chance.choice(seeds)
    if data.startswith(b"PK\x03\x04") and chance.random() < 0.8:
        return _within_zip(data, chance, seeds)
    return _damaged(data, chance, seeds)


def _damaged(data: bytes, chance: Chance, seeds: Sequence[bytes]) -> bytes:
    for _ in range(chance.randint(1, 4)):
        if data:
            data = chance.choice(WAYS)(data, chance, seeds)
    return data


def _within_zip(data: bytes, chance: Chance, seeds: Sequence[bytes]) -> bytes:
    try:
        with ZipFile(io.BytesIO(data)) as packed:
            members = {name: packed.read(name) for name in packed.namelist()}
    except (BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError, ValueError, IndexError):  # a seed that is damaged itself
        return _damaged(data, chance, seeds)
    for _ in range(chance.randint(1, 3)):
        name = chance.choice(sorted(members))
        members[name] = _damaged(members[name], chance, list(members.values()))
    if chance.random() < 0.2:
        members.pop(chance.choice(sorted(members)))
    return zipped(members)


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a zip of members by name."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return stream.getvalue()


def _flip(data: bytes, chance: Chance, _: Sequence[bytes]) -> bytes:
    turned = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 40))):
        turned[chance.randrange(len(turned))] ^= 1 << chance.randrange(8)
    return bytes(turned)


def _cut(data: bytes, chance: Chance, _: Sequence[bytes]) -> bytes:
    return data[: chance.randrange(len(data))]


def _lose(data: bytes, chance: Chance, _: Sequence[bytes]) -> bytes:
    start, end = _part(data, chance)
    return data[:start] + data[end:]


def _repeat(data: bytes, chance: Chance, _: Sequence[bytes]) -> bytes:
    start, end = _part(data, chance)
    times = chance.choice((1, 2, 50)) if end - start < 5_000 else 1
    return data[:end] + data[start:end] * times + data[end:]


def _splice(data: bytes, chance: Chance, seeds: Sequence[bytes]) -> bytes:
    other = chance.choice(seeds)
    start, end = _part(other, chance) if other else (0, 0)
    place = chance.randrange(len(data))
    return data[:place] + other[start:end] + data[place:]


def _swap_lines(data: bytes, chance: Chance, _: Sequence[bytes]) -> bytes:
    lines = re.split(rb"(?<=[\r\n>}])", data)
    first, second = (chance.randrange(len(lines)) for _ in range(2))
    lines[first], lines[second] = lines[second], lines[first]
    return b"".join(lines)


def _number(data: bytes, chance: Chance, _: Sequence[bytes]) -> bytes:
    places = list(re.finditer(rb"\d+", data))
    if not places:
        return data
    at = chance.choice(places)
    return data[: at.start()] + chance.choice(NUMBERS) + data[at.end() :]


def _letter(data: bytes, chance: Chance, _: Sequence[bytes]) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.choice(LETTERS) + data[place:]


def _nest(data: bytes, chance: Chance, _: Sequence[bytes]) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.choice(OPENINGS) * chance.choice((3, 60, 300, DEEP)) + data[place:]


def _part(data: bytes, chance: Chance) -> tuple[int, int]:
    start = chance.randrange(len(data))
    return start, min(len(data), start + chance.choice((1, 4, 30, 300, 3_000)))


WAYS: tuple[Damage, ...] = (_flip, _flip, _cut, _lose, _repeat, _splice, _swap_lines, _number, _number, _letter, _nest)


def bombs(reader: str) -> Iterator[bytes]:
    """Yield small documents of a reader that would grow, nest or go on without end."""
    many = 150_000  # what takes time by the square of its length takes minutes
    yield from (b"", b" " * many, b"\x00" * many, b"\xff" * 20_000)
    if reader == "plain":
        yield b"1,1." * 70_000
        yield b"(" * 200_000
        yield b"A." * 70_000 + b"x"
    if reader == "rtf":
        for inner in (b"{" * many, b"{\\b x" * 50_000, b"\\bin2147483647 x", b"\\u-99999999999 " * 9_000, b"\\trowd\\cell\\row" * 60_000,
                      b"\\pict " + b"0" * many, b"\\'" * many, b"\\itap99999999\\nestcell " * 20_000):  # fmt: skip
            yield b"{\\rtf1 " + inner
    if reader == "html":
        for inner in (b"<div>" * many, b"<table><tr><td>" * 50_000, b"<td rowspan=65535 colspan=65535>x" * 500, b"<a " + b"b=c " * many,
                      b"&" * many, b"<!--" * many, b"\t" * many, b"<ol start=99999999999999999999><li>x", b"<pre>" + b"\t" * many):  # fmt: skip
            yield b"<html>" + inner
    if reader == "mail":
        head = b"MIME-Version: 1.0\n"
        yield head + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(5_000))
        yield head + b"Content-Type: message/rfc822\n\n" * 5_000
        yield head + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 100_000
        yield head + b"Subject: " + b"=?utf-8?b?QQ==?= " * 50_000 + b"\n\nx"
        yield head + b"\n" + b"-" * many + b"x"
        yield head + b"x-a: " + b"a\n " * 150_000 + b"\n\nx"
    if reader in ("word", "parquet"):
        yield from _zip_bombs()
    if reader in ("cda", "fhir"):
        entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12))
        yield b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">' + entities + b"]><ClinicalDocument>&e11;</ClinicalDocument>"
        yield b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><ClinicalDocument>&e;</ClinicalDocument>'
        start = b'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><component><structuredBody><component><section><text>'
        yield start + b"<list><item>" * 100_000
        yield start + b"<a/>" * many
        yield start + (b'<table><tr><td rowspan="65000" colspan="65000">x</td></tr></table>' * 300) + b"</text></section></component></structuredBody></component></ClinicalDocument>"
    if reader in ("fhir", "json", "json_lines"):
        for inner in (b"[" * many, b'{"resourceType": "Bundle", "entry": ' + b'[{"resource": {"resourceType": "Bundle", "entry": ' * 20_000,
                      b'{"resourceType": "DiagnosticReport", "status": ' + b"9" * 100_000 + b"}", b'{"report": "x", "a": 1e99999}',
                      b'[{"report": ' + b'{"report": ' * 20_000, b'{"resourceType": "DiagnosticReport", "id": "\\ud800"}'):  # fmt: skip
            yield inner
        yield json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {"resourceType": "Patient"}}] * 30_000}).encode()
    if reader == "hl7_v2":
        head = b"MSH|^~\\&|a|b|c|d|20260304||ORU^R01|1|P|2.5\r"
        for inner in (b"OBX|1|TX|a||" + b"~" * many, b"OBX|1|FT|a||" + b"\\.br\\" * 80_000, b"OBX|1|FT|a||\\.sp99999999\\x", b"OBX|1|FT|a||\\.in+99999999\\x",
                      b"OBX|1|TX|||x\r" * 60_000, b"OBR|1\r" * 60_000, b"OBX|1|ED|a||^^^Base64^" + b"A" * many, b"|" * many, b"NTE|1||" + b"\\X" * 90_000):  # fmt: skip
            yield head + inner
        yield head * 20_000
        yield b"\x0b" * many
    if reader == "pdf":
        yield from _pdf_bombs()
    if reader == "csv":
        yield b"report\n" + b'"' + b"x" * 3_000_000
        yield b"report" + b"," * many + b"\nx"
        yield b"report\n" + b'""' * many


def _zip_bombs() -> Iterator[bytes]:
    blank = bytes(60_000_000)
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    yield zipped({"[Content_Types].xml": types, "word/document.xml": blank})
    yield zipped({f"word/{n}.xml": b"x" for n in range(20_000)})
    yield zipped({"../../../../tmp/climbed": b"x", "/etc/climbed": b"x", "word/document.xml": b"<x/>"})
    deep = b"<w:p xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>" * 20_000
    yield zipped({"[Content_Types].xml": types, "word/document.xml": deep})


def _pdf_bombs() -> Iterator[bytes]:
    def document(content: bytes, *, filters: bytes = b"/FlateDecode", kids: bytes = b"[3 0 R]", count: bytes = b"1") -> bytes:
        return (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids" + kids + b"/Count " + count
            + b">>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
            b"4 0 obj<</Length %d/Filter[" % len(content) + filters + b"]>>stream\n" + content
            + b"\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
        )  # fmt: skip

    yield document(zlib.compress(b"BT /F 12 Tf (x) Tj ET " * 300_000, 9))
    yield document(zlib.compress(zlib.compress(b" " * 200_000_000, 1), 9), filters=b"/FlateDecode /FlateDecode")
    yield document(zlib.compress(b"q " * 3_000_000, 9))
    yield document(zlib.compress(b"BT /F 1e30 Tf 1e38 0 0 1e38 1e38 1e38 Tm (x) Tj ET"))
    yield document(b"", kids=b"[2 0 R 2 0 R 2 0 R]", count=b"2147483647")
    yield b"%PDF-1.7\n" + b"1 0 obj<<" * 100_000
