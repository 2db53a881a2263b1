"""Diagrams and the walks over them, against all cases; smallest subsets, against all subsets."""

from itertools import combinations, pairwise, product

from hypothesis import example, given
from hypothesis import strategies as st

from ka1cli.cases.diagram import EXCLUDED, MET, UNMET, Diagrams, Node, lawful
from ka1cli.cases.smallest import smallest_subset
from ka1cli.cases.walks import fewest_changes, fewest_differences, fitting, nodes_of, told_apart

SIZES = (2, 3, 2, 4)
EVERYTHING = tuple((1 << size) - 1 for size in SIZES)
CASES = list(product(*map(range, SIZES)))

formulas = st.recursive(
    st.integers(0, 3).flatmap(lambda fact: st.tuples(st.just(fact), st.integers(1, EVERYTHING[fact] - 1))),
    lambda parts: st.tuples(st.sampled_from(["all", "any", "not"]), st.lists(parts, min_size=1, max_size=3)),
    max_leaves=8,
)


def holds(formula, case) -> bool:
    kind, rest = formula
    if kind == "all":
        return all(holds(part, case) for part in rest)
    if kind == "any":
        return any(holds(part, case) for part in rest)
    if kind == "not":
        return not holds(rest[0], case)
    return bool(rest >> case[kind] & 1)


def made(diagrams: Diagrams, formula) -> Node:
    kind, rest = formula
    if kind == "all":
        return diagrams.every([made(diagrams, part) for part in rest])
    if kind == "any":
        return diagrams.some([made(diagrams, part) for part in rest])
    if kind == "not":
        return diagrams.negated(made(diagrams, rest[0]))
    return diagrams.test(kind, rest)


def leaf(node: Node, case) -> Node:
    while node.edges:
        node = next(below for cells, below in node.edges if cells >> case[node.fact] & 1)
    return node


def room() -> Diagrams:
    return Diagrams([0, 1, 2, 3], EVERYTHING)


@given(formulas, formulas)
def test_a_diagram_says_what_its_formula_says_and_equal_formulas_are_one_node(one, other):
    diagrams = room()
    node, beside = made(diagrams, one), made(diagrams, other)
    meant, meant_beside = ([holds(formula, case) for case in CASES] for formula in (one, other))
    assert [leaf(node, case) is MET for case in CASES] == meant
    assert (node is beside) is (meant == meant_beside)
    for inner in nodes_of(node):
        assert sum(cells for cells, _ in inner.edges) == (EVERYTHING[inner.fact] if inner.edges else 0)
        assert all(below.level > inner.level for _, below in inner.edges)


NOT_FIRST = ("not", [(0, 1)])
THREE = ("all", [(0, 1), (1, 0b011), (3, 0b0101)])
EITHER = ("any", [("all", [(0, 1), (1, 0b001)]), (3, 0b0101)])


@example(THREE, ("any", [(2, 1), (3, 0b0011)]), 1, (1, 2, 0, 1), set())
@example(EITHER, ("any", [NOT_FIRST, (1, 0b011)]), 3, (0, 1, 0, 1), {0})
@example(EITHER, ("any", [(0, 1), (2, 1)]), 0, (0, 2, 1, 3), {3})
@given(formulas, formulas, st.integers(0, 3), st.sampled_from(CASES), st.sets(st.integers(0, 3)))
def test_walks_agree_with_all_cases(goal, law, fact, now, fixed):
    diagrams = room()
    node = diagrams.combined(lawful, made(diagrams, goal), made(diagrams, law))
    leaves = {case: leaf(node, case) for case in CASES}
    apart = told_apart(node).get(fact, (EVERYTHING[fact],))
    beside = {case: [leaves[*case[:fact], cell, *case[fact + 1 :]] for cell in range(SIZES[fact])] for case in CASES}
    for one, other in combinations(range(SIZES[fact]), 2):
        together = any(cells >> one & 1 and cells >> other & 1 for cells in apart)
        assert together == all(found[one] is found[other] for found in beside.values())
    allowed, met = fitting(node, EVERYTHING, fact)
    assert {cell for cell in range(SIZES[fact]) if allowed >> cell & 1} == {
        case[fact] for case, found in leaves.items() if found is not EXCLUDED
    }
    assert {cell for cell in range(SIZES[fact]) if met >> cell & 1} == {
        case[fact] for case, found in leaves.items() if found is MET
    }
    present = {other: 1 << now[other] for other in range(4)}
    ways = [different(now, case) for case, found in leaves.items() if found is MET]
    assert set(fewest_changes(node, MET, EVERYTHING, present)) == smallest(ways)
    ways = [
        different(one, other)
        for one, above in leaves.items()
        for other, below in leaves.items()
        if above is MET and below is UNMET and not different(one, other) & fixed
    ]
    assert set(fewest_differences(node, fixed)) == smallest(ways)


def different(one, other) -> frozenset[int]:
    return frozenset(fact for fact in range(4) if one[fact] != other[fact])


def smallest(sets) -> set[frozenset[int]]:
    size = min(map(len, sets), default=0)
    return {some for some in sets if len(some) == size}


@example([{3, 1}, {2, 3}, {1, 2}, {4, 5, 6}, {0, 6}])
@example([{0, 7}, {1, 7}, {2, 7}, {0, 3}])
@given(st.lists(st.sets(st.integers(0, 7), min_size=1, max_size=4), max_size=9))
def test_the_first_of_the_smallest_subsets(needed):
    items = "abcdefgh"

    def lacking(subset):
        return [[items[number] for number in some] for some in needed if not {items[n] for n in some} & set(subset)][:1]

    fitting_subsets = (some for size in range(9) for some in combinations(items, size) if not lacking(some))
    assert smallest_subset(items, lacking) == next(fitting_subsets)


def test_where_the_smallest_subset_takes_too_long_nothing_can_be_left_out():
    rings = [[ring + n for n in range(5)] for ring in range(0, 35, 5)]
    pairs = [{ring[n], ring[n - 1]} for ring in rings for n in range(5)]  # three of each ring are needed

    def lacking(subset):
        return [pair for pair in pairs if not pair & set(subset)]

    found = smallest_subset(range(35), lacking)
    assert not lacking(found)
    assert all(lacking([other for other in found if other != item]) for item in found)


def test_a_chain_of_facts_stays_small():
    diagrams = Diagrams(range(400), [3] * 400)
    links = [diagrams.every([diagrams.test(one, 1), diagrams.test(other, 1)]) for one, other in pairwise(range(400))]
    assert len(nodes_of(diagrams.some(links))) < 1000
