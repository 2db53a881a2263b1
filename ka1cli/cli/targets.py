"""What a command may write over, and what runs that were killed have left where it writes."""

import os
import stat
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from ka1cli.cli.outcome import usage
from ka1cli.cli.terminal import streams
from ka1cli.render.text.safe import printable
from ka1cli.render.text.wording import counted
from ka1cli.temporary import tidy

_STANDARD = {"stdin": 0, "stdout": 1}


def refuse_own_inputs(targets: Mapping[str, str | None], inputs: Iterable[tuple[str, str | None]]) -> None:
    """Refuse to write over what is read, by whatever name. `-` and nothing are the standard streams.

    `targets` have the names of options, of `inputs` is said what they are. Raises `UsageError`.
    """
    for option, target in targets.items():
        for what, source in inputs:
            if _is_same(_file(target, "stdout"), _file(source, "stdin")):
                name = f"{option} `{target[:60]}`" if target else "standard output"
                raise usage(f"{name} is {what} itself", "name another file")


def tidy_up(files: Iterable[str | None] = (), *, temporary: bool = True) -> None:
    """Remove what runs that were killed have left beside files and where temporary files go, and tell it."""
    folders = [Path(os.path.realpath(file)).parent for file in files if file and file != "-"]
    folders += [Path(tempfile.gettempdir())] if temporary else []
    for left in tidy(folders):
        what = f"{counted(left.folders, 'folder')}, {left.size / 1e6:.1f} MB"
        message = f"removed from `{left.folder}` what an interrupted run had left: {what}"
        streams.tell(f"{printable(message)}\n")


def _file(name: str | None, stream: str) -> str | int:
    return _STANDARD[stream] if name in (None, "", "-") else str(name)


def _is_same(first_name: str | int, second_name: str | int) -> bool:
    """Whether two names or streams lead to one file, or would if it were there."""
    try:
        first, second = os.stat(first_name), os.stat(second_name)  # noqa: PTH116 - numbers of streams as well
    except (OSError, ValueError):
        return (
            isinstance(first_name, str)
            and isinstance(second_name, str)
            and os.path.realpath(first_name) == os.path.realpath(second_name)
        )
    # A device may be read and written.
    return stat.S_ISREG(first.st_mode) and os.path.samestat(first, second)
