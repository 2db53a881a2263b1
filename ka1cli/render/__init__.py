"""Results as text, JSON or Markdown. One file for each format; nothing here prints."""
