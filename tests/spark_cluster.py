"""A real Spark of two worker processes, each with one core, started once for all tests of a test run.

`pytest tests/test_spark*.py` runs them; all it needs is Java 17 (Debian: `apt install openjdk-17-jre-headless`).
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

MASTER = "local-cluster[2,1,1024]"
"""Two workers with one core and 1024 MB each, as processes of their own."""
SETTINGS = (
    # No work begins before both are there.
    ("spark.scheduler.minRegisteredResourcesRatio", "1.0"),
    # Tests are over before Java's best compiler would have paid off.
    ("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"),
    ("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"),
)

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17, and there is none")


def spark_home(folder: Path) -> Path:
    """A Spark installation that is that of the Python package, with room for the workers' own files."""
    import pyspark

    installed = Path(pyspark.__file__).parent
    for name in ("bin", "jars"):
        (folder / name).symlink_to(installed / name)
    return folder


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The session on the two workers."""
    from ka1cli.batch.spark.session import spark_session

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_HOME", str(spark_home(tmp_path_factory.mktemp("spark"))))
        patch.setenv("MASTER", MASTER)
        settings = " ".join(f"--conf '{name}={value}'" for name, value in SETTINGS)
        patch.setenv("PYSPARK_SUBMIT_ARGS", f"{settings} pyspark-shell")
        with spark_session() as session:
            yield session
