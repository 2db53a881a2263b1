"""Words: small numbers packed into whole numbers, so that one addition in an engine adds many of them."""

from collections.abc import Sequence
from typing import NamedTuple

BITS = 62
"""Bits of a word: it stays a positive signed 64-bit number, whatever is added within its fields."""


class Field(NamedTuple):
    """A place in a word for a number from 0 up to `size - 1`."""

    word: int
    shift: int
    size: int

    @property
    def width(self) -> int:
        return width(self.size)

    @property
    def mask(self) -> int:
        """The bits of the field, at the low end of the word."""
        return (1 << self.width) - 1


def width(size: int) -> int:
    """The bits that a number from 0 up to `size - 1` takes."""
    return (size - 1).bit_length()


class Layout:
    """Places fields into words, one after the other, from a first word on."""

    def __init__(self, first: int = 0) -> None:
        self.words = first
        self._used = BITS

    def field(self, size: int) -> Field:
        """A new field for a number from 0 up to `size - 1`."""
        bits = width(size)
        if self._used + bits > BITS:
            self.words += 1
            self._used = 0
        placed = Field(self.words - 1, self._used, size)
        self._used += bits
        return placed


class Row(list[int]):
    """The words that one answer, or one case, adds."""

    def put(self, field: Field, number: int) -> None:
        """Add a number in a field."""
        self[field.word] += number << field.shift


def rows(count: int, words: int) -> list[Row]:
    """As many rows of empty words."""
    return [Row([0] * words) for _ in range(count)]


def strides(sizes: Sequence[int]) -> tuple[int, ...]:
    """What each of several numbers counts in the one number made of them, the first counting most."""
    found = [1]
    for size in reversed(sizes[1:]):
        found.append(found[-1] * size)
    return tuple(reversed(found)) if sizes else ()
