"""Workbooks that do harm, made byte by byte."""

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import openpyxl

SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"


def workbook(path: Path, rows: list[list[object]], title: str = "Sheet1") -> Path:
    """A workbook with one sheet, as another library writes it."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def with_part(path: Path, name: str, content: bytes | str) -> Path:
    """A plain workbook in which one part is another."""
    plain = BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["country"])
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return path


def bomb(path: Path, name: str, size: int, said: int | None = None) -> Path:
    """A workbook of which one part unpacks to so many bytes, whatever it says about that."""
    block = zlib.compressobj(9, zlib.DEFLATED, -15)
    megabytes = 64
    piece = block.compress(b" " * (megabytes << 20)) + block.flush(zlib.Z_FULL_FLUSH)
    end = block.flush()
    packed = piece * (size // (megabytes << 20)) + end
    with_part(path, name, "")
    with zipfile.ZipFile(path) as old:
        parts = {part: old.read(part) for part in old.namelist() if part != name}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part, content in parts.items():
            new.writestr(part, content)
    # One more entry by hand: the library would unpack and count what it writes.
    content = path.read_bytes()
    directory = content.rindex(b"PK\x05\x06")
    start, count = struct.unpack("<I", content[directory + 16 : directory + 20])[0], len(parts)
    told = min(said if said is not None else size, 0xFFFFFFFE)
    fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, 0, len(packed), told, len(name), 0)
    local = b"PK\x03\x04" + fields + name.encode() + packed
    entries = content[start:directory]
    entries += b"PK\x01\x02" + b"\x14\x00" + fields + struct.pack("<HHHII", 0, 0, 0, 0, start) + name.encode()
    end_record = b"PK\x05\x06" + struct.pack(
        "<HHHHIIH", 0, 0, count + 1, count + 1, len(entries), start + len(local), 0
    )
    path.write_bytes(content[:start] + local + entries + end_record)
    return path
