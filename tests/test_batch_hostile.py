"""Tables that are no tables, targets that are no targets: the right exit code, one clear message, nothing half-written."""

import csv
import gzip
import os
import resource
import signal
import stat
import subprocess
import time
from pathlib import Path

import openpyxl
import pytest
from chances import one_in
from process import KA1, LIBRARY, environment, ka1, ka1_process

from ka1cli.cli.main import run

pytestmark = pytest.mark.thorough

HEADER = "id,age,pupil\n"
TABLE = HEADER + "1,5,no\n2,40,yes\n"

LITTLE_ROOM = {"PYTHONDONTWRITEBYTECODE": "1"}
"""Where files must stay small, Python would leave half of its compiled modules behind, and later runs would stumble."""


def damaged_gzip() -> bytes:
    """More than a megabyte, with one answer changed near the end."""
    packed = gzip.compress(b"id,age\n" + b"".join(b"%d,5\n" % row for row in range(200_000)), 0)
    return packed.replace(b"199990,5", b"199990,9")


NO_TABLES = {
    "empty": (b"", "`{0}` is empty"),
    "blank": (b" \n\n", "`{0}` is empty"),
    "only a mark": (b"\xef\xbb\xbf", "`{0}` is empty"),
    "binary": (bytes(range(256)) * 20, "`{0}` is not a text file"),
    "utf-16 without a mark": (TABLE.encode("utf-16-le"), "`{0}` is not a text file"),
    "workbook": (b"PK\x03\x04" + bytes(50), "cannot read `{0}`: it is a damaged zip archive"),
    "latin-1 header": ("id,age,Größe\n1,2,3\n".encode("latin-1"), "{0}:1:10: error [T602]: the file is not UTF-8 text"),
    "latin-1 row": (
        HEADER.encode() + "1,5,naïve\n".encode("latin-1"),
        "{0}:2:7: error [T602]: the file is not UTF-8 text",
    ),
    "latin-1 far down": (
        HEADER.encode() + b"1,5,no\n" * 200_000 + "2,5,naïve\n".encode("latin-1"),
        "{0}:200002:7: error [T602]: the file is not UTF-8 text",
    ),
    "long row": (
        TABLE.encode() + b"3,7,no,x\n",
        "error [T603]: 1 row has more cells than the 3 columns of `{0}`: line 4 (4)",
    ),
    "open quote": (HEADER.encode() + b'1,"5,no\n2,6,no\n', "{0}:2:1: error [T602]: a quotation mark is not closed"),
    "after a quote": (
        HEADER.encode() + b'1,"5"x,no\n',
        "{0}:2:1: error [T602]: a quotation mark is not closed, or a cell",
    ),
    "a quotation mark as delimiter": (
        b'sep="\nid"age\n1"5\n',
        "the first line of `{0}` names a delimiter that cannot be one",
    ),
    "no fact": (b"id,name\n1,x\n", "no column of the table names a fact"),
    "misspelt facts": (b"id,pupill\n1,x\n", "did you mean `pupil`?"),
    "one fact twice": (
        b"AGE,id,age\n1,2,3\n",
        "the columns `AGE` (number 1) and `age` (number 3) all mean the fact `age`",
    ),
    "no JSON": (b'{"age": 5}\n{"age": \n', "{0}:2:8: error [T602]: the line is no JSON object"),
    "no JSON object": (b'{"age": 5}\n[1]\n', "row 2 of `{0}` is no JSON object but array"),
    "damaged gzip": (damaged_gzip(), "cannot read `{0}`: CRC check failed"),
    "broken gzip": (b"\x1f\x8b\x08\x00" + bytes(20), "cannot read `{0}`"),
    "broken Parquet": (b"PAR1" + bytes(20), "`{0}` cannot be read: No magic bytes found at end of file `{0}`"),
    "cut Parquet": (b"PAR1" + bytes(3), "`{0}` cannot be read: File `{0}` too small to be a Parquet file"),
    "utf-32": (TABLE.encode("utf-32"), "`{0}` is UTF-32 text"),
}


@pytest.mark.parametrize(("content", "message"), NO_TABLES.values(), ids=NO_TABLES)
def test_no_table(content: bytes, message: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    table, result = tmp_path / "table", tmp_path / "result.csv"
    table.write_bytes(content)
    assert run(["batch", str(table), "-o", str(result), "--rules", str(LIBRARY)]) == 4
    out, err = capfd.readouterr()
    assert out == ""
    assert message.format(table) in err
    assert err.count("error [") == 1
    assert "Traceback" not in err
    assert ".ka1-" not in err
    assert table.read_bytes() == content
    assert list(tmp_path.iterdir()) == [table]


def test_a_workbook_in_which_no_sheet_names_a_fact(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Schulen"
    book.active.append(["Name", "Land"])
    book.create_sheet("Notes").append(["by hand"])
    book.save(tmp_path / "table.xlsx")
    done = ka1("batch", tmp_path / "table.xlsx", "--rules", LIBRARY)
    assert "[T604]: no column of the sheet `Schulen` names a fact; it has `Name`, `Land`\n" in done.stderr
    assert done.stderr.endswith("; or --sheet takes another sheet: `Notes`\n")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere.csv", "cannot read `nowhere.csv`: no such file or directory\n  help: check its name; you are in"),
        ("tabel.csv", "cannot read `tabel.csv`: no such file or directory\n  help: did you mean `table.csv`?"),
        (".", "cannot read `.`: it is a directory\n  help: name a file in it"),
        ("table.csv/x", "cannot read `table.csv/x`: not a directory"),
        ("n\x00l.csv", "cannot read"),
        ("x" * 300, "file name too long"),
    ],
)
def test_no_file(name: str, message: str, tmp_path: Path, monkeypatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("table.csv").write_text(TABLE)
    assert run(["batch", name, "--rules", str(LIBRARY)]) == 4
    assert message in capfd.readouterr().err


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (".", "cannot write `.`: it is a directory"),
        ("nowhere/result.csv", "there is no directory"),
        ("/dev/full", "cannot write `/dev/full`: no space left on device"),
        ("x" * 300, "cannot write"),
    ],
)
def test_no_target(target: str, message: str, tmp_path: Path, monkeypatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("table.csv").write_text(TABLE)
    Path("link.csv").symlink_to("table.csv")
    assert run(["batch", "table.csv", "-o", target, "--rules", str(LIBRARY)]) == 4
    out, err = capfd.readouterr()
    assert message in err
    assert out == ""
    assert Path("table.csv").read_text() == TABLE
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.csv", "table.csv"]


@one_in(4, "result", ["result.csv", "result.csv.gz", "result.jsonl", "result.parquet"])
def test_no_room_for_what_is_put_aside_is_nobodys_fault(result: str, tmp_path: Path) -> None:
    table, target = tmp_path / "table.csv", tmp_path / result
    table.write_text("id,age,pupil\n" + "".join(f"{row * 7919 % 99991},{row % 90},no\n" for row in range(20_000)))
    target.write_text("from yesterday")

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    command = [*KA1, "batch", table, "-o", target, "--rules", LIBRARY]
    done = subprocess.run(
        command, env=environment(LITTLE_ROOM), preexec_fn=little_room, capture_output=True, check=False
    )
    assert done.returncode == 4
    assert b"cannot write temporary files into `" in done.stderr
    assert b"set TMPDIR to another folder with more room" in done.stderr
    assert target.read_text() == "from yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == [result, "table.csv"]


def test_no_room_for_a_table_from_standard_input(tmp_path: Path) -> None:
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run(
        [*KA1, "batch", "-", "-o", tmp_path / "result.csv", "--rules", LIBRARY],
        input=HEADER.encode() + b"1,5,no\n" * 20_000,
        env=environment(LITTLE_ROOM),
        preexec_fn=little_room,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 4
    assert b"cannot write temporary files into `" in done.stderr
    assert b"<stdin>" not in done.stderr


@one_in(3, "format", ["csv", "jsonl", "parquet"])
def test_a_full_target_is_the_targets_fault(format: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "table.csv"
    table.write_text(HEADER + "1,5,no\n" * 20_000)
    assert run(["batch", str(table), "-o", "/dev/full", "--format", format, "--rules", str(LIBRARY)]) == 4
    assert "cannot write `/dev/full`: no space left on device" in capfd.readouterr().err


def test_a_folder_for_temporary_files_that_engines_cannot_name(tmp_path: Path) -> None:
    table, aside = tmp_path / "table.csv", tmp_path / "aside\udcff"
    aside.mkdir()
    table.write_text(TABLE)
    done = ka1("batch", table, "-o", tmp_path / "r.csv", "--rules", LIBRARY, env={"TMPDIR": str(aside)})
    assert done.code == 4
    assert "its name is not UTF-8" in done.stderr
    assert list(aside.iterdir()) == []


@one_in(2, "number", [signal.SIGINT, signal.SIGTERM])
def test_interrupt_leaves_nothing(number: int, tmp_path: Path) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    command = [*KA1, "batch", "-", "-o", tmp_path / "result.csv", "--rules", LIBRARY]
    plain = environment({"TMPDIR": str(aside)})
    with subprocess.Popen(command, env=plain, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdin.write(HEADER.encode() + b"1,5,no\n" * 2_000_000)
        process.stdin.close()
        while process.poll() is None and not list(tmp_path.glob(".ka1-*/new")):
            time.sleep(0.01)
        process.send_signal(number)
        assert process.stderr.read() == b""
    assert process.returncode == 130
    assert [path.name for path in tmp_path.iterdir()] == ["aside"]
    assert list(aside.iterdir()) == []


def test_interrupt_while_a_library_is_loaded(tmp_path: Path) -> None:
    """What is written in C prints errors of its own if its loading is interrupted: the interrupt waits."""
    libraries, table = tmp_path / "libraries", tmp_path / "table.csv"
    libraries.mkdir()
    (libraries / "duckdb.py").write_text(
        "import os, signal, sys\n"
        "try:\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "except KeyboardInterrupt:\n"
        "    print('torn', file=sys.stderr)\n"
        "    raise\n"
        "sys.path.remove(os.path.dirname(__file__))\n"
        "del sys.modules['duckdb']\n"
        "import duckdb\n"
    )
    table.write_text(HEADER + "1,5,no\n" * 100_000)
    done = ka1_process("batch", table, "--rules", LIBRARY, env={"PYTHONPATH": str(libraries)})
    assert (done.code, done.stdout, done.stderr) == (130, "", "")


def test_interrupt_while_a_folder_for_temporary_files_is_looked_for(tmp_path: Path) -> None:
    """Python tries with a file where it may write; an interrupt just then does not leave it."""
    libraries, aside, table = tmp_path / "libraries", tmp_path / "aside", tmp_path / "table.csv"
    libraries.mkdir()
    aside.mkdir()
    (libraries / "sitecustomize.py").write_text(
        "import os, signal, tempfile\n"
        "class Interrupted:\n"
        "    def __getattr__(self, name): return getattr(os, name)\n"
        "    def open(self, *arguments):\n"
        "        number = os.open(*arguments)\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "        return number\n"
        "tempfile._os = Interrupted()\n"
    )
    table.write_text(HEADER + "1,5,no\n" * 100_000)
    done = ka1_process("batch", table, "--rules", LIBRARY, env={"PYTHONPATH": str(libraries), "TMPDIR": str(aside)})
    assert (done.code, done.stdout, done.stderr) == (130, "", "")
    assert list(aside.iterdir()) == []


def test_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(HEADER + "1,5,no\n" * 50_000)
    command = [*KA1, "batch", table, "--rules", LIBRARY]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline().startswith(b"id,age,pupil,card")
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_full_standard_output(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(TABLE)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*KA1, "batch", table, "--rules", LIBRARY],
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 4
    assert b"cannot write `<stdout>`: no space left on device" in done.stderr


def test_appending_to_a_file_keeps_what_is_there(tmp_path: Path) -> None:
    table, result = tmp_path / "table.csv", tmp_path / "result.csv"
    table.write_text(TABLE)
    result.write_text("before\n")
    with result.open("ab") as file:
        subprocess.run([*KA1, "batch", table, "-q", "--rules", LIBRARY], env=environment(), stdout=file, check=False)
    assert result.read_text().startswith("before\nid,age,pupil,card,")


def test_one_huge_cell(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    table, result = tmp_path / "table.csv", tmp_path / "result.csv"
    huge = "x" * 3_900_000
    table.write_text(f"id,age,note\n1,5,{huge}\n2,{huge},\n")
    assert run(["batch", str(table), "-o", str(result), "--rules", str(LIBRARY)]) == 1
    lines = result.read_text().split("\n")
    assert lines[1].startswith(f"1,5,{huge},")
    assert lines[2].startswith(f"2,{huge},,")
    assert lines[2].endswith(f'age: `{"x" * 50}… (3,900,000 characters)` is not an answer to `age`"')
    assert len(capfd.readouterr().err) < 3000


@pytest.mark.parametrize("before", ["", "1,5\n" * 5])
def test_a_line_that_is_too_long(before: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "table.csv"
    table.write_text(f"id,age\n{before}1,{'x' * 5_000_000}\n2,3\n")
    assert run(["batch", str(table), "--rules", str(LIBRARY)]) == 4
    line = 2 + before.count("\n")
    assert f"{table}:{line}:1: error [T602]: the line is longer than 4 MB" in capfd.readouterr().err


@pytest.mark.slow
def test_very_many_columns(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    table, result = tmp_path / "table.csv", tmp_path / "result.csv"
    names = [f"column {number}" for number in range(5000)]
    names[4000] = "age"
    table.write_text("\n".join(",".join(row) for row in (names, [str(number % 100) for number in range(5000)])) + "\n")
    assert run(["batch", str(table), "-q", "-o", str(result), "--rules", str(LIBRARY)]) == 0
    header, row = result.read_text().splitlines()
    assert header.startswith("column 0,column 1,")
    assert row.startswith("0,1,2,3,")
    assert header.count(",") > 5000


def test_a_backslash_in_a_name(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for name, content in {"a\\b.csv": b"age\n5\n", "a\\b.jsonl": b'{"age": 5}\n'}.items():
        (tmp_path / name).write_bytes(content)
        assert run(["batch", str(tmp_path / name), "-q", "--rules", str(LIBRARY)]) == 0
        assert "undetermined" in capfd.readouterr().out


def test_an_empty_key(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.jsonl").write_text('{"": "x", "age": 5}\n{"age": 40}\n')
    assert run(["batch", str(tmp_path / "t.jsonl"), "-q", "--format", "csv", "--rules", str(LIBRARY)]) == 0
    header, first, second = csv.reader(capfd.readouterr().out.splitlines())
    assert [row[:2] for row in (header, first, second)] == [["", "age"], ["x", "5"], ["", "40"]]


def test_one_cell_of_very_many_blanks(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.csv").write_text(f"age\n1{' ' * 300_000}x\n")
    assert run(["batch", str(tmp_path / "t.csv"), "-q", "--rules", str(LIBRARY)]) == 1


@pytest.mark.parametrize("name", ["rot13", "zlib", "idna", "undefined", "hex"])
def test_an_encoding_of_no_texts(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.csv").write_text(TABLE)
    assert run(["batch", str(tmp_path / "t.csv"), "--encoding", name, "--rules", str(LIBRARY)]) == 2
    assert f"error: --encoding cannot be `{name}`\n  help: write a name such as cp1252" in capfd.readouterr().err


def test_utf_16_without_its_mark(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.csv").write_text("age\n5\n")
    assert run(["batch", str(tmp_path / "t.csv"), "--encoding", "utf-16", "--rules", str(LIBRARY)]) == 4
    assert "t.csv` is not UTF-16 text\n  help: save the table as CSV in UTF-8" in capfd.readouterr().err


def test_names_that_look_like_sql(tmp_path: Path, monkeypatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    names = [
        'x"); DROP TABLE cases; --',
        "'; --",
        "c0",
        "k0",
        "row",
        "n",
        "w1",
        "select",
        "{c0}",
        "%s",
        "$1",
        "?",
        "*",
        "age",
    ]
    table = Path("a*[b]? 'x\"; --.csv")
    header = ",".join('"' + name.replace('"', '""') + '"' for name in names)
    table.write_text(header + "\n" + ",".join("abcdefghijklm") + ",5\n")
    Path("a1[b]x 'x\"; --.csv").write_text("age,zzz\n9,9\n")
    assert run(["batch", str(table), "-q", "-o", "re'su\"lt;--.csv", "--rules", str(LIBRARY)]) == 0
    found = Path("re'su\"lt;--.csv").read_text().splitlines()
    assert found[0].startswith('"x""); DROP TABLE cases; --",\'; --,c0,k0,row,n,w1,select,{c0},%s,$1,?,*,age,card,')
    assert found[1].startswith("a,b,c,d,e,f,g,h,i,j,k,l,m,5,undetermined,")


def test_the_result_keeps_the_rights_of_the_file_it_replaces(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    table, result = tmp_path / "table.csv", tmp_path / "result.csv"
    table.write_text(TABLE)
    result.touch()
    result.chmod(0o600)
    link = tmp_path / "link.csv"
    link.symlink_to(result)
    assert run(["batch", str(table), "-q", "-o", str(link), "--rules", str(LIBRARY)]) == 0
    assert link.is_symlink()
    assert result.read_text().startswith("id,age,pupil,card")
    assert stat.S_IMODE(result.stat().st_mode) == 0o600


def test_a_folder_to_which_no_way_leads(tmp_path: Path, monkeypatch, capfd: pytest.CaptureFixture[str]) -> None:
    if os.geteuid() == 0:
        pytest.skip("every way is open to the superuser")
    inside = tmp_path / "closed" / "inside"
    inside.mkdir(parents=True)
    (inside / "table.csv").write_text(TABLE)
    monkeypatch.chdir(inside)
    inside.parent.chmod(0)
    code = run(["batch", "table.csv", "-q", "--rules", str(LIBRARY)])
    inside.parent.chmod(0o700)
    assert code == 0
    assert capfd.readouterr().out.count("\n") == 3


def test_an_unwritable_directory(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser can write everywhere")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    table = tmp_path / "table.csv"
    table.write_text(TABLE)
    done = ka1("batch", table, "-o", closed / "result.csv", "--rules", LIBRARY)
    assert done.code == 4
    assert f"nothing can be written into `{closed}`" in done.stderr
