"""Tables, sums, comparisons, ages and names in conditions: what they decide, what is refused, what is shown."""

import json
from decimal import Decimal
from itertools import combinations, permutations, product
from operator import eq, ge, le, ne
from pathlib import Path

import pytest
from process import ka1
from rule_files import ROOMS, loaded

from bench.generated_rules import chain_of_criteria, chain_of_facts
from ka1cli.cases.walks import nodes_of
from ka1cli.decision.decide import decide
from ka1cli.decision.loading import parse_rules
from ka1cli.language.diagnostic import InvalidRules
from ka1cli.language.load import load_text

TEXT = ROOMS.read_text("utf-8")
BASE = {"home": "N", "siblings": 1, "income": 3000, "orphan": "yes", "first_year": "no", "disabled": "no"}
BASE |= {"born": "2000-01-01", "nights_before": 250, "campus": "S"}


@pytest.mark.parametrize(
    ("route", "changes", "verdict"),
    [
        ("helped", {}, "eligible"),
        ("helped", {"income": "3000.75"}, "eligible"),
        ("helped", {"income": Decimal("3000.75")}, "eligible"),
        ("helped", {"income": 3000.75}, "eligible"),
        ("helped", {"income": "3.000,76"}, "ineligible"),
        ("helped", {"siblings": 0}, "ineligible"),
        ("helped", {"siblings": 0, "income": 2500}, "eligible"),
        ("helped", {"siblings": 2, "income": 3600}, "eligible"),
        ("helped", {"siblings": 2, "income": 3601}, "ineligible"),
        ("helped", {"home": "E", "income": 3200}, "eligible"),
        ("helped", {"home": "E", "income": 3201}, "ineligible"),
        ("helped", {"home": "E", "siblings": 2, "income": 99999}, "eligible"),
        ("helped", {"home": "E", "siblings": 2, "income": None}, "eligible"),
        ("helped", {"siblings": None}, "undetermined"),
        ("helped", {"orphan": "no"}, "ineligible"),
        ("helped", {"orphan": None}, "undetermined"),
        ("helped", {"born": "2008-09-15"}, "eligible"),
        ("helped", {"born": "2008-09-16"}, "ineligible"),
        ("helped", {"born": "1995-09-16"}, "eligible"),
        ("helped", {"born": "1995-09-15"}, "ineligible"),
        ("plain", {}, "eligible"),
        ("plain", {"nights": 50}, "eligible"),
        ("plain", {"nights": 51}, "ineligible"),
        ("plain", {"nights_before": 300}, "ineligible"),
        ("plain", {"nights_before": None, "nights": 400}, "ineligible"),
        ("plain", {"campus": "N"}, "ineligible"),
        ("plain", {"home": None}, "undetermined"),
        ("plain", {"campus": None}, "eligible"),
        ("plain", {"arrives": "2026-10-01", "leaves": "2026-10-01"}, "eligible"),
        ("plain", {"arrives": "2026-10-02", "leaves": "2026-10-01"}, "ineligible"),
        ("plain", {"leaves": "2027-01-31"}, "eligible"),
        ("late", {}, "ineligible"),
        ("late", {"orphan": "no"}, "eligible"),
    ],
)
def test_verdicts(route: str, changes: dict[str, object], verdict: str) -> None:
    decision = decide(loaded(ROOMS), BASE | changes, call=2026, options=[route])
    assert [option.verdict for option in decision.options] == [verdict]


def test_the_age_counts_on_the_day_of_the_call() -> None:
    for call, born in ((2025, "2007-10-01"), (2026, "2008-09-15")):
        assert (
            decide(loaded(ROOMS), BASE | {"born": born, "income": 9}, call=call, options=["helped"]).options[0].verdict
            == "eligible"
        )


def test_who_was_born_on_29_february_grows_older_on_1_march() -> None:
    for day, verdict in (("2026-02-28", "ineligible"), ("2026-03-01", "eligible")):
        rules = parse_rules(
            TEXT.replace("{age_on: {figure: cut-off}, min: 18, max: 30}", f"{{age_on: {day}, min: 18}}")
        )
        told = decide(rules, BASE | {"born": "2008-02-29"}, call=2026, options=["helped"])
        assert told.options[0].verdict == verdict


RANGES = {"a": range(5), "b": range(2, 7), "c": range(1, 4)}
RELATIONS = {"{min: {fact: %s}}": ge, "{max: {fact: %s}}": le, "{equals: %s}": eq, "{differs_from: %s}": ne}
CASES = list(product(*RANGES.values()))


def judged(conditions: dict[str, set[tuple[int, ...]]]) -> None:
    """Compares conditions with the cases in which they are to be met, in all cases."""
    fact = "asks: given, type: number, panel: p, title: T, question: Q?"
    said = "met: M., unmet: U., unknown: N., limit: L., sources: [s]"
    head, _, _ = chain_of_facts(2).partition("facts:")
    lines = [head, "facts:"]
    lines += [f"  {name}: {{{fact}, min: {span[0]}, max: {span[-1]}}}" for name, span in RANGES.items()]
    lines.append("criteria:")
    lines += [f"  c{number}: {{title: T, when: {{{when}}}, {said}}}" for number, when in enumerate(conditions)]
    used = ", ".join(f"c{number}" for number in range(len(conditions)))
    lines.append(f"routes: {{r: {{kind: k, title: R, summary: S., criteria: [{used}]}}}}")
    space = parse_rules("\n".join(lines)).at().space
    assert all(cells for own in space.criteria.values() for node in nodes_of(own.diagram) for cells, _ in node.edges)
    for case in CASES:
        world = space.world(dict(zip(RANGES, case, strict=True)))
        for number, (when, met) in enumerate(conditions.items()):
            condition = space.rule_set.criteria[f"c{number}"].when
            assert space.state(condition, world) == ("met" if case in met else "unmet"), (when, case)


def test_numbers_are_compared_wherever_their_ranges_begin_and_end() -> None:
    judged(
        {
            f"{one}: {relation % other}": {case for case in CASES if holds(case[place], case[beside])}
            for (place, one), (beside, other) in permutations(enumerate(RANGES), 2)
            for relation, holds in RELATIONS.items()
        }
    )


def test_sums_are_compared_with_every_bound_that_leaves_something_out() -> None:
    sums = sorted({sum(case) for case in CASES})
    bounds = {f"min: {low}": range(low, sums[-1] + 1) for low in sums[1:]}
    bounds |= {f"max: {high}": range(high + 1) for high in sums[:-1]}
    bounds |= {f"min: {low}, max: {high}": range(low, high + 1) for low, high in combinations(sums[1:-1], 2)}
    judged(
        {
            f"sum: {{of: [a, b, c], {bound}}}": {case for case in CASES if sum(case) in within}
            for bound, within in bounds.items()
        }
    )


def test_limits_and_remedies_are_exact() -> None:
    told = ka1("check", "--rules", ROOMS, "--nights-before", "250", "--nights", "60", "--route", "plain")
    assert "from 60 to 50" in told.stdout


def test_decimals_are_written_as_one_writes_money() -> None:
    told = ka1("check", "--rules", ROOMS, "--income", "3000,5", "--route", "helped")
    assert "income of the family 3000.50 euro" in told.stdout
    assert "--income 3000.50" in told.stdout
    profile = decide(loaded(ROOMS), {"income": "2.500,00"}, call=2026).profile
    assert profile == {"income": Decimal(2500)}
    told = ka1("check", "--rules", ROOMS, "--income", "2500", "--siblings", "0", "--format", "json")
    assert json.loads(told.stdout)["profile"]["income"] == 2500.0


def test_a_choice_with_decimals_has_limits_and_remedies() -> None:
    old = "nights: {asks: chosen, type: number, min: 1, max: 400, unit: nights,"
    rules = parse_rules(
        TEXT.replace(old, old.replace("number,", "number, decimals: 1,")).replace(
            "{sum: {of: [nights_before, nights], max: 300}}", "{nights: {min: 1.5, max: 30.5}}"
        )
    )
    option = decide(rules, {"nights": "31", "born": "2000-01-01", "home": "N"}, call=2026, options=["plain"]).options[0]
    assert option.remedies[0].changes[0].to == Decimal("30.5")


def test_a_table_is_shown_as_a_table() -> None:
    lines = ka1("rules", "show", ROOMS, "--call", "2026").stdout.splitlines()
    rows = [line.strip(" -").removeprefix("Table: ") for line in lines if line.count(" | ") == 2]
    assert rows == [
        "home town | brothers and sisters | income of the family at most",
        "in the towns nearby | 0 | 2500 euro",
        "in the towns nearby | 1 | 3000.75 euro (figure most)",
        "in the towns nearby | at least 2 | 3600 euro",
        "E or W | at most 1 | 3200 euro",
        "E or W | at least 2 | no limit",
    ]


REFUSED = [
    ("{min: 2}, 3600", "{min: 1}, 3600", "E302", "to which the row on line"),
    ("[{group: near}, 0, 2500]", "[{group: near}, 2500]", "E205", "2 cells, and the table 3 columns"),
    ("[{group: near}, 0, 2500]", "[{group: near}, 99, 2500]", "E401", "`99`"),
    ("max: income\n", "max: income\n        min: nights\n", "E205", "exactly one of"),
    ("max: income\n", "max: orphan\n", "E205", "has no `max`"),
    ("by: [home, siblings]", "by: [home, income]", "E302", "stands in `by` as well"),
    ("        2:\n", "        5:\n", "E205", "5 of 4 conditions"),
    (
        "{sum: {of: [nights_before, nights], max: 300}}",
        "{sum: {of: [nights_before, nights, siblings], max: 300}}",
        "E411",
        "steps",
    ),
    (
        "{sum: {of: [nights_before, nights], max: 300}}",
        "{sum: {of: [nights_before, orphan], max: 9}}",
        "E205",
        "yes-no",
    ),
    ("{sum: {of: [nights_before, nights], max: 300}}", "{sum: {of: [nights_before, nights]}}", "E405", "no bound"),
    ("{differs_from: home}", "{differs_from: born}", "E205", "`campus` is a code and `born` a date"),
    ("{differs_from: home}", "{differs_from: campus}", "E404", "with itself"),
    ("{differs_from: home}", "{differs_from: hom}", "E301", "no fact is called `hom`"),
    ("{fact: arrives}", "{fact: home}", "E205", "a code"),
    ("{criterion: low-income}", "{criterion: in-need}", "E302", "made of itself"),
    ("{criterion: low-income}", "{option: helped}", "E302", "made of itself"),
    ("{criterion: low-income}", "{criterion: low}", "E301", "no criterion is called `low`"),
    ("{option: helped}", "{option: help}", "E301", "no option is called `help`"),
    ("{age_on: {figure: cut-off}, min: 18, max: 30}", "{age_on: {figure: most}, min: 18}", "E205", "should hold a day"),
    ("{age_on: {figure: cut-off}, min: 18, max: 30}", "{age_on: 2026-01-01}", "E405", "the age in years"),
    ("decimals: 2, min: 0", "min: 0", "E205", "figure `most` has 2 decimals, and `income` none"),
    ("decimals: 2, min: 0", "decimals: 3, min: 0", "E205", "cannot be `3`"),
    ("decimals: 2, min: 0", "decimals: 2, min: 0.125", "E205", "should be a number with up to 2 decimals"),
    ("[nights_before, nights], max: 300", "[income, nights], max: 300", "E205", "differ in `decimals`"),
    ("{fact: arrives}", "{fact: arrives}}, nights: {max: {fact: income}", "E205", "differ in `decimals`"),
    ("[{group: near}, 0, 2500]", "[{group: near}, 0, 2500.505]", "E205", "cannot be a bound of `income`"),
    ("{orphan: yes}", "{orphan: {not: no}}", "E202", "`not` stands before the fact"),
    ("{figure: most}]", "{max: {figure: most}}]", "E203", ""),
    ("    limit: Keep to 300 nights in all.\n", "", "E409", "`nights`"),
    ("    limit: See whether you get a room with help.\n", "", "", ""),
]


@pytest.mark.parametrize(("old", "new", "code", "message"), REFUSED)
def test_slips_are_refused_where_they_stand(old: str, new: str, code: str, message: str) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    if not code:
        assert load_text(text)
        return
    with pytest.raises(InvalidRules) as caught:
        parse_rules(text, "rooms.yaml")
    problems = [problem for problem in caught.value.diagnostics if problem.code == code]
    assert problems, caught.value
    assert any(message in problem.message for problem in problems), problems
    assert all(problem.place for problem in problems)


def test_criteria_that_name_each_other_many_times_are_looked_at_once() -> None:
    rules = parse_rules(chain_of_criteria(60))
    assert [decide(rules, {"f": answer}).options[0].verdict for answer in ("yes", "no")] == ["eligible", "ineligible"]


def test_a_rule_file_that_uses_all_of_it_has_no_findings() -> None:
    assert ka1("rules", "check", ROOMS).code == 0


def test_coverage_counts_the_rows_of_a_table(tmp_path: Path) -> None:
    cases = tmp_path / "cases.yaml"
    cases.write_text("cases:\n  - {name: One, profile: {home: E, siblings: 2}, expect: {helped: undetermined}}\n")
    told = ka1("rules", "test", cases, "--rules", ROOMS, "--coverage").stdout
    assert "helped: low-income, row 3 of its table, closes it alone" in told
    assert "row 5 of its table, is met and opens it" in told
    assert "helped: low-income, row 5 of its table, closes it alone" not in told  # it has no limit
    cases.write_text(cases.read_text() + told[told.index("  # ") :])
    assert "(100 %)" in ka1("rules", "test", cases, "--rules", ROOMS, "--coverage").stdout


def test_a_table_is_one_thing_to_the_checks(tmp_path: Path) -> None:
    file = tmp_path / "rooms.yaml"
    file.write_text(TEXT.replace("      table:\n", "      income: {max: 100}\n      table:\n", 1))
    told = ka1("rules", "check", file).stdout
    assert told.count("[K206]") == 1
    assert told.count("without it, everything comes out the same") == 1
