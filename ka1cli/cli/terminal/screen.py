"""Where text goes: whether stdout is a terminal, how wide it is and whether it takes colour."""

import os
import sys
from collections.abc import Mapping

from ka1cli.render.layouts.plain import page_text
from ka1cli.render.pages.page import Page


def show(page: Page, format: str, color: str) -> str:
    """The page in a format; text as stdout takes it: wrapped on a terminal, coloured where that is wanted, else plain."""
    if format == "markdown":
        from ka1cli.render.layouts.markdown import page_markdown

        return page_markdown(page)
    if format == "html":
        from ka1cli.render.html.page import page_html

        return page_html(page)
    terminal = sys.stdout.isatty()
    return page_text(page, terminal_width() if terminal else None, color=wants_color(color, terminal, os.environ))


def terminal_width() -> int:
    """The columns of the terminal behind stdout, 80 where it does not tell."""
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def wants_color(color: str, terminal: bool, environment: Mapping[str, str]) -> bool:
    """Whether to colour: the option decides, then NO_COLOR, then FORCE_COLOR, then the terminal."""
    if color != "auto":
        return color == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return terminal and environment.get("TERM") != "dumb"
