"""What `ka1 batch` is told about its table: a map, answers for every row, a sheet, an encoding."""

import codecs
import inspect
from typing import Any

from ka1cli.batch.request import Request
from ka1cli.batch.table.map import NO_MAP, read_map
from ka1cli.cli import inputs, options
from ka1cli.cli.exit_codes import ExitCode
from ka1cli.cli.outcome import Failure, Outcome, usage
from ka1cli.decision.decide import CallRules
from ka1cli.language.diagnostic import InvalidInput


def of_tables() -> list[inspect.Parameter]:
    """The options that say how a table is to be read."""
    return [
        options.option(
            "map",
            str | None,
            None,
            "--map",
            metavar="FILE",
            envvar="KA1_MAP",
            help="YAML file that says which column is which fact, and what its texts mean.",
        ),
        options.option(
            "suggest_map",
            bool,
            False,
            "--suggest-map",
            help="Write such a file to fill in: all columns and texts that are not understood.",
        ),
        options.option(
            "sheet",
            str | None,
            None,
            "--sheet",
            metavar="NAME",
            envvar="KA1_SHEET",
            help="Sheet of a workbook. [default: the first one whose header names facts]",
        ),
        options.option(
            "encoding",
            str | None,
            None,
            "--encoding",
            metavar="NAME",
            envvar="KA1_ENCODING",
            help="Encoding of CSV that is not UTF-8, such as cp1252 (Western) or cp1253 (Greek).",
        ),
    ]


def table_request(rules: CallRules, values: dict[str, Any]) -> Request:
    """What is wanted of the reading of a table."""
    facts = rules.rule_set.facts
    constants = inputs.profile(rules, None, options.facts_given(values, facts))
    encoding = values["encoding"] or None
    if encoding is not None:
        try:
            encoding = codecs.lookup(encoding).name
        except LookupError:
            raise usage(f"--encoding cannot be `{encoding[:40]}`", "write a name such as cp1252 or cp1253") from None
    try:
        table_map = read_map(rules.rules.profiles, values["map"]) if values["map"] else NO_MAP
    except InvalidInput as error:
        raise Failure(error.diagnostics, ExitCode.INVALID_INPUT) from None
    places = {name: place for name, place in table_map.places.items() if name not in constants}
    table_map = table_map._replace(constants={**table_map.constants, **constants}, places=places)
    return Request(table_map=table_map, encoding=encoding, sheet=values["sheet"] or None)


def suggest(rules: CallRules, table: str, request: Request) -> Outcome:
    """A map for the table, to standard output."""
    from ka1cli.batch.screen import suggest_map

    try:
        return Outcome(suggest_map(rules, table, request))
    except InvalidInput as error:
        raise Failure(error.diagnostics, ExitCode.INVALID_INPUT) from None


def refuse_on_spark(request: Request) -> None:
    """Refuse what only the other engine can do."""
    for flag, value in (
        ("--map", request.table_map != NO_MAP),
        ("--sheet", request.sheet),
        ("--encoding", request.encoding),
    ):
        if value:
            raise usage(f"{flag} and answers for every row do not go with --engine spark", "leave out --engine")


def about(settings: inputs.Settings, table: str) -> tuple[tuple[str, str], ...]:
    """What a workbook says about its rules."""
    rule_set = settings.rules.rule_set
    return (
        ("table", table),
        ("rules", f"{rule_set.title} {rule_set.version}"),
        ("sha256", settings.rules.rules.sha256),
        *((("call", str(settings.rules.call)),) if settings.rules.call else ()),
        ("as of", f"{settings.at:%Y-%m-%d}"),
    )
