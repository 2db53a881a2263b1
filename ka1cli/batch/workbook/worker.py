"""Reads a workbook in a process of its own: what goes wrong there ends this process and no other.

It is told the file, a folder and the name of one sheet or nothing, and writes one CSV file for each sheet into the
folder: each row with its number in the sheet, the kinds of its cells as letters, and their texts. What it found goes to
standard output as JSON.
"""

import csv
import json
import sys
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from ka1cli.batch.workbook.cells import ERROR, KINDS, TEXT, cell_text
from ka1cli.batch.workbook.inspection import MAX_AREA, Refused, Sheet, check_parts, kind_of, look_at_sheets, too_far
from ka1cli.batch.workbook.old import errors_in
from ka1cli.batch.workbook.opendocument import with_errors_as_texts

MEMORY = 512 << 20
"""What this process may take in any case, in bytes of address space."""
OF_A_PLACE, OF_A_TEXT = 48, 6
"""The bytes that it may take for each place of a sheet and for each byte of text."""
OF_AN_OLD_ONE = 40
"""The same for each byte of a workbook that cannot be looked at before."""
SECONDS = 30
"""The time that it may take in any case, with one more second for each of so many bytes:"""
BYTES_OF_A_SECOND = 100_000


def read_sheets(path: str, folder: Path, wanted: str) -> dict[str, Any]:
    """The sheets of a workbook, each written to a file in the folder. Raises `Refused`."""
    texts = Path(path).stat().st_size
    limit(MEMORY, SECONDS + texts // BYTES_OF_A_SECOND)
    sheets: dict[str, Sheet] = {}
    macros = False
    with Path(path).open("rb") as file:
        kind = kind_of(file)
        if kind == "xls":
            limit(MEMORY + OF_AN_OLD_ONE * texts)
            errors_of = errors_in(Path(path).read_bytes())
            sheets = {name: Sheet(max(MAX_AREA, texts), errors, 0, 0) for name, errors in errors_of.items()}
        else:
            archive = zipfile.ZipFile(file)
            texts, parts = check_parts(archive), {}
            if kind == "xlsx":
                parts = look_at_sheets(archive)
                sheets = {name: parts[part] for name, part in _parts(archive).items() if part in parts}
                macros = "xl/vbaProject.bin" in archive.namelist()
            limit(MEMORY + OF_A_PLACE * sum(sheet.area for sheet in parts.values()) + OF_A_TEXT * texts)
    if kind == "ods":
        path = str(with_errors_as_texts(Path(path), folder))
    anywhere = Sheet(max(MAX_AREA, texts), {}, 0, 0)
    return {**_written(path, folder, wanted, sheets, anywhere), "macros": macros}


def limit(memory: int, seconds: int = 0) -> None:
    """Let this process take so much address space and time and no more, where the system can see to that."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        for kind, amount in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
            _, most = resource.getrlimit(kind)
            if amount:
                resource.setrlimit(kind, (amount, most))


def _written(path: str, folder: Path, wanted: str, sheets: dict[str, Sheet], anywhere: Sheet) -> dict[str, Any]:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError:
        raise Refused("it is protected by a password", "save it without a password and try again") from None
    described = []
    for number, meta in enumerate(book.sheets_metadata):
        is_hidden = meta.visible != calamine.SheetVisibleEnum.Visible
        if meta.typ != calamine.SheetTypeEnum.WorkSheet or (meta.name != wanted if wanted else is_hidden):
            continue
        sheet = sheets.get(meta.name, anywhere)
        target = folder / f"sheet{number}.csv"
        merged = _write(book.get_sheet_by_index(number), sheet, target)
        counts = {"formulas": sheet.formulas, "hidden_rows": sheet.hidden}
        described.append({"name": meta.name, "file": target.name, "merged": merged, **counts})
    return {"sheets": described, "names": book.sheet_names}


def _write(rows: Any, sheet: Sheet, target: Path) -> list[Any]:
    """Write the rows of a sheet; return its ranges of merged cells."""
    left = rows.start[1] if rows.start else 0
    if rows.end and (rows.end[0] + 1) * (rows.end[1] + 1) > max(sheet.area, MAX_AREA):
        raise too_far(rows.end[1] + 1, rows.end[0] + 1)
    errors: dict[int, dict[int, str]] = {}
    for (row, column), text in sheet.errors.items():
        errors.setdefault(row, {})[column] = text
    width = max([rows.end[1] + 1 if rows.end else 0, *(column + 1 for _, column in sheet.errors)])
    with target.open("w", newline="", encoding="utf-8", errors="replace") as file:
        writer = csv.writer(file)
        before = [""] * left
        # Older versions of the library stumble over the rows of a sheet that has none.
        for number, values in enumerate(rows.iter_rows() if rows.end else ()):
            texts = before + [value if value.__class__ is str else cell_text(value) for value in values]
            kinds = TEXT * left + "".join([KINDS[value.__class__] for value in values])
            if len(texts) < width:
                texts, kinds = texts + [""] * (width - len(texts)), kinds.ljust(width, TEXT)
            for column, text in errors.pop(number, {}).items():
                texts[column] = text
                kinds = kinds[:column] + ERROR + kinds[column + 1 :]
            writer.writerow([number + 1, kinds, *texts])
        for number in sorted(errors):
            texts = [errors[number].get(column, "") for column in range(width)]
            writer.writerow([number + 1, "".join(ERROR if text else TEXT for text in texts), *texts])
    return rows.merged_cell_ranges or []


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part in which each sheet stands, by the name of the sheet."""
    from xml.etree import ElementTree as ET

    try:
        relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - see `limit`
        book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    except (KeyError, zipfile.BadZipFile, ET.ParseError):
        return {}
    targets = {
        relation.get("Id"): target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        for relation in relations.iterfind("{*}Relationship")
        if (target := relation.get("Target", ""))
    }
    # The identifier stands in one of two name spaces.
    return {
        sheet.get("name", ""): targets.get(next((v for k, v in sheet.items() if k.endswith("}id")), ""), "")
        for sheet in book.iterfind("{*}sheets/{*}sheet")
    }


def main() -> None:
    """Read the workbook that the command line names."""
    path, folder, wanted = sys.argv[1:]
    try:
        answer: dict[str, Any] = read_sheets(path, Path(folder), wanted)
    except Refused as error:
        answer = {"message": error.message, "help": error.help}
    except BaseException as error:  # noqa: BLE001 - what a library of another language raises is no Exception
        damaged = "it is damaged, or takes more memory than there is reason for"
        answer = {"message": damaged, "help": "save the workbook again, or save the table as CSV", "why": str(error)}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
