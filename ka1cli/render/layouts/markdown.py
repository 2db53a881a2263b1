"""A page as Markdown (CommonMark)."""

from collections.abc import Iterator

from ka1cli.render.pages.citations import source_text
from ka1cli.render.pages.page import SYMBOLS, Line, Mark, Page, Screen
from ka1cli.render.text.safe import markdown_safe, printable


def page_markdown(page: Page) -> str:
    """The page as Markdown, ready to be kept in a file or pasted into a message."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Page) -> Iterator[str]:
    yield f"# {markdown_safe(page.title)}"
    yield ""
    for label, text in page.about:
        yield f"- **{markdown_safe(label)}:** {markdown_safe(text)}"
    for notice in page.notices:
        yield from ("", f"> **Note:** {markdown_safe(notice)}")
    if page.screen:
        yield from _screen(page.screen)
    for section in page.sections:
        yield from ("", f"## {markdown_safe(section.title)}", "") if section.title else ()
        yield from (f"- {_line(line)}" for line in section.intro)
        for number, entry in enumerate(section.entries):
            remark = f": {markdown_safe(entry.remark)}" if entry.remark else ""
            yield from ([""] if number or section.intro else [])
            yield from (f"### {markdown_safe(entry.title)}{remark}", "")
            for block in entry.blocks:
                if not block.label:
                    yield from (f"- {_line(line)}" for line in block.lines)
                elif len(block.lines) == 1:
                    yield f"- **{markdown_safe(block.label)}:** {_line(block.lines[0])}"
                else:
                    yield f"- **{markdown_safe(block.label)}:**"
                    yield from (f"  - {_line(line)}" for line in block.lines)
    if page.closing:
        yield ""
    for label, line in page.closing:
        yield f"- **{markdown_safe(label)}:** {_line(line)}"
    if page.sources:
        yield from ("", "## Sources", "")
        yield from (f"{number}. {markdown_safe(source_text(source))}" for number, source in enumerate(page.sources, 1))


def _screen(screen: Screen) -> Iterator[str]:
    yield from ("", "## Start here", "")
    yield from (f"- {_line(line)}" for line in screen.start)
    if screen.rows:
        yield from (
            "",
            f"| | {markdown_safe(screen.option.capitalize())} | Verdict | Apply by | Decided by |",
            "| --- | --- | --- | --- | --- |",
        )
    for row in screen.rows:
        star = f" {SYMBOLS[Mark.RECOMMENDED]}" if row.recommended else ""
        cells = (f"{SYMBOLS[row.mark]}{star}", row.name, row.verdict, row.window, row.decided)
        yield f"| {' | '.join(map(markdown_safe, cells))} |"
    if screen.legend:
        yield from ("", markdown_safe(screen.legend))
    if screen.hints:
        yield ""
    yield from (f"- **{markdown_safe(hint.label.capitalize())}:** {_line(hint.line)}" for hint in screen.hints)
    if screen.questions:
        yield from ("", f"## Still to answer{f' ({markdown_safe(screen.settles)})' if screen.settles else ''}", "")
    for entry in screen.questions:
        decides = ", ".join(map(markdown_safe, entry.decides))
        yield f"{entry.number}. {markdown_safe(entry.question)} {_code(entry.flag)} ({decides})"
    yield from ("", markdown_safe(screen.foot))


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{printable(text)}{pad}{fence}"


def _line(line: Line) -> str:
    before, code, after = line.text.partition(line.code) if line.code else (line.text, "", "")
    numbers = "".join(f" \\[{number}\\]" for number in line.sources)
    symbol = f"{markdown_safe(SYMBOLS[line.mark])} " if line.mark in SYMBOLS else ""
    about = f"**{markdown_safe(line.about)}:** " if line.about else ""
    return symbol + about + markdown_safe(before) + (_code(code) if code else "") + markdown_safe(after) + numbers
