"""Where text goes: how wide the terminal is, if it is one, and whether it takes colour."""

import os
import sys
from collections.abc import Mapping
from typing import TextIO

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
    return page_text(page, terminal_columns(sys.stdout), color=wants_color(color, sys.stdout.isatty(), os.environ))


def terminal_columns(stream: TextIO) -> int | None:
    """The columns of the terminal behind a stream, 80 where it does not tell; nothing where there is none."""
    return (os.get_terminal_size(stream.fileno()).columns or 80) if stream.isatty() else None


def wants_color(color: str, terminal: bool, environment: Mapping[str, str]) -> bool:
    """Whether to colour: the option decides, then NO_COLOR, then FORCE_COLOR, then the terminal."""
    if color != "auto":
        return color == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return terminal and environment.get("TERM") != "dumb"
