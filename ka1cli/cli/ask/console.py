"""The other side of a dialogue: a terminal or a pipe, line by line, without cursor movements."""

import os
import sys
from collections.abc import Iterable

from ka1cli.cli.outcome import unusable
from ka1cli.cli.terminal import streams
from ka1cli.cli.terminal.screen import terminal_columns, wants_color
from ka1cli.render.layouts.plain import styled
from ka1cli.render.text.lines import Said, lines_of, paragraph

_LONGEST = 10_000
"""So many bytes of a line are looked at."""
_MOST_LINES = 1000
"""So many lines are read from a file or a pipe, which may never end."""


class Console:
    """Writes to stderr, so that stdout carries nothing but the result, and reads lines from stdin."""

    def __init__(self, color: str = "auto") -> None:
        self._terminal = is_terminal()
        self._lines = 0
        self._colored = wants_color(color, sys.stderr.isatty(), os.environ)
        self._width = terminal_columns(sys.stderr)

    def say(self, lines: Iterable[Said]) -> None:
        """Write lines that fit the terminal, control characters taken out."""
        fitting = [line for said in lines for line in lines_of(paragraph(said), self._width)]
        streams.tell(styled(fitting, self._colored))

    def read(self) -> str | None:
        """The next line, or nothing where the input has ended. Raises `InvalidInput` where it cannot be read."""
        streams.tell("> ")
        try:
            line = rest = sys.stdin.buffer.readline(_LONGEST)
            while rest and not rest.endswith(b"\n"):
                rest = sys.stdin.buffer.readline(_LONGEST)
        except OSError as error:
            raise unusable(f"cannot read the answers from standard input: {streams.why_not(error)}") from None
        text = line.decode(sys.stdin.encoding or "utf-8", "replace").rstrip("\r\n")
        if not line:
            self.say([""])
        elif not self._terminal:
            self.say([text])
            self._lines += 1
            if self._lines > _MOST_LINES:
                help = "write one answer on each line, in the order of the questions"
                raise unusable(f"{_MOST_LINES:,} lines of standard input have not answered the questions", help)
        return text if line else None


def is_terminal() -> bool:
    """Whether somebody can answer at a terminal."""
    return sys.stdin.isatty()
