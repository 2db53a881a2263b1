"""What rests on what in a rule set: options on criteria, criteria on facts, facts on facts that imply them.

As text for the programs that draw: Mermaid and Graphviz.
"""

from collections.abc import Collection
from enum import IntEnum
from typing import NamedTuple

from ka1cli.language.conditions import facts_of, references_of
from ka1cli.language.formulas import CriterionMet
from ka1cli.language.model import Fact, RuleSet
from ka1cli.render.text.conditions import condition_text
from ka1cli.render.text.safe import graphviz_safe, mermaid_safe, printable


class Layer(IntEnum):
    OPTION = 0
    CRITERION = 1
    FACT = 2


Thing = tuple[Layer, str]
"""An option, criterion or fact by its name."""


class GraphNode(NamedTuple):
    layer: Layer
    name: str
    label: tuple[str, ...]
    """What is written on it, in lines."""
    chosen: bool
    """A fact that can still be chosen."""


class Graph(NamedTuple):
    title: str
    nodes: tuple[GraphNode, ...]
    """Options first, then criteria, then facts."""
    edges: tuple[tuple[int, int], ...]
    """What rests on what, by their numbers among the nodes. From one fact to another: the first implies the second."""


def graph_of(rule_set: RuleSet, call: int, options: Collection[str], *, full: bool) -> Graph:
    """The graph of some options and all that they rest on. `full` shows titles and conditions, otherwise names have to do."""
    rests_on: dict[Thing, list[Thing]] = {}
    waiting: list[Thing] = [(Layer.OPTION, name) for name in reversed(tuple(options))]
    while waiting:
        thing = waiting.pop()
        if thing not in rests_on:
            rests_on[thing] = _rests_on(thing, rule_set)
            waiting += reversed(rests_on[thing])
            waiting += [(Layer.FACT, name) for name, fact in rule_set.facts.items() if thing in _implied(fact)]
    things = sorted(rests_on, key=lambda thing: thing[0])
    return Graph(
        rule_set.title,
        tuple(_node(thing, rule_set, call, full=full) for thing in things),
        tuple((number, things.index(other)) for number, thing in enumerate(things) for other in rests_on[thing]),
    )


def _rests_on(thing: Thing, rule_set: RuleSet) -> list[Thing]:
    match thing:
        case Layer.OPTION, name:
            return [(Layer.CRITERION, criterion) for criterion in rule_set.options[name].criteria]
        case Layer.CRITERION, name:
            when = rule_set.criteria[name].when
            named = [
                (Layer.CRITERION if isinstance(reference, CriterionMet) else Layer.OPTION, reference[0])
                for reference in dict.fromkeys(references_of(when))
            ]
            return [*named, *((Layer.FACT, fact) for fact in facts_of(when))]
    return _implied(rule_set.facts[thing[1]])


def _implied(fact: Fact) -> list[Thing]:
    return [
        (Layer.FACT, name) for name in dict.fromkeys(name for entry in fact.implies for name in facts_of(entry.then))
    ]


def _node(thing: Thing, rule_set: RuleSet, call: int, *, full: bool) -> GraphNode:
    layer, name = thing
    match layer:
        case Layer.OPTION:
            title, remark = rule_set.options[name].title, ""
        case Layer.CRITERION:
            criterion = rule_set.criteria[name]
            title, remark = criterion.title, condition_text(criterion.when, rule_set, call)
        case Layer.FACT:
            title, remark = rule_set.facts[name].title, str(rule_set.facts[name].type)
    label = (title, f"[{name}]", remark) if full else (name,)
    chosen = layer is Layer.FACT and rule_set.facts[name].chosen
    return GraphNode(layer, name, tuple(line for line in label if line), chosen)


def graph_mermaid(graph: Graph) -> str:
    """A flowchart in Mermaid, as Markdown pages show it."""
    lines = ["flowchart LR"]
    shapes = {Layer.OPTION: ("([", "])"), Layer.CRITERION: ("[", "]"), Layer.FACT: ("{{", "}}")}
    for number, node in enumerate(graph.nodes):
        start, end = shapes[node.layer]
        lines.append(f'  n{number}{start}"{"<br>".join(map(mermaid_safe, node.label))}"{end}')
    for one, other in graph.edges:
        arrow = "-. implies .->" if graph.nodes[one].layer is Layer.FACT else "-->"
        lines.append(f"  n{one} {arrow} n{other}")
    lines += [f"  style n{number} stroke-dasharray: 4 3" for number, node in enumerate(graph.nodes) if node.chosen]
    return "\n".join(lines) + "\n"


def graph_dot(graph: Graph) -> str:
    lines = [
        "digraph rules {",
        f"  label={graphviz_safe(printable(graph.title))};",
        '  rankdir=LR; node [fontname="sans-serif", fontsize=11]; edge [color="#666666"];',
    ]
    shapes = {Layer.OPTION: "shape=box, style=rounded", Layer.CRITERION: "shape=box", Layer.FACT: "shape=ellipse"}
    for number, node in enumerate(graph.nodes):
        style = shapes[node.layer] + (", style=dashed" if node.chosen else "")
        label = graphviz_safe("\n".join(map(printable, node.label)))
        lines.append(f"  n{number} [label={label}, {style}];")
    for layer in Layer:
        members = "; ".join(f"n{number}" for number, node in enumerate(graph.nodes) if node.layer is layer)
        lines.append(f"  {{ rank=same; {members} }}")
    for one, other in graph.edges:
        implied = " [style=dotted, label=implies, constraint=false]" if graph.nodes[one].layer is Layer.FACT else ""
        lines.append(f"  n{one} -> n{other}{implied};")
    return "\n".join([*lines, "}"]) + "\n"
