"""Elements, the page and its style, of one file without scripts from elsewhere."""
