"""Text from files and command lines made harmless, with one function for each place where it is shown.

(What is below this room has its own: a comment of SQL in `audit/sql/dialects.py`, a cell of a spreadsheet in
`batch/table/cells.py`.)
"""

import json
import re
from collections.abc import Iterable

from ka1cli.language.spelling import UNSEEN

_CONTROL = re.compile(f"[\x00-\x1f{UNSEEN}]")
_BREAKS = "\t\n\r\u2028\u2029"


def printable(text: str) -> str:
    """The text without control and unseen characters; tabs and line breaks become blanks."""
    return _CONTROL.sub(lambda match: " " if match[0] in _BREAKS else "", text)


def printable_lines(text: str) -> str:
    """The same of a text of several lines, which stay lines."""
    return "\n".join(map(printable, text.split("\n")))


def text_of_lines(lines: Iterable[str]) -> str:
    """The same of lines, as a text."""
    return "".join(f"{printable(line)}\n" for line in lines)


def json_safe(text: str) -> str:
    """JSON in which everything that steers a terminal is written by its number."""
    return re.sub(f"[{UNSEEN}]", lambda match: json.dumps(match[0])[1:-1], text)


def html_safe(text: str) -> str:
    """Text that HTML shows as it is, in attributes as well."""
    from html import escape  # not needed for an answer at a terminal

    return escape(printable(text))


def markdown_safe(text: str) -> str:
    """Text that Markdown shows as it is."""
    return re.sub(r"([\\`*_\[\]<>#|~&])", r"\\\1", printable(text))


def mermaid_safe(text: str) -> str:
    """Text that Mermaid shows as it is: it knows entities with `#` in the place of `&`."""
    return re.sub(r"[^\w .,:-]", lambda match: f"#{ord(match[0])};", printable(text))


def graphviz_safe(text: str) -> str:
    """A label of lines that Graphviz shows as they are: it knows escapes and the entities of HTML."""
    safe = printable_lines(text).replace("&", "&amp;")
    return '"' + safe.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def github_safe(text: str, more: str = "") -> str:
    """Text in a log of GitHub, and with `more` in a property there: it knows characters by their numbers."""
    return re.sub(f"[%\r\n{more}]", lambda match: f"%{ord(match[0]):02X}", printable_lines(text))


def shell_safe(text: str) -> str:
    """Text without any character that means something to a shell."""
    return " ".join(re.sub(r"[^\w .,;/%()?-]+", " ", text).split())
