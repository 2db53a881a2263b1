"""The shipped rules with every route several times."""

import subprocess

import yaml

from bench.processes import KA1


class Texts(yaml.BaseLoader):
    """Reads all plain values as texts, but for `~`: Norway is `no`."""

    def construct_scalar(self, node: yaml.ScalarNode) -> str | None:
        return None if node.value == "~" and not node.style else node.value


def many_routes(times: int) -> str:
    """A rule file with every route so many times, each time with criteria of its own."""
    whole = subprocess.run([KA1, "rules", "export"], check=True, capture_output=True, text=True).stdout
    data = yaml.load(whole, Texts)
    criteria, routes = dict(data["criteria"]), dict(data["routes"])
    for copy in range(2, times + 1):
        for name, criterion in criteria.items():
            data["criteria"][f"{name}-{copy}"] = criterion
        for name, route in routes.items():
            named = [f"{criterion}-{copy}" for criterion in route["criteria"]]
            kept = {key: value for key, value in route.items() if key not in ("code", "aliases")}
            data["routes"][f"{name}-{copy}"] = {**kept, "criteria": named}
    return str(yaml.dump(data, allow_unicode=True, sort_keys=False, width=10_000))
