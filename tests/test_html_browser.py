"""The pages in a real browser: nothing is loaded, nothing goes wrong, everything can be reached and read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import Browser
from process import ka1

WIDTHS = [320, 360, 1024, 1920]
"""The first is what a window of 1280 pixels shows at 400 %."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    browser = Browser()
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def slip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A decision with every verdict, and whatever a page can show."""
    file = tmp_path_factory.mktemp("slip") / "slip.html"
    answers = "--country CY --accredited no --project-months 20 --organisation-type vet-provider".split()
    named = [part for name in ("ka122", "ka120", "host", "join") for part in ("--route", name)]
    done = ka1("check", *answers, *named, "--for", "Šola “A” <b>", "--on", "2026-01-15", "--format", "html")
    file.write_text(done.stdout, encoding="utf-8")
    return file


def fits(browser: Browser) -> bool:
    """Whether everything can be read without scrolling sideways."""
    return browser.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_slip_has_no_barriers(browser: Browser, slip: Path, scheme: str) -> None:
    browser.open(slip, width=1024, colorScheme=scheme)
    assert browser.violations() == []
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
    browser.press("Tab", "Enter")
    assert browser.evaluate("location.hash").startswith("#entry-")
    assert browser.evaluate("document.querySelector(':target h3').textContent").startswith("Host")
    browser.press("Tab", "Enter")
    assert browser.evaluate("document.querySelector(':target').closest('ol').className") == "sources"


def test_nothing_moves_where_that_is_not_wanted(browser: Browser, slip: Path) -> None:
    for wish, behaviour in (("reduce", "auto"), ("no-preference", "smooth")):
        browser.open(slip, reducedMotion=wish)
        assert browser.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behaviour


def test_the_slip_prints_on_a4_in_light_colours(browser: Browser, slip: Path, tmp_path: Path) -> None:
    browser.open(slip, colorScheme="dark")
    pages, sizes = browser.pdf(tmp_path / "slip.pdf")
    assert 2 <= pages <= 8
    assert sizes == {(595, 842)}
    browser.page("emulateMedia", {"media": "print"})
    assert browser.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.evaluate("getComputedStyle(document.body).color") == "rgb(26, 32, 38)"
