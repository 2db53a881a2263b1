"""`ka1 check`: decide on one profile."""

from collections.abc import Callable, Collection, Mapping
from shlex import quote
from typing import Any

from ka1cli.cli import examples, inputs, options
from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.exit_codes import of_decision
from ka1cli.cli.outcome import Outcome, usage
from ka1cli.decision.decide import CallRules, Rules
from ka1cli.decision.model import Decision
from ka1cli.language.model import Answer, RuleSet
from ka1cli.language.profiles.profile import Profile
from ka1cli.language.sentences import newest_facts
from ka1cli.render.text.flags import check_command
from ka1cli.render.text.safe import printable

FORMATS = ("text", "json", "markdown", "html")


def build(line: CommandLine) -> Callable[..., Callable[[], Outcome]]:
    """The command, with one option for each fact of the rule file."""
    rules = inputs.rules_of(line)
    facts, panels = newest_facts(rules.rule_set), rules.rule_set.panels

    def run(values: dict[str, Any]) -> Outcome:
        """Decide what is possible, with reasons.

        Answer what you know; what you leave out counts as not answered, never as no. An empty answer or `?` is not
        answered as well. Yes/no answers are yes, y, true, 1 or no, n, false, 0.
        """
        return _check(rules, line, values)

    options.check_bare_flags(line.arguments, facts)
    own = _own_options(rules.rule_set)
    parameters = [*options.fact_options(facts, panels), *own, *options.common_options()]
    return options.command(run, parameters, examples.of_check(rules))


def _own_options(rules: RuleSet) -> list[Any]:
    help = "Answers from a YAML or JSON file (- for standard input); flags beat the file."
    file = options.option("profile", str | None, None, "--profile", metavar="FILE", help=help)
    return [file, *decision_options("Decide on", rules)]


def decision_options(verb: str, rules: RuleSet) -> list[Any]:
    """What to decide on, for whom, in which form: the same for `check` and `ask`."""
    routes = ", ".join(option.id for option in rules.options.values() if not option.is_activity)
    of_route = f"{verb} this one only: {routes}, or an activity; may be repeated. The exit code tells the verdict."
    of_all = f"{verb} the activities as well."
    of_name = "Whom the decision is about: a line on the page, for your file."
    return [
        options.option("route", list[str] | None, None, "--route", metavar="ID", help=printable(of_route)),
        options.option("everything", bool, False, "--all", help=of_all),
        options.option("subject", str, "", "--for", metavar="NAME", help=of_name),
        options.format_option(*FORMATS),
    ]


def _check(rules: Rules, line: CommandLine, values: dict[str, Any]) -> Outcome:
    common = options.common(values)
    format = options.one_of("--format", values["format"], FORMATS)
    settings = inputs.settings(rules, line, common)
    at_call = settings.rules
    named = inputs.named_options(at_call.rule_set.options, values["route"] or (), "--route", rules.rule_set.options)
    answers = inputs.profile(at_call, values["profile"], options.facts_given(values, rules.rule_set.facts))
    if values["everything"] and named:
        raise usage("--all and --route exclude each other", "keep one of them")
    asked = answers or named or values["everything"] or values["profile"] or common.quiet or format != "text"
    if not asked:
        from ka1cli.render.layouts.beginning import how_to_begin

        nothing = at_call.decide(answers, settings.at, at_call.routes)
        return Outcome(how_to_begin(nothing, at_call.rule_set, examples.beginning(rules)))
    return decided(
        settings,
        answers,
        named,
        everything=values["everything"],
        format=format,
        common=common,
        subject=values["subject"],
    )


def decided(
    settings: inputs.Settings,
    answers: Profile,
    named: tuple[str, ...],
    *,
    everything: bool,
    format: str,
    common: options.Common,
    subject: str = "",
    asked: bool = False,
) -> Outcome:
    """The decision on a profile in the form that was asked for.

    `named` are the options asked for, none for all; `asked` says that an interview came before.
    """
    at_call = settings.rules
    decision = at_call.decide(
        answers,
        settings.at,
        named or at_call.options_for(answers, activities=everything),
        this_call_only=settings.named_call is not None,
    )
    settings = settings._replace(at=decision.rules.at)
    command = repeated(settings, decision.profile, named, everything=everything)
    if subject:
        command += f" --for {quote(subject)}"
    return Outcome(
        _rendered(decision, at_call, format, common, command, subject, named, asked), of_decision(decision, named)
    )


def repeated(
    settings: inputs.Settings, answers: Mapping[str, Answer], named: tuple[str, ...], *, everything: bool
) -> str:
    """The command that decides on a profile again."""
    command = check_command(
        settings.rules.rule_set.facts,
        answers,
        rules=settings.named_rules,
        call=settings.rules.call or None,
        at=settings.at,
        options=named,
    )
    return command + (" --all" if everything else "")


def _rendered(
    decision: Decision,
    rules: CallRules,
    format: str,
    common: options.Common,
    command: str,
    subject: str,
    named: Collection[str],
    asked: bool,
) -> str:
    if format == "json":
        from ka1cli.render.json.decision import decision_json

        return decision_json(decision, rules.rule_set)
    from ka1cli.render.pages.decision import Scope, decision_page
    from ka1cli.render.pages.page import Detail

    if format == "text" and common.quiet:
        from ka1cli.render.layouts.brief import brief_text

        return brief_text(decision, rules.rule_set)
    everything = common.verbose or format != "text"
    scope = (
        Scope.OPTIONS if named else Scope.EVERYTHING if everything else Scope.AFTER_INTERVIEW if asked else Scope.SCREEN
    )
    detail = Detail.FULL if common.verbose else Detail.NORMAL
    page = decision_page(decision, rules, scope, detail, command, subject)
    if format == "markdown":
        from ka1cli.render.layouts.markdown import page_markdown

        return page_markdown(page)
    if format == "html":
        from ka1cli.render.html.page import page_html

        return page_html(page)
    from ka1cli.cli.terminal.screen import page_on_screen

    return page_on_screen(page, common.color)
