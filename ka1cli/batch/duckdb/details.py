"""What a report tells beyond the counts: verdicts by answer, and the rows that are one answer away, one by one."""

from collections import Counter

from ka1cli.batch.cases.answers import AnswerColumn
from ka1cli.batch.duckdb.cases import Cases
from ka1cli.batch.duckdb.engine import Engine
from ka1cli.batch.duckdb.look_up import NUMBER
from ka1cli.batch.summary.details import LISTED, breakdown, divides, one_away
from ka1cli.batch.summary.model import Breakdown, Details


def details_of(engine: Engine, cases: Cases, label: str, label_name: str | None) -> Details:
    """Everything there is to tell. `label` is an expression for what the table calls a row."""
    breakdowns = [_breakdown(engine, cases, i, column) for i, column in enumerate(cases.columns) if divides(column)]
    near = [z for z, overview in enumerate(cases.overviews) if overview.one_answer]
    engine.table("near", {"z": NUMBER}, [(z,) for z in near])
    outcomes = "".join(f", x{k}" for k in range(len(cases.options)))
    rows = engine.ask(
        f"SELECT {cases.line}, coalesce({label}, ''){outcomes} FROM ({cases.rows()}) JOIN (FROM decided SEMI JOIN near USING (z)) "
        f"USING (case_number) ORDER BY row LIMIT {LISTED}"
    )
    found = [one_away(int(row), str(text), cases.options, own) for row, text, *own in rows]
    return Details(label_name, tuple(breakdowns), tuple(found))


def _breakdown(engine: Engine, cases: Cases, number: int, column: AnswerColumn) -> Breakdown:
    """The verdicts by the answers in one column."""
    texts = f"SELECT t{number} AS t, case_number, count(*) AS m FROM ({cases.rows()}) "
    texts += "JOIN (SELECT case_number FROM decided WHERE NOT blank) USING (case_number) GROUP BY ALL"
    engine.run(f"CREATE OR REPLACE TABLE by_text AS {texts}")
    rows = Counter({text: int(n) for text, n in engine.ask("SELECT t, sum(m) FROM by_text GROUP BY t")})
    outcomes = []
    for k in range(len(cases.options)):
        query = f"SELECT t, x{k}, sum(m) FROM by_text JOIN decided USING (case_number) GROUP BY ALL"
        outcomes.append(Counter({(text, x): int(n) for text, x, n in engine.ask(query)}))
    return breakdown(column, cases.options, rows, outcomes)
