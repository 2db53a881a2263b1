"""`ka1 rules check`: find what a rule file can never, must always or no longer does."""

from collections.abc import Callable
from typing import Any

from ka1cli.audit.check import Report, check
from ka1cli.audit.finding import Level
from ka1cli.cli import inputs, options
from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.outcome import Failure, Outcome
from ka1cli.cli.rules import rule_file
from ka1cli.language.diagnostic import InvalidInput
from ka1cli.render.author.findings import (
    Shown,
    findings_summary,
    findings_text,
    meant_text,
    notes_text,
    shown_finding,
    shown_problem,
    unfinished_lines,
)
from ka1cli.render.ci.github import Annotation, annotation, github

FORMATS = ("text", "json", "junit", "sarif", "github")
IDLE = ("color",)


def build(line: CommandLine) -> Callable[..., Callable[[], Outcome]]:
    """The command `ka1 rules check`."""

    def run(values: dict[str, Any]) -> Outcome:
        """Check a rule file: load it, then walk all its cases, in every call.

        Each finding has a code, a place in the file, and a command that shows it on a concrete organisation.
        `ka1 rules explain CODE` says more. What is meant that way can be said in the rule file, under `meant`.
        """
        return _check(line, values)

    parameters = [rule_file.file_argument(), options.format_option(*FORMATS), *options.common_options(idle=IDLE)]
    return options.command(run, parameters)


def _check(line: CommandLine, values: dict[str, Any]) -> Outcome:
    common = options.common(values)
    format = options.one_of("--format", values["format"], FORMATS)
    try:
        file = rule_file.read(line, values["file"])
    except InvalidInput as error:
        if format == "text":
            raise Failure(error.diagnostics, ExitCode.INVALID_INPUT) from None
        shown = [shown_problem(problem) for problem in error.diagnostics]
        return Outcome(_rendered(format, shown, None, common), ExitCode.INVALID_INPUT)
    call = rule_file.call_of(file.rules, common.call)
    report = check(file.rules, file.document, None if call is None else [call], at=inputs.moment_of(common.on))
    facts = file.rules.rule_set.facts
    shown = [shown_finding(finding, report.calls, facts, file.named) for finding in report.findings]
    meant = [shown_finding(finding, report.calls, facts, file.named) for finding in report.meant]
    return Outcome(_rendered(format, shown, (file, report, meant), common), code_of(report))


def code_of(report: Report) -> ExitCode:
    """The exit code of a report: what was not walked weighs more than what was found."""
    if report.unfinished:
        return ExitCode.GAVE_UP
    return ExitCode.FOUND if any(finding.level is not Level.NOTE for finding in report.findings) else ExitCode.OK


def _rendered(
    format: str,
    found: list[Shown],
    checked: tuple[rule_file.RuleFile, Report, list[Shown]] | None,
    common: options.Common,
) -> str:
    file, report, meant = checked or (None, None, [])
    match format:
        case "json":
            from ka1cli.render.json.findings import findings_json

            return findings_json(found, meant, file.rules if file else None, report)
        case "junit":
            from ka1cli.render.ci.findings_junit import findings_junit

            return findings_junit(found, report)
        case "sarif":
            from ka1cli import __version__
            from ka1cli.render.ci.sarif import sarif

            return sarif(found, __version__, complete=report is not None, messages=unfinished_lines(report))
        case "github":
            return github(annotation(shown) for shown in found) + "".join(
                github([Annotation("error", None, "not walked to the end", line)]) for line in unfinished_lines(report)
            )
    assert file is not None
    assert report is not None
    notes = [shown for shown in found if shown.level is Level.NOTE and not common.verbose]
    others = [shown for shown in found if shown not in notes]
    text = findings_text(others, brief=common.quiet, full=bool(common.verbose)) + notes_text(notes)
    if common.verbose:
        text += meant_text(meant, file.rules.rule_set)
    return text + findings_summary(file.document.name, file.rules.rule_set, report)
