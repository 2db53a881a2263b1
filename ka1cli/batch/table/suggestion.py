"""A map to fill in: every heading and every text of a table that is not understood, with what is nearly certain."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ka1cli.batch.table.headings import Headings
from ka1cli.batch.table.map import NO_MAP, MappedReader, TableMap
from ka1cli.language.answers import AnswerReader, Unreadable, answer_text, number_words, shorten
from ka1cli.language.formulas import Answer
from ka1cli.language.model import Fact, FactType
from ka1cli.language.profiles.profile import ProfileReader
from ka1cli.language.spelling import fold

FEW = 40
"""The texts of a column without a fact are shown where no more than so many differ."""
SHOWN = 12
"""So many of them are shown."""
LISTED = 200
"""So many texts of a fact are listed, the most frequent first."""

_MEANT = re.compile("did you mean `([^`]+)`")


class ColumnTexts(NamedTuple):
    """A column, and how often each of its texts occurs."""

    heading: str
    fact: str | None
    texts: Mapping[str, int]
    """The most frequent first. Empty where more than `FEW` differ in a column without a fact."""


def suggested_map(
    table: str, columns: Sequence[ColumnTexts], profiles: ProfileReader, table_map: TableMap = NO_MAP
) -> str:
    """A map for a table, as YAML with comments. What `table_map` says already stays, what it lacks is added."""
    missing = [fact for fact in profiles.facts if all(column.fact != fact for column in columns)]
    lines = [
        f"# What the table {shorten(table)} says, for ka1 batch --map.",
        "# Write the fact behind its heading, and the answer behind each text; what stays empty says nothing.",
        '# "?" (with its quotation marks) means: not answered. The facts: ka1 check --help',
        "columns:",
    ]
    headings = Headings(profiles)
    others = {column.heading.strip(): column for column in columns if column.fact is None and column.heading.strip()}
    lines += [_line("  ", heading, fact, "") for heading, fact in table_map.columns.items()]
    lines += [_heading(column, headings, missing, profiles) for column in others.values()]
    lines.append("values:")
    texts = {column.fact: column.texts for column in columns if column.fact is not None}
    for fact in dict.fromkeys((*texts, *table_map.values)):
        lines += _values(texts.get(fact, {}), profiles.readers[fact], table_map.values.get(fact, {}))
    lines.append("constants:")
    lines += [_line("  ", fact, answer_text(answer), "") for fact, answer in table_map.constants.items()]
    lines += [] if table_map.constants else ["  # country: DE    # an answer that holds for every row"]
    return "\n".join(lines) + "\n"


def _heading(column: ColumnTexts, headings: Headings, missing: Sequence[str], profiles: ProfileReader) -> str:
    fitting = [fact for fact, reader in profiles.readers.items() if _fits(column.texts, reader)]
    possible = [
        fact
        for fact in fitting
        if fact in missing and profiles.facts[fact].type in (FactType.CHOICE, FactType.CODE, FactType.COUNTRY)
    ]
    near, misspelt = headings.nearest(column.heading, missing), headings.misspelt(column.heading, missing)
    proposal, remarks = "", []
    if misspelt is not None and misspelt in fitting:
        proposal = misspelt
    elif possible == fitting and len(fitting) == 1 and _are_values(column.texts, profiles.facts[fitting[0]]):
        proposal = fitting[0]
    elif near is not None:
        remarks.append(f"perhaps {near}")
    elif possible:
        remarks.append("perhaps " + " or ".join(possible))
    if column.texts:
        first = ", ".join(f"{shorten(text, 20)} {count:,}" for text, count in list(column.texts.items())[:SHOWN])
        remarks.append(first + (", ..." if len(column.texts) > SHOWN else ""))
    return _line("  ", column.heading, proposal, "; ".join(remarks))


def _values(texts: Mapping[str, int], answers: AnswerReader, said: Mapping[str, Answer | None]) -> list[str]:
    unread: dict[str, Unreadable] = {}
    rows: Counter[str] = Counter()
    reader = MappedReader(answers, said)
    for text, count in texts.items():
        if (name := text.strip()) and isinstance(answer := reader.read(text), Unreadable):
            unread[name] = answer
            rows[name] += count
    if not unread and not said:
        return []
    lines = [_line("  ", answers.fact.id, "", _known(answers))]
    lines += [
        _line("    ", text, '"?"' if answer is None else answer_text(answer), "") for text, answer in said.items()
    ]
    for text, problem in list(unread.items())[:LISTED]:
        meant = _MEANT.search(problem.help)
        how_many = f"{rows[text]:,} {'row' if rows[text] == 1 else 'rows'}"
        lines.append(_line("    ", text, meant[1] if meant else "", how_many))
    if len(unread) > LISTED:
        lines.append(f"    # and {len(unread) - LISTED:,} more")
    return lines


def _known(reader: AnswerReader) -> str:
    fact = reader.fact
    if fact.type in (FactType.YES_NO, FactType.CHOICE):
        return " | ".join((*map(answer_text, fact.answers), '"?"'))
    if fact.type is FactType.NUMBER:
        return number_words(fact)
    return "a day, such as 2026-11-24" if fact.type is FactType.DATE else "a code"


def _fits(texts: Mapping[str, int], reader: AnswerReader) -> bool:
    """Whether every text is an answer to a fact."""
    answers = [reader.read(text) for text in texts if text.strip()]
    return bool(answers) and not any(isinstance(answer, Unreadable) for answer in answers)


def _are_values(texts: Iterable[str], fact: Fact) -> bool:
    """Whether every text is a value as the rule file writes it. Titles and aliases are words of everyday life."""
    values = set(map(fold, fact.values))
    return all(fold(text) in values for text in texts if text.strip())


def _line(indent: str, key: str, value: str, remark: str) -> str:
    """One entry, in quotation marks wherever YAML could take a text for something else."""
    quoted = '"' + "".join(_escaped(letter) for letter in key) + '"'
    line = f"{indent}{quoted}:{' ' + value if value else ''}"
    return f"{line}    # {remark}" if remark else line


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    return letter if letter.isprintable() else f"\\U{ord(letter):08x}"
