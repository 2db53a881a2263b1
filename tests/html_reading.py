"""Reads a page as a browser does, strictly: what it shows, where it leads, and whether it is well-formed."""

from html.parser import HTMLParser

VOID = {"meta", "link", "input"}


class Reading(HTMLParser):
    """The text of a page without style and script, its ids and links."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[str] = []
        self.rows: list[list[str]] = []
        """The cells of all rows of all tables."""
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert not self._open, f"not closed: {self._open}"
        assert len(self.ids) == len(set(self.ids)), "an id stands twice"

    @property
    def text(self) -> str:
        """The text, with single blanks."""
        return " ".join("".join(self.texts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self._cell = len(self.texts)
        for name, value in attrs:
            self.attributes.append((tag, name, value or ""))
            if name == "id":
                self.ids.append(value or "")
            if name == "href" and tag == "a":
                self.links.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag, f"</{tag}> closes something else"
        if tag in ("li", "p", "dt", "dd", "td", "th", "h1", "h2", "h3", "h4", "div", "option"):
            self.texts.append("\n")
        if tag in ("td", "th"):
            self.rows[-1].append(" ".join("".join(self.texts[self._cell :]).split()))

    def handle_data(self, data: str) -> None:
        if not {"style", "script"}.intersection(self._open):
            self.texts.append(data)
