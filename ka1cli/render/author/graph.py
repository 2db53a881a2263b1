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
    shown, criteria = _with_named(rule_set, options)
    tested = {name: list(facts_of(rule_set.criteria[name].when)) for name in criteria}
    facts = {fact: None for names in tested.values() for fact in names}
    ties = [
        (fact.id, other)
        for fact in rule_set.facts.values()
        for other in dict.fromkeys(name for entry in fact.implies for name in facts_of(entry.then))
    ]
    while more := {fact for tie in ties for fact in tie if (tie[0] in facts) != (tie[1] in facts)} - facts.keys():
        facts |= dict.fromkeys(sorted(more))
    nodes = [
        *(_node(Layer.OPTION, name, rule_set.options[name].title, "", full) for name in shown),
        *(
            _node(
                Layer.CRITERION,
                name,
                rule_set.criteria[name].title,
                condition_text(rule_set.criteria[name].when, rule_set, call),
                full,
            )
            for name in criteria
        ),
        *(
            _node(Layer.FACT, name, rule_set.facts[name].title, str(rule_set.facts[name].type), full)._replace(
                chosen=rule_set.facts[name].chosen
            )
            for name in facts
        ),
    ]
    number = {(node.layer, node.name): position for position, node in enumerate(nodes)}
    edges = [
        GraphEdge(number[Layer.OPTION, option], number[Layer.CRITERION, name], implied=False)
        for option in shown
        for name in rule_set.options[option].criteria
    ]
    edges += [
        GraphEdge(number[Layer.CRITERION, name], number[_layer(named)], implied=False)
        for name in criteria
        for named in dict.fromkeys(references_of(rule_set.criteria[name].when))
    ]
    edges += [
        GraphEdge(number[Layer.CRITERION, name], number[Layer.FACT, fact], implied=False)
        for name, facts_tested in tested.items()
        for fact in facts_tested
    ]
    edges += [
        GraphEdge(number[Layer.FACT, one], number[Layer.FACT, other], implied=True)
        for one, other in ties
        if one in facts
    ]
    return Graph(rule_set.title, tuple(nodes), tuple(edges))


def _with_named(rule_set: RuleSet, options: Collection[str]) -> tuple[list[str], list[str]]:
    """Some options and their criteria, with those that conditions name, and so on."""
    found: dict[tuple[Layer, str], None] = {}
    waiting = [(Layer.OPTION, name) for name in reversed(tuple(options))]
    while waiting:
        layer, name = thing = waiting.pop()
        if thing in found:
            continue
        found[thing] = None
        if layer is Layer.OPTION:
            waiting += [(Layer.CRITERION, criterion) for criterion in reversed(rule_set.options[name].criteria)]
        else:
            waiting += [_layer(named) for named in references_of(rule_set.criteria[name].when)]
    options, criteria = ([name for layer, name in found if layer is one] for one in (Layer.OPTION, Layer.CRITERION))
    return options, criteria


def _layer(named: CriterionMet | OptionMet) -> tuple[Layer, str]:
    match named:
        case CriterionMet(name):
            return Layer.CRITERION, name
        case OptionMet(name):
            return Layer.OPTION, name


def _node(layer: Layer, name: str, title: str, remark: str, full: bool) -> GraphNode:
    return GraphNode(layer, name, title if full else "", remark if full else "", chosen=False)
