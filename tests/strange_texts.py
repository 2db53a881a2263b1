"""Texts that people, spreadsheets and databases put into cells, and that are easily misread."""

import random
from collections.abc import Iterable, Iterator

from ka1cli.language.spelling import BLANKS

WORDS = (
    "yes",
    "y",
    "true",
    "1",
    "no",
    "n",
    "false",
    "0",
    "?",
    "??",
    "",
    "maybe",
    "null",
    "NULL",
    "None",
    "nan",
    "on",
    "ja",
)
NUMBERS = (
    *(
        "5",
        "05",
        "+5",
        "5.0",
        "5.",
        "5.00",
        "+005.000",
        "-5",
        "-0",
        "0.0",
        "5.5",
        "5,0",
        "1e1",
        "1E1",
        "0x5",
        "5_0",
        ".5",
    ),
    *(
        "6",
        "14",
        "15",
        "120",
        "121",
        "1 000",
        "1,000",
        "1.000",
        "1'000",
        "５",
        "٣",
        "५",
        "²",
        "Ⅷ",
        "½",
        "十",
        "1\u00a0000",
    ),
    *(
        "9" * 15,
        "9" * 16,
        "0" * 40,
        "0" * 40 + "7",
        "1" + "0" * 14,
        "1" + "0" * 15,
        "9" * 40,
        "9" * 400,
        "++5",
        "+",
        "+.",
        ".",
    ),
    *(
        "5+",
        "5 5",
        "5\n",
        "\t5\v",
        "5\x00",
        "\x005",
        "5\u200b",
        "\u200e5",
        "5\u0301",
        "∞",
        "inf",
        "5%",
        "#5",
        "'5",
        '"5"',
    ),
)
DAYS = (
    *("2026-11-24", "2000-01-01", "1999-12-31", "1900-01-01", "1899-12-31", "0001-01-01", "0000-01-01", "9999-12-31"),
    *("2026-02-29", "2024-02-29", "1900-02-29", "2000-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-1"),
    *(
        "20261124",
        "2026-W48-2",
        "2026-328",
        "24.11.2026",
        "11/24/2026",
        "2026/11/24",
        "2026-11-24T00:00:00",
        "2026-11-24 00:00",
    ),
    *(
        "-2026-11-24",
        "+2026-11-24",
        "12026-11-24",
        "２026-11-24",
        "2026–11–24",
        "2026-11-24Z",
        "infinity",
        "epoch",
        "today",
    ),
)
VALUES = (
    *(
        "N1",
        "n1",
        "N2",
        "NORTH1",
        "north1",
        "North one",
        "S1",
        "NO",
        "no",
        "S3",
        "N 1",
        "N_1",
        "N-1",
        "Ｎ1",
        "Ν1",
        "Ñ1",
        "N1.",
    ),
    *(
        "basic",
        "full",
        "BASIC",
        "Full",
        "ba sic",
        "piano",
        "PIANO",
        "piano-",
        "p i a n o",
        "violin ",
        "fu\u00adll",
        "ﬀull",
    ),
)
LETTERS = (
    *(
        "YES",
        "Yes",
        "yEs",
        "ＹＥＳ",
        "уes",
        "YЕS",
        "İ",
        "ı",
        "ß",
        "SS",
        "ſ",
        "noſ",
        "Kelvin",
        "y\u0307es",
        "𝐲𝐞𝐬",
        "true\u0000",
    ),
    *(
        "É",
        "é",
        "e\u0301",
        "👩‍👩‍👧",
        "🇳🇴",
        "\u202eyes\u202c",
        "\u200byes",
        "yes\u200d",
        "\ufffdyes",
        "\U0010ffff",
        "\ue000",
        "\u0085",
    ),
)
QUOTES = (
    *(
        "'",
        '"',
        "''",
        '""',
        "`yes`",
        "'yes'",
        '"yes"',
        "yes'--",
        "'; DROP TABLE cases; --",
        "$1",
        "{c0}",
        "%s",
        "\\",
        "\\x00",
    ),
    *(
        "a\nb",
        "a\r\nb",
        "a\rb",
        "a\tb",
        "=1+1",
        "+1+1",
        "@SUM(1)",
        "-1",
        "\x00",
        "\x00\x00",
        "\x01\x1f\x7f",
        "\x1b[31mred",
        "<b>",
        "&amp;",
    ),
)
LONG = (
    *(
        "x" * 59,
        "x" * 60,
        "x" * 61,
        "x" * 119,
        "x" * 120,
        "x" * 121,
        "x" * 10_000,
        "é" * 60,
        "é" * 61,
        "\x00" * 15,
        "\x00" * 16,
    ),
    *(
        "👩" * 60,
        "👩" * 61,
        "e\u0301" * 30,
        "e\u0301" * 31,
        " " * 500 + "yes" + " " * 500,
        "\u3000" * 70 + "5",
        "x" * 58 + "\x00",
        "x" * 57 + "\x00",
    ),
)
PLAIN = (*WORDS, *NUMBERS, *DAYS, *VALUES, *LETTERS, *QUOTES, *LONG)


def strange_texts(more: Iterable[str] = (), random_ones: int = 3000) -> list[str]:
    """All texts above and `more`, in other case and between blanks, and random ones made of their characters."""
    texts = [*PLAIN, *more]
    found = dict.fromkeys([*texts, *_varied(texts), *_random(texts, random_ones)])
    return [text for text in found if not any("\ud800" <= letter <= "\udfff" for letter in text)]


def _varied(texts: Iterable[str]) -> Iterator[str]:
    for position, text in enumerate(texts):
        yield from (text.upper(), text.lower(), text.title(), text.swapcase(), text.replace("-", "_"))
        yield text.replace("k", "\u212a").replace("K", "\u212a")  # in lower case, the sign for kelvin is a k
        blank = BLANKS[position % len(BLANKS)]
        yield from (
            f" {text}",
            f"{text} ",
            f"{blank}{text}{blank}",
            f"{text}{blank}x",
            f"\u200b{text}",
            f"{text}\u180e",
        )
    yield from BLANKS
    yield from (f"{blank}yes{blank}" for blank in BLANKS)
    yield from (f"ye{blank}s" for blank in BLANKS)


def _random(texts: Iterable[str], count: int) -> Iterator[str]:
    chance = random.Random(20261124)
    letters = sorted({letter for text in texts for letter in text} | set(BLANKS))
    pieces = ("yes", "no", "5", "0", "2026-11-24", "N1", "full", "?", " ", *BLANKS[:3])
    for _ in range(count):
        parts = [
            chance.choice(pieces) if chance.random() < 0.4 else chance.choice(letters)
            for _ in range(chance.randint(1, 6))
        ]
        yield "".join(parts)
