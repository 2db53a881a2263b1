"""A comparison of rules as text: who gains or loses what, and what is said otherwise."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ka1cli.audit.cell_text import cells_text
from ka1cli.audit.compare.comparison import Comparison, Pair
from ka1cli.audit.compare.contents import ContentChange
from ka1cli.audit.compare.diff import DecisionChange, Where
from ka1cli.decision.rules import Rules
from ka1cli.language.answers.texts import series
from ka1cli.render.author.rule_file import RuleFile
from ka1cli.render.text.flags import check_command
from ka1cli.render.text.safe import text_of_lines
from ka1cli.render.text.wording import counted

if TYPE_CHECKING:
    from ka1cli.batch.changed_rows import ChangedRows


RuleFiles = tuple[RuleFile, RuleFile]
"""The two that are compared, or one of them twice."""

WHAT = {
    ("eligible", True): "becomes eligible",
    ("eligible", False): "is no longer eligible",
    ("recommended", True): "becomes recommended",
    ("recommended", False): "is no longer recommended",
    ("contradictory", True): "answers that now contradict each other",
    ("contradictory", False): "answers that no longer contradict each other",
}
"""What a change comes to, by what it is about and whether it is gained."""


def comparison_text(comparison: Comparison, files: RuleFiles, *, brief: bool, full: bool) -> str:
    lines = [_headline(comparison)]
    if comparison.calls is not None:
        before, after = (", ".join(map(str, calls)) or "none" for calls in comparison.calls)
        lines += ["", f"calls: {before} -> {after}"]
    for difference in comparison.differences:
        lines += ["", f"{_where(difference.pairs, comparison)}:"]
        for change in difference.changes:
            lines += _change(change, difference.pairs[-1], comparison, files, brief)
        lines += [f"  {said_text(said)}" for said in difference.said]
    if comparison.same:
        calls = counted(len(comparison.pairs), "call") if comparison.pairs[0] != (0, 0) else "all cases"
        lines += ["", f"no difference: the rules decide alike for every profile, in {calls}, and say the same figures"]
    if comparison.wording:
        lines += [
            "",
            f"the wording of {counted(len(comparison.wording), 'entry').replace('entrys', 'entries')} differs",
        ]
        lines += [f"  {name}" for name in comparison.wording] if full else []
    return text_of_lines(lines)


def _headline(comparison: Comparison) -> str:
    before, after = comparison.before.rule_set, comparison.after.rule_set
    if comparison.before is comparison.after:
        old, new = comparison.pairs[0]
        return f"{after.title}, version {after.version}: call {old} -> call {new}"
    return f"{before.title}, version {before.version} -> {after.title}, version {after.version}"


def _where(pairs: Iterable[Pair], comparison: Comparison) -> str:
    pairs = tuple(pairs)
    if len(pairs) == len(comparison.pairs) > 1:
        return "in every call"
    texts = [_calls_text(pair) for pair in pairs]
    if texts == ["0"]:
        return "differences"
    return f"in call {series(texts, 'and')}"


def _change(change: DecisionChange, pair: Pair, comparison: Comparison, files: RuleFiles, brief: bool) -> list[str]:
    about = WHAT[change.what, change.gained]
    lines = [f"  {f'{change.option} ' if change.option else ''}{about}{f' (on {change.on})' if change.on else ''}"]
    for condition in change.conditions:
        where = where_text(condition, comparison.after, pair[1])
        lines.append(f"    where {where}" if where else "    for everybody")
        if not brief:
            before, after = commands(change, condition, pair, files)
            lines += [f"      before: {before}", f"      now:    {after}"]
    if not change.complete:
        lines.append(f"    and more: only {len(change.conditions)} conditions are shown")
    if change.otherwise:
        lines.append(f"    if, as before, these are met: {', '.join(change.otherwise)}")
    return lines


def where_text(condition: Where, rules: Rules, call: int) -> str:
    """A condition in words: `age 15 to 19 and pupil yes`."""
    return " and ".join(
        f"{cells.fact.id} {cells_text(cells, chosen, rules.rule_set, call)}" for cells, chosen in condition.box
    )


def commands(change: DecisionChange, condition: Where, pair: Pair, files: RuleFiles) -> tuple[str, str]:
    """The commands that decide on the witness of a condition, before and now."""
    options = [change.option] if change.option else []
    before, after = (
        check_command(
            file.rules.rule_set.facts, profile, rules=file.name, call=call or None, at=change.on, options=options
        )
        for file, profile, call in zip(files, (condition.before, condition.after), pair, strict=True)
    )
    return before, after


def said_text(said: ContentChange) -> str:
    """Something said otherwise: `figure late-fee: 10 cents -> not known here`."""
    if said.before is None:
        return f"new {said.kind} {said.name}" + (f": {said.after}" if said.after else "")
    if said.after is None:
        return f"no {said.kind} {said.name} any more"
    return f"{said.kind} {said.name}: {said.before} -> {said.after}"


def rows_text(rows: "ChangedRows", pair: Pair) -> str:
    calls = "" if pair == (0, 0) else f" in call {_calls_text(pair)}"
    lines = ["", f"{rows.table}: {rows.changed:,} of {counted(rows.rows, 'row')} change{calls}"]
    for change in rows.changes:
        examples = ", ".join(f"row {row}" + (f" ({label})" if label else "") for row, label in change.examples)
        more = ", ..." if change.rows > len(change.examples) else ""
        lines.append(
            f"  {change.option}: {counted(change.rows, 'row')} {change.before} -> {change.after}: {examples}{more}"
        )
    return text_of_lines(lines)


def _calls_text(pair: Pair) -> str:
    before, after = pair
    return str(after) if before == after else f"{before} -> {after}"
