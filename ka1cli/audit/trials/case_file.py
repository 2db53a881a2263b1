"""Files of cases: what somebody expects the rules to decide, in YAML."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from ka1cli.cases.verdict import Verdict
from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.rules import Rules, UnknownCall
from ka1cli.language.diagnostic import InvalidInput, Place, invalid
from ka1cli.language.keys.kinds import DAY, TEXT, reference_to, shape
from ka1cli.language.profiles.profile import Profile
from ka1cli.language.profiles.profile_file import read_answer, read_answers
from ka1cli.language.spelling import did_you_mean
from ka1cli.language.yaml.document import Document, MappingNode, Node, SequenceNode
from ka1cli.language.yaml.reader import Reader, is_null
from ka1cli.language.yaml.record import Fields, Record, may, must

_ANYTHING = shape("anything", {})
CASE_FILE = Fields(
    "file of cases",
    (must("cases", _ANYTHING, "The cases."), may("rules", TEXT, "The id of the rule set that they are about.")),
)
CASE = Fields(
    "case",
    (
        must("name", TEXT, "What it is called."),
        may("source", reference_to("sources"), "What it rests on."),
        may("says", TEXT, "What the source says."),
        may("call", _ANYTHING, "The call; that of the day, or the newest, if left out."),
        may("on", DAY, "The day on which somebody asks."),
        may("profile", _ANYTHING, "The answers."),
        may("expect", _ANYTHING, "The verdict of each option that it is about."),
        may("missing", _ANYTHING, "The missing facts of options."),
        may("recommended", _ANYTHING, "The recommended options.", nullable=True),
        may("table", _ANYTHING, "Rows of answers and verdicts, below a row of their names."),
    ),
)
NOT_STATED = "~"
"""Stands where a verdict has not been written down yet; `--update` fills it in."""
_OF_THE_RULES = ("call", "on")
"""Columns of a table that say by which rules a row is judged."""


class Expected(NamedTuple):
    """One thing that is expected, and the node that says so."""

    option: str
    verdict: Verdict | None
    """Nothing: not stated yet."""
    node: Node


class ExpectedNames(NamedTuple):
    """A list of names that is expected: missing facts of an option, or recommended options."""

    option: str | None
    """The option whose missing facts they are; nothing: the names are recommended options."""
    names: tuple[str, ...]
    node: Node


class Trial(NamedTuple):
    """One case: a profile in a call or on a day, and what is expected of the decision."""

    name: str
    place: Place
    says: str | None
    source: str | None
    call: int | None
    on: date | None
    profile: Profile
    verdicts: tuple[Expected, ...]
    names: tuple[ExpectedNames, ...]
    node: Node
    """The entry of the case, shared by all rows of a table."""

    def rules_of(self, rules: Rules) -> CallRules:
        """The rules that judge it: those of its call, else of the call that its day is about, else of the newest."""
        return rules.at(self.call, self.on) if self.on is None or self.call is not None else rules.on(self.on)


def read_cases(document: Document, rules: Rules) -> tuple[Trial, ...]:
    """The cases of a file. Raises `InvalidInput` with every problem and its place."""
    reader = Reader(document)
    reader.declared["sources"] = rules.rule_set.sources
    if not isinstance(document.root, MappingNode):
        message = f"`{document.name}` should be a mapping with `cases`"
        raise invalid("E201", message, document.place(document.root))
    fields = reader.record(document.root, "a file of cases", CASE_FILE)
    wanted = fields.read["rules"]
    if wanted is not None and wanted != rules.rule_set.id:
        message = f"these cases are about the rule set `{wanted}`, and this is `{rules.rule_set.id}`"
        reader.problem("E301", fields["rules"], message, "name the rule file with --rules")
    cases = CaseReader(reader, rules)
    trials = [trial for item in reader.items(fields.get("cases"), "`cases`") for trial in cases.read(item)]
    if reader.problems:
        raise InvalidInput(reader.problems)
    return tuple(trials)


class CaseReader:
    def __init__(self, reader: Reader, rules: Rules) -> None:
        self.reader, self.rules = reader, rules
        self.options = rules.rule_set.options

    def read(self, node: Node) -> Iterable[Trial]:
        """The trials of one entry: one, or as many as its table has rows."""
        reader = self.reader
        fields = reader.record(node, "a case", CASE)
        profile = read_answers(self.rules.profiles, reader, fields["profile"]).answers if "profile" in fields else {}
        trial = Trial(
            name=fields.read["name"],
            place=reader.document.place(node),
            says=fields.read["says"],
            source=fields.read["source"],
            call=self._call(fields["call"]) if "call" in fields else None,
            on=fields.read["on"],
            profile=profile,
            verdicts=tuple(
                Expected(name, self._verdict(value), value) for name, value in self._of_options(fields, "expect")
            ),
            names=tuple(self._names(fields)),
            node=node,
        )
        if "table" not in fields:
            self._refuse_contradiction(trial, fields.get("profile") or node)
            return [trial]
        return self._rows(trial, fields["table"])

    def _refuse_contradiction(self, trial: Trial, node: Node) -> None:
        contradiction = trial.rules_of(self.rules).contradiction(trial.profile)
        if contradiction is not None:
            problem = contradiction.problem()
            self.reader.problem(problem.code, node, problem.message, problem.help)

    def _call(self, node: Node) -> int | None:
        call = self.reader.year(node, "`call`")
        try:
            return self.rules.at(call).call
        except UnknownCall as error:
            self.reader.problem("E301", node, str(error))
            return None

    def _verdict(self, node: Node) -> Verdict | None:
        return None if is_null(node) else Verdict(self.reader.choice(node, "a verdict", Verdict))

    def _of_options(self, fields: Record, key: str) -> Iterator[tuple[str, Node]]:
        """What stands under the names of options."""
        for name, place, value in self.reader.pairs(fields[key], f"`{key}`") if key in fields else ():
            if self.reader.known(place, name, self.options, "option"):
                yield name, value

    def _names(self, fields: Record) -> Iterator[ExpectedNames]:
        for option, value in self._of_options(fields, "missing"):
            facts = self._list(value, f"`missing` of `{option}`", self.rules.rule_set.facts, "fact")
            yield ExpectedNames(option, facts, value)
        if "recommended" in fields:
            node = fields["recommended"]
            yield ExpectedNames(None, self._list(node, "`recommended`", self.options, "option"), node)

    def _list(self, node: Node, what: str, known: Iterable[str], kind: str) -> tuple[str, ...]:
        """A list of names, which may be empty: none are expected."""
        if is_null(node) or (isinstance(node, SequenceNode) and not node.value):
            return ()
        return self.reader.references(node, what, known, kind)

    def _rows(self, trial: Trial, node: Node) -> Iterator[Trial]:
        """The rows of a table: a list of lists, the first of which names facts, options, `call` and `on`."""
        reader = self.reader
        header, *rows = reader.items(node, "`table`") or [node]
        columns = [
            self._column(reader.text(item, "a column of a table"), item)
            for item in reader.items(header, "the header of a table")
        ]
        for row in rows:
            cells = reader.items(row, "a row of a table")
            if len(cells) != len(columns):
                message = f"a row of a table has {len(cells)} cells and the header {len(columns)}"
                reader.problem("E205", row, message)
                continue
            yield self._row(trial, row, list(zip(columns, cells, strict=True)))

    def _column(self, name: str, node: Node) -> tuple[str, str]:
        """What the name of a column is, a fact, an option, `call` or `on`, and the name."""
        fact = self.rules.profiles.fact(name)
        kinds = [kind for kind, has in (("fact", fact is not None), ("option", name in self.options)) if has]
        kinds += [name] if name in _OF_THE_RULES and not kinds else []
        if len(kinds) == 2:
            message = f"`{name}` is a fact and an option"
            self.reader.problem("E302", node, message, "put it into `profile` or `expect` instead")
        elif not kinds:
            known = (*self.rules.rule_set.facts, *self.options, *_OF_THE_RULES)
            self.reader.problem("E301", node, f"no fact or option is called `{name}`", did_you_mean(name, known))
        return kinds[0] if len(kinds) == 1 else "", name

    def _row(self, trial: Trial, node: Node, cells: list[tuple[tuple[str, str], Node]]) -> Trial:
        """The case with what one row adds to it."""
        profile, verdicts, call, on = dict(trial.profile), list(trial.verdicts), trial.call, trial.on
        label = ", ".join(f"{name} {cell.value}" for (kind, name), cell in cells if kind != "option")
        for (kind, name), cell in cells:
            if kind == "option":
                verdicts.append(Expected(name, self._verdict(cell), cell))
            elif kind == "call":
                call = self._call(cell) or call
            elif kind == "on":
                on = self.reader.day(cell, "`on`")
            elif kind == "fact":
                fact = self.rules.profiles.fact(name) or name
                answer = read_answer(self.rules.profiles, self.reader, fact, cell)
                profile |= {} if answer is None else {fact: answer}
        row = trial._replace(
            name=f"{trial.name} [{label}]",
            place=self.reader.document.place(node),
            call=call,
            on=on,
            profile=self.rules.profiles.in_order(profile),
            verdicts=tuple(verdicts),
        )
        self._refuse_contradiction(row, node)
        return row
