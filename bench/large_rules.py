"""Rule sets larger than any that a person writes: how long `check`, `ask` to its first question and `rules check` take.

    python -m bench.large_rules [--seeds 3 4 5]

Whole processes: processor time, which other work on the machine hardly changes, and memory. The yardstick is the same
command on the shipped rules, measured in turn.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.generated_rules import look_up_table, many_options

KA1 = str(Path(sys.executable).with_name("ka1"))
COMMANDS = {
    "check": (["check", "-q"], b""),
    "ask": (["ask", "-"], b"quit\n"),
    "rules check": (["rules", "check", "-q"], b""),
}


def measured(command: list[str], given: bytes) -> tuple[float, float]:
    """Seconds of processor time and MB of one run."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert process.stdin is not None
    process.stdin.write(given)
    process.stdin.close()
    _, _, usage = os.wait4(process.pid, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[3, 7, 11])
    print("| rules | seed | command | CPU s | MB | times the shipped rules |")
    print("| --- | ---: | --- | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "rules.yaml")
        for seed in parser.parse_args().seeds:
            for name, text in {"a look-up table": look_up_table(seed), "150 options": many_options(seed)}.items():
                file.write_text(text, encoding="utf-8")
                for command, (words, given) in COMMANDS.items():
                    base, _ = measured([KA1, *words], given)
                    seconds, size = measured([KA1, *words, "--rules", str(file)], given)
                    print(f"| {name} | {seed} | `{command}` | {seconds:.2f} | {size:.0f} | {seconds / base:.1f} |")


if __name__ == "__main__":
    main()
