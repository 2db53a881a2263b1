"""Where a screening puts aside what it needs for a while, and what it means when there is no room for that."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ka1cli.batch.table.invalid import InvalidTable
from ka1cli.language.diagnostic import Diagnostic
from ka1cli.temporary import private_folder


@contextmanager
def workspace() -> Iterator[Path]:
    """A private folder. Raises `InvalidTable` where there cannot be one."""
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(private_folder())
            os.fspath(folder).encode()
        except UnicodeEncodeError:
            raise no_room("its name is not UTF-8, and DuckDB knows no others") from None
        except OSError as error:
            raise no_room((error.strerror or str(error)).lower()) from None
        yield folder


def no_room(why: str) -> InvalidTable:
    """The problem that nothing can be put aside: neither the table nor the result is to blame."""
    message = f"cannot write temporary files into `{tempfile.gettempdir()}`: {why}"
    return InvalidTable([Diagnostic("T606", message, None, "set TMPDIR to another folder with more room")])
