"""Profiles: the answers given, by fact."""

from collections.abc import Mapping

from ka1cli.language.answers import AnswerReader, Unreadable, shorten, text_of_value
from ka1cli.language.diagnostic import Diagnostic, InvalidProfile
from ka1cli.language.formulas import Answer
from ka1cli.language.model import Fact
from ka1cli.language.spelling import did_you_mean, fold

Profile = dict[str, Answer]
"""Answers by fact id, in the order of the rule file; a fact without an entry is not answered."""


class ProfileReader:
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
        read: set[str] = set()
        for name, value in values.items():
            reader = self.readers.get(name) or self.readers.get(self.fact(name) or "")
            if reader is None:
                problems.append(self.unknown(name))
                continue
            if reader.fact.id in read:
                problems.append(Diagnostic("E107", f"`{reader.fact.id}` stands twice in a profile", None, "keep one"))
                continue
            read.add(reader.fact.id)
            text = text_of_value(value)
            if text is None:
                kind = type(value).__name__
                message = f"a value of type {kind} is not an answer to `{reader.fact.id}`"
                problems.append(Diagnostic("P502", message, None, "give a text, number, bool, date or None"))
                continue
            answer = reader.read(text)
            if isinstance(answer, Unreadable):
                problems.append(Diagnostic("P502", answer.message, None, answer.help))
            elif answer is not None:
                answers[reader.fact.id] = answer
        if problems:
            raise InvalidProfile(problems)
        return self.in_order(answers)

    def in_order(self, answers: Mapping[str, Answer]) -> Profile:
        return {name: answers[name] for name in self.facts if name in answers}

    def unknown(self, name: str) -> Diagnostic:
        return Diagnostic("P501", f"no fact is called `{shorten(str(name))}`", None, did_you_mean(name, self.facts))
