"""What to do about a file that cannot be read."""

from pathlib import Path

from ka1cli.language.spelling import nearest


def help_with_file(name: str) -> str | None:
    """A help line for a name that leads to no file; nothing where the file is there."""
    path = Path(name)
    try:
        if path.is_dir():
            return "name a file in it"
        if path.exists():
            return None
        near = nearest(path.name, [entry.name for entry in path.parent.iterdir()]) if path.parent.is_dir() else None
        return f"did you mean `{path.parent / near}`?" if near else f"check its name; you are in `{Path.cwd()}`"
    except (OSError, ValueError):  # a name that no file can have
        return None
