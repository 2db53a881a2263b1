"""`ka1 rules diff`: who gains or loses what, and that equal rules are equal however they are written."""

import json
from functools import cache
from itertools import pairwise
from pathlib import Path
from shlex import split

import pytest
from chances import one_in
from process import LIBRARY, ROOT, Finished, ka1
from rule_files import SHIPPED

from ka1cli.audit.compare.boxes import MOST
from ka1cli.audit.compare.comparison import compare
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.decision.loading import load_rules
from ka1cli.language.resolve import value_at


def _run(*arguments: str) -> Finished:
    return ka1(*arguments)


@cache
def _library() -> str:
    return LIBRARY.read_text(encoding="utf-8")


def _edited(folder: Path, changes: tuple[tuple[str, str], ...]) -> str:
    text = _library()
    for before, after in changes:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    path = folder / "edited.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def _compared(*arguments: str) -> dict[str, object]:
    code, out, error = _run("rules", "diff", *arguments, "--format", "json")
    assert error == ""
    found = json.loads(out)
    assert code == (ExitCode.OK if found["same"] else ExitCode.FOUND)
    return found


YOUNG = "    when: {any: [{pupil: yes}, {age: {figure: child-age}}]}\n"
AREA = "    when: {district: {group: area}}\n"
EQUAL = [
    ("itself", ()),
    ("not neither", ((YOUNG, "    when: {not: {pupil: no, not: {age: {max: 14}}}}\n"),)),
    ("the other way round", ((YOUNG, "    when: {any: [{age: {figure: child-age}}, {not: {pupil: no}}]}\n"),)),
    (
        "a bound in two steps",
        ((YOUNG, "    when: {any: [{pupil: yes}, {age: {max: 7}}, {age: {min: 8, max: 14}}]}\n"),),
    ),
    ("two groups for one", ((AREA, "    when: {any: [{district: {group: town}}, {district: {group: suburbs}}]}\n"),)),
    ("what facts imply is said once more", ((AREA, AREA[:-2] + ", not: {age: {max: 5}, pupil: yes}}\n"),)),
    (
        "criteria in another order",
        (("[lives-here, young-or-pupil, not-too-many", "[young-or-pupil, not-too-many, lives-here"),),
    ),
    (
        "the name of a criterion",
        (("  quiet:\n    title: Quiet", "  silent:\n    title: Quiet"), ("criteria: [quiet]", "criteria: [silent]")),
    ),
    (
        "a recommendation in two",
        (
            (
                "      - {when: {pupil: yes}, because",
                "      - {when: {pupil: yes, age: {max: 9}}, because: Young.}\n      - {when: {pupil: yes}, because",
            ),
        ),
    ),
]


@pytest.mark.parametrize("changes", [case[1] for case in EQUAL], ids=[case[0] for case in EQUAL])
def test_equal_rules_are_equal_however_they_are_written(changes: tuple[tuple[str, str], ...], tmp_path: Path) -> None:
    found = _compared(str(LIBRARY), _edited(tmp_path, changes))
    assert found["same"]
    assert found["differences"] == []
    assert found["pairs"] == [[2025, 2025], [2026, 2026]]


def test_an_option_that_nobody_can_have_differs_in_nothing(tmp_path: Path) -> None:
    """Only in whom it would be recommended to, and nobody can be told."""
    closed = ("    when: {still: yes}\n", "    when: {still: yes, not: {still: yes}}\n")
    option = "criteria: [quiet]}\n"
    advised = "criteria: [quiet], recommend: [{when: {pupil: %s}, because: Quiet.}]}\n"
    (tmp_path / "before").mkdir()
    before = _edited(tmp_path / "before", (closed, (option, advised % "yes")))
    after = _edited(tmp_path, (closed, (option, advised % "no")))
    found = _compared(before, after)
    assert [entry["option"] for entry in found["differences"]] == []


DIFFERENT = [
    (
        "a wider bound",
        (
            (
                "child-age: {title: Age of a child, unit: years, value: {min: 0, max: 14}",
                "child-age: {title: Age of a child, unit: years, value: {min: 0, max: 17}",
            ),
        ),
        [("card", "eligible", True, ["pupil no and age 15 to 17"])],
        ["figure child-age"],
    ),
    (
        "a narrower bound",
        (("value: {min: 0, max: 14}", "value: {min: 3, max: 14}"),),
        [("card", "eligible", False, ["age 0 to 2"])],
        ["figure child-age"],
    ),
    (
        "a criterion less",
        (("criteria: [plays-piano, lives-here]", "criteria: [plays-piano]"),),
        [("piano-hour", "eligible", True, ["district not in the area we serve"])],
        [],
    ),
    (
        "a criterion more",
        (("criteria: [quiet]", "criteria: [quiet, lives-here]"),),
        [("reading-room", "eligible", False, ["district not in the area we serve"])],
        [],
    ),
    (
        "another value",
        (("    when: {instrument: piano}\n", "    when: {instrument: violin}\n"),),
        [
            ("piano-hour", "eligible", True, ["instrument violin"]),
            ("piano-hour", "eligible", False, ["instrument piano"]),
        ],
        [],
    ),
    (
        "and for or",
        ((YOUNG, YOUNG.replace("any", "all")),),
        [("card", "eligible", False, ["pupil yes and age 15 and more", "pupil no and age 0 to 14"])],
        [],
    ),
    (
        "a day later",
        (("    when: {birthday: {min: 2000-01-01}}\n", "    when: {birthday: {min: 2000-01-02}}\n"),),
        [("archive", "eligible", False, ["birthday 2000-01-01"])],
        [],
    ),
    (
        "another recommendation",
        (("      - {when: {pupil: yes}, because", "      - {when: {card_type: full}, because"),),
        [
            ("card", "recommended", True, ["pupil no and age 0 to 14 and card_type full and books 1 to 5"]),
            ("card", "recommended", False, ["pupil yes and card_type basic and books 3 to 5"]),
        ],
        [],
    ),
    (
        "an implication less",
        (("      - when: {max: 5}\n", "      - when: {max: 3}\n"),),
        [(None, "contradictory", False, ["pupil yes and age 4 to 5"])],
        [],
    ),
    (
        "an option less",
        (("  archive: {kind: visit, title: Archive, summary: Old papers., criteria: [born-this-century]}\n", ""),),
        [],
        ["option archive"],
    ),
    (
        "a value more",
        (
            (
                "values: {basic: Books only, full: Books and films}",
                "values: {basic: Books only, full: Books and films, gold: All}",
            ),
        ),
        [],
        ["fact card_type"],
    ),
    (
        "answers that only one of them knows",
        (
            ("    max: 120\n", "    max: 150\n"),
            (YOUNG, YOUNG.replace("[{pupil: yes}", "[{pupil: yes}, {age: {min: 130}}")),
        ),
        [],
        ["fact age"],
    ),
    (
        "another deadline",
        (("closes: 2026-03-01T12:00+01:00", "closes: 2026-03-02T12:00+01:00"),),
        [],
        ["deadline card round 1"],
    ),
    (
        "a deadline for some",
        (("closes: 2026-03-01T12:00+01:00", "only_where: Ask the desk., closes: 2026-03-01T12:00+01:00"),),
        [],
        ["deadline card round 1"],
    ),
]


@pytest.mark.parametrize(
    ("changes", "wanted", "said"), [case[1:] for case in DIFFERENT], ids=[case[0] for case in DIFFERENT]
)
def test_a_change_is_told_as_conditions_and_its_commands_show_it(
    changes: tuple[tuple[str, str], ...], wanted: list[tuple[object, ...]], said: list[str], tmp_path: Path
) -> None:
    found = _compared(
        str(LIBRARY), _edited(tmp_path, changes), "--call", "2025" if "books 3 to 5" in str(wanted) else "2026"
    )
    differences = found["differences"] or [{"changes": [], "contents": []}]
    assert len(differences) == 1
    assert _changes(found) == wanted
    assert [f"{entry['kind']} {entry['name']}" for entry in differences[0]["contents"]] == said
    for change in differences[0]["changes"]:
        for condition in change["conditions"]:
            _replayed(change, condition)


def _changes(comparison: dict[str, object]) -> list[tuple[object, ...]]:
    return [
        (change["option"], change["what"], change["gained"], [entry["text"] for entry in change["conditions"]])
        for difference in comparison["differences"]
        for change in difference["changes"]
    ]


def _replayed(change: dict[str, object], condition: dict[str, object]) -> None:
    """The commands of a condition show the change: nothing before, something now, or the other way round."""
    results = [_run(*split(condition["commands"][side])[1:], "--format", "json") for side in ("before", "after")]
    without, having = results if change["gained"] else reversed(results)
    if change["what"] == "contradictory":
        assert (without[0], having[0]) == (ExitCode.OK, ExitCode.USAGE)
        return
    options = [json.loads(result[1])["options"][0] for result in (without, having)]
    if change["what"] == "eligible":
        assert [option["verdict"] for option in options] == ["ineligible", "eligible"]
    else:
        assert [option["recommended"] for option in options] == [False, True]
        assert [option["verdict"] for option in options] == ["eligible", "eligible"]


CHANGES_BETWEEN_CALLS = {
    (2025, 2026): [("courses-and-training", "eligible", False, ["activity_days 11 to 30"])],
}
NEW_IN = {2024: ["group-mobility"]}


@one_in(6, "pair", sorted(pairwise(range(2021, 2028)), key=lambda pair: pair not in CHANGES_BETWEEN_CALLS))
def test_two_calls_of_the_shipped_rules_differ_in_figures_in_the_length_of_courses_and_in_what_there_is(
    pair: tuple[int, int],
) -> None:
    figures = load_rules(SHIPPED).rule_set.figures
    differing = [
        name
        for name, figure in figures.items()
        if value_at(figure.by_call, pair[0]) != value_at(figure.by_call, pair[1])
    ]
    found = _compared("--call", str(pair[0]), "--call", str(pair[1]))
    contents = [entry for difference in found["differences"] for entry in difference["contents"]]
    assert [(entry["kind"], entry["name"]) for entry in contents if entry["kind"] != "deadline"] == [
        *(("option", name) for name in NEW_IN.get(pair[1], [])),
        *(("figure", name) for name in differing),
    ]
    assert _changes(found) == CHANGES_BETWEEN_CALLS.get(pair, [])


def test_calls_that_differ_alike_are_told_together(tmp_path: Path) -> None:
    edited = _edited(tmp_path, (("{min: 2000-01-01}}", "{min: 1999-01-01}}"), ("2025: 5, 2026: 8", "2025: 5, 2026: 9")))
    code, out, _ = _run("rules", "diff", str(LIBRARY), edited, "-q")
    assert code == ExitCode.FOUND
    assert out == (
        "What the town library offers, version 7 -> What the town library offers, version 7\n"
        "\n"
        "in every call:\n"
        "  archive becomes eligible\n"
        "    where birthday 1999-01-01 to 1999-12-31\n"
        "\n"
        "in call 2026:\n"
        "  card becomes eligible\n"
        "    where books 9\n"
        "    if, as before, these are met: lives-here, young-or-pupil\n"
        "  figure loan-limit: 8 books -> 9 books\n"
    )


def test_what_facts_imply_counts_for_what_differs(tmp_path: Path) -> None:
    """Small children are no pupils: a criterion that says so once more changes nothing."""
    small = "  small:\n    title: S\n    when: {age: {max: 5}}\n    met: M.\n    unmet: U.\n    unknown: K.\n    sources: [byelaw]\n"
    no_pupil = small.replace("small:", "no-pupil:").replace("{age: {max: 5}}", "{pupil: no}")
    criteria = ("\ncriteria:\n", f"\ncriteria:\n{small}{no_pupil}")
    with_one = _edited(tmp_path, (criteria, ("criteria: [quiet]", "criteria: [small]")))
    (tmp_path / "second").mkdir()
    with_both = _edited(tmp_path / "second", (criteria, ("criteria: [quiet]", "criteria: [small, no-pupil]")))
    assert _compared(with_one, with_both)["same"]


def test_wording_is_no_difference(tmp_path: Path) -> None:
    edited = _edited(
        tmp_path, (("met: You will be quiet.", "met: Good."), ("summary: Old papers.", "summary: Papers."))
    )
    code, out, _ = _run("rules", "diff", str(LIBRARY), edited, "-v")
    assert code == ExitCode.OK
    assert "no difference: the rules decide alike for every profile, in 2 calls" in out
    assert out.endswith("the wording of 2 entries differs\n  criterion quiet\n  option archive\n")


USAGE = [
    ("no file", [], "there is nothing to compare with"),
    ("one file", [str(LIBRARY)], "there is nothing to compare with"),
    ("one call", [str(LIBRARY), "--call", "2025"], "there is nothing to compare with"),
    ("three files", [str(LIBRARY)] * 3, "name two rule files, or two calls of one"),
    (
        "two files and two calls",
        [str(LIBRARY), str(LIBRARY), "--call", "2025", "--call", "2026"],
        "name two rule files",
    ),
    ("an unknown call", [str(LIBRARY), "--call", "2025", "--call", "1999"], "--call 1999 is not known"),
]


@pytest.mark.parametrize(("arguments", "message"), [case[1:] for case in USAGE], ids=[case[0] for case in USAGE])
def test_usage(arguments: list[str], message: str) -> None:
    code, out, error = _run("rules", "diff", *arguments)
    assert (code, out) == (ExitCode.USAGE, "")
    assert message in error


def test_through_processes(tmp_path: Path) -> None:
    edited = _edited(tmp_path, DIFFERENT[0][1])
    assert ka1("rules", "diff", LIBRARY, LIBRARY).code == ExitCode.OK
    assert ka1("rules", "diff", LIBRARY, edited).code == ExitCode.FOUND
    assert ka1("rules", "diff", LIBRARY, "nowhere.yaml").code == ExitCode.INVALID_INPUT
    assert ka1("rules", "diff", "--call", "2025", "--call", "2026", cwd=ROOT).code == ExitCode.FOUND


TABLE = (
    "id,district,pupil,age,books,card_type,still\n"
    "a,S2,yes,9,3,full,yes\n"
    "b,N1,no,9,6,full,no\n"
    "c,S1,no,44,6,full,no\n"
    "d,S2,maybe,9,,,\n"
    "e,N2,no,9,5,full,\n"
)


def _table(folder: Path) -> str:
    path = folder / "people.csv"
    path.write_text(TABLE, encoding="utf-8")
    return str(path)


def test_whose_rows_of_a_table_change(tmp_path: Path) -> None:
    table = _table(tmp_path)
    calls = ["--call", "2025", "--call", "2026", str(LIBRARY), "--on-table", table]
    _, out, error = _run("rules", "diff", *calls, "--id", "id", "-q")
    assert error == ""
    assert out.endswith(
        f"\n{table}: 3 of 5 rows change in call 2025 -> 2026\n"
        "  card: 3 rows ineligible -> eligible: row 1 (a), row 2 (b), row 4 (d)\n"
    )
    found = _compared(*calls)["table"]
    assert (found["rows"], found["changed"]) == (5, 3)
    (change,) = found["changes"]
    assert (change["option"], change["before"], change["after"], change["rows"]) == (
        "card",
        "ineligible",
        "eligible",
        3,
    )
    assert [example["row"] for example in change["examples"]] == [1, 2, 4]


def test_rows_that_change_are_those_that_check_decides_differently(tmp_path: Path) -> None:
    table = _table(tmp_path)
    edited = _edited(tmp_path, DIFFERENT[0][1])
    found = _compared(str(LIBRARY), edited, "--call", "2026", "--on-table", table)["table"]
    rules = [load_rules(path).at(2026) for path in (LIBRARY, edited)]
    header, *rows = (line.split(",") for line in TABLE.replace("maybe", "").splitlines())
    verdicts = [
        [
            at_call.explain(
                "card",
                at_call.space.world(at_call.profiles.from_values(dict(zip(header[1:], row[1:], strict=True)))),
            ).verdict
            for row in rows
        ]
        for at_call in rules
    ]
    differing = [number for number, (one, other) in enumerate(zip(*verdicts, strict=True), start=1) if one is not other]
    assert sorted(example["row"] for change in found["changes"] for example in change["examples"]) == differing


def test_a_table_that_cannot_be_read(tmp_path: Path) -> None:
    calls = ["rules", "diff", "--call", "2025", "--call", "2026", str(LIBRARY)]
    assert _run(*calls, "--on-table", str(tmp_path / "nowhere.csv"))[0] == ExitCode.INVALID_INPUT
    assert _run(*calls, "--on-table", "-")[0] == ExitCode.USAGE
    assert _run(*calls, "--on-table", _table(tmp_path), "--id", "nobody")[0] == ExitCode.INVALID_INPUT


def _impossible(threshold: int) -> str:
    when = {"yes-a": "{a: yes}", "no-a": "{a: no}", "n1": f"{{n: {{min: {threshold}}}}}"}
    criteria = "".join(
        f"  {name}: {{title: T, when: {test}, met: M., unmet: U., unknown: D., sources: [s]}}\n"
        for name, test in when.items()
    )
    return (
        'ka1: 1\nid: t\ntitle: T\nversion: "1"\nlanguage: en\nas_of: 2026-01-01\n'
        "sources: {s: {title: S, publisher: P, confidence: official}}\npanels: {p: P}\nkinds: {k: K}\nfacts:\n"
        "  a: {asks: given, type: yes-no, panel: p, title: a, question: A?}\n"
        "  n: {asks: given, type: number, panel: p, title: n, question: N?}\n"
        f"criteria:\n{criteria}routes:\n"
        "  r: {kind: k, title: R, summary: S., criteria: [yes-a, no-a, n1]}\n"
        "  q: {kind: k, title: Q, summary: S., criteria: [yes-a]}\n"
    )


def test_an_option_that_nobody_can_have_is_compared_like_any_other(tmp_path: Path):
    files = [tmp_path / f"{threshold}.yaml" for threshold in (3, 2)]
    for file, threshold in zip(files, (3, 2), strict=True):
        file.write_text(_impossible(threshold), encoding="utf-8")
    (difference,) = _compared(*map(str, files))["differences"]
    (change,) = difference["changes"]
    assert (change["option"], change["what"], change["gained"]) == ("r", "eligible", True)
    assert change["conditions"][0]["text"] == "n 2"
    assert change["otherwise"] == ["yes-a", "no-a"]


@pytest.mark.parametrize("more", [0, 1])
def test_where_there_are_too_many_conditions_to_read_it_says_that_there_are_more(more: int, tmp_path: Path):
    """An option is lost wherever two numbers are equal: one condition for each number."""
    head, files = _impossible(1).partition("facts:")[0], []
    for when in ("{a: yes}", "{a: yes, m: {differs_from: n}}"):
        files.append(tmp_path / f"{len(files)}.yaml")
        files[-1].write_text(
            f"{head}facts:\n  a: {{asks: given, type: yes-no, panel: p, title: a, question: A?}}\n"
            + "".join(
                f"  {name}: {{asks: given, type: number, min: 1, max: {MOST + more}, panel: p, title: T, question: Q?}}\n"
                for name in ("m", "n")
            )
            + f"criteria: {{c: {{title: T, when: {when}, met: M., unmet: U., unknown: D., sources: [s]}}}}\n"
            "routes: {r: {kind: k, title: R, summary: S., criteria: [c]}}\n",
            encoding="utf-8",
        )
    (difference,) = _compared(*map(str, files))["differences"]
    (change,) = difference["changes"]
    numbers = range(1, MOST + 1)
    assert [entry["text"] for entry in change["conditions"]] == [
        f"a yes and m {number} and n {number}" for number in numbers
    ]
    assert change["complete"] is not bool(more)
    said = f"    and more: only {MOST} conditions are shown\n"
    assert (said in _run("rules", "diff", *map(str, files)).stdout) is bool(more)


def test_some_options_only():
    found = _compared(str(LIBRARY), "--call", "2025", "--call", "2026", "--route", "piano-hour")
    (difference,) = found["differences"]
    assert {change["option"] for change in difference["changes"]} == {"piano-hour"}
    assert difference["contents"] == []
    assert _compared(str(LIBRARY), "--call", "2025", "--call", "2026", "--route", "archive")["same"]
    assert _run("rules", "diff", str(LIBRARY), str(LIBRARY), "--route", "nothing")[0] == ExitCode.USAGE


@pytest.mark.parametrize("options", [[], ["--route", "piano-hour"]])
def test_an_option_that_a_call_brings_or_ends_is_told(options: list[str], tmp_path: Path) -> None:
    edited = _edited(tmp_path, (("piano-hour: {title", "piano-hour: {from: 2026, title"),))
    told = _run("rules", "diff", edited, "--call", "2025", "--call", "2026", *options)
    assert (told.code, "  new option piano-hour: activity\n" in told.stdout) == (ExitCode.FOUND, True)
    ended = _run("rules", "diff", edited, "--call", "2026", "--call", "2025", *options)
    assert (ended.code, "  no option piano-hour any more\n" in ended.stdout) == (ExitCode.FOUND, True)


def test_where_one_option_is_beyond_the_bound_the_others_are_compared():
    rules = load_rules(LIBRARY)
    comparison = compare(rules, rules, [(2025, 2026)], limit=60)
    assert comparison.gave_up == ("card",)
    assert [change.option for entry in comparison.differences for change in entry.changes] == ["piano-hour"]
    assert not comparison.same
