"""The result of `ka1 rules test` as JUnit XML: one test case for each case, and one for the coverage."""

from collections.abc import Mapping, Sequence

from ka1cli.audit.trials.coverage import Coverage
from ka1cli.audit.trials.run import TriedCase
from ka1cli.language.model import Fact
from ka1cli.render.author.trials import coverage_text, failure_text, mismatches_text, percent_text
from ka1cli.render.ci.junit import JunitCase, junit


def trials_junit(
    tried: Sequence[TriedCase], coverage: Coverage | None, facts: Mapping[str, Fact], rules: str | None
) -> str:
    """The coverage passes if it is complete."""
    cases = [_case(entry, facts, rules) for entry in tried]
    if coverage is not None:
        failure = f"coverage is {percent_text(coverage)}" if coverage.missing else None
        cases.append(JunitCase("ka1 rules test", "coverage", failure, coverage_text(coverage, full=True), "K702"))
    return junit("ka1 rules test", cases)


def _case(tried: TriedCase, facts: Mapping[str, Fact], rules: str | None) -> JunitCase:
    trial = tried.trial
    if tried.passed:
        return JunitCase(trial.place.file, trial.name)
    return JunitCase(trial.place.file, trial.name, mismatches_text(tried), failure_text(tried, facts, rules), "K701")
