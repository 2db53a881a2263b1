"""The commands by name."""

COMMANDS = {
    "check": "Decide what is possible, with reasons.",
    "ask": "Ask only what can still change a verdict, then decide.",
    "batch": "Screen a table, row by row.",
    "template": "Write an empty table to fill in, with lists and an example.",
    "routes": "Show what can be done, with figures and sources.",
    "activities": "Show the activities, with figures and sources.",
    "rules list": "List the rule sets that come with ka1.",
    "rules check": "Find what a rule file can never, must always or no longer does.",
    "rules test": "Try cases against a rule file, and count what they have shown.",
    "rules diff": "Compare two rule files, or two calls of one, over all cases.",
    "rules show": "Show a rule set as a page to read.",
    "rules graph": "Draw what rests on what: options, criteria, facts.",
    "rules sql": "Print the rules as one query for a database.",
    "rules export": "Write a rule file that stands for itself, to change it.",
    "rules schema": "Print the JSON Schema of rule files, for editors.",
    "rules explain": "Explain a code of a finding or problem.",
}
"""Every command, with the line that `--help` shows. `rules check` is the command `check` of the group `rules`."""

_ROOMS = ("ask", "batch")
"""The commands that are a room of their own."""

ExampleCommands = tuple[tuple[str, str], ...]
"""Commands as somebody would type them, each with what it does."""

GROUPS = {"rules": "For rule authors: prove, test, compare and show a rule file."}
"""Every group of commands, with the line that `--help` shows."""


def module_of(name: str) -> str:
    """The module of a command, imported only when it is called: `cli/rules/check.py`, `cli/batch/command.py`."""
    return f"ka1cli.cli.{name.replace(' ', '.')}" + (".command" if name in _ROOMS else "")
