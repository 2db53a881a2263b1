"""The rule file that comes with the package, and its rule set as it was read when the package was built.

Reading the shipped file takes as long as everything else in `ka1 check` together, so the build keeps the rule set as
Python values beside the modules. They are used only while they belong to this very rule file and to these very
modules; otherwise the file is read. Other rule files are always read.
"""

import pickle
from pathlib import Path
from zlib import crc32

from ka1cli.decision.decide import Rules, load_rules
from ka1cli.language.model import RuleSet

_PACKAGE = Path(__file__).parent
PREPARED = _PACKAGE / "rules.pickle"
"""Where the build keeps the rule set. As trustworthy as the modules in the same folder."""


def shipped_rules() -> Path:
    """The path of `rules.yaml`: inside an installed package, at the root of a checkout."""
    installed = _PACKAGE / "rules.yaml"
    return installed if installed.exists() else _PACKAGE.parent / "rules.yaml"


def load_shipped_rules() -> Rules:
    """The shipped rules. Raises `InvalidRules` where the file is broken."""
    try:
        match pickle.loads(PREPARED.read_bytes()):  # noqa: S301 - see PREPARED
            case (prints, RuleSet() as rule_set, str(sha256)) if prints == _fingerprint():
                return Rules(rule_set, sha256)
    except Exception:  # noqa: BLE001, S110 - whatever is wrong with it, the rule file itself is there
        pass
    return load_rules(shipped_rules())


def prepare_shipped_rules() -> None:
    """Keep the rule set of the shipped file for `load_shipped_rules`. Raises `InvalidRules`."""
    rules = load_rules(shipped_rules())
    PREPARED.write_bytes(pickle.dumps((_fingerprint(), rules.rule_set, rules.sha256), protocol=5))


def _fingerprint() -> tuple[tuple[int, int], ...]:
    """Size and checksum of the rule files and of the modules and words that read them."""
    included = sorted((shipped_rules().parent / "rules").glob("*.yaml"))
    language = sorted(file for file in (_PACKAGE / "language").rglob("*") if file.suffix in (".py", ".json"))
    files = (shipped_rules(), *included, *language)
    return tuple((len(content), crc32(content)) for content in (file.read_bytes() for file in files))
