"""Pages as text for a terminal or a file, and as Markdown."""
