"""`ka1 rules check`: find what a rule file can never, must always or no longer does."""

from collections.abc import Sequence

from ka1cli.audit.check import Report, check
from ka1cli.audit.finding import Level
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.inputs import at_known_call
from ka1cli.cli.options.declaration import choice, value
from ka1cli.cli.options.every_command import year
from ka1cli.cli.outcome import Outcome
from ka1cli.cli.rules import rule_file
from ka1cli.decision.rules import Rules
from ka1cli.language.diagnostic import InvalidInput
from ka1cli.render.author.findings import (
    ReportEntry,
    finding_entry,
    findings_summary,
    findings_text,
    meant_text,
    notes_text,
    problem_entry,
    unfinished_lines,
)
from ka1cli.render.ci.github import github
from ka1cli.render.ci.junit import findings_junit
from ka1cli.render.ci.sarif import sarif
from ka1cli.render.json.findings import findings_json


class CheckRulesOptions(rule_file.RuleFileOptions):
    idle = ("color",)
    call: int | None = value("--call YEAR", "Look at this call only. [default: every call]", year)
    format: str = choice("--format", ("text", "json", "junit", "sarif", "github"), "Form of the answer.")


def run(options: CheckRulesOptions) -> Outcome:
    """Check a rule file: load it, then walk all its cases, in every call.

    Each finding has a code, a place in the file, and a command that shows it on a concrete organisation.
    `ka1 rules explain CODE` says more. What is meant that way can be said in the rule file, under `meant`.
    """
    try:
        file = rule_file.read_rule_file(options, options.file)
    except InvalidInput as error:
        if options.format == "text":
            raise
        problems = [problem_entry(problem) for problem in error.diagnostics]
        return Outcome(_for_programs(options.format, problems), ExitCode.INVALID_INPUT)
    rules = file.rules
    calls = [at_known_call(rules, options.call).call] if options.call else None
    report = check(rules, file.document, calls, at=options.moment)
    entries, meant = (
        [finding_entry(finding, report.calls, rules.rule_set.facts, file.name) for finding in findings]
        for findings in (report.findings, report.meant)
    )
    if options.format != "text":
        return Outcome(_for_programs(options.format, entries, meant, rules, report), code_of_report(report))
    notes = [entry for entry in entries if entry.level is Level.NOTE and not options.verbose]
    others = [entry for entry in entries if entry not in notes]
    text = findings_text(others, brief=options.quiet, full=bool(options.verbose)) + notes_text(notes)
    text += meant_text(meant, rules.rule_set) if options.verbose else ""
    text += findings_summary(file.document.name, rules.rule_set, report)
    return Outcome(text, code_of_report(report))


def code_of_report(report: Report) -> ExitCode:
    """The exit code of a report: what was not walked weighs more than what was found."""
    if report.unfinished:
        return ExitCode.GAVE_UP
    return ExitCode.FOUND if any(finding.level is not Level.NOTE for finding in report.findings) else ExitCode.OK


def _for_programs(
    format: str,
    entries: list[ReportEntry],
    meant: Sequence[ReportEntry] = (),
    rules: Rules | None = None,
    report: Report | None = None,
) -> str:
    """Findings, or without a report the problems of a file that does not load."""
    match format:
        case "json":
            return findings_json(entries, meant, rules, report)
        case "junit":
            return findings_junit(entries, report)
        case "sarif":
            return sarif(entries, unfinished_lines(report), complete=report is not None)
    return github(entries, unfinished_lines(report))
