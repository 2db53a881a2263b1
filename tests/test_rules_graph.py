"""`ka1 rules graph`: complete, readable, and safe whatever the rules say."""

import re
from pathlib import Path

import pytest
from process import LIBRARY, Finished, ka1
from rule_files import ROOMS, SHIPPED

from ka1cli.cli.exit_codes import ExitCode
from ka1cli.decision.loading import load_rules
from ka1cli.render.author.graph import Graph, Layer, graph_dot, graph_mermaid, graph_of

pytestmark = pytest.mark.thorough

SHOWN = [
    (SHIPPED, ()),
    (SHIPPED, ("ka122",)),
    (SHIPPED, ("ka120", "short-term-mobility")),
    (LIBRARY, ()),
    (LIBRARY, ("card",)),
    (ROOMS, ()),
    (ROOMS, ("late",)),
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
    joined = {(graph.nodes[one].name, graph.nodes[other].name) for one, other in graph.edges}
    assert {("card", "lives-here"), ("young-or-pupil", "age"), ("age", "pupil")} <= joined
    assert {node.name for node in graph.nodes if node.chosen} == {"books", "card_type"}
    everything = _graph(LIBRARY, ())
    rules = load_rules(LIBRARY).rule_set
    assert _names(everything, Layer.OPTION) == set(rules.options)
    assert _names(everything, Layer.CRITERION) == set(rules.criteria)
    assert _names(everything, Layer.FACT) == set(rules.facts)


def test_a_graph_follows_what_conditions_name() -> None:
    graph = _graph(ROOMS, ("late",))
    assert _names(graph, Layer.OPTION) == {"late", "helped"}
    assert _names(graph, Layer.CRITERION) == {"helped-anyway", "of-age", "low-income", "in-need"}
    names = [node.name for node in graph.nodes]
    edges = {(names[one], names[other]) for one, other in graph.edges}
    assert {("helped-anyway", "helped"), ("in-need", "low-income"), ("low-income", "income")} <= edges


@pytest.mark.parametrize(("path", "options"), SHOWN, ids=IDS)
def test_mermaid_and_dot_have_every_node_and_edge(path: Path, options: tuple[str, ...]) -> None:
    graph = _graph(path, options)
    mermaid, dot = graph_mermaid(graph), graph_dot(graph)
    assert mermaid.startswith("flowchart LR\n")
    assert len(re.findall(r"^  n\d+[(\[{]+\"[^\"]*\"[)\]}]+$", mermaid, re.MULTILINE)) == len(graph.nodes)
    arrows = re.findall(r"^  n(\d+) (?:-->|-\. implies \.->) n(\d+)$", mermaid, re.MULTILINE)
    assert [(int(one), int(other)) for one, other in arrows] == list(graph.edges)
    assert len(re.findall(r'^  n\d+ \[label="(?:[^"\\]|\\.)*", shape', dot, re.MULTILINE)) == len(graph.nodes)
    arrows = re.findall(r"^  n(\d+) -> n(\d+)", dot, re.MULTILINE)
    assert [(int(one), int(other)) for one, other in arrows] == list(graph.edges)


HOSTILE = 'x"]; <script>alert(1)</script> & \\ \x1b[31m #quot; --> `'


def test_titles_cannot_break_out(tmp_path: Path) -> None:
    rules = load_rules(LIBRARY).at()
    quiet = rules.rule_set.criteria["quiet"]._replace(title=HOSTILE)
    changed = rules.rule_set._replace(criteria={**rules.rule_set.criteria, "quiet": quiet}, title=HOSTILE)
    graph = graph_of(changed, 2026, ("reading-room",), full=True)
    mermaid = graph_mermaid(graph)
    assert not {'"', "<", "`", "\x1b", ";"} & set(
        re.sub(r"#\d+;", "", mermaid.splitlines()[2].split('"')[1].replace("<br>", ""))
    )
    (line,) = [line for line in graph_dot(graph).splitlines() if line.startswith("  n1 [")]
    assert re.fullmatch(r'  n1 \[label="(?:[^"\\]|\\[\\"n])*", shape=box\];', line)


def _run(*arguments: str) -> Finished:
    return ka1("rules", "graph", *arguments)


def test_the_command() -> None:
    code, out, error = _run("--route", "KA122-VET")
    assert (code, error) == (ExitCode.OK, "")
    assert out == graph_mermaid(_graph(SHIPPED, ("ka122",)))
    assert _run(str(LIBRARY), "--format", "mermaid")[1] == graph_mermaid(_graph(LIBRARY, ()))
    assert _run(str(LIBRARY), "--format", "dot")[1] == graph_dot(_graph(LIBRARY, ()))
    assert _run("--route", "nowhere")[0] == ExitCode.USAGE
    assert _run("--format", "png")[0] == ExitCode.USAGE
    assert _run("nowhere.yaml")[0] == ExitCode.INVALID_INPUT


def test_a_terminal_is_asked_for_a_file_instead() -> None:
    from test_pages import on_terminal

    assert "a drawing is for a program" in on_terminal("rules", "graph", columns=80, code=2)
