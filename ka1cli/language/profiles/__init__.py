"""The answers of one asker, from flags or a file."""
