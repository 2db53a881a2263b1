"""Commands for rule authors."""
