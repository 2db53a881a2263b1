"""`ka1 batch`: screen a table of organisations."""

import inspect
import os
import sys
import time
from collections.abc import Callable
from typing import Annotated, Any

import typer

from ka1cli.batch.request import Progress, Request
from ka1cli.batch.screen import screen_file
from ka1cli.batch.summary.model import Summary
from ka1cli.batch.table.invalid import Misused
from ka1cli.batch.table.names import Layout
from ka1cli.batch.table.source import FOREIGN, Format, format_of
from ka1cli.batch.table.target import STANDARD_OUTPUT
from ka1cli.cli import inputs, options
from ka1cli.cli.batch.report import report_target, write_report
from ka1cli.cli.batch.table import about, of_tables, refuse_on_spark, suggest, table_request
from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.outcome import Failure, Outcome, usage
from ka1cli.cli.targets import refuse_own_inputs, tidy_up
from ka1cli.cli.terminal import streams
from ka1cli.decision.decide import CallRules, Rules
from ka1cli.language.diagnostic import InvalidInput
from ka1cli.language.sentences import newest_facts
from ka1cli.render.screening.bars import Bars, marks_for
from ka1cli.render.screening.summary import Run, brief_summary, summary_text
from ka1cli.shipped import rule_file_called

FORMATS = tuple(Format)
LAYOUTS = tuple(Layout)
ENGINES = ("duckdb", "spark")
PATIENCE = 1.0
"""Seconds after which progress is shown."""


def build(line: CommandLine) -> Callable[..., Callable[[], Outcome]]:
    """The command `ka1 batch`."""
    rules = inputs.rules_of(line)

    def run(values: dict[str, Any]) -> Outcome:
        """Screen a table: every row gets its verdicts, the reasons, and the answers that are still missing.

        A column that is called as a fact, or as its title, holds its answers; a map says what other columns and texts
        mean. Answers given as options hold for every row. All other columns are carried along as they are. A cell that
        cannot be read counts as not answered and is named in the column `errors` of its row. A summary goes to stderr.
        """
        return _batch(rules, line, values)

    facts, panels = newest_facts(rules.rule_set), rules.rule_set.panels
    options.check_bare_flags(line.arguments, facts)
    own = [*_own_options(), *of_tables()]
    return options.command(run, [_table(), *own, *options.fact_options(facts, panels), *options.common_options()])


def _table() -> inspect.Parameter:
    help = "A workbook (.xlsx, .xls, .ods), CSV, JSON Lines, a JSON array or Parquet; - for standard input."
    annotation = Annotated[str, typer.Argument(metavar="IN", help=help, show_default=False)]
    return inspect.Parameter("table", inspect.Parameter.KEYWORD_ONLY, annotation=annotation)


def _own_options() -> list[inspect.Parameter]:
    return [
        options.option(
            "output",
            str | None,
            None,
            "-o",
            "--output",
            metavar="OUT",
            envvar="KA1_OUTPUT",
            help="File for the result; it appears when it is complete. [default: standard output, at a terminal a preview]",
        ),
        options.option(
            "format",
            str | None,
            None,
            "--format",
            metavar="|".join(FORMATS),
            envvar="KA1_FORMAT",
            help="Form of the result. [default: what the name of OUT tells, else csv]",
        ),
        options.option(
            "layout",
            str,
            Layout.WIDE,
            "--layout",
            metavar="|".join(LAYOUTS),
            envvar="KA1_LAYOUT",
            help="One row for each row of the table (wide), or one for each row and option (long). [default: wide]",
        ),
        options.option(
            "id",
            str | None,
            None,
            "--id",
            metavar="COLUMN",
            envvar="KA1_ID",
            help="Carry along only this column. [default: all columns]",
        ),
        options.option(
            "route",
            list[str] | None,
            None,
            "--route",
            metavar="ID",
            help="Screen for this route or activity only; may be repeated. [default: all routes]",
        ),
        options.option(
            "excel_safe",
            bool,
            False,
            "--excel-safe",
            envvar="KA1_EXCEL_SAFE",
            help="Write ' before texts that a spreadsheet would run as a formula (csv only).",
        ),
        options.option(
            "report",
            str | None,
            None,
            "--report",
            metavar="FILE",
            envvar="KA1_REPORT",
            help="HTML page with what the result comes to: verdicts, reasons, whom to ask what.",
        ),
        options.option(
            "engine",
            str,
            "duckdb",
            "--engine",
            metavar="|".join(ENGINES),
            envvar="KA1_ENGINE",
            help="What does the work: DuckDB here, or Spark on its cluster. [default: duckdb]",
        ),
    ]


def _batch(all_rules: Rules, line: CommandLine, values: dict[str, Any]) -> Outcome:
    common = options.common(values)
    engine = options.one_of("--engine", values["engine"], ENGINES)
    layout = Layout(options.one_of("--layout", values["layout"], LAYOUTS))
    format = Format(options.one_of("--format", values["format"], FORMATS)) if values["format"] else None
    output = values["output"] or ""
    if format is None and output.lower().endswith(FOREIGN):
        told = "name a file that ends in .xlsx, .csv, .jsonl or .parquet; or say --format"
        raise usage(f"no result can be written in the format of `{output}`", told)
    written = format or format_of(output) or Format.CSV
    if values["excel_safe"] and written is not Format.CSV:
        raise usage(f"--excel-safe does not go with {written}", "it is for CSV, in which spreadsheets run formulas")
    settings = inputs.settings(all_rules, line, common)
    rules = settings.rules
    _check_targets(settings, values)
    table = table_request(rules, values)
    if values["suggest_map"]:
        return suggest(rules, values["table"], table)
    if engine == "spark":
        refuse_on_spark(table)
    since = time.monotonic()
    progress = _Progress() if sys.stderr.isatty() and not common.quiet else None
    try:
        report = report_target(values)
        routes = inputs.named_options(rules.rule_set.options, values["route"] or (), "--route")
        request = table._replace(
            layout=layout,
            id=values["id"] or None,
            format=format,
            excel_safe=values["excel_safe"],
            details=report is not None,
            about=about(settings, values["table"]),
            routes=routes,
        )
        screen = screen_file if engine == "duckdb" else _on_spark(verbose=line.verbosity > 1)
        summary = screen(rules, values["table"], values["output"] or None, request, progress)
        if report is not None:
            write_report(report, summary, settings, values)
    except Misused as error:
        raise Failure(error.diagnostics, ExitCode.USAGE) from None
    except InvalidInput as error:
        raise Failure(error.diagnostics, ExitCode.INVALID_INPUT) from None
    finally:
        if progress is not None:
            progress.clear()
    if common.quiet:
        return Outcome("", code_of(summary), brief_summary(summary))
    files = tuple(path for path in (values["output"], values["report"]) if path and path != STANDARD_OUTPUT)
    run = Run(rules.decide({}, settings.at, ()).rules, files, time.monotonic() - since)
    told = summary_text(summary, rules.rule_set, run, _bars())
    return Outcome("", code_of(summary), told)


def _check_targets(settings: inputs.Settings, values: dict[str, Any]) -> None:
    output, report = values["output"], values["report"]
    read = {"the rule file": str(rule_file_called(settings.named_rules)), "the table": values["table"]}
    read |= {"the map": values["map"]} if values["map"] else {}
    refuse_own_inputs({"--output": output, **({"--report": report} if report else {})}, read)
    if report:
        result = "/dev/stdout" if output in (None, "", STANDARD_OUTPUT) else output
        refuse_own_inputs({"--report": report}, {"the result": result})
    tidy_up((output, report))


def _on_spark(*, verbose: bool) -> Callable[..., Summary]:
    """As `screen_file`, on a Spark that is started for it."""

    def screen(
        rules: CallRules, source: str, target: str | None, request: Request, progress: Progress | None
    ) -> Summary:
        from ka1cli.batch.spark.screen import screen_on_spark
        from ka1cli.batch.spark.session import spark_session

        with spark_session(verbose=verbose) as spark:
            return screen_on_spark(spark, rules, source, target, request, progress)

    return screen


def _bars() -> Bars | None:
    """Bars, where somebody looks at them."""
    if not sys.stderr.isatty():
        return None
    return Bars(marks_for(sys.stderr.encoding), os.get_terminal_size(sys.stderr.fileno()).columns or 80)


def code_of(summary: Summary) -> ExitCode:
    """The exit code of a finished screening."""
    return ExitCode.ROWS_WITH_ERRORS if summary.rows_with_errors else ExitCode.OK


class _Progress:
    """One line on the terminal that says how far the work has come."""

    def __init__(self) -> None:
        self.since = time.monotonic()
        self.shown = ""

    def __call__(self, doing: str, share: float) -> None:
        if time.monotonic() - self.since < PATIENCE:
            return
        self.clear()
        self.shown = f"{doing} ... {share:.0%}" if share >= 0 else f"{doing} ..."
        streams.tell(self.shown)

    def clear(self) -> None:
        streams.tell("\r" + " " * len(self.shown) + "\r" if self.shown else "")
        self.shown = ""
