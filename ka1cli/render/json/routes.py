"""Options as JSON: `ka1.options/1`. Its schema is `options-1.schema.json` beside this file."""

from typing import Any

from ka1cli.decision.call_rules import CallRules
from ka1cli.decision.model import Moment
from ka1cli.decision.windows import day_of, rounds_of
from ka1cli.language.model import Criterion, Figure, Option, RuleSet, Source, Statement
from ka1cli.render.json import values
from ka1cli.render.json.values import picked
from ka1cli.render.text.conditions import condition_text

SCHEMA = "ka1.options/1"


def routes_json(at_call: CallRules, options: tuple[str, ...], at: Moment) -> str:
    """The document on some options in one call, seen at a moment."""
    rule_set = at_call.rule_set
    chosen = [rule_set.options[name] for name in options]
    sections = {"activities" if option.is_activity else "routes" for option in chosen}
    document = {
        "schema": SCHEMA,
        "rules": {
            **picked(rule_set, "id", "title", "version"),
            "sha256": at_call.sha256,
            "call": at_call.call or None,
            "on": day_of(at),
        },
        "options": [_option(option, rule_set, at_call.call, at) for option in chosen],
        "background": [
            {
                **picked(entry, "id", "title", "text"),
                "items": [_statement(item, rule_set, at_call.call) for item in entry.items],
                "figures": [_figure(rule_set.figures[name], rule_set, at_call.call) for name in entry.figures],
                "source": values.source_of(rule_set, entry.sources),
            }
            for entry in rule_set.background.values()
            if entry.shown_with in sections
        ],
        "sources": [_source(source) for source in rule_set.sources.values()],
    }
    return values.dumped(document)


def _option(option: Option, rule_set: RuleSet, call: int, at: Moment) -> dict[str, Any]:
    return {
        **picked(option, "id", "code", "aliases", "kind", "title", "summary", "who"),
        "criteria": [_criterion(rule_set.criteria[name], rule_set) for name in option.criteria],
        "recommended_when": [entry.because for entry in option.recommend],
        "figures": [_figure(rule_set.figures[name], rule_set, call) for name in option.figures],
        "deadlines": [values.dated_deadline(entry, rule_set) for entry in rounds_of(option, call, at)],
        "manual_checks": [_statement(entry, rule_set, call) for entry in option.manual_checks],
        "next_steps": [_statement(entry, rule_set, call) for entry in option.next_steps],
        "notes": [_statement(entry, rule_set, call) for entry in option.notes],
        "links": option.links,
        "source": values.source_of(rule_set, option.sources),
    }


def _criterion(criterion: Criterion, rule_set: RuleSet) -> dict[str, Any]:
    return {
        **picked(criterion, "id", "title", "note"),
        "source": values.source_of(rule_set, criterion.sources),
        "sources": criterion.sources,
    }


def _figure(figure: Figure, rule_set: RuleSet, call: int) -> dict[str, Any]:
    return {
        "id": figure.id,
        "title": figure.title,
        "value": values.figure_value(figure, call),
        "unit": figure.unit,
        "confirmed": call in figure.confirmed if figure.confirmed else None,
        "confidence": rule_set.confidence(figure.sources),
        "note": figure.note,
        "source": values.source_of(rule_set, figure.sources),
    }


def _statement(entry: Statement, rule_set: RuleSet, call: int) -> dict[str, Any]:
    return {
        "text": entry.text,
        "concerns": condition_text(entry.when, rule_set, call) if entry.when else None,
        "note": entry.note,
        "source": values.source_of(rule_set, entry.sources),
    }


def _source(source: Source) -> dict[str, Any]:
    return {key: value for key, value in source._asdict().items() if key != "topics"}
