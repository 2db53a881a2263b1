"""Loads rules, and refuses those that cannot be decided in good time or leave nobody."""

from pathlib import Path
from typing import TYPE_CHECKING

from ka1cli.cases.bound import too_large
from ka1cli.cases.case_space import CaseSpace
from ka1cli.decision.rules import Rules
from ka1cli.language.diagnostic import Diagnostic, InvalidRules
from ka1cli.language.model import RuleSet
from ka1cli.language.resolve import ALWAYS, what_tests_compare_with
from ka1cli.language.within_call import last_days

if TYPE_CHECKING:
    from ka1cli.language.yaml.document import Document

SHOWN = 12
"""So many of the facts that are tested together are named in a message."""


def load_rules(path: Path | str) -> Rules:
    """Load a rule file. Raises `InvalidRules` with every problem and its place."""
    return load_rules_and_document(path)[0]


def load_rules_and_document(path: Path | str) -> "tuple[Rules, Document]":
    """Load a rule file, and keep its text with the places of everything in it. Raises `InvalidRules`."""
    from ka1cli.language.load import load_document

    rule_set, document = load_document(path)
    return _possible(rule_set, document), document


def parse_rules(text: str, name: str = "<text>") -> Rules:
    """Load a rule set from a YAML text. Raises `InvalidRules` with every problem and its place."""
    from ka1cli.language.load import load_text

    return _possible(*load_text(text, name))


def _possible(rule_set: RuleSet, document: "Document") -> Rules:
    """The rules, if every call can be decided in good time, and facts leave at least one profile in it."""
    files = tuple(part.name for part in document.parts or (document,))
    rules = Rules(rule_set, document.sha256, files)
    seen: list[object] = []
    for call in reversed(rule_set.calls or (ALWAYS,)):
        compared = what_tests_compare_with(rule_set, call)
        if compared not in seen:
            seen.append(compared)
            for day in last_days(rule_set.figures, call):
                _check(rules.at(call or None, day).space, document)
    return rules


def _check(space: CaseSpace, document: "Document") -> None:
    from ka1cli.language.yaml.places import Places

    places = Places(document)
    large = too_large(space)
    if large is not None:
        subject = " and ".join(f"`{name}`" for name in large.names)
        names = [f"`{space.facts[fact].id}`" for fact in sorted(large.facts)]
        facts = ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
        message = f"{subject}: {len(large.facts)} facts are tested together in more ways than can be decided: {facts}"
        help_line = (
            "test ranges and groups in place of single combinations, or divide it into criteria with fewer facts"
        )
        raise InvalidRules([Diagnostic("E411", message, places.of(*large.path), help_line)])
    law = space.contradiction(space.open_world)
    if law is not None:
        message = f"what `{law.fact}` implies leaves no possible answers at all"
        help_line = "leave an implication out, or narrow its `when`"
        raise InvalidRules([Diagnostic("E410", message, places.of("facts", law.fact, "implies"), help_line)])
