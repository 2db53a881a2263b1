"""Text from files and command lines made safe to show on a terminal."""

import re

# C0 and C1 controls, and the marks that turn the direction of writing.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """The text without control characters; tabs and line breaks become blanks."""
    return _CONTROL.sub(lambda match: " " if match[0] in "\t\n\r" else "", text)
