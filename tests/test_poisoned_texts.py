"""Every text of a rule file, a profile, a table and a name goes through every output, and stays a text in each.

The texts are poisoned with what means something to terminals, Markdown, HTML, SQL, shells, Mermaid, Graphviz and logs.
"""

import json
import re
import shlex
import shutil
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import duckdb
import pytest
import sqlglot
import yaml
from markdown_it import MarkdownIt
from process import LIBRARY
from yaml_data import data_of

from ka1cli.cli.main import run
from ka1cli.decision.loading import parse_rules
from ka1cli.language.diagnostic import InvalidRules

TERMINAL = "\x1b]0;owned\x07\x1b[31m\x9b31m\u202e\u2066\u061c\u200b\u200f\u2028\u2029\ufeff\xad\x85\U000e0041\x7f"
MARKS = "<script>alert(1)</script><b>&#x202e;&lt;b&gt; [a](javascript:1) ![i](x) `c` *e* _u_ ~~s~~ | # h"
COMMANDS = '\'; CREATE TABLE pwned(i int); -- */ " \\" ] ) $(touch pwned) `touch pwned` $HOME %0A::error::x'
POISON = f"{TERMINAL}{MARKS}{COMMANDS}\r; CREATE TABLE pwned(i int)\n::error::owned\n-- x"

pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("poisoned")]
UNTOUCHED = {
    *(
        "id",
        "type",
        "asks",
        "kind",
        "of",
        "group",
        "values",
        "source",
        "confidence",
        "link",
        "verdict",
        "panel",
        "as_of",
    ),
    *("min", "max", "figure", "with", "closes", "starts_from", "starts_to", "sources", "criteria", "figures", "way_on"),
}
"""Keys of the rule language under which no sentences stand."""
CONDITIONS = {"when", "then", "by_call"}
"""Keys under which none stand at any depth."""


def poisoned(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Every text of a rule file that may be any text, with its path."""
    match node:
        case dict():
            for key, value in node.items():
                yield from poisoned(value, (*path, key))
        case list():
            for place, value in enumerate(node):
                yield from poisoned(value, (*path, place))
        case str() if not CONDITIONS & {*path} and last_key(path) not in UNTOUCHED:
            yield path, node


def last_key(path: tuple[Any, ...]) -> str:
    """The key under which a text stands, alone or in a list."""
    return next(key for key in reversed(path) if isinstance(key, str))


class _Dumper(yaml.SafeDumper):
    """Writes yes, no and days as words, as YAML 1.2 has them."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in found if not tag.endswith((":bool", ":timestamp"))]
        for first, found in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }


def dumped(data: Any) -> str:
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=False, sort_keys=False, width=10**6)


def with_text(rules: Any, path: tuple[Any, ...], text: str) -> None:
    for key in path[:-1]:
        rules = rules[key]
    rules[path[-1]] = text


def is_loaded(rules: Any) -> bool:
    try:
        parse_rules(dumped(rules))
    except InvalidRules:
        return False
    return True


def poison(rules: Any, texts: list[tuple[tuple[Any, ...], str]]) -> int:
    """Add poison to all texts with which the rules still load, and count them: of so many at once as can be."""
    for path, text in texts:
        with_text(rules, path, f"{text} {POISON}")
    if is_loaded(rules):
        return len(texts)
    for path, text in texts:
        with_text(rules, path, text)
    half = len(texts) // 2
    return poison(rules, texts[:half]) + poison(rules, texts[half:]) if half else 0


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with poisoned rules, of a poisoned name, and everything else that commands read."""
    folder = tmp_path_factory.mktemp("evil")
    rules = data_of(LIBRARY)
    assert poison(rules, list(poisoned(rules))) >= 100
    name = f"rules{TERMINAL}$(touch pwned)<b>.yaml"
    (folder / name).write_text(dumped(rules), encoding="utf-8")
    other = rules | {"title": "Other " + POISON}
    with_text(other, ("facts", "age", "title"), "another " + POISON)
    (folder / "other.yaml").write_text(dumped(other), encoding="utf-8")
    cases = {"cases": [{"name": POISON, "profile": {"age": 5}, "expect": {"card": "ineligible"}, "says": POISON}]}
    (folder / "cases.yaml").write_text(dumped(cases), encoding="utf-8")
    (folder / "profile.yaml").write_text(dumped({"age": POISON, POISON: "yes"}), encoding="utf-8")
    cell = POISON.replace('"', '""')
    (folder / "table.csv").write_text(f'"id {cell}",age,pupil\n"{cell}","{cell}",no\n"=1+1",5,no\n', encoding="utf-8")
    shutil.copy(folder / "table.csv", folder / f"table{TERMINAL}<b>.csv")
    return folder


def outputs(folder: Path, capfd: pytest.CaptureFixture[str], *command: str) -> tuple[str, str]:
    """What a command writes to stdout and stderr, by the rules of the folder."""
    rules = next(folder.glob("rules*.yaml"))
    code = run([argument.format(rules=rules) for argument in command])
    out, err = capfd.readouterr()
    assert code in (0, 1, 2, 3, 4), err
    assert out or err
    assert not (folder / "pwned").exists()
    return out, err


def assert_harmless(text: str, also: str = "\n") -> None:
    """Nothing reaches a terminal but what it shows."""
    found = {
        character
        for character in text
        if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Cs") and character not in also
    }
    assert found == set(), [text[max(0, text.index(one) - 80) : text.index(one) + 20] for one in found]


RULES = ("--rules", "{rules}")
TEXTS = [
    ("check", *RULES),
    ("check", *RULES, "--age", "30", "-v"),
    ("check", *RULES, "--age", "30", "--route", "card", "--for", POISON),
    ("check", *RULES, "-q"),
    ("check", *RULES, "--age", POISON),
    ("check", *RULES, "--route", POISON),
    ("check", *RULES, "--call", POISON),
    ("check", *RULES, POISON),
    ("check", *RULES, f"--{POISON}", "x"),
    (POISON,),
    ("check", *RULES, "--profile", "profile.yaml"),
    ("check", "--profile", POISON),
    ("check", "--rules", POISON),
    ("check", *RULES, "--help"),
    ("ask", *RULES, "--help"),
    ("batch", *RULES, "--help"),
    ("rules", "check", *RULES, "--help"),
    ("routes", *RULES),
    ("routes", "card", *RULES, "-v"),
    ("activities", *RULES),
    ("rules", "show", "{rules}"),
    ("rules", "check", "{rules}", "-v"),
    ("rules", "test", "cases.yaml", *RULES, "--coverage"),
    ("rules", "diff", "{rules}", "other.yaml", "-v"),
    ("rules", "diff", "{rules}", "other.yaml", "--on-table", "table.csv"),
    ("rules", "explain", POISON),
    ("rules", "graph", "{rules}", "--format", "mermaid", "-v"),
    ("rules", "graph", "{rules}", "--format", "dot", "-v"),
    ("rules", "sql", "{rules}", "--table", "organisations"),
    *((("rules", "check", "{rules}", "--format", format)) for format in ("json", "junit", "sarif", "github")),
    *((("rules", "test", "cases.yaml", *RULES, "--format", format)) for format in ("json", "junit", "sarif", "github")),
    *((("check", *RULES, "--age", "30", "--format", format, "-v")) for format in ("json", "markdown", "html")),
    *((("routes", *RULES, "--format", format)) for format in ("json", "markdown", "html")),
    *((("rules", "show", "{rules}", "--format", format)) for format in ("markdown", "html")),
    ("rules", "diff", "{rules}", "other.yaml", "--format", "json"),
    ("batch", "table.csv", "-o", "out.csv", "--report", "out.html", *RULES),
    ("batch", f"table{TERMINAL}<b>.csv", "-o", f"out{TERMINAL}<b>.csv", *RULES),
    ("batch", "table.csv", "-o", "out.csv", "--id", POISON, *RULES),
    ("batch", f"no{POISON}.csv".replace("/", ""), *RULES),
    ("batch", "table.csv", "-o", f"no/{TERMINAL}/x.csv", *RULES),
]


@pytest.mark.parametrize("command", TEXTS, ids=[" ".join(command).replace(POISON, "POISON")[:60] for command in TEXTS])
def test_nothing_reaches_a_terminal_but_what_it_shows(
    command: tuple[str, ...], evil: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(evil)
    out, err = outputs(evil, capfd, *command)
    assert_harmless(out)
    assert_harmless(err)


def test_an_interview_shows_nothing_else_either(
    evil: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from process import ka1

    rules = next(evil.glob("rules*.yaml"))
    answers = f"?\nN1\n{POISON}\nanswers\nunknown\nback\n?\n" + "unknown\n" * 30
    done = ka1("ask", "-", "--rules", rules, "--save", evil / "kept.yaml", stdin=answers)
    assert done.code in (0, 3), done.stderr
    assert_harmless(done.stdout + done.stderr)


class _Tags(HTMLParser):
    """The elements of a page, and the attributes that could run something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts, self.dangerous = 0, list[str]()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        for name, value in attrs:
            if name.startswith("on") or (
                name in ("href", "src") and re.match(r"\s*javascript:", value or "", re.IGNORECASE)
            ):
                self.dangerous.append(f"{tag} {name}={value}")


@pytest.mark.parametrize(
    "command",
    [("check", "--age", "30", "-v"), ("routes",), ("rules", "show"), ("batch", "table.csv", "-o", "out.csv")],
)
def test_html_has_no_elements_but_its_own(
    command: tuple[str, ...], evil: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(evil)

    def page(rules: str) -> str:
        if command[0] == "batch":
            assert run([*command, "--report", "page.html", "--rules", rules]) in (0, 1)
            capfd.readouterr()
            return Path("page.html").read_text(encoding="utf-8")
        named = [rules] if command[0] == "rules" else ["--rules", rules]
        assert run([*command, *named, "--format", "html"]) == 0
        return capfd.readouterr().out

    mine, clean = _Tags(page(str(next(evil.glob("rules*.yaml"))))), _Tags(page(str(LIBRARY)))
    assert mine.scripts == clean.scripts
    assert mine.dangerous == clean.dangerous == []


@pytest.mark.parametrize("command", [("check", "--age", "30", "-v"), ("routes",), ("rules", "show")])
def test_markdown_has_no_html_and_no_links_of_a_text(
    command: tuple[str, ...], evil: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(evil)
    rules = str(next(evil.glob("rules*.yaml")))
    named = [rules] if command[0] == "rules" else ["--rules", rules]
    assert run([*command, *named, "--format", "markdown"]) == 0
    tokens = MarkdownIt("commonmark").enable(["strikethrough", "table"]).parse(capfd.readouterr().out)
    inline = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in (*tokens, *inline)}
    assert not kinds & {"html_block", "html_inline", "image", "em_open", "s_open"}
    assert all(token.attrs.get("href", "").startswith("https://") for token in inline if token.type == "link_open")
    shown = "".join(token.content for token in inline if token.type in ("text", "code_inline"))
    assert "<script>alert(1)</script>" in shown
    assert "&#x202e;&lt;b&gt;" in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark", "bigquery", "sqlite"])
def test_sql_is_one_statement(
    dialect: str, evil: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(evil)
    code = run(["rules", "sql", str(next(evil.glob("rules*.yaml"))), "--table", "o", "--dialect", dialect])
    query, _ = capfd.readouterr()
    if code == 2:
        pytest.skip(f"there is no dialect {dialect}")
    assert code == 0
    (statement,) = sqlglot.parse(query, dialect=dialect)
    assert statement.key == "select"
    comments = [line for line in query.split("\n") if line.startswith("--")]
    assert any("owned" in line for line in comments)
    for line in comments:
        assert_harmless(line)
    if dialect == "duckdb":
        database = duckdb.connect()
        database.execute(
            "CREATE TABLE o (district VARCHAR, pupil VARCHAR, birthday VARCHAR, age VARCHAR,"
            " card_type VARCHAR, books VARCHAR, still VARCHAR, instrument VARCHAR)"
        )
        database.execute(query)
        assert database.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("o",)]


def test_drawings_are_one_line_for_each_node(
    evil: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(evil)
    rules = str(next(evil.glob("rules*.yaml")))
    assert run(["rules", "graph", rules, "--format", "dot", "-v"]) == 0
    dot = capfd.readouterr().out
    label = r'"(?:[^"\\&]|\\.|&amp;)*"'
    line = rf"  (n\d+ \[label={label}, .*\];|label={label};|n\d+ -> n\d+( \[.*\])?;|\{{ rank=same; .* \}}|rankdir.*)"
    assert [one for one in dot.splitlines()[1:-1] if not re.fullmatch(line, one)] == []
    assert run(["rules", "graph", rules, "--format", "mermaid", "-v"]) == 0
    line = r'  n\d+[\[({]+"[\w .,:#;<>/-]*"[\])}]+|  n\d+ (-->|-\. implies \.->) n\d+|  style n\d+ [\w: -]+'
    mermaid = capfd.readouterr().out.splitlines()
    assert [one for one in mermaid[1:] if not re.fullmatch(line, one)] == []


def test_logs_have_no_lines_but_their_own(
    evil: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(evil)
    rules = str(next(evil.glob("rules*.yaml")))
    for command in (["rules", "check", rules], ["rules", "test", "cases.yaml", "--rules", rules]):
        run([*command, "--format", "github"])
        for line in capfd.readouterr().out.splitlines():
            assert re.match(r"::(error|warning|notice) title=[^:]*::", line), line
        run([*command, "--format", "junit"])
        ET.fromstring(capfd.readouterr().out)
        run([*command, "--format", "sarif"])
        json.loads(capfd.readouterr().out)


def test_commands_to_be_copied_run_nothing_else(
    evil: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(evil)
    out, _ = outputs(evil, capfd, "check", *RULES, "--age", "30", "--for", "a'b$(touch pwned)`touch pwned`", "-v")
    commands = re.findall(r"ka1 (?:check|ask) --.*", out)
    assert commands
    for command in commands:
        words = shlex.split(command)
        assert "touch" not in words
        assert all(word.startswith("--") for word in words[2::2] if word != "-v")
