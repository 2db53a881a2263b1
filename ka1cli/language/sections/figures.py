"""Groups and figures: the values and numbers that conditions compare with."""

from datetime import date

from ka1cli.language.answers import number_text
from ka1cli.language.formulas import Range
from ka1cli.language.keys.fields import FIGURE, GROUP, RANGE
from ka1cli.language.model import Figure, FigureValue, Group
from ka1cli.language.resolve import ALWAYS, value_at
from ka1cli.language.sections.entries import circle_in, entries_by_call, read_named, read_values
from ka1cli.language.sections.sources import SourceReader
from ka1cli.language.yaml.document import MappingNode, Node, ScalarNode
from ka1cli.language.yaml.reader import DAY, NUMBER, Reader, is_null


def read_groups(reader: Reader, node: Node | None) -> dict[str, Group]:
    groups: dict[str, Group] = {}
    places: dict[str, Node] = {}
    for name, entry in read_named(reader, node, "groups"):
        what = f"group `{name}`"
        fields = reader.record(entry, what, GROUP)
        if sum(key in fields for key in ("values", "by_call", "of")) != 1 and isinstance(entry, MappingNode):
            reader.problem("E205", entry, f"{what} needs exactly one of `values`, `by_call`, `of`")
        labels = read_values(reader, fields.get("values"), f"values of {what}")
        values = {ALWAYS: tuple(labels)} if labels else {}
        if "by_call" in fields:
            values = {
                call: reader.names(value, f"{what} from call {call}")
                for call, value in entries_by_call(reader, fields["by_call"], f"`by_call` of {what}").items()
            }
        if "of" in fields:
            places[name] = fields["of"]
        labels = {value: label for value, label in labels.items() if label}
        groups[name] = Group(id=name, by_call=values, labels=labels, **fields.read)
    if places and (circle := circle_in({name: group.of for name, group in groups.items()})):
        reader.problem("E302", places[circle[0]], f"group `{circle[0]}` is made of itself", " of ".join(circle[::-1]))
    return groups


def read_figures(reader: Reader, node: Node | None, sources: SourceReader) -> dict[str, Figure]:
    figures = {}
    for name, entry in read_named(reader, node, "figures"):
        what = f"figure `{name}`"
        # `value: ~` says that the value is not known.
        fields = reader.record(entry, what, FIGURE)
        if ("value" in fields) is ("by_call" in fields) and isinstance(entry, MappingNode):
            reader.problem("E205", entry, f"{what} needs either `value` or `by_call`")
        nodes = {ALWAYS: fields["value"]} if "value" in fields else {}
        days: dict[date, Node] = {}
        if not nodes and "by_call" in fields:
            nodes, days = _by_call(reader, fields["by_call"], f"`by_call` of {what}")
        decimals = max(map(_decimals, (*nodes.values(), *days.values())), default=0)
        values = {call: _figure_value(reader, value, what, decimals) for call, value in nodes.items()} or {ALWAYS: None}
        earlier: dict[date, FigureValue | None] = {}
        for day, value in sorted(days.items()):
            earlier[day] = value_at(values, day.year)
            values[day.year] = _figure_value(reader, value, what, decimals)
        all_sources, sources_by_call = sources.sound_by_call(fields.get("sources"), entry, what)
        for call in reader.calls:
            if value_at(values, call) is not None and value_at(sources_by_call, call) is None:
                reader.problem("E407", fields.get("sources"), f"{what} has no source in call {call}")
                break
        figures[name] = Figure(
            id=name,
            by_call=values,
            sources=all_sources,
            sources_by_call=sources_by_call,
            decimals=decimals,
            earlier=earlier,
            **fields.read,
        )
    return figures


def _by_call(reader: Reader, node: Node, what: str) -> tuple[dict[int, Node], dict[date, Node]]:
    """The entries under calls, and those under days within a call."""
    calls: dict[int, Node] = {}
    days: dict[date, Node] = {}
    for text, key, value in reader.pairs(node, what):
        if not DAY.fullmatch(text):
            calls[reader.known_year(key, f"a call of {what}")] = value
        elif (day := reader.day(key, f"a day of {what}")).year in reader.calls:
            days[day] = value
        else:
            reader.not_declared("call", key, f"{what} has a day in {day.year}, which `calls` does not list")
    if isinstance(node, MappingNode) and not node.value:
        reader.problem("E206", node, f"{what} is empty")
    for day in days:
        if all(call > day.year for call in calls):
            help = f"write `{day.year}: ...` for what holds before, or `{day.year}: ~` where it is not known"
            reader.problem("E205", node, f"nothing in {what} says what holds before {day}", help)
    return calls, days


def _decimals(node: Node) -> int:
    """How many decimals a number or range is written with."""
    ends = [value for _, value in node.value] if isinstance(node, MappingNode) else [node]
    numbers = (NUMBER.fullmatch(end.value) for end in ends if isinstance(end, ScalarNode) and not end.style)
    return max((len(number[2] or "") for number in numbers if number), default=0)


def _figure_value(reader: Reader, node: Node, what: str, decimals: int) -> FigureValue | None:
    if is_null(node):
        return None
    if isinstance(node, MappingNode):
        fields = reader.record(node, what, RANGE)
        bounds = Range(
            *(
                reader.number(fields[end], f"`{end}` of {what}", decimals) if end in fields else None
                for end in ("min", "max")
            )
        )
        if not fields:
            reader.problem("E206", node, f"{what} has neither min nor max")
        elif bounds.min is not None and bounds.max is not None and bounds.min > bounds.max:
            low, high = (number_text(end, decimals) for end in (bounds.min, bounds.max))
            reader.problem("E403", node, f"{what} has min {low} above max {high}")
        return bounds
    text = reader.text(node, what)
    if "{" in text:
        reader.problem("E408", node, f"the value of {what} cannot name another figure")
    if DAY.fullmatch(text):
        return reader.day(node, what)
    plain = isinstance(node, ScalarNode) and not node.style
    number = NUMBER.fullmatch(text) if plain and text[:1].isdigit() else None
    return reader.number(node, what, decimals) if number else text
