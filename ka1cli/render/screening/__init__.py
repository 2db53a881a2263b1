"""The screening of a table as text."""
