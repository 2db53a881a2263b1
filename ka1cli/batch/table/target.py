"""Where results go: a file that appears under its name only when it is complete, or a stream."""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from fcntl import F_GETFL, fcntl
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ka1cli.batch.table.invalid import InvalidTable
from ka1cli.batch.table.source import reason
from ka1cli.language.diagnostic import Diagnostic
from ka1cli.temporary import replacing

STANDARD_OUTPUT = "-"


class Target(NamedTuple):
    """Where the result of a screening goes."""

    name: str
    """What messages call it."""
    path: Path | None
    """Nothing for standard output."""

    @property
    def file(self) -> Path:
        """The path of a target that has one."""
        assert self.path is not None
        return self.path

    @property
    def is_file(self) -> bool:
        """Whether it becomes a regular file, and not a stream or device."""
        return self.path is not None and (not self.path.exists() or stat.S_ISREG(self.path.stat().st_mode))

    @property
    def is_terminal(self) -> bool:
        """Whether somebody looks at what is written."""
        return self.path is None and sys.stdout.isatty()


def open_target(path: str | None, source: Path) -> Target:
    """Look at a target before the work begins: `-` and nothing are standard output. Raises `InvalidTable`."""
    if path is None or path == STANDARD_OUTPUT:
        target = Target("<stdout>", None)
        if fcntl(sys.stdout.fileno(), F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
            raise refused(target, "the stream is closed", "name a file with -o")
        return target
    target = Target(path, Path(path))
    try:
        return _checked(target, source)
    except (OSError, ValueError) as error:
        raise refused(target, reason(error)) from None


def _checked(target: Target, source: Path) -> Target:
    if target.file.is_dir():
        raise refused(target, "it is a directory")
    if not target.is_file:
        return target
    target = Target(target.name, Path(os.path.realpath(target.file)))
    directory = target.file.parent
    if not directory.is_dir():
        raise refused(target, f"there is no directory `{directory}`")
    if not os.access(directory, os.W_OK):
        raise refused(target, f"nothing can be written into `{directory}`")
    if target.file.exists() and target.file.samefile(source):
        raise refused(target, "it is the table to be screened", "give the result another name")
    return target


def refused(target: Target, why: str, help: str | None = None) -> InvalidTable:
    """The problem that a target cannot be written."""
    return InvalidTable([Diagnostic("T606", f"cannot write `{target.name}`: {why}", None, help)])


@contextmanager
def written(target: Target) -> Iterator[BinaryIO]:
    """The stream to write to. What is written there reaches the target; a file only if all goes well.

    Raises `InvalidTable` if the target cannot take it all, `BrokenPipeError` if its reader went away.
    """
    try:
        with ExitStack() as stack:
            path = stack.enter_context(replacing(target.file)) if target.is_file else None
            yield stack.enter_context(path.open("wb") if path else _stream(target))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise refused(target, reason(error)) from None


def _stream(target: Target) -> BinaryIO:
    """The stream of a target, opened without creating or emptying anything that may have taken its name meanwhile."""
    number = os.dup(sys.stdout.fileno()) if target.path is None else os.open(target.path, os.O_WRONLY)
    if target.path is not None and stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise refused(target, "it has just become another file", "try again")
    return os.fdopen(number, "wb")


def append(file: Path, stream: BinaryIO) -> None:
    """Write what a file holds to a stream."""
    stream.flush()
    with file.open("rb", buffering=0) as piece:
        if sys.platform == "linux":
            # Inside the kernel it takes 0.3 s for a gigabyte, every time; through here 0.3 to 1.5 s.
            with suppress(OSError):
                while os.copy_file_range(piece.fileno(), stream.fileno(), 1 << 30):
                    pass
        shutil.copyfileobj(piece, stream, 1 << 20)
