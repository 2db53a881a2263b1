"""Rule sets larger than any that a person writes: how long `check`, `ask` to its first question and `rules check` take.

    python -m bench.large_rules [--seeds 3 4 5]

Whole processes: processor time, which other work on the machine hardly changes, and memory. The yardstick is the same
command on the shipped rules, measured in turn.
"""

import argparse
import tempfile
from pathlib import Path

from bench.generated_rules import look_up_table, many_options
from bench.processes import KA1, run

COMMANDS = {
    "check": (["check", "-q"], b""),
    "ask": (["ask", "-"], b"quit\n"),
    "rules check": (["rules", "check", "-q"], b""),
}


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
                    base = run([KA1, *words], given)
                    own = run([KA1, *words, "--rules", str(file)], given)
                    times = own.cpu / base.cpu
                    print(
                        f"| {name} | {seed} | `{command}` | {own.cpu:.2f} | {own.memory:.0f} | {times:.1f} |",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
