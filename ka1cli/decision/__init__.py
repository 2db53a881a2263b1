"""Decisions: verdicts with reasons, missing answers, remedies and dates, as values. Nothing prints."""
