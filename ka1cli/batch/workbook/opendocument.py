"""Errors in OpenDocument workbooks: the library that reads them would take these for empty cells or zeros."""

import re
import zipfile
from pathlib import Path

CONTENT = "content.xml"
_CELL = re.compile(rb"""<table:table-cell\b[^<>]*>""")
_ERROR = b'calcext:value-type="error"'
_VALUE = re.compile(rb"""\s(?:office:(?:string-)?value|office:value-type|calcext:value-type)="[^"]*\"""")


def with_errors_as_texts(path: Path, folder: Path) -> Path:
    """The workbook, or a copy of it in which every cell with an error holds the text that it shows."""
    with zipfile.ZipFile(path) as book:
        content = book.read(CONTENT)
        if _ERROR not in content:
            return path
        copy = folder / "errors.ods"
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as target:
            for part in book.namelist():
                target.writestr(part, _CELL.sub(_as_text, content) if part == CONTENT else book.read(part))
        return copy


def _as_text(cell: re.Match[bytes]) -> bytes:
    if _ERROR not in cell[0]:
        return cell[0]
    is_empty = cell[0].endswith(b"/>")
    plain = _VALUE.sub(b"", cell[0].rstrip(b"/>"))
    return plain + b' office:value-type="string"' + (b"/>" if is_empty else b">")
