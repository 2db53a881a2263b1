"""Names that no fact can have, as they stand for something else already."""

CONDITION_WORDS = ("all", "any", "not", "at_least", "table", "sum", "criterion", "option")
"""The words of conditions."""

OPTIONS = (
    *("profile", "route", "all", "for", "format", "save", "plan", "no-plan", "rules", "call", "on", "color", "quiet"),
    *("verbose", "version", "help", "output", "layout", "id", "excel-safe", "report", "engine", "map", "suggest-map"),
    *("sheet", "encoding"),
)
"""The options of the commands that take the facts as options as well."""
