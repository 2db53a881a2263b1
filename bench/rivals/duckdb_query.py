"""A query for DuckDB, written by hand."""

import sys

import duckdb

from bench.rivals import programme


def verdict(*criteria: str) -> str:
    """SQL has the three values: what is not known stays NULL."""
    every = " AND ".join(f"({one})" for one in criteria)
    return f"CASE WHEN {every} THEN 'eligible' WHEN NOT ({every}) THEN 'ineligible' ELSE 'undetermined' END"


def main(source: str, target: str) -> None:
    here = "country IN ({})".format(", ".join(f"'{code}'" for code in programme()))
    works_in_vet = "organisation_type IN ('vet-provider', 'authority', 'employer')"
    applies = "coalesce(will_apply, 'yes') = 'yes'"
    grants_left = "CASE WHEN first_time = 'yes' THEN true ELSE CAST(short_term_grants AS INTEGER) <= 2 END"
    regular = "coalesce(regular_activities, 'yes') = 'yes'"
    experience = "CAST(years_in_field AS INTEGER) >= 2"
    routes = {
        "ka122": verdict(here, works_in_vet, "accredited = 'no'", grants_left, applies),
        "ka121": verdict(here, "accredited = 'yes'", applies),
        "ka120": verdict(
            here, works_in_vet, "accredited = 'no'", experience, "CAST(NULL AS BOOLEAN)", regular, applies
        ),
        "join": verdict(here, "consortium_open = 'yes'"),
        "host": "'eligible'",
        "epale": verdict("organisation_type IN ('vet-provider', 'employer')"),
        "etwinning": verdict("organisation_type = 'vet-provider'"),
    }
    verdicts = ", ".join(f"{expression} AS {route}" for route, expression in routes.items())
    table = f"read_csv('{source}', all_varchar = true, header = true, nullstr = '')"
    duckdb.execute(f"COPY (SELECT *, {verdicts} FROM {table}) TO '{target}' (FORMAT csv, HEADER)")


if __name__ == "__main__":
    main(*sys.argv[1:])
