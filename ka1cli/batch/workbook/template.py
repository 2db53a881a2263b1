"""Empty tables to fill in: a column for each fact of the routes, with the answers that there are and one example."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any, NamedTuple

from ka1cli.batch.table.cells import line_of
from ka1cli.batch.workbook.cells import column_name
from ka1cli.cases.verdict import Verdict
from ka1cli.decision.call_rules import CallRules
from ka1cli.language.answers import AnswerReader, alternatives, answer_text, number_words
from ka1cli.language.formulas import Answer
from ka1cli.language.model import Fact, FactType
from ka1cli.language.profiles.profile import Profile

NAME = "name"
"""The heading of the first column, in which rows are called something."""
EXAMPLE = "Example (delete this row)"
ROWS = 5000
"""So many rows get drop-down lists."""
LONGEST_LIST = 255
"""The most characters that Excel takes for a list that does not stand on a sheet."""
LISTS = "Lists"


class Column(NamedTuple):
    """A column of a template."""

    fact: Fact
    choices: tuple[str, ...]
    """What can be chosen; empty for numbers and days."""
    example: Answer | None


def template_columns(at_call: CallRules) -> tuple[Column, ...]:
    """The columns for the facts that the routes depend on, in the order of the rule file."""
    space = at_call.space
    needed = {number for name in at_call.routes for number in space.options[name].facts}
    facts = [space.facts[number] for number in sorted(needed)]
    example = _example(at_call, facts)
    return tuple(
        Column(fact, _choices(fact, at_call.profiles.readers[fact.id]), example.get(fact.id)) for fact in facts
    )


def _example(at_call: CallRules, facts: Sequence[Fact]) -> Profile:
    """Answers that go together and leave the first route open."""
    space = at_call.space
    answers: Profile = {}
    for fact in facts:
        cells = space.cells[space.number[fact.id]]
        for cell in range(cells.size):
            # The last day of a cell: a spreadsheet knows none before 1900.
            answer = cells.nearest(cell, cells.size) if fact.type is FactType.DATE else cells.example(cell)
            world = space.world({**answers, fact.id: answer})
            verdict = None if space.contradiction(world) else at_call.explain(at_call.routes[0], world).verdict
            if verdict not in (None, Verdict.INELIGIBLE):
                answers[fact.id] = answer
                break
    return answers


def _choices(fact: Fact, reader: AnswerReader) -> tuple[str, ...]:
    """What stands in a drop-down list: titles of values where those are read, else the values."""
    if fact.type is FactType.YES_NO:
        return tuple(map(answer_text, fact.answers))
    return tuple(title if title and reader.read(title) == value else value for value, title in fact.values.items())


def _text(column: Column) -> str:
    """The example of a column as it stands in a cell."""
    if column.example is None:
        return ""
    if isinstance(column.example, str) and column.fact.type is not FactType.YES_NO:
        return column.choices[list(column.fact.values).index(column.example)]
    return answer_text(column.example)


def _hint(fact: Fact) -> str:
    """How an answer to a fact is written."""
    if fact.type is FactType.NUMBER:
        words = number_words(fact)
        return f"{words[:1].upper()}{words[1:]}{f' ({fact.unit})' if fact.unit else ''}."
    if fact.type is FactType.YES_NO:
        return f"{alternatives(fact)}."
    return "A day, such as 2026-11-24." if fact.type is FactType.DATE else "Choose from the list."


def template_csv(columns: Sequence[Column]) -> bytes:
    """A template as CSV in UTF-8, with its mark: the header and one example row."""
    rows = [NAME, *(column.fact.title for column in columns)], [EXAMPLE, *map(_text, columns)]
    return "".join(f"{line_of(row, ',')}\r\n" for row in rows).encode("utf-8-sig")


def template_workbook(columns: Sequence[Column], title: str) -> bytes:
    """A template as .xlsx workbook, with drop-down lists, questions as notes, and a sheet that explains."""
    import xlsxwriter

    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page, about = book.add_worksheet("Organisations"), book.add_worksheet("How to fill it in")
    lists = book.add_worksheet(LISTS)
    lists.hide()
    header = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDEBF7"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page.write_string(0, 0, NAME, header)
    page.write_string(1, 0, EXAMPLE)
    for place, column in enumerate(columns, 1):
        fact = column.fact
        page.write_string(0, place, fact.title, header)
        note = "\n\n".join(filter(None, (fact.question, fact.help, _hint(fact))))
        page.write_comment(0, place, note, {"x_scale": 2, "y_scale": 1.5})
        if isinstance(column.example, date):
            page.write_datetime(1, place, column.example, day)
        elif fact.type is FactType.NUMBER and column.example is not None:
            page.write_number(1, place, float(column.example))
        else:
            page.write_string(1, place, _text(column))
        if page.data_validation(1, place, ROWS, place, _validation(column, lists, place)):
            raise AssertionError(f"no list for `{fact.id}`")
    page.set_column(0, 0, 30)
    page.set_column(1, len(columns), 18)
    page.freeze_panes(1, 1)
    _explain(about, columns, title, header, book.add_format({"text_wrap": True, "valign": "top"}))
    book.close()
    return content.getvalue()


def _validation(column: Column, lists: Any, place: int) -> dict[str, object]:
    """What a cell of a column may hold. A list that is too long stands on a sheet of its own."""
    fact = column.fact
    error = {"error_title": fact.title[:32], "error_message": _hint(fact)[:255], "ignore_blank": True}
    if fact.type is FactType.NUMBER:
        least, most = (
            end / 10**fact.decimals if fact.decimals else end
            for end in (fact.min, fact.max if fact.max is not None else 10**9)
        )
        kind = "decimal" if fact.decimals else "integer"
        return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most, **error}
    if fact.type is FactType.DATE:
        return {"validate": "date", "criteria": ">=", "value": date(1900, 3, 1), **error}
    if len(",".join(column.choices)) <= LONGEST_LIST and not any("," in choice for choice in column.choices):
        return {"validate": "list", "source": list(column.choices), **error}
    for row, choice in enumerate(column.choices):
        lists.write_string(row, place, choice)
    letter = column_name(place)
    return {"validate": "list", "source": f"={LISTS}!${letter}$1:${letter}${len(column.choices)}", **error}


def _explain(page: Any, columns: Sequence[Column], title: str, header: Any, wrapped: Any) -> None:
    rules = (
        title,
        "Write one organisation in each row of the sheet `Organisations`, and delete the example.",
        "An empty cell means: not answered. It never counts as no. More columns of your own are carried along.",
        "Then: ka1 batch table.xlsx -o screened.xlsx",
    )
    for row, text in enumerate(rules):
        page.write_string(row, 0, text)
    for place, text in enumerate(("Column", "Question", "Answers", "Help")):
        page.write_string(len(rules) + 1, place, text, header)
    for row, column in enumerate(columns, len(rules) + 2):
        fact = column.fact
        answers = ", ".join(column.choices) if len(column.choices) <= 12 and column.choices else _hint(fact)
        for place, text in enumerate((fact.title, fact.question, answers, fact.help or "")):
            page.write_string(row, place, text, wrapped)
    page.set_column(0, 0, 24)
    page.set_column(1, 3, 50)
