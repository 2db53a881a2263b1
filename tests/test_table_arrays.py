"""JSON arrays of objects as tables."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ka1cli.batch.table.arrays import is_array, write_lines
from ka1cli.batch.table.invalid import InvalidTable

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=2)
)


@given(st.lists(st.dictionaries(st.text(max_size=5), VALUES, max_size=3), max_size=5), st.sampled_from([None, 2]))
def test_every_object_is_a_line(tmp_path_factory, rows: list, indent: int | None) -> None:
    file = tmp_path_factory.getbasetemp() / "lines.jsonl"
    content = json.dumps(rows, indent=indent, ensure_ascii=False).encode("utf-8", "surrogatepass")
    assert is_array(content)
    write_lines(content, "a.json", file)
    assert [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n")[:-1]] == rows


def test_a_number_of_thousands_of_digits_is_carried(tmp_path: Path) -> None:
    write_lines(b'[{"n": %s}]' % (b"9" * 5000), "a.json", tmp_path / "lines")
    assert (tmp_path / "lines").read_text() == f'{{"n": {"9" * 5000}}}\n'


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("[1]", "a.json:1:2", "entry 1 is no object"),
        ('[{"a": 1}\n {"a": 2}]', "a.json:2:2", "a comma or `]` should stand here"),
        ('[{"a": 1},]', "a.json:1:11", "a comma stands before `]`"),
        ('[{"a": }]', "a.json:1:8", "no well-formed JSON"),
        ('[{"a": 1}', "a.json:1:10", "a comma or `]` should stand here"),
        ("[", "a.json:1:2", "no well-formed JSON"),
        ("[] x", "a.json:1:4", "goes on behind its end"),
    ],
)
def test_what_is_wrong_has_its_place(text: str, place: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidTable) as refused:
        write_lines(text.encode(), "a.json", tmp_path / "lines")
    problem = refused.value.diagnostics[0]
    assert str(problem.place) == place
    assert message in problem.message
