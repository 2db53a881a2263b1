"""Reads the sections of a rule file."""
