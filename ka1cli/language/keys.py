"""The keys of every mapping in a rule file: the loader reads by them, and the schema for editors is made from them."""

from typing import NamedTuple


class Keys(NamedTuple):
    """The keys of one kind of mapping."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    """A key without a value counts as left out."""
    nullable: tuple[str, ...] = ()
    """Optional keys whose empty value means something."""

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.required, *self.optional, *self.nullable)


RULE_FILE = Keys(
    ("ka1", "id", "title", "version", "language", "as_of", "sources", "facts", "criteria", "kinds", "routes"),
    ("calls", "ask", "for", "groups", "panels", "figures", "activities", "background", "partitions", "meant"),
)
SOURCE = Keys(("title", "publisher", "confidence"), ("year", "section", "link"))
STATEMENT = Keys(("text",), ("when", "sources", "note"))
GROUP = Keys(("title",), ("values", "by_call", "of", "sources"))
FACT = Keys(
    ("asks", "type", "panel", "title", "question"),
    ("values", "also", "aliases", "min", "max", "unit", "headings", "help", "implies"),
)
IMPLICATION = Keys(("when", "then", "because"))
FIGURE = Keys(("title",), ("unit", "by_call", "confirmed", "sources", "note"), nullable=("value",))
RANGE = Keys((), ("min", "max"))
GROUP_TEST = Keys(("group",))
BOUNDS_TEST = Keys((), ("min", "max", "figure"))
FIGURE_BOUND = Keys(("figure",))
CRITERION = Keys(
    ("title", "when", "met", "unmet", "unknown"), ("limit", "short", "way_on", "sources", "note", "from", "until")
)
ACTIVITY = Keys(
    ("title", "summary", "criteria"),
    (
        *("code", "aliases", "who", "recommend", "figures", "manual_checks", "next_steps", "deadlines"),
        *("notes", "links", "sources", "from", "until"),
    ),
)
ROUTE = Keys(("kind", *ACTIVITY.required), ACTIVITY.optional)
RECOMMENDATION = Keys(("when", "because"))
DEADLINE = Keys(("call", "round"), ("closes", "only_where", "starts_from", "starts_to", "sources", "note"))
AUDIENCE = Keys(("because",), ("way_on",))
"""Beside these, the mapping holds a condition."""
BACKGROUND = Keys(("title", "with"), ("text", "items", "figures", "sources"))
PARTITION = Keys(("by", "options", "because"))
MEANT = Keys(("finding", "about", "because"))
