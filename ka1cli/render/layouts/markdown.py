"""A page as Markdown (CommonMark)."""

import re
from collections.abc import Iterator

from ka1cli.render.pages.page import SYMBOLS, Line, Mark, Page, Screen
from ka1cli.render.text.citations import source_text
from ka1cli.render.text.safe import printable

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&])")


def page_markdown(page: Page) -> str:
    """The page as Markdown, ready to be kept in a file or pasted into a message."""
    return "\n".join(_lines(page)) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\1", printable(text))


def _lines(page: Page) -> Iterator[str]:
    yield f"# {escaped(page.title)}"
    yield ""
    for label, values in page.about:
        yield f"- **{escaped(label)}:** {escaped(' · '.join(values))}"
    for notice in page.notices:
        yield from ("", f"> **Note:** {escaped(notice)}")
    if page.screen:
        yield from _screen(page.screen)
    for section in page.sections:
        yield from ("", f"## {escaped(section.title)}", "") if section.title else ()
        yield from (f"- {_line(line)}" for line in section.intro)
        for number, entry in enumerate(section.entries):
            remark = f": {escaped(entry.remark)}" if entry.remark else ""
            yield from ([""] if number or section.intro else [])
            yield from (f"### {escaped(entry.title)}{remark}", "")
            for block in entry.blocks:
                if not block.label:
                    yield from (f"- {_line(line)}" for line in block.lines)
                elif len(block.lines) == 1:
                    yield f"- **{escaped(block.label)}:** {_line(block.lines[0])}"
                else:
                    yield f"- **{escaped(block.label)}:**"
                    yield from (f"  - {_line(line)}" for line in block.lines)
    if page.closing:
        yield ""
    for label, line in page.closing:
        yield f"- **{escaped(label)}:** {_line(line)}"
    if page.sources:
        yield from ("", "## Sources", "")
        yield from (f"{number}. {escaped(source_text(source))}" for number, source in enumerate(page.sources, 1))


def _screen(screen: Screen) -> Iterator[str]:
    """The answer in one look."""
    yield from ("", "## Start here", "")
    yield from (f"- {_line(line)}" for line in screen.start)
    if screen.rows:
        yield from (
            "",
            f"| | {escaped(screen.option.capitalize())} | Verdict | Apply by | Decided by |",
            "| --- | --- | --- | --- | --- |",
        )
    for row in screen.rows:
        star = f" {SYMBOLS[Mark.RECOMMENDED]}" if row.recommended else ""
        cells = (f"{SYMBOLS[row.mark]}{star}", row.name, row.verdict, row.window, row.decided)
        yield f"| {' | '.join(map(escaped, cells))} |"
    if screen.legend:
        yield from ("", escaped(screen.legend))
    if screen.hints:
        yield ""
    yield from (f"- **{escaped(hint.label.capitalize())}:** {_line(hint.line)}" for hint in screen.hints)
    if screen.questions:
        yield from ("", f"## Still to answer{f' ({escaped(screen.settles)})' if screen.settles else ''}", "")
    for entry in screen.questions:
        decides = ", ".join(map(escaped, entry.decides))
        yield f"{entry.number}. {escaped(entry.question)} {_code(entry.flag)} ({decides})"
    yield from ("", escaped(screen.foot))


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{printable(text)}{pad}{fence}"


def _line(line: Line) -> str:
    before, code, after = line.text.partition(line.code) if line.code else (line.text, "", "")
    numbers = "".join(f" \\[{number}\\]" for number in line.sources)
    symbol = f"{escaped(SYMBOLS[line.mark])} " if line.mark in SYMBOLS else ""
    about = f"**{escaped(line.about)}:** " if line.about else ""
    return symbol + about + escaped(before) + (_code(code) if code else "") + escaped(after) + numbers
