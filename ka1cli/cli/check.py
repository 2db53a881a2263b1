"""`ka1 check`: decide on one profile."""

from collections.abc import Mapping
from shlex import quote

from ka1cli.cli import examples, inputs
from ka1cli.cli.commands import ExampleCommands
from ka1cli.cli.exit_codes import of_decision
from ka1cli.cli.options.declaration import Argument, CommandOption, choice, switch, text, texts
from ka1cli.cli.options.facts import FactOptions
from ka1cli.cli.outcome import Outcome, usage
from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.model import Decision, Moment
from ka1cli.language.formulas import Answer
from ka1cli.language.profiles.profile import Profile
from ka1cli.render.text.flags import check_command
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
        answers = examples.answers_example(cls.rules)
        route = next(iter(cls.rules.rule_set.options))
        return (
            (f"ka1 check {answers}", "the whole answer on one screen"),
            (f"ka1 check {answers} --route {route}", "one of them in full"),
            (f"ka1 check {answers} --format html > slip.html", "a page to print"),
        )


def run(options: CheckOptions) -> Outcome:
    """Decide what is possible, with reasons.

    Answer what you know; what you leave out counts as not answered, never as no. An empty answer or `?` is not
    answered as well. Yes/no answers are yes, y, true, 1 or no, n, false, 0.
    """
    at_call = inputs.at_call_of(options.rules, options)
    wanted = wanted_options(at_call, options)
    file = inputs.profile_file(at_call, options.profile) if options.profile else None
    answers = inputs.profile(at_call, file, options.answers)
    asked = answers or wanted or options.everything or options.profile or options.quiet or options.format != "text"
    if not asked:
        from ka1cli.render.layouts.beginning import how_to_begin

        nothing = at_call.decide(answers, options.moment, at_call.routes)
        commands = examples.about(options.view, examples.beginning(options.rules))
        return Outcome(how_to_begin(nothing, at_call.rule_set, commands, options.view))
    return decided(at_call, answers, wanted, options)


def wanted_options(at_call: CallRules, options: DecisionOptions) -> tuple[str, ...]:
    return inputs.named_options(at_call.rule_set.options, options.route, "--route", at_call.every_call.options)


def decided(
    at_call: CallRules, answers: Profile, wanted: tuple[str, ...], options: DecisionOptions, *, asked: bool = False
) -> Outcome:
    """The decision on a profile in the form that was asked for.

    `named` are the options asked for, none for all; `asked` says that an interview came before.
    """
    decision = at_call.decide(
        answers,
        options.moment,
        wanted or at_call.options_for(answers, activities=options.everything),
        this_call_only=options.call is not None,
    )
    return Outcome(_rendered(decision, at_call, wanted, options, asked), of_decision(decision, wanted))


def repeated(
    at_call: CallRules,
    answers: Mapping[str, Answer],
    wanted: tuple[str, ...],
    options: DecisionOptions,
    at: Moment,
    command: str = "check",
) -> str:
    """The command that decides on a profile again: to check on the same call and moment, to ask on those that were named."""
    again = command == "check"
    command = check_command(
        at_call.rule_set.facts,
        answers,
        rules=options.named_rules,
        call=(at_call.call if again else options.call) or None,
        at=at if again else options.on,
        options=wanted,
        command=command,
    )
    everything = " --all" if options.everything else ""
    return command + everything + (f" --for {quote(options.subject)}" if options.subject else "")


def _rendered(
    decision: Decision, at_call: CallRules, wanted: tuple[str, ...], options: DecisionOptions, asked: bool
) -> str:
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
    scope = Scope.OPTIONS if wanted else scope
    again, asking = (
        repeated(at_call, decision.profile, wanted, options, decision.rules.at, command) for command in ("check", "ask")
    )
    commands = NextCommands(
        again, "" if asked and scope is Scope.SCREEN else asking, " ".join(("ka1 activities", *options.view))
    )
    page = decision_page(decision, at_call, scope, commands, options.subject or "", full=bool(options.verbose))
    return show(fitted(page) if scope is Scope.SCREEN else page, options.format, options.color)
