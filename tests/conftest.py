"""Settings for all tests."""

import pytest
from hypothesis import HealthCheck, settings

pytest.register_assert_rewrite("semantic_checks")
pytest_plugins = ["spark_cluster"]

# The same examples in every run, however slow the machine; `--hypothesis-profile=search` looks for new ones.
_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much]}
settings.register_profile("repeatable", derandomize=True, max_examples=30, **_COMMON)
settings.register_profile("search", max_examples=300, **_COMMON)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with the program that it needs, by the fixture that brings the program."""
    for item in items:
        for program in ("browser", "database", "spark"):
            group = any(mark.args == (program,) for mark in item.iter_markers("xdist_group"))
            if group or program in getattr(item, "fixturenames", ()):
                item.add_marker(program)
