"""The rule file that comes with the package."""

from pathlib import Path


def shipped_rules() -> Path:
    """The path of `rules.yaml`: inside an installed package, at the root of a checkout."""
    package = Path(__file__).parent
    installed = package / "rules.yaml"
    return installed if installed.exists() else package.parent / "rules.yaml"
