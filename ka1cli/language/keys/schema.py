"""The JSON Schema of rule files, for editors: the table of fields."""

from ka1cli.language.keys.fields import EVERY, FACT, FITTING, RULE_FILE
from ka1cli.language.keys.kinds import TEXT, TEXTS, ref
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
        "$defs": {
            **records,
            "value": {"anyOf": [TEXT.schema, ref("range")]},
            "test": {
                "anyOf": [
                    {**TEXT.schema, "description": "One value."},
                    {**TEXTS.schema, "description": "One of these values."},
                    ref("test of a fact"),
                ]
            },
        },
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
