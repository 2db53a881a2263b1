"""The rule files that come with the package, and the rule set of the first as it was read when the package was built.

Reading that file takes as long as everything else in `ka1 check` together, so the build keeps the rule set as
JSON beside the modules. They are used only while they belong to this very rule file and to these very
modules; otherwise the file is read. Other rule files are always read.
"""

import json
from pathlib import Path
from zlib import crc32

from ka1cli.decision.loading import load_rules
from ka1cli.decision.rules import Rules
from ka1cli.language.plain import from_plain, to_plain

_PACKAGE = Path(__file__).parent
PREPARED = _PACKAGE / "prepared.json"
"""Where the build keeps the rule set: a line with what it was made of and its own checksum, then the rule set."""


SHIPPED = {"vet": "rules.yaml", "school": "rules/school.yaml", "adult": "rules/adult.yaml"}
"""The rule files that come with the package, by name."""
DEFAULT = "vet"
"""The one that is used where none is named."""


def shipped_rules(name: str = DEFAULT) -> Path:
    """The path of a shipped rule file: inside an installed package, at the root of a checkout."""
    installed = _PACKAGE / SHIPPED[name]
    return installed if installed.exists() else _PACKAGE.parent / SHIPPED[name]


def rule_file_called(name: str | None) -> Path | str:
    """The rule file of that name; where there is none, the shipped one that is called so."""
    if name is None:
        return shipped_rules()
    return shipped_rules(name) if name in SHIPPED and not Path(name).is_file() else name


def load_shipped_rules() -> Rules:
    """The shipped rules that are used where none is named. Raises `InvalidRules` where the file is broken."""
    try:
        head, _, body = PREPARED.read_bytes().partition(b"\n")
        if head == _head(body):
            of_file, rule_set = json.loads(body)
            return Rules(from_plain(rule_set), of_file, tuple(map(str, _rule_files())))
    except OSError:
        pass
    return load_rules(shipped_rules())


def prepare_shipped_rules() -> None:
    """Keep the rule set of the shipped file for `load_shipped_rules`. Raises `InvalidRules`."""
    rules = load_rules(shipped_rules())
    body = json.dumps([rules.sha256, to_plain(rules.rule_set)], separators=(",", ":")).encode()
    PREPARED.write_bytes(_head(body) + b"\n" + body)


def _head(body: bytes) -> bytes:
    # A checksum finds damage. Whoever may write here may change the modules as well, so that no hash would help.
    return json.dumps([*_fingerprint(), _print(body)]).encode()


def _fingerprint() -> tuple[tuple[int, int], ...]:
    """Size and checksum of the rule files and of the modules and words that read them."""
    language = sorted(file for file in (_PACKAGE / "language").rglob("*") if file.suffix in (".py", ".json"))
    return tuple(_print(file.read_bytes()) for file in (*_rule_files(), *language))


def _rule_files() -> tuple[Path, ...]:
    """The shipped rule file, and all that it may include."""
    return (shipped_rules(), *sorted((shipped_rules().parent / "rules").glob("*.yaml")))


def _print(content: bytes) -> tuple[int, int]:
    return len(content), crc32(content)
