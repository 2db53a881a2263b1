"""Figures that are missing in a call or older than the newest one."""

from collections.abc import Iterator

from ka1cli.audit.checks.citations import placeholders_in
from ka1cli.audit.finding import Finding, SeenIn, Witness
from ka1cli.audit.view import View
from ka1cli.language.model import Figure, Option
from ka1cli.language.resolve import ALWAYS, value_at


def missing_figures(views: tuple[View, ...]) -> Iterator[Finding]:
    """K501: figures without a value in the newest call, or in an earlier one about which the file says nothing."""
    newest = views[0].rule_set.calls[-1] if views[0].rule_set.calls else ALWAYS
    for figure in views[0].rule_set.figures.values():
        # Where none of the options that show it exists, nobody misses it.
        telling = [view for view in views if _option_with(view, figure) is not None] or views
        silent = [view for view in telling if value_at(figure.by_call, view.space.call) is None]
        missing = [view for view in silent if view.space.call == newest or view.space.call < min(figure.by_call)]
        if missing:
            view = missing[0]
            yield Finding(
                "K501",
                f"`{figure.id}` has no value",
                view.places.of("figures", figure.id),
                figure.id,
                shown_by(view, figure, f"`{figure.id}` is not known here"),
                calls=tuple(view.space.call for view in reversed(missing) if view.space.call),
            )


def figures_not_confirmed(views: tuple[View, ...]) -> Iterator[Finding]:
    """K502: figures that depend on the call and that nobody has confirmed for the newest one."""
    view = views[0]
    rule_set = view.rule_set
    if view.space.call not in rule_set.calls[-1:]:
        return
    for figure in rule_set.figures.values():
        # A figure that depends on the call is stated for those for which it has an entry.
        last = max(figure.confirmed or (call for call in figure.by_call if call != ALWAYS), default=None)
        if last is not None and last < view.space.call and value_at(figure.by_call, view.space.call) is not None:
            yield Finding(
                "K502",
                f"`{figure.id}` was last confirmed for call {last}, not for call {view.space.call}",
                view.places.of("figures", figure.id),
                figure.id,
                shown_by(view, figure, f"`{figure.id}` has the value of call {last}"),
            )


def shown_by(view: View, figure: Figure, shows: str) -> Witness:
    """The page of the first option that shows a figure, else that of all options."""
    option = _option_with(view, figure)
    where = SeenIn.ACTIVITIES if option is not None and option.is_activity else SeenIn.ROUTES
    return view.witness(None, [] if option is None else [option.id], shows)._replace(seen_in=where)


def _option_with(view: View, figure: Figure) -> Option | None:
    """The first option that shows a figure."""
    for option in view.rule_set.options.values():
        paths = [option.path, *(("criteria", name) for name in option.criteria)]
        if figure.id in option.figures or any(figure.id in placeholders_in(view.places.node(*path)) for path in paths):
            return option
    return None
