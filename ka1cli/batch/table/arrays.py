"""A JSON array of objects as JSON Lines: each object as it stands, on a line of its own."""

import json
from pathlib import Path

from ka1cli.batch.table.invalid import InvalidTable
from ka1cli.language.answers import shorten
from ka1cli.language.diagnostic import Diagnostic, Place

LARGEST = 256 << 20
"""The most bytes of an array: it is read as a whole."""
_BLANKS = " \t\n\r"
_ON_ONE_LINE = str.maketrans("\r\n", "  ")


def is_array(head: bytes) -> bool:
    """Whether a file that starts so is a JSON array, or means to be one."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(_BLANKS.encode())[:1] == b"["


def write_lines(content: bytes, name: str, target: Path) -> None:
    """Write the objects of an array as lines. Raises `InvalidTable`."""
    if len(content) > LARGEST:
        message = f"`{name}` is a JSON array of more than {LARGEST >> 20} MB"
        raise InvalidTable([Diagnostic("T602", message, None, "write it as JSON Lines: one object on each line")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidTable([Diagnostic("T602", f"`{name}` is not UTF-8 text", None, "save it in UTF-8")]) from None
    decoder = json.JSONDecoder(parse_int=str)  # Python reads no number of thousands of digits
    place, count = _next(text, text.index("[") + 1), 0
    with target.open("w", newline="", encoding="utf-8") as into:
        while text[place : place + 1] != "]":
            try:
                value, end = decoder.raw_decode(text, place)
            except (ValueError, RecursionError) as error:
                raise _problem(text, getattr(error, "pos", place), name, "is no well-formed JSON") from None
            if not isinstance(value, dict):
                raise _problem(text, place, name, f"entry {count + 1} is no object")
            # Inside texts JSON has no line breaks.
            into.write(text[place:end].translate(_ON_ONE_LINE) + "\n")
            count, place = count + 1, _next(text, end)
            if text[place : place + 1] == ",":
                place = _next(text, place + 1)
                if text[place : place + 1] == "]":
                    raise _problem(text, place, name, "is no well-formed JSON: a comma stands before `]`")
            elif text[place : place + 1] != "]":
                raise _problem(text, place, name, "is no well-formed JSON: a comma or `]` should stand here")
    if text[_next(text, place + 1) :]:
        raise _problem(text, _next(text, place + 1), name, "goes on behind its end")


def _next(text: str, place: int) -> int:
    """The next place that is not blank."""
    while text[place : place + 1] in _BLANKS and place < len(text):
        place += 1
    return place


def _problem(text: str, index: int, name: str, what: str) -> InvalidTable:
    start = text.rfind("\n", 0, index) + 1
    line = text[start:].split("\n", 1)[0]
    place = Place(name, text.count("\n", 0, index) + 1, index - start + 1, 1, shorten(line, 200))
    return InvalidTable([Diagnostic("T602", f"`{name}` {what}", place, "write a list of objects, one for each row")])
