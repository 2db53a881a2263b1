"""A screen that fits: what gives way where forty lines are not enough."""

from ka1cli.render.layouts.plain import page_lines
from ka1cli.render.layouts.screen import hint_paragraph, width_of_labels
from ka1cli.render.pages.page import FOR_YOU, Hint, Mark, OptionRow, Page, Screen
from ka1cli.render.text.lines import lines_of

MOST_LINES = 40
"""Of a screen, at eighty columns."""
_SHORT = 58
"""So many characters of a hint are said where room is short; the rest stands on the page of its option."""


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
    left, kept = width_of_labels(hints), dict(enumerate(hints))
    others = [place for place, hint in kept.items() if hint.label != FOR_YOU]
    places = list(reversed(others or kept))
    for place in places:
        if excess > 0:
            cut = _short(kept[place])
            excess -= _height(kept[place], left) - _height(cut, left)
            kept[place] = cut
    for place in places:
        if excess > 0:
            excess -= _height(kept.pop(place), left)
    return tuple(kept.values())


def _short(hint: Hint) -> Hint:
    """A hint that takes one line."""
    text, more = hint.line.text, f" … ({hint.option})"
    if not hint.option:
        return hint
    if len(text) > _SHORT:
        text = text[: _SHORT - len(more)].rsplit(" ", 1)[0].rstrip(",;:.") + more
    return hint._replace(text=text)


def _height(hint: Hint, left: int) -> int:
    return sum(1 for _ in lines_of(hint_paragraph(hint, left), 80))


def _last_source(screen: Screen | None) -> int | None:
    """The greatest number of a source that a screen names: hints that do not fit need none."""
    if screen is None:
        return None
    lines = (*screen.start, *(hint.line for hint in screen.hints))
    return max((number for line in lines for number in line.sources), default=0)
