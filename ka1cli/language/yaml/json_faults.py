"""What is wrong with a text that is meant as JSON. YAML reads JSON, but its messages would not speak of it."""

import json
import re

_JSON = re.compile(r'\s*(?://|/\*|[{\[]\s*(?:["{\[]|//|/\*))')
_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|(?:(?<=[\s{\[,])|^)(//|/\*)', re.DOTALL)
"""A text or a comment. A text that is not closed reaches to the end: else the search would begin anew at every quote."""


def is_json(text: str, name: str) -> bool:
    """Whether a text called `name` is meant as JSON."""
    return _JSON.match(text) is not None and not name.lower().endswith((".yaml", ".yml"))


def comment_in(text: str) -> int | None:
    """Where the first comment of a JSON text begins, which JSON does not have."""
    return next((match.start(1) for match in _COMMENT.finditer(text) if match[1]), None)


def json_fault(text: str) -> tuple[int, str] | None:
    """Where a JSON text is broken, and how; nothing where it is well-formed."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.pos, error.msg[:1].lower() + error.msg[1:]
    except (RecursionError, ValueError):  # too deep; an integer of thousands of digits
        return None
    return None
