"""`ka1 rules graph`: complete, readable, and safe whatever the rules say."""

import re
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from process import LIBRARY
from rule_files import SHIPPED

from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.main import run
from ka1cli.decision.decide import load_rules
from ka1cli.render.graph import Graph, Layer, graph_of
from ka1cli.render.graph_svg import LETTER, graph_svg, placed
from ka1cli.render.graph_text import graph_dot, graph_mermaid

SVG = "{http://www.w3.org/2000/svg}"
SHOWN = [
    (SHIPPED, ()),
    (SHIPPED, ("ka122",)),
    (SHIPPED, ("ka120", "short-term-mobility")),
    (LIBRARY, ()),
    (LIBRARY, ("card",)),
]
IDS = [f"{path.stem} {' '.join(options) or 'overview'}" for path, options in SHOWN]


def _graph(path: Path, options: tuple[str, ...]) -> Graph:
    rules = load_rules(path).at()
    return graph_of(rules.rule_set, rules.call, options or tuple(rules.rule_set.options), full=bool(options))


def _names(graph: Graph, layer: Layer) -> set[str]:
    return {node.name for node in graph.nodes if node.layer is layer}


def test_a_graph_has_what_an_option_rests_on() -> None:
    graph = _graph(LIBRARY, ("card",))
    assert _names(graph, Layer.OPTION) == {"card"}
    assert _names(graph, Layer.CRITERION) == {"lives-here", "young-or-pupil", "not-too-many", "films-need-full"}
    assert _names(graph, Layer.FACT) == {"district", "pupil", "age", "books", "card_type"}
    joined = {(graph.nodes[edge.start].name, graph.nodes[edge.end].name, edge.implied) for edge in graph.edges}
    assert {("card", "lives-here", False), ("young-or-pupil", "age", False), ("age", "pupil", True)} <= joined
    assert {node.name for node in graph.nodes if node.chosen} == {"books", "card_type"}
    everything = _graph(LIBRARY, ())
    rules = load_rules(LIBRARY).rule_set
    assert _names(everything, Layer.OPTION) == set(rules.options)
    assert _names(everything, Layer.CRITERION) == set(rules.criteria)
    assert _names(everything, Layer.FACT) == set(rules.facts)


@pytest.mark.parametrize(("path", "options"), SHOWN, ids=IDS)
def test_the_picture_is_complete_and_nothing_overlaps(path: Path, options: tuple[str, ...]) -> None:
    graph = _graph(path, options)
    root = ET.fromstring(graph_svg(graph))
    width, height = (float(number) for number in root.attrib["viewBox"].split()[2:])
    rects = [rect.attrib for rect in root.iter(f"{SVG}rect") if rect.attrib.get("class", "").startswith("box")]
    assert len(rects) == len(graph.nodes)
    assert len(list(root.iter(f"{SVG}path"))) == len(graph.edges)
    corners = [[float(rect[key]) for key in ("x", "y", "width", "height")] for rect in rects]
    for one, other in combinations(corners, 2):
        assert (
            one[0] + one[2] <= other[0]
            or other[0] + other[2] <= one[0]
            or (one[1] + one[3] <= other[1] or other[1] + other[3] <= one[1])
        )
    assert all(x >= 0 and y >= 0 and x + w <= width and y + h <= height for x, y, w, h in corners)
    for group, (x, y, w, h) in zip(root.iter(f"{SVG}g"), corners, strict=True):
        for text in group.iter(f"{SVG}text"):
            assert y < float(text.attrib["y"]) < y + h
            assert x + len(text.text or "") * LETTER <= x + w + 1
    shown = {text.text for text in root.iter(f"{SVG}text")}
    assert {node.name for node in graph.nodes} <= shown
    assert width <= 1200
    assert height <= 1600


def test_lines_cross_less_than_in_the_order_of_the_file() -> None:
    graph = _graph(SHIPPED, ())
    texts = [[(node.name, "")] for node in graph.nodes]
    arranged = [box.y for box in placed(graph, texts)]
    as_in_the_file = [float(number) for number in range(len(graph.nodes))]
    assert _crossings(graph, arranged) < _crossings(graph, as_in_the_file)


def _crossings(graph: Graph, heights: list[float]) -> int:
    lines = [edge for edge in graph.edges if not edge.implied]
    return sum(
        graph.nodes[one.start].layer is graph.nodes[other.start].layer
        and (heights[one.start] - heights[other.start]) * (heights[one.end] - heights[other.end]) < 0
        for one, other in combinations(lines, 2)
    )


@pytest.mark.parametrize(("path", "options"), SHOWN, ids=IDS)
def test_mermaid_and_dot_have_every_node_and_edge(path: Path, options: tuple[str, ...]) -> None:
    graph = _graph(path, options)
    mermaid, dot = graph_mermaid(graph), graph_dot(graph)
    assert mermaid.startswith("flowchart LR\n")
    assert len(re.findall(r"^  n\d+[(\[{]+\"[^\"]*\"[)\]}]+$", mermaid, re.MULTILINE)) == len(graph.nodes)
    arrows = re.findall(r"^  n(\d+) (?:-->|-\. implies \.->) n(\d+)$", mermaid, re.MULTILINE)
    assert [(int(one), int(other)) for one, other in arrows] == [edge[:2] for edge in graph.edges]
    assert len(re.findall(r'^  n\d+ \[label="(?:[^"\\]|\\.)*", shape', dot, re.MULTILINE)) == len(graph.nodes)
    arrows = re.findall(r"^  n(\d+) -> n(\d+)", dot, re.MULTILINE)
    assert [(int(one), int(other)) for one, other in arrows] == [edge[:2] for edge in graph.edges]


HOSTILE = 'x"]; <script>alert(1)</script> & \\ \x1b[31m #quot; --> `'


def test_titles_cannot_break_out(tmp_path: Path) -> None:
    rules = load_rules(LIBRARY).at()
    quiet = rules.rule_set.criteria["quiet"]._replace(title=HOSTILE)
    changed = rules.rule_set._replace(criteria={**rules.rule_set.criteria, "quiet": quiet}, title=HOSTILE)
    graph = graph_of(changed, 2026, ("reading-room",), full=True)
    svg = graph_svg(graph)
    assert "\x1b" not in svg
    assert [element for element in ET.fromstring(svg).iter() if element.tag.endswith("script")] == []
    mermaid = graph_mermaid(graph)
    assert not {'"', "<", "`", "\x1b", ";"} & set(
        re.sub(r"#\d+;", "", mermaid.splitlines()[2].split('"')[1].replace("<br>", ""))
    )
    (line,) = [line for line in graph_dot(graph).splitlines() if line.startswith("  n1 [")]
    assert re.fullmatch(r'  n1 \[label="(?:[^"\\]|\\[\\"n])*", shape=box\];', line)


def _run(*arguments: str) -> tuple[int, str, str]:
    with redirect_stdout(StringIO()) as stdout, redirect_stderr(StringIO()) as stderr:
        code = run(["rules", "graph", *arguments])
    return code, stdout.getvalue(), stderr.getvalue()


def test_the_command() -> None:
    code, out, error = _run("--route", "KA122-VET")
    assert (code, error) == (ExitCode.OK, "")
    assert out == graph_svg(_graph(SHIPPED, ("ka122",)))
    assert _run(str(LIBRARY), "--format", "mermaid")[1] == graph_mermaid(_graph(LIBRARY, ()))
    assert _run(str(LIBRARY), "--format", "dot")[1] == graph_dot(_graph(LIBRARY, ()))
    assert _run("--route", "nowhere")[0] == ExitCode.USAGE
    assert _run("--format", "png")[0] == ExitCode.USAGE
    assert _run("nowhere.yaml")[0] == ExitCode.INVALID_INPUT
