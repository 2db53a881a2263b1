"""Smallest subsets with a property that a larger subset never loses."""

from collections.abc import Callable, Iterable
from itertools import combinations
from typing import TypeVar

T = TypeVar("T")

EXACT = 14
"""Up to so many undecided items the smallest subset is searched exactly (at most 2**14 trials); beyond, the
result is minimal (nothing can be left out) but perhaps not the smallest."""


def smallest_subsets(items: Iterable[T], holds: Callable[[tuple[T, ...]], bool]) -> list[tuple[T, ...]]:
    """Every smallest subset for which `holds`, in the order of `items`; none if not even all items do."""
    items = tuple(items)
    if not holds(items):
        return []
    if not items or holds(()):
        return [()]
    needed = [i for i in range(len(items)) if not holds(items[:i] + items[i + 1 :])]
    rest = [i for i in range(len(items)) if i not in needed]
    if len(rest) > EXACT:
        return [_minimal(items, holds)]
    for size in range(len(rest) + 1):
        found = []
        for extra in combinations(rest, size):
            subset = tuple(items[i] for i in sorted((*needed, *extra)))
            if holds(subset):
                found.append(subset)
        if found:
            return found
    return [items]


def smallest_subset(items: Iterable[T], holds: Callable[[tuple[T, ...]], bool]) -> tuple[T, ...]:
    """The first smallest subset for which `holds`; all items if none does."""
    items = tuple(items)
    return next(iter(smallest_subsets(items, holds)), items)


def _minimal(items: tuple[T, ...], holds: Callable[[tuple[T, ...]], bool]) -> tuple[T, ...]:
    kept = items
    for item in reversed(items):
        without = tuple(other for other in kept if other is not item)
        if holds(without):
            kept = without
    return kept
