"""A real browser for tests of pages: Debian's Chromium, headless, with the network blocked."""

import os
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any, Literal, NoReturn, Self

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).parent.parent
AXE = ROOT / "node_modules/axe-core/axe.min.js"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",  # WebGL without a graphics card
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)


def absent(reason: str) -> NoReturn:
    """Skips the test for want of something; fails it where continuous integration promises it."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def chromium() -> Generator[Browser, None, None]:
    """A browser, closed at the end."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found is None:
        absent("no Chromium on the path")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield opened
        opened.close()


class Opened:
    """A page from a file with the network blocked; knows what it asked for and complained of."""

    def __init__(
        self,
        browser: Browser,
        path: Path,
        *,
        scheme: Literal["light", "dark"] = "light",
        at: str = "",
    ) -> None:
        self.context = browser.new_context(color_scheme=scheme, offline=True)
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", self._complained)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(path.as_uri() + at)
        if "network" in (self.page.get_attribute("body", "class") or ""):
            self.page.wait_for_selector("html[data-drawn]")

    def _complained(self, said: ConsoleMessage) -> None:
        # the processor that draws in place of a graphics card says that it is slow
        if "GL Driver Message (OpenGL, Performance" not in said.text:
            self.errors.append(said.text)

    def __enter__(self) -> Self:  # noqa: D105
        return self

    def __exit__(self, *_: object) -> None:  # noqa: D105
        self.context.close()

    def check(self) -> None:
        """Nothing was requested, complained of or run."""
        self.page.wait_for_timeout(100)
        assert self.errors == []
        assert [
            url for url in self.requests if not url.startswith(("file:", "data:", "blob:"))
        ] == []
        assert self.page.evaluate("window.owned") is None

    def grave(self) -> list[tuple[str, str]]:
        """What axe finds serious or critical; see ``grave``."""
        return grave(self.page)


def grave(page: Page) -> list[tuple[str, str]]:
    """What axe finds serious or critical on a page: the rule and the element."""
    if not AXE.is_file():
        absent("axe-core is not installed: npm ci")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate("axe.run().then(r => r.violations)")
    bad = [one for one in found if one["impact"] in ("serious", "critical")]
    return [(one["id"], one["nodes"][0]["html"]) for one in bad]


def complaints(page: Page) -> list[str]:
    """What a page complains of from now on: its console and its errors."""
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said
