"""`ka1 rules diff`: who gains or loses what between two rule files, or two calls of one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ka1cli.audit.compare.comparison import Comparison, compare
from ka1cli.audit.view import LIMIT
from ka1cli.cli import inputs, options
from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.outcome import Failure, Outcome, usage
from ka1cli.cli.rules import rule_file
from ka1cli.cli.targets import tidy_up
from ka1cli.language.diagnostic import InvalidInput
from ka1cli.render.author.comparison import FileNames, comparison_text, rows_text

if TYPE_CHECKING:
    from ka1cli.batch.changed_rows import ChangedRows

FORMATS = ("text", "json")
IDLE = ("on", "color")


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
    route = options.option(
        "route", list[str] | None, None, "--route", metavar="ID", help="Only this option; may be repeated."
    )
    table = options.option(
        "table",
        str | None,
        None,
        "--on-table",
        metavar="FILE",
        help="Show as well whose rows of this table change.",
    )
    id = options.option("id", str | None, None, "--id", metavar="COLUMN", help="Column of the table that names a row.")
    others = [parameter for parameter in options.common_options(idle=IDLE) if parameter.name != "call"]
    return options.command(run, [files, call, route, table, id, options.format_option(*FORMATS), *others])


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
    both = {**before.rules.rule_set.options, **after.rules.rule_set.options}
    named = inputs.named_options(both, values["route"] or (), "--route")
    comparison = compare(before.rules, after.rules, pairs, named or None)
    names = FileNames(before.named, after.named)
    rows = _rows(comparison, values["table"], values["id"]) if values["table"] else None
    if format == "json":
        from ka1cli.render.json.comparison import comparison_json

        text = comparison_json(comparison, names, rows)
    else:
        text = comparison_text(comparison, names, brief=common.quiet, full=bool(common.verbose))
        text += rows_text(rows, comparison.pairs[-1]) if rows is not None else ""
    return Outcome(text, _code(comparison), _gave_up(comparison))


def _rows(comparison: Comparison, table: str, id: str | None) -> "ChangedRows":
    """The rows of a table that change, by the last pair of calls."""
    from ka1cli.batch.changed_rows import changed_rows

    if table == "-":
        raise usage("--on-table needs a file, as it is read twice", "save the table first")
    tidy_up()
    call, new_call = comparison.pairs[-1]
    try:
        return changed_rows(comparison.before.at(call or None), comparison.after.at(new_call or None), table, id)
    except InvalidInput as error:
        raise Failure(error.diagnostics, ExitCode.INVALID_INPUT) from None


def _gave_up(comparison: Comparison) -> str:
    if not comparison.gave_up:
        return ""
    beyond = ", ".join(comparison.gave_up)
    return f"error: gave up on {beyond}: more than {LIMIT:,} nodes; whether they differ is not known\n"


def _code(comparison: Comparison) -> ExitCode:
    if comparison.gave_up:
        return ExitCode.GAVE_UP
    return ExitCode.OK if comparison.same else ExitCode.FOUND
