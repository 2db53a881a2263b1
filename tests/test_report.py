"""The report of `ka1 batch`: what it counts and lists is what row after row decided alone comes to."""

import csv
import random
from collections import Counter
from pathlib import Path

import pytest
from batch_oracle import decided
from html_reading import Reading
from process import LIBRARY, ka1
from rule_files import SHIPPED, loaded
from test_html_slip import DAY, HOSTILE

from ka1cli import Verdict
from ka1cli.batch.request import Request
from ka1cli.batch.screen import screen_file
from ka1cli.batch.summary.details import LISTED
from ka1cli.batch.summary.model import Summary
from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.model import Decision
from ka1cli.language.answers import Unreadable
from ka1cli.render.report.page import Origin, report_html
from ka1cli.render.text.wording import VERDICTS

pytestmark = pytest.mark.thorough

TABLES = {
    "shipped": (
        SHIPPED,
        {
            "name": ["School", "Company, Ltd.", ""],
            "country": ["NO", "el", "CY", "US", "", "?", "Atlantis"],
            "organisation_type": ["vet-provider", "employer", "other", ""],
            "accredited": ["yes", "no", "no", "", "maybe"],
            "first_time": ["yes", "no", ""],
            "short_term_grants": ["0", "1", "3", ""],
            "years_in_field": ["1", "10", ""],
            "operational_capacity": ["yes", "no", ""],
        },
    ),
    "library": (
        LIBRARY,
        {
            "district": ["N1", "north1", "S2", "NO", "", "X9"],
            "instrument": ["piano", "violin", ""],
            "pupil": ["yes", "no", ""],
            "age": ["4", "10", "30", "", "old"],
            "card number": ["7", "0007", ""],
        },
    ),
}


def write(file: Path, columns: list[str], rows: list[tuple[str, ...]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([columns, *rows])
    return file


def table_of(name: str, count: int) -> tuple[CallRules, list[str], list[tuple[str, ...]]]:
    file, columns = TABLES[name]
    chosen = random.Random(count)
    rows = [tuple(chosen.choice(values) for values in columns.values()) for _ in range(count)]
    return loaded(file).at(), list(columns), rows


def screened(rules: CallRules, file: Path, **request: object) -> Summary:
    return screen_file(rules, str(file), str(file.with_suffix(".out.csv")), Request(details=True, **request))


def page_of(summary: Summary, rules: CallRules, result: str = "out.csv") -> str:
    provenance = rules.decide({}, DAY, rules.routes).rules
    return report_html(summary, rules.rule_set, Origin(provenance, "ka1 batch in.csv", result))


Line = tuple[int, tuple[str, ...], Decision]


def judged_rows(rules: CallRules, columns: list[str], rows: list[tuple[str, ...]]) -> list[Line]:
    """The rows with their lines and what each, decided alone, comes to; those without any answer are not judged."""
    asked = {number: column for number, column in enumerate(columns) if rules.profiles.fact(column)}
    answers = [(line, row, tuple(row[number] for number in asked)) for line, row in enumerate(rows, 2)]
    return [
        (line, row, decided(rules, [*asked.values()], texts)[0])
        for line, row, texts in answers
        if any(text.strip() for text in texts)
    ]


@pytest.mark.parametrize("name", TABLES)
def test_details_are_those_of_each_row_decided_alone(name: str, tmp_path: Path) -> None:
    rules, columns, rows = table_of(name, 400)
    summary = screened(rules, write(tmp_path / "table.csv", columns, rows))
    assert summary.details is not None
    facts = {column: rules.profiles.fact(column) for column in columns}
    judged = judged_rows(rules, columns, rows)
    lines, rows = [line for line, _, _ in judged], [row for _, row, _ in judged]
    decisions = [decision for _, _, decision in judged]

    (label,) = (position for position, column in enumerate(columns) if not facts[column])
    near = {}
    for line, row, decision in zip(lines, rows, decisions, strict=True):
        answers: dict[str, list[str]] = {}
        for option in decision.options:
            if len(option.missing) == 1:
                answers.setdefault(option.missing[0], []).append(option.option.id)
        if answers:
            near[line] = (row[label], {fact: tuple(options) for fact, options in answers.items()})
    found = {one.row: (one.label, dict(one.answers)) for one in summary.details.one_away}
    assert list(found) == sorted(found)
    assert found == near
    assert len(near) > 100

    assert summary.details.label == columns[label]
    broken_down = {breakdown.column: breakdown for breakdown in summary.details.breakdowns}
    assert (
        set(broken_down) == {"shipped": {"country", "organisation_type"}, "library": {"district", "instrument"}}[name]
    )
    for column, breakdown in broken_down.items():
        reader = rules.profiles.readers[breakdown.fact.id]
        expected: dict[object, list[Counter[Verdict]]] = {}
        for row, decision in zip(rows, decisions, strict=True):
            answer = reader.read(row[columns.index(column)])
            key = (None, False) if isinstance(answer, Unreadable) else (answer, True)
            counts = expected.setdefault(key, [Counter() for _ in decision.options])
            for count, option in zip(counts, decision.options, strict=True):
                count[option.verdict] += 1
        assert {
            (share.answer, share.is_read): [Counter(one) for one in share.options] for share in breakdown.shares
        } == {
            key: [Counter({verdict: count[verdict] for verdict in Verdict}) for count in counts]
            for key, counts in expected.items()
        }
        assert all(share.rows == sum(share.options[0].values()) for share in breakdown.shares)
        answered = [share.rows for share in breakdown.shares if share.answer is not None]
        assert answered == sorted(answered, reverse=True)


@pytest.mark.parametrize("name", TABLES)
def test_the_page_shows_every_number(name: str, tmp_path: Path) -> None:
    rules, columns, rows = table_of(name, 300)
    summary = screened(rules, write(tmp_path / "table.csv", columns, rows))
    assert summary.details is not None
    page = Reading(page_of(summary, rules))
    assert {link[1:] for link in page.links} <= set(page.ids)
    shown = page.rows
    titles = {fact.id: fact.title for fact in rules.rule_set.facts.values()}
    for option in summary.options:
        numbers = [f"{option.verdicts[verdict]:,}" for verdict in VERDICTS]
        (line,) = [cells for cells in shown if cells[0].endswith(f" {option.option.id}") and len(cells) == 6]
        assert [cell.split()[0] for cell in line[2:5]] == numbers
        for by in (option.closed_by, option.open_by):
            for criterion, count in by.items():
                title = rules.rule_set.criteria[criterion].title
                assert any(cells[:3] == [title, option.option.id, f"{count:,}"] for cells in shown)
    for fact, count in summary.one_answer.by_fact.items():
        assert any(cells[0].startswith(titles[fact]) and cells[1] == f"{count:,}" for cells in shown)
    for one in summary.details.one_away:
        for fact, options in one.answers.items():
            assert [str(one.row), one.label, titles[fact], " ".join(options)] in shown
    assert f"All {summary.one_answer.rows} rows are listed." in page.text
    assert ["Column", "Cells", "Examples"] in shown or not summary.unread
    for column in summary.unread:
        assert any(cells[:2] == [column.name, str(column.cells)] for cells in shown)


@pytest.mark.slow
def test_the_list_has_a_limit_that_is_stated(tmp_path: Path) -> None:
    rows = [(f"{number:06}", "NO") for number in range(LISTED + 500)]
    file = write(tmp_path / "table.csv", ["id", "country"], rows)
    summary = screened(loaded(SHIPPED).at(), file)
    assert summary.details is not None
    assert [one.row for one in summary.details.one_away] == list(range(2, LISTED + 2))
    page = Reading(page_of(summary, loaded(SHIPPED).at(), "all.csv"))
    listed = list(dict.fromkeys(cells[0] for cells in page.rows if len(cells) == 4 and cells[1].isdigit()))
    assert listed == [str(number) for number in range(2, len(listed) + 2)]
    told = f"The first {len(listed):,} of {LISTED + 500:,} rows are listed. The others are in all.csv"
    assert told in page.text


@pytest.mark.slow
def test_the_page_stays_below_2_mb_whatever_a_table_says(tmp_path: Path) -> None:
    """As many rows, answers and options as there can be, all with names of 60 characters that have to be escaped."""
    rules, columns, few = table_of("shipped", 50)
    columns.append("participant")
    summary = screened(rules, write(tmp_path / "table.csv", columns, [(*row, "staff") for row in few]))
    details, rows = summary.details, 10_000_000
    assert details is not None
    assert len(summary.options) > 15
    near = tuple(
        one._replace(row=rows - number, label='"<&>"' * 12)
        for number, one in zip(range(LISTED), details.one_away * LISTED, strict=False)
    )
    shares = {breakdown.column: breakdown.shares for breakdown in details.breakdowns}
    many = tuple(shares["country"][0]._replace(rows=rows) for _ in range(300))
    breakdowns = tuple(breakdown._replace(shares=many) for breakdown in details.breakdowns)
    details = details._replace(one_away=near, breakdowns=breakdowns)
    page = page_of(summary._replace(details=details, one_answer=summary.one_answer._replace(rows=rows)), rules)
    assert len(page.encode()) < 2_000_000
    text = Reading(page).text
    assert "rows are listed. The others are in" in text
    assert "further answers with fewer rows left out." in text


def test_whatever_a_table_says_is_text(tmp_path: Path) -> None:
    hostile = [HOSTILE, "=cmd|' /C calc'!A0", "a\u202eb\u2066c", "x\x1b[31m\x07y", "\U000e0041tag"]
    columns = [f"id {HOSTILE}\u202e\x1b", "country", "organisation_type", "cuontry <b>"]
    rows = [(text, text, "vet-provider", text) for text in hostile]
    file = write(tmp_path / "table '\"<b>.csv", columns, rows)
    done = ka1("batch", file, "-o", tmp_path / "out.csv", "--report", tmp_path / "report.html")
    assert done.code == 1
    written = (tmp_path / "report.html").read_text(encoding="utf-8")
    page = Reading(written)
    assert not {"b", "img"}.intersection(page.tags)
    assert page.tags.count("script") == 1
    assert "<script>alert(1)</script>" in page.text
    assert "=cmd|' /C calc'!A0" in page.text
    assert "a\\x202eb" in page.text
    assert not any(c in written for c in "\u202e\u2066\x1b\x07\U000e0041")


@pytest.mark.parametrize(
    ("header", "more", "label"),
    [
        ("id,country", [], "id"),
        ("country,name,id", [], "name"),
        ("country,name,id", ["--id", "id"], "id"),
        ("country", [], None),
    ],
)
def test_rows_are_called_by_their_identifiers(header: str, more: list[str], label: str | None, tmp_path: Path) -> None:
    names = header.split(",")
    file = write(tmp_path / "t.csv", names, [tuple(f"{n}-1" if n != "country" else "NO" for n in names)])
    assert ka1("batch", file, *more, "-o", tmp_path / "o.csv", "--report", tmp_path / "r.html").code == 0
    line = next(cells for cells in Reading((tmp_path / "r.html").read_text()).rows if cells[0] == "2")
    assert len(line) == (4 if label else 3)
    assert label is None or line[1] == f"{label}-1"


def test_the_report_changes_nothing_else(tmp_path: Path) -> None:
    _, columns, rows = table_of("shipped", 200)
    file = write(tmp_path / "table.csv", columns, rows)
    plain = ka1("batch", file, "--on", "2026-01-15")
    more = ka1("batch", file, "--report", tmp_path / "report.html", "--on", "2026-01-15")
    assert more._replace(stderr=more.stderr.replace(f" -> {tmp_path / 'report.html'}", "", 1)) == plain
    again = Reading((tmp_path / "report.html").read_text(encoding="utf-8")).text
    assert f"ka1 batch {file} --report {tmp_path / 'report.html'} --call 2026 --on 2026-01-15" in again


@pytest.mark.parametrize(
    ("report", "code", "message"),
    [
        ("-", 2, "--report needs the name of a file"),
        ("out.csv", 2, "is the result itself"),
        ("table.csv", 2, "is the table itself"),
        ("nowhere/report.html", 4, "there is no directory"),
        ("folder", 4, "it is a directory"),
    ],
)
def test_a_report_that_cannot_be_written_is_refused_at_once(
    report: str, code: int, message: str, tmp_path: Path
) -> None:
    _, columns, rows = table_of("shipped", 5)
    write(tmp_path / "table.csv", columns, rows)
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.iterdir())
    done = ka1("batch", "table.csv", "-o", "out.csv", "--report", report, cwd=tmp_path)
    assert (done.code, done.stdout) == (code, "")
    assert message in done.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_no_report_of_a_table_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("the last one", encoding="utf-8")
    done = ka1("batch", "missing.csv", "--report", "report.html", cwd=tmp_path)
    assert done.code == 4
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == "the last one"
