"""The shipped rules with every route several times."""

import yaml

from ka1cli.shipped import shipped_rules


def many_routes(times: int) -> str:
    """A rule file with every route so many times, each time with criteria of its own."""
    data = yaml.load(shipped_rules().read_text(encoding="utf-8"), yaml.BaseLoader)
    for route in data["routes"].values():
        route.pop("deadlines", None)  # with nothing but texts, `~` is no nothing
    criteria, routes = dict(data["criteria"]), dict(data["routes"])
    for copy in range(2, times + 1):
        for name, criterion in criteria.items():
            data["criteria"][f"{name}-{copy}"] = criterion
        for name, route in routes.items():
            named = [f"{criterion}-{copy}" for criterion in route["criteria"]]
            kept = {key: value for key, value in route.items() if key not in ("code", "aliases")}
            data["routes"][f"{name}-{copy}"] = {**kept, "criteria": named}
    return str(yaml.dump(data, allow_unicode=True, sort_keys=False, width=10_000))
