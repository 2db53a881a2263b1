"""The answer in one look as lines of text: at most forty at eighty columns."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from ka1cli.language.model import Source
from ka1cli.render.pages.citations import web_address
from ka1cli.render.pages.page import SYMBOLS, Hint, Line, Mark, OpenQuestion, OptionRow, Screen
from ka1cli.render.text.flags import with_meaning
from ka1cli.render.text.lines import Paragraph, Piece, Pieces, lines_of, padded, width_of
from ka1cli.render.text.safe import printable

NARROW = 72
"""In fewer columns the window goes below the name."""
MAX_WIDTH = 100
"""Sentences are not wider than this, whatever the terminal: long lines are hard to read."""
_HEADINGS = OptionRow(
    id="", name="", mark=Mark.PLAIN, recommended=False, verdict="VERDICT", window="APPLY BY", decided="DECIDED BY"
)
_LEFT = 4
"""Before the name: the mark and the star."""

# Yellow and cyan cannot be read on white, blue not on black.
STYLES = dict.fromkeys(Mark, "") | {
    Mark.GOOD: "bold green",
    Mark.OPEN: "bold magenta",
    Mark.CLOSED: "bold red",
    Mark.CHANGE: "bold magenta",
}


def screen_lines(screen: Screen, sources: tuple[Source, ...], width: int | None) -> Iterator[Pieces]:
    """The lines of a screen; only the table grows beyond a hundred columns."""
    narrow = min(width, MAX_WIDTH) if width else None
    for paragraph in _start(screen):
        yield from lines_of(paragraph, narrow)
    if screen.rows:
        yield ()
        yield from _narrow_table(screen.rows, width) if width and width < NARROW else _table(screen, width)
    if screen.left_out:
        verdicts = Counter(row.verdict for row in screen.left_out)
        parts = ", ".join(f"{number} {verdict}" for verdict, number in verdicts.items())
        yield from lines_of(Paragraph((Piece(f"left out: {parts}; -v lists them"),), _LEFT), narrow)
    if screen.legend:
        yield from lines_of(Paragraph((Piece(screen.legend, "dim"),), 2), narrow)
    for paragraph in (*_hints(screen), *_questions(screen.questions, screen.settles, narrow), *_foot(screen, sources)):
        yield from lines_of(paragraph, narrow)


def statement_pieces(line: Line) -> Pieces:
    about = (Piece(f"{line.about}: ", "bold"),) if line.about else ()
    return (*about, Piece(line.text), *_numbers(line))


def _numbers(line: Line) -> Pieces:
    return tuple(Piece(f" [{number}]", "dim") for number in line.sources)


def _start(screen: Screen) -> Iterator[Paragraph]:
    if not screen.start:
        return
    yield Paragraph()
    if not screen.rows:
        first, *others = screen.start
        yield Paragraph((Piece(f"{SYMBOLS.get(first.mark, '')} ", STYLES[first.mark]), *statement_pieces(first)), 0, 2)
        for line in others:
            yield Paragraph((Piece("· "), *statement_pieces(line)), 2, 2)
        return
    recommended = {row.name for row in screen.rows if row.recommended}
    marked = any(line.about in recommended for line in screen.start)
    yield Paragraph((Piece(f"{SYMBOLS[Mark.RECOMMENDED]} " if marked else ""), Piece("START HERE", "bold")))
    for line in screen.start:
        yield Paragraph(statement_pieces(line), 2, 0)


def _table(screen: Screen, width: int | None) -> Iterator[Pieces]:
    headings = _HEADINGS._replace(name=screen.option.upper())
    rows = [headings, *screen.rows]
    verdict, window = (max(map(width_of, texts)) + 2 for texts in ([r.verdict for r in rows], [r.window for r in rows]))
    name = max(width_of(row.name) for row in rows) + 2
    decided = max(width_of(row.decided) for row in rows)
    if width:
        room = width - _LEFT - verdict - window
        words = [(_widths(row.name), _widths(row.decided)) for row in rows]
        longest = max(width for _, reasons in words for width in reasons)
        name = min(
            range(room // 2, max(room - longest, room // 2) + 1),
            key=lambda name: (
                sum(max(_height(names, name - 2), _height(reasons, room - name)) for names, reasons in words),
                -name,
            ),
        )
        decided = room - name
    for row in rows:
        style = "dim" if row is headings else ""
        names = _cells(row.name, name - 2, width)
        reasons = _cells(row.decided, decided, width)
        for number, (part, reason) in enumerate(zip_longest(names, reasons, fillvalue="")):
            first = number == 0
            yield (
                *(_marks(row) if first else (Piece(" " * _LEFT),)),
                Piece(padded(part, name), style or _name_style(row)),
                Piece(padded(row.verdict if first else "", verdict), style or STYLES[row.mark]),
                Piece(padded(row.window if first else "", window), style),
                Piece(reason, style),
            )


def _name_style(row: OptionRow) -> str:
    return "bold" if row.recommended else ""


def _widths(text: str) -> list[int]:
    return [width_of(word) for word in printable(text).split()]


def _height(words: list[int], width: int) -> int:
    """The lines that words of these widths take in a column."""
    lines = used = 0
    for word in words:
        if not lines or used + 1 + word > width:
            lines, used = lines + 1, word
        else:
            used += 1 + word
    return lines


def _narrow_table(rows: tuple[OptionRow, ...], width: int) -> Iterator[Pieces]:
    verdict = max(width_of(row.verdict) for row in rows)
    name = width - _LEFT - verdict - 2
    for row in rows:
        first, *others = (Piece(padded(part, name + 2), _name_style(row)) for part in _cells(row.name, name, width))
        yield (*_marks(row), first, Piece(row.verdict, STYLES[row.mark]))
        yield from ((Piece(" " * _LEFT), part) for part in others)
        rest = " · ".join(part for part in (row.window, row.decided) if part not in ("", "-"))
        yield from lines_of(Paragraph((Piece(rest, "dim"),), _LEFT, 2), width)


def _marks(row: OptionRow) -> Pieces:
    star = SYMBOLS[Mark.RECOMMENDED] if row.recommended else " "
    return (Piece(f"{SYMBOLS.get(row.mark, ' ')} ", STYLES[row.mark]), Piece(f"{star} "))


def _cells(text: str, width: int, wrap: int | None) -> list[str]:
    """A text in the lines of a column."""
    text = printable(text)
    if not wrap or width_of(text) <= width:
        return [text]
    lines = lines_of(Paragraph((Piece(text),)), max(width, 1))
    return ["".join(piece.text for piece in line) for line in lines]


def _hints(screen: Screen) -> Iterator[Paragraph]:
    if screen.hints:
        yield Paragraph()
    left = width_of_labels(screen.hints)
    for hint in screen.hints:
        yield hint_paragraph(hint, left)


def width_of_labels(hints: Iterable[Hint]) -> int:
    """The column at which the texts of hints begin."""
    return max((len(hint.label) for hint in hints), default=0) + 2


def hint_paragraph(hint: Hint, left: int) -> Paragraph:
    """A hint whose text begins at column `left`."""
    return Paragraph((Piece(f"{hint.label:<{left}}", "bold"), Piece(hint.text), *_numbers(hint.line)), 0, left)


def _questions(questions: tuple[OpenQuestion, ...], settles: str, width: int | None) -> Iterator[Paragraph]:
    if not questions:
        return
    yield Paragraph()
    yield Paragraph((Piece("STILL TO ANSWER", "bold"), Piece(f" ({settles})" if settles else "")))
    left = max(width_of(entry.short) for entry in questions) + 2
    beside = width is None or 5 + left + max(len(entry.flag) for entry in questions) <= width
    for entry in questions:
        number = Piece(f"{entry.number:>3}  ")
        short = padded(entry.short, left) if beside else f"{entry.short} "
        yield Paragraph((number, Piece(short), Piece(entry.flag, "bold")), 0, 5)
        if entry.values:
            values = " · ".join(with_meaning(value, meaning) for value, meaning in entry.values)
            yield Paragraph((Piece(values, "dim"),), 5)


def _foot(screen: Screen, sources: tuple[Source, ...]) -> Iterator[Paragraph]:
    if screen.commands:
        yield Paragraph()
    left = max((len(label) for label, _ in screen.commands), default=0) + 2
    for label, command in screen.commands:
        yield Paragraph((Piece(f"{label + ':':<{left}}"), Piece(command, "bold")), 0, left)
    cited: list[Piece] = []
    for number, source in enumerate(sources, 1):
        publisher = f"{source.publisher} ({source.confidence})  "
        if cited and cited[-1].text.endswith(f"] {publisher}"):
            cited[-1] = cited[-1]._replace(text=cited[-1].text.removesuffix(publisher))
        cited.append(Piece(f"[{number}] {publisher}", "dim", web_address(source)))
    yield Paragraph((*cited, Piece(screen.foot, "dim")))
