"""A graph as SVG: three columns, so arranged that few lines cross. No program is needed to draw it."""

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ka1cli.render.graph import Edge, Graph, Layer, Node
from ka1cli.render.safe import printable

LETTER = 6.6
"""Width of a letter, in pixels at 12 pixels of height: wide enough for the usual sans-serif fonts."""
LINE, PADDING, GAP = 16, 8, 12
LETTERS = {Layer.OPTION: 26, Layer.CRITERION: 46, Layer.FACT: 30}
"""Longer lines are broken."""
BETWEEN = 90
"""Space between two columns."""
LONGEST = 5
"""A condition with more lines than this is cut."""
ROUNDS = 8

_COLOURS = {Layer.OPTION: "#dbe9f6", Layer.CRITERION: "#f4f1e4", Layer.FACT: "#e4f1e6"}
_HEADINGS = {Layer.OPTION: "Options", Layer.CRITERION: "Criteria", Layer.FACT: "Facts"}
_STYLE = (
    "text{font:12px sans-serif;fill:#1a1a1a}.name{fill:#555}.heading{font-weight:bold}"
    ".box{stroke:#555}.chosen{stroke-dasharray:4 3}.line{fill:none;stroke:#777}.implied{stroke-dasharray:2 3}"
)


class Box(NamedTuple):
    """Where a node stands."""

    x: float
    y: float
    width: float
    height: float


def graph_svg(graph: Graph) -> str:
    """The picture."""
    texts = [_texts(node) for node in graph.nodes]
    boxes = placed(graph, texts)
    width = max((box.x + box.width for box in boxes), default=0) + 60
    height = max((box.y + box.height for box in boxes), default=0) + 40
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width:g} {height:g}",
            "width": f"{width:g}",
            "height": f"{height:g}",
            "role": "img",
        },
    )
    SubElement(root, "title").text = printable(graph.title)
    SubElement(root, "style").text = _STYLE
    SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
    for layer in Layer:
        first = next((box for node, box in zip(graph.nodes, boxes, strict=True) if node.layer is layer), None)
        if first is not None:
            _text(root, first.x, 20, _HEADINGS[layer], "heading")
    for edge in graph.edges:
        SubElement(root, "path", {"class": "line implied" if edge.implied else "line", "d": _curve(edge, boxes)})
    for node, box, lines in zip(graph.nodes, boxes, texts, strict=True):
        _draw(root, node, box, lines)
    _text(root, 20, height - 12, "dashed: a choice that can still change; dotted: an answer implies another", "name")
    indent(root)
    return tostring(root, encoding="unicode") + "\n"


def placed(graph: Graph, texts: Sequence[Sequence[tuple[str, str]]]) -> list[Box]:
    """Boxes in columns, ordered by the places of what they are joined to, and centred."""
    columns: dict[Layer, list[int]] = {layer: [] for layer in Layer}
    for number, node in enumerate(graph.nodes):
        columns[node.layer].append(number)
    joined: dict[int, list[int]] = {number: [] for number in range(len(graph.nodes))}
    for edge in graph.edges:
        if not edge.implied:
            joined[edge.start].append(edge.end)
            joined[edge.end].append(edge.start)
    _ordered(columns, joined)
    heights = [len(lines) * LINE + 2 * PADDING - 4 for lines in texts]
    tallest = max((_height(column, heights) for column in columns.values()), default=0)
    boxes: list[Box] = [Box(0, 0, 0, 0)] * len(graph.nodes)
    x = 20.0
    for column in columns.values():
        if not column:
            continue
        width = max(len(line) for number in column for line, _ in texts[number]) * LETTER + 2 * PADDING
        y = 36 + (tallest - _height(column, heights)) / 2
        for number in column:
            boxes[number] = Box(x, y, round(width), heights[number])
            y += heights[number] + GAP
        x += round(width) + BETWEEN
    return boxes


def _ordered(columns: dict[Layer, list[int]], joined: dict[int, list[int]]) -> None:
    """Move every node to the middle of its neighbours, column by column, forth and back."""
    rank = {number: place / max(1, len(column)) for column in columns.values() for place, number in enumerate(column)}
    for round in range(ROUNDS):
        for layer in (*Layer,) if round % 2 else (*reversed(Layer),):
            column = columns[layer]
            middle = {number: _middle(rank[other] for other in joined[number]) for number in column}
            column.sort(key=lambda number: rank[number] if middle[number] is None else middle[number] or 0)
            rank |= {number: place / max(1, len(column)) for place, number in enumerate(column)}


def _middle(places: Iterable[float]) -> float | None:
    found = list(places)
    return sum(found) / len(found) if found else None


def _height(column: Sequence[int], heights: Sequence[int]) -> int:
    return sum(heights[number] for number in column) + GAP * max(0, len(column) - 1)


def _texts(node: Node) -> list[tuple[str, str]]:
    """The lines of a box, each with its class."""
    letters = LETTERS[node.layer]
    remark = wrap(printable(node.remark), letters)
    if len(remark) > LONGEST:
        remark = [*remark[: LONGEST - 1], "…"]
    named = [("", line) for line in wrap(printable(node.title), letters)] + [("name", printable(node.name))]
    if not node.title:
        named = [("", printable(node.name))]
    return [(line, kind) for kind, line in (*named, *(("name", line) for line in remark))]


def _draw(root: Element, node: Node, box: Box, lines: Sequence[tuple[str, str]]) -> None:
    group = SubElement(root, "g")
    SubElement(group, "title").text = printable(
        " ".join(part for part in (node.title, node.remark) if part) or node.name
    )
    SubElement(
        group,
        "rect",
        {
            "class": "box chosen" if node.chosen else "box",
            "x": f"{box.x:g}",
            "y": f"{box.y:g}",
            "width": f"{box.width:g}",
            "height": f"{box.height:g}",
            "rx": "14" if node.layer is Layer.OPTION else "3",
            "fill": _COLOURS[node.layer],
        },
    )
    for number, (line, kind) in enumerate(lines):
        _text(group, box.x + PADDING, box.y + PADDING + 8 + number * LINE, line, kind)


def _text(parent: Element, x: float, y: float, text: str, kind: str) -> None:
    attributes = {"x": f"{x:g}", "y": f"{y:g}"} | ({"class": kind} if kind else {})
    SubElement(parent, "text", attributes).text = text


def _curve(edge: Edge, boxes: Sequence[Box]) -> str:
    start, end = boxes[edge.start], boxes[edge.end]
    right, top = start.x + start.width, start.y + start.height / 2
    bottom = end.y + end.height / 2
    if edge.implied:
        far = max(right, end.x + end.width) + 40
        return f"M{right:g},{top:g} C{far:g},{top:g} {far:g},{bottom:g} {end.x + end.width:g},{bottom:g}"
    half = (right + end.x) / 2
    return f"M{right:g},{top:g} C{half:g},{top:g} {half:g},{bottom:g} {end.x:g},{bottom:g}"
