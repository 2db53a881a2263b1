"""Text from files and command lines made safe to show on a terminal."""

import re

from ka1cli.language.spelling import UNSEEN

_CONTROL = re.compile(f"[\x00-\x1f{UNSEEN}]")
_BREAKS = "\t\n\r\u2028\u2029"


def printable(text: str) -> str:
    """The text without control and unseen characters; tabs and line breaks become blanks."""
    return _CONTROL.sub(lambda match: " " if match[0] in _BREAKS else "", text)


def printable_lines(text: str) -> str:
    """The same of a text of several lines, which stay lines."""
    return "\n".join(map(printable, text.split("\n")))
