"""`ka1 template`: an empty table to fill in."""

import os
from pathlib import Path
from shlex import quote

from ka1cli.cli import inputs
from ka1cli.cli.commands import ExampleCommands
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.options.declaration import text
from ka1cli.cli.options.every_command import CallOptions
from ka1cli.cli.outcome import Outcome, usage


class TemplateOptions(CallOptions):
    output: str | None = text("-o, --output FILE", "The file: .xlsx, or .csv for the columns and the example alone.")

    @classmethod
    def examples(cls) -> ExampleCommands:
        return (("ka1 template -o table.xlsx", "a workbook to fill in"),)

    def refuse(self) -> None:
        name = self.output or ""
        if not name.lower().endswith((".xlsx", ".csv")):
            raise usage("a template needs a name that ends in .xlsx or .csv", "write -o table.xlsx")
        if Path(name).exists():
            raise usage(f"`{name}` exists already", "name another file: what is filled in there would be lost")


def run(options: TemplateOptions) -> Outcome:
    """Write an empty table: a column for each fact of the routes, with drop-down lists, questions and an example.

    Fill it in with any spreadsheet and hand it to `ka1 batch`.
    """
    from ka1cli.batch.table.target import open_target, written
    from ka1cli.batch.workbook.template import template_columns, template_csv, template_workbook

    name = options.output or ""
    at_call = inputs.at_call_of(inputs.rules_of(options.line), options)
    columns = template_columns(at_call)
    csv = name.lower().endswith(".csv")
    content = template_csv(columns) if csv else template_workbook(columns, at_call.rule_set.title)
    with written(open_target(name, Path(os.devnull))) as stream:
        stream.write(content)
    next_step = (
        f"fill it in, then: {' '.join(('ka1 batch', quote(name), f'-o screened{Path(name).suffix}', *options.view))}"
    )
    return Outcome("", ExitCode.OK, "" if options.quiet else f"{name}: {len(columns) + 1} columns; {next_step}\n")
