"""A decision for zen-engine, evaluated in batches."""

import csv
import sys
from itertools import islice

import zen

from bench.rivals import FACTS, ROUTES, ROWS_AT_ONCE, opened, programme


def verdict(unmet: list[str], unknown: list[str]) -> str:
    """The language compares no null, so that what is not known is an empty text or -1."""
    return f"{' or '.join(unmet)} ? 'ineligible' : ({' or '.join(unknown)} ? 'undetermined' : 'eligible')"


def decision() -> dict[str, object]:
    listed = ", ".join(f"'{code}'" for code in programme())
    abroad, nowhere = f"country != '' and country not in [{listed}]", "country == ''"
    no_vet, no_kind = "organisation_type == 'other'", "organisation_type == ''"
    stays = "will_apply == 'no'"
    no_accreditation = ["accredited == 'yes'"], ["accredited == ''"]
    too_many, not_told = (
        "first_time != 'yes' and short_term_grants > 2",
        "first_time != 'yes' and short_term_grants < 0",
    )
    young, no_years = "years_in_field >= 0 and years_in_field < 2", "years_in_field < 0"
    routes = {
        "ka122": verdict(
            [abroad, no_vet, *no_accreditation[0], too_many, stays], [nowhere, no_kind, *no_accreditation[1], not_told]
        ),
        "ka121": verdict([abroad, "accredited == 'no'", stays], [nowhere, "accredited == ''"]),
        "ka120": verdict(
            [abroad, no_vet, *no_accreditation[0], young, "regular_activities == 'no'", stays], ["true", no_years]
        ),
        "join": verdict([abroad, "consortium_open == 'no'"], [nowhere, "consortium_open == ''"]),
        "host": "'eligible'",
        "epale": verdict(["organisation_type in ['authority', 'other']"], [no_kind]),
        "etwinning": verdict(["organisation_type in ['authority', 'employer', 'other']"], [no_kind]),
    }
    expressions = [{"id": key, "key": key, "value": value} for key, value in routes.items()]
    return {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode"},
            {"id": "rules", "name": "rules", "type": "expressionNode", "content": {"expressions": expressions}},
            {"id": "out", "name": "out", "type": "outputNode"},
        ],
        "edges": [
            {"id": "1", "sourceId": "in", "targetId": "rules", "type": "edge"},
            {"id": "2", "sourceId": "rules", "targetId": "out", "type": "edge"},
        ],
    }


def facts(row: dict[str, str]) -> dict[str, object]:
    known: dict[str, object] = {name: row[name] for name in FACTS}
    for name in ("short_term_grants", "years_in_field"):
        known[name] = int(row[name]) if row[name] else -1
    return known


def main(source: str, target: str) -> None:
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"rules": decision()}}})
    with opened(source, target) as (table, result):
        reader = csv.DictReader(table)
        writer = csv.writer(result)
        writer.writerow([*(reader.fieldnames or ()), *ROUTES])
        while rows := list(islice(reader, ROWS_AT_ONCE)):
            for row, found in zip(rows, evaluate(engine, [facts(row) for row in rows]), strict=True):
                writer.writerow([*row.values(), *(found[route] for route in ROUTES)])


def evaluate(engine: zen.ZenEngine, rows: list[dict[str, object]]) -> list[dict[str, str]]:
    found = engine.evaluate_batch([{"key": "rules", "context": row} for row in rows])
    return [one["data"]["result"] for one in found]


if __name__ == "__main__":
    main(*sys.argv[1:])
