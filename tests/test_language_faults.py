"""Planted faults: each is found with its code, at its place, with a suggestion where one is near.

A fault replaces a piece of the library's file. The mark « stands where the problem has to be located.
"""

from contextlib import nullcontext
from typing import NamedTuple

import pytest
from chances import one_in
from rule_files import LIBRARY

from bench.generated_rules import chain_of_facts
from ka1cli.decision.loading import parse_rules
from ka1cli.language.diagnostic import CODES, Diagnostic, InvalidInput, InvalidRules
from ka1cli.language.keys.fields import RULE_FILE
from ka1cli.language.load import decode, load_text
from ka1cli.language.yaml.document import COMPOSERS, compose

MARK = "«"
TEXT = LIBRARY.read_text("utf-8")


class Fault(NamedTuple):
    code: str
    old: str
    new: str
    message: str = ""
    help: str | None = None


CARD = "criteria: [lives-here, young-or-pupil, not-too-many, films-need-full]"
PUPIL = "when: {pupil: yes}, because: Pupils"
YOUNG = "when: {any: [{pupil: yes}, {age: {figure: child-age}}]}"
FILMS = "when: {any: [{card_type: full}, {not: {books: {max: 2}}}]}"
MANY = "when: {books: {max: {figure: loan-limit}}}"
BORN = "when: {birthday: {min: 2000-01-01}}"
LIVES = "when: {district: {group: area}}"
BOOKS = "books: {asks: chosen, type: number, min: 1, unit: books, panel: wish"
CHILD = "value: {min: 0, max: 14}, sources: [byelaw]}"
CARD_TYPE = "    type: choice\n    values: {basic: Books only, full: Books and films}"
QUIET = "still: {asks: chosen, type: yes-no, panel: wish, title: quiet"
ROUND_2 = "      - {call: 2026, round: 2, closes: ~, note: Not announced.}"
KINDS = "kinds: {borrow: Borrow, visit: Visit}"
IMPLIES = "      - when: {max: 5}\n        then: {pupil: no}"
AREA = "area: {title: the area we serve, of: [town, suburbs]}"
CODE_TO_SUMMARY = (
    "    code: LC-1\n    aliases: [LC1]\n    kind: borrow\n    title: Library card\n    summary: Take books home.\n"
)
QUIET_CRITERION = TEXT[TEXT.index("    title: Quiet\n") : TEXT.index("  plays-piano:")]
ARCHIVE = "archive: {kind: visit"

FAULTS = {
    # names and keys
    "an unknown key": Fault("E202", "    who: Everybody", "    «whom: Everybody", "unknown key `whom`", "did you mean `who`?"),
    "an unknown section": Fault("E202", "kinds:", "«knds: {}\nkinds:", "unknown key `knds`", "did you mean `kinds`?"),
    "a key of another type of fact": Fault("E202", QUIET, QUIET + ", unit: «dB", "yes-no, which has no `unit`"),
    "a merge key": Fault("E202", PUPIL, "when: {«<<: {pupil: yes}}, because: Pupils", "a merge key", "write the entries out"),
    "a missing key": Fault("E203", CODE_TO_SUMMARY, CODE_TO_SUMMARY.replace("code", "«code").replace("    summary: Take books home.\n", ""), "route `card` needs `summary`"),
    "a required key without a value": Fault("E203", "title: Library card", "title: «~", "route `card` needs `title`"),
    "a missing section": Fault("E203", KINDS + "\n", "", "the rule file needs `kinds`"),
    "a choice without values": Fault("E203", CARD_TYPE, "    type: choice", "fact `card_type` needs `values`"),
    "background that says nothing": Fault("E203", "  why:\n    title: Why we lend books\n    with: routes\n    text: Reading is fun.\n    items: [Children read more., {text: Adults too., sources: [byelaw], note: A survey of 2024.}]", "  why:\n    «title: Why we lend books\n    with: routes", "needs `text` or `items`"),
    "a key twice": Fault("E107", "  wish: What is wanted", "  wish: What is wanted\n  «wish: Once more", "`wish` stands twice in `panels`", "the first one is on line 24"),
    "a fact that is named like a word of conditions": Fault("E204", QUIET, "any: «{asks: chosen, type: yes-no, panel: wish, title: quiet", "`any` is a word of conditions"),
    "a name with a blank": Fault("E204", ARCHIVE, "«old archive: {kind: visit", "`old archive` is not a name"),
    "a name that begins with a digit": Fault("E204", "id: library-card", "id: «1st", "`1st` is not a name"),
    # references
    "an unknown fact": Fault("E301", PUPIL, "when: {«pupl: yes}, because: Pupils", "no fact is called `pupl`", "did you mean `pupil`?"),
    "an unknown criterion": Fault("E301", CARD, CARD.replace("young", "«yung"), "no criterion is called `yung-or-pupil`", "did you mean `young-or-pupil`?"),
    "an unknown source": Fault("E301", "values: [N1, N2], sources: [byelaw]", "values: [N1, N2], sources: [«bylaw]", "no source is called `bylaw`", "did you mean `byelaw`?"),
    "an unknown group": Fault("E301", "of: [town, suburbs]", "of: [town, «suburb]", "no group is called `suburb`", "did you mean `suburbs`?"),
    "an unknown group of values": Fault("E301", "values: {group: districts}", "values: {group: «district}", "no group is called `district`", "did you mean `districts`?"),
    "an unknown group in a test": Fault("E301", LIVES, "when: {district: {group: «aera}}", "no group is called `aera`", "did you mean `area`?"),
    "an unknown figure": Fault("E301", MANY, "when: {books: {max: {figure: «loan-limits}}}", "no figure is called `loan-limits`", "did you mean `loan-limit`?"),
    "an unknown figure of a route": Fault("E301", "figures: [loan-limit, late-fee]", "figures: [loan-limit, «late-fees]", "", "did you mean `late-fee`?"),
    "an unknown panel": Fault("E301", "panel: wish\n    title: card", "panel: «wishes\n    title: card", "no panel is called `wishes`", "did you mean `wish`?"),
    "an unknown kind": Fault("E301", "kind: borrow", "kind: «borow", "no kind is called `borow`", "did you mean `borrow`?"),
    "an unknown way on": Fault("E301", "way_on: [reading-room]", "way_on: [«readingroom]", "no option is called `readingroom`", "did you mean `reading-room`?"),
    "a figure of an unknown call": Fault("E301", "by_call: {2025: 5, 2026: 8}", "by_call: {2025: 5, «2027: 8}", "2027, which `calls` does not list"),
    "a group of an unknown call": Fault("E301", "by_call: {2025: [S1], 2026: [S1, S2]}", "by_call: {2025: [S1], «2024: [S1, S2]}", "2024, which `calls` does not list"),
    "a deadline of an unknown call": Fault("E301", ROUND_2, ROUND_2.replace("2026", "«2031"), "2031, which `calls` does not list"),
    "a confirmed call that is unknown": Fault("E301", "confirmed: [2025, 2026]", "confirmed: [2025, «2020]", "2020, which `calls` does not list"),
    # names that two things bear
    "two options of one name": Fault("E302", ARCHIVE, "archive: «{aliases: [lc_1], kind: visit", "route `archive` and `card` both answer to `lc-1`"),
    "a route and an activity of one name": Fault("E302", "  piano-hour: {", "  archive: «{", "`archive` is both a route and an activity"),
    "a fact that is named like an option": Fault("E204", QUIET, "No-Plan: «{asks: chosen, type: yes-no, panel: wish, title: quiet", "`--no-plan` is an option of the commands"),
    "two facts of one flag": Fault("E302", QUIET, QUIET + ", question: Once?}\n  card-type: «{asks: chosen, type: yes-no, panel: wish, title: quiet", "facts `card_type` and `card-type` share a flag"),
    "an entry twice": Fault("E302", CARD, CARD.replace("[lives-here", "[lives-here, «lives-here"), "`lives-here` stands twice"),
    "a value twice in a test": Fault("E302", LIVES, "when: {district: [N1, S1, «north1]}", "`north1` stands twice"),
    "values that are spelt alike": Fault("E302", CARD_TYPE, "    type: choice\n    values: «{basic: Books only, full: Books and films, BASIC: x}", "`basic` and `BASIC`, values of fact `card_type`, are spelt alike"),
    "a meaning that is another value": Fault("E302", CARD_TYPE, "    type: choice\n    values: «{basic: Full, full: Books and films}", "`Full`, which says what `basic`"),
    "an alias that is a value": Fault("E302", "aliases: {NORTH1: N1}", "aliases: «{n2: N1}", "alias `n2` of fact `district` is a value or alias already"),
    "a round twice": Fault("E302", ROUND_2, ROUND_2.replace("- {", "- «{").replace("round: 2", "round: 1"), "round 1 of call 2026 twice"),
    "a group that is made of itself": Fault("E302", "suburbs: {title: the suburbs, by_call: {2025: [S1], 2026: [S1, S2]}}", "suburbs: {title: the suburbs, of: [area]}", "is made of itself"),
    "a kind of route called activity": Fault("E302", KINDS, "kinds: «{borrow: Borrow, visit: Visit, activity: Join in}", "`activity` is the kind of all activities"),
    # kinds of values
    "a list instead of a mapping": Fault("E201", KINDS, "kinds: «[borrow, visit]", "`kinds` should be a mapping, not a list"),
    "a mapping instead of a list": Fault("E201", CARD, "criteria: «{lives-here: yes}", "should be a list, not a mapping"),
    "a list instead of a text": Fault("E201", "title: Library card", "title: «[Library card]", "should be a text, not a list"),
    "an empty text": Fault("E201", "title: Library card", 'title: «" "', "should be a text, not nothing"),
    "a test on nothing": Fault("E201", PUPIL, "when: {pupil: «~}, because: Pupils", "the test on `pupil` should be a value, not nothing"),
    "another version of the language": Fault("E205", "ka1: 1", "ka1: «2", "`ka1` should be 1"),
    "a choice of words": Fault("E205", "    asks: chosen\n    type: choice", "    asks: «choosen\n    type: choice", "cannot be `choosen`", "did you mean `chosen`?"),
    "an unknown type": Fault("E205", "    type: code", "    type: «cod", "cannot be `cod`", "did you mean `code`?"),
    "no whole number": Fault("E205", "max: 120", "max: «1.5", "should be a whole number, not `1.5`"),
    "a number below 0": Fault("E205", "max: 120", "min: «-3\n    max: 120", "cannot go below 0"),
    "no date": Fault("E205", "as_of: 2026-05-01", "as_of: «2026-02-30", "should be a date such as 2026-11-24, not `2026-02-30`"),
    "a date without dashes": Fault("E205", "as_of: 2026-05-01", "as_of: «20260501", "should be a date"),
    "a time without an offset": Fault("E205", "closes: 2026-03-01T12:00+01:00", "closes: «2026-03-01T12:00", "has no offset from UTC"),
    "a call that is no year": Fault("E205", "calls: [2025, 2026]", "calls: [2025, 2026, «20266]", "should be a year such as 2026, not `20266`"),
    "calls out of order": Fault("E205", "calls: [2025, 2026]", "calls: «[2026, 2025]", "oldest first"),
    "a text as a bound": Fault("E205", FILMS, FILMS.replace("max: 2", "max: «two"), "`two` cannot be a bound of `books`"),
    "a group of nothing": Fault("E205", AREA, "area: «{title: the area we serve}", "exactly one of `values`, `by_call`, `of`"),
    "a figure with two values": Fault("E205", "late-fee: {title: Late fee,", "late-fee: «{title: Late fee, value: 3,", "either `value` or `by_call`"),
    "a figure and a bound": Fault("E205", YOUNG, YOUNG.replace("{figure", "«{max: 3, figure"), "a figure and bounds"),
    "a figure of another kind": Fault("E205", MANY, MANY.replace("loan-limit", "«child-age"), "figure `child-age` should hold a number"),
    "a number where bounds are needed": Fault("E205", YOUNG, YOUNG.replace("child-age", "«loan-limit"), "figure `loan-limit` should hold bounds"),
    "a figure as a date": Fault("E205", BORN, "when: {birthday: {min: {figure: «loan-limit}}}", "figure `loan-limit` should hold a day"),
    "an implication about itself": Fault("E205", IMPLIES, IMPLIES.replace("{pupil: no}", "«{age: {max: 3}}"), "says something about `age` itself"),
    "a value that means not answered": Fault("E205", "values: [piano, violin]", 'values: «[piano, violin, "?"]', "means *not answered*"),
    "a partition by a choice": Fault("E205", KINDS, "partitions: {p: {by: «card_type, options: [card], because: x}}\n" + KINDS, "should be a number or date"),
    "no criterion": Fault("E206", CARD, "criteria: «[]", "is empty"),
    "no routes": Fault("E206", TEXT[TEXT.index("routes:\n") : TEXT.index("activities:\n")], "routes: «{}\n", "`routes` is empty"),
    "an empty combination": Fault("E206", YOUNG, "when: {any: «[]}", "`any` is empty"),
    "a figure without bounds": Fault("E206", CHILD, "value: «{}, sources: [byelaw]}", "has neither min nor max"),
    "no calls of a figure": Fault("E206", "by_call: {2025: 5, 2026: 8}", "by_call: «{}", "is empty"),
    # tests
    "a value that a choice does not have": Fault("E401", FILMS, FILMS.replace("full", "«basix"), "`basix` is not a value of `card_type`", "did you mean `basic`? known: basic, full"),
    "a code that is not known": Fault("E401", LIVES, "when: {district: [N1, «N9]}", "`N9` is not a value of `district`", "write one of the 5 known codes"),
    "nearly the name of a code": Fault("E401", LIVES, "when: {district: «Nort two}", "", "did you mean `N2` (North two)?"),
    "no answer to yes or no": Fault("E401", PUPIL, "when: {pupil: «maybe}, because: Pupils", "`maybe` is not an answer to `pupil`", "write yes or no"),
    "a question mark as a value": Fault("E401", PUPIL, 'when: {pupil: «"?"}, because: Pupils', "means *not answered*"),
    "a group of other values": Fault("E401", "suburbs: {title: the suburbs, by_call: {2025: [S1], 2026: [S1, S2]}}", "suburbs: {title: the suburbs, values: [T1]}", "`T1` of group `area` is not a value of `district`"),
    "an alias of nothing": Fault("E401", "aliases: {NORTH1: N1}", "aliases: «{NORTH1: N7}", "alias `NORTH1` stands for `N7`"),
    "a bound below the range": Fault("E402", FILMS, FILMS.replace("max: 2", "max: «0"), "`0` cannot be a bound of `books`", "write a whole number, 1 or more"),
    "a bound above the range": Fault("E402", YOUNG, YOUNG.replace("{figure: child-age}", "{min: «121}"), "`121` cannot be a bound of `age`", "write a whole number from 0 to 120"),
    "a figure beyond the range": Fault("E402", CHILD, CHILD.replace("14", "140"), "goes beyond the range of `age`"),
    "a minimum above the maximum": Fault("E403", YOUNG, YOUNG.replace("{figure: child-age}", "{min: «15, max: 14}"), "min 15 is above max 14"),
    "a range the wrong way round": Fault("E403", BOOKS, BOOKS.replace("min: 1", "min: 9, max: «3"), "a maximum below its minimum"),
    "a figure the wrong way round": Fault("E403", CHILD, "value: «{min: 14, max: 0}, sources: [byelaw]}", "min 14 above max 0"),
    "a figure above a bound": Fault("E403", MANY, "when: {books: «{min: 6, max: {figure: loan-limit}}}", "min 6 is above max 5"),
    "both answers": Fault("E404", PUPIL, "when: {pupil: «[yes, no]}, because: Pupils", "this test on `pupil` always holds"),
    "all values": Fault("E404", LIVES, "when: {district: «{group: districts}}", "this test on `district` always holds"),
    "no values in one call": Fault("E404", AREA, "area: {title: the area we serve, by_call: {2026: [N1]}}", "this test on `district` never holds"),
    "a bound that is the end of the range": Fault("E404", YOUNG, YOUNG.replace("{figure: child-age}", "«{min: 0}"), "this test on `age` always holds"),
    "no bound": Fault("E405", YOUNG, YOUNG.replace("{figure: child-age}", "«{}"), "has no bound", "give min, max or both"),
    "no test": Fault("E405", YOUNG, "when: «{}", "tests nothing", "name a fact and its test"),
    "a figure that is not known in a call": Fault("E406", MANY, MANY.replace("loan-limit", "«late-fee"), "figure `late-fee` has no value in call 2026"),
    # sources and sentences
    "a criterion from memory": Fault("E407", "    limit: Be quiet.\n    sources: [byelaw]", "    limit: Be quiet.\n    sources: «[hearsay]", "criterion `quiet` rests on memory alone"),
    "a figure from memory": Fault("E407", CHILD, CHILD.replace("[byelaw]", "«[hearsay]"), "figure `child-age` rests on memory alone"),
    "a deadline from memory": Fault("E407", "starts_to: 2026-12-31, sources: [byelaw]", "starts_to: 2026-12-31, sources: «[hearsay]", "a deadline of route `card` rests on memory alone"),
    "no source": Fault("E407", QUIET_CRITERION, QUIET_CRITERION.replace("title", "«title").replace("    sources: [byelaw]\n", ""), "criterion `quiet` has no source", "add `sources: [...]`"),
    "no source in a call": Fault("E407", "late-fee: {title: Late fee, unit: cents, by_call: {2025: 10, 2026: ~}, sources: [leaflet]", "late-fee: {title: Late fee, unit: cents, by_call: {2025: 10, 2026: ~}, sources: «{2026: [leaflet]}", "figure `late-fee` has no source in call 2025"),
    "a placeholder that names nothing": Fault("E408", "unmet: You can take {loan-limit} at most.", "unmet: «You can take {loan-limits} at most.", "`{loan-limits}` names no figure", "did you mean `loan-limit`?"),
    "a brace without its partner": Fault("E408", "unmet: You can take {loan-limit} at most.", "unmet: «You can take {loan-limit at most.", "a brace without its partner"),
    "a placeholder where no figure is put in": Fault("E408", "person: About the person", 'person: «"About {loan-limit}"', "no figure is put into the texts of `panels`"),
    "a figure that names a figure": Fault("E408", CHILD, 'value: «"{loan-limit}", sources: [byelaw]}', "cannot name another figure"),
    "a choice without a limit": Fault("E409", "    limit: Be quiet.\n", "", "criterion `quiet` uses the chosen fact `still` and needs `limit`"),
    # YAML
    "an explicit tag": Fault("E108", "title: Library card", "title: «!!str Library card", "an explicit tag"),
    "a tag that would run code": Fault("E108", "title: Library card", "title: «!!python/object/apply:os.system [ls]", "an explicit tag"),
    "an unknown alias": Fault("E106", "title: Library card", "title: «*nothing", "undefined alias"),
    "an alias inside its anchor": Fault("E106", "items: [Children", "items: &a [*a, Children", "an alias inside its own anchor"),
    "an open quote": Fault("E104", "title: Library card", 'title: "Library card', "not well-formed YAML", "the quoted text before this begins on line 129: its closing quote may be missing"),
    "a quote that is open to the end": Fault("E104", "items: [Children read more", "items: [«'Children read more", "the quoted text that begins here never ends", "close it"),
    "a tab": Fault("E104", "    kind: borrow", "\tkind: borrow", ""),
    "a control character": Fault("E104", "title: Library card", "title: Library«\x07card", "a character that YAML does not allow: #x0007"),
    "deep nesting": Fault("E105", "items: [Children", "items: [" + "[" * 40 + "x" + "]" * 40 + ", Children", "nested more than 40 deep"),
    "a second document": Fault("E109", "kinds:", "«---\nkinds:", "a second document begins here"),
    "hundreds of problems": Fault("E110", "kinds:", "".join(f"x{i}: y\n" for i in range(300)) + "kinds:", "more than 200 problems"),
}  # fmt: skip


def planted(fault: Fault) -> tuple[str, tuple[int, int] | None]:
    """The faulty text, and the line and column of the mark."""
    assert TEXT.count(fault.old) == 1, fault.old
    text = TEXT.replace(fault.old, fault.new)
    before, mark, after = text.partition(MARK)
    if not mark:
        return text, None
    return before + after, (before.count("\n") + 1, len(before) - before.rfind("\n"))


def problems(text: str, reader: str | None = None) -> list[Diagnostic]:
    try:
        decode(compose(text, "rules.yaml", reader))
    except InvalidInput as error:
        return list(error.diagnostics)
    return []


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_is_found(fault: Fault):
    text, place = planted(fault)
    with pytest.raises(InvalidRules) as caught:
        load_text(text, "rules.yaml")
    found = [problem for problem in caught.value.diagnostics if problem.code == fault.code]
    assert found, caught.value.diagnostics
    problem = next((problem for problem in found if fault.message in problem.message), None)
    assert problem, found
    assert problem.place.file == "rules.yaml"
    if place:
        assert (problem.place.line, problem.place.column) == place
        assert problem.place.excerpt == text.split("\n")[place[0] - 1]
    if fault.help:
        assert problem.help == fault.help


def test_every_code_has_a_fault():
    elsewhere = {"E101", "E102", "E103", "E410", "E411"}  # below, and in test_language_documents.py
    assert {fault.code for fault in FAULTS.values()} == {code for code in CODES if code.startswith("E")} - elsewhere


@one_in(5, "fault", FAULTS.values(), ids=FAULTS.keys())
def test_both_yaml_readers_find_the_same(fault: Fault):
    """Their words for malformed YAML differ, and so may the column."""
    text, _ = planted(fault)
    one, other = (problems(text, reader) for reader in COMPOSERS) if len(COMPOSERS) == 2 else (problems(text),) * 2
    assert [problem.code for problem in one] == [problem.code for problem in other]
    if fault.code not in ("E104", "E106"):
        assert one == other


def test_all_problems_are_reported_in_one_pass_in_the_order_of_the_file():
    names = [
        "an unknown key",
        "an unknown fact",
        "an unknown kind",
        "a minimum above the maximum",
        "a bound below the range",
        "no date",
        "a criterion from memory",
    ]
    text = TEXT
    for name in names:
        assert text.count(FAULTS[name].old) == 1
        text = text.replace(FAULTS[name].old, FAULTS[name].new.replace(MARK, ""))
    found = problems(text)
    assert sorted(problem.code for problem in found) == sorted(FAULTS[name].code for name in names)
    places = [(problem.place.line, problem.place.column) for problem in found]
    assert places == sorted(places)


SECTIONS = [
    line.split(":")[0] for line in TEXT.split("\n") if line[:1].isalpha() and line.split(":")[0] in RULE_FILE.all
]


@pytest.mark.parametrize("section", SECTIONS)
def test_of_a_misspelt_section_nothing_else_is_said(section: str):
    misspelt = section[0] + section[2:] if len(section) > 3 else section + "s"
    (problem,) = problems(TEXT.replace(f"\n{section}:", f"\n{misspelt}:"))
    assert (problem.code, problem.help) == ("E202", f"did you mean `{section}`?")


@pytest.mark.parametrize("section", SECTIONS)
def test_what_a_section_of_another_name_would_have_declared_is_not_missed(section: str):
    codes = {problem.code for problem in problems(TEXT.replace(f"\n{section}:", "\nzzz:"))}
    assert codes <= {"E202", "E203", *(["E406"] if section == "calls" else [])}  # no call has a figure's value then


def test_implications_that_leave_nothing_are_refused():
    text = TEXT.replace(
        IMPLIES,
        IMPLIES.replace("{max: 5}", "{min: 6}")
        + "\n        because: x\n"
        + IMPLIES.replace("{pupil: no}", "{all: [{pupil: no}, {pupil: yes}]}"),
    )
    with pytest.raises(InvalidRules) as caught:
        parse_rules(text.replace("then: {pupil: no}", "then: {all: [{pupil: no}, {pupil: yes}]}", 1), "rules.yaml")
    (problem,) = caught.value.diagnostics
    assert problem.code == "E410"
    assert "what `age` implies leaves no possible answers" in problem.message
    assert problem.place.excerpt == "    implies:"


@pytest.mark.parametrize(("calls", "impossible"), [((), True), ((2025, 2026), True), ((2024, 2026), False)])
def test_implications_are_looked_at_in_every_call_and_where_there_is_none(calls: tuple[int, ...], impossible: bool):
    """Whatever `a` is, `n` is at most as high as the figure, and `n` is never 5 or less: of 2025 there is no such `n`."""
    head, _, _ = chain_of_facts(2).partition("facts:")
    value = (
        f"by_call: {{{', '.join(f'{call}: {5 if call == 2025 else 9}' for call in calls)}}}" if calls else "value: 5"
    )
    low = "then: {n: {max: {figure: limit}}}, because: B."
    text = f"""{head}
facts:
  a: {{asks: given, type: yes-no, panel: p, title: A, question: Q?, implies: [{{when: yes, {low}}}, {{when: no, {low}}}]}}
  n: {{asks: given, type: number, min: 0, panel: p, title: N, question: Q?, implies: [
    {{when: {{max: 5}}, then: {{all: [{{a: yes}}, {{a: no}}]}}, because: B.}}]}}
figures: {{limit: {{title: T, unit: items, {value}, sources: [s]}}}}
criteria: {{c: {{title: T, when: {{a: yes}}, met: M., unmet: U., unknown: N., sources: [s]}}}}
routes: {{r: {{kind: k, title: R, summary: S., criteria: [c]}}}}
"""
    text = text.replace("calls: [2025, 2026]", f"calls: {list(calls)}" if calls else "")
    with pytest.raises(InvalidRules, match="leaves no possible answers") if impossible else nullcontext():
        parse_rules(text)
