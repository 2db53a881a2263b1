"""A page as plain text: unwrapped for pipes and files, wrapped, coloured and linked for a terminal."""

from collections.abc import Iterable, Iterator

from ka1cli.language.model import Source
from ka1cli.render.layouts.screen import MAX_WIDTH, STYLES, hint_paragraph, screen_lines, statement_pieces
from ka1cli.render.pages.page import FOR_YOU, SYMBOLS, Block, Entry, Hint, Mark, OptionRow, Page, Screen, Section
from ka1cli.render.pages.page import Line as Statement
from ka1cli.render.text.citations import source_text, web_address
from ka1cli.render.text.lines import Line, Paragraph, Piece, lines_of

MOST_LINES = 40
"""Of a screen, at eighty columns."""


def page_text(page: Page) -> str:
    """The page for a pipe or file: one line for each statement, whatever its length."""
    return "".join("".join(piece.text for piece in line).rstrip() + "\n" for line in page_lines(page, None))


def page_terminal(page: Page, width: int | None, color: bool) -> str:
    """The page for a terminal, wrapped to at most `width` columns (`None`: not wrapped), with colour or without."""
    return styled(page_lines(page, width), color)


def styled(lines: Iterable[Line], color: bool) -> str:
    """Lines as a terminal takes them."""
    lines = list(lines)
    if not color:
        return "".join("".join(piece.text for piece in line).rstrip() + "\n" for line in lines)
    from rich.console import Console
    from rich.style import Style
    from rich.text import Text

    console = Console(
        width=1_000_000,
        force_terminal=True,
        color_system="standard",
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    with console.capture() as captured:
        for line in lines:
            text = Text()
            for piece in line:
                style = Style.parse(piece.style)
                text.append(piece.text, style + Style(link=piece.link) if piece.link else style)
            console.print(text, soft_wrap=True)
    return captured.get()


def fitted(page: Page) -> Page:
    """The page of a screen that fits.

    What gives way, in this order: closed activities, hints, the values of choices, all advice but the first, activities.
    """
    screen = page.screen
    while screen and (excess := sum(1 for _ in page_lines(page._replace(screen=screen), 80)) - MOST_LINES) > 0:
        activities = [row for row in screen.rows if row.is_activity]
        closed = [row for row in activities if row.mark is Mark.CLOSED]
        if closed:
            screen = _without(screen, closed[-excess:])
        elif screen.hints:
            screen = screen._replace(hints=_fewer(screen.hints, excess))
        elif any(question.values for question in screen.questions):
            screen = screen._replace(questions=tuple(question._replace(values=()) for question in screen.questions))
        elif len(screen.start) > 1:
            screen = screen._replace(start=screen.start[:-1])
        elif activities:
            screen = _without(screen, activities[-excess:])
        else:
            break
    return page._replace(screen=screen, sources=page.sources[: _last_source(screen)])


def _without(screen: Screen, rows: list[OptionRow]) -> Screen:
    kept = tuple(row for row in screen.rows if row not in rows)
    return screen._replace(rows=kept, left_out=(*rows, *screen.left_out))


def _fewer(hints: tuple[Hint, ...], excess: int) -> tuple[Hint, ...]:
    """Hints that take about `excess` lines less: the last are cut, then left out; those for the asker only where no others are."""
    left, kept = max(len(hint.label) for hint in hints) + 2, dict(enumerate(hints))
    others = [place for place, hint in kept.items() if hint.label != FOR_YOU]
    places = list(reversed(others or kept))
    for place in places:
        if excess > 0:
            cut = kept[place]._replace(text=kept[place].short)
            excess -= _height(kept[place], left) - _height(cut, left)
            kept[place] = cut
    for place in places:
        if excess > 0:
            excess -= _height(kept.pop(place), left)
    return tuple(kept.values())


def _height(hint: Hint, left: int) -> int:
    return sum(1 for _ in lines_of(hint_paragraph(hint, left), 80))


def _last_source(screen: Screen | None) -> int | None:
    """The greatest number of a source that a screen names: hints that do not fit need none."""
    if screen is None:
        return None
    lines = (*screen.start, *(hint.line for hint in screen.hints))
    return max((number for line in lines for number in line.sources), default=0)


def page_lines(page: Page, width: int | None) -> Iterator[Line]:
    """The lines of a page."""
    narrow = min(width, MAX_WIDTH) if width else None
    for paragraph in _head(page):
        yield from lines_of(paragraph, narrow)
    if page.screen:
        yield from screen_lines(page.screen, () if page.sections else page.sources, width)
    for paragraph in _rest(page):
        yield from lines_of(paragraph, narrow)


def _head(page: Page) -> Iterator[Paragraph]:
    yield Paragraph((Piece(page.title, "bold"),))
    for label, values in page.about:
        yield Paragraph((Piece(f"{label}: ", "dim"), Piece(" · ".join(values))), 0, 2)
    for notice in page.notices:
        yield Paragraph()
        yield Paragraph((Piece("! ", "bold"), Piece(notice)), 0, 2)


def _rest(page: Page) -> Iterator[Paragraph]:
    for section in page.sections:
        yield from _section(section)
    if page.closing:
        yield Paragraph()
    for label, line in page.closing:
        yield Paragraph((Piece(f"{label}: ", "bold"), Piece(line.text)), 0, 2)
    if page.sources and not (page.screen and not page.sections):
        yield Paragraph()
        yield Paragraph((Piece("Sources", "bold"),))
        for number, source in enumerate(page.sources, 1):
            yield _source(number, source)


def _source(number: int, source: Source) -> Paragraph:
    mark = f"[{number}] "
    return Paragraph((Piece(mark, "dim"), Piece(source_text(source), "dim", web_address(source))), 2, len(mark))


def _section(section: Section) -> Iterator[Paragraph]:
    if section.title:
        yield Paragraph()
        yield Paragraph((Piece(section.title.upper(), STYLES[section.mark]),))
    for line in section.intro:
        yield _item("- ", line, 2)
    for entry in section.entries:
        yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[Paragraph]:
    yield Paragraph()
    symbol = f"{SYMBOLS[entry.mark]} " if entry.mark in SYMBOLS else ""
    remark = (Piece(": "), Piece(entry.remark, STYLES[entry.mark])) if entry.remark else ()
    name = (Piece(entry.title, "bold"), Piece(f" [{entry.id}]", "dim"))
    yield Paragraph((Piece(symbol, STYLES[entry.mark]), *name, *remark), 0, 2)
    for block in entry.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[Paragraph]:
    if block.label and len(block.lines) == 1 and block.mark is Mark.PLAIN and block.lines[0].mark not in SYMBOLS:
        yield Paragraph((Piece(f"{block.label}: ", "bold"), *statement_pieces(block.lines[0])), 2, 2)
        return
    if block.label:
        yield Paragraph((Piece(block.label.upper(), "bold"),), 2)
    for number, line in enumerate(block.lines, 1):
        symbol = SYMBOLS.get(line.mark) or SYMBOLS.get(block.mark if block.mark is Mark.BY_HAND else Mark.PLAIN, "-")
        yield _item(f"{number:<2} " if block.mark is Mark.STEPS else f"{symbol} ", line, 4)


def _item(bullet: str, line: Statement, indent: int) -> Paragraph:
    return Paragraph((Piece(bullet, STYLES[line.mark]), *statement_pieces(line)), indent, len(bullet))
