"""Faults planted in the shipped rules, one at a time: what is changed, and exactly what has to be found where."""

from typing import NamedTuple


class Fault(NamedTuple):
    """Texts of the rule file with what they become, and each finding with a text of the line where it has to stand."""

    name: str
    changes: tuple[tuple[str, str], ...]
    found: dict[tuple[str, str], str]
    every_call: bool = False


def _criterion(name: str, when: str, chosen: bool = True) -> tuple[str, str]:
    """Puts one more criterion in front of all others."""
    limit = "    limit: Keep to it.\n" if chosen else ""
    text = f"  {name}:\n    title: {name}\n    when: {when}\n    met: Met.\n    unmet: Unmet.\n    unknown: Unknown.\n{limit}    sources: [iky-page]\n"
    return ("\ncriteria:\n", f"\ncriteria:\n{text}")


def _fact(name: str, kind: str = "yes-no", more: str = "") -> tuple[str, str]:
    """Puts one more fact in front of all others."""
    entry = f"  {name}: {{asks: given, type: {kind}, panel: organisation, title: {name}, question: Really?{more}}}\n"
    return ("\nfacts:\n", f"\nfacts:\n{entry}")


KA122 = "    criteria:\n      - in-programme\n      - works-in-vet\n      - not-accredited\n"
KA120 = "    criteria:\n      - in-programme\n      - works-in-vet\n      - no-accreditation-yet\n"
KA121 = "    criteria: [in-programme, accredited, one-request-per-call, will-apply, accredited-length]\n"
HOST = "    criteria: [partner-abroad]\n"
EXPERIENCE = "    when: {years_in_field: {figure: years-in-field}}\n"
PARTNER = "    when: {partner_abroad: yes}\n"
IMPLIES = "      - when: yes\n        then: {short_term_grants: 0}\n        because: An organisation that never had an Erasmus+ project has won no short-term grant.\n"


def _into(route: str, criterion: str) -> tuple[str, str]:
    if route in (KA122, KA120):
        return (route, route.replace("    criteria:\n", f"    criteria:\n      - {criterion}\n"))
    return (route, route.replace("criteria: [", f"criteria: [{criterion}, "))


FAULTS = [
    # Options
    Fault(
        "two criteria of a route exclude each other",
        (_into(KA121, "no-accreditation-yet"),),
        {
            ("K101", "ka121"): "  ka121:",
            (
                "K204",
                "ka121/no-accreditation-yet/accredited",
            ): "criteria: [no-accreditation-yet, in-programme, accredited",
        },
    ),
    Fault(
        "bounds of two figures drift apart",
        (("    value: {min: 15, max: 24}\n", "    value: {min: 19, max: 24}\n"), _into(KA122, "accredited-length")),
        {
            ("K101", "ka122"): "  ka122:",
            ("K204", "ka122/accredited-length/short-term-length"): "      - short-term-length",
        },
    ),
    Fault(
        "three criteria fit in pairs and not together",
        (
            _criterion("one-of-two", "{any: [{partner_abroad: yes}, {as_consortium: yes}]}"),
            _criterion("not-first", "{any: [{partner_abroad: no}, {applied_this_round: yes}]}"),
            _criterion("not-second", "{any: [{as_consortium: no}, {applied_this_round: yes}]}"),
            (KA121, KA121.replace("[in-programme, ", "[one-of-two, not-first, not-second, in-programme, ")),
        ),
        {
            ("K101", "ka121"): "  ka121:",
            ("K204", "ka121/one-of-two/not-first/not-second/one-request-per-call"): "criteria: [one-of-two",
        },
    ),
    Fault(
        "a route that nobody can have through what facts imply",
        (
            _criterion("new", "{first_time: yes}", chosen=False),
            _criterion("old", "{short_term_grants: {min: 1, max: 2}}", chosen=False),
            _into(KA122, "new"),
            ("      - new\n", "      - new\n      - old\n"),
        ),
        {("K101", "ka122"): "  ka122:", ("K204", "ka122/new/old"): "      - old"},
    ),
    Fault(
        "a route that everybody has",
        ((PARTNER, "    when: {any: [{partner_abroad: yes}, {partner_abroad: no}]}\n"),),
        {("K102", "host"): "  host:\n", ("K202", "partner-abroad"): "when: {any: [{partner_abroad: yes}"},
    ),
    Fault(
        "an online option that everybody has",
        (
            (
                "    when: {organisation_type: vet-provider}\n",
                "    when: {not: {all: [{organisation_type: vet-provider}, {organisation_type: other}]}}\n",
            ),
        ),
        {("K102", "etwinning"): "  etwinning:\n", ("K202", "on-etwinning"): "when: {not: {all:"},
    ),
    Fault(
        "a recommendation for those whom the route refuses",
        (
            (
                "      - when: {accredited: yes}\n        because: Your organisation is accredited",
                "      - when: {accredited: no}\n        because: Your organisation is accredited",
            ),
        ),
        {("K103", "ka121/1"): "      - when: {accredited: no}"},
    ),
    Fault(
        "a recommendation against the plan that the route needs",
        (("      - when: {regular_activities: yes}\n", "      - when: {will_apply: no}\n"),),
        {("K103", "ka120/1"): "      - when: {will_apply: no}\n        because: You want mobility"},
    ),
    Fault(
        "a recommendation whose condition nobody meets",
        (
            (
                "      - when: {first_time: yes}\n        because: You would be new to Erasmus+, and a short",
                "      - when: {first_time: yes, short_term_grants: {min: 1, max: 2}}\n        because: You would be new to Erasmus+, and a short",
            ),
        ),
        {("K103", "ka122/1"): "      - when: {first_time: yes, short"},
    ),
    Fault(
        "hosting only inside the Programme leaves others with nothing",
        (_into(HOST, "in-programme"),),
        {("K104", "routes"): "routes:\n"},
    ),
    Fault(
        "hosting only for those who work in VET leaves others with nothing",
        (_into(HOST, "works-in-vet"),),
        {("K104", "routes"): "routes:\n"},
    ),
    Fault(
        "a way on with the criterion that was failed",
        (
            (
                "    sources: [access-europe, ec-countries, movetia]\n",
                "    sources: [access-europe, ec-countries, movetia]\n    way_on: [ka121]\n",
            ),
        ),
        {("K105", "in-programme/ka121"): "    way_on: [ka121]\n    note: Regions"},
    ),
    Fault(
        "a way on to the route itself",
        (
            (
                "    unknown: It depends on whether your organisation holds an accreditation in VET.\n    way_on: [ka120]\n",
                "    unknown: It depends on whether your organisation holds an accreditation in VET.\n    way_on: [ka120, ka121]\n",
            ),
        ),
        {("K105", "accredited/ka121"): "    way_on: [ka120, ka121]"},
    ),
    Fault(
        "a way on to a route that asks for more of the same",
        (
            (
                "    way_on: [ka122]\n    sources: [tpf-hu, utbyten-accreditation",
                "    way_on: [ka120]\n    sources: [tpf-hu, utbyten-accreditation",
            ),
        ),
        {("K105", "experience-in-field/ka120"): "    way_on: [ka120]\n    sources: [tpf-hu, utbyten"},
    ),
    # Partitions
    Fault(
        "the long stay begins a day early",
        (("    value: {min: 90, max: 365}\n", "    value: {min: 89, max: 365}\n"),),
        {("K111", "learner-stays/short-term-mobility/erasmuspro"): "  learner-stays:"},
    ),
    Fault(
        "the short stay ends late",
        (("    value: {min: 10, max: 89}\n", "    value: {min: 10, max: 120}\n"),),
        {("K111", "learner-stays/short-term-mobility/erasmuspro"): "  learner-stays:"},
    ),
    Fault(
        "the long stay begins a day late",
        (("    value: {min: 90, max: 365}\n", "    value: {min: 91, max: 365}\n"),),
        {("K112", "learner-stays"): "  learner-stays:"},
    ),
    Fault(
        "the short stay ends early, but for some",
        (("    value: {min: 10, max: 89}\n", "    value: {min: 10, max: 80}\n"),),
        {("K112", "learner-stays"): "  learner-stays:"},
    ),
    # Criteria
    Fault(
        "a country in two groups at once",
        (
            (
                "    when: {country: {group: programme}}\n",
                "    when: {all: [{country: {group: eu}}, {country: {group: associated}}]}\n",
            ),
        ),
        {
            ("K201", "in-programme"): "    when: {all: [{country",
            ("K101", "ka122"): "  ka122:",
            ("K101", "ka121"): "  ka121:",
            ("K101", "ka120"): "  ka120:",
            ("K101", "join"): "  join:\n",
        },
    ),
    Fault(
        "two bounds of one number that no number keeps",
        ((EXPERIENCE, "    when: {all: [{years_in_field: {figure: years-in-field}}, {years_in_field: {max: 1}}]}\n"),),
        {("K201", "experience-in-field"): "    when: {all: [{years_in_field", ("K101", "ka120"): "  ka120:"},
    ),
    Fault(
        "a test and its opposite",
        (
            (
                "    when: {regular_activities: yes}\n    met",
                "    when: {regular_activities: yes, not: {regular_activities: yes}}\n    met",
            ),
        ),
        {("K201", "regular-activities"): "    when: {regular_activities: yes, not", ("K101", "ka120"): "  ka120:"},
    ),
    Fault(
        "a criterion that what facts imply makes impossible",
        (
            (
                "    when: {short_term_grants: {max: 2}}\n",
                "    when: {first_time: yes, short_term_grants: {min: 1, max: 2}}\n",
            ),
        ),
        {("K201", "grants-left"): "    when: {first_time: yes, short", ("K101", "ka122"): "  ka122:"},
    ),
    Fault(
        "yes or no",
        (
            (
                "    when: {operational_capacity: yes}\n",
                "    when: {any: [{operational_capacity: yes}, {operational_capacity: no}]}\n",
            ),
        ),
        {("K202", "operational-capacity"): "    when: {any: [{operational_capacity"},
    ),
    Fault(
        "two bounds that together let everybody pass",
        ((EXPERIENCE, "    when: {any: [{years_in_field: {figure: years-in-field}}, {years_in_field: {max: 5}}]}\n"),),
        {("K202", "experience-in-field"): "    when: {any: [{years_in_field"},
    ),
    Fault(
        "inside a group or not in a part of it",
        (
            (
                "    when: {destination: {group: programme}}\n",
                "    when: {any: [{destination: {group: programme}}, {not: {destination: {group: eu}}}]}\n",
            ),
        ),
        {("K202", "short-term-destination"): "    when: {any: [{destination"},
    ),
    Fault(
        "a narrower criterion beside a wider one",
        (_into(KA122, "on-etwinning"),),
        {("K203", "ka122/works-in-vet"): "      - works-in-vet\n      - not-accredited"},
    ),
    Fault(
        "a lower bound beside a higher one",
        (_criterion("some-experience", "{years_in_field: {min: 1}}", chosen=False), _into(KA120, "some-experience")),
        {("K203", "ka120/some-experience"): "      - some-experience"},
    ),
    Fault(
        "a criterion that what facts imply makes idle",
        (_criterion("new", "{first_time: yes}", chosen=False), _into(KA122, "new")),
        {("K203", "ka122/grants-left"): "      - grants-left"},
    ),
    Fault(
        "a criterion that two others imply together",
        (
            _criterion("applies-or-hosts", "{any: [{will_apply: yes}, {partner_abroad: yes}]}"),
            _into(KA121, "applies-or-hosts"),
        ),
        {("K203", "ka121/applies-or-hosts"): "    criteria: [applies-or-hosts"},
    ),
    Fault(
        "two criteria that imply each other: one of them has to stay",
        (_criterion("applies", "{not: {will_apply: no}}"), _into(KA121, "applies")),
        {
            ("K203", "ka121/will-apply"): "    criteria: [applies, in-programme",
            ("K205", "applies/will-apply"): "  will-apply:\n    title",
        },
    ),
    Fault(
        "the same criterion under another name",
        (
            _criterion("in-europe", "{country: {group: programme}}", chosen=False),
            (KA120, KA120.replace("in-programme", "in-europe")),
        ),
        {("K205", "in-europe/in-programme"): "  in-programme:"},
    ),
    Fault(
        "the same criterion written differently",
        (
            _criterion("applies", "{not: {will_apply: no}}"),
            (
                "    criteria: [in-programme, accredited, one-request-per-call, will-apply",
                "    criteria: [in-programme, accredited, one-request-per-call, applies",
            ),
        ),
        {("K205", "applies/will-apply"): "  will-apply:\n    title"},
    ),
    Fault(
        "a range inside a range",
        (
            (
                "        - {activity_days: {figure: short-stay-days}}\n",
                "        - {activity_days: {figure: short-stay-days}}\n        - {activity_days: {min: 20, max: 30}}\n",
            ),
        ),
        {("K206", "short-stay-length"): "        - {activity_days: {min: 20"},
    ),
    Fault(
        "a weaker bound beside a stronger one in one condition",
        ((EXPERIENCE, "    when: {all: [{years_in_field: {figure: years-in-field}}, {years_in_field: {min: 1}}]}\n"),),
        {("K206", "experience-in-field"): "    when: {all: [{years_in_field"},
    ),
    Fault(
        "a part of a recommendation that follows from the other",
        (
            (
                "      - when: {first_time: yes}\n        because: You would be new to Erasmus+, and a short",
                "      - when:\n          first_time: yes\n          short_term_grants: {max: 2}\n        because: You would be new to Erasmus+, and a short",
            ),
        ),
        {("K206", "ka122/1"): "          short_term_grants: {max: 2}"},
    ),
    Fault(
        "an exception to an exception",
        (
            (
                "    when: {participant: staff}\n",
                "    when: {participant: staff, not: {all: [{participant: learner}, {activity_days: {min: 3}}]}}\n",
            ),
        ),
        {("K206", "for-staff"): "    when: {participant: staff, not"},
    ),
    # What nothing uses
    Fault(
        "a fact that nobody asks for",
        (_fact("staff_count", "number"),),
        {("K301", "staff_count"): "  staff_count:"},
    ),
    Fault(
        "a fact that lost its test",
        ((PARTNER, "    when: {as_consortium: yes}\n"),),
        {("K301", "partner_abroad"): "  partner_abroad:"},
    ),
    Fault(
        "a fact that matters only where something else decides already",
        (_fact("member"), (PARTNER, "    when: {any: [{partner_abroad: yes}, {partner_abroad: yes, member: yes}]}\n")),
        {("K302", "member"): "  member:", ("K206", "partner-abroad"): "    when: {any: [{partner_abroad: yes}"},
    ),
    Fault(
        "a fact that implies something of no importance",
        (_fact("small", more=", implies: [{when: yes, then: {short_term_grants: {max: 9}}, because: Small.}]"),),
        {("K302", "small"): "  small:"},
    ),
    Fault(
        "a criterion taken out of its only route",
        (("      - operational-capacity\n", ""),),
        {("K303", "operational-capacity"): "  operational-capacity:\n"},
    ),
    Fault(
        "a criterion that was never put into a route",
        (_criterion("left-over", "{will_apply: yes}"),),
        {("K303", "left-over"): "  left-over:"},
    ),
    Fault(
        "a source that is not cited",
        (
            (
                "\nsources:\n",
                '\nsources:\n  old-page: {title: Old page, publisher: Somebody, year: "2020", confidence: official}\n',
            ),
        ),
        {("K304", "old-page"): "  old-page:"},
    ),
    Fault(
        "a source that lost its citation",
        (
            (
                "    sources: [oead-costs, ec-form-2026, bk-rates, green-travel]\n",
                "    sources: [oead-costs, ec-form-2026, bk-rates]\n",
            ),
        ),
        {("K304", "green-travel"): "  green-travel:\n"},
    ),
    Fault(
        "a group that nothing uses",
        (("\ngroups:\n", "\ngroups:\n  nordic: {title: the north, values: [DK, FI, IS, NO, SE]}\n"),),
        {("K305", "nordic"): "  nordic:"},
    ),
    Fault(
        "a figure that nothing shows",
        (("\nfigures:\n", "\nfigures:\n  late-fee: {title: Late fee, unit: euro, value: 5, sources: [oead]}\n"),),
        {("K306", "late-fee"): "  late-fee:"},
    ),
    Fault(
        "a figure that lost its place",
        (("      - linguistic-support\n", ""),),
        {("K306", "linguistic-support"): "  linguistic-support:"},
    ),
    Fault(
        "a panel without a fact",
        (("\npanels:\n", "\npanels:\n  money: Money\n"),),
        {("K307", "money"): "  money: Money"},
    ),
    Fault(
        "a kind without a route",
        (("\nkinds:\n", "\nkinds:\n  lend: Lend\n"),),
        {("K307", "lend"): "  lend: Lend"},
    ),
    Fault(
        "two values that count alike",
        (
            (
                "      other: None of these\n",
                "      union: A trade union\n      party: A party\n      other: None of these\n",
            ),
        ),
        {("K308", "organisation_type/union/party"): "      party: A party"},
    ),
    Fault(
        "values that one test has stopped to tell apart",
        (
            (
                "    when: {organisation_type: [vet-provider, employer]}\n",
                "    when: {organisation_type: [vet-provider]}\n",
            ),
        ),
        {
            ("K308", "organisation_type/authority/employer"): "      employer: Trains or hosts",
            ("K205", "on-epale/on-etwinning"): "  on-etwinning:",
        },
    ),
    # Implications
    Fault(
        "two implications of one answer",
        ((IMPLIES, IMPLIES + "      - {when: yes, then: {short_term_grants: {min: 1}}, because: Mistaken.}\n"),),
        {("K401", "first_time/yes"): "      - when: yes\n        then: {short_term_grants: 0}"},
    ),
    Fault(
        "implications that contradict each other by way of a third fact",
        (
            (IMPLIES, IMPLIES + "      - {when: yes, then: {operational_capacity: yes}, because: Mistaken.}\n"),
            (
                "  operational_capacity:\n    asks: given\n",
                "  operational_capacity:\n    implies: [{when: yes, then: {first_time: no}, because: Mistaken too.}]\n    asks: given\n",
            ),
        ),
        {("K401", "first_time/yes"): "      - when: yes\n        then: {short_term_grants: 0}"},
    ),
    Fault(
        "an implication that says less than another",
        ((IMPLIES, IMPLIES + "      - {when: yes, then: {short_term_grants: {max: 2}}, because: Of course.}\n"),),
        {("K402", "first_time/2"): "      - {when: yes, then: {short_term_grants: {max: 2}}"},
    ),
    Fault(
        "an implication that stands there twice",
        ((IMPLIES, IMPLIES + IMPLIES),),
        {("K402", "first_time/2"): IMPLIES + "  short_term_grants:"},
    ),
    Fault(
        "an implication the other way round",
        (
            (
                "    min: 0\n    unit: grants\n",
                "    min: 0\n    unit: grants\n    implies: [{when: {min: 1}, then: {first_time: no}, because: The same.}]\n",
            ),
        ),
        {("K402", "short_term_grants/1"): "    implies: [{when: {min: 1}"},
    ),
    # Figures, deadlines, sources
    Fault(
        "a figure that is not known for the newest call",
        (("    by_call: {2021: 70, 2023: 80}\n", "    by_call: {2021: 70, 2023: 80, 2027: ~}\n"),),
        {("K501", "course-fee"): "  course-fee:\n"},
    ),
    Fault(
        "a figure about whose first calls nothing is said",
        (("    by_call: {2021: ~, 2026: {max: 3}}\n", "    by_call: {2026: {max: 3}}\n"),),
        {("K501", "course-participants"): "  course-participants:"},
        every_call=True,
    ),
    Fault(
        "a figure that nobody has confirmed for the newest call",
        ((" preparatory-visit, linguistic-support,", " linguistic-support,"),),
        {("K502", "preparatory-visit"): "  preparatory-visit:\n    title: Preparatory visit, per"},
    ),
    Fault(
        "a figure that was confirmed for earlier calls only",
        (
            ("    by_call: {2021: ~, 2026: 150}\n    confirmed: [2026]\n", "    by_call: {2021: ~, 2024: 150}\n"),
            (" preparatory-visit, linguistic-support,", " preparatory-visit,"),
        ),
        {("K502", "linguistic-support"): "  linguistic-support:\n"},
    ),
    Fault(
        "no deadline for the newest call",
        (
            (
                "      - call: 2027\n        round: 1\n        closes: ~\n        sources: [bk-accreditation]\n        note: The Swedish agency expects a round; no source gives a date. What the accreditation would be good for\n          after 2027 is not known.\n",
                "",
            ),
        ),
        {("K503", "ka120"): "    deadlines:\n      - {call: 2021, round: 1, closes: 2021-10-19"},
    ),
    Fault(
        "a source without a year",
        (
            (
                "    title: Short-term projects, VET\n    publisher: Access Europe, Irish portal of public bodies\n    country: IE\n    year: undated, programme 2021-2027\n",
                "    title: Short-term projects, VET\n    publisher: Access Europe, Irish portal of public bodies\n    country: IE\n",
            ),
        ),
        {("K601", "access-europe"): "  access-europe:"},
    ),
    Fault(
        "a source without a year under a figure alone",
        (
            (
                "    title: Rates for staff and travel, higher education\n    publisher: University of Opole\n    year: call 2024\n",
                "    title: Rates for staff and travel, higher education\n    publisher: University of Opole\n",
            ),
        ),
        {("K601", "rates-2024"): "  rates-2024:"},
    ),
    Fault(
        "a criterion that leans on memory",
        (
            (
                "    sources: [access-europe, ec-countries, movetia]\n",
                "    sources: [access-europe, ec-countries, movetia, memory]\n",
            ),
        ),
        {("K602", "in-programme/memory"): "    sources: [access-europe, ec-countries, movetia, memory]"},
    ),
    Fault(
        "a figure that leans on memory",
        (
            (
                "    value: {max: 20}\n    sources: [oead, hwk-duesseldorf]\n",
                "    value: {max: 20}\n    sources: [oead, memory]\n",
            ),
        ),
        {("K602", "international-share/memory"): "    sources: [oead, memory]"},
    ),
    # What is meant
    Fault(
        "an excuse for what is no longer there",
        (("meant:\n", "meant:\n  - {finding: K203, about: [ka120/will-apply], because: It was so.}\n"),),
        {("K901", "K203/ka120/will-apply"): "  - {finding: K203"},
        every_call=True,
    ),
    Fault(
        "an excuse with a code that there is not",
        (("meant:\n", "meant:\n  - {finding: K999, about: [ka120], because: Who knows.}\n"),),
        {("K901", "K999/ka120"): "  - {finding: K999"},
        every_call=True,
    ),
    Fault(
        "a repaired fault that is still excused",
        (
            (
                "    by_call: {2021: ~, 2026: 150}\n    confirmed: [2026]\n",
                "    by_call: {2021: ~, 2026: 150}\n    confirmed: [2026, 2027]\n",
            ),
        ),
        {("K901", "K502/linguistic-support"): " preparatory-visit, linguistic-support,"},
        every_call=True,
    ),
]
