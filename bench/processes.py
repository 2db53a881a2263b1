"""Whole processes, measured in turns: what each takes, and the ratio of two of them, as the median over the turns.

On a machine that does other work as well, the processor time is the better measure; it is shown beside the wall-clock time.
"""

import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

KA1 = str(Path(sys.executable).with_name("ka1"))


class Spent(NamedTuple):
    """What one process took."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of all cores together."""
    memory: float
    """Most memory at a time, in MB."""


def run(command: Sequence[str], given: bytes = b"") -> Spent:
    """Run a process to its end. `ka1` ends with 1 where rows have errors, with 3 where a question is left open."""
    start = time.perf_counter()
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet)
    assert process.stdin is not None
    process.stdin.write(given)
    process.stdin.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 1, 3), f"{command} failed"
    scale = 1024 if sys.platform != "darwin" else 1024 * 1024
    return Spent(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / scale)


def in_turns(
    commands: Mapping[str, Sequence[str]], turns: int, before: Callable[[], object] = lambda: None
) -> dict[str, list[Spent]]:
    """Run every command once to warm up, then all in turns; `before` each, something is made ready."""
    spent: dict[str, list[Spent]] = {name: [] for name in commands}
    for turn in range(turns + 1):
        for name, command in commands.items():
            before()
            measured = run(command)
            if turn:
                spent[name].append(measured)
    return spent


def table(spent: Mapping[str, Sequence[Spent]], base: str) -> str:
    """A Markdown table of medians; ratios are those to the base, turn by turn."""
    lines = ["| | seconds | CPU seconds | peak MB | ratio, wall | ratio, CPU |", "|---|--:|--:|--:|--:|--:|"]
    for name, turns in spent.items():
        wall, cpu, memory = (statistics.median(values) for values in zip(*turns, strict=True))
        ratios = [
            statistics.median(own[measure] / other[measure] for own, other in zip(turns, spent[base], strict=True))
            for measure in range(2)
        ]
        lines.append(f"| {name} | {wall:.2f} | {cpu:.2f} | {memory:,.0f} | {ratios[0]:.2f} | {ratios[1]:.2f} |")
    return "\n".join(lines)


def machine(*packages: str) -> str:
    """What is measured on what."""
    memory = resource.getpagesize() * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = "".join(f", {package} {version(package)}" for package in packages)
    return (
        f"{date.today()}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.machine()} {platform.system()}, "
        f"Python {platform.python_version()}{versions}, load before: {os.getloadavg()[0]:.1f}"
    )
