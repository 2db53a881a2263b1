"""The rules of a file, and where to get those of a call."""

from datetime import date, timedelta

from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.model import Moment
from ka1cli.decision.windows import call_on, closing_days, day_of, known_until
from ka1cli.language.model import RuleSet
from ka1cli.language.profiles.profile import ProfileReader
from ka1cli.language.resolve import ALWAYS
from ka1cli.language.within_call import part_of_call


class UnknownCall(ValueError):
    """A call that the rule set does not know."""

    def __init__(self, call: int, calls: tuple[int, ...]) -> None:
        self.call = call
        self.known = f"the rules know the calls {calls[0]} to {calls[-1]}" if calls else "the rules have no calls"
        super().__init__(f"call {call} is not known: {self.known}")


class Rules:
    """A loaded rule set. Get one from `load_rules`; share it freely, it never changes."""

    def __init__(self, rule_set: RuleSet, sha256: str, files: tuple[str, ...] = ()) -> None:
        self.rule_set = rule_set
        self.files = files
        """The rule file, then those that it includes."""
        self.sha256 = sha256
        """The hash of the content of the rule file, in hexadecimal digits."""
        self.profiles = ProfileReader(rule_set.facts)
        closing = closing_days(rule_set)
        self.days_with_hours = frozenset(day + timedelta(step) for day in closing for step in (-1, 0, 1))
        """The days on which the hour matters: a round closes on them somewhere on earth."""
        self.known_until = known_until(rule_set, closing)
        self._calls: dict[tuple[int, date | None], CallRules] = {}

    @property
    def calls(self) -> tuple[int, ...]:
        """The calls that the rules know, oldest first."""
        return self.rule_set.calls

    def on(self, moment: Moment) -> CallRules:
        """The rules of the call that a moment is about: the first in which a round is to come, else the newest."""
        return self.at(call_on(self.rule_set, moment) or None, day_of(moment))

    def at(self, call: int | None = None, day: date | None = None) -> CallRules:
        """The rules of one call, by default the newest, on a day of it, by default its last. Raises `UnknownCall`."""
        if call is None:
            call = self.calls[-1] if self.calls else ALWAYS
        elif call not in self.calls:
            raise UnknownCall(call, self.calls)
        part = part_of_call(self.rule_set.figures, call, day)
        if (call, part) not in self._calls:
            self._calls[call, part] = CallRules(self, call, part)
        return self._calls[call, part]
