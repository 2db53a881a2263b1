"""`ka1 batch`: screen a table of organisations."""

import sys
import time

from ka1cli.batch.request import Progress, Request
from ka1cli.batch.summary.model import Summary
from ka1cli.batch.table.invalid import Misused
from ka1cli.batch.table.map import NO_MAP
from ka1cli.batch.table.target import STANDARD_OUTPUT
from ka1cli.cli import inputs
from ka1cli.cli.batch.options import BatchOptions
from ka1cli.cli.batch.report import report_target, write_report
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.outcome import Outcome, UsageError
from ka1cli.cli.targets import refuse_own_inputs, tidy_up
from ka1cli.cli.terminal import streams
from ka1cli.cli.terminal.screen import terminal_columns
from ka1cli.decision.call_rules import CallRules
from ka1cli.render.screening.bars import Bars, marks_for
from ka1cli.render.screening.summary import Run, brief_summary, summary_text

PATIENCE = 1.0
"""Seconds after which progress is shown."""


def run(options: BatchOptions) -> Outcome:
    """Screen a table: every row gets its verdicts, the reasons, and the answers that are still missing.

    A column that is called as a fact, or as its title, holds its answers; a map says what other columns and texts
    mean. Answers given as options hold for every row. All other columns are carried along as they are. A cell that
    cannot be read counts as not answered and is named in the column `errors` of its row. A summary goes to stderr.
    """
    at_call = inputs.at_call_of(options.rules, options)
    _check_targets(options)
    table = _table_request(at_call, options)
    if options.suggest_map:
        from ka1cli.batch.screen import suggest_map

        return Outcome(suggest_map(at_call, options.table, table))
    since = time.monotonic()
    progress = _Progress() if sys.stderr.isatty() and not options.quiet else None
    try:
        report = report_target(options)
        request = table._replace(
            layout=options.layout,
            id=options.id,
            format=options.format,
            excel_safe=options.excel_safe,
            details=report is not None,
            about=_about(at_call, options),
            routes=inputs.named_options(at_call.rule_set.options, options.route, "--route", at_call.every_call.options),
        )
        summary = _screened(at_call, options, request, progress)
        if report is not None:
            write_report(report, summary, at_call, options)
    except Misused as error:
        raise UsageError(error.diagnostics) from None
    finally:
        if progress is not None:
            progress.clear()
    code = ExitCode.ROWS_WITH_ERRORS if summary.rows_with_errors else ExitCode.OK
    if options.quiet:
        return Outcome("", code, brief_summary(summary, terminal_columns(sys.stderr)))
    files = tuple(path for path in (options.output, options.report) if path and path != STANDARD_OUTPUT)
    run = Run(at_call.decide({}, options.moment, ()).rules, files, time.monotonic() - since)
    return Outcome("", code, summary_text(summary, at_call.rule_set, run, _bars()))


def _check_targets(options: BatchOptions) -> None:
    output, report = options.output, options.report
    first, *included = options.rules.files
    read = [
        ("the rule file", first),
        *(("a part of the rules", name) for name in included),
        ("the table", options.table),
    ]
    read += [("the map", options.map)] if options.map else []
    refuse_own_inputs({"--output": output, **({"--report": report} if report else {})}, read)
    if report:
        result = "/dev/stdout" if output in (None, STANDARD_OUTPUT) else output
        refuse_own_inputs({"--report": report}, [("the result", result)])
    tidy_up((output, report))


def _screened(at_call: CallRules, options: BatchOptions, request: Request, progress: Progress | None) -> Summary:
    if options.engine == "duckdb":
        from ka1cli.batch.screen import screen_file

        return screen_file(at_call, options.table, options.output, request, progress)
    from ka1cli.batch.spark.screen import screen_on_spark
    from ka1cli.batch.spark.session import spark_session

    with spark_session(verbose=options.verbose > 1) as spark:
        return screen_on_spark(spark, at_call, options.table, options.output, request, progress)


def _table_request(at_call: CallRules, options: BatchOptions) -> Request:
    constants = inputs.profile(at_call, None, options.answers)
    table_map = NO_MAP
    if options.map:
        from ka1cli.batch.table.map_file import read_map  # reading YAML takes 20 ms to load

        table_map = read_map(at_call.profiles, options.map)
    places = {name: place for name, place in table_map.places.items() if name not in constants}
    table_map = table_map._replace(constants={**table_map.constants, **constants}, places=places)
    return Request(table_map=table_map, encoding=options.encoding, sheet=options.sheet)


def _about(at_call: CallRules, options: BatchOptions) -> tuple[tuple[str, str], ...]:
    """What a workbook says about its rules."""
    return (
        ("table", options.table),
        ("rules", f"{at_call.rule_set.title} {at_call.rule_set.version}"),
        ("sha256", at_call.sha256),
        *((("call", str(at_call.call)),) if at_call.call else ()),
        ("as of", f"{options.moment:%Y-%m-%d}"),
    )


def _bars() -> Bars | None:
    """Bars, where somebody looks at them."""
    width = terminal_columns(sys.stderr)
    return Bars(marks_for(sys.stderr.encoding), width) if width else None


class _Progress:
    """One line on the terminal that says how far the work has come."""

    def __init__(self) -> None:
        self.since = time.monotonic()
        self.line = ""

    def __call__(self, doing: str, share: float) -> None:
        if time.monotonic() - self.since < PATIENCE:
            return
        self.clear()
        self.line = f"{doing} ... {share:.0%}" if share >= 0 else f"{doing} ..."
        streams.tell(self.line)

    def clear(self) -> None:
        streams.tell("\r" + " " * len(self.line) + "\r" if self.line else "")
        self.line = ""
