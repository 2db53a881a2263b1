"""`ka1 batch`."""
