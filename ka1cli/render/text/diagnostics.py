"""Problems as text for stderr: one line each, the place with a caret, and what to do."""

from collections.abc import Iterable

from ka1cli.language.diagnostic import Diagnostic, Place
from ka1cli.render.text.safe import printable, text_of_lines

_WIDTH = 100


def problem_text(problems: Iterable[Diagnostic]) -> str:
    """All problems, one after the other. The first line of each says what is wrong and where."""
    lines = []
    for problem in problems:
        code = f" [{problem.code}]" if problem.code else ""
        where = f"{problem.place}: " if problem.place else ""
        lines.append(f"{where}error{code}: {problem.message}")
        lines += excerpt(problem.place) if problem.place else []
        lines += [f"  help: {problem.help}"] if problem.help else []
    return text_of_lines(lines)


def excerpt(place: Place) -> list[str]:
    """The source line with a caret below, cut around the place where it is long."""
    if not place.excerpt.strip():
        return []
    start = max(0, place.column - 1 - _WIDTH // 2) if len(place.excerpt) > _WIDTH else 0
    line = printable(place.excerpt[start : start + _WIDTH].replace("\t", " "))
    column = place.column - 1 - start
    carets = "^" * max(1, min(place.length, len(line) - column))
    return [f"  | {line}", f"  | {' ' * column}{carets}"]
