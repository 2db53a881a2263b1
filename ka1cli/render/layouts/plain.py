"""A page as plain text: unwrapped for pipes and files, wrapped, coloured and linked for a terminal."""

from collections.abc import Iterable, Iterator

from ka1cli.render.layouts.screen import MAX_WIDTH, STYLES, screen_lines, statement_pieces
from ka1cli.render.pages.citations import source_text, web_address
from ka1cli.render.pages.page import SYMBOLS, Block, Entry, Line, Mark, Page, Section
from ka1cli.render.text.lines import Paragraph, Piece, Pieces, lines_of


def page_text(page: Page, width: int | None = None, *, color: bool = False) -> str:
    """The page as text: wrapped to at most `width` columns, or one line for each statement, whatever its length."""
    return styled(page_lines(page, width), color)


def styled(lines: Iterable[Pieces], color: bool) -> str:
    """Lines as a terminal takes them."""
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


def page_lines(page: Page, width: int | None) -> Iterator[Pieces]:
    narrow = min(width, MAX_WIDTH) if width else None
    for paragraph in _head(page):
        yield from lines_of(paragraph, narrow)
    if page.screen:
        yield from screen_lines(page.screen, () if page.sections else page.sources, width)
    for paragraph in _rest(page):
        yield from lines_of(paragraph, narrow)


def _head(page: Page) -> Iterator[Paragraph]:
    yield Paragraph((Piece(page.title, "bold"),))
    for label, text in page.about:
        yield Paragraph((Piece(f"{label}: ", "dim"), Piece(text)), 0, 2)
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
            mark = f"[{number}] "
            pieces = (Piece(mark, "dim"), Piece(source_text(source), "dim", web_address(source)))
            yield Paragraph(pieces, 2, len(mark))


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
        symbol = SYMBOLS.get(line.mark) or SYMBOLS.get(block.mark, "-")
        yield _item(f"{number:<2} " if block.mark is Mark.STEPS else f"{symbol} ", line, 4)


def _item(bullet: str, line: Line, indent: int) -> Paragraph:
    return Paragraph((Piece(bullet, STYLES[line.mark]), *statement_pieces(line)), indent, len(bullet))
