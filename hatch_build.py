"""Keeps the rule set of the shipped file in the package while it is built, so that commands start without reading it."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PrepareRules(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, self.root)
        from ka1cli.shipped import PREPARED, prepare_shipped_rules

        prepare_shipped_rules()
        build_data["artifacts"].append(str(PREPARED.relative_to(Path(self.root))))
