"""The report of `ka1 batch`: where it goes, and the command that makes it again."""

import os
from pathlib import Path
from shlex import quote
from typing import Any

from ka1cli.batch.summary.model import Summary
from ka1cli.batch.table.names import Layout
from ka1cli.batch.table.target import STANDARD_OUTPUT, Target, open_target, written
from ka1cli.cli import inputs, options
from ka1cli.cli.outcome import usage
from ka1cli.render.text.flags import flag_of, on_value


def report_target(values: dict[str, Any]) -> Target | None:
    """Where the report goes, looked at before the work begins; nothing where none is wanted. Raises `InvalidTable`."""
    path = values["report"]
    if not path:
        return None
    if path == STANDARD_OUTPUT:
        raise usage("--report needs the name of a file", "write --report report.html")
    return open_target(path, Path(os.devnull))


def write_report(target: Target, summary: Summary, settings: inputs.Settings, values: dict[str, Any]) -> None:
    """Write the report. Raises `InvalidTable` where that cannot be done."""
    from ka1cli.render.report.page import Origin, report_html

    rules = settings.rules
    provenance = rules.decide({}, settings.at, rules.routes).rules
    result = (
        values["output"] if values["output"] not in (None, "", STANDARD_OUTPUT) else "the output of the command below"
    )
    page = report_html(summary, rules.rule_set, Origin(provenance, batch_command(settings, values), result))
    with written(target) as stream:
        stream.write(page.encode("utf-8", "replace"))


def batch_command(settings: inputs.Settings, values: dict[str, Any]) -> str:
    """The command that screens the same table in the same way."""
    parts = ["ka1 batch", quote(values["table"])]
    parts += [f"-o {quote(values['output'])}"] if values["output"] else []
    parts += [f"--report {quote(values['report'])}"]
    parts += [f"--layout {values['layout']}"] if values["layout"] != Layout.WIDE else []
    parts += [
        f"--{name} {quote(values[name])}" for name in ("id", "format", "map", "sheet", "encoding") if values[name]
    ]
    facts = settings.rules.rule_set.facts
    parts += [f"{flag_of(facts[name])} {quote(text)}" for name, text in options.facts_given(values, facts).items()]
    parts += [f"--route {quote(name)}" for name in values["route"] or ()]
    parts += ["--excel-safe"] if values["excel_safe"] else []
    parts += [f"--rules {quote(settings.named_rules)}"] if settings.named_rules else []
    parts += [f"--call {settings.rules.call}"] if settings.rules.call else []
    return " ".join((*parts, f"--on {on_value(settings.at)}"))
