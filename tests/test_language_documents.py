"""From bytes to a document: what is refused, how scalars are read, and that both YAML readers read the same."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_files import LIBRARY, SHIPPED, as_data

from ka1cli.decision.decide import decide
from ka1cli.decision.loading import load_rules, parse_rules
from ka1cli.language.diagnostic import CODES, Diagnostic, InvalidInput, InvalidRules
from ka1cli.language.load import decode, load_document, load_text
from ka1cli.language.yaml.document import (
    COMPOSERS,
    MAX_BYTES,
    MAX_NODES,
    Node,
    ScalarNode,
    children,
    compose,
    compose_bytes,
)

LIBRARY_TEXT = LIBRARY.read_text("utf-8")
LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefg", "bcdefgh", strict=True)
)
CHAIN = "a0: &a0 [[[[x]]]]\n" + "".join(f"a{i}: &a{i} [[[[*a{i - 1}]]]]\n" for i in range(1, 400))

REFUSED = {
    "nothing": (b"", "E109", "empty", 1),
    "comments only": (b"# nothing\n\n# at all\n", "E109", "empty", 1),
    "a text": (b"hello", "E201", "should be a mapping, not `hello`", 1),
    "a list": (b"\n\n- a\n", "E201", "should be a mapping, not a list", 3),
    "two documents": (b"a: b\n---\nc: d\n", "E109", "a second document begins here", 2),
    "a program": (b"\x7fELF\x02\x01\x01\x00\x00\xff\xfe", "E102", "not UTF-8 text: byte 0xff", 1),
    "zeros": (b"a: b\nc: \x00\x00\n", "E104", "a character that YAML does not allow: #x0000", 2),
    "UTF-16": (codecs.BOM_UTF16_LE + "a: b".encode("utf-16-le"), "E102", "not UTF-8 text: byte 0xff", 1),
    "Latin-1": ("a: b\nname: Gr\u00fc\u00dfe\n".encode("latin-1"), "E102", "not UTF-8 text: byte 0xfc", 2),
    "half a surrogate": (b"a: \xed\xa0\x80\n", "E102", "not UTF-8 text", 1),
    "a bell": (b"a: b\nc: \x07\n", "E104", "#x0007", 2),
    "a tab as indentation": (b"a:\n\tb: c\n", "E104", "not well-formed YAML", 2),
    "an open bracket": (b"a: [b, c\n", "E104", "not well-formed YAML", 2),
    "an open quote": (b'a: "b\n', "E104", "not well-formed YAML", 1),
    "wrong indentation": (b"a:\n  b: c\n d: e\n", "E104", "not well-formed YAML", 3),
    "an unknown alias": (b"a: *b\n", "E106", "undefined alias", 1),
    "a mapping inside itself": (b"a: &a {b: *a}\n", "E106", "an alias inside its own anchor", 1),
    "a list inside itself": (b"a: &a [*a]\n", "E106", "an alias inside its own anchor", 1),
    "a billion laughs": (LAUGHS.encode(), "E106", "aliases expand to more than 100,000 entries", 1),
    "aliases on top of each other": (CHAIN.encode(), "E105", "nested more than 40 deep", None),
    "many brackets": (b"a: " + b"[" * 100_000, "E105", "nested more than 40 deep", 1),
    "many braces": (b"{a: " * 100_000, "E105", "nested more than 40 deep", 1),
    "many dashes": (b"- " * 100_000, "E105", "nested more than 40 deep", 1),
    "a staircase": (b"".join(b" " * i + b"a:\n" for i in range(500)), "E105", "nested more than 40 deep", 40),
    "too many bytes": (b"#" * (MAX_BYTES + 1), "E103", "larger than 4 MiB", None),
    "keys that are lists": (b"? [a]\n: b\n", "E201", "a key of the rule file should be a name, not a list", 1),
    "keys that are nothing": (b"~: b\n", "E201", "a key of the rule file should be a name, not nothing", 1),
    "tags everywhere": (b"!!map\n!!str a: !!python/name:os.system b\n", "E108", "an explicit tag", None),
}


@pytest.mark.parametrize("reader", COMPOSERS)
@pytest.mark.parametrize(("content", "code", "message", "line"), REFUSED.values(), ids=REFUSED.keys())
def test_is_refused(content: bytes, code: str, message: str, line: int | None, reader: str):
    with pytest.raises(InvalidInput) as caught:
        decode(compose_bytes(content, "rules.yaml", reader))
    problem = next(problem for problem in caught.value.diagnostics if problem.code == code)
    assert message in problem.message
    if line is not None:
        assert (problem.place.file, problem.place.line) == ("rules.yaml", line)


@pytest.mark.slow
def test_too_many_entries_are_refused():
    with pytest.raises(InvalidInput, match="more than 100,000 entries"):
        compose("a: b\n" * (MAX_NODES // 2 + 1), "rules.yaml")


@pytest.mark.parametrize(
    ("path", "message", "help"),
    [
        ("missing.yaml", "cannot read `{path}`: no such file or directory", "check its name; you are in `{here}`"),
        ("ruels.yaml", "cannot read `{path}`: no such file or directory", "did you mean `{folder}/rules.yaml`?"),
        (".", "cannot read `{path}`: is a directory", "name a file in it"),
        ("missing.yaml/rules.yaml", "cannot read `{path}`: no such file or directory", "check its name"),
        ("x" * 5000, "cannot read `{path}`: file name too long", ""),
        ("a\0b", "cannot read", ""),
    ],
)
def test_files_that_cannot_be_read(path: str, message: str, help: str, tmp_path: Path):
    (tmp_path / "rules.yaml").touch()
    place = f"{tmp_path}/{path}"
    with pytest.raises(InvalidRules) as caught:
        load_document(place)
    (problem,) = caught.value.diagnostics
    assert problem.code == "E101"
    assert message.format(path=place) in problem.message
    assert help.format(folder=tmp_path, here=Path.cwd()) in (problem.help or "")
    assert "\0" not in problem.message


def variant(old: str, new: str) -> str:
    assert LIBRARY_TEXT.count(old) == 1
    return LIBRARY_TEXT.replace(old, new)


@pytest.mark.parametrize(
    "written", ["1.10", "010", "1:30", "1e3", "no", "NO", "0x10", "2026-01-01", "yes", "~x", ".inf"]
)
def test_a_text_is_what_is_written(written: str):
    rules, _ = load_text(variant('version: "7"', f"version: {written}"))
    assert rules.version == written


def test_norway_is_a_value_and_no_is_an_answer():
    rules, _ = load_text(
        variant("values: [N1, N2], sources", "values: [N1, NO], sources").replace(
            "when: {pupil: yes}, because", "when: {pupil: no}, because"
        )
    )
    assert rules.groups["town"].by_call == {0: ("N1", "NO")}
    assert rules.options["card"].recommend[0].when.accepts.values == (False,)


@pytest.mark.parametrize(
    ("written", "answer"),
    [("yes", True), ("Y", True), ("TRUE", True), ("1", True), ("n", False), ("0", False), ("oui", True)],
)
def test_words_for_yes_and_no(written: str, answer: bool):
    rules, _ = load_text(variant("when: {pupil: yes}, because", f"when: {{pupil: {written}}}, because"))
    assert rules.options["card"].recommend[0].when.accepts.values == (answer,)


@pytest.mark.parametrize("written", ["on", "off", "t", "2", "x", "nil"])
def test_other_words_are_no_answer(written: str):
    with pytest.raises(InvalidRules, match="is not an answer to `pupil`"):
        load_text(variant("when: {pupil: yes}, because", f"when: {{pupil: {written}}}, because"))


@pytest.mark.parametrize(
    ("written", "number"), [("5", 5), ("05", 5), ("+5", 5), ("5.0", 5), ('"5"', 5), ("010", 10), ('"5,0"', 5)]
)
def test_numbers(written: str, number: int):
    rules, _ = load_text(variant("{max: 2}", f"{{max: {written}}}"))
    assert f"max={number})" in repr(rules.criteria["films-need-full"].when)


@pytest.mark.parametrize("written", ["0x5", "5.5", "1e3", "1_000", "five", "5.000", '"5,000"', "٥"])
def test_no_numbers(written: str):
    with pytest.raises(InvalidRules, match="cannot be a bound of `books`"):
        load_text(variant("{max: 2}", f"{{max: {written}}}"))


@pytest.mark.parametrize("written", ["~", "null", "Null", "NULL", ""])
def test_nothing(written: str):
    assert load_text(variant("ask: the front desk", f"ask: {written}"))[0].ask is None


def test_quoted_nothing_is_a_text():
    assert load_text(variant("ask: the front desk", 'ask: "null"'))[0].ask == "null"


def test_several_ways_to_write_a_file_are_one():
    """Windows line ends, a byte order mark, quotes, flow and block style change nothing, the hash neither."""
    rules, document = load_text(LIBRARY_TEXT)
    for content in (LIBRARY_TEXT.replace("\n", "\r\n").encode(), codecs.BOM_UTF8 + LIBRARY_TEXT.encode()):
        other = compose_bytes(content, "<text>")
        assert repr(decode(other)) == repr(rules)
        assert other.sha256 == document.sha256


def test_several_ways_to_write_a_condition():
    both = "when: {pupil: yes, age: {min: 6}}"
    as_list = "when: {all: [{pupil: yes}, {age: {min: 6}}]}"
    old = "when: {any: [{pupil: yes}, {age: {figure: child-age}}]}"
    conditions = {repr(load_text(variant(old, new))[0].criteria["young-or-pupil"].when) for new in (both, as_list)}
    assert len(conditions) == 1


def test_aliases_repeat_what_they_name():
    text = variant("figures: [loan-limit, late-fee]", "figures: &figures [loan-limit, late-fee]").replace(
        "summary: Lessons.", "summary: Lessons., figures: *figures"
    )
    rules, _ = load_text(text)
    assert rules.options["piano-hour"].figures == rules.options["card"].figures == ("loan-limit", "late-fee")


def only_problem(text: str) -> Diagnostic:
    with pytest.raises(InvalidRules) as caught:
        load_text(text)
    (problem,) = caught.value.diagnostics
    return problem


def test_positions_count_characters_and_line_feeds():
    """A NEL is a line end for YAML and none for an editor; letters beyond ASCII are one column each."""
    text = variant("title: Library card", 'title: "Βιβλιοθήκη \x85 x"').replace("    kind: borrow", "    kind: borow")
    problem = only_problem(text)
    assert problem.place.excerpt == "    kind: borow"
    text = variant("reading-room: {kind: visit,", "reading-room: {kind: visit, who: Όλοι, typ: x,")
    problem = only_problem(text)
    assert problem.place.excerpt[problem.place.column - 1 :].startswith("typ")


def test_sentences_carry_the_figures_of_their_call():
    rules = load_rules(LIBRARY)
    sentences = [rules.at(call).rule_set.criteria["not-too-many"].unmet for call in (2025, 2026)]
    assert sentences == ["You can take 5 books at most.", "You can take 8 books at most."]


def test_every_text_of_a_rule_file_that_may_name_a_figure_is_filled_in():
    """A placeholder that the loader lets pass never reaches a reader."""
    marked = as_data(load_document(LIBRARY)[0])

    def mark(value: object, key: str = "") -> object:
        texts = (
            "title",
            "question",
            "help",
            "because",
            "met",
            "unmet",
            "unknown",
            "limit",
            "note",
            "summary",
            "who",
            "text",
        )
        if isinstance(value, dict):
            return {name: mark(entry, name) for name, entry in value.items()}
        if isinstance(value, list):
            return [mark(entry, key) for entry in value]
        return f"{value} {{loan-limit}}" if key in texts and isinstance(value, str) else value

    for section in ("facts", "figures", "criteria", "routes", "activities", "background"):
        marked[section] = mark(marked[section])
    import json

    filled = parse_rules(json.dumps(marked)).at(2026).rule_set
    assert "8 books" in repr(filled)
    assert "{" not in repr([filled.facts, filled.figures, filled.criteria, filled.options, filled.background]).replace(
        "{'", ""
    ).replace("{}", "").replace("{0", "").replace("{20", "").replace("{<", "")


def tree(node: Node | None) -> object:
    """A document as plain values: kinds, tags, texts and where they start."""
    if node is None:
        return None
    value = node.value if isinstance(node, ScalarNode) else [tree(child) for child in children(node)]
    return type(node).__name__, node.tag, bool(getattr(node, "style", None)), node.start_mark.index, value


@pytest.mark.skipif(len(COMPOSERS) < 2, reason="libyaml is not there, so there is one reader only")
@pytest.mark.parametrize("path", [LIBRARY, SHIPPED], ids=lambda path: path.name)
def test_both_yaml_readers_read_the_same(path: Path):
    text = path.read_text("utf-8")
    one, other = (tree(compose(text, "x", reader).root) for reader in COMPOSERS)
    assert one == other


LINES = LIBRARY_TEXT.split("\n")
SNIPPETS = [
    "",
    ":",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "'",
    '"',
    "#",
    "&a ",
    "*a",
    "!",
    "|",
    ">",
    "?",
    "? ",
    "%",
    "~",
    "\t",
    "---",
    "é",
    " ",
    ": ",
    ", ",
    "0",
    "x",
]


@st.composite
def damaged_files(draw: st.DrawFn) -> str:
    """The library's file with some lines cut, doubled, shifted, or with something put into them."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        column = draw(st.integers(0, len(lines[at])))
        match draw(st.integers(0, 4)):
            case 0:
                lines[at] = lines[at][:column] + draw(st.sampled_from(SNIPPETS)) + lines[at][column:]
            case 1:
                lines[at] = lines[at][:column] + draw(st.sampled_from(SNIPPETS)) + lines[at][column + 1 :]
            case 2:
                lines[at] = lines[at][:column]
            case 3:
                lines.insert(at, lines[draw(st.integers(0, len(lines) - 1))])
            case 4:
                lines[at] = draw(st.sampled_from([" ", "  ", "\t", "- "])) + lines[at]
    return "\n".join(lines)


@given(damaged_files())
def test_a_damaged_file_is_loaded_or_refused_with_places(text: str):
    """What both YAML readers take for YAML, they read the same; the pure Python one takes a little less for it."""
    trees = []
    for reader in COMPOSERS:
        try:
            document = compose(text, "rules.yaml", reader)
            trees.append(tree(document.root))
            decode(document)
        except InvalidInput as error:
            assert {problem.code for problem in error.diagnostics} <= CODES.keys()
            assert all(problem.place for problem in error.diagnostics)
    assert all(found == trees[0] for found in trees)


def test_what_is_loaded_decides():
    assert decide(load_rules(LIBRARY), {"pupil": "yes"}).options


JSON_FAULTS = {
    "a comment": ('{\n  // our school\n  "a": 1\n}', "JSON has no comments", (2, 3)),
    "a comment behind": ('{\n  "a": "http://x", /* not yet */\n}', "JSON has no comments", (2, 20)),
    "a comment above": ('/* mine */\n{"a": 1}', "JSON has no comments", (1, 1)),
    "no comma": ('{"a": 1\n "b": 2}', "expecting ',' delimiter", (2, 2)),
    "no end": ('{"a": [1, 2}', "expecting ',' delimiter", (1, 12)),
    "no value": ('{"a": 1, "b": }, 3', "expecting value", (1, 15)),
}


@pytest.mark.parametrize(("text", "message", "place"), JSON_FAULTS.values(), ids=JSON_FAULTS.keys())
def test_the_faults_of_json_are_told_in_its_words(text: str, message: str, place: tuple[int, int]):
    for name in ("profile.json", "<stdin>"):
        with pytest.raises(InvalidInput) as caught:
            compose(text, name)
        (problem,) = caught.value.diagnostics
        assert (problem.code, problem.message) == ("E104", f"not well-formed JSON: {message}")
        assert (problem.place.line, problem.place.column) == place


@pytest.mark.parametrize(
    "text", ['{"a": "// no comment", "b": "/* nor this */", "c\\"//": 1}', "{a: http://x.org, b: c//d}", "[1, 2,]"]
)
def test_what_only_looks_like_a_comment_is_read(text: str):
    assert compose(text, "profile.json").root is not None


def test_a_flow_mapping_of_yaml_is_no_json():
    with pytest.raises(InvalidInput, match="not well-formed YAML"):
        compose('{"a": [b, c}', "rules.yaml")
