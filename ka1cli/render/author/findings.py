"""Findings and problems as text: the place, what is wrong, and the command that shows it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ka1cli.audit.check import Report
from ka1cli.audit.finding import CODES as FINDINGS
from ka1cli.audit.finding import Finding, Level, SeenIn, Witness
from ka1cli.language.answers.texts import series
from ka1cli.language.diagnostic import CODES as PROBLEMS
from ka1cli.language.diagnostic import Diagnostic, Place
from ka1cli.language.model import Fact, RuleSet
from ka1cli.render.text.diagnostics import excerpt
from ka1cli.render.text.flags import check_command, view_flags
from ka1cli.render.text.safe import printable, text_of_lines
from ka1cli.render.text.wording import counted


class ReportEntry(NamedTuple):
    """A finding, a problem of loading or a failed case, as every format shows it."""

    code: str
    level: Level
    message: str
    place: Place | None
    about: str | None = None
    calls: tuple[int, ...] = ()
    """The calls in which it holds; none: in all."""
    witness: Witness | None = None
    command: str | None = None
    help: str | None = None
    related: tuple[tuple[str, Place], ...] = ()

    @property
    def title(self) -> str:
        return FINDINGS[self.code].title if self.code in FINDINGS else PROBLEMS.get(self.code, self.message)

    @property
    def sentence(self) -> str:
        """The message, with the calls in which it holds unless it holds in all."""
        return f"in call {series(map(str, self.calls), 'and')}: {self.message}" if self.calls else self.message


def problem_entry(problem: Diagnostic) -> ReportEntry:
    return ReportEntry(problem.code, Level.ERROR, problem.message, problem.place, help=problem.help)


def finding_entry(finding: Finding, calls: Sequence[int], facts: Mapping[str, Fact], rules: str | None) -> ReportEntry:
    """A finding with its command. `calls` are those that were checked, `rules` the file if it is not the shipped one."""
    return ReportEntry(
        finding.code,
        finding.level,
        finding.message,
        finding.place,
        about=finding.about,
        calls=() if len(finding.calls) == len(calls) else finding.calls,
        witness=finding.witness,
        command=_command(finding.witness, facts, rules),
        help=finding.help,
        related=finding.related,
    )


def _command(witness: Witness, facts: Mapping[str, Fact], rules: str | None) -> str:
    if witness.seen_in is SeenIn.CHECK:
        command = check_command(
            facts, witness.profile, rules=rules, call=witness.call, at=witness.on, options=witness.options
        )
        return command if witness.options else f"{command} --all"
    return " ".join((f"ka1 {witness.seen_in}", *witness.options, *view_flags(rules, witness.call)))


def findings_text(entries: Iterable[ReportEntry], *, brief: bool = False, full: bool = False) -> str:
    """Findings one after the other; the first line of each says where it is and what is wrong."""
    return "".join(_first_line(entry) if brief else _in_full(entry, full=full) for entry in entries)


def notes_text(notes: Iterable[ReportEntry]) -> str:
    """Notes, a line for each kind."""
    by_code: dict[str, list[ReportEntry]] = {}
    for note in notes:
        by_code.setdefault(note.code, []).append(note)
    return "".join(
        _first_line(same[0])
        if len(same) == 1
        else f"note [{code}]: {same[0].title}: {len(same)} of them, such as {same[0].about}; -v lists them\n"
        for code, same in by_code.items()
    )


def _first_line(entry: ReportEntry) -> str:
    where = f"{entry.place}: " if entry.place else ""
    return text_of_lines([f"{where}{entry.level} [{entry.code}]: {entry.sentence}"])


def _in_full(entry: ReportEntry, *, full: bool) -> str:
    lines = excerpt(entry.place) if entry.place is not None else []
    lines += [f"  see {place}: {what}" for what, place in entry.related]
    if entry.witness is not None:
        lines += [f"  shown by: {entry.command}", f"            {entry.witness.shows}"]
    if entry.help:
        lines.append(f"  help: {entry.help}")
    if full and entry.about is not None:
        meant = f"{{finding: {entry.code}, about: [{entry.about}], because: ...}}"
        lines.append(f"  if it is meant, say so under `meant`: {meant}")
    return _first_line(entry) + text_of_lines(lines)


def meant_text(meant: Iterable[ReportEntry], rule_set: RuleSet) -> str:
    """Findings that are meant, each with the reason that the rule file gives."""
    because = {(entry.finding, name): entry.because for entry in rule_set.meant for name in entry.about}
    return "".join(
        f"meant: {_first_line(entry)}  because: {printable(because[entry.code, entry.about or ''])}\n"
        for entry in meant
    )


def findings_summary(name: str, rule_set: RuleSet, report: Report) -> str:
    """What was checked and how it went, in one or two lines."""
    lines = unfinished_lines(report)
    levels = Counter(finding.level for finding in report.findings)
    if report.findings:
        result = " and ".join(counted(levels[level], level) for level in Level if levels[level])
    else:
        result = "nothing else found" if report.unfinished else "nothing found"
    meant = f"; {counted(len(report.meant), 'finding')} meant" if report.meant else ""
    calls = f" in {counted(len(report.calls), 'call')}" if report.calls else ""
    what = f"{counted(len(rule_set.options), 'option')}, {len(rule_set.criteria)} criteria, {counted(len(rule_set.facts), 'fact')}"
    lines.append(f"{printable(name)}: {result}{meant} ({what}{calls})")
    return "\n".join(lines) + "\n"


def unfinished_lines(report: Report | None) -> list[str]:
    """What was not walked to its end, and within what bound."""
    return [
        f"gave up on {', '.join(entry.codes)}{f' in call {entry.call}' if entry.call else ''}: more than "
        f"{entry.limit:,} nodes; whether there are findings of that kind is not known"
        for entry in (report.unfinished if report else ())
    ]
