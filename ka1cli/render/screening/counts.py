"""The counts of a screening as lines: verdicts with shares, whom to ask what, what closes each option."""

from collections.abc import Sequence

from ka1cli.batch.summary.model import OptionCount, Summary
from ka1cli.cases.verdict import Verdict
from ka1cli.language.model import RuleSet
from ka1cli.render.pages.page import SYMBOLS, Mark
from ka1cli.render.screening.bars import Bars, bars_legend, verdict_bar
from ka1cli.render.text.wording import VERDICTS

_STAR = SYMBOLS[Mark.RECOMMENDED]
SHOWN = 8
"""So many answers that are missing are named."""
_REASONS = 3
"""So many reasons for each option."""


def verdict_lines(summary: Summary, bars: Bars | None) -> list[str]:
    """A row for each option. Where they do not fit, titles are left out first, then bars."""
    header = ("", "", _STAR, *VERDICTS, "")
    rows = [
        (*_verdicts(option), verdict_bar(option.verdicts, bars.marks) if bars else "") for option in summary.options
    ]
    whole = [header, *rows]
    note = f"  {_STAR} recommended   shares in % of the rows"
    if bars is None:
        return [*aligned(whole), note]
    without_titles = [(row[0], *row[2:]) for row in whole]
    forms = [aligned(table) for table in (whole, without_titles, [row[:-1] for row in without_titles])]
    fitting = next((lines for lines in forms if max(map(len, lines)) <= bars.columns), forms[-1])
    legend = bars_legend(bars.marks)
    note += f"   {legend}"
    return [*fitting, note if len(note) <= bars.columns else f"  {_STAR} recommended   {legend}"]


def ask_next_lines(summary: Summary) -> list[str]:
    """Which single answer settles a verdict for how many, and on what.

    An answer that settles one and the same option almost everywhere would drown the rest: it comes last.
    """
    by_fact = {
        fact: {option.option.id: option.one_answer[fact] for option in summary.options if option.one_answer.get(fact)}
        for fact in summary.one_answer.by_fact
    }
    rows = summary.one_answer.by_fact
    facts = sorted(by_fact, key=lambda fact: (len(by_fact[fact]) == 1 and 2 * rows[fact] > summary.judged, -rows[fact]))
    lines = [f"ASK NEXT: one answer settles a verdict for {summary.one_answer.rows:,} of {summary.judged:,}"]
    lines += aligned([(fact, f"{rows[fact]:,}", _settles(by_fact[fact])) for fact in facts[:SHOWN]])
    return lines + ([f"  and {len(facts) - SHOWN} more; --report PAGE.html shows all"] if len(facts) > SHOWN else [])


def closed_lines(summary: Summary, rule_set: RuleSet) -> list[str]:
    """What closes each option, the most frequent reasons first."""
    rows = []
    for count in summary.options:
        if count.closed_by:
            first = [(rule_set.criteria.get(name), number) for name, number in list(count.closed_by.items())[:_REASONS]]
            reasons = [f"{(c.short or c.title) if c else rule_set.words.applicants} {number:,}" for c, number in first]
            rows.append((count.option.id, f"{count.verdicts[Verdict.INELIGIBLE]:,}", " · ".join(reasons)))
    return ["WHAT CLOSES THEM (a row may have several reasons)", *aligned(rows)] if rows else []


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns under each other: numbers and shares to the right, texts to the left."""
    if not rows:
        return []
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    numbers = [all(row[column][:1] in "0123456789-" for row in rows[1:] or rows) for column in range(len(rows[0]))]
    return [
        "  "
        + "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, numbers, strict=True)
        ).rstrip()
        for row in rows
    ]


def _verdicts(option: OptionCount) -> tuple[str, ...]:
    whole = sum(option.verdicts.values())
    shares = (f"{option.verdicts[verdict]:,} {_share(option.verdicts[verdict], whole):>4}" for verdict in VERDICTS)
    return (option.option.id, option.option.title, f"{option.recommended:,}" if option.recommended else "-", *shares)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else ""


def _settles(by_option: dict[str, int]) -> str:
    if len(by_option) == 1:
        return f"{next(iter(by_option))} only"
    return ", ".join(f"{option} {rows:,}" for option, rows in sorted(by_option.items(), key=lambda item: -item[1]))
