"""Runs `ka1` at a pseudo-terminal and talks to it."""

import os
import pty
import re
import select
import subprocess
from pathlib import Path

from process import KA1, environment

PATIENCE = 60
"""Seconds to wait for what is expected."""


class Terminal:
    """A process whose standard streams are one terminal; `stdout` may be a file instead."""

    def __init__(self, *arguments: str | Path, stdout: int | None = None) -> None:
        self._side, inside = pty.openpty()
        self.shown = ""
        self._process = subprocess.Popen(
            # A process that leads a session and opens a terminal is controlled by it: Ctrl-C reaches it.
            ["sh", "-c", 'exec "$@" < "$0"', os.ttyname(inside), *KA1, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=inside if stdout is None else stdout,
            stderr=inside,
            env=environment({"TERM": "xterm-256color"}),
            start_new_session=True,
        )
        os.close(inside)
        self._read_from = 0

    def expect(self, text: str) -> str:
        """Wait until the terminal shows a text; what it showed since the last wait, up to it."""
        while text not in self.shown[self._read_from :]:
            if not self._more():
                raise AssertionError(f"{text!r} was not shown, but:\n{self.shown}")
        end = self.shown.index(text, self._read_from) + len(text)
        found = self.shown[self._read_from : end]
        self._read_from = end
        return found

    def type(self, text: str) -> None:
        """Press some keys once the prompt is there."""
        self.expect("\n> ")
        os.write(self._side, text.encode())

    def answer(self, *lines: str) -> None:
        """Type lines, each after the next prompt."""
        for line in lines:
            self.type(line + "\n")

    def end(self) -> tuple[int, str]:
        """Wait for the end of the process: its exit code, and what was shown since the last wait."""
        while self._more():
            pass
        os.close(self._side)
        return self._process.wait(PATIENCE), self.shown[self._read_from :]

    def _more(self) -> bool:
        ready, _, _ = select.select([self._side], [], [], PATIENCE)
        if not ready:
            self._process.kill()
            self._process.wait()
            raise AssertionError(f"nothing more was shown:\n{self.shown}")
        try:
            found = os.read(self._side, 65536)
        except OSError:  # the other side is closed
            return False
        self.shown += found.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(found)


def without_colour(text: str) -> str:
    """What is read, without colours and without the addresses of links."""
    return re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", text)
