"""The report of `ka1 batch`: where it goes, and the command that makes it again."""

import os
from pathlib import Path
from shlex import quote

from ka1cli.batch.summary.model import Summary
from ka1cli.batch.table.names import Layout
from ka1cli.batch.table.target import STANDARD_OUTPUT, Target, open_target, written
from ka1cli.cli.batch.options import BatchOptions
from ka1cli.decision.call_rules import CallRules
from ka1cli.render.text.flags import view_flags


def report_target(options: BatchOptions) -> Target | None:
    """Where the report goes, looked at before the work begins; nothing where none is wanted. Raises `InvalidTable`."""
    return open_target(options.report, Path(os.devnull)) if options.report else None


def write_report(target: Target, summary: Summary, at_call: CallRules, options: BatchOptions) -> None:
    """Write the report. Raises `InvalidTable` where that cannot be done."""
    from ka1cli.render.report.page import Origin, report_html

    provenance = at_call.decide({}, options.moment, at_call.routes).rules
    to_file = options.output not in (None, STANDARD_OUTPUT)
    result = str(options.output) if to_file else "the output of the command below"
    page = report_html(summary, at_call.rule_set, Origin(provenance, _batch_command(at_call, options), result))
    with written(target) as stream:
        stream.write(page.encode("utf-8", "replace"))


def _batch_command(at_call: CallRules, options: BatchOptions) -> str:
    """The command that screens the same table in the same way."""
    parts = ["ka1 batch", quote(options.table)]
    parts += [f"-o {quote(options.output)}"] if options.output else []
    parts += [f"--report {quote(options.report or '')}"]
    parts += [f"--layout {options.layout}"] if options.layout != Layout.WIDE else []
    given = {"id": options.id, "format": options.format, "map": options.map}
    given |= {"sheet": options.sheet, "encoding": options.encoding}
    parts += [f"--{name} {quote(value)}" for name, value in given.items() if value]
    facts = at_call.rule_set.facts
    parts += [f"{facts[name].flag} {quote(text)}" for name, text in options.answers.items()]
    parts += [f"--route {quote(name)}" for name in options.route]
    parts += ["--excel-safe"] if options.excel_safe else []
    return " ".join((*parts, *view_flags(options.named_rules, at_call.call, options.moment)))
