"""Standard input, output and error. Whatever state they are in, an exit code means what it says."""

import errno
import os
import sys
from typing import TextIO


def open_missing() -> None:
    """Open those that the process was started without, before a file takes their numbers.

    What stands in for standard output cannot be written, so that a result which goes nowhere is an error as on a full
    disk. Nobody misses messages, and nobody answers.
    """
    for number, name, flags in (
        (0, "stdin", os.O_RDONLY),
        (1, "stdout", os.O_RDONLY),
        (2, "stderr", os.O_WRONLY),
    ):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, flags)
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "r" if number == 0 else "w", encoding="utf-8", closefd=False))  # noqa: SIM115


def write_out(text: str) -> None:
    """Write a result to standard output. Raises `OSError` where it does not take it all.

    Files and other programs get UTF-8, whatever a terminal here would take: a page says so itself, and a rule file or a
    map must not lose a letter.
    """
    if text:
        _write(sys.stdout, text, sys.stdout.encoding if sys.stdout.isatty() else "utf-8")


def tell(text: str) -> None:
    """Write to standard error what somebody may want to know. Where nobody can, the work goes on."""
    try:
        _write(sys.stderr, text, sys.stderr.encoding)
    except OSError:
        drop(sys.stderr)


def drop(stream: TextIO) -> None:
    """Point a stream that failed nowhere, so that the interpreter does not stumble over it once more on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def why_not(error: OSError) -> str:
    """Why a stream or file failed, in lower case."""
    return "the stream is closed" if error.errno == errno.EBADF else (error.strerror or str(error)).lower()


def _write(stream: TextIO, text: str, encoding: str | None) -> None:
    stream.buffer.write(text.encode(encoding or "utf-8", "replace"))
    stream.flush()
