"""From a profile to a decision."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from ka1cli.decision.model import Decision, Moment
from ka1cli.decision.rules import Rules
from ka1cli.decision.windows import day_of


def decide(
    rules: Rules,
    profile: Mapping[str, object],
    *,
    call: int | None = None,
    on: Moment | None = None,
    options: Collection[str] | None = None,
) -> Decision:
    """Decide what an organisation can do.

    `profile` maps fact ids to answers: bool or yes/no words, text, int, Decimal, date, and None, "" or "?" for *not answered*.
    `on` is a day or a time with its offset from UTC, by default now. `call` is by default the newest that the rules
    know, or where `on` is given the first in which a round is to come then. Windows look from that call on; with `call`
    only at its own rounds. `options` are ids of routes and activities; by default all routes, and the activities if the
    profile answers a fact that only they use.

    Raises `InvalidProfile` for answers that cannot be understood or contradict each other, `UnknownCall`, and
    `KeyError` for an unknown option.
    """
    moment = on or datetime.now(UTC)
    at_call = rules.at(call, day_of(moment)) if call is not None or on is None else rules.on(on)
    answers = rules.profiles.from_values(profile)
    if options is None:
        options = at_call.options_for(answers)
    return at_call.decide(answers, moment, options, this_call_only=call is not None)
