"""Every statement of the page that the tool started from stands in the shipped rules, and where.

The statements are paraphrased. A place is a path in `rules.yaml`; the words must stand there, in any case.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest
import yaml
from rule_files import shipped_text

from ka1cli import Rules, load_rules
from ka1cli.language.model import Confidence
from ka1cli.language.resolve import value_at
from ka1cli.language.spelling import fold_code
from ka1cli.shipped import shipped_rules

PAGE = "iky-page"


class Told(NamedTuple):
    """A statement of the page and where it is told: path and words, one entry for each place."""

    statement: str
    places: dict[str, list[str]]


STATEMENTS = [
    # What it is
    Told(
        "the action is Key Action 1 in the field of vocational education and training",
        {
            "title": ["Key Action 1", "vocational education and training"],
            "background/what-ka1-is/title": ["Key Action 1"],
        },
    ),
    Told(
        "learners, apprentices, teachers and other educational staff can take part in learning mobility",
        {"background/what-ka1-is/text": ["abroad", "learners", "apprentices", "teachers", "staff", "learn"]},
    ),
    Told(
        "they do so through short-term or accredited mobility projects that are applied for",
        {
            "background/what-ka1-is/text": ["short-term", "accredited project"],
            "criteria/will-apply/unmet": ["application"],
        },
    ),
    Told(
        "VET providers and their beneficiaries work with partners abroad, reach further and become more dynamic",
        {"background/what-ka1-is/text": ["VET providers", "partners abroad", "reach", "fresh ideas"]},
    ),
    # Who can take part
    Told(
        "individual participants in a mobility abroad benefit",
        {"background/who-gains/items/0": ["people", "abroad"]},
    ),
    Told("participating organisations develop", {"background/who-gains/items/1": ["organisations", "develop"]}),
    Told(
        "organisations become better at cooperating across borders",
        {"background/who-gains/items/1": ["better", "across borders"]},
    ),
    Told(
        "teaching and learning improve for all, not only for those who go abroad",
        {"background/who-gains/items/1": ["teach and learn better", "also for those who stay at home"]},
    ),
    Told(
        "a link leads to the list of all eligible organisations",
        {"background/eligible-organisations/items/3": ["links to a list", "not at hand", "National Agency"]},
    ),
    # The nine objectives
    Told(
        "objective 1: key competences and skills, in particular languages and digital skills",
        {"background/objectives-quality/items/0": ["key competences", "skills", "languages", "digital"]},
    ),
    Told(
        "objective 2: job-specific skills",
        {"background/objectives-quality/items/1": ["skills", "particular job"]},
    ),
    Told(
        "objective 3: best practices, new teaching methods and technologies, professional development of staff",
        {
            "background/objectives-quality/items/2": [
                "good practice",
                "ways and technologies of teaching",
                "teachers",
                "trainers",
                "mentors",
                "profession",
            ]
        },
    ),
    Told(
        "objective 4: capacity for high-quality projects, partnerships and an internationalisation strategy",
        {
            "background/objectives-area/items/0": [
                "VET providers",
                "high quality",
                "good partners",
                "strategy",
                "internationally",
            ]
        },
    ),
    Told(
        "objective 5: mobility possible for any learner in initial and continuing VET, longer stays for more effect",
        {"background/objectives-area/items/1": ["every learner", "initial and continuing VET", "longer stays", "more"]},
    ),
    Told(
        "objective 6: quality, transparency and recognition of learning outcomes, with European instruments",
        {
            "background/objectives-area/items/2": [
                "quality",
                "clearly",
                "recognised",
                "European instruments",
                "Memorandum of Understanding",
                "learning agreement",
            ],
            "background/recognition/items/2": ["Memorandum of Understanding"],
        },
    ),
    Told(
        "objective 7: inclusion and diversity, tolerance, democratic participation",
        {"background/objectives-europe/items/0": ["inclusion and diversity", "tolerance", "democratic participation"]},
    ),
    Told(
        "objective 8: knowledge of the shared European heritage and diversity",
        {"background/objectives-europe/items/1": ["knowledge", "shared heritage", "diversity"]},
    ),
    Told(
        "objective 9: professional networks across Europe",
        {"background/objectives-europe/items/2": ["professional networks", "Europe"]},
    ),
    Told(
        "the page is filed under school education",
        {
            "background/eligible-organisations/items/4": [
                "filed under school education",
                "Subcategories: School education",
            ]
        },
    ),
    # Short-term projects
    Told(
        "the first way is the short-term project for mobility of learners and staff, KA122",
        {
            "routes/ka122/title": ["Short-term project"],
            "routes/ka122/code": ["KA122"],
            "routes/ka122/summary": ["learners and staff"],
        },
    ),
    Told(
        "its beneficiaries are all schools and educational organisations",
        {
            "background/eligible-organisations/items/3": ["all schools and educational organisations"],
            "criteria/works-in-vet/note": ["schools and educational organisations"],
            "routes/ka122/notes/8": ["all schools and educational organisations", "list of its own"],
            "routes/ka120/notes/8": ["all schools and educational organisations", "list of its own"],
        },
    ),
    Told("it consists of various mobility activities", {"routes/ka122/summary": ["various mobility activities"]}),
    Told(
        "it lasts 6 to 18 months",
        {
            "figures/short-term-months": ["6", "18", "months"],
            "criteria/short-term-length": ["short-term-months"],
        },
    ),
    Told(
        "it is the best choice for first-time applicants",
        {"routes/ka122/recommend/0": ["first_time", "best"], "routes/ka122/who": ["new to Erasmus+"]},
    ),
    Told(
        "it is the best choice for those who want only a limited number of activities",
        {"routes/ka122/recommend/1": ["regular_activities", "best"], "routes/ka122/who": ["only a few activities"]},
    ),
    # Accredited projects
    Told(
        "the second way is the accredited project for mobility of learners and staff, KA121",
        {
            "routes/ka121/title": ["Accredited project"],
            "routes/ka121/code": ["KA121"],
            "routes/ka121/summary": ["learners and staff"],
        },
    ),
    Told(
        "only organisations with an Erasmus accreditation in VET are its beneficiaries",
        {"routes/ka121/who": ["only", "Erasmus accreditation in VET"], "criteria/accredited": ["accredited: yes"]},
    ),
    Told(
        "the accreditation is open to all organisations that want mobility on a regular basis",
        {
            "routes/ka120/who": ["all organisations", "regular basis"],
            "criteria/regular-activities": ["regular_activities: yes", "regular basis"],
        },
    ),
    Told(
        "previous experience in the Programme is not required for it",
        {"routes/ka120/notes/1": ["no experience in Erasmus+"]},
    ),
    Told(
        "operational capacity is required for it",
        {
            "criteria/operational-capacity": ["operational_capacity: yes"],
            "routes/ka120/notes/1": ["people and means"],
            "routes/ka120/manual_checks/3": ["people and the means"],
        },
    ),
    Told(
        "accredited organisations have permanent access to funding",
        {
            "background/accreditation-access": ["permanent access", "accreditation-end", "in each call"],
            "routes/ka121/notes/0": ["permanent access", "accreditation-end", "in each call"],
        },
    ),
    Told(
        "the funded activities carry out the organisation's Erasmus Strategic Plan step by step",
        {
            "routes/ka121/notes/8": ["Erasmus Plan", "step by step", "Erasmus Strategic Plan"],
            "background/accreditation-access/items/0": ["Erasmus Plan", "step by step"],
        },
    ),
    # Without an application
    Told(
        "who does not want to submit an application can join in other ways",
        {
            "criteria/will-apply/way_on": ["join", "host"],
            "routes/join/recommend/0": ["will_apply: no", "application"],
            "routes/host/recommend/0": ["will_apply: no", "application"],
            "routes/join/who": ["not want to submit an application"],
        },
    ),
    Told(
        "one is to join an existing mobility consortium",
        {"routes/join/summary": ["existing consortium"], "routes/join/title": ["consortium"]},
    ),
    Told(
        "an accredited coordinator leads that consortium",
        {"routes/join/summary": ["accredited coordinator"], "criteria/open-consortium/met": ["accredited coordinator"]},
    ),
    Told(
        "the coordinator is in the organisation's own country",
        {
            "routes/join/summary": ["in your country"],
            "routes/join/notes/2": ["country of the coordinator"],
            "background/consortium/items/2": ["same country"],
        },
    ),
    Told(
        "the consortium takes new members",
        {
            "criteria/open-consortium/met": ["takes new members"],
            "routes/join/manual_checks/1": ["takes you", "coordinator"],
        },
    ),
    Told(
        "any organisation can host learners or staff of a partner abroad",
        {
            "routes/host/who": ["any organisation"],
            "routes/host/summary": ["learners or staff", "partner organisation abroad"],
            "criteria/partner-abroad/met": ["partner organisation abroad"],
        },
    ),
    Told(
        "hosting is valuable and shows the Programme before one applies",
        {"routes/host/recommend/1": ["first_time", "worth a lot", "before you apply"]},
    ),
    Told(
        "VET providers can take part in European online platforms such as EPALE and eTwinning",
        {
            "background/other-platforms/items/0": ["EPALE", "eTwinning", "VET providers"],
            "criteria/on-etwinning": ["vet-provider", "eTwinning"],
            "routes/etwinning": ["online platform", "VET"],
        },
    ),
    Told(
        "EPALE has the Community of European VET practitioners, for teachers, trainers and in-company tutors",
        {
            "routes/epale/title": ["VET practitioners", "EPALE"],
            "routes/epale/summary": [
                "Community of European VET practitioners",
                "teachers",
                "trainers",
                "in-company tutors",
            ],
            "criteria/on-epale/met": ["teachers", "trainers", "in-company tutors"],
        },
    ),
    Told(
        "there they work together and learn about European initiatives",
        {"routes/epale/summary": ["work together", "what is new in Europe"]},
    ),
]

PLACES = [(told.statement, place, words) for told in STATEMENTS for place, words in told.places.items()]


@cache
def rules() -> Rules:
    return load_rules(shipped_rules())


@cache
def tree() -> dict[str, object]:
    """The rule file as nothing but mappings, lists and texts."""
    return yaml.load(shipped_text(), Loader=yaml.BaseLoader)


def path_to(place: str) -> list[object]:
    """What stands on the way to a place, the place itself last."""
    steps: list[object] = [tree()]
    for step in place.split("/"):
        inside = steps[-1]
        steps.append(inside[int(step)] if isinstance(inside, list) else inside[step])  # type: ignore[index]
    return steps


def words_of(node: object) -> str:
    """Everything under a node as one text."""
    if isinstance(node, dict):
        return " ".join(f"{key}: {words_of(value)}" for key, value in node.items())
    return " ".join(words_of(item) for item in node) if isinstance(node, list) else str(node)


@pytest.mark.parametrize(("statement", "place", "words"), PLACES)
def test_every_statement_of_the_page_has_its_place(statement: str, place: str, words: list[str]) -> None:
    text = words_of(path_to(place)[-1]).lower()
    missing = [word for word in words if word.lower() not in text]
    assert not missing, f"{statement}: {place} says: {text}"


@pytest.mark.parametrize("told", STATEMENTS, ids=[told.statement for told in STATEMENTS])
def test_every_statement_can_be_traced_to_the_page(told: Told) -> None:
    """At least at one of its places, the nearest sources name the page."""
    if "title" in told.places:  # the name of the subject has no sources
        return
    assert any(PAGE in nearest_sources(place) for place in told.places), told.statement


def nearest_sources(place: str) -> list[str]:
    return next(node["sources"] for node in reversed(path_to(place)) if isinstance(node, dict) and "sources" in node)


def cited(node: object, path: str = "") -> Iterator[str]:
    """The paths of everything that names the page among its sources."""
    if isinstance(node, dict):
        if PAGE in node.get("sources", ()):
            yield path
        for key, value in node.items():
            yield from cited(value, f"{path}/{key}" if path else key)
    elif isinstance(node, list):
        for number, item in enumerate(node):
            yield from cited(item, f"{path}/{number}")


def test_whatever_cites_the_page_tells_one_of_its_statements() -> None:
    told = [place for _, place, _ in PLACES]
    untold = [
        path
        for path in cited({section: content for section, content in tree().items() if section != "sources"})
        if not any(place == path or place.startswith(path + "/") or path.startswith(place + "/") for place in told)
    ]
    assert not untold


def test_the_codes_of_the_page_are_understood_in_greek_letters() -> None:
    options = rules().rule_set.options
    for name, greek in (("ka122", "ΚΑ122"), ("ka121", "ΚΑ121"), ("ka120", "ΚΑ120"), ("ka122", "κα122")):
        assert fold_code(greek) == name
        assert name in options


# --- what everything in the file rests on ----------------------------------------------------


def test_criteria_and_figures_rest_on_more_than_memory_in_every_call() -> None:
    for call in rules().calls:
        rule_set = rules().at(call).rule_set
        for criterion in rule_set.criteria.values():
            assert criterion.sources, criterion.id
            assert rule_set.confidence(criterion.sources) is not Confidence.MEMORY, criterion.id
        for figure in rule_set.figures.values():
            if value_at(figure.by_call, call) is not None:
                assert figure.sources, (figure.id, call)
                assert rule_set.confidence(figure.sources) is not Confidence.MEMORY, (figure.id, call)


def test_what_is_only_remembered_is_cited_by_manual_checks_alone() -> None:
    rule_set = rules().rule_set
    remembered = {source.id for source in rule_set.sources.values() if source.confidence is Confidence.MEMORY}
    assert remembered
    elsewhere = [
        *(criterion.sources for criterion in rule_set.criteria.values()),
        *(figure.sources for figure in rule_set.figures.values()),
        *(group.sources for group in rule_set.groups.values()),
        *(option.sources for option in rule_set.options.values()),
        *(entry.sources for option in rule_set.options.values() for entry in option.deadlines),
        *(text.sources for option in rule_set.options.values() for text in (*option.notes, *option.next_steps)),
        *(entry.sources for entry in rule_set.background.values()),
        *(item.sources for entry in rule_set.background.values() for item in entry.items),
    ]
    assert not [sources for sources in elsewhere if remembered & set(sources)]
    checks = [check for option in rule_set.options.values() for check in option.manual_checks]
    for check in checks:
        if remembered & set(check.sources):
            assert "National Agency" in check.text


def test_the_best_source_stands_first() -> None:
    rule_set = rules().rule_set
    order = list(Confidence)

    def sorted_by_confidence(sources: tuple[str, ...]) -> bool:
        ranks = [order.index(rule_set.sources[source].confidence) for source in sources]
        return ranks == sorted(ranks)

    for criterion in rule_set.criteria.values():
        assert sorted_by_confidence(criterion.sources), criterion.id
    for figure in rule_set.figures.values():
        for sources in figure.sources_by_call.values():
            assert sorted_by_confidence(sources), figure.id
    for option in rule_set.options.values():
        for entry in option.deadlines:
            assert sorted_by_confidence(entry.sources), (option.id, entry.call, entry.round)


def test_every_deadline_has_a_source_or_is_not_known() -> None:
    for option in rules().rule_set.options.values():
        for entry in option.deadlines:
            # Of the accreditation in 2027 it is known that there is a round, though not when.
            known = entry.closes or entry.starts_from or entry.starts_to or (option.id, entry.call) == ("ka120", 2027)
            assert bool(known) == bool(entry.sources), (option.id, entry.call, entry.round)
            assert entry.closes or entry.note, (option.id, entry.call, entry.round)


def named_sources(node: object) -> Iterator[str]:
    """Every name in a `sources` list, also where the lists stand under calls."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "sources":
                yield from value if isinstance(value, list) else (name for names in value.values() for name in names)
            else:
                yield from named_sources(value)
    elif isinstance(node, list):
        for item in node:
            yield from named_sources(item)


def test_every_source_bears_something_out() -> None:
    named = {name for section, content in tree().items() if section != "sources" for name in named_sources(content)}
    assert named == set(rules().rule_set.sources)


def sentences(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from sentences(value)
    elif isinstance(node, tuple):
        for item in node:
            yield from sentences(item)


def test_sentences_are_whole_in_every_call() -> None:
    """No placeholder is left, and none stands for a figure that the call does not know."""
    for call in rules().calls:
        rule_set = rules().at(call).rule_set
        parts = (rule_set.facts, rule_set.criteria, rule_set.options, rule_set.background)
        for sentence in sentences(parts):
            assert "{" not in sentence, (call, sentence)
            assert "not known here" not in sentence, (call, sentence)
            assert "  " not in sentence, (call, sentence)


def test_reasons_are_sentences_that_stand_alone() -> None:
    for criterion in rules().rule_set.criteria.values():
        for reason in (criterion.met, criterion.unmet, criterion.unknown, criterion.limit or "Leave."):
            assert reason[0].isupper() and reason.endswith("."), (criterion.id, reason)
            assert not reason.startswith(("But ", "Then ", "Otherwise ", "It is ", "This is ")), (criterion.id, reason)
        assert criterion.unknown.startswith("It depends on "), criterion.id
