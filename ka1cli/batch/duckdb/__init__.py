"""Screening on DuckDB: it reads, groups, looks up and writes; it decides nothing."""
