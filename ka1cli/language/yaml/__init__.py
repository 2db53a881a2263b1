"""A YAML text: its nodes with their places, and what stands in them."""
