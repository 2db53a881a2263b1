"""`ka1 template`: an empty table to fill in."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ka1cli.cli import inputs, options
from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.outcome import Failure, Outcome, usage
from ka1cli.language.diagnostic import InvalidInput


def build(line: CommandLine) -> Callable[..., Callable[[], Outcome]]:
    """The command `ka1 template`."""

    def run(values: dict[str, Any]) -> Outcome:
        """Write an empty table: a column for each fact of the routes, with drop-down lists, questions and an example.

        Fill it in with any spreadsheet and hand it to `ka1 batch`.
        """
        return _template(line, values)

    output = options.option(
        "output",
        str | None,
        None,
        "-o",
        "--output",
        metavar="FILE",
        help="The file: .xlsx, or .csv for the columns and the example alone.",
    )
    examples = (("ka1 template -o table.xlsx", "a workbook to fill in"),)
    return options.command(run, [output, *options.common_options()], examples)


def _template(line: CommandLine, values: dict[str, Any]) -> Outcome:
    from ka1cli.batch.table.target import open_target, written
    from ka1cli.batch.workbook.template import template_columns, template_csv, template_workbook

    name = values["output"] or ""
    if not name.lower().endswith((".xlsx", ".csv")):
        raise usage("a template needs a name that ends in .xlsx or .csv", "write -o table.xlsx")
    if Path(name).exists():
        raise usage(f"`{name}` exists already", "name another file: what is filled in there would be lost")
    settings = inputs.settings(inputs.rules_of(line), line, options.common(values))
    columns = template_columns(settings.rules)
    content = (
        template_csv(columns)
        if name.lower().endswith(".csv")
        else template_workbook(columns, settings.rules.rule_set.title)
    )
    try:
        with written(open_target(name, Path(os.devnull))) as stream:
            stream.write(content)
    except InvalidInput as error:
        raise Failure(error.diagnostics, ExitCode.INVALID_INPUT) from None
    told = f"{name}: {len(columns) + 1} columns; fill it in, then: ka1 batch {name} -o screened{Path(name).suffix}\n"
    return Outcome("", ExitCode.OK, "" if options.common(values).quiet else told)
