"""Profiles: the answers given, from Python values or from a YAML or JSON file."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ka1cli.language.answers import AnswerReader, Unreadable, value_text
from ka1cli.language.diagnostic import Diagnostic, InvalidInput, InvalidProfile, Place
from ka1cli.language.document import Document, ScalarNode, compose_bytes, read_document
from ka1cli.language.model import Answer, Fact
from ka1cli.language.reader import Reader, is_null, kind_of
from ka1cli.language.spelling import did_you_mean, fold

Profile = dict[str, Answer]
"""Answers by fact id, in the order of the rule file; a fact without an entry is not answered."""


class PlacedProfile(NamedTuple):
    """The answers of a file, and where each of them stands."""

    answers: Profile
    places: Mapping[str, Place]


class ProfileReader:
    """Reads profiles for one rule set."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self.facts = facts
        self.readers = {name: AnswerReader(fact) for name, fact in facts.items()}
        self._by_fold = {fold(name): name for name in facts}

    def fact(self, name: str) -> str | None:
        """The fact that a name stands for: case, `-` and `_` do not matter."""
        return self._by_fold.get(fold(name))

    def from_values(self, values: Mapping[str, object]) -> Profile:
        """A profile from Python values. Raises `InvalidProfile` with every problem."""
        answers: Profile = {}
        problems = []
        for name, value in values.items():
            reader = self.readers.get(name) or self.readers.get(self.fact(name) or "")
            if reader is None:
                problems.append(self._unknown(name))
                continue
            text = value_text(value)
            answer = reader.read(text) if text is not None else _not_scalar(reader.fact, value)
            if isinstance(answer, Unreadable):
                problems.append(Diagnostic("P502", answer.message, None, answer.help))
            elif answer is not None:
                answers[reader.fact.id] = answer
        if problems:
            raise InvalidProfile(problems)
        return answers

    def from_file(self, path: Path | str) -> PlacedProfile:
        """A profile from a YAML or JSON file. Raises `InvalidProfile` with every problem and its place."""
        try:
            document = read_document(path)
        except InvalidInput as error:
            raise InvalidProfile(list(error.diagnostics)) from None
        return self.from_document(document)

    def from_bytes(self, content: bytes, name: str) -> PlacedProfile:
        """A profile from the bytes of a YAML or JSON text."""
        try:
            document = compose_bytes(content, name)
        except InvalidInput as error:
            raise InvalidProfile(list(error.diagnostics)) from None
        return self.from_document(document)

    def from_document(self, document: Document) -> PlacedProfile:
        reader = Reader(document)
        if document.root is None:
            message = f"`{document.name}` is empty: it should map facts to answers"
            raise InvalidProfile([Diagnostic("P504", message, document.place(None), "write `{}` for no answers")])
        answers: Profile = {}
        places: dict[str, Place] = {}
        first: dict[str, int] = {}
        for name, key, value in reader.pairs(document.root, "a profile"):
            fact = self.fact(name)
            if fact is None:
                reader.problems.append(self._unknown(name)._replace(place=document.place(key)))
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
            answer = self.readers[fact].read("" if is_null(value) else reader.text(value, f"`{fact}`"))
            if isinstance(answer, Unreadable):
                reader.problem("P502", value, answer.message, answer.help)
            elif answer is not None:
                answers[fact] = answer
                places[fact] = document.place(value)
        if reader.problems:
            raise InvalidProfile(reader.problems)
        return PlacedProfile(answers, places)

    def _unknown(self, name: str) -> Diagnostic:
        return Diagnostic("P501", f"no fact is called `{name[:60]}`", None, did_you_mean(name, self.facts))


def _not_scalar(fact: Fact, value: object) -> Unreadable:
    return Unreadable(f"{value!r:.60} is not an answer to `{fact.id}`", "give a text, number, bool, date or None")
