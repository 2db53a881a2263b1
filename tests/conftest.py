"""Settings for all tests."""

import signal
import tempfile
from collections.abc import Generator

import pytest
from chances import MINUTES
from hypothesis import HealthCheck, settings

pytest.register_assert_rewrite("semantic_checks")
pytest_plugins = ["spark_cluster"]

# The same examples in every run, however slow the machine; `--hypothesis-profile=search` looks for new ones.
_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much]}
settings.register_profile("repeatable", derandomize=True, max_examples=30, **_COMMON)
settings.register_profile("search", max_examples=300, **_COMMON)
settings.load_profile("repeatable")


LIMIT = int(900 + 60 * MINUTES)
"""The seconds after which a test that waits for ever is ended: far more than any takes."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    before = signal.signal(signal.SIGALRM, lambda *_: pytest.fail(f"not over after {LIMIT} seconds"))
    signal.alarm(LIMIT)
    try:
        return (yield)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(autouse=True)
def _own_temporary_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What other runs have left where temporary files go is not told of in a test."""
    monkeypatch.setenv("TMPDIR", str(tmp_path_factory.mktemp("temporary")))
    monkeypatch.setattr(tempfile, "tempdir", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with the program that it needs, by the fixture that brings the program."""
    for item in items:
        for program in ("browser", "database", "spark"):
            group = any(mark.args == (program,) for mark in item.iter_markers("xdist_group"))
            if group or program in getattr(item, "fixturenames", ()):
                item.add_marker(program)
