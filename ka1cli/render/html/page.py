"""A page as HTML: one file without script that needs no network, for the screen and for paper (A4)."""

from collections.abc import Iterable

from ka1cli.language.model import Confidence, Source
from ka1cli.render.html.elements import Html, asset, document, element, together
from ka1cli.render.pages.citations import web_address
from ka1cli.render.pages.page import SYMBOLS, Block, Entry, Line, Mark, Page, Screen, Section

_CLASSES = {mark: mark.name.lower().replace("_", "-") for mark in Mark} | {Mark.CHANGE: "open"}
"""The classes of `page.css` are called as the marks."""


def page_html(page: Page) -> str:
    return document(f"{page.heading}: {page.title}", page.language, _Writer(page).body(), asset("page.css"))


class _Writer:
    def __init__(self, page: Page) -> None:
        self.page = page

    def body(self) -> Html:
        page = self.page
        sections = (self._section(number, section) for number, section in enumerate(page.sections))
        overview = self._screen(page.screen) if page.screen else self._overview()
        return together(self._header(), element("main", overview, *sections), self._footer())

    def _header(self) -> Html:
        page = self.page
        about = (_described(label, text) for label, text in page.about)
        notices = (element("p", element("strong", "Note:"), " ", notice, class_="notice") for notice in page.notices)
        title = together(element("h1", page.heading), element("p", page.title))
        return element("header", title, element("dl", *about, class_="about"), *notices)

    def _screen(self, screen: Screen) -> Html:
        """The answer in one look: what to do, every option, every open question."""
        start = element("ul", *(element("li", self._line(line)) for line in screen.start))
        hints = [_described(hint.label.capitalize(), self._line(hint.line)) for hint in screen.hints]
        return element(
            "div",
            element("section", element("h2", "Start here", id="start"), start, aria_labelledby="start", class_="start"),
            self._table(screen) if screen.rows else "",
            element("dl", *hints, class_="about") if hints else "",
            self._questions(screen),
            element("p", screen.foot, class_="foot"),
            class_="screen",
        )

    def _table(self, screen: Screen) -> Html:
        anchors = {entry.id: anchor for anchor, entry in self._anchored()}
        rows = []
        for row in screen.rows:
            name = element("a", row.name, href=f"#{anchors[row.id]}") if row.id in anchors else row.name
            star = element("span", " ★ recommended", class_="star") if row.recommended else ""
            verdict = element("span", f"{SYMBOLS[row.mark]} {row.verdict}", class_=f"verdict {_CLASSES[row.mark]}")
            decided = row.decided
            if row.mark is Mark.OPEN:
                decided = f"question{'s' if ' ' in decided else ''} {decided.replace(' ', ', ')}"
            cells = (element("td", verdict), element("td", row.window), element("td", decided))
            rows.append(element("tr", element("th", together(name, star), scope="row"), *cells))
        heading = element("h2", f"Every {screen.option}", id="overview")
        table = _table((screen.option.capitalize(), "Verdict", "Apply by", "Decided by"), rows)
        return element("section", heading, table, aria_labelledby="overview")

    def _questions(self, screen: Screen) -> Html:
        if not screen.questions:
            return Html()
        heading = element("h2", "Still to answer", id="questions")
        settles = element("p", f"{screen.settles}.") if screen.settles else ""
        items = (
            element("li", entry.question, " ", element("span", f"({', '.join(entry.decides)})", class_="soft"))
            for entry in screen.questions
        )
        return element("section", heading, settles, element("ol", *items), aria_labelledby="questions")

    def _overview(self) -> Html:
        """What the page is about, in one look, with the way to each entry."""
        entries = self._anchored()
        if len(entries) < 2:
            return Html()
        heading = element("h2", "At a glance", id="overview")
        if not any(entry.remark for _, entry in entries):
            links = (element("li", element("a", entry.title, href=f"#{anchor}")) for anchor, entry in entries)
            return element("nav", heading, element("ul", *links), aria_labelledby="overview")
        names = (element("th", element("a", entry.title, href=f"#{anchor}"), scope="row") for anchor, entry in entries)
        verdicts = (element("td", _verdict(entry)) for _, entry in entries)
        rows = (element("tr", name, verdict) for name, verdict in zip(names, verdicts, strict=True))
        return element("nav", heading, _table(("What", "Verdict"), rows), aria_labelledby="overview")

    def _anchored(self) -> list[tuple[str, Entry]]:
        sections = enumerate(self.page.sections)
        return [(_anchor(number, entry), entry) for number, section in sections for entry in section.entries]

    def _section(self, number: int, section: Section) -> Html:
        title = element("h2", section.title, id=f"section-{number}")
        intro = element("ul", *(element("li", self._line(line)) for line in section.intro)) if section.intro else ""
        entries = (self._entry(_anchor(number, entry), entry) for entry in section.entries)
        kind = _CLASSES[section.mark]
        return element("section", title, intro, *entries, class_=kind, aria_labelledby=f"section-{number}")

    def _entry(self, anchor: str, entry: Entry) -> Html:
        title = element("h3", entry.title, " ", element("code", entry.id))
        verdict = element("p", _verdict(entry)) if entry.remark else ""
        blocks = together(*map(self._block, entry.blocks))
        if self.page.screen is None:
            return element("article", title, verdict, blocks, id=anchor, class_=_CLASSES[entry.mark])
        # The anchor lies inside, so that who follows a link to it sees it unfolded.
        unfolded = element("details", element("summary", title, verdict), element("div", blocks, id=anchor))
        return element("article", unfolded, class_=_CLASSES[entry.mark])

    def _block(self, block: Block) -> Html:
        if len(block.lines) == 1 and block.mark is not Mark.BY_HAND:
            lines = element("p", self._line(block.lines[0]))
        else:
            marked = {"class_": "marked"} if any(line.mark in SYMBOLS for line in block.lines) else {}
            items = (element("li", self._line(line)) for line in block.lines)
            lines = element("ol" if block.mark is Mark.STEPS else "ul", *items, **marked)
        label = element("h4", block.label) if block.label else ""
        return element("div", label, lines, class_=f"block {_CLASSES[block.mark]}")

    def _line(self, line: Line) -> Html:
        before, code, after = line.text.partition(line.code) if line.code else (line.text, "", "")
        typed = element("code", code) if code else ""
        symbol = element("span", f"{SYMBOLS[line.mark]} ", class_=_CLASSES[line.mark]) if line.mark in SYMBOLS else ""
        about = element("strong", f"{line.about}: ") if line.about else ""
        return together(symbol, about, before, typed, after, *(self._citation(number) for number in line.sources))

    def _citation(self, number: int) -> Html:
        """The way to a source; what is less than official says so at once."""
        confidence = self.page.sources[number - 1].confidence
        text = str(number) if confidence is Confidence.OFFICIAL else f"{number}, {confidence}"
        unseen = element("span", "source ", class_="unseen")
        return together(" ", element("a", "[", unseen, text, "]", href=f"#source-{number}", class_="citation"))

    def _footer(self) -> Html:
        closing = [_described(label, self._line(line)) for label, line in self.page.closing]
        sources = [element("li", _source(source), id=f"source-{n}") for n, source in enumerate(self.page.sources, 1)]
        return element(
            "footer",
            element("dl", *closing, class_="closing") if closing else "",
            together(element("h2", "Sources"), element("ol", *sources, class_="sources")) if sources else "",
        )


def _anchor(section: int, entry: Entry) -> str:
    """Where an entry stands. Options and subjects of the background may share a name, not a section."""
    return f"entry-{section}-{entry.id}"


def _table(headings: Iterable[str], rows: Iterable[Html]) -> Html:
    head = element("tr", *(element("th", heading, scope="col") for heading in headings))
    return element("table", element("thead", head), element("tbody", *rows), aria_labelledby="overview")


def _verdict(entry: Entry) -> Html:
    return element("span", entry.remark, class_=f"verdict {_CLASSES[entry.mark]}")


def _described(label: str, value: str) -> Html:
    return element("div", element("dt", label), element("dd", value))


def _source(source: Source) -> Html:
    # Whatever else a rule file names is shown, never followed.
    address = web_address(source)
    title = element("a", source.title, href=address) if address else source.title
    where = [part for part in (source.section, source.publisher, source.year) if part]
    other = f" {source.link}" if source.link and not address else ""
    confidence = element("span", source.confidence, class_="confidence")
    return together(title, *(f", {part}" for part in where), f".{other} ", confidence)
