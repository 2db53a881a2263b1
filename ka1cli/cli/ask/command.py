"""`ka1 ask`: the interview."""

import inspect
from collections.abc import Callable, Mapping
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ka1cli.cli import check, examples, inputs, options
from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.outcome import Outcome, usage
from ka1cli.cli.targets import tidy_up
from ka1cli.decision.decide import Rules
from ka1cli.language.model import RuleSet
from ka1cli.language.sentences import newest_facts
from ka1cli.render.text.safe import printable

if TYPE_CHECKING:
    from ka1cli.cli.ask.dialogue import End
    from ka1cli.cli.ask.saved_answers import SavedAnswers
    from ka1cli.interview.interview import Interview


def build(line: CommandLine) -> Callable[..., Callable[[], Outcome]]:
    """The command, with one option for each fact of the rule file."""
    rules = inputs.rules_of(line)
    facts, panels = newest_facts(rules.rule_set), rules.rule_set.panels

    def run(values: dict[str, Any]) -> Outcome:
        """Ask, one question at a time, only what can still change a verdict; then decide as `ka1 check` does.

        Every question can be answered by "I don't know". What is known already can be given as options. Questions go
        to stderr, the result to stdout. At the end stands the command that decides the same without questions.
        """
        return _ask(rules, line, values)

    options.check_bare_flags(line.arguments, facts)
    own = _own_options(rules.rule_set)
    parameters = [*options.fact_options(facts, panels), *own, *options.common_options()]
    return options.command(run, parameters, examples.of_ask(rules))


def _own_options(rules: RuleSet) -> list[inspect.Parameter]:
    return [
        inspect.Parameter(
            "source",
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[
                str | None,
                typer.Argument(metavar="[-]", help="Read the answers line by line from standard input."),
            ],
        ),
        options.option(
            "save",
            str | None,
            None,
            "--save",
            metavar="FILE",
            help="Keep the answers in a profile file, and go on where it stopped.",
        ),
        options.option(
            "plan",
            bool | None,
            None,
            "--plan/--no-plan",
            help="Ask about the plan as well, or never. [default: offer it at the end]",
        ),
        *check.decision_options("Ask about", rules),
    ]


def _ask(rules: Rules, line: CommandLine, values: dict[str, Any]) -> Outcome:
    common = options.common(values)
    format = options.one_of("--format", values["format"], check.FORMATS)
    settings = inputs.settings(rules, line, common)
    at_call = settings.rules
    named = inputs.named_options(at_call.rule_set.options, values["route"] or (), "--route", rules.rule_set.options)
    everything = values["everything"]
    if everything and named:
        raise usage("--all and --route exclude each other", "keep one of them")
    if values["source"] not in (None, "-"):
        raise usage(
            f"`{values['source'][:40]}` cannot be read as answers",
            examples.meant(line, rules) or "write - for standard input",
        )
    from ka1cli.cli.ask.console import Console, is_terminal

    if values["source"] is None and not is_terminal():
        raise usage("there is no terminal to ask at", "write `ka1 ask -` to read the answers from standard input")

    from ka1cli.cli.ask.dialogue import Dialogue
    from ka1cli.cli.ask.saved_answers import SavedAnswers
    from ka1cli.interview.adviser import Adviser

    facts = at_call.rule_set.facts
    if values["save"]:
        tidy_up((values["save"],), temporary=False)
    saved = SavedAnswers(values["save"], facts) if values["save"] else None
    start = _start(settings, saved, options.facts_given(values, facts))._replace(about_plan=bool(values["plan"]))
    interviewer = Adviser(at_call, lambda answers: named or at_call.options_for(answers, activities=everything))
    dialogue = Dialogue(
        interviewer, Console(common.color), start, saved, offer_plan=values["plan"] is None, brief=common.quiet
    )
    go_on = _go_on(settings, saved.path, named, everything=everything) if saved else None
    try:
        end = dialogue.run()
    except KeyboardInterrupt:
        command = check.repeated(settings, dialogue.interview.answers, named, everything=everything)
        kept = f"The answers are kept. To go on: {go_on}" if go_on else f"What was known: {command}"
        return Outcome("", ExitCode.INTERRUPTED, printable(f"Interrupted. {kept}") + "\n")
    outcome = check.decided(
        settings,
        dialogue.interview.profile,
        named,
        everything=everything,
        format=format,
        common=common,
        subject=values["subject"],
        asked=True,
    )
    return outcome._replace(stderr=outcome.stderr + _farewell(end, go_on))


def _start(settings: inputs.Settings, saved: "SavedAnswers | None", flags: Mapping[str, str]) -> "Interview":
    """The interview with what is known before the first question. Flags beat the file."""
    from ka1cli.interview.interview import Interview

    path = saved.path if saved and saved.exists() else None
    answers = inputs.profile(settings.rules, path, flags)
    from_file = inputs.profile_file(settings.rules, path) if path else None
    not_known = {name for name, text in flags.items() if text.strip() == "?"}
    not_known |= {name for name in (from_file.not_known if from_file else ()) if name not in flags}
    asked = [name for name in settings.rules.rule_set.facts if from_file and name in {*from_file.answers, *not_known}]
    return Interview(answers, frozenset(not_known), tuple(asked))


def _go_on(settings: inputs.Settings, path: str, named: tuple[str, ...], *, everything: bool) -> str:
    """The command that goes on with a kept interview."""
    parts = ["ka1 ask --save", quote(path)]
    parts += [f"--route {quote(name)}" for name in named]
    parts += ["--all"] if everything else []
    parts += [f"--rules {quote(settings.named_rules)}"] if settings.named_rules else []
    parts += [f"--call {settings.named_call}"] if settings.named_call else []
    return " ".join(parts)


def _farewell(end: "End", go_on: str | None) -> str:
    """What is said on stderr about an interview that stopped early."""
    from ka1cli.cli.ask.dialogue import End

    if end is End.FINISHED:
        return ""
    why = "Stopped" if end is End.STOPPED else "The input ended"
    more = f" To go on: {go_on}" if go_on else ""
    return printable(f"{why} before the last question. This is decided with what is known.{more}") + "\n"
