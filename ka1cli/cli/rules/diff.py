"""`ka1 rules diff`: who gains or loses what between two rule files, or two calls of one."""

from typing import TYPE_CHECKING

from ka1cli.audit.compare.comparison import Comparison, compare
from ka1cli.audit.view import LIMIT
from ka1cli.cli import inputs
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.options.declaration import arguments, choice, text, texts, values
from ka1cli.cli.options.every_command import CommonOptions, year
from ka1cli.cli.outcome import Outcome, usage
from ka1cli.cli.rules import rule_file
from ka1cli.cli.targets import tidy_up
from ka1cli.render.author.comparison import comparison_text, rows_text
from ka1cli.render.json.comparison import comparison_json

if TYPE_CHECKING:
    from ka1cli.batch.changed_rows import ChangedRows


class DiffOptions(CommonOptions):
    idle = ("on", "color")
    files: tuple[str, ...] = arguments("OLD NEW", "Two rule files, or one with --call twice.")
    calls: tuple[int | None, ...] = values(
        "--call YEAR", "Once: compare the files in this call only. Twice: compare these two calls of one file.", year
    )
    route: tuple[str, ...] = texts("--route ID", "Only this option; may be repeated.")
    table: str | None = text("--on-table FILE", "Show as well whose rows of this table change.")
    id: str | None = text("--id COLUMN", "Column of the table that names a row.")
    format: str = choice("--format", ("text", "json"), "Form of the answer.")

    def refuse(self) -> None:
        if len(self.files) > 2 or len(self.calls) > 2 or (len(self.files) == 2 and len(self.calls) == 2):
            raise usage("name two rule files, or two calls of one", "see ka1 rules diff --help")
        if len(self.files) < 2 and len(self.calls) != 2:
            raise usage("there is nothing to compare with", "name two rule files, or give --call twice")
        if self.table == "-":
            raise usage("--on-table needs a file, as it is read twice", "save the table first")


def run(options: DiffOptions) -> Outcome:
    """Compare two rule files, or two calls of one, over all cases.

    Shows which profiles gain or lose which option, as conditions with a witness each, and which figures, groups,
    facts and deadlines are said otherwise. With one file, give --call twice; with two, every call that both know
    is compared, and the newest of one with the newest of the other.
    """
    files, calls = options.files, options.calls
    before = rule_file.read_rule_file(options, files[0] if files else None)
    after = rule_file.read_rule_file(options, files[1]) if len(files) == 2 else before
    sides = zip((before, after), calls * (3 - len(calls)), strict=False)
    chosen = [inputs.at_known_call(file.rules, call).call for file, call in sides]
    pairs = [(chosen[0], chosen[1])] if calls else None
    both = {**before.rules.rule_set.options, **after.rules.rule_set.options}
    wanted = inputs.named_options(both, options.route, "--route")
    comparison = compare(before.rules, after.rules, pairs, wanted or None)
    rows = _rows(comparison, options.table, options.id) if options.table else None
    if options.format == "json":
        text = comparison_json(comparison, (before, after), rows)
    else:
        text = comparison_text(comparison, (before, after), brief=options.quiet, full=bool(options.verbose))
        text += rows_text(rows, comparison.pairs[-1]) if rows is not None else ""
    if comparison.gave_up:
        beyond = ", ".join(comparison.gave_up)
        error = f"error: gave up on {beyond}: more than {LIMIT:,} nodes; whether they differ is not known\n"
        return Outcome(text, ExitCode.GAVE_UP, error)
    return Outcome(text, ExitCode.OK if comparison.same else ExitCode.FOUND)


def _rows(comparison: Comparison, table: str, id: str | None) -> "ChangedRows":
    """The rows of a table that change, by the last pair of calls."""
    from ka1cli.batch.changed_rows import changed_rows

    tidy_up()
    call, new_call = comparison.pairs[-1]
    return changed_rows(comparison.before.at(call or None), comparison.after.at(new_call or None), table, id)
