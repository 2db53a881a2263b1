"""JSON arrays of objects as tables."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from process import LIBRARY, ka1
from rule_files import loaded

from ka1cli.batch.duckdb.reading import read_table
from ka1cli.batch.table.headings import Headings
from ka1cli.batch.table.source import open_table
from ka1cli.temporary import private_folder

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2),
)
KEYS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=5)


@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=3), max_size=5), st.sampled_from([None, 2]), st.booleans())
def test_every_object_is_a_row(tmp_path_factory, rows: list, indent: int | None, packed: bool) -> None:
    content = json.dumps(rows, indent=indent, ensure_ascii=False).encode()
    file = tmp_path_factory.getbasetemp() / ("rows.json.gz" if packed else "rows.json")
    file.write_bytes(gzip.compress(content) if packed else content)
    with private_folder() as aside:
        engine, cells = read_table(open_table(str(file), aside, Headings(loaded(LIBRARY).profiles)), aside)
        found = [line for (line,) in engine.ask("SELECT json FROM cells")]
    assert [json.loads(line) for line in found] == rows
    assert not any("\n" in line for line in found)
    assert set(cells.names) == {key for row in rows for key in row}


def test_a_number_of_thousands_of_digits_is_carried(tmp_path: Path) -> None:
    content = '{"n": %s, "age": 5' % ("9" * 5000)
    (tmp_path / "a.json").write_text(f"[{content}}}]")
    done = ka1("batch", "a.json", "--rules", LIBRARY, "-o", "-", cwd=tmp_path)
    assert done.stdout.startswith(content)


@pytest.mark.parametrize("text", ["[]", "[{}]", "[{}, {}]"])
def test_an_array_without_columns(text: str, tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(text)
    done = ka1("batch", tmp_path / "t.json", "--age", "5", "--rules", LIBRARY)
    assert (done.code, done.stdout) == (4, "")
    assert done.stderr == "error [T602]: the table has no columns\n  help: an object should name them\n"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("[1]", "", "row 1 of `a.json` is no JSON object"),
        ('[{"age": 1}\n {"age": 2}]', "a.json:2:2", "no well-formed JSON"),
        ('[{"age": 1},]', "a.json:1:13", "no well-formed JSON"),
        ('[{"age": 1}, {"age": 2, "name": "B", "age": 3}]', "", "row 2 of `a.json` names a column twice"),
        ('[{"age": }]', "a.json:1:10", "no well-formed JSON"),
        ('[{"age": 1}', "a.json:1:12", "no well-formed JSON"),
        ("[", "a.json:1:2", "no well-formed JSON"),
        ("[] x", "a.json:1:4", "no well-formed JSON"),
        ('[{"age": "\udc80"}]', "a.json:1:1", "no well-formed JSON"),
    ],
)
def test_what_is_wrong_has_its_place(text: str, place: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(text.encode(errors="surrogateescape"))
    done = ka1("batch", "a.json", "--rules", LIBRARY, cwd=tmp_path)
    assert done.code == 4
    assert done.stderr.startswith(f"{place}: error [T602]" if place else "error [T602]")
    assert message in done.stderr
