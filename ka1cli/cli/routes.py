"""`ka1 routes` and `ka1 activities`: show what can be done, without a profile."""

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from ka1cli.cli import inputs, options
from ka1cli.cli.command_line import CommandLine
from ka1cli.cli.outcome import Outcome, usage
from ka1cli.cli.terminal.screen import page_on_screen
from ka1cli.decision.decide import Rules
from ka1cli.language.spelling import fold_code

FORMATS = ("text", "json", "markdown", "html")


def build(line: CommandLine) -> Callable[..., Callable[[], Outcome]]:
    """The command `ka1 routes`."""

    def run(values: dict[str, Any]) -> Outcome:
        """Show the routes with their figures and sources; with an ID, everything about one of them."""
        return show(inputs.rules_of(line), line, values, activities=False)

    return options.command(run, parameters("route"))


def parameters(what: str) -> list[inspect.Parameter]:
    """The parameters of a command that shows options."""
    id_help = f"Id or code of one {what}."
    argument = inspect.Parameter(
        "id",
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[str | None, typer.Argument(metavar="[ID]", help=id_help, show_default=False)],
    )
    return [argument, options.format_option(*FORMATS), *options.common_options()]


def show(rules: Rules, line: CommandLine, values: dict[str, Any], *, activities: bool) -> Outcome:
    """The page of all routes or activities, or of one."""
    common = options.common(values)
    format = options.one_of("--format", values["format"], FORMATS)
    settings = inputs.settings(rules, line, common)
    at_call = settings.rules
    every = at_call.rule_set.options
    listed = {name: option for name, option in every.items() if option.is_activity == activities}
    if not listed:
        raise usage("these rules have no activities", None)
    command, other = ("activities", "routes") if activities else ("routes", "activities")
    elsewhere = {name: option for name, option in every.items() if name not in listed}
    found = inputs.option_names(elsewhere).get(fold_code(values["id"] or ""))
    if found is not None:
        raise usage(f"ka1 {command}: `{found}` is not one of them", f"see `ka1 {other} {found}`")
    names = (
        inputs.named_options(listed, [values["id"]], f"ka1 {command}", rules.rule_set.options)
        if values["id"]
        else tuple(listed)
    )
    if format == "json":
        from ka1cli.render.json.routes import routes_json

        return Outcome(routes_json(at_call, names, settings.at))
    if common.quiet:
        return Outcome("".join(f"{name}: {every[name].title}\n" for name in names))
    from ka1cli.render.pages.page import Detail
    from ka1cli.render.pages.routes import routes_page

    detail = Detail.FULL if values["id"] or common.verbose else Detail.NORMAL
    page = routes_page(at_call, names, settings.at, detail, "" if values["id"] else f"ka1 {command} {names[0]}")
    if format == "markdown":
        from ka1cli.render.layouts.markdown import page_markdown

        return Outcome(page_markdown(page))
    if format == "html":
        from ka1cli.render.html.page import page_html

        return Outcome(page_html(page))
    return Outcome(page_on_screen(page, common.color))
