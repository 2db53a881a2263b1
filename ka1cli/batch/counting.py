"""Counts what a screening finds. Rows are counted once, by their case; everything else is asked of these counts."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ka1cli.batch.overview import name_fields, set_bit
from ka1cli.batch.plan import VERDICTS, Screened
from ka1cli.batch.problems import any_error, clashing
from ka1cli.batch.screening import Screening
from ka1cli.batch.sql import Ask, Layers
from ka1cli.batch.summary import OneAnswer, OptionCount
from ka1cli.batch.words import Layout, Row
from ka1cli.cases.verdict import Verdict


class Counts:
    """The counts of one table. `cases` names a table that holds its `Screening.cases`."""

    def __init__(self, screening: Screening, cases: str, ask: Ask) -> None:
        self.screening, self.plan, self.ask = screening, screening.plan, ask
        self.cases = f"SELECT * FROM {cases}"

    def rows(self) -> int:
        """All rows."""
        return self._count("true")

    def rows_with_errors(self) -> int:
        """The rows with cells that cannot be read or answers that contradict each other."""
        return self._count(any_error(self.screening))

    def contradictory(self) -> int:
        """The rows with answers that contradict each other."""
        return self._count(clashing(self.screening))

    def unreadable(self) -> tuple[int, ...]:
        """For each column of the plan, the cells that cannot be read."""
        flags = [self.screening.field("w", answers.unreadable) for answers in self.plan.answers]
        counts = ", ".join(f"sum(CASE WHEN {flag} = 1 THEN n ELSE 0 END)" for flag in flags)
        return tuple(int(count or 0) for count in self.ask(f"SELECT {counts} FROM ({self.cases})")[0])

    def options(self) -> tuple[OptionCount, ...]:
        """The rows by what each option comes to."""
        return tuple(self._option(number, option) for number, option in enumerate(self.plan.options))

    def one_answer(self) -> OneAnswer:
        """The rows that are one answer away from the verdict of some option, and from which answer."""
        single = SingleAnswers(self.screening)
        table = Layers(self.cases)
        self.screening.decide(table)
        single.add(table)
        words = ", ".join(single.any(word) for word in range(single.words)) or "0"
        rows, facts = 0, Counter[str]()
        for *found, n in self.ask(f"SELECT {words}, sum(n) FROM ({table.query}) GROUP BY ALL"):
            names = list(single.names(found))
            rows += int(n) if names else 0
            facts.update(dict.fromkeys(names, int(n)))
        return OneAnswer(rows, _most_frequent_first(facts, self.plan.ranking.facts))

    def _count(self, condition: str) -> int:
        found = self.ask(f"SELECT sum(n) FROM ({self.cases}) WHERE {condition}")
        return int(found[0][0] or 0)

    def _option(self, number: int, option: Screened) -> OptionCount:
        readings = [f"y{number}_{j}" for j in range(len(option.segments))]
        table = Layers(self.cases)
        self.screening.decide(table, [number])
        columns = [f"v{number}", self.screening.field("w", option.recommendations), *readings]
        told = [option.readings(segment) for segment in option.segments]
        verdicts = dict.fromkeys(VERDICTS, 0)
        recommended = 0
        closed_by, open_by, one_answer = Counter[str](), Counter[str](), Counter[str]()
        for *found, n in self.ask(f"SELECT {', '.join(columns)}, sum(n) FROM ({table.query}) GROUP BY ALL"):
            count, verdict, recommendation = int(n), VERDICTS[found[0]], found[1]
            verdicts[verdict] += count
            recommended += count if option.recommended[found[0]][recommendation] else 0
            outcomes = [by_reading[reading][0] for by_reading, reading in zip(told, found[2:], strict=True)]
            closed_by.update({name: count for outcome in outcomes for name in outcome.unmet})
            if verdict is Verdict.UNDETERMINED:
                open_by.update({name: count for outcome in outcomes for name in outcome.unknown})
                missing = [fact for outcome in outcomes for fact in outcome.missing]
                one_answer.update({missing[0]: count} if len(missing) == 1 else {})
        return OptionCount(
            option.option,
            verdicts,
            recommended,
            _most_frequent_first(closed_by, option.option.criteria),
            _most_frequent_first(open_by, option.option.criteria),
            _most_frequent_first(one_answer, self.plan.ranking.facts),
        )


class SingleAnswers:
    """Which answer alone settles which option: one bit for each fact, in words for each option."""

    def __init__(self, screening: Screening) -> None:
        self.screening = screening
        layout = Layout()
        self.facts = name_fields(layout, screening.plan.ranking.facts)
        self.words = layout.words

    def add(self, table: Layers) -> None:
        """Add the words `s0_0`, ... to a table, after `Screening.decide`: by option, then by word."""
        options = list(enumerate(self.screening.plan.options))
        words = range(self.words)
        table.add({f"m{i}_{word}": self._missing(i, option, word) for i, option in options for word in words})
        ones = {i: " + ".join(f"bit_count(m{i}_{word})" for word in words) for i, _ in options}
        table.add(
            {
                f"s{i}_{word}": f"CASE WHEN {ones[i]} = 1 THEN m{i}_{word} ELSE 0 END"
                for i, _ in options
                for word in words
            }
        )

    def any(self, word: int) -> str:
        """The word of all options together."""
        return "(" + " | ".join(f"s{i}_{word}" for i in range(len(self.screening.plan.options))) + ")"

    def names(self, words: Sequence[int]) -> Iterator[str]:
        """The facts whose bits are set."""
        for named in self.facts:
            bits = words[named.field.word] >> named.field.shift
            yield from (name for bit, name in enumerate(named.names) if bits >> bit & 1)

    def _missing(self, number: int, option: Screened, word: int) -> str:
        lookups = []
        for j, segment in enumerate(option.segments):
            found = []
            for outcome, closed in option.readings(segment):
                row = Row([0] * self.words)
                for fact in () if closed else outcome.missing:
                    set_bit(row, self.facts, fact)
                found.append(row)
            lookups.append((f"y{number}_{j}", found))
        return self.screening.sum(word, lookups)


def _most_frequent_first(counts: Mapping[str, int], order: Sequence[str]) -> dict[str, int]:
    """The counts, the highest first and equal ones in a given order: engines tell groups in any order."""
    return dict(sorted(counts.items(), key=lambda counted: (-counted[1], order.index(counted[0]))))
