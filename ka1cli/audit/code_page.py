"""The page of each code, from docs/findings.md."""

import re
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_HEADING = re.compile(r"^#{2,3} ", re.MULTILINE)


def page_of(code: str) -> str | None:
    """The section of a code in Markdown, its heading included; nothing for a code that has none."""
    installed = _PACKAGE / "findings.md"
    path = installed if installed.exists() else _PACKAGE.parent / "docs" / "findings.md"
    text = path.read_text(encoding="utf-8")
    start = text.find(f"\n### {code}: ")
    if start < 0:
        return None
    body = text.index("\n", start + 1)
    following = _HEADING.search(text, body)
    return text[start + 1 : following.start() if following else len(text)].strip() + "\n"
