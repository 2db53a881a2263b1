"""`ka1 rules sql`: the rules as one query for a database."""

from ka1cli.audit.sql.dialects import DIALECTS
from ka1cli.audit.sql.query import ERRORS, verdict_query
from ka1cli.cli import inputs
from ka1cli.cli.options.declaration import choice, text, texts
from ka1cli.cli.outcome import Outcome, usage
from ka1cli.cli.rules import rule_file
from ka1cli.decision.call_rules import CallRules
from ka1cli.language.spelling import did_you_mean, fold


class SqlOptions(rule_file.RuleFileOptions):
    idle = ("on", "color", "quiet", "verbose")
    dialect: str = choice("--dialect", DIALECTS, "The database.")
    table: str | None = text("--table NAME", "The table. [default: what those who ask are called]")
    id: tuple[str, ...] = texts("--id COLUMN", "A column to carry along; may be repeated.")
    route: tuple[str, ...] = texts("--route ID", "Only this option; may be repeated.")
    fact: tuple[str, ...] = texts("--fact NAME", "Only these facts have a column; may be repeated.")


def run(options: SqlOptions) -> Outcome:
    """Print one SQL query that gives the verdict of every option for every row of a table.

    The table has a column for each fact, of type text or of the type of the fact; NULL, an empty text and ? are
    not answered. A cell that cannot be read counts as not answered; answers that contradict each other leave the
    verdicts that rest on them empty. The column `errors` of the result names both.
    """
    at_call = inputs.at_known_call(rule_file.read_rule_file(options, options.file).rules, options.call)
    every = at_call.rule_set.options
    wanted = inputs.named_options(every, options.route, "--route", at_call.every_call.options) or tuple(every)
    carried = tuple(dict.fromkeys(options.id))
    clash = next((name for name in carried if name in (*wanted, ERRORS)), None)
    if clash is not None:
        raise usage(f"--id cannot be `{clash[:60]}`: the result has such a column", "rename it in the table")
    table = options.table or fold(at_call.rule_set.words.applicants).replace("-", "_")
    return Outcome(verdict_query(at_call, options.dialect, table, wanted, _facts(at_call, options.fact), carried))


def _facts(at_call: CallRules, wanted: tuple[str, ...]) -> tuple[str, ...]:
    if not wanted:
        return tuple(at_call.rule_set.facts)
    facts = {name: at_call.profiles.fact(name) for name in wanted}
    for name, fact in facts.items():
        if fact is None:
            raise usage(f"--fact: no fact is called `{name[:60]}`", did_you_mean(name, at_call.rule_set.facts))
    return tuple(fact for fact in at_call.rule_set.facts if fact in facts.values())
