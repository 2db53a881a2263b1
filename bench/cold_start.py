"""Whole-process time of `ka1 check` against a two-command Typer program that prints one line; pairs, medians.

python -m bench.cold_start [--runs 40]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TWO_COMMANDS = """
import typer

app = typer.Typer()


@app.command()
def hello(name: str = "world"):
    print("hello " + name)


@app.command()
def bye():
    print("bye")


app()
"""
CHECK = ["check", "--accredited", "no", "--first-time", "yes"]


def seconds(command: list[str]) -> float:
    """The wall-clock time of one run."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    runs = parser.parse_args().runs
    ka1 = str(Path(sys.executable).with_name("ka1"))
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder, "two_commands.py")
        program.write_text(TWO_COMMANDS, encoding="utf-8")
        base = [sys.executable, str(program), "hello"]
        compared = {
            "ka1 check (text)": [ka1, *CHECK],
            "ka1 check --format json": [ka1, *CHECK, "--format", "json"],
            "ka1 --version": [ka1, "--version"],
            "ka1 check --help": [ka1, "check", "--help"],
            "an empty interpreter": [sys.executable, "-c", ""],
        }
        print(
            f"{runs} pairs each, Python {sys.version.split()[0]}, {os.cpu_count()} cores; base: two-command Typer program"
        )
        for name, command in compared.items():
            seconds(base), seconds(command)
            pairs = [(seconds(command), seconds(base)) for _ in range(runs)]
            ratio = statistics.median(a / b for a, b in pairs)
            ours, theirs = (statistics.median(times) * 1000 for times in zip(*pairs, strict=True))
            print(f"{name:<26} {ratio:5.2f} times the base ({ours:.0f} ms, base {theirs:.0f} ms)")


if __name__ == "__main__":
    main()
