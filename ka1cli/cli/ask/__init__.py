"""`ka1 ask`."""
