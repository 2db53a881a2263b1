"""The other side of a dialogue: a terminal or a pipe, line by line, without cursor movements."""

import sys
from collections.abc import Iterable
from io import BytesIO
from typing import BinaryIO

from ka1cli.render.safe import printable

_LONGEST = 10_000
"""So many bytes of a line are looked at."""


class Console:
    """Writes to stderr, so that stdout carries nothing but the result, and reads lines from stdin."""

    def __init__(self) -> None:
        self._terminal = is_terminal()
        # A process may be started without any standard input: nobody answers then.
        self._lines: BinaryIO = sys.stdin.buffer if sys.stdin is not None else BytesIO()

    def say(self, lines: Iterable[str]) -> None:
        """Write lines, control characters taken out."""
        encoding = sys.stderr.encoding or "utf-8"
        text = "".join(f"{printable(line)}\n" for line in lines)
        sys.stderr.write(text.encode(encoding, "replace").decode(encoding))
        sys.stderr.flush()

    def read(self) -> str | None:
        """The next line, or nothing where the input has ended."""
        sys.stderr.write("> ")
        sys.stderr.flush()
        line = self._lines.readline(_LONGEST)
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = self._lines.readline(_LONGEST)
        text = line.decode(getattr(sys.stdin, "encoding", None) or "utf-8", "replace").rstrip("\r\n")
        if not line:
            self.say([""])
        elif not self._terminal:
            self.say([text])
        return text if line else None


def is_terminal() -> bool:
    """Whether somebody can answer at a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()
