"""`ka1 rules diff`: who gains or loses what between two rule files, or two calls of one."""

from collections.abc import Callable
from typing import Any

from ka1cli.audit.comparison import Comparison, compare
from ka1cli.audit.search import GaveUp
from ka1cli.cli import options, rule_file
from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.outcome import Failure, Outcome, usage
from ka1cli.language.diagnostic import Diagnostic
from ka1cli.render.comparison import Names, comparison_text

FORMATS = ("text", "json")


def build(line: CommandLine) -> Callable[..., Callable[[], Outcome]]:
    """The command `ka1 rules diff`."""

    def run(values: dict[str, Any]) -> Outcome:
        """Compare two rule files, or two calls of one, over all cases.

        Shows which profiles gain or lose which option, as conditions with a witness each, and which figures, groups,
        facts and deadlines are said otherwise. With one file, give --call twice; with two, every call that both know
        is compared, and the newest of one with the newest of the other.
        """
        return _diff(line, values)

    files = rule_file.argument("files", list[str] | None, "OLD NEW", "Two rule files, or one with --call twice.")
    call = options.option(
        "call",
        list[str] | None,
        None,
        "--call",
        metavar="YEAR",
        help="Once: compare the files in this call only. Twice: compare these two calls of one file.",
    )
    others = [parameter for parameter in options.common_options() if parameter.name != "call"]
    return options.command(run, [files, call, rule_file.format_option(*FORMATS), *others])


def _diff(line: CommandLine, values: dict[str, Any]) -> Outcome:
    common = options.common({**values, "call": None})
    format = options.one_of("--format", values["format"], FORMATS)
    files, calls = values["files"] or [], values["call"] or []
    if len(files) > 2 or len(calls) > 2 or (len(files) == 2 and len(calls) == 2):
        raise usage("name two rule files, or two calls of one", "see ka1 rules diff --help")
    if len(files) < 2 and len(calls) != 2:
        raise usage("there is nothing to compare with", "name two rule files, or give --call twice")
    before = rule_file.read_or_fail(line, files[0] if files else None)
    after = rule_file.read_or_fail(line, files[1]) if len(files) == 2 else before
    chosen = [
        rule_file.call_of(file.rules, call)
        for file, call in zip((before, after), calls * (3 - len(calls)), strict=False)
    ]
    pairs = [(chosen[0] or 0, chosen[1] or 0)] if calls else None
    try:
        comparison = compare(before.rules, after.rules, pairs)
    except GaveUp as error:
        message = f"gave up after looking at {error.limit:,} tests; whether the rules differ is not known"
        raise Failure([Diagnostic("", message)], ExitCode.GAVE_UP) from None
    names = Names(before.named, after.named)
    if format == "json":
        from ka1cli.render.comparison_json import comparison_json

        text = comparison_json(comparison, names)
    else:
        text = comparison_text(comparison, names, brief=common.quiet, full=bool(common.verbose))
    return Outcome(text, _code(comparison))


def _code(comparison: Comparison) -> ExitCode:
    return ExitCode.OK if comparison.same else ExitCode.FOUND
