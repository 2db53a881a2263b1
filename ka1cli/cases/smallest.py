"""The smallest subset with a property that a larger subset never loses."""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from itertools import count
from typing import TypeVar

T = TypeVar("T", bound=Hashable)

STEPS = 20_000
"""After so many steps the search settles for a subset of which nothing can be left out."""


def smallest_subset(items: Iterable[T], lacking: Callable[[tuple[T, ...]], Collection[Collection[T]]]) -> tuple[T, ...]:
    """The first smallest subset, in the order of the items, that lacks nothing.

    `lacking` names sets of items of each of which a subset still needs one; none if it has the property. All items
    together have it. Only subsets that have one item of every set seen so far are tried, so that few are.
    """
    items = tuple(items)
    place = {item: 1 << number for number, item in enumerate(items)}
    needed: list[int] = []
    steps = count()
    while True:
        found = _first_hitting(needed, steps)
        if found is None:
            return _minimal(items, lambda kept: not lacking(kept))
        subset = tuple(item for number, item in enumerate(items) if found >> number & 1)
        more = lacking(subset)
        if not more:
            return subset
        needed += [sum(place[item] for item in some) for some in more]


def holding(items: Sequence[T], holds: Callable[[tuple[T, ...]], bool]) -> Callable[[tuple[T, ...]], list[list[T]]]:
    """What a subset lacks, where one can only try whether it has the property."""

    def lacking(subset: tuple[T, ...]) -> list[list[T]]:
        if holds(subset):
            return []
        left = [item for item in items if item not in subset]
        for item in left.copy():
            if not holds(tuple(other for other in items if other == item or other not in left)):
                left.remove(item)
        return [left]

    return lacking


def _first_hitting(sets: list[int], steps: "count[int]") -> int | None:
    """Of the smallest sets that have an element in common with all of some sets, the first; nothing: given up."""
    for size in count(_apart(sets)):
        found = _hitting(sets, size, 0, steps)
        if found is not None:
            return found
        if next(steps) > STEPS:
            return None
    raise AssertionError


def _hitting(sets: list[int], size: int, start: int, steps: "count[int]") -> int | None:
    if not sets:
        return 0
    if _apart(sets) > size or next(steps) > STEPS:
        return None
    # Elements are taken in order, so that the set that ends first bounds what can be skipped.
    for number in range(start, min(some.bit_length() for some in sets)):
        element = 1 << number
        if any(some & element for some in sets):
            left = [some & -(element << 1) for some in sets if not some & element]
            found = _hitting(left, size - 1, number + 1, steps)
            if found is not None:
                return found | element
    return None


def _apart(sets: list[int]) -> int:
    """How many sets have nothing in common, at least: so many elements are needed."""
    used = number = 0
    for some in sorted(sets, key=int.bit_count):
        if not some & used:
            used |= some
            number += 1
    return number


def _minimal(items: tuple[T, ...], holds: Callable[[tuple[T, ...]], bool]) -> tuple[T, ...]:
    kept = items
    for item in reversed(items):
        without = tuple(other for other in kept if other != item)
        if holds(without):
            kept = without
    return kept
