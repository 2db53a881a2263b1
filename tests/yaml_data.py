"""YAML as JSON data, by the core schema of YAML 1.2: as editors see it."""

import re
from pathlib import Path

from ka1cli.language.yaml.document import MappingNode, Node, SequenceNode, read_document

_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def data_of(path: Path) -> object:
    """A YAML file as mappings, lists and scalars."""
    return _data(read_document(path).root)


def _data(node: Node) -> object:
    if isinstance(node, MappingNode):
        return {key.value: _data(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [_data(item) for item in node.value]
    text = node.value
    if node.style:
        return text
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
