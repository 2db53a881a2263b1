"""A comparison of rules as JSON: `ka1.diff/1`. Its schema is `diff-1.schema.json` beside this file."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ka1cli.audit.compare.comparison import Comparison, Difference
from ka1cli.audit.compare.diff import DecisionChange, Where
from ka1cli.cases.cells import Cells
from ka1cli.decision.rules import Rules
from ka1cli.render.author.comparison import RuleFiles, commands, where_text
from ka1cli.render.json.values import dumped, picked, range_of, rules_identity

if TYPE_CHECKING:
    from ka1cli.batch.changed_rows import ChangedRows

SCHEMA = "ka1.diff/1"


def comparison_json(comparison: Comparison, files: RuleFiles, rows: "ChangedRows | None" = None) -> str:
    """Everything that differs, with a witness for each condition."""
    return dumped(
        {
            "schema": SCHEMA,
            "before": _rules(comparison.before),
            "after": _rules(comparison.after),
            "pairs": comparison.pairs,
            "same": comparison.same,
            "differences": [
                {
                    "pairs": entry.pairs,
                    "changes": [_change(change, entry, comparison, files) for change in entry.changes],
                    "contents": [said._asdict() for said in entry.said],
                }
                for entry in comparison.differences
            ],
            "wording": comparison.wording,
            "table": _rows(rows) if rows else None,
        }
    )


def _rows(rows: "ChangedRows") -> dict[str, Any]:
    changes = [
        {
            **picked(change, "option", "before", "after", "rows"),
            "examples": [{"row": row, "label": label} for row, label in change.examples],
        }
        for change in rows.changes
    ]
    return {"file": rows.table, **picked(rows, "rows", "changed"), "changes": changes}


def _rules(rules: Rules) -> dict[str, Any]:
    return {**rules_identity(rules), "calls": rules.rule_set.calls}


def _change(change: DecisionChange, entry: Difference, comparison: Comparison, files: RuleFiles) -> dict[str, Any]:
    return {
        **picked(change, "option", "what", "gained", "complete", "otherwise"),
        "conditions": [_condition(change, condition, entry, comparison, files) for condition in change.conditions],
    }


def _condition(
    change: DecisionChange, condition: Where, entry: Difference, comparison: Comparison, files: RuleFiles
) -> dict[str, Any]:
    pair = entry.pairs[-1]
    before, after = commands(change, condition, pair, files)
    return {
        "text": where_text(condition, comparison.after, pair[1]),
        "facts": {cells.fact.id: _cells(cells, chosen) for cells, chosen in condition.box},
        "witness": {"before": condition.before, "after": condition.after},
        "commands": {"before": before, "after": after},
    }


def _cells(cells: Cells, chosen: int) -> Sequence[Any]:
    if cells.starts:
        return [range_of(span, cells.fact) for span in cells.spans(chosen)]
    return cells.values(chosen)
