"""ka1: decides, explains and screens who can take part, from a YAML rule set.

The public interface: `load_rules`, `decide`, `decide_table`, and the types of their results.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ka1cli.batch.frames import decide_table as decide_table
    from ka1cli.batch.table.invalid import InvalidTable as InvalidTable
    from ka1cli.cases.logic import State as State
    from ka1cli.cases.verdict import Verdict as Verdict
    from ka1cli.decision.decide import decide as decide
    from ka1cli.decision.loading import load_rules as load_rules
    from ka1cli.decision.model import Decision as Decision
    from ka1cli.decision.model import OptionDecision as OptionDecision
    from ka1cli.decision.rules import Rules as Rules
    from ka1cli.decision.rules import UnknownCall as UnknownCall
    from ka1cli.language.diagnostic import Diagnostic as Diagnostic
    from ka1cli.language.diagnostic import InvalidProfile as InvalidProfile
    from ka1cli.language.diagnostic import InvalidRules as InvalidRules

__version__ = "0.2.0"

_WHERE = {
    "Rules": "decision.rules",
    "UnknownCall": "decision.rules",
    "decide": "decision.decide",
    "decide_table": "batch.frames",
    "load_rules": "decision.loading",
    "Decision": "decision.model",
    "OptionDecision": "decision.model",
    "Verdict": "cases.verdict",
    "State": "cases.logic",
    "Diagnostic": "language.diagnostic",
    "InvalidProfile": "language.diagnostic",
    "InvalidRules": "language.diagnostic",
    "InvalidTable": "batch.table.invalid",
}

__all__ = [*_WHERE, "__version__"]  # noqa: PLE0604


def __getattr__(name: str) -> object:
    """Import on first use: a command does not pay for what it does not need."""
    if name in _WHERE:
        return getattr(import_module(f"ka1cli.{_WHERE[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
