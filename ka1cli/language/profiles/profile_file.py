"""Profiles from YAML or JSON files, with the place of every answer."""

from collections.abc import Mapping
from typing import NamedTuple

from ka1cli.language.answers import Unreadable
from ka1cli.language.diagnostic import InvalidInput, Place, invalid
from ka1cli.language.formulas import Answer
from ka1cli.language.profiles.profile import Profile, ProfileReader
from ka1cli.language.yaml.document import Document, MappingNode, Node, ScalarNode
from ka1cli.language.yaml.reader import Reader, is_null, node_kind


class PlacedProfile(NamedTuple):
    """The answers of a file, and where each of them stands."""

    answers: Profile
    places: Mapping[str, Place]
    not_known: frozenset[str]
    """The facts that the file answers with `?`. To a decision they are not answered; an interview does not ask again."""


def read_profile(profiles: ProfileReader, document: Document) -> PlacedProfile:
    """The profile that a YAML or JSON text holds. Raises `InvalidInput` with every problem and its place."""
    if not isinstance(document.root, MappingNode):
        kind = node_kind(document.root) if document.root else "empty"
        message = f"a profile should map facts to answers; `{document.name}` is {kind}"
        raise invalid("P504", message, document.place(document.root), "write `{}` for no answers")
    reader = Reader(document)
    profile = read_answers(profiles, reader, document.root)
    if reader.problems:
        raise InvalidInput(reader.problems)
    return profile


def read_answers(profiles: ProfileReader, reader: Reader, node: Node) -> PlacedProfile:
    """The answers in a mapping from facts; what is wrong with them is noted by the reader."""
    document = reader.document
    answers: Profile = {}
    places: dict[str, Place] = {}
    not_known = set()
    first: dict[str, int] = {}
    for name, key, value in reader.pairs(node, "a profile"):
        fact = profiles.fact(name)
        if fact is None:
            unknown = profiles.unknown(name)
            reader.problem(unknown.code, key, unknown.message, unknown.help)
            continue
        if fact in first:
            message = f"`{fact}` stands twice in a profile"
            reader.problem("E107", key, message, f"the first one is on line {first[fact]}")
            continue
        first[fact] = document.place(key).line
        answer = read_answer(profiles, reader, fact, value)
        if answer is not None:
            answers[fact] = answer
            places[fact] = document.place(value)
        elif isinstance(value, ScalarNode) and value.value.strip() == "?":
            not_known.add(fact)
    return PlacedProfile(profiles.in_order(answers), places, frozenset(not_known))


def read_answer(profiles: ProfileReader, reader: Reader, fact: str, node: Node) -> Answer | None:
    """The answer that a node gives to a fact; nothing where it means *not answered* or cannot be read."""
    if not isinstance(node, ScalarNode):
        message = f"the answer to `{fact}` should be one value, not {node_kind(node)}"
        reader.problem("P502", node, message)
        return None
    reader.untagged(node)
    answer = profiles.readers[fact].read("" if is_null(node) else node.value)
    if isinstance(answer, Unreadable):
        reader.problem("P502", node, answer.message, answer.help)
        return None
    return answer
