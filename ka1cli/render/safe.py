"""Text from files and command lines made safe to show on a terminal."""

import re

# C0 and C1 controls, marks that turn the direction of writing, and characters that show nothing but change what is read.
UNSEEN = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_CONTROL = re.compile(f"[\x00-\x1f]|{UNSEEN.pattern}")
_BREAKS = "\t\n\r\u2028\u2029"


def printable(text: str) -> str:
    """The text without control and unseen characters; tabs and line breaks become blanks."""
    return _CONTROL.sub(lambda match: " " if match[0] in _BREAKS else "", text)


def printable_lines(text: str) -> str:
    """The same of a text of several lines, which stay lines."""
    return "\n".join(map(printable, text.split("\n")))
