"""What `ka1 batch` is told about its table: a map, answers for every row, a sheet, an encoding."""

from ka1cli.batch.request import Request
from ka1cli.batch.table.map import NO_MAP, read_map
from ka1cli.cli import inputs
from ka1cli.cli.batch.options import BatchOptions
from ka1cli.decision.call_rules import CallRules


def table_request(at_call: CallRules, options: BatchOptions) -> Request:
    """What is wanted of the reading of a table."""
    constants = inputs.profile(at_call, None, options.answers)
    table_map = read_map(at_call.profiles, options.map) if options.map else NO_MAP
    places = {name: place for name, place in table_map.places.items() if name not in constants}
    table_map = table_map._replace(constants={**table_map.constants, **constants}, places=places)
    return Request(table_map=table_map, encoding=options.encoding, sheet=options.sheet)


def about(settings: inputs.Settings, table: str) -> tuple[tuple[str, str], ...]:
    """What a workbook says about its rules."""
    rule_set = settings.at_call.rule_set
    return (
        ("table", table),
        ("rules", f"{rule_set.title} {rule_set.version}"),
        ("sha256", settings.at_call.sha256),
        *((("call", str(settings.at_call.call)),) if settings.at_call.call else ()),
        ("as of", f"{settings.at:%Y-%m-%d}"),
    )
