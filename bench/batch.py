"""`ka1 batch` side by side with other ways to screen the same table; writes `bench/results.md`.

    python -m bench.batch [--rows 1000000] [--runs 3] [--scale] [--results bench/results.md]

Whole processes, in turns, CSV to CSV on a warm disk cache. The ratio of two processes is the median over the turns. On a
machine that does other work as well, the processor time is the better measure; it is shown beside the wall-clock time.
`--scale` adds a tenth and ten times the rows, and the peak memory of each.
"""

import argparse
import csv
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from bench.many_routes import many_routes
from bench.rivals import ROUTES
from bench.tables import make

KA1 = str(Path(sys.executable).with_name("ka1"))
COPY = "import sys, duckdb; duckdb.execute(sys.argv[1])"
RIVALS = {
    "duckdb_query": "DuckDB, a query by hand, verdicts only",
    "polars_frame": "Polars, a lazy frame by hand, verdicts only",
    "plain_loop": "Python, a loop by hand, verdicts only",
    "zen_engine_batch": "zen-engine, verdicts only",
    "rule_engine_loop": "rule-engine, verdicts only",
}
OUTPUTS = ("ours.csv", "copy.csv", "rival.csv")
SLOW = ("plain_loop", "zen_engine_batch", "rule_engine_loop")
"""These screen a tenth of the rows."""


class Spent(NamedTuple):
    """What one process took."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of all cores together."""
    memory: int
    """Most memory at a time, in MB."""


class Compared(NamedTuple):
    """One line of a table of results."""

    what: str
    rows: int
    spent: Spent
    ratios: tuple[float, float] | None
    """Our wall-clock and processor time per row, divided by those of this line."""


def run(command: Sequence[str]) -> Spent:
    """Run a process to its end; exit code 1 tells of rows with errors."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 1), f"{command} failed"
    scale = 1024 if sys.platform != "darwin" else 1024 * 1024
    return Spent(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss // scale)


def median(every: Sequence[Spent]) -> Spent:
    """The median of each measure."""
    return Spent(*(statistics.median(values) for values in zip(*every, strict=True)))


class Bench:
    """Everything that one comparison needs, in one folder."""

    def __init__(self, folder: Path, rows: int, runs: int) -> None:
        self.folder, self.rows, self.runs = folder, rows, runs

    def table(self, kind: str, rows: int) -> Path:
        """A generated table, made once."""
        path = self.folder / f"{kind}-{rows}.csv"
        if not path.exists():
            make(kind, rows, str(path))
        return path

    def batch(self, table: Path, *more: str) -> list[str]:
        """The command that screens a table."""
        return [KA1, "batch", str(table), "-q", "-o", str(self.folder / "ours.csv"), *more]

    def in_turns(self, commands: dict[str, list[str]]) -> dict[str, list[Spent]]:
        """Run every command once to warm up, then all in turns, each to a new file: to write over one takes time as well."""
        spent: dict[str, list[Spent]] = {name: [] for name in commands}
        for turn in range(self.runs + 1):
            for name, command in commands.items():
                for output in OUTPUTS:
                    (self.folder / output).unlink(missing_ok=True)
                one = run(command)
                if turn:
                    spent[name].append(one)
        return spent

    def others(self) -> list[Compared]:
        """Ours, the copy of our result, and the rivals."""
        full, part = self.table("skew", self.rows), self.table("skew", self.rows // 10)
        self._check_verdicts(part)
        run(self.batch(full))
        result = self.folder / "ours.csv"
        commands = {"ours": self.batch(full), "copy": self._copy(result.rename(self.folder / "result.csv"))}
        for name in RIVALS:
            source = part if name in SLOW else full
            commands[name] = [sys.executable, "-m", f"bench.rivals.{name}", str(source), str(self.folder / "rival.csv")]
        spent = self.in_turns(commands)
        names = {"ours": "ka1 batch, verdicts and reasons", "copy": "DuckDB copying our result", **RIVALS}
        return [
            self._compared(names[name], one, spent["ours"], self.rows // 10 if name in SLOW else self.rows)
            for name, one in spent.items()
        ]

    def tables(self) -> list[Compared]:
        """The same command on tables of other kinds, and with ten times the routes."""
        kinds = ("skew", "uniform", "empty", "wrong", "skew-own", "own")
        fewer = self.rows // 10
        commands = {kind: self.batch(self.table(kind, fewer if kind == "wrong" else self.rows)) for kind in kinds}
        run(commands["wrong"])
        commands["wrong copy"] = self._copy((self.folder / "ours.csv").rename(self.folder / "wrong-result.csv"))
        rules = self.folder / "many.yaml"
        rules.write_text(many_routes(10), encoding="utf-8")
        commands["routes"] = self.batch(self.table("skew", fewer))
        commands["many routes"] = self.batch(self.table("skew", fewer), "--rules", str(rules))
        spent = self.in_turns(commands)
        told = {
            "skew": ("as real lists look", "skew"),
            "uniform": ("all answers as likely", "skew"),
            "empty": ("no cell answered", "skew"),
            "wrong": (f"{fewer:,} rows, all cells wrong, each otherwise", "routes"),
            "wrong copy": ("DuckDB copying the result of all cells wrong", "wrong"),
            "skew-own": ("15 fact columns, as real lists look", "skew-own"),
            "own": ("15 fact columns, every row its own case", "skew-own"),
            "routes": (f"{fewer:,} rows, {len(ROUTES)} routes", "routes"),
            "many routes": (f"{fewer:,} rows, {10 * len(ROUTES)} routes", "routes"),
        }
        return [
            self._compared(
                told[name][0],
                spent[told[name][1]],
                one,
                fewer if "routes" in name or "wrong" in name else self.rows,
                one,
            )
            for name, one in spent.items()
        ]

    def sizes(self) -> list[Compared]:
        """Growth with the rows."""
        found = []
        for rows in (self.rows // 10, self.rows, self.rows * 10):
            table = self.table("skew", rows)
            found.append(Compared(f"{rows:,} rows", rows, run(self.batch(table)), None))
            if rows > self.rows:
                table.unlink()
        return found

    def _compared(
        self, what: str, theirs: list[Spent], ours: list[Spent], rows: int, shown: list[Spent] | None = None
    ) -> Compared:
        scale = rows / self.rows if shown is None else 1
        wall, cpu = (
            statistics.median(our[measure] * scale / their[measure] for our, their in zip(ours, theirs, strict=True))
            for measure in range(2)
        )
        return Compared(what, rows, median(shown or theirs), (wall, cpu))

    def _copy(self, result: Path) -> list[str]:
        with result.open(newline="", encoding="utf-8") as file:
            names = next(csv.reader(file))
        columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
        source = f"read_csv('{result}', auto_detect=false, header=true, delim=',', quote='\"', escape='\"', columns={{{columns}}})"
        return [
            sys.executable,
            "-c",
            COPY,
            f"COPY (FROM {source}) TO '{self.folder / 'copy.csv'}' (FORMAT csv, HEADER)",
        ]

    def _check_verdicts(self, table: Path) -> None:
        """A rival that comes to other verdicts is no rival."""
        run(self.batch(table))
        ours = _verdicts(self.folder / "ours.csv")
        for name in RIVALS:
            run([sys.executable, "-m", f"bench.rivals.{name}", str(table), str(self.folder / "rival.csv")])
            assert _verdicts(self.folder / "rival.csv") == ours, f"{name} comes to other verdicts"


def _verdicts(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return [[row[route] for route in ROUTES] for row in islice(csv.DictReader(file), 20_000)]


def table_text(lines: Sequence[Compared], ratio: str | None = None) -> str:
    """Results as a Markdown table; `ratio` says what their ratios compare, if they have some."""
    names = ["seconds", "CPU seconds", "rows a second", "peak MB"]
    names += [f"{ratio}, wall", f"{ratio}, CPU"] if ratio else []
    found = [f"| | {' | '.join(names)} |", "|---|" + "--:|" * len(names)]
    for one in lines:
        shown = "".join(f" {value:.2f} |" for value in one.ratios or ())
        spent = one.spent
        found.append(
            f"| {one.what} | {spent.wall:.2f} | {spent.cpu:.2f} | {one.rows / spent.wall:,.0f} | {spent.memory:,.0f} |{shown}"
        )
    return "\n".join(found) + "\n"


def machine() -> str:
    """What was measured on what."""
    packages = ("duckdb", "polars", "zen-engine", "rule-engine")
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    memory = resource.getpagesize() * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{date.today()}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.machine()} {platform.system()}, "
        f"Python {platform.python_version()}, {versions}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--scale", action="store_true")
    parser.add_argument("--results", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), chosen.rows, chosen.runs)
        parts: list[tuple[str, Callable[[], str]]] = [
            ("Against others", lambda: table_text(bench.others(), "ours to this one")),
            ("Tables and rules of other kinds", lambda: table_text(bench.tables(), "this to the plain one")),
        ]
        if chosen.scale:
            parts.append(("Growth", lambda: table_text(bench.sizes())))
        text = f"# ka1 batch, measured\n\n{machine()}. Load before: {os.getloadavg()[0]:.1f}.\n"
        text += f"Tables of {chosen.rows:,} rows with 9 fact columns; medians of {chosen.runs} turns. See `bench/batch.py`.\n"
        for title, measured in parts:
            section = f"\n## {title}\n\n{measured()}"
            print(section, flush=True)
            text += section
    if chosen.results:
        chosen.results.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
