"""Profiles from YAML or JSON files, with the place of every answer."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ka1cli.language.answers import Unreadable
from ka1cli.language.diagnostic import Diagnostic, InvalidInput, InvalidProfile, Place
from ka1cli.language.document import Document, ScalarNode, compose_bytes, read_document
from ka1cli.language.profile import Profile, ProfileReader
from ka1cli.language.reader import Reader, is_null, kind_of


class PlacedProfile(NamedTuple):
    """The answers of a file, and where each of them stands."""

    answers: Profile
    places: Mapping[str, Place]


def profile_from_file(profiles: ProfileReader, path: Path | str) -> PlacedProfile:
    """A profile from a YAML or JSON file. Raises `InvalidProfile` with every problem and its place."""
    try:
        document = read_document(path)
    except InvalidInput as error:
        raise InvalidProfile(list(error.diagnostics)) from None
    return _profile(profiles, document)


def profile_from_bytes(profiles: ProfileReader, content: bytes, name: str) -> PlacedProfile:
    """A profile from the bytes of a YAML or JSON text called `name`. Raises `InvalidProfile`."""
    try:
        document = compose_bytes(content, name)
    except InvalidInput as error:
        raise InvalidProfile(list(error.diagnostics)) from None
    return _profile(profiles, document)


def _profile(profiles: ProfileReader, document: Document) -> PlacedProfile:
    reader = Reader(document)
    if document.root is None:
        message = f"`{document.name}` is empty: it should map facts to answers"
        raise InvalidProfile([Diagnostic("P504", message, document.place(None), "write `{}` for no answers")])
    answers: Profile = {}
    places: dict[str, Place] = {}
    first: dict[str, int] = {}
    for name, key, value in reader.pairs(document.root, "a profile"):
        fact = profiles.fact(name)
        if fact is None:
            reader.problems.append(profiles.unknown(name)._replace(place=document.place(key)))
            continue
        if fact in first:
            message = f"`{fact}` stands twice in a profile"
            reader.problem("E107", key, message, f"the first one is on line {first[fact]}")
            continue
        first[fact] = key.start_mark.line + 1
        if not isinstance(value, ScalarNode):
            message = f"the answer to `{fact}` should be one value, not {kind_of(value)}"
            reader.problem("P502", value, message)
            continue
        answer = profiles.readers[fact].read("" if is_null(value) else reader.text(value, f"`{fact}`"))
        if isinstance(answer, Unreadable):
            reader.problem("P502", value, answer.message, answer.help)
        elif answer is not None:
            answers[fact] = answer
            places[fact] = document.place(value)
    if reader.problems:
        raise InvalidProfile(reader.problems)
    return PlacedProfile(answers, places)
