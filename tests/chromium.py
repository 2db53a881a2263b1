"""Opens pages in a headless Chromium, through `browser/driver.mjs`.

Needs Debian's packages `chromium`, `nodejs` and `npm`, and `npm install` in `tests/browser`. Where they are missing the
tests are skipped, unless BROWSER_TESTS=required. SCREENSHOTS=DIRECTORY keeps the pictures.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(__file__).parent / "browser"


def chromium() -> str:
    """The browser; skips the test, or fails, where something is missing."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    missing = [] if found else ["chromium"]
    missing += [] if shutil.which("node") else ["node"]
    missing += [] if (_FOLDER / "node_modules").is_dir() else ["npm install in tests/browser"]
    if missing:
        told = f"for pages in a browser this is missing: {', '.join(missing)}"
        assert os.environ.get("BROWSER_TESTS") != "required", told
        pytest.skip(told)
    assert found
    return found


class Browser:
    """One browser with one page at a time."""

    def __init__(self) -> None:
        command = ["node", str(_FOLDER / "driver.mjs"), chromium()]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def open(
        self, file: Path, *, width: int = 1024, height: int = 800, script: bool = True, anchor: str = "", **options: Any
    ) -> None:
        """Open a file in a fresh window. `options` are those of a browser context: `colorScheme`, `reducedMotion`."""
        viewport = {"width": width, "height": height}
        url = file.as_uri() + anchor
        self._ask("open", url=url, script=script, options={"viewport": viewport, **options})

    def page(self, name: str, *values: Any) -> Any:
        """Call a method of the page."""
        return self._ask("page", name=name, values=values)

    def evaluate(self, script: str) -> Any:
        return self.page("evaluate", script)

    def press(self, *keys: str) -> None:
        for key in keys:
            self._ask("keyboard", name="press", values=[key])

    def write(self, text: str) -> None:
        self._ask("keyboard", name="type", values=[text])

    def violations(self, *rules: str) -> list[str]:
        """What the accessibility checker finds, by some rules or by all for WCAG 2.2 AA and its best practices."""
        return self._ask("axe", rules=rules)

    def told(self) -> list[str]:
        """What the page wrote to the console, errors first and foremost."""
        return self._ask("seen")["told"]

    def requests(self) -> list[str]:
        """Every address that was asked for."""
        return self._ask("seen")["requests"]

    def screenshot(self, name: str) -> None:
        """Keep a picture of the whole page where SCREENSHOTS names a directory."""
        if kept := os.environ.get("SCREENSHOTS"):
            self.page("screenshot", {"fullPage": True, "path": str(Path(kept) / name)})

    def pdf(self, path: Path) -> tuple[int, set[tuple[int, int]]]:
        """Print the page to a file: the number of pages and their sizes in points."""
        self.page("pdf", {"path": str(path), "preferCSSPageSize": True})
        content = path.read_bytes()
        boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
        return len(re.findall(rb"/Type /Page\b", content)), {(round(float(x)), round(float(y))) for x, y in boxes}

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def _ask(self, what: str, **values: Any) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"what": what, **values}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["result"]
