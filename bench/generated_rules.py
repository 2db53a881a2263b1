"""Rule sets made by programs, to be larger or more entangled than any that a person writes. Seeds make others of a kind."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

_HEAD = """\
ka1: 1
id: generated
title: Generated rules
version: "1"
language: en
as_of: 2026-11-24
calls: [2025, 2026]
sources: {s: {title: Source, publisher: Publisher, year: "2026", confidence: official}}
panels: {p: Panel}
kinds: {k: Do}
"""


def look_up_table(seed: int = 3) -> str:
    """A rent subsidy with limits of income by region and size of the household, and ways around them: few facts, many cells."""
    rng = Random(seed)
    regions = [f"R{n:02d}" for n in range(12)]
    facts = [_fact("region", "choice", values=f"[{', '.join(regions)}]"), _fact("size", "number", min=1, max=30)]
    facts += [_fact(name, "number", min=0) for name in ("income", "net", "savings")]
    facts += [_fact("rooms", "number", min=1, max=12)]
    facts += [_fact(name) for name in ("old", "disabled", "other_aid", "tenant", "student")]
    gross, net = (["other_aid: yes", "old: yes", "disabled: yes"], ["other_aid: yes"])
    for region in regions:
        base, step = rng.randrange(900, 1600, 7), rng.randrange(250, 420, 3)
        for size in range(1, 11):
            limit = base + step * size
            gross.append(f"region: {region}, size: {size}, income: {{max: {limit}}}")
            net.append(f"region: {region}, size: {size}, net: {{max: {limit * 7 // 10}}}")
    aided = ["savings: {max: 4500}, old: yes", "savings: {max: 4500}, disabled: yes"]
    criteria = {
        "gross": _any(gross),
        "net-limit": _any(net),
        "saved": _any(["savings: {max: 3000}", *aided, "other_aid: yes"]),
        "room-limit": _any(f"size: {size}, rooms: {{max: {size + 1}}}" for size in range(1, 11)),
        "renting": "{tenant: yes, student: no}",
    }
    return _file(facts, criteria, {"subsidy": tuple(criteria), "quick": ("saved", "renting")})


def many_options(seed: int = 7) -> str:
    """60 facts of all types, 500 criteria on one to three of them, 150 options with three to eight criteria."""
    rng = Random(seed)
    types = ("yes-no", "number", "choice", "code", "date")
    kinds = {f"f{n}": types[n % 5] for n in range(60)}

    def test(fact: str) -> str:
        match kinds[fact]:
            case "yes-no":
                return f"{fact}: {rng.choice(['yes', 'no'])}"
            case "number":
                low = rng.randrange(1, 80)
                return (
                    f"{fact}: {rng.choice([f'{{min: {low}}}', f'{{max: {low}}}', f'{{min: {low}, max: {low + 10}}}'])}"
                )
            case "choice":
                return f"{fact}: [{', '.join(rng.sample('abcde', rng.randrange(1, 4)))}]"
            case "code":
                return f"{fact}: {{group: g{rng.randrange(10)}}}"
        return f"{fact}: {{{rng.choice(['min', 'max'])}: 20{rng.randrange(10, 30)}-01-01}}"

    groups = [f"  all: {{title: all, values: [{', '.join(f'C{n}' for n in range(200))}]}}"]
    for group in range(10):
        members = ", ".join(f"C{n}" for n in sorted(rng.sample(range(200), 40)))
        groups.append(f"  g{group}: {{title: group {group}, values: [{members}], sources: [s]}}")
    more = {
        "number": {"min": 0, "max": 100},
        "choice": {"values": "[a, b, c, d, e]"},
        "code": {"values": "{group: all}"},
    }
    facts = [
        _fact(name, kind, asks="chosen" if n % 4 == 3 else "given", **more.get(kind, {}))
        for n, (name, kind) in enumerate(kinds.items())
    ]
    criteria = {
        f"c{n}": _any(test(fact) for fact in rng.sample(list(kinds), rng.choice([1, 1, 1, 2, 2, 3])))
        for n in range(500)
    }
    options = {f"o{n}": tuple(f"c{c}" for c in sorted(rng.sample(range(500), rng.randrange(3, 9)))) for n in range(150)}
    return _file(facts, criteria, options, groups)


def many_options_table(seed: int, rows: int, path: Path) -> None:
    """A table for the rules of `many_options`, in CSV: for every fact an answer by chance, or none."""
    rng = Random(seed)
    answers = (
        ["yes", "no", ""],
        [*map(str, range(0, 101, 3)), ""],
        [*"abcde", ""],
        [*(f"C{n}" for n in range(200)), ""],
        [*(f"20{year}-05-05" for year in range(10, 30)), ""],
    )
    with path.open("w", encoding="utf-8") as file:
        file.write(f"id,{','.join(f'f{n}' for n in range(60))}\n")
        for row in range(rows):
            file.write(f"{row},{','.join(rng.choice(answers[n % 5]) for n in range(60))}\n")


def combinations(facts: int, terms: int, seed: int) -> str:
    """One criterion: any of some combinations of three yes/no facts, drawn at random."""
    rng = Random(seed)
    drawn = (rng.sample(range(facts), 3) for _ in range(terms))
    ways = [", ".join(f"f{fact}: {rng.choice(['yes', 'no'])}" for fact in some) for some in drawn]
    return _file([_fact(f"f{n}") for n in range(facts)], {"c": _any(ways)}, {"r": ("c",)})


def chain_of_facts(facts: int) -> str:
    """One criterion: any two neighbours of a chain of yes/no facts."""
    ways = [f"f{n}: yes, f{n + 1}: yes" for n in range(facts - 1)]
    return _file([_fact(f"f{n}") for n in range(facts)], {"c": _any(ways)}, {"r": ("c",)})


def chain_of_criteria(length: int) -> str:
    """Each criterion names the one before it twice, the first one a fact."""
    named = {f"c{n}": _any([f"criterion: c{n - 1}", f"all: [{{criterion: c{n - 1}}}]"]) for n in range(1, length)}
    return _file([_fact("f")], {"c0": "{f: yes}", **named}, {"r": (f"c{length - 1}",)})


def chain_of_implications(length: int) -> str:
    """Each yes implies the next. One criterion asks for the last and one in the middle."""
    facts = [
        _fact(f"f{n}", implies=f"[{{when: yes, then: {{f{n + 1}: yes}}, because: it follows}}]") for n in range(length)
    ]
    return _file([*facts, _fact(f"f{length}")], {"c": f"{{f{length}: yes, f{length // 2}: no}}"}, {"r": ("c",)})


def _fact(name: str, kind: str = "yes-no", *, asks: str = "given", **more: object) -> str:
    fields = {"asks": asks, "type": kind, "panel": "p", "title": f"fact {name}", "question": f"What is {name}?", **more}
    return f"  {name}: {{{', '.join(f'{key}: {value}' for key, value in fields.items())}}}"


def _any(ways: Iterable[str]) -> str:
    ways = [f"{{{way}}}" for way in ways]
    return ways[0] if len(ways) == 1 else f"{{any: [{', '.join(ways)}]}}"


def _file(
    facts: list[str], criteria: dict[str, str], options: dict[str, tuple[str, ...]], groups: Sequence[str] = ()
) -> str:
    said = "met: It is met., unmet: It is not met., unknown: It depends., limit: Keep to it., sources: [s]"
    lines = [*(["groups:", *groups] if groups else []), "facts:", *facts, "criteria:"]
    lines += [f"  {name}: {{title: About {name}, when: {when}, {said}}}" for name, when in criteria.items()]
    lines.append("routes:")
    for name, used in options.items():
        lines.append(f"  {name}: {{kind: k, title: Option {name}, summary: Text., criteria: [{', '.join(used)}]}}")
    return _HEAD + "\n".join(lines) + "\n"
