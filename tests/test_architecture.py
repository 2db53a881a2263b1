"""The house: imports point one way, rooms are small, and every public name stands for one thing."""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from process import ROOT

from ka1cli.language.formulas import AllOf, AnyOf, CriterionMet, Not, OptionMet

pytestmark = pytest.mark.xdist_group("architecture")
PACKAGE = ROOT / "ka1cli"
ROOMS = ("language", "cases", "decision", "batch", "audit", "interview", "render", "cli")
BELOW = {room: ROOMS[: min(place, 3)] for place, room in enumerate(ROOMS)}
BELOW |= {"render": ROOMS[:6], "cli": ROOMS[:7]}
FILES = 14
"""So many modules at most stand in a folder, besides the one that says what it is."""


OF_EVERY_COMMAND = {"run", "main"}
"""Every command has these; nobody reads one without its module."""


@cache
def modules() -> Mapping[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def imported(tree: ast.Module) -> set[str]:
    """The rooms from which a module imports, wherever the import stands."""
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return {name.split(".")[1] for name in names if name.startswith("ka1cli.")} & {*ROOMS}


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_one_way(room: str) -> None:
    wrong = {
        str(path.relative_to(ROOT)): sorted(imported(tree) - {room, *BELOW[room]})
        for path, tree in modules().items()
        if room_of(path) == room
    }
    assert {path: rooms for path, rooms in wrong.items() if rooms} == {}


def test_only_the_command_line_prints() -> None:
    calls = {
        str(path.relative_to(ROOT)): node.lineno
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if room_of(path) != "cli" and isinstance(node, ast.Call) and called(node.func) in ("print", "sys.exit")
    }
    assert calls == {}


def called(function: ast.expr) -> str:
    return ast.unparse(function) if isinstance(function, (ast.Name, ast.Attribute)) else ""


def test_rooms_are_small() -> None:
    sizes = Counter(path.parent.relative_to(ROOT) for path in modules() if path.name != "__init__.py")
    assert {str(folder): size for folder, size in sizes.items() if size > FILES} == {}


def test_every_folder_says_what_it_is() -> None:
    silent = [
        str(path) for path, tree in modules().items() if path.name == "__init__.py" and not ast.get_docstring(tree)
    ]
    assert silent == []


def public_names(tree: ast.Module) -> Iterator[str]:
    """The classes, functions and names of types of a module."""
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            yield node.name
        elif (
            isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and not node.targets[0].id.isupper()
        ):
            yield node.targets[0].id


def test_public_names_stand_once() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path, tree in modules().items():
        for name in public_names(tree):
            if not name.startswith("_") and name not in OF_EVERY_COMMAND:
                places[name].append(str(path.relative_to(ROOT)))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_conditions_of_different_kinds_are_never_equal() -> None:
    alike = [kind(()) for kind in (AllOf, AnyOf)] + [kind("card") for kind in (CriterionMet, OptionMet)]
    alike.append(Not(AllOf(())))
    for place, condition in enumerate(alike):
        assert [condition == other for other in alike] == [place == number for number in range(len(alike))]
        assert [condition != other for other in alike] == [place != number for number in range(len(alike))]
    assert Not(AllOf(())) == Not(AllOf(()))
    assert Not(AllOf(())) != Not(AnyOf(()))
