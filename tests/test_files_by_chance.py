"""Rule files and profiles changed by chance: each is understood or refused with its place, and never anything else."""

import json
import unicodedata
from copy import deepcopy
from random import Random
from typing import Any

import pytest
from chances import ODD, by_chance, mutated_text
from oracle import Meaning, Oracle
from random_rules import calls_of, piece, rules_of
from rule_files import GRANTS, LIBRARY, loaded
from test_poisoned_texts import dumped, poisoned, with_text
from yaml_data import data_of

from ka1cli.cli.main import run
from ka1cli.decision.decide import decide
from ka1cli.decision.loading import parse_rules
from ka1cli.decision.rules import Rules
from ka1cli.language.diagnostic import Diagnostic, InvalidInput, InvalidProfile, InvalidRules
from ka1cli.language.profiles.profile_file import read_profile
from ka1cli.language.yaml.document import compose_bytes
from ka1cli.render.text.diagnostics import problem_text

pytestmark = [pytest.mark.thorough, pytest.mark.sampled]
FILES = (LIBRARY, GRANTS)


def understood(text: str) -> Rules | None:
    """The rules, or nothing where the text is refused as it should be."""
    try:
        return parse_rules(text, "changed.yaml")
    except InvalidRules as error:
        assert_told(error.diagnostics)
        return None


def assert_told(problems: tuple[Diagnostic, ...]) -> None:
    assert problems
    for problem in problems:
        assert problem.code
        assert problem.place is not None
        assert len(problem.message) < 1000
    for character in problem_text(problems):
        assert character == "\n" or unicodedata.category(character) not in ("Cc", "Zl", "Zp", "Cs"), problems


def assert_decides(rules: Rules, chance: Random) -> None:
    """Nothing answered, something answered: more answers keep a verdict, but for a choice that closes what was open."""
    call = chance.choice(calls_of(rules.rule_set))
    values = Meaning(rules.rule_set, call).values
    profile: dict[str, Any] = {}
    before: dict[str, str] = {}
    for fact in chance.sample(sorted(values), min(4, len(values))):
        try:
            decision = decide(rules, profile, call=call or None)
        except InvalidProfile:
            return
        verdicts = {option.option.id: str(option.verdict) for option in decision.options}
        assert all(verdicts[name] == verdict for name, verdict in before.items() if name in verdicts)
        if rules.rule_set.audience is None:
            before = {name: verdict for name, verdict in verdicts.items() if verdict != "undetermined"}
        profile[fact] = chance.choice(values[fact])
        if rules.rule_set.facts[fact].chosen:
            before = {name: verdict for name, verdict in before.items() if verdict == "ineligible"}


def test_rule_files_changed_in_their_text_by_chance() -> None:
    def tried(chance: Random) -> None:
        text = chance.choice(FILES).read_text(encoding="utf-8")
        rules = understood(mutated_text(chance, text))
        if rules is not None:
            assert_decides(rules, chance)

    by_chance(40, tried)


def nodes(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of everything in a tree."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [found for key, value in items for found in [(*path, key), *nodes(value, (*path, key))]]


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        data = data[key]
    return data


SCALARS = (*ODD, "yes", "no", 0, -1, 10**30, 0.5, True, None, "2026-02-30", "2026-01-01", [], {}, "a" * 3000)


def mutated_tree(chance: Random, data: Any) -> Any:
    """A tree with a few branches cut off, moved, renamed or replaced."""
    data = deepcopy(data)
    for _ in range(chance.randint(1, 3)):
        paths = nodes(data)
        path = chance.choice(paths)
        parent, key = at(data, path[:-1]), path[-1]
        other = at(data, chance.choice(paths))
        match chance.randrange(6):
            case 0:
                del parent[key]
            case 1:
                parent[key] = deepcopy(other)
            case 2:
                parent[key] = chance.choice(SCALARS)
            case 3:
                parent[key] = [parent[key]]
            case 4 if isinstance(parent, dict):
                parent[chance.choice((*ODD, "when", "any", "not", "title"))] = parent.pop(key)
            case _ if isinstance(parent, list):
                chance.shuffle(parent)
    return data


def test_rule_files_changed_in_their_branches_by_chance() -> None:
    def tried(chance: Random) -> None:
        rules = understood(dumped(mutated_tree(chance, data_of(chance.choice(FILES)))))
        if rules is not None:
            assert_decides(rules, chance)

    by_chance(40, tried)


def mutated_meaning(chance: Random, data: Any) -> Any:
    """Rules whose criteria have other conditions: those of others, their opposites, and combinations."""
    data = deepcopy(data)
    conditions = [criterion["when"] for criterion in data["criteria"].values()]

    def condition(depth: int) -> Any:
        match chance.randrange(4) if depth else 3:
            case 0:
                return {"not": condition(depth - 1)}
            case 1:
                return {"any": [condition(depth - 1) for _ in range(chance.randint(1, 3))]}
            case 2:
                return {"all": [condition(depth - 1) for _ in range(chance.randint(1, 3))]}
        return deepcopy(chance.choice(conditions))

    for criterion in data["criteria"].values():
        criterion["when"] = condition(2)
    return data


def test_rules_of_another_meaning_by_chance() -> None:
    """What loads is decided as the definition says, by brute force."""

    def tried(chance: Random) -> None:
        rules = understood(dumped(mutated_meaning(chance, data_of(LIBRARY))))
        if rules is None:
            return
        option = chance.choice(list(rules.rule_set.options.values()))
        some = piece(rules.rule_set, option, tuple(chance.sample(option.criteria, min(2, len(option.criteria)))))
        if len(some.facts) > 5:
            return
        call = chance.choice(calls_of(some))
        oracle, loaded = Oracle(some, call), rules_of(some)
        values = Meaning(some, call).values
        for _ in range(4):
            profile = {fact: chance.choice(values[fact]) for fact in values if chance.random() < 0.5}
            if oracle.contradictory(profile):
                with pytest.raises(InvalidProfile):
                    decide(loaded, profile, call=call or None)
                continue
            for decided in decide(loaded, profile, call=call or None).options:
                assert str(decided.verdict) == oracle.verdict(decided.option, profile), (profile, some)

    by_chance(15, tried)


def test_profiles_by_chance() -> None:
    def tried(chance: Random) -> None:
        rules = loaded(chance.choice(FILES))
        meaning = Meaning(rules.rule_set, rules.calls[-1] if rules.calls else 0)
        answers = {fact: str(chance.choice(values)) for fact, values in meaning.values.items() if chance.random() < 0.5}
        text = json.dumps(answers) if chance.random() < 0.3 else dumped(answers)
        if chance.random() < 0.8:
            text = mutated_text(chance, text)
        content = text.encode("utf-8", "surrogatepass")
        if chance.random() < 0.1:
            content = content.replace(b"a", bytes([chance.randrange(256)]))
        try:
            found = read_profile(rules.profiles, compose_bytes(content, "profile.yaml"))
        except InvalidInput as error:
            assert_told(error.diagnostics)
        else:
            assert set(found.answers) <= set(rules.rule_set.facts)

    by_chance(300, tried)


UNSEEN = "\x1b\x07\x9b\x85\u202e\u2066\u061c\u200b\u2028\u2029\ufeff\xad\U000e0041\x7f\r\n\t"
MARKS = "<>&\"'`*_[]()#|~\\$;%{}=+-@!/:"
COMMANDS = (
    ("check", "--rules", "{0}", "--age", "30", "-v"),
    ("check", "--rules", "{0}", "--format", "markdown"),
    ("check", "--rules", "{0}", "--format", "html"),
    ("check", "--rules", "{0}", "--format", "json"),
    ("check", "--rules", "{0}", "--help"),
    ("routes", "--rules", "{0}", "-v"),
    ("rules", "show", "{0}"),
    ("rules", "check", "{0}", "--format", "github"),
    ("rules", "check", "{0}", "--format", "junit"),
    ("rules", "sql", "{0}", "--table", "t"),
    ("rules", "graph", "{0}", "--format", "dot", "-v"),
    ("rules", "graph", "{0}", "--format", "mermaid", "-v"),
)


def test_poisoned_texts_by_chance(tmp_path: Any, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rules.yaml"

    def tried(chance: Random) -> None:
        data = data_of(LIBRARY)
        for path, text in chance.sample(list(poisoned(data)), 12):
            more = "".join(chance.choice((*UNSEEN, *MARKS, "a ")) for _ in range(chance.randint(1, 12)))
            with_text(data, path, f"{text}{more}" if chance.random() < 0.7 else f"{more}{text}")
        file.write_text(dumped(data), encoding="utf-8")
        code = run([part.format(file) for part in chance.choice(COMMANDS)])
        for text in capfd.readouterr():
            odd = {one for one in text if unicodedata.category(one) in ("Cc", "Cf", "Zl", "Zp", "Cs")} - {"\n"}
            assert not odd, [text[max(0, text.index(one) - 60) : text.index(one) + 20] for one in odd]
        assert code in (0, 1, 2, 3, 4)

    by_chance(25, tried)
