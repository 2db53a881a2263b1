"""Files on any file system that Spark knows, as the driver sees them: names, sizes, the first bytes."""

from typing import Any, NamedTuple

from ka1cli.batch.spark_problems import reason_of
from ka1cli.batch.table.header import InvalidTable
from ka1cli.language.diagnostic import Diagnostic


class StoredFile(NamedTuple):
    """A file by its full address."""

    address: str
    size: int


class Files:
    """The file systems of one Spark session. Nothing here reads more than the start of a file."""

    def __init__(self, spark: Any) -> None:
        self._jvm = spark.sparkContext._jvm  # noqa: SLF001 - Spark's way to Hadoop's file systems
        self._conf = spark.sparkContext._jsc.hadoopConfiguration()  # noqa: SLF001

    def found(self, name: str) -> tuple[StoredFile, ...]:
        """The files that a name means, a folder or a pattern as well, in the order of their addresses.

        Raises `InvalidTable` if there are none.
        """
        from py4j.protocol import Py4JError

        try:
            path, system = self._at(name)
            statuses = [system.getFileStatus(path)] if system.exists(path) else list(system.globStatus(path) or ())
            files = [file for status in statuses for file in self._files(system, status)]
        except Py4JError as error:
            raise _unopened(name, reason_of(error)) from None
        if not files:
            raise _unopened(name, "there are no files in it" if statuses else "no such file or directory")
        return tuple(sorted(StoredFile(file.getPath().toString(), file.getLen()) for file in files))

    def head(self, file: StoredFile, count: int, name: str) -> bytes:
        """The first bytes of a file, unpacked as its name tells. `name` is that of the table. Raises `InvalidTable`."""
        from py4j.protocol import Py4JError

        try:
            path, system = self._at(file.address)
            codec = self._jvm.org.apache.hadoop.io.compress.CompressionCodecFactory(self._conf).getCodec(path)
            stream = system.open(path)
            try:
                return bytes((codec.createInputStream(stream) if codec else stream).readNBytes(count))
            finally:
                stream.close()
        except Py4JError as error:
            raise _unopened(name, reason_of(error)) from None

    def local(self, name: str) -> str | None:
        """The path on this machine that a name means; nothing if it is on another file system."""
        path, system = self._at(name)
        full = system.makeQualified(path).toUri()
        return str(full.getPath()) if full.getScheme() == "file" else None

    def exists(self, name: str) -> bool:
        """Whether there is a file or folder of this name."""
        path, system = self._at(name)
        return bool(system.exists(path))

    def names(self, folder: str) -> tuple[str, ...]:
        """What stands in a folder."""
        path, system = self._at(folder)
        return tuple(str(status.getPath().getName()) for status in system.listStatus(path))

    def rename(self, name: str, to: str) -> bool:
        """Give a file or folder another name on the same file system; false if that cannot be."""
        path, system = self._at(name)
        return bool(system.rename(path, self._path(to)))

    def delete(self, name: str) -> None:
        """Remove a file or folder with all that is in it, if it is there."""
        path, system = self._at(name)
        system.delete(path, True)

    def _path(self, name: str) -> Any:
        return self._jvm.org.apache.hadoop.fs.Path(name)

    def _at(self, name: str) -> tuple[Any, Any]:
        path = self._path(name)
        return path, path.getFileSystem(self._conf)

    def _files(self, system: Any, status: Any) -> list[Any]:
        if status.isFile():
            return [status]
        inside = (one for one in system.listStatus(status.getPath()) if one.isFile())
        # As Spark itself does: these are marks and leftovers of other writers.
        return [one for one in inside if not one.getPath().getName().startswith(("_", "."))]


def _unopened(name: str, why: str) -> InvalidTable:
    return InvalidTable([Diagnostic("T601", f"cannot read `{name}`: {why}")])
