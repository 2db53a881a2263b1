"""The JSON Schema of rule files, for editors: the table of fields, and the shape of conditions."""

from ka1cli.language.keys.fields import EVERY, FACT, FITTING, RULE_FILE
from ka1cli.language.keys.kinds import TEXT, TEXTS, ref
from ka1cli.language.sections.reserved import CONDITION_WORDS
from ka1cli.language.yaml.record import Field, Fields, Fragment

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def rules_schema() -> Fragment:
    records = {fields.about: _record(fields) for fields in EVERY}
    records["fact"]["allOf"] = _fitting_the_type()
    whole = records.pop(RULE_FILE.about)
    # What another file brings need not stand here.
    whole |= {"if": {"required": ["include"]}, "else": {"required": whole.pop("required")}}
    return {
        "$schema": DIALECT,
        "title": "A rule file of ka1",
        **whole,
        "$defs": {**records, "value": {"anyOf": [TEXT.schema, ref("range")]}, **_conditions()},
    }


def _record(fields: Fields) -> Fragment:
    """A mapping with the keys of a table; optional ones may be empty."""
    return {
        "type": "object",
        "properties": {field.key: _field(field) for field in fields.fields},
        "additionalProperties": False,
        **({"required": list(fields.required)} if fields.required else {}),
        **(fields.more or {}),
    }


def _field(field: Field) -> Fragment:
    fragment = field.kind.schema
    return {"description": field.help, **(fragment if field.required else {"anyOf": [fragment, {"type": "null"}]})}


def _fitting_the_type() -> list[Fragment]:
    """Which keys go with which type of a fact."""
    bound = {key for keys in FITTING.values() for key in keys}
    return [
        {
            "if": {"properties": {"type": {"const": str(kind)}}, "required": ["type"]},
            "then": {
                "properties": {
                    **{key: {"type": "null"} for key in FACT.all if key in bound and key not in keys},
                    **({"values": {"not": {"type": "null"}}} if "values" in keys else {}),
                },
                **({"required": ["values"]} if "values" in keys else {}),
            },
        }
        for kind, keys in FITTING.items()
    ]


def _conditions() -> dict[str, Fragment]:
    parts: Fragment = {"type": "array", "items": ref("condition"), "minItems": 1}
    combiners: dict[str, Fragment] = {
        "all": {**parts, "description": "All of these hold."},
        "any": {**parts, "description": "At least one of these holds."},
        "not": {**ref("condition"), "description": "This does not hold."},
    }
    combiners |= {
        "at_least": {
            "type": "object",
            "propertyNames": {"pattern": "^[0-9]+$"},
            "additionalProperties": parts,
            "minProperties": 1,
            "maxProperties": 1,
            "description": "So many of these hold, or more.",
        },
        "table": {**ref("table"), "description": "What a look-up table says."},
        "sum": {**ref("sum"), "description": "The sum of some numbers lies between bounds."},
        "criterion": {**TEXT.schema, "description": "This criterion is met."},
        "option": {**TEXT.schema, "description": "All criteria of this option are met."},
    }
    assert set(combiners) == set(CONDITION_WORDS)
    return {
        "condition": {
            "type": "object",
            "properties": combiners,
            "additionalProperties": ref("test"),
            "minProperties": 1,
            "description": "Tests on facts, which must all hold.",
        },
        "test": {
            "anyOf": [
                {**TEXT.schema, "description": "One value."},
                {**TEXTS.schema, "description": "One of these values."},
                ref("test of a fact"),
            ]
        },
    }
