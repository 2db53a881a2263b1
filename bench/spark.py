"""`ka1 batch` on Spark with workers of its own: memory of the driver by rows, one worker against two.

    python -m bench.spark [--rows 1000000 10000000] [--workers 1 2]

Each worker is a process with one core. The driver has 512 MB: what it may not keep would not fit. Its heap is what is
in use after Java has cleaned up at the end; its memory is the most that the process took.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.tables import make

DRIVER = "512m"
WORKER = 1024
"""Megabytes of each worker."""
COLUMNS = ("workers", "rows", "seconds", "CPU seconds", "driver MB", "driver heap MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--workers", type=int, nargs="+", default=[2])
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(screened(arguments.one, arguments.workers[0])))
        return
    print("| " + " | ".join(COLUMNS) + " |\n|" + "--:|" * len(COLUMNS))
    for rows in arguments.rows:
        with tempfile.TemporaryDirectory() as folder:
            table = str(Path(folder, "table.csv"))
            make("skew", rows, table)
            for workers in arguments.workers:
                found = in_a_process(table, workers, Path(folder))
                print(
                    f"| {workers} | {rows:,} | " + " | ".join(f"{value:,.0f}" for value in found.values()) + " |",
                    flush=True,
                )


def in_a_process(table: str, workers: int, folder: Path) -> dict[str, float]:
    """One screening in a process of its own, on a cluster of its own."""
    import pyspark

    installed, home = Path(pyspark.__file__).parent, folder / f"spark-{workers}"
    home.mkdir()
    for name in ("bin", "jars"):
        (home / name).symlink_to(installed / name)
    settings = "--conf spark.scheduler.minRegisteredResourcesRatio=1.0"
    env = {
        **os.environ,
        "SPARK_HOME": str(home),
        "MASTER": f"local-cluster[{workers},1,{WORKER}]",
        "PYSPARK_SUBMIT_ARGS": f"--driver-memory {DRIVER} {settings} pyspark-shell",
    }
    command = [sys.executable, "-m", "bench.spark", "--one", table, "--workers", str(workers)]
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def screened(table: str, workers: int) -> dict[str, float]:
    """What one screening takes."""
    from ka1cli import load_rules
    from ka1cli.batch.request import Request
    from ka1cli.batch.spark.screen import screen_on_spark
    from ka1cli.batch.spark.session import spark_session
    from ka1cli.shipped import shipped_rules

    rules = load_rules(shipped_rules()).at()
    result = f"{table}.{workers}.screened/"
    with spark_session() as spark:
        spark.range(workers).count()
        started, before = time.monotonic(), cpu_seconds()
        screen_on_spark(spark, rules, table, result, Request())
        seconds, cpu = time.monotonic() - started, cpu_seconds() - before
        java = spark.sparkContext._jvm.java.lang  # noqa: SLF001 - the driver itself
        driver = int(java.ProcessHandle.current().pid())
        status = Path(f"/proc/{driver}/status").read_text()
        peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
        heap = heap_after_cleaning(java) / 2**20
    subprocess.run(["rm", "-r", result], check=True)
    return {"seconds": seconds, "cpu": cpu, "peak": peak, "heap": heap}


def cpu_seconds() -> float:
    """The processor time of all processes below this one, ended or not."""
    processes = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        processes[int(stat.parent.name)] = (int(fields[1]), sum(map(int, fields[11:15])))
    below, found = {os.getpid()}, 0
    while new := {process for process, (parent, _) in processes.items() if parent in below} - below:
        below |= new
    for process in below:
        found += processes[process][1] if process in processes else 0
    return found / os.sysconf("SC_CLK_TCK")


def heap_after_cleaning(java: Any) -> int:
    """The bytes in use on the driver's heap after a full cleaning."""
    java.System.gc()
    return int(java.Runtime.getRuntime().totalMemory() - java.Runtime.getRuntime().freeMemory())


if __name__ == "__main__":
    main()
