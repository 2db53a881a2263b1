"""What is written over, what is put aside, and what stays behind: nothing but what was asked for."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from chances import one_in
from process import KA1, LIBRARY, environment, ka1
from test_streams import shell

from ka1cli.temporary import new_name, private_folder, replacing, tidy

pytestmark = pytest.mark.thorough

TABLE = "id,age,pupil\n1,5,no\n2,40,yes\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table and rules, each under more than one name."""
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text(TABLE)
    shutil.copy(LIBRARY, "rules.yaml")
    Path("all.yaml").write_text("include: [rules.yaml]")
    for name in ("t.csv", "rules.yaml"):
        Path(f"soft-{name}").symlink_to(name)
        os.link(name, f"hard-{name}")
    return tmp_path


@pytest.mark.parametrize(
    ("command", "what"),
    [
        (command.format(name), what)
        for what, names in {
            "the table": ("t.csv", "./soft-t.csv", "hard-t.csv"),
            "the rule file": ("rules.yaml", "soft-rules.yaml", "hard-rules.yaml"),
        }.items()
        for command in (
            "batch t.csv --rules rules.yaml -o {}",
            "batch t.csv --rules rules.yaml -o x.csv --report {}",
            "batch t.csv --rules soft-rules.yaml --report {}",
        )
        for name in names
    ]
    + [
        ("batch - --rules rules.yaml -o t.csv <t.csv", "the table"),
        ("batch - --rules rules.yaml -o x.csv --report hard-t.csv <soft-t.csv", "the table"),
        ("batch t.csv --rules rules.yaml >>hard-t.csv", "the table"),
        ("batch t.csv --rules rules.yaml >>rules.yaml", "the rule file"),
        ("batch t.csv --rules all.yaml --report rules.yaml", "a part of the rules"),
        (
            "batch t.csv --rules all.yaml -o x.csv --report soft-rules.yaml",
            "a part of the rules",
        ),
        ("batch t.csv --rules rules.yaml -o x.csv --report x.csv", "the result"),
        ("batch t.csv --rules rules.yaml --report x.html >x.html", "the result"),
    ],
)
def test_what_is_read_is_not_written_over(command: str, what: str, folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    if {"<", ">"} & {*command}:
        done = shell(command, folder, {"KA1_RULES": ""})
        code, error = done.returncode, done.stderr.decode()
    else:
        code, _, error = ka1(*command.split())
    assert code == 2, error
    # No result is YAML, whether it is the rule file or a part that it includes.
    assert f"is {what} itself" in error or "no result can be written in the format" in error
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "x.html"}
    assert after == before


def test_a_device_may_be_read_and_written(folder: Path) -> None:
    assert shell("batch - -o /dev/null </dev/null", folder).returncode == 4  # an empty table
    assert shell("batch t.csv -o /dev/null", folder).returncode == 0


def test_a_link_that_has_taken_the_name_meanwhile_leads_nowhere(tmp_path: Path) -> None:
    victim, target = tmp_path / "victim", tmp_path / "target"
    victim.write_text("secret")
    with replacing(target) as new:
        assert stat.S_IMODE(new.parent.stat().st_mode) == 0o700
        target.symlink_to(victim)
        new.write_text("result")
    assert (victim.read_text(), target.is_symlink(), target.read_text()) == ("secret", False, "result")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["target", "victim"]


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_what_fails_leaves_nothing(error: type[BaseException], tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("before")
    with pytest.raises(error), replacing(target) as new:
        new.write_text("half")
        raise error
    assert (target.read_text(), list(tmp_path.iterdir())) == ("before", [target])


def test_names_are_never_the_same(tmp_path: Path) -> None:
    assert len({new_name() for _ in range(1000)}) == 1000
    assert max(len(new_name()) for _ in range(10)) < 140


def _dead() -> str:
    """The number of a process that is gone."""
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    return done.stdout.decode().strip()


def test_only_what_is_ours_and_dead_is_removed(tmp_path: Path) -> None:
    with private_folder(tmp_path) as alive:
        mine, dead = str(os.getpid()), _dead()
        gone = alive.name.replace(f"-{mine}-", f"-{dead}-")
        kept = {
            alive.name,
            gone.replace(socket.gethostname(), "another-host"),
            gone.replace(".ka1-", ".ka2-"),
            gone + "x",
            gone[:-1],
            gone.replace(f"-{dead}-", f"-{dead}x-"),
            gone.replace(f"-{dead}-", "--"),
            "ka1" + gone,
        }
        for name in {*kept, gone} - {alive.name}:
            (tmp_path / name).mkdir()
        (tmp_path / gone / "new").write_bytes(bytes(1000))
        (tmp_path / gone / "link").symlink_to(tmp_path)
        link = alive.name.replace(f"-{mine}-", f"-{dead}-")[:-1] + "f"
        if link != gone:
            (tmp_path / link).symlink_to(alive)
            kept.add(link)
        (found,) = tidy([tmp_path, tmp_path, tmp_path / "nowhere"])
        assert (found.folder, found.folders) == (tmp_path, 1)
        assert found.size >= 1000
        assert {path.name for path in tmp_path.iterdir()} == kept
    assert tidy([tmp_path]) == []


def test_a_killed_run_is_tidied_up_by_the_next_and_told(folder: Path) -> None:
    aside = folder / "aside"
    aside.mkdir()
    env = environment({"TMPDIR": str(aside), "KA1_RULES": str(LIBRARY)})
    command = [*KA1, "batch", "-", "-o", "out.csv"]
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, cwd=folder, stderr=subprocess.PIPE) as process:
        process.stdin.write(b"id,age,pupil\n" + b"1,5,no\n" * 2_000_000)
        process.stdin.close()
        while process.poll() is None and not list(folder.glob(".ka1-*/new")):
            pass
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert list(folder.glob(".ka1-*"))
    assert list(aside.iterdir())
    done = ka1(
        "batch", "t.csv", "-o", "out.csv", "-q", cwd=folder, env={"TMPDIR": str(aside), "KA1_RULES": str(LIBRARY)}
    )
    assert done.code == 0
    assert done.stderr.count("what an interrupted run had left: 1 folder, ") == 2
    assert f"removed from `{folder}`" in done.stderr
    assert list(folder.glob(".ka1-*")) == list(aside.iterdir()) == []
    assert ka1("batch", "t.csv", "-o", "out.csv", "-q", cwd=folder, env={"KA1_RULES": str(LIBRARY)}).stderr == ""


@one_in(3, "number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_an_end_from_outside_while_a_table_is_compared(number: int, folder: Path) -> None:
    aside = folder / "aside"
    aside.mkdir()
    (folder / "big.csv").write_text("id,age,pupil\n" + "1,5,no\n" * 1_000_000)
    (folder / "new.yaml").write_text(LIBRARY.read_text().replace("max: 14", "max: 15"))
    command = [*KA1, "rules", "diff", "rules.yaml", "new.yaml", "--on-table", "big.csv"]
    env = environment({"TMPDIR": str(aside)})
    with subprocess.Popen(command, env=env, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while process.poll() is None and not list(aside.iterdir()):
            pass
        process.send_signal(number)
        assert process.communicate(timeout=60) == (b"", b"")
    assert process.returncode == 130
    assert list(aside.iterdir()) == []


def test_kept_answers_on_a_folder_that_cannot_be_written(folder: Path) -> None:
    done = ka1("ask", "-", "--save", "/proc/a.yaml", "--rules", LIBRARY)
    assert (done.code, done.stdout) == (4, "")
    assert "the answers cannot be kept in `/proc/a.yaml`" in done.stderr
