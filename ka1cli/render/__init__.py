"""Results as text, JSON or Markdown. A room for each kind of result; nothing here prints."""
