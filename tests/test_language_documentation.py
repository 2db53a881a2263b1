"""The examples of the documentation of the rule language are a rule file, and every condition in it is one."""

import re

import pytest
from rule_files import ROOT

from ka1cli.decision.decide import parse_rules
from ka1cli.language.load import load_text

BLOCKS = re.findall(
    r"^```yaml\n(.*?)^```", (ROOT / "docs" / "rule-language.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
)
CONDITIONS = [
    line.partition("  ")[0].strip() for block in BLOCKS for line in block.splitlines() if line.startswith("when: ")
]
FILE = "".join(block for block in BLOCKS if not block.startswith("when: "))


def test_the_examples_together_are_a_rule_file():
    assert parse_rules(FILE, "docs/rule-language.md").at(2026).rule_set.options.keys() == {"card", "story-hour"}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_condition_is_one(condition: str):
    text = FILE.replace("    when: {district: {group: area}}\n", f"    {condition}\n    limit: Keep to it.\n")
    assert condition in text
    assert load_text(text)[0].criteria["lives-here"].when


def test_there_are_conditions():
    assert len(CONDITIONS) > 5
