"""The rules as one query for somebody else's database. Nothing decides here: every case is decided by `ka1cli.cases`."""
