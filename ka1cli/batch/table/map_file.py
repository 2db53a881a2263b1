"""Maps as they stand in YAML or JSON files, or as Python values."""

import json
from collections.abc import Mapping
from pathlib import Path

from ka1cli.batch.table.headings import fold_text
from ka1cli.batch.table.invalid import InvalidTable
from ka1cli.batch.table.map import TableMap
from ka1cli.language.answers import AnswerReader, Unreadable, answer_text, shorten
from ka1cli.language.diagnostic import Diagnostic, InvalidInput, Place
from ka1cli.language.formulas import Answer
from ka1cli.language.profiles.profile import Profile, ProfileReader
from ka1cli.language.profiles.profile_file import read_answers
from ka1cli.language.spelling import did_you_mean
from ka1cli.language.yaml.document import Node, ScalarNode, compose, read_document
from ka1cli.language.yaml.reader import Reader, is_null

SECTIONS = ("columns", "values", "constants")


def read_map(profiles: ProfileReader, path: Path | str) -> TableMap:
    """The map in a YAML or JSON file. Raises `InvalidTable` with every problem and its place."""
    problems: list[Diagnostic] = []
    try:
        reader = Reader(read_document(path))
        problems = reader.problems
        table_map = _map(profiles, reader)
    except InvalidInput as error:
        raise InvalidTable([*problems, *error.diagnostics]) from None
    if problems:
        raise InvalidTable(problems)
    return table_map


def map_from_values(profiles: ProfileReader, values: Mapping[str, Mapping[str, object]]) -> TableMap:
    """A map from Python values, in the shape of the file. Raises `InvalidTable`."""

    def text(value: object) -> object:
        return answer_text(value) if isinstance(value, bool) else None if value is None else str(value)

    def texts(node: object) -> object:
        return {str(key): texts(value) for key, value in node.items()} if isinstance(node, Mapping) else text(node)

    try:
        reader = Reader(compose(json.dumps(texts(values), ensure_ascii=False), "map"))
        table_map = _map(profiles, reader)
    except InvalidInput as error:
        raise InvalidTable(list(error.diagnostics)) from None
    if reader.problems:
        raise InvalidTable([problem._replace(place=None) for problem in reader.problems])
    return table_map


def _map(profiles: ProfileReader, reader: Reader) -> TableMap:
    document = reader.document
    if document.root is None:
        return TableMap()
    fields: dict[str, Node] = {}
    for name, key, value in reader.pairs(document.root, "a map"):
        if name not in SECTIONS:
            reader.problem("E202", key, f"unknown key `{shorten(name)}` in a map", did_you_mean(name, SECTIONS))
        elif not is_null(value):
            fields[name] = value
    columns: dict[str, str] = {}
    places: dict[str, Place] = {}
    empty: list[str] = []
    for heading, key, value in _pairs(reader, fields, "columns"):
        if is_null(value):
            empty.append(heading)
            continue
        fact = _fact(profiles, reader, value)
        if fact is not None:
            columns[heading], places[heading] = fact, document.place(key)
    values: dict[str, Mapping[str, Answer | None]] = {}
    for _, key, value in _pairs(reader, fields, "values"):
        fact = _fact(profiles, reader, key)
        if fact is not None and not is_null(value):
            values[fact] = _texts(profiles.readers[fact], reader, value, empty)
    constants: Profile = {}
    if "constants" in fields:
        answers = read_answers(profiles, reader, fields["constants"])
        constants = answers.answers
        places |= answers.places
    return TableMap(columns, values, constants, places, tuple(dict.fromkeys(empty)))


def _pairs(reader: Reader, fields: Mapping[str, Node], section: str) -> list[tuple[str, Node, Node]]:
    return reader.pairs(fields[section], f"`{section}`") if section in fields else []


def _fact(profiles: ProfileReader, reader: Reader, node: Node) -> str | None:
    name = reader.text(node, "a fact")
    fact = profiles.fact(name) if name else None
    if name and fact is None:
        unknown = profiles.unknown(name)
        reader.problem(unknown.code, node, unknown.message, unknown.help)
    return fact


def _texts(answers: AnswerReader, reader: Reader, node: Node, empty: list[str]) -> dict[str, Answer | None]:
    answers_to: dict[str, Answer | None] = {}
    for text, key, value in reader.pairs(node, f"the texts of `{answers.fact.id}`"):
        if is_null(value):
            empty.append(text)
            continue
        if not isinstance(value, ScalarNode):
            reader.expected(value, "an answer", f"what `{shorten(text)}` means")
            continue
        answer = answers.read(value.value)
        if isinstance(answer, Unreadable):
            reader.problem("P502", value, answer.message, answer.help)
        elif answers_to.setdefault(fold_text(text), answer) != answer:
            reader.problem("E302", key, f"`{shorten(text)}` stands twice, with different answers", "keep one")
    return answers_to
