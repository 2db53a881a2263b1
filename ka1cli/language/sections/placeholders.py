"""Figures in sentences: every `{name}` names a figure and stands where its value is put in."""

from collections.abc import Mapping

from ka1cli.language.resolve import PLACEHOLDER
from ka1cli.language.spelling import did_you_mean
from ka1cli.language.yaml.document import MappingNode, ScalarNode, children
from ka1cli.language.yaml.reader import Reader

_WITH_SENTENCES = ("for", "facts", "figures", "criteria", "routes", "activities", "background")


def check_placeholders(reader: Reader, root: MappingNode, figures: Mapping[str, object]) -> None:
    """Check every text of a rule file."""
    for key, section in root.value:
        open_nodes = [section]
        while open_nodes:
            node = open_nodes.pop()
            open_nodes += children(node)
            if isinstance(node, ScalarNode) and ("{" in node.value or "}" in node.value):
                if key.value in _WITH_SENTENCES:
                    _check_text(reader, node, figures)
                else:
                    reader.problem("E408", node, f"no figure is put into the texts of `{key.value}`")


def _check_text(reader: Reader, node: ScalarNode, figures: Mapping[str, object]) -> None:
    for name in PLACEHOLDER.findall(node.value):
        if name not in figures:
            reader.problem("E408", node, f"`{{{name}}}` names no figure", did_you_mean(name, figures))
    rest = PLACEHOLDER.sub("", node.value)
    if "{" in rest or "}" in rest:
        reader.problem("E408", node, "a brace without its partner", "a figure is written `{name}`")
