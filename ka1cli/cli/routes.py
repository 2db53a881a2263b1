"""`ka1 routes` and `ka1 activities`: show what can be done, without a profile."""

from ka1cli.cli import inputs
from ka1cli.cli.options.declaration import argument, choice
from ka1cli.cli.options.every_command import CallOptions
from ka1cli.cli.outcome import Outcome, usage
from ka1cli.cli.terminal.screen import show
from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.rules import Rules
from ka1cli.language.spelling import fold_code

FORMATS = ("text", "json", "markdown", "html")


class RoutesOptions(CallOptions):
    id: str | None = argument("[ID]", "Id or code of one of them.")
    format: str = choice("--format", FORMATS, "Form of the answer.")


def run(options: RoutesOptions) -> Outcome:
    """Show the routes with their figures and sources; with an ID, everything about one of them."""
    return listed(options, "routes")


def listed(options: RoutesOptions, command: str) -> Outcome:
    """The page of all routes or activities, or of one."""
    rules = inputs.rules_of(options.line)
    at_call = inputs.at_call_of(rules, options)
    every = at_call.rule_set.options
    names = _names(at_call, rules, options.id, command)
    if options.format == "json":
        from ka1cli.render.json.routes import routes_json

        return Outcome(routes_json(at_call, names, options.moment))
    if options.quiet:
        return Outcome("".join(f"{name}: {every[name].title}\n" for name in names))
    from ka1cli.render.pages.routes import routes_page

    more = "" if options.id else " ".join(("ka1", command, names[0], *options.view))
    background = bool(options.verbose) or options.format != "text"
    full = bool(options.id or options.verbose)
    page = routes_page(at_call, names, options.moment, more, full=full, background=background)
    return Outcome(show(page, options.format, options.color))


def _names(at_call: CallRules, rules: Rules, id: str | None, command: str) -> tuple[str, ...]:
    """The routes, or the activities, or the one that was asked for."""
    every = at_call.rule_set.options
    mine = {name: option for name, option in every.items() if option.is_activity == (command == "activities")}
    if not mine:
        raise usage("these rules have no activities", None)
    if not id:
        return tuple(mine)
    others = {name: option for name, option in every.items() if name not in mine}
    elsewhere = inputs.option_names(others).get(fold_code(id))
    if elsewhere is not None:
        other = "routes" if command == "activities" else "activities"
        raise usage(f"ka1 {command}: `{elsewhere}` is not one of them", f"see `ka1 {other} {elsewhere}`")
    return inputs.named_options(mine, [id], f"ka1 {command}", rules.rule_set.options)
