"""Makes tables of organisations: `python -m bench.tables KIND ROWS FILE`.

uniform   every answer as likely as every other, and none
skew      as real lists look: a few countries and kinds, most organisations without an accreditation, gaps
wrong     every cell of a fact is a different text that is no answer
empty     no cell of a fact has an answer: the verdicts of `wrong` without its errors
own       every row a case of its own, as far as the rules have cases; with the columns of all plans as well
skew-own  the columns of `own`, filled as in `skew`
"""

import sys

import duckdb

CODES = [
    "AT",
    "BE",
    "BG",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GR",
    "HR",
    "HU",
    "IE",
    "IT",
    "LT",
    "LU",
    "LV",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SE",
    "SI",
    "SK",
    "IS",
    "LI",
    "MK",
    "NO",
    "RS",
    "TR",
    "GB",
    "CH",
    "US",
]
KINDS = ("vet-provider", "authority", "employer", "other")
YES_NO = ("yes", "no")
MANY_GERMANS = ["DE"] * 6 + ["FR"] * 4 + ["IT"] * 4 + ["ES"] * 4 + ["PL"] * 3 + ["TR"] * 2 + CODES
PLANS = {
    "applied_this_round": ("no", "no", "no", "yes"),
    "as_consortium": ("no", "no", "no", "yes"),
    "partner_abroad": ("yes", "no"),
    "project_months": tuple(str(months) for months in range(2, 30)),
    "participants": tuple(str(people) for people in range(1, 60)),
    "destination": tuple(MANY_GERMANS),
}
SKEWED = {
    "country": (*MANY_GERMANS, ""),
    "organisation_type": ("vet-provider",) * 5 + ("employer",) * 2 + ("authority", "other", ""),
    "accredited": ("no",) * 7 + ("yes", ""),
    "first_time": ("no",) * 5 + ("",),
    "short_term_grants": ("0",) * 5 + ("1", "1", "2", "3", "", ""),
    "years_in_field": (*(str(years) for years in range(40)), *[""] * 10),
    "consortium_open": ("no", "yes", "", "", "", ""),
    "will_apply": ("yes",) * 8 + ("no", ""),
    "regular_activities": ("yes", "no", "", ""),
}
ANSWERS = {
    "country": CODES,
    "organisation_type": KINDS,
    "accredited": YES_NO,
    "first_time": ("no",),
    "short_term_grants": tuple("0123"),
    "years_in_field": tuple("0123456789"),
    "consortium_open": YES_NO,
    "will_apply": YES_NO,
    "regular_activities": YES_NO,
}
CASES = {
    "country": ("DE", "US", ""),
    "organisation_type": (*KINDS, ""),
    "accredited": ("yes", "no", ""),
    "short_term_grants": ("0", "1", "2", "3", ""),
    "years_in_field": ("1", "2", ""),
    "consortium_open": ("yes", "no", ""),
    "regular_activities": ("yes", "no", ""),
    "will_apply": ("yes", "no", ""),
    "first_time": ("no", ""),
    "applied_this_round": ("yes", "no", ""),
    "as_consortium": ("yes", "no", ""),
    "partner_abroad": ("yes", "no", ""),
    "project_months": ("3", "6", "16", "20", "40", ""),
    "participants": ("3", "40", ""),
    "destination": ("DE", "US", ""),
}


def make(kind: str, rows: int, path: str) -> None:
    """Write one table. The same arguments make the same table."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("SELECT setseed(0.2026)")
    columns = {
        "id": "'org-' || lpad(CAST(i AS VARCHAR), 8, '0')",
        "name": "'Organisation number ' || i",
        **_cells(kind),
    }
    listed = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
    connection.execute(f"COPY (SELECT {listed} FROM range({rows}) AS t(i)) TO '{path}' (FORMAT csv, HEADER)")


def _cells(kind: str) -> dict[str, str]:
    if kind == "wrong":
        return {name: f"'{name[:3]}-' || CAST(i AS VARCHAR)" for name in SKEWED}
    if kind == "empty":
        return dict.fromkeys(SKEWED, "CAST(NULL AS VARCHAR)")
    if kind == "own":
        cells, counts = {}, 1
        for name, answers in CASES.items():
            cells[name] = _entry(answers, f"(i // {counts}) % {len(answers)}")
            counts *= len(answers)
        return {name: cells[name] for name in (*SKEWED, *PLANS)}
    chosen = {
        "uniform": {name: (*answers, "") for name, answers in ANSWERS.items()},
        "skew": SKEWED,
        "skew-own": SKEWED | PLANS,
    }[kind]
    return {
        name: _entry(answers, f"CAST(floor(random() * {len(answers)}) AS INTEGER)") for name, answers in chosen.items()
    }


def _entry(answers: tuple[str, ...] | list[str], index: str) -> str:
    listed = ", ".join(f"'{answer}'" if answer else "NULL" for answer in answers)
    return f"list_extract([{listed}], {index} + 1)"


if __name__ == "__main__":
    make(sys.argv[1], int(sys.argv[2]), sys.argv[3])
