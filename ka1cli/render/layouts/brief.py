"""A decision in one line for each option."""

from ka1cli.decision.model import Decision
from ka1cli.language.model import RuleSet
from ka1cli.render.text.safe import text_of_lines


def brief_text(decision: Decision, rule_set: RuleSet) -> str:
    """One line for each option: verdict, id, title, and which answers it still needs."""
    lines = []
    for decided in decision.options:
        needed = " ".join(rule_set.facts[name].flag for name in decided.missing)
        remarks = ["recommended"] if decided.recommended else []
        remarks += [f"needs {needed}"] if needed else []
        remark = f" ({'; '.join(remarks)})" if remarks else ""
        lines.append(f"{decided.verdict:<12}  {decided.option.id}: {decided.option.title}{remark}")
    return text_of_lines(lines)
