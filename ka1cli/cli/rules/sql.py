"""`ka1 rules sql`: the rules as one query for a database."""

from collections.abc import Callable
from typing import Any

from ka1cli.audit.sql.dialects import DIALECTS
from ka1cli.audit.sql.query import ERRORS, verdict_query
from ka1cli.cli import inputs, options
from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.outcome import Outcome, usage
from ka1cli.cli.rules import rule_file
from ka1cli.decision.decide import CallRules
from ka1cli.language.spelling import did_you_mean, fold

IDLE = ("on", "color", "quiet", "verbose")


def build(line: CommandLine) -> Callable[..., Callable[[], Outcome]]:
    """The command `ka1 rules sql`."""

    def run(values: dict[str, Any]) -> Outcome:
        """Print one SQL query that gives the verdict of every option for every row of a table.

        The table has a column for each fact, of type text or of the type of the fact; NULL, an empty text and ? are
        not answered. A cell that cannot be read counts as not answered; answers that contradict each other leave the
        verdicts that rest on them empty. The column `errors` of the result names both.
        """
        return _sql(line, values)

    return options.command(run, [rule_file.file_argument(), *_own_options(), *options.common_options(idle=IDLE)])


def _own_options() -> list[Any]:
    several = list[str] | None
    return [
        options.option("dialect", str, "duckdb", "--dialect", metavar="|".join(DIALECTS), help="The database. [default: duckdb]"),
        options.option("table", str | None, None, "--table", metavar="NAME", help="The table. [default: what those who ask are called]"),
        options.option("id", several, None, "--id", metavar="COLUMN", help="A column to carry along; may be repeated."),
        options.option("route", several, None, "--route", metavar="ID", help="Only this option; may be repeated."),
        options.option("fact", several, None, "--fact", metavar="NAME", help="Only these facts have a column; may be repeated."),
    ]  # fmt: skip


def _sql(line: CommandLine, values: dict[str, Any]) -> Outcome:
    common = options.common(values)
    dialect = options.one_of("--dialect", values["dialect"], tuple(DIALECTS))
    file = rule_file.read_or_fail(line, values["file"])
    rules = file.rules.at(rule_file.call_of(file.rules, common.call))
    every = rules.rule_set.options
    named = inputs.named_options(every, values["route"] or (), "--route") or tuple(every)
    carried = tuple(dict.fromkeys(values["id"] or ()))
    clash = next((name for name in carried if name in (*named, ERRORS)), None)
    if clash is not None:
        raise usage(f"--id cannot be `{clash[:60]}`: the result has such a column", "rename it in the table")
    table = values["table"] or fold(rules.rule_set.words.applicants).replace("-", "_")
    return Outcome(verdict_query(rules, dialect, table, named, _facts(rules, values["fact"]), carried))


def _facts(rules: CallRules, named: list[str] | None) -> tuple[str, ...]:
    if not named:
        return tuple(rules.rule_set.facts)
    found = {name: rules.rules.profiles.fact(name) for name in named}
    for name, fact in found.items():
        if fact is None:
            raise usage(f"--fact: no fact is called `{name[:60]}`", did_you_mean(name, rules.rule_set.facts))
    return tuple(fact for fact in rules.rule_set.facts if fact in found.values())
