"""What rests on what in a rule set: options on criteria, criteria on facts, facts on facts that imply them."""

from collections.abc import Collection
from enum import IntEnum
from typing import NamedTuple

from ka1cli.language.conditions import facts_of, references_of
from ka1cli.language.formulas import CriterionMet, OptionMet
from ka1cli.language.model import RuleSet
from ka1cli.render.text.conditions import condition_text


class Layer(IntEnum):
    OPTION = 0
    CRITERION = 1
    FACT = 2


Thing = tuple[Layer, str]
"""An option, criterion or fact by its name."""


class GraphNode(NamedTuple):
    layer: Layer
    name: str
    title: str
    remark: str
    """More about it, or nothing: a condition in words, the kind of a fact."""
    chosen: bool
    """A fact that can still be chosen."""


class GraphEdge(NamedTuple):
    """Something that rests on something else, by their numbers among the nodes."""

    start: int
    end: int
    implied: bool
    """An answer to the fact at the start says something about the fact at the end."""


class Graph(NamedTuple):
    title: str
    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]


def graph_of(rule_set: RuleSet, call: int, options: Collection[str], *, full: bool) -> Graph:
    """The graph of some options. `full` shows titles and conditions, otherwise names have to do."""
    options, names = _with_named(rule_set, options)
    criteria = {name: rule_set.criteria[name] for name in names}
    facts = {fact: None for criterion in criteria.values() for fact in facts_of(criterion.when)}
    implied = [
        (fact.id, other)
        for fact in rule_set.facts.values()
        for other in dict.fromkeys(name for entry in fact.implies for name in facts_of(entry.then))
    ]
    while more := {fact for tie in implied for fact in tie if (tie[0] in facts) != (tie[1] in facts)} - facts.keys():
        facts |= dict.fromkeys(sorted(more))

    def node(layer: Layer, name: str, title: str, remark: str = "", *, chosen: bool = False) -> GraphNode:
        return GraphNode(layer, name, title if full else "", remark if full else "", chosen)

    nodes = [
        *(node(Layer.OPTION, name, rule_set.options[name].title) for name in options),
        *(
            node(Layer.CRITERION, name, criterion.title, condition_text(criterion.when, rule_set, call))
            for name, criterion in criteria.items()
        ),
        *(
            node(Layer.FACT, fact.id, fact.title, fact.type, chosen=fact.chosen)
            for fact in map(rule_set.facts.__getitem__, facts)
        ),
    ]
    number = {(node.layer, node.name): position for position, node in enumerate(nodes)}
    ties: list[tuple[Thing, Thing]] = [
        ((Layer.OPTION, option), (Layer.CRITERION, name))
        for option in options
        for name in rule_set.options[option].criteria
    ]
    ties += [
        ((Layer.CRITERION, name), _thing(reference))
        for name, criterion in criteria.items()
        for reference in dict.fromkeys(references_of(criterion.when))
    ]
    ties += [
        ((Layer.CRITERION, name), (Layer.FACT, fact))
        for name, criterion in criteria.items()
        for fact in facts_of(criterion.when)
    ]
    edges = [GraphEdge(number[start], number[end], implied=False) for start, end in ties]
    edges += [
        GraphEdge(number[Layer.FACT, fact], number[Layer.FACT, other], implied=True)
        for fact, other in implied
        if fact in facts
    ]
    return Graph(rule_set.title, tuple(nodes), tuple(edges))


def _with_named(rule_set: RuleSet, options: Collection[str]) -> tuple[list[str], list[str]]:
    """Some options and their criteria, with those that conditions name, and so on."""
    reached: dict[Thing, None] = {}
    waiting: list[Thing] = [(Layer.OPTION, name) for name in reversed(tuple(options))]
    while waiting:
        layer, name = thing = waiting.pop()
        if thing in reached:
            continue
        reached[thing] = None
        if layer is Layer.OPTION:
            waiting += [(Layer.CRITERION, criterion) for criterion in reversed(rule_set.options[name].criteria)]
        else:
            waiting += map(_thing, references_of(rule_set.criteria[name].when))
    options, criteria = ([name for of, name in reached if of is layer] for layer in (Layer.OPTION, Layer.CRITERION))
    return options, criteria


def _thing(reference: CriterionMet | OptionMet) -> Thing:
    match reference:
        case CriterionMet(name):
            return Layer.CRITERION, name
        case OptionMet(name):
            return Layer.OPTION, name
