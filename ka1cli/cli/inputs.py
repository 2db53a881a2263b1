"""What commands read before they can work: the rule file, the profile, the call, the day, the named options."""

import sys
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.options.every_command import CallOptions
from ka1cli.cli.outcome import UsageError, unusable, usage
from ka1cli.cli.terminal import streams
from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.loading import load_rules
from ka1cli.decision.rules import Rules, UnknownCall
from ka1cli.decision.windows import day_of
from ka1cli.language.answers import AnswerReader, Unreadable, answer_text
from ka1cli.language.diagnostic import Diagnostic, InvalidInput, Place
from ka1cli.language.model import Calls, Option
from ka1cli.language.profiles.profile import Profile
from ka1cli.language.spelling import did_you_mean, fold_code, nearest
from ka1cli.render.text.flags import answer_flag
from ka1cli.shipped import SHIPPED, load_shipped_rules, rule_file_called

if TYPE_CHECKING:
    from ka1cli.language.profiles.profile_file import PlacedProfile


def rules_of(line: CommandLine) -> Rules:
    return rules_from(line.rules) if line.rules else load_shipped_rules()


def rules_from(name: str) -> Rules:
    """The rule file at a path, or the shipped one of that name."""
    try:
        return load_rules(rule_file_called(name))
    except InvalidInput as error:
        raise not_loaded(error, name) from None


def not_loaded(error: InvalidInput, name: str | None) -> InvalidInput:
    """Why a rule file cannot be used; a plain name that cannot be read may be misspelt."""
    problems = error.diagnostics
    if name and name.isidentifier() and all(problem.code == "E101" for problem in problems):
        near = nearest(name, SHIPPED)
        help = f"did you mean `{near}`?" if near else f"name a file, or one of {', '.join(SHIPPED)}"
        problems = tuple(problem._replace(help=help) for problem in problems)
    return InvalidInput(problems)


def at_call_of(rules: Rules, options: CallOptions) -> CallRules:
    """The rules at the call and moment that were asked for."""
    return at_known_call(rules, options.call, day_of(options.moment)) if options.call else rules.on(options.moment)


def at_known_call(rules: Rules, call: int | None, day: date | None = None) -> CallRules:
    """The rules of the call that was asked for, else of the newest."""
    try:
        return rules.at(call or None, day)
    except UnknownCall as error:
        raise usage(f"--call {error.call} is not known", error.known) from None


def profile(at_call: CallRules, file: "PlacedProfile | None", flags: Mapping[str, str]) -> Profile:
    """The answers of a profile file and of flags; flags beat the file. Whoever is at fault is named."""
    facts = at_call.rule_set.facts
    answers = dict(file.answers) if file else {}
    problems = []
    for name, text in flags.items():
        answer = AnswerReader(facts[name]).read(text)
        if isinstance(answer, Unreadable):
            problems.append(Diagnostic("", f"{facts[name].flag}: {answer.message}", None, answer.help))
        elif answer is None:
            answers.pop(name, None)
        else:
            answers[name] = answer
    if problems:
        raise UsageError(problems)
    in_file = {name: place for name, place in (file.places if file else {}).items() if name not in flags}
    _refuse_contradiction(at_call, answers, in_file)
    return answers


def _refuse_contradiction(at_call: CallRules, answers: Profile, places: Mapping[str, Place]) -> None:
    contradiction = at_call.contradiction(answers)
    if contradiction is None:
        return
    facts = at_call.rule_set.facts
    in_file = [places[name] for name in contradiction.answers if name in places]
    flags = [name for name in contradiction.answers if name not in places]
    if not flags:
        problem = contradiction.problem()._replace(place=max(in_file, key=lambda place: place.start))
        raise InvalidInput([problem])
    parts = [answer_flag(facts[name], contradiction.answers[name]) for name in flags]
    parts += [
        f"`{name}: {answer_text(contradiction.answers[name])}` ({places[name]})"
        for name in contradiction.answers
        if name in places
    ]
    raise usage(f"{' and '.join(parts)} contradict each other", contradiction.because or None)


def profile_file(at_call: CallRules, path: str) -> "PlacedProfile":
    """The answers of a profile file, where they stand, and the facts that it says are not known."""
    from ka1cli.language.profiles.profile_file import read_profile
    from ka1cli.language.yaml.document import MAX_BYTES, compose_bytes, read_document

    if path != "-":
        return read_profile(at_call.profiles, read_document(path))
    try:
        content = sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        raise unusable(f"cannot read standard input: {streams.why_not(error)}") from None
    return read_profile(at_call.profiles, compose_bytes(content, "<stdin>"))


def option_names(options: Mapping[str, Option]) -> dict[str, str]:
    """Every folded name that an option answers to: id, code, aliases."""
    return {
        fold_code(name): option.id
        for option in options.values()
        for name in (option.id, option.code or option.id, *option.aliases)
    }


def calls_text(calls: Calls) -> str:
    """In which calls something exists."""
    if calls.first is None:
        return f"until {calls.last}"
    return f"from {calls.first} on" if calls.last is None else f"from {calls.first} until {calls.last}"


def named_options(
    options: Mapping[str, Option], names: Iterable[str], where: str, every: Mapping[str, Option] = {}
) -> tuple[str, ...]:
    """The options that were asked for by id, code or alias, in the order of the rule file.

    `every` holds those of all calls, so that one of another call can be told from one that does not exist.
    """
    known, of_any_call = option_names(options), option_names(every)
    wanted = set()
    names = tuple(names)
    if any(not text.strip(" ,") for text in names):  # a script whose variable is empty must not read 0 as a verdict
        raise usage(f"{where} is empty", "write an id or a code")
    for name in (part for text in names for part in text.replace(",", " ").split()):
        option_id = known.get(fold_code(name))
        if option_id is None and fold_code(name) in of_any_call:
            option = every[of_any_call[fold_code(name)]]
            raise usage(f"{where}: `{option.id}` exists {calls_text(option.calls)}", "name such a call with --call")
        if option_id is None:
            ids = [option.id for option in options.values()]
            raise usage(
                f"{where}: nothing is called `{name[:60]}`",
                did_you_mean(fold_code(name), ids) or "`ka1 routes` lists them",
            )
        wanted.add(option_id)
    return tuple(name for name in options if name in wanted)
