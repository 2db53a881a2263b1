"""Cells and cases of a rule set, and the one evaluator. Nothing else decides."""
