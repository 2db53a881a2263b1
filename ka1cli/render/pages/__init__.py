"""The one page that text, Markdown and HTML lay out, and who fills it."""
