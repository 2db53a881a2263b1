"""Rules for rule-engine, matched row by row."""

import csv
import sys

import rule_engine

from bench.rivals import FACTS, ROUTES, opened, programme


def rules() -> list[tuple[rule_engine.Rule, rule_engine.Rule]]:
    """For each route the rule that closes it and the rule that leaves it open."""
    here = ", ".join(f'"{code}"' for code in programme())
    abroad, nowhere = f'country != "" and not country in [{here}]', 'country == ""'
    no_vet, no_kind = 'organisation_type == "other"', 'organisation_type == ""'
    stays, accredited, not_said = 'will_apply == "no"', 'accredited == "yes"', 'accredited == ""'
    too_many, not_told = (
        'first_time != "yes" and short_term_grants > 2',
        'first_time != "yes" and short_term_grants < 0',
    )
    young = "years_in_field >= 0 and years_in_field < 2"
    pairs = [
        ([abroad, no_vet, accredited, too_many, stays], [nowhere, no_kind, not_said, not_told]),
        ([abroad, 'accredited == "no"', stays], [nowhere, not_said]),
        ([abroad, no_vet, accredited, young, 'regular_activities == "no"', stays], ["true"]),
        ([abroad, 'consortium_open == "no"'], [nowhere, 'consortium_open == ""']),
        (["false"], ["false"]),
        (['organisation_type in ["authority", "other"]'], [no_kind]),
        (['organisation_type in ["authority", "employer", "other"]'], [no_kind]),
    ]
    return [(_rule(closes), _rule(opens)) for closes, opens in pairs]


def _rule(conditions: list[str]) -> rule_engine.Rule:
    return rule_engine.Rule(" or ".join(f"({one})" for one in conditions))


def main(source: str, target: str) -> None:
    every = rules()
    with opened(source, target) as (table, result):
        reader = csv.DictReader(table)
        writer = csv.writer(result)
        writer.writerow([*(reader.fieldnames or ()), *ROUTES])
        for row in reader:
            known: dict[str, object] = {name: row[name] for name in FACTS}
            for name in ("short_term_grants", "years_in_field"):
                known[name] = int(row[name]) if row[name] else -1
            verdicts = (
                "ineligible" if closes.matches(known) else "undetermined" if opens.matches(known) else "eligible"
                for closes, opens in every
            )
            writer.writerow([*row.values(), *verdicts])


if __name__ == "__main__":
    main(*sys.argv[1:])
