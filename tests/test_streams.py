"""Standard streams that are closed, full or of another kind: only a finished work has the exit code of a verdict."""

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from chances import one_in
from process import KA1, LIBRARY, environment

pytestmark = pytest.mark.thorough

FILES = {
    "t.csv": b"id,age\n1,5\n2,40\n",
    "n\udcff.csv": b"id,age\n1,5\n",
    "n\udcff.yaml": b"age: 5\n",
    "n\udcff-rules.yaml": LIBRARY.read_bytes(),
}
ELIGIBLE = "check --age 30 --pupil no --route card"
FULL = "no space left on device"
CLOSED = "the stream is closed"

ENDS = [
    # What is asked for, the exit code, a part of what stands on stderr.
    (f"{ELIGIBLE} >/dev/full", 4, f"cannot write the result: {FULL}"),
    (f"{ELIGIBLE} >&-", 4, f"cannot write the result: {CLOSED}"),
    (f"{ELIGIBLE} 1</dev/null", 4, f"cannot write the result: {CLOSED}"),
    (f"{ELIGIBLE} >&- 2>&- <&-", 4, ""),
    ("check --format json >/dev/full 2>/dev/full", 4, ""),
    ("rules check >&-", 4, CLOSED),
    ("routes >/dev/full", 4, FULL),
    ("--help >/dev/full", 4, FULL),
    ("--help >&-", 4, CLOSED),
    ("check --help >/dev/full", 4, FULL),
    ("--version >/dev/full", 4, FULL),
    ("--show-completion bash >/dev/full", 4, FULL),
    ("rules >&-", 2, "Usage"),
    ("check --age maybe >&-", 2, "is not an answer"),
    ("check --age maybe 2>&-", 2, ""),
    ("check --age maybe 2>/dev/full", 2, ""),
    ("check --rules nowhere.yaml 2>&-", 4, ""),
    ("check 2>&- >kept", 0, ""),
    ("check 2>/dev/full >kept", 0, ""),
    ("check --profile - <&- ", 4, "is empty"),
    ("check --profile - 0>/dev/null", 4, f"cannot read standard input: {CLOSED}"),
    ("ask - 0>/dev/null", 4, f"cannot read the answers from standard input: {CLOSED}"),
    ("ask - <&- >kept", 0, "The input ended"),
    ("ask - </dev/null 2>/dev/full >kept", 0, ""),
    ("ask - </dev/null 2>&- >&-", 4, ""),
    ("batch t.csv >&-", 4, f"cannot write `<stdout>`: {CLOSED}"),
    ("batch t.csv >/dev/full", 4, f"cannot write `<stdout>`: {FULL}"),
    ("batch t.csv -o kept 2>/dev/full", 0, ""),
    ("batch t.csv -o kept 2>&-", 0, ""),
    ("batch t.csv -o kept >&-", 0, "2 rows screened"),
    ("batch t.csv -o kept >&- 2>&- <&-", 0, ""),
    ("batch - -o no.csv <&-", 4, "is empty"),
    ("batch - -o no.csv 0>/dev/null", 4, "cannot read `<stdin>`"),
    ("batch - -o no.csv 2>&- <t.csv >&-", 0, ""),
    # Names that are no UTF-8, messages that stderr cannot encode.
    ("check --profile $'n\\xff.yaml' >kept", 0, ""),
    ("check --profile $'no\\xff.yaml'", 4, "cannot read `no?.yaml`"),
    ("check --rules $'n\\xff-rules.yaml' >kept", 0, ""),
    ("batch $'no\\xff.csv'", 4, "cannot read `no?.csv`"),
    ("batch $'n\\xff.csv' -o kept", 0, "1 row screened"),
    ("batch $'n\\xff.csv' --format xlsx -o kept", 0, "1 row screened"),
    ("rules check $'n\\xff-rules.yaml' --format sarif >kept", 1, ""),
    ("batch t.csv -o $'o\\xff.csv' && cat $'o\\xff.csv' >kept", 0, "2 rows screened"),
    ("ask - --save $'k\\xff.yaml' </dev/null >kept", 0, "The input ended"),
]


@one_in(4, ("command", "code", "message"), ENDS, ids=[end[0] for end in ENDS])
def test_an_end(command: str, code: int, message: str, tmp_path: Path) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    done = shell(command, tmp_path)
    assert (done.returncode, done.stdout) == (code, b"")
    assert message.encode() in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"bug" not in done.stderr
    if "kept" in command:
        assert (tmp_path / "kept").stat().st_size > 20


@one_in(3, "command", ["check", "check --format json", "routes", "batch t.csv", "--help", "rules show"])
def test_output_that_takes_only_ascii(command: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(FILES["t.csv"])
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    done = shell(f"{command} >kept", tmp_path, plain)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "kept").stat().st_size > 20


@one_in(3, "command", ["rules export é.yaml", "check --rules é.yaml --format html", "batch é.csv --suggest-map"])
def test_files_get_utf_8_whatever_a_terminal_would_take(command: str, tmp_path: Path) -> None:
    (tmp_path / "é.yaml").write_text(LIBRARY.read_text("utf-8").replace("the front desk", "l’équipe ελ"), "utf-8")
    (tmp_path / "é.csv").write_text("ηλικία,age\n1,5\n", "utf-8")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    done = shell(f"{command} >kept", tmp_path, plain)
    assert done.returncode == 0, done.stderr
    assert any(word in (tmp_path / "kept").read_text("utf-8") for word in ("l’équipe ελ", "ηλικία"))


def shell(
    command: str, folder: Path, env: Mapping[str, str] = {}, *, before: str = ""
) -> subprocess.CompletedProcess[bytes]:
    """Run a command of `ka1` with the redirections that bash knows, perhaps after another command."""
    line = f"{before} {shlex.join(KA1)} {command}"
    rules = {"KA1_RULES": os.fspath(LIBRARY)}
    return subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env=environment({**rules, **env}),
        capture_output=True,
        timeout=60,
        check=False,
    )
