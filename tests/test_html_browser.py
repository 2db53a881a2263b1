"""The pages in a real browser: nothing is loaded, nothing goes wrong, everything can be reached and read."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from chances import one_in
from chromium import Browser
from process import ka1

WIDTHS = [320, 360, 1024, 1920]
"""The first is what a window of 1280 pixels shows at 400 %."""
CHECKED = {"light": [], "dark": ["color-contrast"]}
"""Rules of the accessibility checker: all in light colours, in dark ones those about colours."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    browser = Browser()
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def slip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A decision with every verdict, and whatever a page can show."""
    file = tmp_path_factory.mktemp("slip") / "slip.html"
    answers = ["--country", "CY", "--accredited", "no", "--project-months", "20", "--organisation-type", "vet-provider"]
    done = ka1("check", *answers, "--for", "Šola “A” <b>", "--on", "2026-01-15", "--format", "html")
    file.write_text(done.stdout, encoding="utf-8")
    return file


def fits(browser: Browser) -> bool:
    """Whether everything can be read without scrolling sideways."""
    return browser.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@one_in(2, "scheme", ["light", "dark"])
def test_the_slip_has_no_barriers(browser: Browser, slip: Path, scheme: str) -> None:
    browser.open(slip, width=1024, colorScheme=scheme)
    assert browser.violations(*CHECKED[scheme]) == []
    background = browser.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(255, 255, 255)") == (scheme == "light")
    browser.screenshot(f"slip-{scheme}-1024.png")
    assert browser.told() == []
    assert browser.requests() == [slip.as_uri()]


def test_the_slip_fits_every_screen(browser: Browser, slip: Path) -> None:
    browser.open(slip, script=False)
    for width in WIDTHS:
        browser.page("setViewportSize", {"width": width, "height": 800})
        assert fits(browser), width
        browser.screenshot(f"slip-{width}.png")


def test_the_slip_is_read_with_the_keyboard(browser: Browser, slip: Path) -> None:
    browser.open(slip)
    browser.evaluate("document.querySelector('tbody a').focus()")
    browser.press("Enter")
    assert browser.evaluate("location.hash").startswith("#entry-")
    assert browser.evaluate("document.querySelector(':target').closest('details').open")
    assert browser.evaluate("document.querySelector(':target').closest('article').querySelector('h3').textContent") == (
        "Host participants from abroad host"
    )
    browser.press("Tab", "Enter")
    assert browser.evaluate("document.querySelector(':target').closest('ol').className") == "sources"


@pytest.mark.slow
def test_the_answer_to_a_newcomer_prints_on_three_pages_with_everything(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "newcomer.html"
    answers = ("--accredited", "no", "--first-time", "yes", "--on", "2026-11-27")
    file.write_text(ka1("check", *answers, "--format", "html").stdout, encoding="utf-8")
    browser.open(file)
    assert browser.pdf(tmp_path / "newcomer.pdf")[0] <= 3
    browser.page("emulateMedia", {"media": "print"})
    folded = "[...document.querySelectorAll('details > div')].every(part => part.getBoundingClientRect().height > 20)"
    assert browser.evaluate(folded), "what is folded on a screen follows on paper"


@pytest.mark.slow
def test_nothing_moves_where_that_is_not_wanted(browser: Browser, slip: Path) -> None:
    for wish, behaviour in (("reduce", "auto"), ("no-preference", "smooth")):
        browser.open(slip, reducedMotion=wish)
        assert browser.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behaviour


@pytest.mark.slow
def test_the_slip_prints_on_a4_in_light_colours(browser: Browser, slip: Path, tmp_path: Path) -> None:
    browser.open(slip, colorScheme="dark")
    pages, sizes = browser.pdf(tmp_path / "slip.pdf")
    assert pages <= 4
    assert sizes == {(595, 842)}
    browser.page("emulateMedia", {"media": "print"})
    assert browser.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.evaluate("getComputedStyle(document.body).color") == "rgb(26, 32, 38)"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with everything that a report can show, some of it hostile."""
    folder = tmp_path_factory.mktemp("report")
    rows = [
        f'{number:03},"<b>School</b> ""{number}""",{country},{kind},{accredited},{years}'
        for number, (country, kind, accredited, years) in enumerate(
            product(["NO", "CY", "US", "", "Atlantis"], ["vet-provider", "other"], ["yes", "no", ""], ["1", "20", ""])
        )
    ]
    header = "id,<script>alert(1)</script>,country,organisation_type,accredited,years_in_field"
    (folder / "table.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    done = ka1("batch", "table.csv", "-o", "out.csv", "--report", "report.html", "--on", "2026-01-15", cwd=folder)
    assert done.code == 1
    return folder / "report.html"


@one_in(2, "scheme", ["light", "dark"])
def test_the_report_has_no_barriers(browser: Browser, report: Path, scheme: str) -> None:
    browser.open(report, width=1024, colorScheme=scheme)
    browser.page("click", "#closed ~ * th:nth-child(3) button")
    assert browser.violations(*CHECKED[scheme]) == []
    browser.screenshot(f"report-{scheme}-1024.png")
    assert browser.told() == []
    assert browser.requests() == [report.as_uri()]


@pytest.mark.slow
def test_the_report_fits_every_screen(browser: Browser, report: Path) -> None:
    browser.open(report)
    for width in WIDTHS:
        browser.page("setViewportSize", {"width": width, "height": 800})
        assert fits(browser), width
        browser.screenshot(f"report-{width}.png")


def lines(browser: Browser, section: str, column: int) -> list[str]:
    """What the visible lines of a table show in one column."""
    return browser.evaluate(
        f"[...document.querySelectorAll('#{section} ~ .scroll tbody tr')].filter((row) => !row.hidden)"
        f".map((row) => row.cells[{column}].textContent)"
    )


def headings(browser: Browser, section: str) -> list[str | None]:
    return browser.evaluate(
        f"[...document.querySelectorAll('#{section} ~ .scroll thead th')].map((one) => one.getAttribute('aria-sort'))"
    )


def test_tables_are_sorted_by_clicking(browser: Browser, report: Path) -> None:
    browser.open(report)
    numbers = [int(text.replace(",", "")) for text in lines(browser, "closed", 2)]
    assert headings(browser, "closed") == [None] * 4
    for direction, ordered in (("descending", sorted(numbers, reverse=True)), ("ascending", sorted(numbers))):
        browser.page("click", "#closed ~ .scroll th:nth-child(3) button")
        assert headings(browser, "closed") == [None, None, direction, None]
        assert [int(text) for text in lines(browser, "closed", 2)] == ordered
    titles = lines(browser, "closed", 0)
    browser.page("click", "#closed ~ .scroll th:nth-child(1) button")
    assert headings(browser, "closed") == ["ascending", None, None, None]
    assert lines(browser, "closed", 0) == sorted(titles, key=str.lower)


@pytest.mark.slow
def test_tables_are_sorted_with_the_keyboard(browser: Browser, report: Path) -> None:
    browser.open(report)
    browser.evaluate("document.querySelector('#verdicts ~ .scroll').focus()")
    browser.press("Tab", "Enter")
    assert headings(browser, "verdicts")[0] == "ascending"
    names = lines(browser, "verdicts", 0)
    assert names == sorted(names, key=str.lower)
    browser.press("Space")
    assert headings(browser, "verdicts")[0] == "descending"
    assert lines(browser, "verdicts", 0) == names[::-1]
    assert browser.evaluate("document.activeElement.textContent") == "Option"


def test_tables_are_filtered_by_words_and_choices(browser: Browser, report: Path) -> None:
    browser.open(report)
    every = lines(browser, "list", 2)
    rows = lines(browser, "list", 0)
    status = "#list ~ .filter [role=status]"
    assert browser.page("textContent", status) == f"{len(every)} lines of {len(every)}"
    browser.page("selectOption", "#list ~ .filter label:nth-of-type(2) select", "accreditation")
    assert set(lines(browser, "list", 2)) == {"accreditation"}
    assert browser.page("textContent", status) == f"{every.count('accreditation')} lines of {len(every)}"
    browser.page("selectOption", "#list ~ .filter label:nth-of-type(3) select", "ka120")
    assert all("ka120" in text.split() for text in lines(browser, "list", 3))
    browser.page("selectOption", "#list ~ .filter label:nth-of-type(2) select", "")
    browser.page("selectOption", "#list ~ .filter label:nth-of-type(3) select", "")
    browser.page("focus", "#list ~ .filter input")
    browser.write("COUNTRY")
    assert set(lines(browser, "list", 2)) == {"country"}
    browser.press("Backspace", "x")
    assert lines(browser, "list", 2) == []
    browser.press(*["Backspace"] * 7)
    assert lines(browser, "list", 0) == rows


@pytest.mark.slow
def test_long_tables_are_shown_in_part_until_all_is_asked_for(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("id,country\n" + "".join(f"{n},NO\n" for n in range(300)), encoding="utf-8")
    assert ka1("batch", "table.csv", "-o", "out.csv", "--report", "report.html", cwd=tmp_path).code == 0
    browser.open(tmp_path / "report.html")
    status = "#list ~ .filter [role=status]"
    assert len(lines(browser, "list", 0)) == 200
    assert browser.page("textContent", status) == "900 lines of 900, the first 200 are shown"
    browser.page("click", "#list ~ .scroll th:nth-child(1) button")
    assert lines(browser, "list", 0)[0] == "301"
    few, _ = browser.pdf(tmp_path / "all.pdf")
    assert few > 8, "all lines are printed"
    assert len(lines(browser, "list", 0)) == 200
    browser.page("focus", "#list ~ .more")
    browser.press("Enter")
    assert browser.page("textContent", status) == "900 lines of 900"
    assert len(lines(browser, "list", 0)) == 900
    assert browser.evaluate("document.activeElement.className") == "scroll long"
    assert not browser.page("isVisible", "#list ~ .more")
    browser.page("selectOption", "#list ~ .filter label:nth-of-type(3) select", "join")
    assert len(lines(browser, "list", 0)) == 300
    assert browser.told() == []


def test_the_report_can_be_read_without_its_script(browser: Browser, report: Path) -> None:
    browser.open(report, script=False)
    assert browser.evaluate("document.querySelectorAll('button, input, select').length") == 0
    assert len(lines(browser, "list", 0)) > 50
    assert fits(browser)


@pytest.mark.slow
def test_drawings_need_no_colour(browser: Browser, report: Path) -> None:
    """Verdicts are bars of different heights, beside numbers that say the same."""
    browser.open(report)
    heights = browser.evaluate(
        "Object.fromEntries([...document.querySelectorAll('#verdicts ~ .scroll rect')]"
        ".map((one) => [one.getAttribute('class'), one.getAttribute('height')]))"
    )
    assert heights == {"good": "10", "open": "5", "closed": "1.5"}


def test_the_report_prints_on_a4(browser: Browser, report: Path, tmp_path: Path) -> None:
    browser.open(report, colorScheme="dark")
    pages, sizes = browser.pdf(tmp_path / "report.pdf")
    assert 3 <= pages <= 9
    assert sizes == {(595, 842)}
    browser.page("emulateMedia", {"media": "print"})
    assert not browser.page("isVisible", ".filter")
    assert browser.evaluate(
        "[...document.querySelectorAll('.scroll')].every((one) => one.scrollHeight <= one.clientHeight)"
    )
    assert browser.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
