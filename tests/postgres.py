"""A private PostgreSQL server, reached through a socket in a folder of its own."""

import csv
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

PROGRAMS = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


def is_there() -> bool:
    """Whether a server can be started: PostgreSQL is installed, and it need not run as root."""
    installed = (PROGRAMS is not None and (PROGRAMS / "initdb").exists()) or shutil.which("initdb") is not None
    return installed and shutil.which("psql") is not None and (os.geteuid() != 0 or shutil.which("runuser") is not None)


class Postgres:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *statements: str, rows: str = "") -> list[dict[str, str | None]]:
        """Run statements and return the rows of the last one. `rows` is read by COPY ... FROM STDIN."""
        script = self.folder / "script.sql"
        script.write_text("\n".join(f"{statement.rstrip().rstrip(';')};" for statement in statements), encoding="utf-8")
        arguments = [
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "--csv",
            "-P",
            "null=\\N",
            "-h",
            str(self.folder),
            "-d",
            "postgres",
        ]
        text = script.read_text(encoding="utf-8")
        if rows:
            head, tail = text.split("FROM STDIN;\n")
            text = f"{head}FROM STDIN;\n{rows}\\.\n{tail}"
        done = subprocess.run(["psql", *arguments, "-U", "ka1"], input=text.encode(), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()[:2000]
        found = csv.DictReader(StringIO(done.stdout.decode()))
        return [{name: None if value == "\\N" else value for name, value in row.items()} for row in found]


@contextmanager
def server() -> Iterator[Postgres]:
    """Start a server with nothing in it, and stop it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="ka1-postgres-"))
    as_user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    folder.chmod(0o755)
    program = (lambda name: str(PROGRAMS / name)) if PROGRAMS else (lambda name: name)
    data = str(folder / "data")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "cwd": "/"}
    initdb = ["--no-sync", "--encoding=UTF8", "--locale=C", "--auth=trust", "--username=ka1", "-D", data]
    # No TCP at all, and nothing that would outlive a crash.
    settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    try:
        subprocess.run([*as_user, program("initdb"), *initdb], check=True, **quiet)
        subprocess.run(
            [*as_user, program("pg_ctl"), "-D", data, "-w", "-l", f"{data}/log", "-o", settings, "start"],
            check=True,
            **quiet,
        )
        try:
            yield Postgres(folder)
        finally:
            subprocess.run([*as_user, program("pg_ctl"), "-D", data, "-m", "immediate", "stop"], check=True, **quiet)
    finally:
        shutil.rmtree(folder)
