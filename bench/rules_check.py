"""`ka1 rules check` on the shipped rules and on synthetic ones: whole processes, seconds and peak memory.

    python -m bench.rules_check [SEEDS]

The synthetic rule sets have 40 facts, 300 criteria of one to nine tests each, 40 routes of up to ten criteria that
share facts at random, implications, recommendations and ways on, in two calls. They must take under ten seconds and 500 MB,
and the shipped rules under one second.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FACTS, CRITERIA, ROUTES = 40, 300, 40
TYPES = ("yes-no", "choice", "number", "number", "yes-no")


def rule_file(seed: int) -> dict[str, Any]:
    """A synthetic rule file."""
    chance = random.Random(seed)
    facts = {f"f{i}": _fact(i) for i in range(FACTS)}
    for i in range(0, FACTS, 10):
        entry = {"when": "yes", "then": {f"f{i + 1}": ["a", "b"]}, "because": "So it is."}
        facts[f"f{i}"]["implies"] = [entry]
    routes = {f"r{i}": _route(chance, i) for i in range(ROUTES)}
    return {
        "ka1": 1,
        "id": "synthetic",
        "title": "Synthetic",
        "version": "1",
        "language": "en",
        "as_of": "2026-01-01",
        "calls": [2025, 2026],
        "sources": {"s": {"title": "S", "publisher": "P", "year": "2026", "confidence": "official"}},
        "panels": {"p": "P"},
        "facts": facts,
        "criteria": {f"c{i}": _criterion(chance) for i in range(CRITERIA)},
        "kinds": {"k": "K"},
        "routes": routes,
    }


def _fact(number: int) -> dict[str, Any]:
    kind = TYPES[number % len(TYPES)]
    asks = "chosen" if number % 4 == 3 else "given"
    fact: dict[str, Any] = {"asks": asks, "type": kind, "panel": "p", "title": f"fact {number}", "question": "What?"}
    return fact | ({"values": ["a", "b", "c", "d"]} if kind == "choice" else {})


def _criterion(chance: random.Random) -> dict[str, Any]:
    sentences = dict.fromkeys(("title", "met", "unmet", "unknown", "limit"), "Said.")
    way = f"r{chance.randrange(ROUTES)}"
    return {**sentences, "when": _condition(chance, 2), "way_on": [way], "sources": ["s"]}


def _condition(chance: random.Random, depth: int) -> dict[str, Any]:
    if depth == 0 or chance.random() < 0.45:
        return _test(chance, chance.randrange(FACTS))
    parts = [_condition(chance, depth - 1) for _ in range(chance.choice([2, 2, 3]))]
    return {chance.choice(["any", "any", "all"]): parts}


def _test(chance: random.Random, fact: int) -> dict[str, Any]:
    match TYPES[fact % len(TYPES)]:
        case "yes-no":
            return {f"f{fact}": chance.choice(["yes", "no"])}
        case "choice":
            return {f"f{fact}": chance.sample(["a", "b", "c", "d"], chance.choice([1, 2, 3]))}
    low = chance.randrange(1, 20)
    return {f"f{fact}": chance.choice([{"min": low}, {"max": low + 10}, {"min": low, "max": low + 9}])}


def _route(chance: random.Random, number: int) -> dict[str, Any]:
    own = [f"c{i}" for i in range(number, CRITERIA, ROUTES)]
    shared = [f"c{chance.randrange(CRITERIA)}" for _ in range(2)]
    recommend = [{"when": _test(chance, chance.randrange(FACTS)), "because": "It fits."}]
    criteria = list(dict.fromkeys([*own, *shared]))
    return {"kind": "k", "title": "T", "summary": "S", "criteria": criteria, "recommend": recommend}


def measured(*arguments: str) -> tuple[float, float, int, str]:
    """Seconds, seconds of processor time, exit code and last line of `ka1 rules check`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    command = [sys.executable, "-m", "ka1cli", "rules", "check", "-q", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, worked, done.returncode, (done.stdout or done.stderr).splitlines()[-1]


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(f"{'rules':<12} {'seconds':>8} {'processor':>10} {'exit':>5}  result")
    seconds, worked, code, line = measured()
    print(f"{'shipped':<12} {seconds:8.2f} {worked:10.2f} {code:5}  {line}")
    for seed in range(seeds):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "synthetic.yaml"
            path.write_text(json.dumps(rule_file(seed), indent=1), encoding="utf-8")
            seconds, worked, code, line = measured(str(path))
        print(f"{f'seed {seed}':<12} {seconds:8.2f} {worked:10.2f} {code:5}  {line.partition(': ')[2]}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory of one process: {peak:.0f} MB")


if __name__ == "__main__":
    main()
