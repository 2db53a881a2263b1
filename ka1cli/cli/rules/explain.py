"""`ka1 rules explain`: what a code stands for and what to do about it."""

from ka1cli.audit.code_page import page_of
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
    page = page_of(code) or f"{code}: {titles[code]}\n"
    return Outcome(page.removeprefix("### "))
