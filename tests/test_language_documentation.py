"""The examples of the documentation of the rule language are a rule file, and every condition in it is one."""

import os
import re

import pytest
from rule_files import ROOT

from ka1cli.decision.decide import decide
from ka1cli.decision.loading import parse_rules
from ka1cli.language.keys.fields import EVERY
from ka1cli.language.load import load_text

PAGE = ROOT / "docs" / "rule-language.md"
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
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


def test_the_smallest_rule_set_is_one():
    first = re.search(r"^```\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert first is not None
    assert first[1].count("\n") <= 12
    assert decide(parse_rules(first[1]), {"warm": "yes"}).options[0].verdict == "eligible"


def test_the_table_of_keys_is_that_of_the_reader():
    """`UPDATE_GOLDEN=1` writes it anew."""
    before, heading, _ = PAGE.read_text("utf-8").partition("## All keys\n")
    text = before + heading + keys_table()
    if os.environ.get("UPDATE_GOLDEN"):
        PAGE.write_text(text, "utf-8")
    assert PAGE.read_text("utf-8") == text


def keys_table() -> str:
    """Every key of every kind of mapping, as the tables of fields have them."""
    lines = ["", "Keys in bold are needed.", "", "| in | key | holds | meaning |", "| --- | --- | --- | --- |"]
    for fields in EVERY:
        for number, field in enumerate(fields.fields):
            key = f"**`{field.key}`**" if field.required else f"`{field.key}`"
            about = fields.about if number == 0 else ""
            lines.append(f"| {about} | {key} | {field.kind.words} | {field.help} |")
    return "\n".join(lines) + "\n"


def test_there_are_conditions():
    assert len(CONDITIONS) > 5
