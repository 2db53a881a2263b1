"""HTML that nothing can break which it shows: every text is escaped, unless it is HTML already."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from ka1cli.render.text.safe import html_safe

_WITHOUT_END = ("meta", "link", "input")


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def element(name: str, /, *children: str, **attributes: str) -> Html:
    """An element. Children and attributes are escaped; an attribute is written as `class_`, `aria_label`."""
    written = "".join(f' {key.strip("_").replace("_", "-")}="{html_safe(value)}"' for key, value in attributes.items())
    if name in _WITHOUT_END:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{together(*children)}</{name}>")


def together(*children: str) -> Html:
    return Html("".join(child if isinstance(child, Html) else html_safe(child) for child in children))


def asset(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def document(title: str, language: str, body: str, style: str, script: str = "") -> str:
    """A page in one file. Its policy allows this very style and script and nothing else: no request leaves it."""
    policy = "; ".join(
        (
            "default-src 'none'",
            "img-src data:",
            f"style-src {_print(style)}",
            *([f"script-src {_print(script)}"] if script else []),
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("link", rel="icon", href="data:,"),
        element("title", title),
        element("style", Html(style)),
    )
    content = element("body", Html(body), element("script", Html(script)) if script else "")
    return f"<!DOCTYPE html>\n{element('html', head, content, lang=language)}\n"


def _print(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
