"""The decision slip: `--format html` says what the other formats say, escaped, in one well-formed file."""

import itertools
import re
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from chances import one_in
from html_reading import Reading
from process import LIBRARY, ROOT, ka1
from rule_files import SHIPPED, loaded

from ka1cli.render.html.page import page_html
from ka1cli.render.layouts.markdown import page_markdown
from ka1cli.render.pages.decision import Scope, decision_page
from ka1cli.render.pages.page import Line, NextCommands, Page

DAY = date(2026, 1, 15)
PROFILES = [
    {},
    {"accredited": "no", "first_time": "yes"},
    {"accredited": "yes", "country": "US", "will_apply": "no"},
    {"accredited": "no", "project_months": "20", "country": "CY", "participant": "staff"},
]
HOSTILE = "<script>alert(1)</script> \"'&amp; <img src=https://example.org/x onerror=alert(1)> =1+1 `*_[x](y)"


def page_of(profile: dict[str, str], subject: str = "") -> Page:
    rules = loaded(SHIPPED).at()
    decision = rules.decide(loaded(SHIPPED).profiles.from_values(profile), DAY, tuple(rules.rule_set.options))
    return decision_page(
        decision, rules, Scope.EVERYTHING, NextCommands("ka1 check --again", "ka1 ask"), subject, full=True
    )


def statements(page: Page) -> list[str]:
    """Everything that a page tells."""
    told = [page.title, *page.notices, *(value for entry in page.about for value in entry)]
    for section in page.sections:
        told += [section.title, *(line.text for line in section.intro)]
        for entry in section.entries:
            told += [entry.title, entry.remark]
            told += [text for block in entry.blocks for text in (block.label, *(line.text for line in block.lines))]
    told += [text for label, line in page.closing for text in (label, line.text)]
    for source in page.sources:
        told += [
            part for part in (source.title, source.publisher, source.section, source.year, source.confidence) if part
        ]
    return told


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: " ".join(profile) or "nothing")
def test_the_slip_and_markdown_say_everything(profile: dict[str, str]) -> None:
    page = page_of(profile, subject="Test school")
    shown = Reading(page_html(page)).text
    unescaped = re.sub(r"\\(.)", r"\1", page_markdown(page)).replace("`", "")
    assert len(page.sources) > 20
    for statement in statements(page):
        assert " ".join(statement.split()) in shown
        assert statement.replace("`", "") in unescaped


COMMANDS = (["check"], ["check", "--all"], ["routes"], ["routes", "ka120"], ["activities"])


@one_in(3, ("command", "rules"), product(COMMANDS, ("rules.yaml", "tests/rules/library.yaml")))
def test_pages_are_well_formed_and_lead_nowhere_but_to_sources(command: list[str], rules: str) -> None:
    if "ka120" in command and "library" in rules:
        command = ["routes", "lc1"]
    done = ka1(*command, "--rules", rules, "--format", "html", cwd=ROOT)
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout.startswith('<!DOCTYPE html>\n<html lang="en">')
    page = Reading(done.stdout)
    assert "script" not in page.tags
    assert page.tags.count("h1") == page.tags.count("main") == page.tags.count("title") == 1
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert inside <= set(page.ids)
    assert all(link.startswith(("#", "https://")) for link in page.links)
    loaded = [
        value
        for tag, name, value in page.attributes
        if name in ("src", "srcset", "style") or (tag == "link" and name == "href")
    ]
    assert loaded == ["data:,"]
    assert not re.search(r"url\(|@import|\bon[a-z]+=", done.stdout)


def test_headings_never_skip_a_level() -> None:
    tags = Reading(page_html(page_of({"accredited": "no"}))).tags
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_whatever_a_rule_file_says_is_text() -> None:
    """Every text of a page is hostile; none of it becomes an element, an attribute or an instruction."""

    def poison(value: object) -> object:
        if isinstance(value, str) and type(value) is str and " " in value:
            return f"{value} {HOSTILE} \u202e\u2066\x1b[31m\x00end"
        if isinstance(value, Line):
            return value._replace(text=poison(value.text))
        if isinstance(value, tuple):
            parts = [poison(part) for part in value]
            return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
        return value

    clean = page_of({"accredited": "no", "project_months": "20"})
    page = poison(clean)
    shown = page_html(page)
    reading = Reading(shown)
    assert reading.tags == Reading(page_html(clean)).tags
    assert reading.text.count("<script>alert(1)</script>") > 100
    assert not re.search("[\u202e\u2066\x1b\x00]", shown)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", " https://x", "JAVASCRIPT:x", "file:///x", "//x.org"]
)
def test_only_addresses_of_the_web_become_links(link: str) -> None:
    page = page_of({})
    hostile = page._replace(sources=tuple(source._replace(link=link) for source in page.sources))
    reading = Reading(page_html(hostile))
    assert all(found.startswith("#") for found in reading.links)
    assert link.strip() in reading.text


def test_whom_it_is_about_stands_on_the_page_and_in_the_command(tmp_path: Path) -> None:
    name = f"Šola {HOSTILE}\u202e\x1b[1m"
    plain = ("check", "--accredited", "no", "--on", "2026-01-15")
    for format in ("text", "markdown", "html"):
        done = ka1(*plain, "--for", name, "--format", format)
        assert done.code == 0
        assert not re.search("[\u202e\x1b]", done.stdout)
    reading = Reading(done.stdout)
    assert "script" not in reading.tags
    assert "img" not in reading.tags
    assert f"For Šola {HOSTILE}" in reading.text
    assert "--for 'Šola" in reading.text
    assert ka1(*plain, "--for", name, "--format", "json").stdout == ka1(*plain, "--format", "json").stdout
    assert "For: " not in ka1(*plain).stdout


def test_the_page_is_in_the_language_of_the_rules(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(LIBRARY.read_text(encoding="utf-8").replace("language: en", "language: el", 1), encoding="utf-8")
    assert '<html lang="el">' in ka1("check", "--rules", rules, "--format", "html").stdout
