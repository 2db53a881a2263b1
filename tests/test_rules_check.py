"""`ka1 rules check` as a command: formats, exit codes, what is meant, what is not walked to its end, and the pages."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from process import LIBRARY, ROOT, Finished, ka1
from rule_files import SHIPPED

from bench.generated_rules import look_up_table, many_options
from ka1cli.audit.check import check
from ka1cli.audit.finding import CODES as FINDINGS
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.rules.check import code_of_report
from ka1cli.decision.loading import load_rules_and_document
from ka1cli.language.diagnostic import CODES as PROBLEMS
from ka1cli.render.author.findings import findings_summary

SCHEMAS = ROOT / "tests" / "schemas"


def _run(*arguments: str) -> Finished:
    return ka1("rules", *arguments)


def _edited(folder: Path, *changes: tuple[str, str]) -> str:
    text = LIBRARY.read_text(encoding="utf-8")
    for before, after in changes:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    path = folder / "rules <&>.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


IMPOSSIBLE = ("    when: {still: yes}\n", "    when: {all: [{still: yes}, {still: no}]}\n")
BROKEN = ("title: What the town library offers", "titel: What the town library offers")


def test_a_finding_has_place_message_command_and_what_it_shows(tmp_path: Path) -> None:
    path = _edited(tmp_path, IMPOSSIBLE)
    code, out, error = _run("check", path)
    assert (code, error) == (ExitCode.FOUND, "")
    assert (
        f"{path}:108:5: error [K201]: nobody can ever meet `quiet`\n"
        "  |     when: {all: [{still: yes}, {still: no}]}\n"
        "  |     ^^^^\n"
        f"  shown by: ka1 check --route reading-room --rules '{path}' --call 2026\n"
        "            `quiet` is unmet although nothing is answered yet\n"
    ) in out
    assert out.endswith(f"{path}: 2 errors and 3 warnings (4 options, 7 criteria, 8 facts in 2 calls)\n")


@pytest.mark.parametrize(
    ("when", "closed"),
    [
        ("{not: {district: {group: area}}}", "only where `card` is closed"),
        ("{all: [{pupil: yes}, {pupil: no}]}", "for nobody"),
    ],
)
def test_a_recommendation_that_never_shows_is_found(when: str, closed: str, tmp_path: Path) -> None:
    path = _edited(tmp_path, ("- {when: {pupil: yes}, because: Pupils", f"- {{when: {when}, because: Pupils"))
    _, out, _ = _run("check", path, "-q", "--call", "2026")
    found = f"warning [K103]: this recommendation of `card` never shows: its condition holds {closed}"
    assert f"{path}:134:16: {found}\n" in out


def test_quiet_is_one_line_each_and_verbose_says_how_to_excuse(tmp_path: Path) -> None:
    path = _edited(tmp_path, IMPOSSIBLE)
    _, brief, _ = _run("check", path, "-q")
    assert len(brief.splitlines()) == 6
    _, full, _ = _run("check", path, "-v")
    assert "  if it is meant, say so under `meant`: {finding: K201, about: [quiet], because: ...}\n" in full


def test_what_is_meant_is_counted_and_told_with_its_reason(tmp_path: Path) -> None:
    meant = (
        "background:\n",
        (
            "meant:\n"
            "  - {finding: K601, about: [leaflet], because: It has no date.}\n"
            "  - {finding: K501, about: [late-fee], because: Not set yet.}\n"
            "background:\n"
        ),
    )
    path = _edited(tmp_path, meant)
    code, out, _ = _run("check", path)
    assert code == ExitCode.OK
    assert out == f"{path}: nothing found; 2 findings meant (4 options, 7 criteria, 8 facts in 2 calls)\n"
    _, out, _ = _run("check", path, "-v")
    assert "  because: It has no date.\n" in out


def test_one_call_alone() -> None:
    _, both, _ = _run("check", str(LIBRARY), "-q")
    _, one, _ = _run("check", str(LIBRARY), "-q", "--call", "2025")
    assert "in call 2026: `late-fee` has no value" in both
    assert "late-fee" not in one
    assert one.endswith("(4 options, 7 criteria, 8 facts in 1 call)\n")


def test_it_says_within_what_bound_it_gave_up() -> None:
    rules, document = load_rules_and_document(LIBRARY)
    report = check(rules, document, limit=1)
    assert report.unfinished
    assert code_of_report(report) == ExitCode.GAVE_UP
    text = findings_summary("library", rules.rule_set, report)
    assert "gave up on K101, K102 in call 2026: more than 1 nodes; whether there are findings" in text
    assert code_of_report(check(rules, document)) == ExitCode.FOUND


def _json(path: str) -> dict[str, object]:
    return json.loads(_run("check", path, "--format", "json")[1])


def test_json_does_not_depend_on_verbosity_and_names_everything(tmp_path: Path) -> None:
    path = _edited(tmp_path, IMPOSSIBLE)
    found = _json(path)
    assert found == json.loads(_run("check", path, "--format", "json", "-v")[1])
    assert found["schema"] == "ka1.findings/1"
    assert [entry["code"] for entry in found["findings"]] == ["K601", "K501", "K201", "K104", "K101"]
    first = found["findings"][2]
    assert first["place"] == {"file": path, "line": 108, "column": 5, "length": 4}
    assert first["witness"]["options"] == ["reading-room"]


@cache
def _junit() -> Any:
    import xmlschema

    return xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd"))


@cache
def _sarif() -> Draft4Validator:
    return Draft4Validator(json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8")))


def _valid(format: str, text: str) -> None:
    if format == "sarif":
        _sarif().validate(json.loads(text))
    else:
        _junit().validate(text)


@pytest.mark.parametrize("format", ["sarif", "junit"])
@pytest.mark.parametrize("change", [IMPOSSIBLE, BROKEN])
def test_sarif_and_junit_follow_their_schemas(format: str, change: tuple[str, str], tmp_path: Path) -> None:
    path = _edited(tmp_path, change)
    code, out, error = _run("check", path, "--format", format)
    assert code in (ExitCode.FOUND, ExitCode.INVALID_INPUT)
    assert error == ""
    _valid(format, out)


@pytest.mark.slow
@pytest.mark.parametrize("format", ["sarif", "junit"])
def test_sarif_and_junit_of_the_shipped_rules_follow_their_schemas(format: str) -> None:
    _valid(format, _run("check", str(SHIPPED), "--format", format)[1])


@pytest.mark.parametrize("format", ["sarif", "junit"])
def test_results_of_cases_follow_their_schemas(format: str, tmp_path: Path) -> None:
    cases = tmp_path / "cases.yaml"
    cases.write_text(
        "cases: [{name: 'x <&> \"y\"', expect: {card: eligible, archive: undetermined}}]\n", encoding="utf-8"
    )
    for arguments in ([], ["--coverage"]):
        code, out, _ = _run("test", str(cases), "--rules", str(LIBRARY), "--format", format, *arguments)
        assert code == ExitCode.FOUND
        _valid(format, out)


def test_sarif_carries_rules_places_and_levels(tmp_path: Path) -> None:
    path = _edited(tmp_path, IMPOSSIBLE)
    log = json.loads(_run("check", path, "--format", "sarif")[1])["runs"][0]
    assert log["invocations"][0]["executionSuccessful"] is True
    result = next(result for result in log["results"] if result["ruleId"] == "K201")
    assert log["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "K201"
    assert result["level"] == "error"
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["endColumn"]) == (108, 5, 9)
    assert "%20%3C%26%3E" in result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


def test_junit_has_one_case_for_each_code(tmp_path: Path) -> None:
    out = _run("check", _edited(tmp_path, IMPOSSIBLE), "--format", "junit")[1]
    suite = _junit().to_dict(out)["testsuite"][0]
    assert suite["@tests"] == str(sum(not code.startswith("K7") for code in FINDINGS))
    failed = [case["@name"][:4] for case in suite["testcase"] if "failure" in case]
    assert failed == ["K101", "K104", "K201", "K501", "K601"]


def test_github_annotations(tmp_path: Path) -> None:
    path = _edited(tmp_path, IMPOSSIBLE)
    lines = _run("check", path, "--format", "github")[1].splitlines()
    assert len(lines) == 5
    assert lines[2].startswith(
        f"::error title=K201%3A a criterion that can never be met,file={path.replace(',', '%2C')},line=108,col=5,"
        "endColumn=9::nobody can ever meet `quiet`%0AShown by: ka1 check --route reading-room"
    )


@pytest.mark.parametrize("format", ["json", "sarif", "junit", "github"])
def test_problems_of_loading_come_in_the_same_format(format: str, tmp_path: Path) -> None:
    path = _edited(tmp_path, BROKEN, ("criteria: [quiet]", "criteria: [quite]"))
    code, out, error = _run("check", path, "--format", format)
    assert (code, error) == (ExitCode.INVALID_INPUT, "")
    assert "E202" in out
    assert "E301" in out


PROCESSES = [
    ("clean", ["rules", "check"], ExitCode.OK),
    ("findings", ["rules", "check", LIBRARY], ExitCode.FOUND),
    ("rules that do not load", ["rules", "check", "pyproject.toml"], ExitCode.INVALID_INPUT),
    ("no such file", ["rules", "check", "nowhere.yaml"], ExitCode.INVALID_INPUT),
    ("an unknown format", ["rules", "check", "--format", "xml"], ExitCode.USAGE),
    ("an unknown call", ["rules", "check", LIBRARY, "--call", "1999"], ExitCode.USAGE),
    ("an unknown code", ["rules", "explain", "K000"], ExitCode.USAGE),
]


@pytest.mark.parametrize(("arguments", "code"), [case[1:] for case in PROCESSES], ids=[case[0] for case in PROCESSES])
def test_exit_codes(arguments: list[str], code: ExitCode) -> None:
    done = ka1(*arguments, cwd=ROOT)
    assert done.code == code, done
    assert "Traceback" not in done.stderr
    assert bool(done.stderr) == (code in (ExitCode.USAGE, ExitCode.INVALID_INPUT))


def test_every_code_has_a_page() -> None:
    titles = {code: entry.title for code, entry in FINDINGS.items()} | PROBLEMS
    for code, title in titles.items():
        page = _run("explain", code)[1]
        assert page.startswith(f"{code}: {title}\n\n"), f"docs/findings.md has no section {code}"
        assert len(page.splitlines()) > 2
    assert _run("explain")[1].splitlines() == [f"{code}  {title}" for code, title in titles.items()]
    assert _run("explain", "e404")[1].startswith("E404: a test that always or never holds\n")


def test_what_holds_only_in_older_calls_is_a_note(tmp_path: Path) -> None:
    path = _edited(tmp_path, ("by_call: {2025: 10, 2026: ~}", "by_call: {2026: 10}"))
    code, out, _ = _run("check", path, "-v")
    assert "note [K501]: in call 2025: `late-fee` has no value" in out
    assert "warning [K501]: " in _run("check", path, "--call", "2025", "-v")[1]
    assert code == ExitCode.FOUND


def test_nobody_misses_a_figure_in_a_call_without_the_option_that_shows_it(tmp_path: Path) -> None:
    figure = "figures:\n  fee: {title: Fee, unit: cents, by_call: {2026: 10}, sources: [byelaw]}\n"
    fee = ("kind: visit, title: Reading room,", "kind: visit, figures: [fee], title: Reading room,")
    always = _edited(tmp_path, ("figures:\n", figure), fee)
    assert "[K501]: in call 2025: `fee` has no value" in _run("check", always)[1]
    later = _edited(
        tmp_path, ("figures:\n", figure), (fee[0], fee[1].replace("kind: visit", "kind: visit, from: 2026"))
    )
    assert "`fee` has no value" not in _run("check", later)[1]


@pytest.mark.slow
@pytest.mark.parametrize("text", [look_up_table(), many_options()], ids=["a look-up table", "150 options"])
def test_large_rules_are_checked_to_the_end(text: str, tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    report = check(*load_rules_and_document(path))
    assert report.unfinished == ()
    assert report.findings
