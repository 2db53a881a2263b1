"""Findings and tried cases in the forms that servers and editors read."""
