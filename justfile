# The commands that one needs while working on ka1. `just` lists them; each is one line that can be typed as well.

# lint, types and the tests that need no other program and little time
quick:
    ruff check . && ruff format --check . && mypy && pytest -m "not (slow or thorough)"

# everything that this machine can run, but all of what is slow
test:
    pytest

# all of what is slow
slow:
    pytest -m slow

# the quick tests with the lowest versions that pyproject.toml allows
lowest:
    tools/lowest-versions

# write the golden files anew; read the difference before you keep it
golden:
    UPDATE_GOLDEN=1 pytest tests/test_pages.py && git diff --stat tests/golden

# what has to pass before a change lands
ci:
    .ci/run
