"""Loads a rule file: text -> nodes -> rule set, all problems in one pass."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from ka1cli.language.diagnostic import Diagnostic, InvalidInput, InvalidRules
from ka1cli.language.include import with_included
from ka1cli.language.keys.fields import RULE_FILE, WORDS
from ka1cli.language.keys.kinds import singular
from ka1cli.language.model import ACTIVITY, RuleSet, Words
from ka1cli.language.sections.around import read_audience, read_background, read_meant, read_partitions
from ka1cli.language.sections.conditions import ConditionReader
from ka1cli.language.sections.entries import read_texts
from ka1cli.language.sections.facts import read_facts
from ka1cli.language.sections.figures import read_figures, read_groups
from ka1cli.language.sections.options import (
    OptionReader,
    check_criteria,
    read_criteria,
    read_implications,
)
from ka1cli.language.sections.placeholders import check_placeholders
from ka1cli.language.sections.sources import SourceReader, read_sources
from ka1cli.language.sections.tests import TestReader
from ka1cli.language.yaml.document import Document, MappingNode, Node, ScalarNode, compose, read_document
from ka1cli.language.yaml.reader import Reader, node_kind

LANGUAGE_VERSION = 1


def load_document(path: Path | str) -> tuple[RuleSet, Document]:
    """Load a rule file. Raises `InvalidRules` with every problem in it."""
    return _loaded(lambda: read_document(path))


def load_text(text: str, name: str = "<text>") -> tuple[RuleSet, Document]:
    """Load a rule set from a text. Raises `InvalidRules` with every problem in it."""
    return _loaded(lambda: compose(text, name))


def _loaded(composed: Callable[[], Document]) -> tuple[RuleSet, Document]:
    try:
        document = with_included(composed())
    except InvalidInput as error:
        raise InvalidRules(error.diagnostics) from None
    return decode(document), document


def decode(document: Document) -> RuleSet:
    """The rule set that a document describes. Raises `InvalidRules` with every problem in it."""
    reader = Reader(document)
    if document.root is None:
        raise InvalidRules([Diagnostic("E109", f"`{document.name}` is empty", document.place(None))])
    if not isinstance(document.root, MappingNode):
        message = f"a rule file should be a mapping, not {node_kind(document.root)}"
        raise InvalidRules([Diagnostic("E201", message, document.place(document.root))])
    try:
        rule_set = _decode(reader, document.root)
    except InvalidInput as error:
        raise InvalidRules([*_in_order(reader), error.diagnostics[-1]]) from None
    if reader.problems:
        raise InvalidRules(_in_order(reader))
    return rule_set


def _in_order(reader: Reader) -> list[Diagnostic]:
    """The problems as they stand in the file, then in those that it includes; what an alias repeats is said once."""
    files = [part.name for part in reader.document.parts] or [reader.document.name]

    def order(problem: Diagnostic) -> tuple[int, int, int]:
        return (files.index(problem.place.file), *problem.place.start) if problem.place else (0, 0, 0)

    problems = dict.fromkeys(reader.problems)
    return sorted((problem for problem in problems if problem not in reader.following), key=order)


def _decode(reader: Reader, root: MappingNode) -> RuleSet:
    fields = reader.record(root, "the rule file", RULE_FILE)
    if reader.problems:
        # What a section that is missing would have declared is not missed once more.
        reader.undeclared = {singular(section) for section in RULE_FILE.all if section not in fields}
        reader.undeclared |= {"option"} if "route" in reader.undeclared else set()
    if "ka1" in fields and reader.integer(fields["ka1"], "`ka1`") != LANGUAGE_VERSION:
        message = f"`ka1` should be {LANGUAGE_VERSION}, the version of the language that this program reads"
        reader.problem("E205", fields["ka1"], message)
    calls = reader.calls = _calls(reader, fields.get("calls"))
    reader.declared = {section: _keys(fields.get(section)) for section in RULE_FILE.all}
    reader.declared["options"] = [*reader.declared["routes"], *reader.declared["activities"]]
    sources = read_sources(reader, fields.get("sources"))
    cited = SourceReader(reader, sources)
    if "topic" in fields:
        topics = {topic: None for source in sources.values() for topic in source.topics}
        reader.known(fields["topic"], fields.read["topic"], topics, "topic of sources")
    groups = read_groups(reader, fields.get("groups"))
    panels = read_texts(reader, fields.get("panels"), "panels")
    figures = read_figures(reader, fields.get("figures"), cited)
    facts, implications = read_facts(reader, fields.get("facts"), groups, fields.read["language"])
    conditions = ConditionReader(reader, TestReader(reader, facts, groups, figures, calls))
    facts = read_implications(reader, conditions, facts, implications)
    audience = read_audience(reader, fields.get("for"), conditions, cited)
    criteria = read_criteria(reader, fields.get("criteria"), conditions, cited)
    kinds = read_texts(reader, fields.get("kinds"), "kinds")
    if ACTIVITY in kinds:
        message = f"`{ACTIVITY}` is the kind of all activities and cannot be one of routes"
        reader.problem("E302", fields["kinds"], message)
    reading = OptionReader(reader, conditions, cited, criteria)
    reading.read(fields.get("routes"), "routes")
    reading.read(fields.get("activities"), "activities")
    options = reading.options
    check_criteria(conditions, fields.get("criteria"), criteria, options)
    if "routes" in fields and all(option.is_activity for option in options.values()):
        reader.problem("E206", fields["routes"], "`routes` is empty", "a rule file needs a route")
    background = read_background(reader, fields.get("background"), cited, conditions)
    for section, node in fields.items():
        check_placeholders(reader, section, node, figures)
    return RuleSet(
        calls=calls,
        audience=audience,
        words=_words(reader, fields.get("words")),
        sources=sources,
        groups=groups,
        panels=panels,
        facts=facts,
        figures=figures,
        criteria=criteria,
        kinds=kinds,
        options=options,
        background=background,
        partitions=read_partitions(reader, fields.get("partitions"), facts),
        meant=read_meant(reader, fields.get("meant")),
        **fields.read,
    )


def _keys(node: Node | None) -> list[str]:
    pairs = node.value if isinstance(node, MappingNode) else []
    return [key.value.strip() for key, _ in pairs if isinstance(key, ScalarNode)]


def _words(reader: Reader, node: Node | None) -> Words:
    given = reader.record(node, "`words`", WORDS).read if node is not None else {}
    words = {name: word for name, word in given.items() if word}
    return Words(**{f"{name}s": word + "s" for name, word in words.items() if not name.endswith("s")} | words)


def _calls(reader: Reader, node: Node | None) -> tuple[int, ...]:
    help = "a figure that changes within a call says from which day: `by_call: {2025: 10, 2025-07-01: 12}`"
    years = (reader.year(item, "an entry of `calls`", help) for item in reader.items(node, "`calls`"))
    calls = tuple(year for year in years if year)
    if any(later <= earlier for earlier, later in pairwise(calls)):
        reader.problem("E205", node, "`calls` should be in order, oldest first, each once")
        calls = tuple(sorted(set(calls)))
    return calls
