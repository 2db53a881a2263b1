"""A graph as text for the programs that draw: Mermaid and Graphviz."""

from ka1cli.render.author.graph import Graph, GraphNode, Layer
from ka1cli.render.text.safe import graphviz_safe, mermaid_safe, printable


def graph_mermaid(graph: Graph) -> str:
    """A flowchart in Mermaid, as Markdown pages show it."""
    lines = ["flowchart LR"]
    shapes = {Layer.OPTION: ("([", "])"), Layer.CRITERION: ("[", "]"), Layer.FACT: ("{{", "}}")}
    for number, node in enumerate(graph.nodes):
        start, end = shapes[node.layer]
        label = "<br>".join(mermaid_safe(line) for line in _lines(node))
        lines.append(f'  n{number}{start}"{label}"{end}')
    for edge in graph.edges:
        arrow = "-. implies .->" if edge.implied else "-->"
        lines.append(f"  n{edge.start} {arrow} n{edge.end}")
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
        label = graphviz_safe("\n".join(_lines(node)))
        lines.append(f"  n{number} [label={label}, {style}];")
    for layer in Layer:
        members = "; ".join(f"n{number}" for number, node in enumerate(graph.nodes) if node.layer is layer)
        lines.append(f"  {{ rank=same; {members} }}")
    lines += [
        f"  n{edge.start} -> n{edge.end}{' [style=dotted, label=implies, constraint=false]' if edge.implied else ''};"
        for edge in graph.edges
    ]
    return "\n".join([*lines, "}"]) + "\n"


def _lines(node: GraphNode) -> list[str]:
    return [
        printable(line) for line in (node.title, node.name if not node.title else f"[{node.name}]", node.remark) if line
    ]
