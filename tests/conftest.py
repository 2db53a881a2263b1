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
