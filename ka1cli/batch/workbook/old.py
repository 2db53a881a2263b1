"""Cells of old workbooks (.xls) that show an error: the library that reads them takes these for empty ones.

A compound file holds the stream `Workbook`, in sectors that a table chains; the stream is a sequence of records.
"""

import struct
from collections.abc import Iterator

from ka1cli.batch.workbook.inspection import Refused

SHEET, PASSWORD, START, END, ERROR, FORMULA = 0x85, 0x2F, 0x809, 0x0A, 0x205, 0x06
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}

Errors = dict[tuple[int, int], str]
"""The texts of the cells that show an error, by row and column from 0."""


def errors_in(content: bytes) -> dict[str, Errors]:
    """The errors in the sheets of an old workbook, by the name of the sheet. Raises `Refused` for a protected one."""
    try:
        stream = _stream(content)
        return {name: dict(_errors(stream, start)) for name, start in _sheets(stream)}
    except (struct.error, IndexError, UnicodeDecodeError):
        raise Refused("it is damaged", "save the workbook again, or save the table as .xlsx") from None


def _stream(content: bytes) -> bytes:
    """The stream `Workbook`, or `Book` as older programs call it."""
    size = 1 << _word(content, 30)

    def sector(number: int) -> bytes:
        return content[(number + 1) * size : (number + 2) * size]

    tables = [number for (number,) in struct.iter_unpack("<I", content[76:512]) if number < 0xFFFFFFFA]
    more = _long(content, 68)
    while more < 0xFFFFFFFA and len(tables) * size < len(content):
        *numbers, more = struct.unpack(f"<{size // 4}I", sector(more))
        tables += [number for number in numbers if number < 0xFFFFFFFA]
    following = [number for table in tables for (number,) in struct.iter_unpack("<I", sector(table))]

    def chain(number: int) -> bytes:
        parts: list[bytes] = []
        while number < 0xFFFFFFFA and len(parts) * size <= len(content):
            parts.append(sector(number))
            number = following[number]
        return b"".join(parts)

    directory = chain(_long(content, 48))
    for start in range(0, len(directory), 128):
        entry = directory[start : start + 128]
        name = entry[: max(_word(entry, 64) - 2, 0)].decode("utf-16-le")
        if name.lower() in ("workbook", "book"):
            return chain(_long(entry, 116))[: _long(entry, 120)]
    return b""


def _records(stream: bytes, place: int) -> Iterator[tuple[int, int]]:
    """The kind of each record from a place on, and where its content begins."""
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield kind, place + 4
        place += 4 + length


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    """The name of each sheet, and where it begins."""
    for kind, place in _records(stream, 0):
        if kind == PASSWORD:
            raise Refused("it is protected by a password", "save it without a password and try again")
        if kind == SHEET:
            letters, is_wide = stream[place + 6], stream[place + 7] & 1
            name = stream[place + 8 : place + 8 + letters * (1 + is_wide)]
            yield name.decode("utf-16-le" if is_wide else "latin-1"), _long(stream, place)
        if kind == END:
            return


def _errors(stream: bytes, start: int) -> Iterator[tuple[tuple[int, int], str]]:
    depth = 0
    for kind, place in _records(stream, start):
        depth += (kind == START) - (kind == END)
        if depth == 0:
            return
        code = None
        if kind == ERROR and stream[place + 7]:
            code = stream[place + 6]
        elif kind == FORMULA and stream[place + 12 : place + 14] == b"\xff\xff" and stream[place + 6] == 2:
            code = stream[place + 8]
        if code is not None:
            yield struct.unpack_from("<HH", stream, place), ERRORS.get(code, "#ERROR!")


def _word(content: bytes, place: int) -> int:
    return int(struct.unpack_from("<H", content, place)[0])


def _long(content: bytes, place: int) -> int:
    return int(struct.unpack_from("<I", content, place)[0])
