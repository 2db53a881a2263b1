"""Loading what was dumped gives the same rules."""

import pytest
from hypothesis import given
from random_rules import rule_sets
from rule_files import ENTANGLED, GRANTS, LIBRARY, ROOMS, SHIPPED, as_json, as_yaml

from ka1cli.language.load import load_document, load_text
from ka1cli.language.model import RuleSet


@pytest.mark.parametrize("dump", [as_json, as_yaml])
@pytest.mark.parametrize("path", [SHIPPED, LIBRARY, ENTANGLED, GRANTS, ROOMS], ids=lambda path: path.name)
def test_of_rule_files(path, dump):
    rules, _ = load_document(path)
    again, _ = load_text(dump(rules))
    assert repr(again) == repr(rules)


@given(rule_sets())
def test_of_random_rule_sets(rules: RuleSet):
    for dump in (as_json, as_yaml):
        again, _ = load_text(dump(rules))
        assert repr(again) == repr(rules)
