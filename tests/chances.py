"""Tests of some examples out of many: a fifth of them in every run, all of them with `pytest -m slow`.

Tests by chance take as many as go into `KA1_FUZZ` minutes on demand.

`KA1_FUZZ=10 pytest -rP -k by_chance` looks for ten minutes in each test, at other places each time. A failure ends
with its seed; `KA1_SEED=...` with the name of the test tries that again, and nothing else.
"""

import os
import signal
import time
from collections.abc import Callable, Iterable
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import settings

ALL = 30
"""The examples of a test by Hypothesis that says no number, where all are tried."""
MINUTES = float(os.environ.get("KA1_FUZZ", "0"))
SEED = os.environ.get("KA1_SEED")
PROCESSOR_SECONDS = 60
"""A bound against endless work, not a measurement: a try needs a small part of it."""


def one_in(every: int, names: str | tuple[str, ...], values: Iterable[Any], **more: Any) -> pytest.MarkDecorator:
    """Like `parametrize`: the first of so many values is tried in every run, the others with `pytest -m slow`."""
    alone = isinstance(names, str)
    tried = [
        pytest.param(*((value,) if alone else value), marks=[pytest.mark.slow] if place % every else [])
        for place, value in enumerate(values)
    ]
    return pytest.mark.parametrize(names, tried, **more)


def examples(number: int) -> int:
    """So many of a number of examples as are tried in this run. The test has the mark `sampled`."""
    return max(1, number * settings.default.max_examples // ALL)


def by_chance(number: int, tried: Callable[[Random], None]) -> None:
    """Try something with different sources of chance."""
    few = examples(number)
    first = int(time.time()) * 1_000_000 if MINUTES else 0
    until = time.monotonic() + MINUTES * 60
    tries = 0
    for seed in [int(SEED)] if SEED else count(first):
        if not SEED and (time.monotonic() > until if MINUTES else seed == few):
            break
        before = signal.signal(signal.SIGPROF, _endless)
        signal.setitimer(signal.ITIMER_PROF, PROCESSOR_SECONDS)
        try:
            tried(Random(seed))
        except BaseException as error:
            error.add_note(f"to try it again: KA1_SEED={seed}")
            raise
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
        tries += 1
    if MINUTES:
        print(f"{tries:,} tries of {tried.__qualname__}")  # noqa: T201


def _endless(*_: object) -> None:
    raise AssertionError(f"still at work after {PROCESSOR_SECONDS} seconds of the processor")


def mutated_text(chance: Random, text: str) -> str:
    """A text with a few changes as hands, editors and enemies make them."""
    for _ in range(chance.randint(1, 4)):
        at, other = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
        end = min(at + chance.randint(0, 30), len(text))
        lines = text.split("\n")
        line = chance.randrange(len(lines))
        match chance.randrange(8):
            case 0:
                text = text[:at] + text[end:]
            case 1:
                text = text[:at] + chance.choice(ODD) + text[at:]
            case 2:
                text = text[:at] + text[at:end] * chance.randint(2, 20) + text[end:]
            case 3:
                text = text[:end] + text[other : other + 40] + text[end:]
            case 4:
                lines[line] = " " * chance.randint(0, 9) + lines[line].lstrip()
                text = "\n".join(lines)
            case 5:
                del lines[line]
                text = "\n".join(lines)
            case 6:
                lines.insert(line, chance.choice(lines))
                text = "\n".join(lines)
            case 7:
                words = text.split(" ")
                words[chance.randrange(len(words))] = chance.choice(words)
                text = " ".join(words)
    return text


ODD = (
    *"\x00\t\r\x1b\x85\u2028\u202e\ufeff\U000e0041'\"`\\{}[]#&*!|>%@-?:,=+;$<(",
    *(
        "&a ",
        "*a",
        "<<: *a\n",
        "!!python/name:os.system ",
        "? ",
        "--- ",
        "...\n",
        "null",
        "~",
        "yes",
        "9" * 30,
        "-1",
        "1e9",
    ),
    *("0x10", "1_000", "{{", "{limit}", "}}", "é", "ａ", "Ω", "𝒳", "\udcff".encode("utf-8", "replace").decode()),
)
