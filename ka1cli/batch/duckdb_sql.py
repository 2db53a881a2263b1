"""The phrases of DuckDB's SQL."""

from collections.abc import Mapping, Sequence

from ka1cli.batch.sql import FORMULA, Sql
from ka1cli.language.answers import DATE, NUMBER, SHORT, UNSEEN
from ka1cli.language.spelling import BLANKS, FOLDED

HALVED = 150
"""Longer maps are split in two: 250 codes take 80 ns in place of 120. Splitting further brings nothing."""


class DuckSql(Sql):
    """DuckDB's dialect. Lists are passed as variables of the connection: see `variables`."""

    def __init__(self) -> None:
        self._names: dict[tuple[object, ...], str] = {}

    @property
    def variables(self) -> dict[str, list[object]]:
        """The lists that the connection has to know, by name."""
        return {name: list(entries) for entries, name in self._names.items()}

    def _variable(self, entries: Sequence[object]) -> str:
        name = self._names.setdefault(tuple(entries), f"list_{len(self._names)}")
        return f"getvariable('{name}')"

    def numbers(self, numbers: Sequence[int]) -> str:
        return f"CAST({self._variable(numbers)} AS BIGINT[])"

    def texts(self, texts: Sequence[str | None]) -> str:
        return f"CAST({self._variable(texts)} AS VARCHAR[])"

    def at(self, list: str, index: str) -> str:
        return f"list_extract({list}, {index} + 1)"

    def lookup(self, numbers: Mapping[str, int], text: str) -> str:
        # A map is looked through from its first key to its last: what is longer than all of them need not wait for that.
        longest = max(len(key.encode()) for key in numbers)
        return f"CASE WHEN strlen({text}) <= {longest} THEN {self._mapped(numbers, text)} END"

    def _mapped(self, numbers: Mapping[str, int], text: str) -> str:
        if len(numbers) <= HALVED:
            keys, found = self.texts(list(numbers)), self.numbers(list(numbers.values()))
            return f"map_extract_value(map({keys}, {found}), {text})"
        ordered = sorted(numbers, key=str.encode)
        middle = len(ordered) // 2
        less, more = ({key: numbers[key] for key in half} for half in (ordered[:middle], ordered[middle:]))
        before = f"{text} < {self.text(ordered[middle])}"
        return f"CASE WHEN {before} THEN {self._mapped(less, text)} ELSE {self._mapped(more, text)} END"

    def put_together(self, texts: Sequence[str]) -> str:
        return f"concat({', '.join(texts)})"

    def bits(self, word: str, shift: int, mask: int) -> str:
        return f"(({word} >> {shift}) & {mask})" if shift else f"({word} & {mask})"

    def shifted(self, number: str, shift: int) -> str:
        return f"(CAST({number} AS BIGINT) << {shift})"

    def trimmed(self, text: str) -> str:
        return f"CASE WHEN {_plain(text)} THEN {text} ELSE {self._trimmed(text)} END"

    def _trimmed(self, text: str) -> str:
        return f"trim({text}, {self.text(BLANKS)})"

    def folded(self, text: str) -> str:
        return f"translate({text}, {self.text(FOLDED[0])}, {self.text(FOLDED[1])})"

    def spelled(self, numbers: Mapping[str, int], text: str) -> str:
        # `translate` takes ten times as long as `lower`, which beyond ASCII changes more than has to be.
        longest = max(len(key.encode()) for key in numbers)
        odd = self.lookup(numbers, self.folded(self._trimmed(text)))
        # What is folded already has been looked up as it is. What is too long is so after trimming as well, unless there
        # is something to trim.
        too_long = f"strlen({text}) > {longest} AND {text} BETWEEN '!' AND '~' AND right({text}, 1) BETWEEN '!' AND '~'"
        return (
            f"CASE WHEN {too_long} OR {text} NOT GLOB '*[!a-z0-9-]*' THEN NULL WHEN NOT {_plain(text)} THEN {odd} "
            f"WHEN strlen({text}) <= {longest} THEN {self.lookup(numbers, _folded(text))} END"
        )

    def told(self, text: str) -> str:
        short = f"strlen({text}) <= {SHORT} AND {_plain(text)}"
        return f"CASE WHEN {short} THEN {text} ELSE {self.shown(self._trimmed(text))} END"

    def told_as_they_are(self, texts: Sequence[str]) -> str:
        short = [f"coalesce(strlen({text}), 0) <= {SHORT}" for text in texts]
        together = f"concat({', '.join(texts)})"
        # Letters, digits and `-_.~` stay what they are. For 90 characters GLOB takes 0.5 µs, a regular expression 0.3, this 0.1.
        return " AND ".join((*short, f"url_encode({together}) = {together}"))

    def shown(self, text: str) -> str:
        # Surrogates, which UTF-8 has not, would make the pattern invalid.
        ranges = "".join(f"\\x{{{a:x}}}-\\x{{{b:x}}}" for a, b in UNSEEN if a != 0xD800)
        escape = f"CASE WHEN regexp_full_match(c, '[{ranges}]') THEN format('\\x{{:02x}}', unicode(c)) ELSE c END"
        escaped = f"list_aggregate(list_transform(string_split(left({text}, {2 * SHORT}), ''), lambda c: {escape}), 'string_agg', '')"
        fits = f"length({text}) <= {2 * SHORT} AND length({escaped}) <= {SHORT}"
        cut = f"concat(left({escaped}, {SHORT - 10}), format('… ({{:,}} characters)', length({text})))"
        return f"CASE WHEN {text} = '' THEN '' WHEN {fits} THEN {escaped} ELSE {cut} END"

    def says_nothing(self, text: str) -> str:
        return f"NOT {_is_word(text)} AND {super().says_nothing(text)}"

    def number(self, text: str) -> str:
        trimmed = self.trimmed(text)
        return (
            f"CASE WHEN strlen({text}) BETWEEN 1 AND 9 AND {text} NOT GLOB '*[!0-9]*' THEN CAST({text} AS BIGINT) "
            f"WHEN {text} = '' OR {_is_word(text)} THEN NULL "
            f"WHEN regexp_full_match({trimmed}, '{NUMBER}') THEN CAST(regexp_extract({trimmed}, '{NUMBER}', 1) AS BIGINT) END"
        )

    def day(self, text: str) -> str:
        trimmed = self.trimmed(text)
        return f"CASE WHEN {_is_word(text)} THEN NULL WHEN regexp_full_match({trimmed}, '{DATE}') THEN TRY_CAST({trimmed} AS DATE) END"

    def each(self, count: int) -> str:
        return f"unnest(range({count}))"

    def neutral(self, text: str) -> str:
        return f"CASE WHEN contains({self.text(FORMULA)}, left({text}, 1)) AND {text} <> '' THEN concat('''', {text}) ELSE {text} END"


def _plain(text: str) -> str:
    """Whether a text is ASCII without controls and without blanks at its ends: most are, and need no further care."""
    # A pattern of GLOB takes a quarter of the time of a regular expression.
    return f"({text} NOT GLOB '*[!!-~]*' OR regexp_full_match({text}, '[!-~]([ -~]*[!-~])?'))"


def _is_word(text: str) -> str:
    """Whether a text begins with a letter or something like it: no number, day or question mark does."""
    return f"{text} BETWEEN 'A' AND '~'"


def _folded(text: str) -> str:
    """A plain text as it is folded."""
    return f"replace(replace(lower({text}), '_', '-'), ' ', '-')"
