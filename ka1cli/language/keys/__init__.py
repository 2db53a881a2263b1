"""The keys of a rule file in one table, and what follows from it."""
