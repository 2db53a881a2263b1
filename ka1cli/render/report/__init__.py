"""The screening of a table as an HTML page."""
