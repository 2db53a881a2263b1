"""The phrases of Spark's SQL. They need no Python on the workers and mean the same in ANSI mode and outside it."""

import json
from collections.abc import Mapping, Sequence
from zlib import crc32

from ka1cli.batch.sql import FORMULA, Sql
from ka1cli.language.answers import DATE, NUMBER, SHORT, UNSEEN
from ka1cli.language.spelling import BLANKS, FOLDED

BUCKETS = 64
"""Spark looks through a map from its first key to its last: longer ones are split into so many."""


class SparkSql(Sql):
    """Spark's dialect. Lists are literals that the optimiser computes once: the parser sees one text for each list."""

    def name(self, name: str) -> str:
        return "`" + name.replace("`", "``") + "`"

    def text(self, text: str) -> str:
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def numbers(self, numbers: Sequence[int]) -> str:
        return f"CAST(split('{','.join(map(str, numbers))}', ',') AS ARRAY<BIGINT>)"

    def texts(self, texts: Sequence[str | None]) -> str:
        return f"from_json({self.text(json.dumps(list(texts)))}, 'ARRAY<STRING>')"

    def at(self, list: str, index: str) -> str:
        return f"{list}[{index}]"

    def lookup(self, numbers: Mapping[str, int], text: str) -> str:
        if len(numbers) <= BUCKETS // 4:
            return f"{self._map(numbers)}[{text}]"
        buckets: list[dict[str, int]] = [{} for _ in range(BUCKETS)]
        for key, number in numbers.items():
            buckets[crc32(key.encode()) % BUCKETS][key] = number
        found = ", ".join(self._map(bucket) for bucket in buckets)
        return f"array({found})[crc32(CAST({text} AS BINARY)) % {BUCKETS}][{text}]"

    def _map(self, numbers: Mapping[str, int]) -> str:
        return f"map_from_arrays({self.texts(list(numbers))}, {self.numbers(list(numbers.values()))})"

    def put_together(self, texts: Sequence[str]) -> str:
        return f"concat_ws('', {', '.join(texts)})"

    def bits(self, word: str, shift: int, mask: int) -> str:
        return f"(shiftright({word}, {shift}) & {mask})" if shift else f"({word} & {mask})"

    def shifted(self, number: str, shift: int) -> str:
        return f"shiftleft(CAST({number} AS BIGINT), {shift})"

    def trimmed(self, text: str) -> str:
        return f"trim(BOTH {self.text(BLANKS)} FROM {text})"

    def folded(self, text: str) -> str:
        return f"translate({text}, {self.text(FOLDED[0])}, {self.text(FOLDED[1])})"

    def told_as_they_are(self, texts: Sequence[str]) -> str:
        plain = [f"coalesce({text} RLIKE '\\\\A[!-~]{{0,{SHORT}}}\\\\z', true)" for text in texts]
        return " AND ".join(plain)

    def shown(self, text: str) -> str:
        # Halves of characters cannot occur: UTF-8 has none.
        ranges = "".join(f"\\x{{{first:x}}}-\\x{{{last:x}}}" for first, last in UNSEEN if first != 0xD800)
        unseen, escaped_as = self.text(f"[{ranges}]"), self.text("\\x%02x")
        escape = f"CASE WHEN c RLIKE {unseen} THEN format_string({escaped_as}, ascii(c)) ELSE c END"
        escaped = f"array_join(transform(split(left({text}, {2 * SHORT}), ''), c -> {escape}), '')"
        fits = f"length({text}) <= {2 * SHORT} AND length({escaped}) <= {SHORT}"
        cut = f"concat(left({escaped}, {SHORT - 10}), '… (', format_number(length({text}), 0), ' characters)')"
        return f"CASE WHEN {fits} THEN {escaped} ELSE {cut} END"

    def number(self, text: str) -> str:
        # The digits of a text that is no number are no digits: nothing is cast that does not fit.
        pattern, trimmed = self.text(rf"\A{NUMBER}\z"), self.trimmed(text)
        return f"CAST(nullif(regexp_extract({trimmed}, {pattern}, 1), '') AS BIGINT)"

    def day(self, text: str) -> str:
        trimmed = self.trimmed(text)
        pattern = self.text(rf"\A{DATE}\z")
        return f"CASE WHEN {trimmed} RLIKE {pattern} THEN TRY_CAST({trimmed} AS DATE) END"

    def each(self, count: int) -> str:
        return f"explode(sequence(0, {count - 1}))"

    def neutral(self, text: str) -> str:
        return (
            f"CASE WHEN contains({self.text(FORMULA)}, left({text}, 1)) AND {text} <> '' "
            f"THEN concat('\\'', {text}) ELSE {text} END"
        )
