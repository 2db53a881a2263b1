"""A graph as text for the programs that draw: Mermaid and Graphviz."""

from ka1cli.render.author.graph import Graph, Layer
from ka1cli.render.text.safe import graphviz_safe, mermaid_safe, printable


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
