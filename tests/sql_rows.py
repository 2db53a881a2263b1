"""Rows for a table of organisations, and what the evaluator makes of them."""

from collections.abc import Iterable
from random import Random
from typing import NamedTuple

from batch_oracle import some_of

from ka1cli.cases.verdict import judge
from ka1cli.decision.call_rules import CallRules
from ka1cli.language.answers import AnswerReader, Unreadable, answer_text
from ka1cli.language.model import FactType

ODD_TEXTS = [
    *(
        "",
        " ",
        "?",
        " ? ",
        "\u00a0?\u3000",
        "yes",
        "YES",
        " Yes\t",
        "y",
        "true",
        "1",
        "no",
        "N",
        "FALSE",
        "0",
        "maybe",
        "yes no",
    ),
    *(
        "5",
        "05",
        "+5",
        "5.",
        "5.0",
        "5.000",
        "5.5",
        "5,50",
        "1,234.5",
        "1.234,56",
        "12,345,678.9",
        "1.234,567",
        "-5",
        "- 5",
        "1e3",
        "٥",
        "0",
        "00",
        "+0",
        "000000000000000000012",
    ),
    *(
        "999999999999999",
        "1000000000000000",
        "6",
        "18",
        "19",
        "0x10",
        "1_000",
        "1,000",
        "\u00a07\u2003",
        "++5",
        "5+",
        "30",
        "365",
    ),
    *("2026-11-24", " 2000-01-01 ", "1999-12-31", "2026-02-30", "2024-02-29", "2023-02-29", "1900-02-29", "0000-01-01"),
    *("0001-01-01", "2026-11-24T00:00", "2026-1-1", "2026-13-01", "2026-00-10", "20261124", "9999-12-31", "1900-01-01"),
    *(
        "AT",
        "at",
        " el ",
        "UK",
        "uk",
        "ZZ",
        "A T",
        "vet-provider",
        "VET_PROVIDER",
        "vet provider",
        "Vet Provider ",
        "other",
    ),
    *(
        "n1",
        "N1",
        "north1",
        "basic",
        "FULL",
        "piano",
        "it's",
        '"quoted"',
        "back\\slash",
        "NULL",
        "line\nbreak",
        "İ",
        "ΑΤ",
    ),
]
"""Texts that are answers to some facts and not to others."""


class Row(NamedTuple):
    id: int
    cells: dict[str, str | None]


def rows_for(rules: CallRules, *, odd: bool = True, more: int = 500) -> list[Row]:
    """Every case of every part of an option and of every bond of implications, then odd texts, then a random mixture."""
    space, random = rules.space, Random(0)
    by_cell = [[None, *(answer_text(cells.example(cell)) for cell in range(cells.size))] for cells in space.cells]
    names = [fact.id for fact in space.facts]
    groups = {part.question.facts for option in space.options.values() for part in option.parts}
    groups |= {tuple(sorted(bond.facts)) for bond in space.bonds}
    found: list[dict[str, str | None]] = []
    for facts in sorted(groups):
        found += [
            {names[fact]: text for fact, text in zip(facts, texts, strict=True)}
            for texts in some_of([by_cell[fact] for fact in facts])
        ]
    # Facts of one type and with the same values read alike: one of them stands for all.
    alike = {(fact.type, fact.min, fact.max, *fact.values): fact.id for fact in space.facts}
    found += [{name: text} for name in alike.values() for text in ODD_TEXTS if odd]
    for _ in range(more):
        answered = random.random()
        found.append(
            {name: random.choice(by_cell[i]) if random.random() < answered else None for i, name in enumerate(names)}
        )
    return [Row(number, cells) for number, cells in enumerate(found)]


def expected(rules: CallRules, row: Row, options: Iterable[str]) -> dict[str, str | None]:
    """The verdicts of a row and its errors, by the evaluator and the one reader of answers."""
    space = rules.space
    world = list(space.open_world)
    errors = []
    used = {fact for name in options for part in space.options[name].parts for fact in part.question.facts}
    used = used.union(*(bond.facts for bond in space.bonds))
    for number, fact in enumerate(space.facts):
        answer = AnswerReader(fact).read(row.cells.get(fact.id) or "")
        if isinstance(answer, Unreadable):
            errors += [fact.id] if number in used else []
        elif answer is not None:
            world[number] = 1 << space.cells[number].cell_of(answer)
    broken = [bond for bond in space.bonds if space_contradicts(rules, tuple(world), bond.facts)]
    errors += ["contradiction:" + ",".join(space.facts[fact].id for fact in sorted(bond.facts)) for bond in broken]
    touched = {fact for bond in broken for fact in bond.facts}
    found: dict[str, str | None] = {}
    for name in options:
        option = space.options[name]
        facts = {fact for part in option.parts for fact in part.question.facts}
        found[name] = None if facts & touched else str(judge(option, tuple(world)))
    return {**found, "errors": " ".join(errors) or None}


def space_contradicts(rules: CallRules, world: tuple[int, ...], facts: Iterable[int]) -> bool:
    """Whether the answers to some facts, taken alone, contradict each other."""
    space = rules.space
    alone = tuple(world[fact] if fact in facts else everything for fact, everything in enumerate(space.open_world))
    return space.contradiction(alone) is not None


def column_type(rules: CallRules, fact: str, booleans: str, integers: str, days: str, texts: str) -> str:
    """The type of a column that holds the answers to a fact as they are."""
    types = {FactType.YES_NO: booleans, FactType.NUMBER: integers, FactType.DATE: days}
    asked = rules.rule_set.facts[fact]
    return f"DECIMAL(18, {asked.decimals})" if asked.decimals else types.get(asked.type, texts)
