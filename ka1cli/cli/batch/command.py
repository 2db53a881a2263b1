"""`ka1 batch`: screen a table of organisations."""

import sys
import time
from collections.abc import Callable

from ka1cli.batch.request import Progress, Request
from ka1cli.batch.screen import screen_file
from ka1cli.batch.summary.model import Summary
from ka1cli.batch.table.invalid import Misused
from ka1cli.batch.table.target import STANDARD_OUTPUT
from ka1cli.cli import inputs
from ka1cli.cli.batch.options import BatchOptions
from ka1cli.cli.batch.report import report_target, write_report
from ka1cli.cli.batch.table import about, table_request
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
    settings = inputs.settings(options.rules, options)
    at_call = settings.at_call
    _check_targets(options)
    table = table_request(at_call, options)
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
            about=about(settings, options.table),
            routes=inputs.named_options(at_call.rule_set.options, options.route, "--route"),
        )
        screen = screen_file if options.engine == "duckdb" else _on_spark(verbose=options.verbose > 1)
        summary = screen(at_call, options.table, options.output, request, progress)
        if report is not None:
            write_report(report, summary, settings, options)
    except Misused as error:
        raise UsageError(error.diagnostics) from None
    finally:
        if progress is not None:
            progress.clear()
    code = ExitCode.ROWS_WITH_ERRORS if summary.rows_with_errors else ExitCode.OK
    if options.quiet:
        return Outcome("", code, brief_summary(summary, terminal_columns(sys.stderr)))
    files = tuple(path for path in (options.output, options.report) if path and path != STANDARD_OUTPUT)
    run = Run(at_call.decide({}, settings.at, ()).rules, files, time.monotonic() - since)
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


def _on_spark(*, verbose: bool) -> Callable[..., Summary]:
    """As `screen_file`, on a Spark that is started for it."""

    def screen(
        at_call: CallRules, source: str, target: str | None, request: Request, progress: Progress | None
    ) -> Summary:
        from ka1cli.batch.spark.screen import screen_on_spark
        from ka1cli.batch.spark.session import spark_session

        with spark_session(verbose=verbose) as spark:
            return screen_on_spark(spark, at_call, source, target, request, progress)

    return screen


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
