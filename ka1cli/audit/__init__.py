"""The rule author's bench: what a rule set can never, must always and no longer does. Exact, over all its cases."""
