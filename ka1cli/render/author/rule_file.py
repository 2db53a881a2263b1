"""The rule file that a rule author works on."""

from typing import NamedTuple

from ka1cli.decision.rules import Rules
from ka1cli.language.yaml.document import Document


class RuleFile(NamedTuple):
    """A loaded rule file."""

    rules: Rules
    document: Document
    name: str | None
    """How it was named; nothing for the shipped one."""
