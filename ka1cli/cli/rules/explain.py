"""`ka1 rules explain`: what a code stands for and what to do about it."""

import re
from pathlib import Path

import ka1cli
from ka1cli.audit.finding import CODES as FINDINGS
from ka1cli.cli.options.declaration import argument
from ka1cli.cli.options.every_command import CallOptions
from ka1cli.cli.outcome import Outcome, usage
from ka1cli.language.diagnostic import CODES as PROBLEMS
from ka1cli.language.spelling import did_you_mean


class ExplainOptions(CallOptions):
    idle = ("named_rules", "call", "on", "color", "quiet", "verbose")
    code: str | None = argument("[CODE]", "A code such as K101 or E404.")


def run(options: ExplainOptions) -> Outcome:
    """Explain a code of a finding or problem, or list them all."""
    titles = {code: entry.title for code, entry in FINDINGS.items()} | PROBLEMS
    if options.code is None:
        return Outcome("".join(f"{code}  {title}\n" for code, title in titles.items()))
    code = options.code.strip().upper()
    if code not in titles:
        raise usage(f"there is no code `{code[:40]}`", did_you_mean(code, titles))
    return Outcome(_section(code) or f"{code}: {titles[code]}\n")


def _section(code: str) -> str | None:
    """The section of a code in docs/findings.md, in Markdown; nothing for a code that has none."""
    package = Path(ka1cli.__file__).parent
    installed = package / "findings.md"
    pages = installed if installed.exists() else package.parent / "docs" / "findings.md"
    section = re.search(rf"^### ({code}: .*?)\n(?=##|\Z)", pages.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return section[1].strip() + "\n" if section else None
