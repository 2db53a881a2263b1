"""Look-up tables that say nothing about some answers."""

from collections.abc import Iterator

from ka1cli.audit.cell_text import cells_text
from ka1cli.audit.compare.boxes import cover
from ka1cli.audit.finding import Finding
from ka1cli.audit.view import View
from ka1cli.cases.diagram import lawful
from ka1cli.language.conditions import tables_of
from ka1cli.language.formulas import AllOf


def tables_with_gaps(view: View) -> Iterator[Finding]:
    """K207: tables without a row for some combinations of the facts by which they divide."""
    space, diagrams = view.space, view.diagrams
    for name, options in view.used_criteria.items():
        for number, table in enumerate(tables_of(view.rule_set.criteria[name].when), 1):
            rows = diagrams.some([space.diagram(AllOf(row.when)) for row in table.rows])
            case = view.case(unmet=[rows])
            if case is None:
                continue
            left_out = diagrams.combined(lawful, diagrams.negated(rows), diagrams.every(view.laws(rows)))
            gaps = cover(left_out, space.open_world, diagrams).boxes
            example = " and ".join(
                f"{space.facts[fact].id} {cells_text(space.cells[fact], cells, view.rule_set, space.call)}"
                for fact, cells in gaps[0].items()
            )
            more = f" (one of {len(gaps)} such combinations)" if len(gaps) > 1 else ""
            yield Finding(
                "K207",
                f"the table of `{name}` has no row for {example}{more}",
                view.places.of("criteria", name, "when"),
                name if number == 1 else f"{name}/{number}",
                view.witness(case, options[:1], "no row of the table is about these answers"),
                help="add a row, with an empty last cell where there is no limit, or say in `meant` why not",
            )
