"""What a cell means: the engine against the one definition, `AnswerReader`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from chances import examples, one_in
from process import LIBRARY
from rule_files import SHIPPED, loaded, plain
from strange_texts import strange_texts

from ka1cli.batch.duckdb.engine import Engine
from ka1cli.batch.duckdb.reading import read_relation
from ka1cli.batch.duckdb.screen import DuckScreen
from ka1cli.batch.table.names import Layout
from ka1cli.cases.cells import Cells
from ka1cli.language.answers import Unreadable
from ka1cli.temporary import private_folder


def _kinds() -> Iterator[tuple[Path, str]]:
    """One fact of each kind: those whose answers are described alike are of one kind."""
    seen = []
    for file in (LIBRARY, SHIPPED):
        for name, fact in plain(file)["facts"].items():
            kind = [fact.get(key) for key in ("type", "min", "max", "values", "also")]
            if kind not in seen:
                seen.append(kind)
                yield file, name


@pytest.mark.sampled
@one_in(2, ("file", "fact"), _kinds())
def test_every_text_is_read_as_an_answer_reader_reads_it(file: Path, fact: str) -> None:
    rules = loaded(file).at()
    reader = loaded(file).profiles.readers[fact]
    own = [*reader.spellings, *reader.fact.values, *reader.fact.values.values()]
    # To find out what was meant takes long where there are many values.
    texts = strange_texts(own, examples(3000)) if len(own) < 40 else [*own, *strange_texts(own[:400:40], 0)]
    found = read_by_duckdb(rules, fact, texts)
    cells = rules.space.cells[rules.space.number[fact]]
    for text in texts:
        assert found[text] == expected(reader, cells, text)


def expected(reader, cells: Cells, text: str) -> tuple[int | None, str | None]:
    answer = reader.read(text)
    if isinstance(answer, Unreadable):
        return None, f"{reader.fact.id}: {answer.message}"
    return (None if answer is None else cells.cell_of(answer)), None


def read_by_duckdb(rules, fact: str, texts: list[str]) -> dict[str, tuple[int | None, str | None]]:
    """For each text the cell and the error, as far as there is one."""
    with private_folder() as aside:
        engine = Engine(aside)
        engine.run(f"CREATE TABLE given AS SELECT unnest(CAST(? AS VARCHAR[])) AS {fact}", [texts])
        screen = DuckScreen(engine, read_relation("given", engine), rules)
        known = screen.columns[0].unanswered
        cells = dict(engine.ask(f"SELECT t, nullif(f, {known}) FROM read"))
        rows = engine.ask(f"SELECT c0, errors FROM ({screen.result(Layout.WIDE).rows()})")
    assert [text for text, _ in rows] == texts
    return {text: (cells.get(text), error) for text, error in rows}
