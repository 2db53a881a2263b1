"""A pytest plugin that breaks what decides in many places, one at a time, and says which break no test notices.

`tools/mutations` runs it in a copy of the house. mutmut makes the breaks. Its own runner collects the tests anew for each;
here they are collected once, and each break is tried in a process of its own, in which nothing has been loaded or
remembered. Of the tests that reach the broken function, those run first that are quick and have noticed others.
"""

import difflib
import inspect
import json
import os
import random
import resource
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from math import sqrt
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import mutmut.mutation.trampoline
import pytest
from mutmut.mutation.file_mutation import mutate_file_contents

ROOMS = {
    "ka1cli.cases": "constructs diagrams concerns semantics_every_case semantics_properties rules_check_random "
    "rules_diff_random interview_random interview interview_choices questions large_rules language_faults",
    "ka1cli.decision": "windows concerns constructs country check_json within_call python_interface large_rules pages "
    "semantics_every_case semantics_properties rules_scope other_subject adviser questions "
    "language_faults",
    "ka1cli.language.answers": "answers answer_words profiles country windows table_headings other_subject "
    "language_faults",
}
"""The files of tests that try each room."""
PROCESSES = 2
LONGEST = 4.0
"""Tests that take more seconds are left out."""
PATIENCE = 20
"""So many seconds more than twice their time may tests take when something is broken."""
MEMORY = 4 << 30
RUNS = Path("runs").absolute()

BROKEN: dict[str, tuple[FunctionType, dict[str, FunctionType]]] = {}
"""Each function of the rooms, and the broken ones that can take its place."""

Job = tuple[str, float, Callable[[], Any]]
"""A name, the seconds that it should take, and what is done in a process of its own."""


def pytest_configure() -> None:
    mutmut.mutation.trampoline.wrap_in_trampoline = noted
    for room in ROOMS:
        for path in Path(room.replace(".", "/")).glob("*.py"):
            path.write_text(mutate_file_contents(str(path), path.read_text("utf-8")).code, "utf-8")


def noted(broken: dict[str, FunctionType], **_: bool) -> Callable[[FunctionType], FunctionType]:
    """In place of mutmut's decorator, which chooses one of the functions at every call: that is many times slower."""

    def decorator(function: FunctionType) -> FunctionType:
        BROKEN[f"{function.__module__}.{function.__qualname__}"] = function, broken
        return function

    return decorator


def pytest_runtestloop(session: pytest.Session) -> bool:
    tests, seconds = reached(session)
    breaks = [f"{name} {key}" for name in sorted(BROKEN) for key in BROKEN[name][1] if key[-1].isdigit()]
    print(f"\n{len(breaks):,} breaks in {len(BROKEN)} functions, {len(seconds)} tests")
    random.Random(os.environ["SEED"]).shuffle(breaks)
    noticed = Counter[str]()
    ends: dict[str, str] = {}

    def jobs() -> Iterator[Job]:
        for name in breaks[: int(os.environ["BREAKS"])]:
            own = sorted(
                tests[name.split()[0]], key=lambda test: seconds[test.nodeid] / (1 + 20 * noticed[test.nodeid])
            )
            yield name, sum(seconds[test.nodeid] for test in own), partial(broken, session, name, own)

    for name, code, failed in processes(session, jobs()):
        ends[name] = "died" if code > 0 else "endless" if code else "noticed" if failed else "survived"
        noticed[failed] += 1
        print(f"{len(ends)} {ends[name]}: {name}", flush=True)
    for name in sorted(name for name, end in ends.items() if end == "survived"):
        print(f"\n{name}\n{difference(name)}")
    print(f"\n{score(Counter(ends.values()))}")
    return True


def reached(session: pytest.Session) -> tuple[dict[str, list[pytest.Item]], dict[str, float]]:
    """For each function the tests of its room that reach it; for each test the seconds that it takes."""
    names = {function.__code__: name for name, (function, _) in BROKEN.items()}
    items = {test.nodeid: test for test in session.items}
    tests: dict[str, list[pytest.Item]] = {name: [] for name in BROKEN}
    seconds: dict[str, float] = {}
    jobs = ((node, 300.0, partial(traced, session, test, names)) for node, test in items.items())
    for node, code, found in processes(session, jobs):
        if code or found is None:
            print(f"fails as it is: {node}")
        elif found["seconds"] <= LONGEST:
            seconds[node] = found["seconds"]
            for name in found["names"]:
                if items[node].path.stem.removeprefix("test_") in files_of(name):
                    tests[name].append(items[node])
    return tests, seconds


def files_of(function: str) -> list[str]:
    return next(files.split() for room, files in ROOMS.items() if function.startswith(f"{room}."))


def traced(session: pytest.Session, test: pytest.Item, names: dict[CodeType, str]) -> dict[str, Any] | None:
    seen: set[CodeType] = set()

    def trace(frame: FrameType, event: str, argument: object) -> None:
        seen.add(frame.f_code)

    start = time.process_time()
    sys.settrace(trace)
    failed = first_failed(session, [test])
    sys.settrace(None)
    if failed:
        return None
    return {"seconds": time.process_time() - start, "names": [names[code] for code in seen if code in names]}


def broken(session: pytest.Session, name: str, tests: list[pytest.Item]) -> str | None:
    function, other = functions(name)
    function.__code__ = other.__code__
    function.__defaults__, function.__kwdefaults__ = other.__defaults__, other.__kwdefaults__
    return first_failed(session, tests)


def first_failed(session: pytest.Session, tests: list[pytest.Item]) -> str | None:
    for test, following in zip(tests, [*tests[1:], None], strict=True):
        test.config.hook.pytest_runtest_protocol(item=test, nextitem=following)
        if session.testsfailed:
            return test.nodeid
    return None


def processes(session: pytest.Session, jobs: Iterator[Job]) -> Iterator[tuple[str, int, Any]]:
    """Runs jobs side by side: for each its name, the exit code of its process, and what it gives back."""
    running: dict[int, str] = {}
    RUNS.mkdir(exist_ok=True)
    while True:
        while len(running) < PROCESSES and (job := next(jobs, None)):
            name, seconds, work = job
            child = os.fork()
            if not child:
                apart(session, seconds, work)
            running[child] = name
        if not running:
            return
        child, status = os.wait()
        answer = RUNS / f"{child}.json"
        yield (
            running.pop(child),
            os.waitstatus_to_exitcode(status),
            json.loads(answer.read_text()) if answer.exists() else None,
        )
        answer.unlink(missing_ok=True)
        shutil.rmtree(RUNS / str(child), ignore_errors=True)


def apart(session: pytest.Session, seconds: float, work: Callable[[], Any]) -> None:
    """What a new process does: it never returns."""
    try:
        limit = int(time.process_time() + 2 * seconds + PATIENCE)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        folder = RUNS / str(os.getpid())
        folder.mkdir()
        session.config._tmp_path_factory._basetemp = folder
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nothing, stream)
        answer = work()
        folder.with_suffix(".json").write_text(json.dumps(answer))
        os._exit(0)
    finally:
        os._exit(1)


def functions(name: str) -> tuple[FunctionType, FunctionType]:
    """A function and the broken one that a name speaks of."""
    function, key = name.split()
    return BROKEN[function][0], BROKEN[function][1][key]


def difference(name: str) -> str:
    before, after = (inspect.getsource(function).split("\n") for function in functions(name))
    lines = list(difflib.unified_diff(before, after, lineterm="", n=1))[2:]
    return "\n".join(line for line in lines if "_mutmut_" not in line)


def score(ends: Counter[str]) -> str:
    """How many of the breaks that were tried are noticed, with the bounds of Wilson for all that there are."""
    tried, survived = ends.total(), ends["survived"]
    part, z = 1 - survived / tried, 1.96
    middle, half = part + z * z / (2 * tried), z * sqrt(part * (1 - part) / tried + (z / (2 * tried)) ** 2)
    low, high = ((middle + end) / (1 + z * z / tried) for end in (-half, half))
    counts = ", ".join(f"{number} {end}" for end, number in ends.most_common())
    return f"{tried} tried: {counts}. Noticed: {part:.1%}; of all, with 95 % confidence, {low:.1%} to {high:.1%}"
