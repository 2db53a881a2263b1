"""Folders for what is not finished: private, known to be ours by their names, and gone at the end, however it comes."""

import os
import re
import secrets
import shutil
import socket
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Remains(NamedTuple):
    """What a run that was killed left in a folder."""

    folder: Path
    folders: int
    size: int
    """In bytes."""


@contextmanager
def private_folder(parent: Path | None = None) -> Iterator[Path]:
    """A new folder that only its owner may enter, in `parent` or where temporary files go. Raises `OSError`."""
    folder = (parent or Path(tempfile.gettempdir())) / new_name()
    try:
        # Nobody can have prepared anything at a name that cannot be guessed, and nobody else can put a link inside.
        folder.mkdir(0o700)
        yield folder
    finally:
        _remove(folder)


def new_name() -> str:
    """A name that nobody can guess, by which `tidy` knows who made what."""
    return f"{_prefix()}{os.getpid()}-{secrets.token_hex(8)}"


@contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """A path to write to. What is written there takes the place of a file if all goes well. Raises `OSError`.

    The file is replaced and never followed: a link that has taken its name meanwhile leads nowhere.
    """
    with private_folder(file.parent) as folder:
        new = folder / "new"
        yield new
        if file.exists():
            shutil.copymode(file, new)
        new.replace(file)


def tidy(folders: Iterable[Path]) -> list[Remains]:
    """Remove what runs that were killed on this machine have left in folders; other people's is left alone."""
    remains = []
    for folder in dict.fromkeys(folders):
        left = [path for path in _ours(folder) if not _runs(path)]
        size = sum(map(_size, (file for path in left for file in path.rglob("*"))))
        for path in left:
            shutil.rmtree(path, ignore_errors=True)
        if left:
            remains.append(Remains(folder, len(left), size))
    return remains


@cache
def _prefix() -> str:
    """How the names begin that runs on this machine give: numbers of processes mean nothing on another, nor in a container."""
    try:
        space = os.stat("/proc/self/ns/pid").st_ino  # noqa: PTH116
    except OSError:
        space = 0
    return f".ka1-{re.sub('[^A-Za-z0-9.]', '_', socket.gethostname())[:60]}-{space}-"


def _ours(folder: Path) -> Iterator[Path]:
    try:
        names = [name for name in os.listdir(folder) if name.startswith(_prefix())]  # noqa: PTH208
    except OSError:
        return
    for path in (folder / name for name in names):
        try:
            status = path.lstat()
        except FileNotFoundError:  # its run has just ended
            continue
        if stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid():
            yield path


def _size(file: Path) -> int:
    try:
        return file.lstat().st_size
    except FileNotFoundError:  # another run tidies up as well
        return 0


def _runs(path: Path) -> bool:
    """Whether the process that made a folder still runs, as far as its name tells."""
    process = re.fullmatch(r"([0-9]{1,9})-[0-9a-f]{16}", path.name.removeprefix(_prefix()))
    if process is None:
        return True
    try:
        os.kill(int(process[1]), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except KeyboardInterrupt:
        shutil.rmtree(folder, ignore_errors=True)
        raise
