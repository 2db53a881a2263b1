"""`ka1 rules test`: cases, tables, coverage, and what `--update` writes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from process import LIBRARY, ROOT, ka1
from rule_files import GRANTS

from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.main import run

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def tried(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Tries cases that are written into one file, against the rules of the library."""

    def try_them(text: str, *arguments: str) -> tuple[int, str, str]:
        (tmp_path / "cases.yaml").write_text(text, encoding="utf-8")
        code = run(["rules", "test", str(tmp_path / "cases.yaml"), "--rules", str(LIBRARY), *arguments])
        return code, *capsys.readouterr()

    return try_them


def test_the_shipped_cases_pass_and_show_everything() -> None:
    done = ka1("rules", "test", "--min", "100", cwd=ROOT)
    assert done.code == ExitCode.OK, done
    assert "(100 %)" in done.stdout
    assert "failed" not in done.stdout


def test_every_shipped_case_names_its_source() -> None:
    done = ka1("rules", "test", "--format", "json", cwd=ROOT)
    cases = json.loads(done.stdout)["cases"]
    assert len(cases) >= 100
    assert all(case["source"] and case["says"] for case in cases)


def test_a_failure_tells_what_was_expected_what_came_out_and_why(tried: Run, tmp_path: Path) -> None:
    code, out, _ = tried(
        "cases:\n"
        "  - name: Far away\n"
        "    says: Only people from here get a card.\n"
        "    profile: {district: NO, pupil: yes}\n"
        "    expect: {card: eligible, reading-room: eligible}\n"
    )
    assert code == ExitCode.FOUND
    assert out == (
        f"{tmp_path}/cases.yaml:2:5: failed [K701]: Far away\n"
        "  card: expected eligible, got ineligible\n"
        "    unmet lives-here: You live outside the area we serve.\n"
        "  shown by: ka1 check --district NO --pupil yes --route card --route reading-room"
        f" --rules {LIBRARY} --call 2026\n"
        "  the source says: Only people from here get a card.\n"
        "1 of 1 case failed (1 file)\n"
    )


def test_a_table_is_as_many_cases_as_it_has_rows(tried: Run) -> None:
    code, out, _ = tried(
        "cases:\n"
        "  - name: Who lives here\n"
        "    profile: {pupil: yes, card_type: full}\n"
        "    expect: {archive: undetermined}\n"
        "    table:\n"
        "      - [call, district, card]\n"
        "      - [2025, S1, eligible]\n"
        "      - [2025, S2, ineligible]\n"
        "      - [2026, S2, eligible]\n"
        "      - [2026, NO, eligible]\n"
        "      - [2026, ~, undetermined]\n"
    )
    assert code == ExitCode.FOUND
    assert "failed [K701]: Who lives here [call 2026, district NO]" in out
    assert "1 of 5 cases failed" in out


def test_missing_facts_and_recommendations_are_compared(tried: Run) -> None:
    text = (
        "cases:\n"
        "  - name: A pupil\n"
        "    profile: {pupil: yes}\n"
        "    expect: {card: undetermined}\n"
        "    missing: {card: [district]}\n"
        "    recommended: [card]\n"
        "  - name: Nobody special\n"
        "    profile: {pupil: no}\n"
        "    missing: {card: [district, age]}\n"
        "    recommended: []\n"
    )
    assert tried(text)[0] == ExitCode.OK
    code, out, _ = tried(text.replace("[district]", "[age]").replace("recommended: []", "recommended: [card]"))
    assert code == ExitCode.FOUND
    assert "  missing of card: expected age, got district\n" in out
    assert "  recommended: expected card, got none\n" in out


def test_a_day_decides_the_call_and_what_holds_within_it(tmp_path: Path) -> None:
    rules, cases = tmp_path / "rules.yaml", tmp_path / "cases.yaml"
    text = LIBRARY.read_text("utf-8").replace(
        "by_call: {2025: 5, 2026: 8}", "by_call: {2025: 5, 2026: 8, 2026-07-01: 3}"
    )
    first = "    deadlines:\n"
    assert text.count(first) == 1
    earlier = "      - {call: 2025, round: 1, closes: 2025-03-01T12:00+01:00, sources: [byelaw]}\n"
    rules.write_text(text.replace(first, first + earlier), "utf-8")
    cases.write_text(
        "cases:\n"
        "  - name: The call follows from the day\n"
        "    profile: {pupil: yes}\n"
        "    table:\n"
        "      - [on, district, card]\n"
        "      - [2025-03-01, S2, ineligible]\n"
        "      - [2025-03-02, S2, eligible]\n"
        "  - {name: A call beats it, call: 2026, on: 2025-03-01, profile: {pupil: yes, district: S2}, expect: {card: eligible}}\n"
        "  - name: A figure changes within a call\n"
        "    profile: {pupil: yes, district: S2, books: 5}\n"
        "    table: [[on, card], [2026-06-30, eligible], [2026-07-01, eligible]]\n",
        "utf-8",
    )
    done = ka1("rules", "test", str(cases), "--rules", str(rules))
    assert done.stdout.startswith(f"{cases}:11:49: failed [K701]: A figure changes within a call [on 2026-07-01]\n")
    assert f" --rules {rules} --call 2026 --on 2026-07-01\n" in done.stdout
    assert "1 of 5 cases failed" in done.stdout


def test_a_case_that_expects_nothing_fails(tried: Run) -> None:
    code, out, _ = tried("cases:\n  - {name: Idle, profile: {pupil: yes}}\n")
    assert code == ExitCode.FOUND
    assert "verdicts: expected nothing, so nothing is tested, got card undetermined" in out


WRONG = [
    ("an unknown option", "- {name: x, expect: {cart: eligible}}", 2, "E301", "did you mean `card`?"),
    ("an unknown fact", "- {name: x, profile: {pupils: yes}, expect: {card: eligible}}", 2, "P501", "`pupil`"),
    (
        "an answer that is none",
        "- {name: x, profile: {pupil: maybe}, expect: {card: eligible}}",
        2,
        "P502",
        "yes or no",
    ),
    ("a verdict that is none", "- {name: x, expect: {card: yes}}", 2, "E205", "eligible"),
    ("a call that is none", "- {name: x, call: 1999, expect: {card: eligible}}", 2, "E301", "2025 to 2026"),
    ("a day that is none", "- {name: x, on: soon, expect: {card: eligible}}", 2, "E205", "2026-11-24"),
    ("an unknown source", "- {name: x, source: bylaw, expect: {card: eligible}}", 2, "E301", "`byelaw`"),
    (
        "answers that contradict each other",
        "- {name: x, profile: {age: 4, pupil: yes}, expect: {card: eligible}}",
        2,
        "P503",
        "Children up to five",
    ),
    ("an unknown key", "- {name: x, expects: {card: eligible}}", 2, "E202", "`expect`"),
    ("no name", "- {expect: {card: eligible}}", 2, "E203", "`name`"),
    ("a column that is none", "- {name: x, table: [[pupils, card], [yes, eligible]]}", 2, "E301", "`pupil`"),
    ("a row that is too short", "- {name: x, table: [[pupil, card], [yes]]}", 2, "E205", "1 cells and the header 2"),
    (
        "a row that contradicts itself",
        "- {name: x, profile: {age: 4}, table: [[pupil, card], [yes, eligible]]}",
        2,
        "P503",
        "Children",
    ),
    ("no cases", "- ", 2, "E201", "mapping"),
]


@pytest.mark.parametrize(
    ("entry", "line", "code", "hint"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG]
)
def test_what_cannot_be_understood_is_named(
    entry: str, line: int, code: str, hint: str, tried: Run, tmp_path: Path
) -> None:
    exit_code, out, error = tried(f"cases:\n  {entry}\n")
    assert (exit_code, out) == (ExitCode.INVALID_INPUT, "")
    assert error.startswith(f"{tmp_path}/cases.yaml:{line}:")
    assert f"error [{code}]" in error
    assert hint in error


def test_cases_of_other_rules_are_refused(tried: Run) -> None:
    code, _, error = tried("rules: erasmus\ncases: [{name: x, expect: {card: eligible}}]\n")
    assert code == ExitCode.INVALID_INPUT
    assert "these cases are about the rule set `erasmus`, and this is `library-card`" in error


def test_a_folder_is_searched_and_nothing_to_try_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "empty").mkdir()
    for name in ("a.yaml", "deep/b.yml", "deep/er/c.yaml", "deep/notes.txt"):
        (tmp_path / name).write_text("cases: [{name: x, expect: {reading-room: eligible}}]\n", encoding="utf-8")
    library = ["--rules", str(LIBRARY)]
    assert run(["rules", "test", str(tmp_path), *library]) == ExitCode.OK
    assert capsys.readouterr().out == "3 cases passed (3 files)\n"
    monkeypatch.chdir(tmp_path)
    for nothing in (["empty"], []):
        assert run(["rules", "test", *nothing, *library]) == ExitCode.USAGE
    assert run(["rules", "test", "nowhere.yaml", *library]) == ExitCode.INVALID_INPUT


def test_coverage_lists_what_is_missing_as_cases_to_paste(tried: Run) -> None:
    first = "cases:\n  - name: One\n    profile: {still: yes}\n    expect: {reading-room: eligible}\n"
    code, out, _ = tried(first, "--coverage")
    assert code == ExitCode.OK
    assert "coverage: 2 of 24 ways to decide shown (8.3 %)" in out
    assert tried(first, "--min", "8.3%")[0] == ExitCode.OK
    assert tried(first, "--min", "8.4")[0] == ExitCode.FOUND
    pasted = out[out.index("  # ") :]
    code, out, _ = tried(first + pasted, "--min", "100")
    assert code == ExitCode.OK
    assert "(100 %)" in out


def test_what_exists_in_earlier_calls_only_is_asked_for_in_the_newest_of_them(tmp_path: Path) -> None:
    first = "cases:\n  - name: One\n    profile: {registered: no}\n    expect: {hall: undetermined}\n"
    rules, cases = tmp_path / "rules.yaml", tmp_path / "cases.yaml"
    text = GRANTS.read_text("utf-8")
    rules.write_text(text.replace("  registered:\n    title", "  registered:\n    until: 2026\n    title"), "utf-8")
    cases.write_text(first, "utf-8")
    out = ka1("rules", "test", cases, "--rules", rules, "--coverage").stdout
    assert "    call: 2026\n    expect: {loan: eligible}\n" in out
    cases.write_text(first + out[out.index("  # ") :], "utf-8")
    done = ka1("rules", "test", cases, "--rules", rules, "--min", "100")
    assert (done.code, "(100 %)" in done.stdout) == (ExitCode.OK, True)


def test_a_case_shows_only_what_it_states_and_only_if_it_passes(tried: Run) -> None:
    stated = "cases: [{name: x, profile: {still: no}, expect: {reading-room: ineligible}}]"
    other = "cases: [{name: x, profile: {still: no}, expect: {archive: undetermined}}]"
    wrong = "cases: [{name: x, profile: {still: no}, expect: {reading-room: eligible}}]"
    shown = [tried(text, "--coverage")[1].split("coverage: ")[1][:8] for text in (stated, other, wrong)]
    assert shown == ["2 of 24 ", "0 of 24 ", "0 of 24 "]


def test_a_criterion_closes_only_if_no_other_does(tried: Run) -> None:
    one = "cases: [{name: x, profile: {district: NO, pupil: yes}, expect: {card: ineligible}}]"
    two = "cases: [{name: x, profile: {district: NO, pupil: no, age: 40}, expect: {card: ineligible}}]"
    shown = [tried(text, "--coverage")[1].split("coverage: ")[1][:8] for text in (one, two)]
    assert shown == ["2 of 24 ", "1 of 24 "]


UPDATES = [
    (
        "a verdict in a flow mapping",
        "cases:\n  - name: x # why\n    profile: {still: no}\n    expect: {reading-room: eligible} # said so\n",
        "cases:\n  - name: x # why\n    profile: {still: no}\n    expect: {reading-room: ineligible} # said so\n",
    ),
    (
        "verdicts in a block mapping",
        "cases:\n  - name: x\n    expect:\n      # first\n      card: 'eligible'  # a\n      archive: undetermined\n",
        "cases:\n  - name: x\n    expect:\n      # first\n      card: undetermined  # a\n      archive: undetermined\n",
    ),
    (
        "a table with gaps",
        "cases:\n  - name: x\n    table:\n      - [still, reading-room]   # head\n      - [yes,   ~]\n      - [no,    eligible]\n",
        "cases:\n  - name: x\n    table:\n      - [still, reading-room]   # head\n      - [yes,   eligible]\n      - [no,    ineligible]\n",
    ),
    (
        "lists in one line",
        "cases:\n  - name: x\n    missing: {card: [age]}\n    recommended: [card]\n",
        "cases:\n  - name: x\n    missing: {card: [district, pupil, age]}\n    recommended: []\n",
    ),
    (
        "a list in lines, with comments",
        "cases:\n  - name: x\n    missing:\n      card:\n        - pupil # one\n        - books # two\n    # end\n",
        "cases:\n  - name: x\n    missing:\n      card:\n        - district\n        - age\n        - pupil # one\n         # two\n    # end\n",
    ),
    (
        "a list in lines, the first of which is wrong",
        "cases:\n  - name: x\n    missing:\n      card:\n        - books # one\n        - pupil\n        - age\n        - district\n",
        "cases:\n  - name: x\n    missing:\n      card:\n         # one\n        - pupil\n        - age\n        - district\n",
    ),
    (
        "an expectation that was left empty",
        "cases:\n  - name: x\n    expect: {card: }\n    recommended:\n",
        "cases:\n  - name: x\n    expect: {card: undetermined}\n    recommended:\n",
    ),
    (
        "a case without expectations",
        "cases:\n  - name: x\n    profile:\n      pupil: no   # grown up\n    # behind\n  - {name: y, profile: {still: no}}\n",
        (
            "cases:\n  - name: x\n    profile:\n      pupil: no   # grown up\n"
            "    expect: {card: undetermined, reading-room: eligible, archive: undetermined}\n    # behind\n"
            "  - {name: y, profile: {still: no}, expect: {card: undetermined, reading-room: ineligible, archive: undetermined}}\n"
        ),
    ),
    (
        "Windows line ends",
        "cases:\r\n  - name: x # why\r\n    expect: {reading-room: ineligible}\r\n",
        "cases:\r\n  - name: x # why\r\n    expect: {reading-room: eligible}\r\n",
    ),
]


@pytest.mark.parametrize(("before", "after"), [case[1:] for case in UPDATES], ids=[case[0] for case in UPDATES])
def test_update_writes_what_came_out_and_nothing_else(before: str, after: str, tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    file.write_bytes(before.encode())
    arguments = ["rules", "test", str(file), "--rules", str(LIBRARY)]
    assert run(arguments) == ExitCode.FOUND or before == after
    assert run([*arguments, "--update"]) == ExitCode.OK
    assert file.read_bytes().decode() == after
    assert run([*arguments, "--update"]) == ExitCode.OK
    assert file.read_bytes().decode() == after
    assert [entry.name for entry in tmp_path.iterdir()] == ["cases.yaml"]


BY_HAND = [
    (
        "rows that differ",
        "cases:\n  - name: x\n    expect: {reading-room: eligible}\n    table: [[still], [yes], [no]]\n",
        "give it a column",
    ),
    ("a comment inside a list", "cases:\n  - name: x\n    recommended: [card, # why\n      archive]\n", "write []"),
]


@pytest.mark.parametrize(("text", "hint"), [case[1:] for case in BY_HAND], ids=[case[0] for case in BY_HAND])
def test_update_leaves_alone_what_needs_a_hand(text: str, hint: str, tried: Run, tmp_path: Path) -> None:
    code, _, error = tried(text, "--update")
    assert code == ExitCode.INVALID_INPUT
    assert hint in error
    assert (tmp_path / "cases.yaml").read_text(encoding="utf-8") == text
