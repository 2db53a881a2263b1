"""What is wrong with a row: cells that cannot be read, answers that contradict each other."""

from collections.abc import Iterable

from ka1cli.batch.plan import Clashing
from ka1cli.batch.screening import Screening
from ka1cli.batch.sql import joined
from ka1cli.batch.units import clash_message
from ka1cli.batch.words import Field
from ka1cli.language.answers import answer_text


def errors(screening: Screening) -> str:
    """Every problem of a row, after `Screening.code`: the column and what is wrong with it; NULL if nothing is."""
    sql, plan = screening.sql, screening.plan
    told = []
    for number, answers in enumerate(plan.answers):
        message = unreadable(screening, number, f"{answers.column.name}: ")
        told.append(f"CASE WHEN k{number} = {answers.codes.unreadable} THEN {message} END")
    told += [_contradiction(screening, one) for one in plan.clashing]
    return f"CASE WHEN {any_error(screening)} THEN {joined('; ', told, sql, some=True)} END"


def unreadable(screening: Screening, number: int, prefix: str = "") -> str:
    """What is wrong with the cell of a column where it cannot be read, after a prefix."""
    sql = screening.sql
    before, after = screening.plan.answers[number].codes.around
    return f"concat({sql.text(prefix + before)}, {sql.told(f't{number}')}, {sql.text(after)})"


def contradictions(screening: Screening) -> str:
    """What contradicts what in a row, after `Screening.code`; NULL if nothing does."""
    return joined("; ", [_contradiction(screening, one) for one in screening.plan.clashing], screening.sql)


def any_error(screening: Screening) -> str:
    """Whether something is wrong with a row, after `Screening.code`."""
    fields = [answers.unreadable for answers in screening.plan.answers]
    return _any_set(screening, fields + [one.clash for one in screening.plan.clashing])


def clashing(screening: Screening) -> str:
    """Whether answers of a row contradict each other, after `Screening.code`."""
    return _any_set(screening, [one.clash for one in screening.plan.clashing])


def _any_set(screening: Screening, fields: Iterable[Field]) -> str:
    masks: dict[int, int] = {}
    for field in fields:
        masks[field.word] = masks.get(field.word, 0) | field.mask << field.shift
    return " OR ".join(f"{screening.sql.bits(f'w{word}', 0, mask)} <> 0" for word, mask in masks.items()) or "false"


def _contradiction(screening: Screening, clashing: Clashing) -> str:
    number = {answers.column.fact.id: number for number, answers in enumerate(screening.plan.answers)}
    cases = ""
    for clash, found in enumerate(clashing.clashes.found, 1):
        told = [_message(screening, names, [number[name] for name in names]) for names in found.sets]
        cases += f" WHEN {clash} THEN {joined('; ', told, screening.sql, some=True)}"
    return f"CASE {screening.field('w', clashing.clash)}{cases} END"


def _message(screening: Screening, names: tuple[str, ...], columns: list[int]) -> str:
    sql, plan = screening.sql, screening.plan
    first, *rest = clash_message(names)
    pieces = [sql.text(", ".join(plan.answers[column].column.name for column in columns) + ": " + first)]
    for column, text in zip(columns, rest, strict=True):
        pieces += [_answer(screening, column), sql.text(text)]
    return f"concat({', '.join(pieces)})"


def _answer(screening: Screening, number: int) -> str:
    """The answer in a cell as it would be written."""
    codes = screening.plan.answers[number].codes
    if codes.starts:
        return f"CAST(n{number} AS STRING)"
    texts = [answer_text(answer) for answer in codes.answers]
    return screening.sql.at(screening.sql.texts(texts), f"k{number}")
