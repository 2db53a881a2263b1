"""Rule sets by name: `--rules school`, `ka1 rules list`, and a file of the same name."""

import re
import shutil
from pathlib import Path

import pytest
from chances import one_in
from process import LIBRARY, ka1

from ka1cli.cli.exit_codes import ExitCode

pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("fields")]
TITLES = {
    "vet": "Erasmus+ Key Action 1 in vocational education and training (VET)",
    "school": "Erasmus+ Key Action 1 in school education",
    "adult": "Erasmus+ Key Action 1 in adult education",
}


@one_in(2, "name", TITLES)
def test_a_shipped_rule_set_is_used_by_its_name_from_anywhere(name: str, tmp_path: Path) -> None:
    for done in (
        ka1("check", "--rules", name, "--country", "SE", cwd=tmp_path),
        ka1("check", "--country", "SE", env={"KA1_RULES": name}, cwd=tmp_path),
    ):
        assert done.stdout.splitlines()[0] == TITLES[name]
        assert f"ka1 ask --country SE --rules {name}\n" in done.stdout  # it goes on with the same rules
    assert TITLES[name] in ka1("rules", "show", name, cwd=tmp_path).stdout
    assert f"--rules {name}" in ka1("check", "--rules", name, "--country", "SE", "-v", cwd=tmp_path).stdout


@pytest.mark.parametrize("command", ["routes", "activities"])
def test_what_is_printed_to_go_on_with_stays_with_rules_call_and_day(command: str) -> None:
    view = ("--rules", "school", "--call", "2026", "--on", "2026-01-15")
    (printed,) = re.findall(r"^More about one of them: ka1 (.*)$", ka1(command, *view).stdout, flags=re.MULTILINE)
    assert printed.endswith(" ".join(view))
    person = ka1("check", "--organisation-type", "individual", *view).stdout
    (printed,) = re.findall(r"^What there is: +ka1 (.*)$", person, flags=re.MULTILINE)
    assert printed == " ".join(("activities", *view))


def test_without_a_name_it_is_vet() -> None:
    named = ka1("check", "--rules", "vet", "--country", "SE").stdout
    assert ka1("check", "--country", "SE").stdout == named.replace(" --rules vet", "")


def test_a_file_of_that_name_wins_and_the_head_shows_it(tmp_path: Path) -> None:
    shutil.copy(LIBRARY, tmp_path / "school")
    (tmp_path / "adult").mkdir()
    assert ka1("check", "--rules", "school", "--pupil", "yes", cwd=tmp_path).stdout.startswith(
        "What the town library offers"
    )
    assert ka1("check", "--rules", "adult", "--country", "SE", cwd=tmp_path).stdout.startswith(TITLES["adult"])


def test_the_list_names_them_all() -> None:
    lines = ka1("rules", "list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(TITLES)
    assert all(title in line for line, title in zip(lines, TITLES.values(), strict=True))
    assert ["without --rules" in line for line in lines] == [True, False, False]


def test_a_misspelt_name_is_told() -> None:
    done = ka1("check", "--rules", "shool")
    assert done.code == ExitCode.INVALID_INPUT
    assert "did you mean `school`?" in done.stderr


def test_an_exported_field_stands_for_itself(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(ka1("rules", "export", "school").stdout, encoding="utf-8")
    done = ka1("rules", "diff", "school", "own.yaml", cwd=tmp_path)
    assert done.code == 0, done
    assert "no difference" in done.stdout


@one_in(
    3, ("name", "others"), [("vet", ("school", "adult")), ("school", ("vet", "adult")), ("adult", ("school", "vet"))]
)
def test_whoever_belongs_to_another_field_is_sent_there(name: str, others: tuple[str, str]) -> None:
    answers = ("check", "--rules", name, "--country", "SE", "--route", "ka122", "--organisation-type")
    text = ka1(*answers, "other").stdout
    assert all(f"--rules {other}" in text for other in others)
    assert f"--rules {others[0]}" not in ka1(*answers, "authority").stdout
