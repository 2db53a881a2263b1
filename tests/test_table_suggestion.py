"""Maps that are suggested: everything that is not understood, only safe proposals, and always a map that can be read."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from process import LIBRARY
from rule_files import SHIPPED, loaded

from ka1cli.batch.table.map_file import read_map
from ka1cli.batch.table.suggestion import FEW, ColumnTexts, suggested_map


def test_what_is_suggested(tmp_path: Path) -> None:
    columns = [
        ColumnTexts("district", "district", {"N1": 5, "elsewhere": 3, 'NO"': 1}),
        ColumnTexts("Pupill", None, {"yes": 2, "no": 1}),
        ColumnTexts("instr", None, {"piano": 9}),
        ColumnTexts("ruhig?", None, {"yes": 2}),
        ColumnTexts("Anmerkung", None, {}),
        ColumnTexts("", None, {"x": 1}),
    ]
    text = suggested_map("orgs.csv", columns, loaded(LIBRARY).profiles)
    (tmp_path / "map.yaml").write_text(text, encoding="utf-8")
    found = read_map(loaded(LIBRARY).profiles, tmp_path / "map.yaml")
    assert found.columns == {"Pupill": "pupil", "instr": "instrument"}
    assert '  "ruhig?":    # yes 2\n  "Anmerkung":\n' in text
    assert '    "elsewhere":    # 3 rows\n    "NO\\"":    # 1 row\n' in text
    assert '"N1"' not in text


@pytest.mark.parametrize(
    ("heading", "text", "fact"),
    [
        ("Acredited?", "no", "accredited"),
        ("Art der Einrichtung", "vet-provider", "organisation_type"),
        ("KA121 grants", "3", None),
        ("Years in HE", "5", None),
        ("accredited (HE)", "yes", None),
        ("First time in ESC+", "yes", None),
        ("participants (adults)", "4", None),
        ("Country of birth", "FR", None),
        ("Coordinator's region", "Region", None),
        ("Type of partner", "company", None),
    ],
)
def test_only_what_is_nearly_certain_is_filled_in(heading: str, text: str, fact: str | None, tmp_path: Path) -> None:
    profiles, file = loaded(SHIPPED).profiles, tmp_path / "map.yaml"
    columns = [ColumnTexts("country", "country", {"DE": 1}), ColumnTexts(heading, None, {text: 1})]
    file.write_text(suggested_map("orgs.csv", columns, profiles), encoding="utf-8")
    assert read_map(profiles, file).columns == ({} if fact is None else {heading: fact})


def test_what_a_map_says_already_stays(tmp_path: Path) -> None:
    file, profiles = tmp_path / "map.yaml", loaded(LIBRARY).profiles
    file.write_text(
        "columns: {Bezirk: district, Kind: pupil}\n"
        'values: {district: {Norden: N1, "?!": "?", später: }, pupil: {Schüler: yes}}\nconstants: {still: no}\n',
        encoding="utf-8",
    )
    before = read_map(profiles, file)
    columns = [
        ColumnTexts("Bezirk", "district", {"norden": 5, "?!": 3, "Süden": 1, "N2": 1}),
        ColumnTexts("Kind", "pupil", {"Schüler": 2}),
        ColumnTexts("Ort", None, {"hier": 2}),
    ]
    text = suggested_map("orgs.csv", columns, profiles, before)
    file.write_text(text, encoding="utf-8")
    after = read_map(profiles, file)
    assert (after.columns, after.values, after.constants) == (before.columns, before.values, before.constants)
    assert after.empty == ("Ort", "Süden")


@example({"a": 1, "a\x1f": 2, "\x1f": 1}, "", True)
@given(st.dictionaries(st.text(max_size=12), st.integers(1, 9), max_size=FEW), st.text(max_size=20), st.booleans())
def test_a_suggestion_can_always_be_read(tmp_path_factory, texts, heading, is_fact) -> None:
    column = ColumnTexts(heading, "district" if is_fact else None, texts)
    file = tmp_path_factory.getbasetemp() / "map.yaml"
    file.write_text(
        suggested_map(heading, [column], loaded(LIBRARY).profiles), encoding="utf-8", errors="surrogatepass"
    )
    read_map(loaded(LIBRARY).profiles, file)
