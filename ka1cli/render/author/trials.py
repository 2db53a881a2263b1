"""Tried cases as text: what was expected, what came out, and why."""

from collections.abc import Iterable, Sequence

from ka1cli.audit.finding import CODES
from ka1cli.audit.trials.coverage import Coverage, Goal, Suggestion, Way
from ka1cli.audit.trials.run import Mismatch, TriedCase
from ka1cli.cases.logic import State
from ka1cli.language.answers import answer_text
from ka1cli.render.author.findings import ReportEntry
from ka1cli.render.author.rule_file import RuleFile
from ka1cli.render.text.flags import check_command
from ka1cli.render.text.safe import text_of_lines
from ka1cli.render.text.wording import counted


def trials_text(tried: Iterable[TriedCase], file: RuleFile) -> str:
    """The cases that failed, each with its reasons and the command that decides it once more."""
    return "".join(failure_text(entry, file) for entry in tried if not entry.passed)


def failure_text(tried: TriedCase, file: RuleFile) -> str:
    trial = tried.trial
    lines = [f"{trial.place}: failed [K701]: {trial.name}"]
    for mismatch in tried.mismatches:
        lines.append(f"  {mismatch_text(mismatch)}")
        lines += [f"    {line}" for line in _reasons(mismatch)]
    lines.append(f"  shown by: {command_of(tried, file)}")
    if trial.says:
        lines.append(f"  the source says: {trial.says}")
    return text_of_lines(lines)


def mismatch_text(mismatch: Mismatch) -> str:
    """What was expected and what came out: `card: expected eligible, got ineligible`."""
    return f"{mismatch.what}: expected {mismatch.expected}, got {mismatch.got}"


def mismatches_text(tried: TriedCase) -> str:
    return "; ".join(map(mismatch_text, tried.mismatches))


def command_of(tried: TriedCase, file: RuleFile) -> str:
    decision = tried.decision
    options = [option.option.id for option in decision.options]
    return check_command(
        file.rules.rule_set.facts,
        decision.profile,
        rules=file.name,
        call=decision.rules.call,
        at=tried.trial.on,
        options=options,
    )


def _reasons(mismatch: Mismatch) -> list[str]:
    if mismatch.option is None:
        return []
    findings = mismatch.option.findings
    # What decides: the unmet criteria, else those that are not known, else all of them.
    states = {finding.state for finding in findings}
    deciding = next(state for state in (State.UNMET, State.UNKNOWN, State.MET) if state in states)
    return [
        f"{finding.state} {finding.criterion.id}: {finding.reason}" for finding in findings if finding.state is deciding
    ]


def trials_summary(tried: Sequence[TriedCase], files: int) -> str:
    failed = sum(not entry.passed for entry in tried)
    result = f"{failed} of {counted(len(tried), 'case')} failed" if failed else f"{counted(len(tried), 'case')} passed"
    return f"{result} ({counted(files, 'file')})\n"


def coverage_text(coverage: Coverage, *, full: bool) -> str:
    """How many ways to decide were shown, and a case to paste for each that was not."""
    lines = [f"coverage: {len(coverage.seen)} of {coverage.wanted} ways to decide shown ({percent_text(coverage)})"]
    if coverage.out_of_reach:
        lines.append(f"  {counted(len(coverage.out_of_reach), 'way')} that no profile can reach left out")
        if full:
            lines += [f"    {goal_text(goal)}" for goal in coverage.out_of_reach]
    if coverage.missing:
        lines.append("not shown yet; cases to paste under `cases`:")
        for entry in coverage.missing:
            lines += suggestion_lines(entry)
    return text_of_lines(lines)


def percent_text(coverage: Coverage) -> str:
    """The coverage, rounded down, so that 100 % means all of it."""
    return f"{int(coverage.percent * 10) / 10:g} %"


def suggestion_lines(entry: Suggestion) -> list[str]:
    """A case to paste, with a comment that says what it is for."""
    profile = ", ".join(f"{name}: {_scalar(answer_text(answer))}" for name, answer in entry.profile.items())
    lines = [f"  # {goal_text(goal)}" for goal in entry.goals]
    lines += [f"  - name: {case_name(entry)}", f"    profile: {{{profile}}}"]
    lines += [f"    call: {entry.call}"] if entry.call else []
    return [*lines, f"    expect: {{{entry.option}: {entry.verdict}}}"]


def _scalar(text: str) -> str:
    return f'"{text}"' if text in ("", "~", "null") else text


def case_name(entry: Suggestion) -> str:
    criterion = next((goal.criterion for goal in entry.goals if goal.criterion), None)
    row = next((f", row {goal.row} of {goal.criterion}" for goal in entry.goals if goal.row), "")
    if entry.goals[0].way is Way.CLOSES and criterion:
        return f"{entry.option} is closed by {criterion} alone{row}"
    return f"{entry.option} is {entry.verdict}{row}"


def goal_text(goal: Goal) -> str:
    """What a case should show: `card: lives-here closes it alone`."""
    if goal.criterion is None:
        return f"{goal.option}: {'eligible' if goal.way is Way.OPENS else 'ineligible'}"
    row = f", row {goal.row} of its table," if goal.row else ""
    return (
        f"{goal.option}: {goal.criterion}{row} {'is met and opens it' if goal.way is Way.OPENS else 'closes it alone'}"
    )


def trial_entries(tried: Iterable[TriedCase], coverage: Coverage | None, file: RuleFile) -> list[ReportEntry]:
    """Failed cases and missing coverage in the form in which findings are shown."""
    head = file.document.place(None)
    entries = [
        ReportEntry(
            "K701",
            CODES["K701"].level,
            f"{entry.trial.name}: {mismatches_text(entry)}",
            entry.trial.place,
            about=entry.trial.name,
            command=command_of(entry, file),
        )
        for entry in tried
        if not entry.passed
    ]
    for entry in coverage.missing if coverage else ():
        message = f"no case shows {'; '.join(map(goal_text, entry.goals))}"
        help = "\n".join(suggestion_lines(entry))
        entries.append(ReportEntry("K702", CODES["K702"].level, message, head, about=case_name(entry), help=help))
    return entries
