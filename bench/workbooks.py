"""A workbook in, a workbook out: `ka1 batch` against what the libraries take alone to read the table and write the result.

python -m bench.workbooks [ROWS]
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = 100_000
RIVAL = """
import sys
from python_calamine import CalamineWorkbook
import xlsxwriter
source, target, table = sys.argv[1:]
for _ in CalamineWorkbook.from_path(table).get_sheet_by_index(0).iter_rows():
    pass
book = xlsxwriter.Workbook(target, {"constant_memory": True})
page = book.add_worksheet()
for line, row in enumerate(CalamineWorkbook.from_path(source).get_sheet_by_index(0).iter_rows()):
    for column, value in enumerate(row):
        if value != "":
            page.write(line, column, value)
book.close()
"""


def table(file: Path, rows: int) -> None:
    """A workbook with 11 columns, five of them answers."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(file), {"constant_memory": True})
    page = book.add_worksheet("Organisations")
    names = ("name", "country", "organisation type", "accredited", "first time", "years in field", *"abcde")
    for column, name in enumerate(names):
        page.write(0, column, name)
    for line in range(1, rows + 1):
        answers = (("DE", "FR", "GR")[line % 3], ("vet-provider", "employer")[line % 2], "no", ("yes", "no")[line % 2])
        values = (f"Organisation {line}", *answers, line % 7, f"{line:05}", "Some street 5", line / 7, "x", True)
        for column, value in enumerate(values):
            page.write(line, column, value)
    book.close()


def timed(*command: str) -> float:
    """The seconds of processor time that a command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(rows: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as directory:
        source, target, copy = (Path(directory) / f"{name}.xlsx" for name in ("source", "target", "copy"))
        table(source, rows)
        start = time.monotonic()
        own = timed(sys.executable, "-m", "ka1cli", "batch", str(source), "-o", str(target), "-q")
        print(f"ka1 batch, {rows:,} rows: {own:.1f} s of processor time, {time.monotonic() - start:.1f} s")
        # Reads the result once more than it has to: what that takes is measured and taken off.
        script = Path(directory) / "rival.py"
        script.write_text(RIVAL)
        reading = Path(directory) / "reading.py"
        reading.write_text(
            "import sys\nfrom python_calamine import CalamineWorkbook\n"
            "for _ in CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).iter_rows(): pass\n"
        )
        both = timed(sys.executable, str(script), str(target), str(copy), str(source))
        libraries = both - timed(sys.executable, str(reading), str(target))
        print(f"the libraries alone: {libraries:.1f} s; ratio {own / libraries:.2f}")
        print(f"most memory of any process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
