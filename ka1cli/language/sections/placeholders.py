"""Figures in sentences: every `{name}` names a figure and stands where its value is put in."""

from collections.abc import Collection

from ka1cli.language.resolve import PLACEHOLDER
from ka1cli.language.sentences import WITH_SENTENCES
from ka1cli.language.spelling import did_you_mean
from ka1cli.language.yaml.document import Node, ScalarNode, nodes_in
from ka1cli.language.yaml.reader import Reader


def check_placeholders(reader: Reader, section: str, node: Node, figures: Collection[str]) -> None:
    for text in nodes_in(node):
        if not isinstance(text, ScalarNode) or not ("{" in text.value or "}" in text.value):
            continue
        if section not in WITH_SENTENCES:
            reader.problem("E408", text, f"no figure is put into the texts of `{section}`")
            continue
        for name in PLACEHOLDER.findall(text.value):
            if name not in figures and "figure" not in reader.undeclared:
                reader.problem("E408", text, f"`{{{name}}}` names no figure", did_you_mean(name, figures))
        rest = PLACEHOLDER.sub("", text.value)
        if "{" in rest or "}" in rest:
            reader.problem("E408", text, "a brace without its partner", "a figure is written `{name}`")
