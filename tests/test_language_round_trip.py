"""Loading what was dumped gives the same rules."""

from itertools import product

from chances import one_in
from hypothesis import given
from random_rules import rule_sets
from rule_files import ENTANGLED, GRANTS, LIBRARY, ROOMS, SHIPPED, as_json, as_yaml

from ka1cli.language.load import load_document, load_text
from ka1cli.language.model import RuleSet


@one_in(3, ("dump", "path"), product((as_yaml, as_json), (ROOMS, LIBRARY, ENTANGLED, GRANTS, SHIPPED)))
def test_of_rule_files(path, dump):
    rules, _ = load_document(path)
    again, _ = load_text(dump(rules))
    assert repr(again) == repr(rules)


@given(rule_sets())
def test_of_random_rule_sets(rules: RuleSet):
    for dump in (as_json, as_yaml):
        again, _ = load_text(dump(rules))
        assert repr(again) == repr(rules)
