"""Files of cases: what somebody expects the rules to decide, in YAML."""

from collections.abc import Iterable
from typing import NamedTuple

from ka1cli.cases.verdict import Verdict
from ka1cli.decision.rules import Rules, UnknownCall
from ka1cli.language.diagnostic import Diagnostic, InvalidInput, Place
from ka1cli.language.keys.kinds import TEXT, reference_to, shape
from ka1cli.language.profiles.profile import Profile
from ka1cli.language.profiles.profile_file import read_answer, read_answers
from ka1cli.language.spelling import did_you_mean
from ka1cli.language.yaml.document import Document, MappingNode, Node, SequenceNode
from ka1cli.language.yaml.reader import Reader, is_null
from ka1cli.language.yaml.record import Fields, may, must

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
        may("call", _ANYTHING, "The call; the newest if left out."),
        may("profile", _ANYTHING, "The answers."),
        may("expect", _ANYTHING, "The verdict of each option that it is about."),
        may("missing", _ANYTHING, "The missing facts of options."),
        may("recommended", _ANYTHING, "The recommended options."),
        may("table", _ANYTHING, "Rows of answers and verdicts, below a row of their names."),
    ),
)
NOT_STATED = "~"
"""Stands where a verdict has not been written down yet; `--update` fills it in."""


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
    """One case: a profile in a call, and what is expected of the decision."""

    name: str
    place: Place
    says: str | None
    source: str | None
    call: int | None
    profile: Profile
    verdicts: tuple[Expected, ...]
    names: tuple[ExpectedNames, ...]
    node: Node
    """The entry of the case, shared by all rows of a table."""


def read_cases(document: Document, rules: Rules) -> tuple[Trial, ...]:
    """The cases of a file. Raises `InvalidInput` with every problem and its place."""
    reader = Reader(document)
    reader.declared["sources"] = rules.rule_set.sources
    if not isinstance(document.root, MappingNode):
        message = f"`{document.name}` should be a mapping with `cases`"
        raise InvalidInput([Diagnostic("E201", message, document.place(document.root))])
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


class _Row(NamedTuple):
    """What one row of a table adds to its case."""

    label: str
    node: Node
    profile: Profile
    call: int | None
    verdicts: tuple[Expected, ...]


class CaseReader:
    """Reads the cases of one file."""

    def __init__(self, reader: Reader, rules: Rules) -> None:
        self.reader, self.rules = reader, rules
        self.options = rules.rule_set.options

    def read(self, node: Node) -> Iterable[Trial]:
        """The trials of one entry: one, or as many as its table has rows."""
        reader = self.reader
        fields = reader.record(node, "a case", CASE)
        profile = read_answers(self.rules.profiles, reader, fields["profile"]).answers if "profile" in fields else {}
        call = self._call(fields["call"]) if "call" in fields else None
        names = list(self._missing(fields.get("missing")))
        recommended = fields.get("recommended") or _value(node, "recommended")
        if recommended is not None:
            names.append(
                ExpectedNames(None, self._names(recommended, "recommended", self.options, "option"), recommended)
            )
        trial = Trial(
            name=fields.read["name"],
            place=reader.document.place(node),
            says=fields.read["says"],
            source=fields.read["source"],
            call=call,
            profile=profile,
            verdicts=tuple(self._verdicts(fields.get("expect"))),
            names=tuple(names),
            node=node,
        )
        if "table" not in fields:
            self._refuse_contradiction(trial, fields.get("profile") or node)
            return [trial]
        return [self._with_row(trial, row) for row in self._rows(fields["table"])]

    def _with_row(self, trial: Trial, row: _Row) -> Trial:
        together = trial._replace(
            name=f"{trial.name} [{row.label}]",
            place=self.reader.document.place(row.node),
            call=row.call or trial.call,
            profile=self.rules.profiles.in_order({**trial.profile, **row.profile}),
            verdicts=(*trial.verdicts, *row.verdicts),
        )
        self._refuse_contradiction(together, row.node)
        return together

    def _refuse_contradiction(self, trial: Trial, node: Node) -> None:
        found = self.rules.at(trial.call).contradiction(trial.profile)
        if found is not None:
            problem = found.problem()
            self.reader.problem(problem.code, node, problem.message, problem.help)

    def _call(self, node: Node) -> int | None:
        call = self.reader.year(node, "`call`")
        try:
            return self.rules.at(call).call
        except UnknownCall as error:
            self.reader.problem("E301", node, str(error))
            return None

    def _verdicts(self, node: Node | None) -> Iterable[Expected]:
        if node is None:
            return
        for name, key, value in self.reader.pairs(node, "`expect`"):
            if self.reader.known(key, name, self.options, "option"):
                yield Expected(name, self._verdict(value), value)

    def _verdict(self, node: Node) -> Verdict | None:
        if is_null(node):
            return None
        return Verdict(self.reader.choice(node, "a verdict", Verdict))

    def _missing(self, node: Node | None) -> Iterable[ExpectedNames]:
        if node is None:
            return
        for name, key, value in self.reader.pairs(node, "`missing`"):
            if self.reader.known(key, name, self.options, "option"):
                facts = self._names(value, f"missing` of `{name}", self.rules.rule_set.facts, "fact")
                yield ExpectedNames(name, facts, value)

    def _names(self, node: Node, what: str, known: Iterable[str], kind: str) -> tuple[str, ...]:
        """A list of names, which may be empty: none are expected."""
        if is_null(node) or (isinstance(node, SequenceNode) and not node.value):
            return ()
        return self.reader.references(node, f"`{what}`", known, kind)

    def _rows(self, node: Node) -> Iterable[_Row]:
        """The rows of a table: a list of lists, the first of which names facts, options and `call`."""
        reader = self.reader
        header, *rows = reader.items(node, "`table`") or [node]
        columns = [
            (reader.text(item, "a column of a table"), item) for item in reader.items(header, "the header of a table")
        ]
        meanings = [self._column(name, item) for name, item in columns]
        for row in rows:
            cells = reader.items(row, "a row of a table")
            if len(cells) != len(columns):
                message = f"a row of a table has {len(cells)} cells and the header {len(columns)}"
                reader.problem("E205", row, message)
                continue
            yield self._row(row, meanings, [name for name, _ in columns], cells)

    def _column(self, name: str, node: Node) -> str:
        fact = self.rules.profiles.fact(name)
        kinds = [kind for kind, has in (("fact", fact is not None), ("option", name in self.options)) if has]
        kinds += ["call"] if name == "call" and not kinds else []
        if len(kinds) == 2:
            message = f"`{name}` is a fact and an option"
            self.reader.problem("E302", node, message, "put it into `profile` or `expect` instead")
        elif not kinds:
            known = (*self.rules.rule_set.facts, *self.options, "call")
            self.reader.problem("E301", node, f"no fact or option is called `{name}`", did_you_mean(name, known))
        return kinds[0] if len(kinds) == 1 else ""

    def _row(self, node: Node, meanings: list[str], names: list[str], cells: list[Node]) -> _Row:
        profile: Profile = {}
        verdicts: list[Expected] = []
        call = None
        label = []
        for meaning, name, cell in zip(meanings, names, cells, strict=True):
            if meaning == "option":
                verdicts.append(Expected(name, self._verdict(cell), cell))
                continue
            label.append(f"{name} {cell.value}")
            if meaning == "call":
                call = self._call(cell)
            elif meaning == "fact":
                fact = self.rules.profiles.fact(name) or name
                answer = read_answer(self.rules.profiles, self.reader, fact, cell)
                if answer is not None:
                    profile[fact] = answer
        return _Row(", ".join(label), node, profile, call, tuple(verdicts))


def _value(node: Node, key: str) -> Node | None:
    """The value under a key of a mapping."""
    pairs = node.value if isinstance(node, MappingNode) else []
    return next((value for name, value in pairs if name.value == key), None)
