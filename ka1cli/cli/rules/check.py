"""`ka1 rules check`: find what a rule file can never, must always or no longer does."""

from ka1cli.audit.check import Report, check
from ka1cli.audit.finding import Level
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.inputs import at_known_call
from ka1cli.cli.options.declaration import choice, value
from ka1cli.cli.options.every_command import year
from ka1cli.cli.outcome import Outcome
from ka1cli.cli.rules import rule_file
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
from ka1cli.render.author.rule_file import RuleFile


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
        return Outcome(_rendered(problems, None, options), ExitCode.INVALID_INPUT)
    calls = [at_known_call(file.rules, options.call).call] if options.call else None
    report = check(file.rules, file.document, calls, at=options.moment)
    facts = file.rules.rule_set.facts
    entries, meant = (
        [finding_entry(finding, report.calls, facts, file.name) for finding in findings]
        for findings in (report.findings, report.meant)
    )
    return Outcome(_rendered(entries, (file, report, meant), options), code_of_report(report))


def code_of_report(report: Report) -> ExitCode:
    """The exit code of a report: what was not walked weighs more than what was found."""
    if report.unfinished:
        return ExitCode.GAVE_UP
    return ExitCode.FOUND if any(finding.level is not Level.NOTE for finding in report.findings) else ExitCode.OK


def _rendered(
    entries: list[ReportEntry],
    checked: tuple[RuleFile, Report, list[ReportEntry]] | None,
    options: CheckRulesOptions,
) -> str:
    file, report, meant = checked or (None, None, [])
    match options.format:
        case "json":
            from ka1cli.render.json.findings import findings_json

            return findings_json(entries, meant, file.rules if file else None, report)
        case "junit":
            from ka1cli.render.ci.junit import findings_junit

            return findings_junit(entries, report)
        case "sarif":
            from ka1cli.render.ci.sarif import sarif

            return sarif(entries, unfinished_lines(report), complete=report is not None)
        case "github":
            from ka1cli.render.ci.github import github

            return github(entries, unfinished_lines(report))
    assert file is not None
    assert report is not None
    notes = [entry for entry in entries if entry.level is Level.NOTE and not options.verbose]
    others = [entry for entry in entries if entry not in notes]
    text = findings_text(others, brief=options.quiet, full=bool(options.verbose)) + notes_text(notes)
    if options.verbose:
        text += meant_text(meant, file.rules.rule_set)
    return text + findings_summary(file.document.name, file.rules.rule_set, report)
