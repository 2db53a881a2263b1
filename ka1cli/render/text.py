"""A page as plain text: unwrapped for pipes and files, wrapped and coloured for a terminal."""

from collections.abc import Iterator
from typing import NamedTuple

from ka1cli.render.citations import source_text
from ka1cli.render.page import Block, Entry, Line, Mark, Page, Section
from ka1cli.render.safe import printable

MAX_WIDTH = 100
"""Wider terminals are not filled: long lines are hard to read."""

# Yellow and cyan cannot be read on white, blue not on black.
_STYLES = {
    Mark.PLAIN: "",
    Mark.GOOD: "bold green",
    Mark.OPEN: "bold magenta",
    Mark.CLOSED: "bold red",
    Mark.RECOMMENDED: "bold underline",
    Mark.BY_HAND: "",
}


class _Row(NamedTuple):
    """One paragraph: pieces of text with styles, indented, its further lines a little more."""

    pieces: tuple[tuple[str, str], ...]
    indent: int = 0
    hanging: int = 0


_EMPTY = _Row(())


def page_text(page: Page) -> str:
    """The page for a pipe or file: one line for each statement, whatever its length."""
    return "".join(_plain(row) + "\n" for row in _rows(page))


def page_terminal(page: Page, width: int | None, color: bool) -> str:
    """The page for a terminal, wrapped to at most `width` columns (`None`: not wrapped), with colour or without."""
    from rich.console import Console
    from rich.text import Text

    columns = min(width, MAX_WIDTH) if width else 1_000_000
    console = Console(
        width=columns,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    with console.capture() as captured:
        for row in _rows(page):
            text = Text.assemble(*((printable(piece), style) for piece, style in row.pieces))
            lines = text.wrap(console, max(20, columns - row.indent - row.hanging))
            for number, line in enumerate(lines):
                line.rstrip()
                left = row.indent + (row.hanging if number else 0) if line else 0
                console.print(Text(" " * left).append_text(line), soft_wrap=True)
    return captured.get()


def _plain(row: _Row) -> str:
    return (" " * row.indent + "".join(printable(text) for text, _ in row.pieces)).rstrip()


def _rows(page: Page) -> Iterator[_Row]:
    yield _Row(((page.title, "bold"),))
    for label, values in page.about:
        yield _labelled(label, "; ".join(values), 0)
    for notice in page.notices:
        yield _EMPTY
        yield _Row((("Note: ", "bold"), (notice, "")), 0, 2)
    for section in page.sections:
        yield from _section(section)
    if page.closing:
        yield _EMPTY
    for label, line in page.closing:
        yield _labelled(label, line.text, 0)
    if page.sources:
        yield _EMPTY
        yield _Row((("Sources", "bold"),))
        for number, source in enumerate(page.sources, 1):
            mark = f"[{number}] "
            yield _Row(((mark, "dim"), (source_text(source), "dim")), 2, len(mark))


def _section(section: Section) -> Iterator[_Row]:
    yield _EMPTY
    yield _Row(((section.title.upper(), _STYLES[section.mark]),))
    for line in section.intro:
        yield _bullet(line, 2)
    for entry in section.entries:
        yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[_Row]:
    yield _EMPTY
    remark = ((": ", ""), (entry.remark, _STYLES[entry.mark])) if entry.remark else ()
    yield _Row(((entry.title, "bold"), (f" [{entry.id}]", "dim"), *remark), 2, 2)
    for block in entry.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[_Row]:
    style = _STYLES[block.mark]
    if not block.label:
        yield from (_bullet(line, 4) for line in block.lines)
        return
    if len(block.lines) == 1:
        line = block.lines[0]
        yield _Row(((f"{block.label}: ", style), *_pieces(line)), 4, 2)
        return
    yield _Row(((f"{block.label}:", style),), 4)
    for line in block.lines:
        yield _bullet(line, 6)


def _bullet(line: Line, indent: int) -> _Row:
    return _Row((("- ", ""), *_pieces(line)), indent, 2)


def _pieces(line: Line) -> tuple[tuple[str, str], ...]:
    numbers = "".join(f" [{number}]" for number in line.sources)
    return ((line.text, ""), (numbers, "dim"))


def _labelled(label: str, value: str, indent: int) -> _Row:
    return _Row(((f"{label}: ", "bold"), (value, "")), indent, 2)
