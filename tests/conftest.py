"""Settings for all tests."""

import gc
import signal
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from chances import ALL, MINUTES
from hypothesis import HealthCheck, settings

pytest.register_assert_rewrite("semantic_checks")
pytest_plugins = ["spark_cluster"]

# The same examples in every run, however slow the machine; `--hypothesis-profile=search` looks for new ones.
_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much]}
settings.register_profile("part", derandomize=True, max_examples=ALL // 5, **_COMMON)
settings.register_profile("all", derandomize=True, max_examples=ALL, **_COMMON)
settings.register_profile("search", max_examples=10 * ALL, **_COMMON)


def _only_slow(config: pytest.Config) -> bool:
    return config.getoption("markexpr") == "slow"


gc.disable()


def pytest_collection_finish() -> None:
    """What importing and collecting has made stays until the end: to look through it again and again takes a third of
    the time of all tests."""
    gc.freeze()
    gc.set_threshold(700, 10, 50)
    gc.enable()


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("all" if _only_slow(config) else "part")


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


@pytest.fixture(scope="session")
def _temporary_folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(autouse=True)
def _own_temporary_folder(_temporary_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What other runs have left where temporary files go is not told of in a test."""
    monkeypatch.setenv("TMPDIR", tempfile.mkdtemp(dir=_temporary_folders))
    monkeypatch.setattr(tempfile, "tempdir", None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test with the program that it needs, by the fixture that brings the program, and with what else follows
    from the test itself: what tries only some examples tries all of them where what is slow runs."""
    for item in items:
        for program in ("browser", "database", "spark"):
            group = any(mark.args == (program,) for mark in item.iter_markers("xdist_group"))
            if group or program in getattr(item, "fixturenames", ()):
                item.add_marker(program)
        if any(map(item.get_closest_marker, ("browser", "database", "spark", "spreadsheet"))):
            item.add_marker("thorough")
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("sampled")
        if _only_slow(config) and item.get_closest_marker("sampled"):
            item.add_marker("slow")
