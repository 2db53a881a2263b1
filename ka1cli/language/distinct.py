"""Named tuples that are told apart by their class."""

from typing import TypeVar

K = TypeVar("K", bound=type)


def distinct(kind: K) -> K:
    """A class of named tuples whose values equal none of another class: an `AllOf` is no `AnyOf` of the same parts."""

    def equal(self: tuple[object, ...], other: object) -> bool:
        return type(self) is type(other) and tuple.__eq__(self, other)

    def unequal(self: tuple[object, ...], other: object) -> bool:
        return not equal(self, other)

    kind.__eq__, kind.__ne__ = equal, unequal  # type: ignore[assignment]
    return kind
