"""`ka1 batch` side by side with other ways to screen a table, and with itself on other tables and rules.

    python -m bench.batch WHAT [--rows 1000000] [--runs 3]

copy      verdicts and reasons of every route, CSV to CSV, against DuckDB copying the result
rivals    the same against queries, frames, loops and engines by hand, which find the verdicts only
tables    answers as in real lists, all as likely, none, every row its own case
wrong     every cell a different text that cannot be read, against the same rows without an answer (a tenth of the rows)
six       six rows, against `ka1 check`
growth    a tenth of the rows, all, and ten times as many
routes    every route ten times (a tenth of the rows)
large     60 facts, 500 criteria, 150 options, every row its own case (a tenth of the rows), by three generated rule sets

Whole processes, in turns, on a warm disk cache; see `bench/processes.py`.
"""

import argparse
import csv
import sys
import tempfile
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from bench.generated_rules import many_options, many_options_table
from bench.many_routes import many_routes
from bench.processes import KA1, in_turns, machine, run, table
from bench.rivals import ROUTES
from bench.tables import make

RIVALS = {
    "duckdb_query": "DuckDB, a query by hand, verdicts only",
    "polars_frame": "Polars, a lazy frame by hand, verdicts only",
    "plain_loop": "Python, a loop by hand, verdicts only (a tenth of the rows)",
    "zen_engine_batch": "zen-engine, verdicts only (a tenth of the rows)",
    "rule_engine_loop": "rule-engine, verdicts only (a tenth of the rows)",
}
COPY = "import sys, duckdb; duckdb.execute(sys.argv[1])"
OURS = "ka1 batch"


class Bench:
    """Everything that one comparison needs, in one folder."""

    def __init__(self, folder: Path, rows: int, runs: int) -> None:
        self.folder, self.rows, self.runs = folder, rows, runs

    def copy(self) -> str:
        self._screen(self.table("skew", self.rows))
        result = self._output.rename(self.folder / "result.csv")
        commands = {OURS: self.batch(self.table("skew", self.rows)), "DuckDB copying the result": self._copy(result)}
        return self._compared(commands, "DuckDB copying the result")

    def rivals(self) -> str:
        full, part = self.table("skew", self.rows), self.table("skew", self.rows // 10)
        commands = {OURS: self.batch(full), f"{OURS}, a tenth of the rows": self.batch(part)}
        self._screen(part)
        expected = _verdicts(self._output)
        for name, title in RIVALS.items():
            target = self.folder / "rival.csv"
            run([sys.executable, "-m", f"bench.rivals.{name}", str(part), str(target)])
            assert _verdicts(target) == expected, f"{name} comes to other verdicts"
            source = part if "a tenth" in title else full
            commands[title] = [sys.executable, "-m", f"bench.rivals.{name}", str(source), str(target)]
        return self._compared(commands, OURS)

    def tables(self) -> str:
        kinds = {
            "as real lists look": "skew",
            "all answers as likely": "uniform",
            "no cell answered": "empty",
            "15 fact columns, as real lists look": "skew-own",
            "15 fact columns, every row its own case": "own",
        }
        commands = {title: self.batch(self.table(kind, self.rows)) for title, kind in kinds.items()}
        return self._compared(commands, "as real lists look")

    def wrong(self) -> str:
        kinds = {"no cell answered": "empty", "all cells wrong, each otherwise": "wrong"}
        commands = {title: self.batch(self.table(kind, self.rows // 10)) for title, kind in kinds.items()}
        return self._compared(commands, "no cell answered")

    def six(self) -> str:
        check = [KA1, "check", "-q", "--accredited", "no", "--first-time", "yes"]
        return self._compared({"ka1 check": check, "six rows": self.batch(self.table("skew", 6))}, "ka1 check")

    def growth(self) -> str:
        sizes = (self.rows // 10, self.rows, self.rows * 10)
        return self._compared(
            {f"{rows:,} rows": self.batch(self.table("skew", rows)) for rows in sizes}, f"{self.rows:,} rows"
        )

    def routes(self) -> str:
        rules = self.folder / "many.yaml"
        rules.write_text(many_routes(10), encoding="utf-8")
        few, many = f"{len(ROUTES)} routes", f"{10 * len(ROUTES)} routes"
        source = self.table("skew", self.rows // 10)
        return self._compared({few: self.batch(source), many: self.batch(source, "--rules", str(rules))}, few)

    def large(self) -> str:
        commands = {}
        for seed in (3, 7, 11):
            rules, source = self.folder / f"large{seed}.yaml", self.folder / f"large{seed}.csv"
            rules.write_text(many_options(seed), encoding="utf-8")
            many_options_table(seed, self.rows // 10, source)
            commands[f"seed {seed}"] = self.batch(source, "--rules", str(rules))
        return self._compared(commands, "seed 7")

    def table(self, kind: str, rows: int) -> Path:
        """A generated table, made once."""
        path = self.folder / f"{kind}-{rows}.csv"
        if not path.exists():
            make(kind, rows, str(path))
        return path

    def batch(self, source: Path, *more: str) -> list[str]:
        """The command that screens a table."""
        return [KA1, "batch", str(source), "-q", "-o", str(self._output), *more]

    @property
    def _output(self) -> Path:
        return self.folder / "ours.csv"

    def _screen(self, source: Path) -> None:
        run(self.batch(source))

    def _compared(self, commands: dict[str, list[str]], base: str) -> str:
        def clear() -> None:
            # To write over a file takes time as well.
            for output in ("ours.csv", "copy.csv", "rival.csv"):
                (self.folder / output).unlink(missing_ok=True)

        return table(in_turns(commands, self.runs, clear), base)

    def _copy(self, result: Path) -> list[str]:
        with result.open(newline="", encoding="utf-8") as file:
            names = next(csv.reader(file))
        columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
        source = f"read_csv('{result}', auto_detect=false, header=true, delim=',', quote='\"', escape='\"', columns={{{columns}}})"
        statement = f"COPY (FROM {source}) TO '{self.folder / 'copy.csv'}' (FORMAT csv, HEADER)"
        return [sys.executable, "-c", COPY, statement]


def _verdicts(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return [[row[route] for route in ROUTES] for row in islice(csv.DictReader(file), 20_000)]


WHAT: dict[str, Callable[[Bench], str]] = {
    "copy": Bench.copy,
    "rivals": Bench.rivals,
    "tables": Bench.tables,
    "wrong": Bench.wrong,
    "six": Bench.six,
    "growth": Bench.growth,
    "routes": Bench.routes,
    "large": Bench.large,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=WHAT)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(f"{machine('duckdb')}\n\n{WHAT[chosen.what](Bench(Path(folder), chosen.rows, chosen.runs))}")


if __name__ == "__main__":
    main()
