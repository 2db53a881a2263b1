"""What a screening should say about a row: the answers read one by one, then `decide`."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from math import prod
from random import Random
from typing import TypeVar

import pytest

from ka1cli import State, Verdict
from ka1cli.batch.duckdb import result
from ka1cli.batch.duckdb.engine import Engine
from ka1cli.batch.duckdb.reading import read_relation
from ka1cli.batch.duckdb.screen import DuckScreen
from ka1cli.batch.duckdb.sql import identifier
from ka1cli.batch.table.names import Layout, added_names
from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.model import Decision
from ka1cli.language.answers import Unreadable, answer_text
from ka1cli.language.spelling import BLANKS
from ka1cli.temporary import private_folder

T = TypeVar("T")
Row = tuple[str | None, ...]
DAY = date(2026, 11, 24)


def expected(rules: CallRules, columns: Sequence[str], row: Row) -> dict[str, str | None]:
    """The added columns of one row, by name."""
    if not any((text or "").strip(BLANKS) for text in row):
        return dict.fromkeys(added_names(Layout.WIDE, _options(rules, columns)))
    decision, errors = decided(rules, columns, row)
    found: dict[str, str | None] = {}
    for option in decision.options:
        blamed = State.UNMET if option.verdict is Verdict.INELIGIBLE else State.UNKNOWN
        found[option.option.id] = option.verdict
        found[f"{option.option.id}_why"] = "; ".join(one.reason for one in option.findings if one.state is blamed)
    found["matches"] = " ".join(option.option.id for option in decision.with_verdict(Verdict.ELIGIBLE))
    found["recommended"] = " ".join(option.option.id for option in decision.recommended)
    found["missing"] = " ".join(by_need(decision, tuple(rules.rule_set.facts)))
    found["errors"] = "; ".join(errors)
    return {name: text or None for name, text in found.items()}


def decided(rules: CallRules, columns: Sequence[str], row: Row) -> tuple[Decision, list[str]]:
    """The decision on a row, and what is wrong with it."""
    profile, errors = {}, []
    names: dict[str, str] = {}
    for column, text in zip(columns, row, strict=True):
        fact = rules.profiles.fact(column)
        assert fact is not None
        names[fact] = column
        answer = rules.profiles.readers[fact].read(text or "")
        if isinstance(answer, Unreadable):
            errors.append(f"{column}: {answer.message}")
        elif answer is not None:
            profile[fact] = answer
    told = []
    while rules.space.contradiction(rules.space.world(profile)) is not None:
        found = rules.contradiction(profile)
        told.append(
            (
                _bond(rules, found.answers),
                f"{', '.join(names[one] for one in found.answers)}: {found.problem().message}",
            )
        )
        profile = {name: answer for name, answer in profile.items() if name not in found.answers}
    errors += [message for _, message in sorted(told, key=lambda one: one[0])]
    return rules.decide(profile, DAY, _options(rules, columns)), errors


def _options(rules: CallRules, columns: Sequence[str]) -> Sequence[str]:
    asked = any(rules.profiles.fact(column) in rules.activity_facts for column in columns)
    return tuple(rules.rule_set.options) if asked else rules.routes


def _bond(rules: CallRules, names: Iterable[str]) -> int:
    fact = rules.space.number[next(iter(names))]
    return next(number for number, bond in enumerate(rules.space.bonds) if fact in bond.facts)


def by_need(decision: Decision, facts: Sequence[str]) -> list[str]:
    """The facts that are missing, those that most options need first."""
    needed = [fact for option in decision.options for fact in option.missing]
    ordered = sorted(set(needed), key=lambda fact: (-needed.count(fact), facts.index(fact)))
    assert next(iter(ordered), None) == decision.next_question
    return ordered


def screened(
    rules: CallRules, columns: Sequence[str], rows: Sequence[Row], *, told: bool
) -> list[dict[str, str | None]]:
    """The added columns of some rows, by name, as DuckDB finds them: put together for each row, or before for each case."""
    with private_folder() as aside, pytest.MonkeyPatch.context() as patch:
        patch.setattr(result, "ROWS_OF_A_CASE", 0 if told else 1_000_000)
        engine = Engine(aside)
        lists = ", ".join(f"unnest(CAST(? AS VARCHAR[])) AS {identifier(name)}" for name in columns)
        values = [list(column) for column in zip(*rows, strict=True)]
        engine.run(f"CREATE TABLE given AS SELECT {lists}", values)
        screen = DuckScreen(engine, read_relation("given", engine), rules)
        found = screen.result(Layout.WIDE)
        names = added_names(Layout.WIDE, screen.options)
        return [
            dict(zip(names, row, strict=True))
            for row in engine.ask(f"SELECT {', '.join(found.added)} FROM ({found.rows()})")
        ]


def cases(rules: CallRules, facts: Sequence[str]) -> Iterator[Row]:
    """A row for every case of some facts: an answer of each cell, or none. Where there are very many, for some of them."""
    cells = [rules.space.cells[rules.space.number[fact]] for fact in facts]
    answers = [[*(answer_text(one.example(cell)) for cell in range(one.size)), None] for one in cells]
    yield from some_of(answers)


def some_of(choices: Sequence[Sequence[T]], most: int = 3_000) -> Iterator[tuple[T, ...]]:
    """Every combination of some choices; of more than `most`, so many at random."""
    if prod(map(len, choices)) <= most:
        yield from product(*choices)
    else:
        chance = Random(0)
        yield from (tuple(map(chance.choice, choices)) for _ in range(most))


def unknown_cells(rules: CallRules, facts: Sequence[str], known: Sequence[str], row: Row) -> Row:
    """The row over all facts that answers the known ones."""
    answers: Mapping[str, str | None] = dict(zip(known, row, strict=True))
    return tuple(answers.get(fact) for fact in facts)


def without_places(summary: object) -> str:
    """A summary as a text without the places of its examples: Spark counts rows, DuckDB knows the lines of the file."""
    return re.sub(r"(?:row|line) \d+|(?<=OneAway\(row=)\d+", "a row", repr(summary))
