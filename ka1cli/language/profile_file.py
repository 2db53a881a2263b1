"""Profiles from YAML or JSON files, with the place of every answer."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from ka1cli.language.answers import Unreadable
from ka1cli.language.diagnostic import Diagnostic, InvalidInput, InvalidProfile, Place
from ka1cli.language.document import Document, MappingNode, ScalarNode, compose_bytes, read_document
from ka1cli.language.profile import Profile, ProfileReader
from ka1cli.language.reader import Reader, is_null, kind_of


class PlacedProfile(NamedTuple):
    """The answers of a file, and where each of them stands."""

    answers: Profile
    places: Mapping[str, Place]
    not_known: frozenset[str]
    """The facts that the file answers with `?`. To a decision they are not answered; an interview does not ask again."""


def profile_from_file(profiles: ProfileReader, path: Path | str) -> PlacedProfile:
    """A profile from a YAML or JSON file. Raises `InvalidProfile` with every problem and its place."""
    return _profile(profiles, lambda: read_document(path))


def profile_from_bytes(profiles: ProfileReader, content: bytes, name: str) -> PlacedProfile:
    """A profile from the bytes of a YAML or JSON text called `name`. Raises `InvalidProfile`."""
    return _profile(profiles, lambda: compose_bytes(content, name))


def _profile(profiles: ProfileReader, compose: Callable[[], Document]) -> PlacedProfile:
    problems: list[Diagnostic] = []
    try:
        document = compose()
        reader = Reader(document)
        problems = reader.problems
        found = _answers(profiles, reader)
    except InvalidInput as error:
        raise InvalidProfile([*problems, *error.diagnostics]) from None
    if problems:
        raise InvalidProfile(problems)
    return found


def _answers(profiles: ProfileReader, reader: Reader) -> PlacedProfile:
    document = reader.document
    if document.root is None or not isinstance(document.root, MappingNode):
        kind = kind_of(document.root) if document.root else "empty"
        message = f"a profile should map facts to answers; `{document.name}` is {kind}"
        raise InvalidInput([Diagnostic("P504", message, document.place(document.root), "write `{}` for no answers")])
    answers: Profile = {}
    places: dict[str, Place] = {}
    not_known = set()
    first: dict[str, int] = {}
    for name, key, value in reader.pairs(document.root, "a profile"):
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
        if not isinstance(value, ScalarNode):
            message = f"the answer to `{fact}` should be one value, not {kind_of(value)}"
            reader.problem("P502", value, message)
            continue
        reader.untagged(value)
        answer = profiles.readers[fact].read("" if is_null(value) else value.value)
        if isinstance(answer, Unreadable):
            reader.problem("P502", value, answer.message, answer.help)
        elif answer is not None:
            answers[fact] = answer
            places[fact] = document.place(value)
        elif value.value.strip() == "?":
            not_known.add(fact)
    return PlacedProfile(profiles.in_order(answers), places, frozenset(not_known))
