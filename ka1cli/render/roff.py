"""Text as a manual page for `man`: the few requests that it takes, and the characters that mean something to roff."""

from collections.abc import Iterable

from ka1cli.render.safe import printable


def title(name: str, section: int, date: str, source: str, manual: str) -> str:
    """The head of a page."""
    return f".TH {quoted(name)} {section} {quoted(date)} {quoted(source)} {quoted(manual)}\n"


def heading(text: str) -> str:
    return f".SH {quoted(text)}\n"


def subheading(text: str) -> str:
    return f".SS {quoted(text)}\n"


def paragraphs(text: str) -> str:
    """A text whose paragraphs are separated by empty lines."""
    return "".join(f".PP\n{plain(' '.join(part.split()))}\n" for part in text.split("\n\n") if part.strip())


def entries(records: Iterable[tuple[str, str]]) -> str:
    """Terms in bold, each with its meaning."""
    return "".join(f".TP\n.B {quoted(term)}\n{plain(' '.join(meaning.split()))}\n" for term, meaning in records)


def plain(text: str) -> str:
    """A text in which nothing means anything to roff."""
    escaped = printable(text).replace("\\", "\\e").replace("-", "\\-")
    # A line that begins with one of these is a request.
    return f"\\&{escaped}" if escaped[:1] in (".", "'") else escaped


def quoted(text: str) -> str:
    """A text as one argument of a request."""
    return '"' + plain(text).replace('"', '""') + '"'
