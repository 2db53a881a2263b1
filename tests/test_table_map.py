"""Maps of tables: what they say, and what is wrong with them, each problem at its place."""

import datetime as dt
from pathlib import Path

import pytest
from process import LIBRARY
from rule_files import SHIPPED, loaded

from ka1cli.batch.table.header import read_header, require_facts
from ka1cli.batch.table.invalid import InvalidTable
from ka1cli.batch.table.map import MappedReader, TableMap
from ka1cli.batch.table.map_file import map_from_values, read_map
from ka1cli.batch.table.places import RowPlaces
from ka1cli.language.answers import Unreadable


def mapped(text: str, folder: Path) -> TableMap:
    file = folder / "map.yaml"
    file.write_text(text, encoding="utf-8")
    return read_map(loaded(SHIPPED).profiles, file)


def test_what_a_map_says(tmp_path: Path) -> None:
    found = mapped(
        "columns:\n  Land: country\n  Art der Einrichtung: organisation-type\n  Ort:\n"
        "values:\n  organisation_type:\n    Berufsschule: vet-provider\n    Schule (sonstige): '?'\n    Firma:\n"
        "  accredited: {x: yes, '-': no}\n"
        "constants: {first_time: yes}\n",
        tmp_path,
    )
    assert found.columns == {"Land": "country", "Art der Einrichtung": "organisation_type"}
    assert found.constants == {"first_time": True}
    assert found.places["Land"].line == 2
    reader = MappedReader(loaded(SHIPPED).profiles.readers["organisation_type"], found.values["organisation_type"])
    assert reader.read(" BERUFSSCHULE ") == "vet-provider"
    assert reader.read("Schule  (sonstige)") is None
    assert reader.read("employer") == "employer"
    assert isinstance(reader.read("Firma"), Unreadable)
    marks = MappedReader(loaded(SHIPPED).profiles.readers["accredited"], found.values["accredited"])
    assert [marks.read(text) for text in ("X", "-", "yes", "")] == [True, False, True, None]


@pytest.mark.parametrize("text", ["", "columns:\nvalues:\nconstants:\n", "{}"])
def test_a_map_may_say_nothing(text: str, tmp_path: Path) -> None:
    found = mapped(text, tmp_path)
    assert not found.columns and not found.values and not found.constants


@pytest.mark.parametrize(
    ("text", "wanted"),
    {
        "colums: {}": ("1:1", "unknown key `colums`"),
        "columns: [a]": ("1:10", "should be a mapping"),
        "columns:\n  Land: contry": ("2:9", "no fact is called `contry`"),
        "columns:\n  Land: country\n  Land: country": ("3:3", "`Land` stands twice"),
        "values:\n  land: {x: yes}": ("2:3", "no fact is called `land`"),
        "values:\n  accredited: {x: maybe}": ("2:19", "`maybe`"),
        "values:\n  accredited: {x: [yes]}": ("2:19", "should be an answer"),
        "values:\n  accredited: {x: yes, X: no}": ("2:24", "`X` stands twice"),
        "constants: {participants: many}": ("1:27", "`many`"),
        "columns: {": ("1:11", "not well-formed YAML"),
    }.items(),
)
def test_problems_have_their_place(text: str, wanted: tuple[str, str], tmp_path: Path) -> None:
    with pytest.raises(InvalidTable) as refused:
        mapped(text, tmp_path)
    problem = refused.value.diagnostics[0]
    assert str(problem.place).endswith(f"map.yaml:{wanted[0]}")
    assert wanted[1] in problem.message


def test_a_map_of_python_values() -> None:
    library = loaded(LIBRARY).profiles
    found = map_from_values(
        library,
        {
            "columns": {"Born": "birthday"},
            "values": {"pupil": {"x": True, "o": "no", "n/a": "?"}},
            "constants": {"age": 5, "birthday": dt.date(2020, 1, 2)},
        },
    )
    assert found.columns == {"Born": "birthday"}
    assert found.values == {"pupil": {"x": True, "o": False, "n/a": None}}
    assert found.constants == {"birthday": dt.date(2020, 1, 2), "age": 5}
    with pytest.raises(InvalidTable, match="no fact is called `ages`"):
        map_from_values(library, {"constants": {"ages": 5}})


def test_a_map_that_is_not_filled_in_yet_is_no_fault_of_the_table(tmp_path: Path) -> None:
    profiles = loaded(SHIPPED).profiles
    with pytest.raises(InvalidTable) as refused:
        empty = mapped("columns: {Land: , Ort: }\nvalues: {country: {Kypros: }}\n", tmp_path)
        require_facts(read_header(["Land", "Ort"], profiles, empty), profiles, RowPlaces(), empty)
    (problem,) = refused.value.diagnostics
    assert (problem.code, problem.message) == (
        "T608",
        "the map is not filled in yet: nothing stands behind `Land`, `Ort`, `Kypros`",
    )
    begun = mapped("columns: {Land: country, Ort: }\n", tmp_path)
    assert read_header(["Land", "Ort"], profiles, begun).hints == ()
