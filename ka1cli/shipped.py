"""The rule files that come with the package, and the rule set of the first as it was read when the package was built.

Reading that file takes as long as everything else in `ka1 check` together, so the build keeps the rule set as
JSON beside the modules. They are used only while they belong to this very rule file and to these very
modules; otherwise the file is read. Other rule files are always read.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from zlib import crc32

from ka1cli.decision.loading import load_rules
from ka1cli.decision.rules import Rules
from ka1cli.language.plain import from_plain, to_plain

_PACKAGE = Path(__file__).parent
PREPARED = _PACKAGE / "prepared.json"
"""Where the build keeps the rule set: the names of the files that it was made of, by what it was read; checksums of
these and of itself; the rule set."""
_LANGUAGE = "language"
"""The folder of the modules and words that read rule files."""

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
        names, checksums, body = PREPARED.read_bytes().split(b"\n", 2)
        files = {name: _path(name) for name in names.decode().split("\t")}
        if checksums == _checksums(files.values(), body):
            sha256, rule_set = json.loads(body)
            rule_files = (str(path) for name, path in files.items() if not name.startswith(_LANGUAGE))
            return Rules(from_plain(rule_set), sha256, tuple(rule_files))
    except (OSError, ValueError):  # not prepared, damaged, or made of files that are gone
        pass
    return load_rules(shipped_rules())


def prepare_shipped_rules() -> None:
    """Keep the rule set of the shipped file for `load_shipped_rules`. Raises `InvalidRules`."""
    rules = load_rules(shipped_rules())
    names = [Path(file).relative_to(shipped_rules().parent).as_posix() for file in rules.files]
    modules = sorted(file for file in (_PACKAGE / _LANGUAGE).rglob("*") if file.suffix in (".py", ".json"))
    names += [file.relative_to(_PACKAGE).as_posix() for file in modules]
    body = json.dumps([rules.sha256, to_plain(rules.rule_set)], separators=(",", ":")).encode()
    checksums = _checksums(map(_path, names), body)
    PREPARED.write_bytes(b"\n".join(("\t".join(names).encode(), checksums, body)))


def _path(name: str) -> Path:
    return (_PACKAGE if name.startswith(_LANGUAGE) else shipped_rules().parent) / name


def _checksums(files: Iterable[Path], body: bytes) -> bytes:
    """Size and checksum of some files and of what was made of them.

    They find damage. Whoever may write here may change the modules as well, so that no hash would help.
    """
    contents = (*(file.read_bytes() for file in files), body)
    return " ".join(f"{len(content)}:{crc32(content)}" for content in contents).encode()
