"""Runs the command `ka1` as a process of its own."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

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
    *arguments: str | Path,
    stdin: str | bytes = "",
    env: Mapping[str, str] = {},
    cwd: Path | None = None,
    timeout: float = 60,
) -> Finished:
    """Run `ka1` with some arguments; its output is read as UTF-8."""
    done = subprocess.run(
        [*KA1, *map(str, arguments)],
        input=stdin if isinstance(stdin, bytes) else stdin.encode(),
        capture_output=True,
        env=environment(env),
        cwd=cwd,
        timeout=timeout,
        check=False,
    )
    return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())


def ka1_json(*arguments: str | Path) -> dict[str, Any]:
    """The JSON document that `ka1` prints with some arguments."""
    done = ka1(*arguments, "--format", "json")
    assert done.stdout, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def without_hash(text: str) -> str:
    """The text without the hash of the rule file, which every change of a rule file changes and a narrow page breaks."""
    return re.sub(r"(sha256\W+)[0-9a-f]{12,64}(\n +[0-9a-f]+(?=\n))?", r"\g<1>0000", text)
