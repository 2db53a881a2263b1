"""A loop over the rows with the module `csv`, written by hand."""

import csv
import sys
from collections.abc import Mapping

from bench.rivals import ROUTES, opened, programme

Known = bool | None


def verdict(*criteria: Known) -> str:
    if False in criteria:
        return "ineligible"
    return "undetermined" if None in criteria else "eligible"


def is_one_of(text: str, values: frozenset[str]) -> Known:
    return text in values if text else None


def screened(row: Mapping[str, str], here: frozenset[str]) -> list[str]:
    kind, accredited, grants, years = (
        row[name] for name in ("organisation_type", "accredited", "short_term_grants", "years_in_field")
    )
    in_programme = is_one_of(row["country"], here)
    works_in_vet = is_one_of(kind, IN_VET)
    no_accreditation = is_one_of(accredited, NO)
    grants_left = True if row["first_time"] == "yes" else int(grants) <= 2 if grants else None
    applies = row["will_apply"] != "no"
    experience = int(years) >= 2 if years else None
    return [
        verdict(in_programme, works_in_vet, no_accreditation, grants_left, applies),
        verdict(in_programme, is_one_of(accredited, YES), applies),
        verdict(
            in_programme, works_in_vet, no_accreditation, experience, None, row["regular_activities"] != "no", applies
        ),
        verdict(in_programme, is_one_of(row["consortium_open"], YES)),
        "eligible",
        verdict(is_one_of(kind, ON_EPALE)),
        verdict(is_one_of(kind, SCHOOLS)),
    ]


YES, NO = frozenset(("yes",)), frozenset(("no",))
IN_VET = frozenset(("vet-provider", "authority", "employer"))
ON_EPALE = frozenset(("vet-provider", "employer"))
SCHOOLS = frozenset(("vet-provider",))


def main(source: str, target: str) -> None:
    here = frozenset(programme())
    with opened(source, target) as (table, result):
        reader, writer = csv.reader(table), csv.writer(result)
        names = next(reader)
        writer.writerow([*names, *ROUTES])
        for cells in reader:
            writer.writerow([*cells, *screened(dict(zip(names, cells, strict=True)), here)])


if __name__ == "__main__":
    main(*sys.argv[1:])
