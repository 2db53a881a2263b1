"""Runs the command `ka1`: within this process, which takes a tenth of the time, or as a process of its own."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, chdir, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import pytest

from ka1cli.cli.main import run

ROOT = Path(__file__).parent.parent
LIBRARY = ROOT / "tests" / "rules" / "library.yaml"
KA1 = [sys.executable, "-m", "ka1cli"]


_UNWANTED = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "PYTHONDONTWRITEBYTECODE")


class Finished(NamedTuple):
    """What a process left behind."""

    code: int
    stdout: str
    stderr: str


def environment(more: Mapping[str, str] = {}) -> dict[str, str]:
    """The environment of a test: that of the test run without anything that ka1 listens to."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("KA1_") and name not in _UNWANTED}
    return {**plain, "PYTHONIOENCODING": "utf-8", **more}


def ka1(
    *arguments: str | Path, stdin: str | bytes = "", env: Mapping[str, str] = {}, cwd: Path | None = None
) -> Finished:
    """Run `ka1` within this process, with streams, an environment and a folder of its own."""
    with ExitStack() as own:
        out, err = own.enter_context(_streams(stdin))
        patch = own.enter_context(pytest.MonkeyPatch.context())
        for name in {*os.environ} - {*(wanted := environment(env))}:
            patch.delenv(name)
        for name, value in wanted.items():
            patch.setenv(name, value)
        patch.setattr(tempfile, "tempdir", None)  # else that of another environment is remembered
        own.enter_context(chdir(cwd or "."))
        code = run([*map(str, arguments)])
        sys.stdout.flush()
        sys.stderr.flush()
        return Finished(code, *(os.pread(file.fileno(), 1 << 30, 0).decode() for file in (out, err)))


def ka1_process(
    *arguments: str | Path,
    stdin: str | bytes = "",
    env: Mapping[str, str] = {},
    cwd: Path | None = None,
    timeout: float = 60,
) -> Finished:
    """Run `ka1` as a process of its own; its output is read as UTF-8."""
    done = subprocess.run(
        [*KA1, *map(str, arguments)],
        input=_bytes(stdin),
        capture_output=True,
        env=environment(env),
        cwd=cwd,
        timeout=timeout,
        check=False,
    )
    return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


@contextmanager
def _streams(stdin: str | bytes) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """Files in place of the three streams, by their numbers too, which processes inherit: the last two of them."""
    with ExitStack() as own:
        files = [own.enter_context(tempfile.TemporaryFile()) for _ in range(3)]
        files[0].write(_bytes(stdin))
        files[0].seek(0)
        for number, file in enumerate(files):
            kept = os.dup(number)
            own.callback(os.close, kept)
            own.callback(os.dup2, kept, number)
            os.dup2(file.fileno(), number)
        for number, name in enumerate(("stdin", "stdout", "stderr")):
            stream = own.enter_context(open(number, "w" if number else "r", encoding="utf-8", closefd=False))
            own.callback(setattr, sys, name, getattr(sys, name))
            setattr(sys, name, stream)
        yield files[1], files[2]


def ka1_json(*arguments: str | Path) -> dict[str, Any]:
    """The JSON document that `ka1` prints with some arguments."""
    done = ka1(*arguments, "--format", "json")
    assert done.stdout, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def without_hash(text: str) -> str:
    """The text without the hash of the rule file, which every change of a rule file changes and a narrow page breaks."""
    return re.sub(r"(sha256\W+)[0-9a-f]{12,64}(\n +[0-9a-f]+(?=\n))?", r"\g<1>0000", text)
