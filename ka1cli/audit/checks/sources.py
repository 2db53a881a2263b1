"""Sources that carry a criterion or figure and cannot be checked."""

from collections.abc import Iterator

from ka1cli.audit.checks.figures import shown_by
from ka1cli.audit.finding import Finding, SeenIn, Witness
from ka1cli.audit.view import View
from ka1cli.language.model import Confidence, Criterion, Figure
from ka1cli.language.yaml.places import Step


def unsound_sources(views: tuple[View, ...]) -> Iterator[Finding]:
    """K601 and K602: criteria and figures with a source that has no year or is only remembered."""
    view = views[0]
    without_year: dict[str, tuple[Step, ...]] = {}
    bearers: tuple[tuple[str, Criterion | Figure], ...] = (
        *(("criteria", criterion) for criterion in view.rule_set.criteria.values()),
        *(("figures", figure) for figure in view.rule_set.figures.values()),
    )
    for section, bearer in bearers:
        for name in bearer.sources:
            source, path = view.rule_set.sources[name], (section, bearer.id, "sources", name)
            if source.confidence is Confidence.MEMORY:
                yield Finding(
                    "K602",
                    f"`{bearer.id}` rests on `{name}`, which is only remembered",
                    view.places.of(*path),
                    f"{bearer.id}/{name}",
                    _shown_by(view, bearer, f"`{bearer.id}` cites `{name}`"),
                )
            elif source.year is None and name not in without_year:
                without_year[name] = path
                yield Finding(
                    "K601",
                    f"`{name}` has no year, and `{bearer.id}` rests on it",
                    view.places.of("sources", name),
                    name,
                    _shown_by(view, bearer, f"`{bearer.id}` cites `{name}`"),
                    related=((f"`{bearer.id}`", view.places.of(*path)),),
                )


def sources_without_address(views: tuple[View, ...]) -> Iterator[Finding]:
    """K603: official sources that nobody can follow."""
    view = views[0]
    for source in view.rule_set.sources.values():
        if source.confidence is Confidence.OFFICIAL and not source.link:
            yield Finding(
                "K603",
                f"`{source.id}` is official and has no `link`",
                view.places.of("sources", source.id),
                source.id,
                view.witness(None, [], f"`{source.id}` is cited without an address")._replace(seen_in=SeenIn.ROUTES),
            )


def _shown_by(view: View, bearer: Criterion | Figure, shows: str) -> Witness:
    if isinstance(bearer, Figure):
        return shown_by(view, bearer, shows)
    return view.witness(None, view.used_criteria.get(bearer.id, ())[:1], shows)
