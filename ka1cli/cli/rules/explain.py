"""`ka1 rules explain`: what a code stands for and what to do about it."""

from collections.abc import Callable
from typing import Any

from ka1cli.audit.code_page import page_of
from ka1cli.audit.finding import CODES as FINDINGS
from ka1cli.cli import options
from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.outcome import Outcome, usage
from ka1cli.cli.rules import rule_file
from ka1cli.language.diagnostic import CODES as PROBLEMS
from ka1cli.language.spelling import did_you_mean

IDLE = ("rules", "call", "on", "color", "quiet", "verbose")


def build(line: CommandLine) -> Callable[..., Callable[[], Outcome]]:  # noqa: ARG001 - every command is built alike
    """The command `ka1 rules explain`."""

    def run(values: dict[str, Any]) -> Outcome:
        """Explain a code of a finding or problem, or list them all."""
        options.common(values)
        return _list() if values["code"] is None else _explain(values["code"])

    code = rule_file.argument("code", str | None, "[CODE]", "A code such as K101 or E404.")
    return options.command(run, [code, *options.common_options(idle=IDLE)])


def _list() -> Outcome:
    titles = {code: entry.title for code, entry in FINDINGS.items()} | PROBLEMS
    return Outcome("".join(f"{code}  {title}\n" for code, title in titles.items()))


def _explain(code: str) -> Outcome:
    code = code.strip().upper()
    if code not in FINDINGS and code not in PROBLEMS:
        raise usage(f"there is no code `{code[:40]}`", did_you_mean(code, (*FINDINGS, *PROBLEMS)))
    title = FINDINGS[code].title if code in FINDINGS else PROBLEMS[code]
    page = page_of(code) or f"### {code}: {title}\n"
    return Outcome(page.removeprefix("### "))
