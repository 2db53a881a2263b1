"""`ka1 check`: decide on one profile."""

from collections.abc import Mapping
from shlex import quote

from ka1cli.cli import examples, inputs
from ka1cli.cli.commands import ExampleCommands
from ka1cli.cli.exit_codes import of_decision
from ka1cli.cli.options.declaration import Argument, CommandOption, choice, switch, text, texts
from ka1cli.cli.options.facts import FactOptions
from ka1cli.cli.outcome import Outcome, usage
from ka1cli.decision.model import Decision
from ka1cli.language.formulas import Answer
from ka1cli.language.profiles.profile import Profile
from ka1cli.render.text.flags import check_command, view_flags
from ka1cli.render.text.safe import printable


class DecisionOptions(FactOptions):
    """What to decide on, for whom, in which form: the same for `check` and `ask`."""

    route: tuple[str, ...] = texts(
        "--route ID", "Only this one: {routes}, or an activity; may be repeated. The exit code tells the verdict."
    )
    everything: bool = switch("--all", "The activities as well.")
    subject: str | None = text("--for NAME", "Whom the decision is about: a line on the page, for your file.")
    format: str = choice("--format", ("text", "json", "markdown", "html"), "Form of the answer.")

    @classmethod
    def parameters(cls) -> list[CommandOption | Argument]:
        routes = ", ".join(option.id for option in cls.rules.rule_set.options.values() if not option.is_activity)
        parameters = super().parameters()
        for parameter in parameters:
            parameter.help = printable((parameter.help or "").replace("{routes}", routes))
        return parameters

    def refuse(self) -> None:
        if self.everything and self.route:
            raise usage("--all and --route exclude each other", "keep one of them")


class CheckOptions(DecisionOptions):
    profile: str | None = text(
        "--profile FILE", "Answers from a YAML or JSON file (- for standard input); flags beat the file."
    )

    @classmethod
    def examples(cls) -> ExampleCommands:
        return examples.of_check(cls.rules)


def run(options: CheckOptions) -> Outcome:
    """Decide what is possible, with reasons.

    Answer what you know; what you leave out counts as not answered, never as no. An empty answer or `?` is not
    answered as well. Yes/no answers are yes, y, true, 1 or no, n, false, 0.
    """
    settings = inputs.settings(options.rules, options)
    at_call = settings.at_call
    named = wanted_options(settings, options)
    answers = inputs.profile(at_call, options.profile, options.answers)
    asked = answers or named or options.everything or options.profile or options.quiet or options.format != "text"
    if not asked:
        from ka1cli.render.layouts.beginning import how_to_begin

        nothing = at_call.decide(answers, settings.at, at_call.routes)
        return Outcome(how_to_begin(nothing, at_call.rule_set, examples.beginning(options.rules)))
    return decided(settings, answers, named, options)


def wanted_options(settings: inputs.Settings, options: DecisionOptions) -> tuple[str, ...]:
    """The options that `--route` names."""
    every = options.rules.rule_set.options
    return inputs.named_options(settings.at_call.rule_set.options, options.route, "--route", every)


def decided(
    settings: inputs.Settings,
    answers: Profile,
    named: tuple[str, ...],
    options: DecisionOptions,
    *,
    asked: bool = False,
) -> Outcome:
    """The decision on a profile in the form that was asked for.

    `named` are the options asked for, none for all; `asked` says that an interview came before.
    """
    decision = settings.at_call.decide(
        answers,
        settings.at,
        named or settings.at_call.options_for(answers, activities=options.everything),
        this_call_only=settings.named_call is not None,
    )
    settings = settings._replace(at=decision.rules.at)
    return Outcome(_rendered(decision, settings, named, options, asked), of_decision(decision, named))


def repeated(
    settings: inputs.Settings,
    answers: Mapping[str, Answer],
    named: tuple[str, ...],
    options: DecisionOptions,
    command: str = "check",
) -> str:
    """The command that decides on a profile again: to check on the same call and moment, to ask on those that were named."""
    again = command == "check"
    command = check_command(
        settings.at_call.rule_set.facts,
        answers,
        rules=settings.named_rules,
        call=(settings.at_call.call if again else settings.named_call) or None,
        at=settings.at if again else options.on,
        options=named,
        command=command,
    )
    everything = " --all" if options.everything else ""
    return command + everything + (f" --for {quote(options.subject)}" if options.subject else "")


def _rendered(
    decision: Decision, settings: inputs.Settings, named: tuple[str, ...], options: DecisionOptions, asked: bool
) -> str:
    at_call = settings.at_call
    if options.format == "json":
        from ka1cli.render.json.decision import decision_json

        return decision_json(decision, at_call.rule_set)
    if options.format == "text" and options.quiet:
        from ka1cli.render.layouts.brief import brief_text

        return brief_text(decision, at_call.rule_set)
    from ka1cli.cli.terminal.screen import show
    from ka1cli.render.layouts.fitting import fitted
    from ka1cli.render.pages.decision import Scope, decision_page
    from ka1cli.render.pages.page import NextCommands

    scope = Scope.EVERYTHING if options.verbose or options.format != "text" else Scope.SCREEN
    scope = Scope.OPTIONS if named else scope
    commands = NextCommands(
        again=repeated(settings, decision.profile, named, options),
        asking="" if asked and scope is Scope.SCREEN else repeated(settings, decision.profile, named, options, "ask"),
        activities=" ".join(("ka1 activities", *view_flags(settings.named_rules, settings.named_call, options.on))),
    )
    page = decision_page(decision, at_call, scope, commands, options.subject or "", full=bool(options.verbose))
    return show(fitted(page) if scope is Scope.SCREEN else page, options.format, options.color)
