"""A lazy frame for Polars, written by hand."""

import sys

import polars as pl

from bench.rivals import programme


def verdict(*criteria: pl.Expr) -> pl.Expr:
    every = pl.all_horizontal(*criteria)
    return (
        pl.when(every)
        .then(pl.lit("eligible"))
        .when(~every)
        .then(pl.lit("ineligible"))
        .otherwise(pl.lit("undetermined"))
    )


def main(source: str, target: str) -> None:
    kind, accredited = pl.col("organisation_type"), pl.col("accredited")
    here = pl.col("country").is_in(programme())
    works_in_vet = kind.is_in(["vet-provider", "authority", "employer"])
    applies = pl.col("will_apply").fill_null("yes") == "yes"
    regular = pl.col("regular_activities").fill_null("yes") == "yes"
    is_new = (pl.col("first_time") == "yes").fill_null(value=False)
    grants_left = pl.when(is_new).then(pl.lit(True)).otherwise(pl.col("short_term_grants").cast(pl.Int32) <= 2)
    experience = pl.col("years_in_field").cast(pl.Int32) >= 2
    not_known = pl.lit(None, dtype=pl.Boolean)
    frame = pl.scan_csv(source, infer_schema=False)
    frame.with_columns(
        ka122=verdict(here, works_in_vet, accredited == "no", grants_left, applies),
        ka121=verdict(here, accredited == "yes", applies),
        ka120=verdict(here, works_in_vet, accredited == "no", experience, not_known, regular, applies),
        join=verdict(here, pl.col("consortium_open") == "yes"),
        host=pl.lit("eligible"),
        epale=verdict(kind.is_in(["vet-provider", "employer"])),
        etwinning=verdict(kind == "vet-provider"),
    ).sink_csv(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
