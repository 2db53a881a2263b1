"""One decision in process, and the loading of a large rule file.

python -m bench.in_process
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from ka1cli import decide, load_rules
from ka1cli.decision.loading import parse_rules

RULES = Path(__file__).parent.parent / "rules.yaml"
PROFILE = {
    "accredited": "no",
    "first_time": "yes",
    "country": "CY",
    "organisation_type": "vet-provider",
    "project_months": "12",
}


def median_microseconds(work: Callable[[], object], rounds: int, repeat: int) -> float:
    """The median over rounds of the mean time of one call."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(repeat):
            work()
        times.append((time.perf_counter() - start) / repeat * 1e6)
    return statistics.median(times)


def large_rules(criteria: int) -> str:
    """A rule file of so many criteria over forty facts, a route for every ten of them."""
    facts = [
        f"  f{n}: {{asks: {'chosen' if n % 4 == 0 else 'given'}, type: {'number' if n % 3 == 0 else 'yes-no'}, "
        f"panel: p, title: fact {n}, question: Question {n}?}}"
        for n in range(40)
    ]
    conditions = []
    for n in range(criteria):
        a, b = n % 40, (n * 7 + 1) % 40
        tests = [f"f{fact}: {{min: {n % 9 + 1}}}" if fact % 3 == 0 else f"f{fact}: yes" for fact in {a, b}]
        conditions.append(
            f"  c{n}: {{title: Criterion {n}, when: {{any: [{', '.join(f'{{{test}}}' for test in tests)}]}}, met: It is met., "
            f"unmet: It is not met., unknown: It depends., limit: Keep to it., sources: [s]}}"
        )
    routes = [
        f"  r{n}: {{kind: k, title: Route {n}, summary: A route., criteria: [{', '.join(f'c{c}' for c in range(n * 10, n * 10 + 10))}]}}"
        for n in range(criteria // 10)
    ]
    head = (
        'ka1: 1\nid: large\ntitle: Large\nversion: "1"\nlanguage: en\nas_of: 2026-01-01\n'
        "sources: {s: {title: S, publisher: P, confidence: official}}\npanels: {p: Panel}\nkinds: {k: Kind}\n"
    )
    return head + "\n".join(["facts:", *facts, "criteria:", *conditions, "routes:", *routes]) + "\n"


def main() -> None:
    rules = load_rules(RULES)
    on = date(2026, 1, 15)
    start = time.perf_counter()
    decide(rules, PROFILE, on=on)
    first = (time.perf_counter() - start) * 1e6
    after = median_microseconds(lambda: decide(rules, PROFILE, on=on), 15, 2000)
    text = large_rules(400)
    loading = median_microseconds(lambda: parse_rules(text), 9, 1) / 1000
    shipped = median_microseconds(lambda: load_rules(RULES), 9, 1) / 1000
    print(f"Python {sys.version.split()[0]}")
    print(f"decide, explained: {after:.1f} microseconds, the first {first:.0f}")
    print(f"load 400 criteria ({len(text) // 1024} KiB): {loading:.0f} ms; the shipped rules: {shipped:.0f} ms")


if __name__ == "__main__":
    main()
