"""What conditions are made of: tests of single facts, tables, sums and comparisons, and how they are joined."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeVar, Union

if TYPE_CHECKING:
    from decimal import Decimal


Answer = Union[bool, str, int, "Decimal", date]
"""One answer: yes/no, a value of a choice or code, a number (a decimal where the fact has decimals), a day."""


K = TypeVar("K", bound=type)


def distinct(kind: K) -> K:
    """A class of named tuples whose values equal none of another class: an `AllOf` is no `AnyOf` of the same parts."""

    def equal(self: tuple[object, ...], other: object) -> bool:
        return type(self) is type(other) and tuple.__eq__(self, other)

    def unequal(self: tuple[object, ...], other: object) -> bool:
        return not equal(self, other)

    kind.__eq__, kind.__ne__ = equal, unequal  # type: ignore[assignment]
    return kind


@distinct
class Range(NamedTuple):
    """Numbers from `min` to `max`, both included; `None` is no bound. Numbers with decimals count their smallest steps."""

    min: int | None
    max: int | None


@distinct
class FigureBound(NamedTuple):
    """A bound that stands in a figure."""

    figure: str


@distinct
class OneOf(NamedTuple):
    """The answer is one of these values or stands in one of these groups."""

    values: tuple[Answer, ...]
    groups: tuple[str, ...] = ()


@distinct
class Within(NamedTuple):
    """The answer lies between two bounds, both included. They are places on the axis of the fact (see `answers.axis`)."""

    min: int | FigureBound | None
    max: int | FigureBound | None


@distinct
class InFigure(NamedTuple):
    """The answer lies in the range of a figure."""

    figure: str


@distinct
class Aged(NamedTuple):
    """The answer is the birthday of somebody whose age in years on a day lies between two bounds, both included."""

    on: int | FigureBound
    min: int | None
    max: int | None


Accepts = OneOf | Within | InFigure | Aged


@distinct
class Test(NamedTuple):
    """One fact compared with constants."""

    fact: str
    accepts: Accepts


@distinct
class AllOf(NamedTuple):
    parts: tuple["Condition", ...]


@distinct
class AnyOf(NamedTuple):
    parts: tuple["Condition", ...]


@distinct
class Not(NamedTuple):
    part: "Condition"


@distinct
class AtLeast(NamedTuple):
    """So many of the parts hold, or more."""

    number: int
    parts: tuple["Condition", ...]


@distinct
class CriterionMet(NamedTuple):
    """The condition of a criterion holds."""

    criterion: str


@distinct
class OptionMet(NamedTuple):
    """All criteria of an option are met."""

    option: str


class LookUpRow(NamedTuple):
    """One row of a table: where all tests hold, so must the last one; nothing: then nothing more is asked."""

    when: tuple[Test, ...]
    then: Test | None

    @property
    def tests(self) -> tuple[Test, ...]:
        return self.when if self.then is None else (*self.when, self.then)


@distinct
class Table(NamedTuple):
    """A look-up table: the condition holds where some row does. No two rows apply to the same answers."""

    by: tuple[str, ...]
    fact: str
    """The fact that the last column bounds."""
    end: str
    """What the last column holds: `min`, `max` or `value`."""
    rows: tuple[LookUpRow, ...]


class Relation(StrEnum):
    EQUALS = "equals"
    DIFFERS = "differs_from"
    AT_LEAST = "min"
    AT_MOST = "max"


@distinct
class Compared(NamedTuple):
    """Two facts compared."""

    fact: str
    relation: Relation
    other: str


@distinct
class Sum(NamedTuple):
    """The sum of numbers lies between two bounds."""

    of: tuple[str, ...]
    accepts: Within | InFigure


Condition = Test | AllOf | AnyOf | Not | AtLeast | CriterionMet | OptionMet | Table | Compared | Sum
