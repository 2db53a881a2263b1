"""The keys of every mapping in a rule file, each once: the loader, the JSON Schema and the documentation follow."""

from ka1cli.language.keys.kinds import (
    CALL,
    COUNTED,
    DAY,
    DECIMALS,
    END,
    FINDING,
    INTEGER,
    MOMENT,
    NAME,
    NUMBER,
    SPELLINGS,
    STATEMENTS,
    TEXT,
    TEXTS,
    VALUES,
    VERSION,
    YEARS,
    any_of,
    by_call,
    entries_of,
    list_of,
    mapping_of,
    ref,
    reference_to,
    references_to,
    shape,
    unread,
    word_of,
)
from ka1cli.language.model import Confidence, FactType
from ka1cli.language.yaml.record import Fields, Fragment, may, must

_SOURCES = references_to("sources")
_SOURCED = may("sources", _SOURCES, "The sources that say so, best first.")

_NOTE = may("note", TEXT, "A remark that is shown with it.")
_WHEN_SHOWN = "Whom it concerns; nobody else sees it."
_VALIDITY = (
    may("from", CALL, "The first call in which it exists."),
    may("until", CALL, "The last call in which it exists."),
)


def _given(*keys: str) -> list[Fragment]:
    return [{"required": [key], "properties": {key: {"not": {"type": "null"}}}} for key in keys]


RULE_FILE = Fields(
    "rule file",
    (
        must("ka1", VERSION, "Version of the rule language."),
        must("id", NAME, "Name of the rule set; it appears in every JSON result."),
        must("title", TEXT, "What the rules are about."),
        must("version", TEXT, "Version of this file."),
        must("language", TEXT, "Language of the sentences, such as en."),
        must("as_of", DAY, "The day on which somebody last checked the content."),
        may("calls", unread(YEARS), "The years that the file knows, oldest first."),
        may("ask", TEXT, "Whom to ask where the file does not know."),
        may("topic", TEXT, "What the rules are about, where several rule sets share their sources."),
        may("words", mapping_of("words"), "What things are called on this subject; neutral words if left out."),
        may("include", unread(TEXTS), "Files whose sections are joined with those of this one."),
        may("for", mapping_of("audience"), "For whom the rules are, unless somebody answers otherwise."),
        must("sources", entries_of(mapping_of("source")), "What the rules rest on."),
        may("groups", entries_of(mapping_of("group")), "Named sets of values, such as countries."),
        may("panels", entries_of(TEXT), "Headings under which the facts are asked, in this order."),
        must("facts", entries_of(mapping_of("fact")), "What is asked."),
        may(
            "figures",
            entries_of(mapping_of("figure")),
            "Numbers that change from call to call or stand in several sentences.",
        ),
        must(
            "criteria", entries_of(mapping_of("criterion")), "Named conditions, each with a sentence for every state."
        ),
        must("kinds", entries_of(TEXT), "What one does in a route: apply, join, ..."),
        must("routes", entries_of(mapping_of("route"), minProperties=1), "What can be done."),
        may("activities", entries_of(mapping_of("activity")), "What can be done within a route."),
        may(
            "background", entries_of(mapping_of("background")), "What a reader wants to know and no criterion decides."
        ),
        may("partitions", entries_of(mapping_of("partition")), "Options that divide the range of a fact among them."),
        may("meant", list_of("intended finding"), "Findings of `ka1 rules check` that are no mistake."),
    ),
)
WORDS = Fields(
    "words",
    (
        may("option", TEXT, "What can be done: `route`; `option` if left out."),
        may("options", TEXT, "Its plural; with an s if left out."),
        may("applicant", TEXT, "Who asks: `organisation`; `applicant` if left out."),
        may("applicants", TEXT, "Its plural; with an s if left out."),
        may("period", TEXT, "What figures change with: `year`; `call` if left out."),
        may("periods", TEXT, "Its plural; with an s if left out."),
    ),
)
SOURCE = Fields(
    "source",
    (
        must("title", TEXT, "Title of the page or document."),
        must("publisher", TEXT, "Who publishes it."),
        must("confidence", word_of(Confidence), "How sound it is. Nothing decides on memory alone."),
        may("year", TEXT, "Year or edition, as text."),
        may("section", TEXT, "Where in it."),
        may("link", TEXT, "Address on the web."),
        may("country", TEXT, "Code of the country whose body publishes it; askers from there see it first."),
        may("topics", TEXTS, "What it speaks of alone; rule sets with another `topic` cite it last."),
    ),
)
STATEMENT = Fields(
    "statement",
    (must("text", TEXT, "The sentence."), may("when", mapping_of("condition"), _WHEN_SHOWN), _SOURCED, _NOTE),
)
AUDIENCE = Fields(
    "audience",
    (
        must("because", TEXT, "Said to those for whom the rules are not."),
        may("way_on", STATEMENTS, "What they can do instead."),
    ),
    {"additionalProperties": True, "minProperties": 2},
)
"""Beside these, the mapping holds a condition."""
GROUP = Fields(
    "group",
    (
        must("title", TEXT, "What the group is called in sentences: the EU Member States."),
        may("values", VALUES, "Its values: a list, or a mapping to their names."),
        may("by_call", by_call(TEXTS), "Values from a call on."),
        may("of", references_to("groups"), "Groups that it unites."),
        _SOURCED,
    ),
    {"oneOf": _given("values", "by_call", "of")},
)
FACT = Fields(
    "fact",
    (
        must("asks", word_of(("given", "chosen")), "given: who they are. chosen: what they plan and may still change."),
        must("type", word_of(FactType), "How it is answered."),
        must("panel", reference_to("panels"), "The heading under which it is asked, from `panels`."),
        must("title", TEXT, "A short noun, used inside sentences."),
        must("question", TEXT, "The question."),
        may("values", any_of(mapping_of("group test"), VALUES), "What can be answered to a choice or code."),
        may("also", VALUES, "More answers than yes and no, each with what it means."),
        may("aliases", SPELLINGS, "Further spellings, each with the value it stands for."),
        may("min", END, "The least answer to a number or date."),
        may("max", END, "The greatest answer to a number or date."),
        may("decimals", DECIMALS, "So many digits behind the mark a number may have; none if left out."),
        may("unit", TEXT, "Unit of a number, in the plural."),
        may("headings", TEXTS, "Further names that a column with its answers may have, besides id and title."),
        may("help", TEXT, "More about the question."),
        may("implies", list_of("implication"), "What an answer says about other facts."),
    ),
)
FITTING = {
    FactType.YES_NO: ("also", "aliases"),
    FactType.CHOICE: ("values", "aliases"),
    FactType.CODE: ("values", "aliases"),
    FactType.COUNTRY: ("aliases",),
    FactType.NUMBER: ("decimals", "min", "max", "unit"),
    FactType.DATE: ("min", "max"),
}
"""Which of the keys of a fact go with its type; the others go with every type."""
IMPLICATION = Fields(
    "implication",
    (
        must("when", mapping_of("test"), "A test on this fact."),
        must("then", mapping_of("condition"), "What then holds for other facts."),
        must("because", TEXT, "Why; shown to whoever contradicts it."),
    ),
)
FIGURE = Fields(
    "figure",
    (
        must("title", TEXT, "What it is."),
        may("unit", TEXT, "Unit, in the plural."),
        may("value", mapping_of("value"), "The value in every call; nothing: not known.", nullable=True),
        may("by_call", by_call(mapping_of("value"), nullable=True, days=True), "The value from a call or a day on."),
        may("confirmed", YEARS, "The calls for which a source states it."),
        may("sources", any_of(_SOURCES, by_call(_SOURCES)), "The sources that say so, in all calls or from a call on."),
        _NOTE,
    ),
    {"oneOf": [{"required": ["value"]}, *_given("by_call")]},
)
CONDITION = Fields(
    "condition",
    (
        may("all", list_of("condition"), "All of these hold."),
        may("any", list_of("condition"), "At least one of these holds."),
        may("not", mapping_of("condition"), "This does not hold."),
        may("at_least", COUNTED, "So many of these hold, or more."),
        may("table", mapping_of("table"), "What a look-up table says."),
        may("sum", mapping_of("sum"), "The sum of some numbers lies between bounds."),
        may("criterion", reference_to("criteria"), "This criterion is met."),
        may("option", reference_to("options"), "All criteria of this option are met."),
    ),
    {"additionalProperties": ref("test"), "minProperties": 1},
)
"""Beside these, the mapping holds tests on facts. All of it must hold."""
RANGE = Fields(
    "range", (may("min", NUMBER, "Least value."), may("max", NUMBER, "Greatest value.")), {"minProperties": 1}
)
GROUP_TEST = Fields("group test", (must("group", reference_to("groups"), "One of the values of a group."),))
FIGURE_BOUND = Fields("figure bound", (must("figure", reference_to("figures"), "The figure that holds the bound."),))
OTHER_FACT = Fields("other fact", (must("fact", reference_to("facts"), "The fact that holds the bound."),))
_SCALAR = shape("number or day", {"type": ["number", "string"]})
_BOUND = any_of(_SCALAR, mapping_of("figure bound"), mapping_of("other fact"))
_BOUNDS = (
    may("min", _BOUND, "Least value, or the figure or fact that holds it; an age with `age_on`."),
    may("max", _BOUND, "Greatest value, or the figure or fact that holds it; an age with `age_on`."),
    may("figure", reference_to("figures"), "The figure that holds the bounds."),
)
TEST = Fields(
    "test of a fact",
    (
        may("group", reference_to("groups"), "One of the values of a group."),
        *_BOUNDS,
        may("equals", shape("name from `facts`", TEXT.schema), "The fact that has the same answer."),
        may("differs_from", shape("name from `facts`", TEXT.schema), "The fact that has another answer."),
        may("age_on", any_of(_SCALAR, mapping_of("figure bound")), "The day on which the age counts, for a birthday."),
    ),
    {"minProperties": 1},
)
TABLE = Fields(
    "table",
    (
        must("by", references_to("facts"), "The facts in whose columns a row is looked up."),
        may("min", reference_to("facts"), "The fact for which the last column holds the least value."),
        may("max", reference_to("facts"), "The fact for which the last column holds the greatest value."),
        may("value", reference_to("facts"), "The fact for which the last column holds the value or values."),
        must("rows", shape("list of rows", {"type": "array", "items": {"type": "array"}, "minItems": 1}), "The rows."),
    ),
)
SUM = Fields("sum", (must("of", references_to("facts"), "The numbers that are summed up."), *_BOUNDS))
CRITERION = Fields(
    "criterion",
    (
        must("title", TEXT, "What is required, in a few words."),
        must("when", mapping_of("condition"), "When it is met."),
        must("met", TEXT, "Said when it is met."),
        must("unmet", TEXT, "Said when it is not."),
        must("unknown", TEXT, "Said while answers are missing."),
        may("limit", TEXT, "What to keep to while a choice is open; needed where a chosen fact is used."),
        may("short", TEXT, "What is wrong where it is unmet, in two or three words; the title if left out."),
        may("way_on", references_to("options"), "Options to look at when it is unmet."),
        _SOURCED,
        _NOTE,
        *_VALIDITY,
    ),
)
ACTIVITY = Fields(
    "activity",
    (
        must("title", TEXT, "What it is called."),
        must("summary", TEXT, "What it is, in a sentence."),
        must("criteria", references_to("criteria"), "What is required: all of these."),
        may("code", TEXT, "An official code."),
        may("aliases", TEXTS, "More names under which it is found."),
        may("who", TEXT, "Who it is for."),
        may("recommend", list_of("recommendation"), "When it is recommended, and why. Never a verdict."),
        may("figures", references_to("figures"), "Figures that are shown with it."),
        may("manual_checks", STATEMENTS, "What no form can decide."),
        may("next_steps", STATEMENTS, "What to do next."),
        may("deadlines", list_of("deadline"), "Closing dates by call and round."),
        may("notes", STATEMENTS, "What is good to know."),
        may("links", TEXTS, "Addresses on the web."),
        _SOURCED,
        *_VALIDITY,
    ),
)
ROUTE = Fields("route", (must("kind", reference_to("kinds"), "What one does there, from `kinds`."), *ACTIVITY.fields))
RECOMMENDATION = Fields(
    "recommendation",
    (
        must("when", mapping_of("condition"), "When the option is recommended, unless it is closed."),
        must("because", TEXT, "Why."),
    ),
)
DEADLINE = Fields(
    "deadline",
    (
        must("call", CALL, "The call."),
        must("round", INTEGER, "The round of the call."),
        may("closes", MOMENT, "Closing time with its offset from UTC; nothing: not known."),
        may("only_where", any_of(TEXT, mapping_of("condition")), "Who has the round, where not everybody does."),
        may("starts_from", DAY, "First day on which a project may start."),
        may("starts_to", DAY, "Last day on which a project may start."),
        _SOURCED,
        _NOTE,
    ),
)
BACKGROUND = Fields(
    "background",
    (
        must("title", TEXT, "Heading."),
        must("with", word_of(("routes", "activities")), "Where it is shown."),
        may("text", TEXT, "A paragraph."),
        may("items", STATEMENTS, "Sentences."),
        may("figures", references_to("figures"), "Figures that are shown with it."),
        _SOURCED,
    ),
    {"anyOf": [{"required": ["text"]}, {"required": ["items"]}]},
)
PARTITION = Fields(
    "partition",
    (
        must("by", reference_to("facts"), "The number or date that is divided."),
        must("options", references_to("options"), "The options that divide it."),
        must("because", TEXT, "Why they are meant to."),
    ),
)
MEANT = Fields(
    "intended finding",
    (
        must("finding", FINDING, "Code of the finding."),
        must("about", TEXTS, "What it is about, as the report says it."),
        must("because", TEXT, "Why it is no mistake."),
    ),
)
EVERY = (
    *(RULE_FILE, WORDS, SOURCE, STATEMENT, AUDIENCE, GROUP, FACT, IMPLICATION, FIGURE, RANGE),
    *(CONDITION, GROUP_TEST, FIGURE_BOUND, OTHER_FACT, TEST, TABLE, SUM, CRITERION, ROUTE, ACTIVITY),
    *(RECOMMENDATION, DEADLINE, BACKGROUND, PARTITION, MEANT),
)
"""All of them, the rule file itself first."""
