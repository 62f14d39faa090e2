"""The checks of every page that a test shows: accessibility, budgets, layout, texts, console. Keeps screenshots."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import axe_playwright_python  # type: ignore[import-untyped]
from playwright.sync_api import ConsoleMessage, Page, Response

import documents
from pages import DONE, FETCHED, FILE, REFUSED, WIDTHS, Coverage, path_of

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = "color-contrast"
MEASURE = (Path(__file__).parent / "measure.js").read_text()

LIMITS = {"html": 40 * 1024, "css": 30 * 1024, "js": 20 * 1024, "requests": 5, "nodes": 1500, "shift": 0.02}
"""The budgets of a page: bytes, requests, elements, layout shift."""
TAGS_OF_LANGUAGES = {"en": "en", "zh-TW": "zh-Hant-TW"}

Shown = Callable[..., None]
"""`shown(page, state)` checks a page that is shown, in the language of the test."""


class Survey:
    """Checks pages and records which were shown."""

    def __init__(self, coverage: Coverage, root: Path, screenshots: Path) -> None:
        self.coverage, self.screenshots = coverage, screenshots
        self.ids = message_ids(root / "functions/portal/locales/en")
        self.shots: Counter[str] = Counter()
        screenshots.mkdir(parents=True, exist_ok=True)

    def watch(self, page: Page) -> None:
        """Records the answers to a page's requests that are no pages."""
        page.on("response", self._answered)

    def _answered(self, response: Response) -> None:
        request = response.request
        if not request.is_navigation_request():
            if request.resource_type == "fetch":
                self.coverage.answered(request.method, request.url, FETCHED)
            return
        if documents.is_redirect(response):
            self.coverage.answered(request.method, request.url, DONE)
        elif documents.is_file(response):
            self.coverage.answered(request.method, request.url, FILE)

    def __call__(self, page: Page, state: str, language: str, english: bool = False) -> None:
        """Checks a page at every width. `english`: the page may hold English texts that a company wrote."""
        method = documents.method_of(page)
        problems: list[str] = []
        if (documents.status_of(page) >= 400) != (state == REFUSED):
            problems.append(f"the status is {documents.status_of(page)}")
        for width in sorted(WIDTHS):
            page.set_viewport_size({"width": width, "height": 900})
            name = f"{self.coverage.shown(method, page.url, state, language, width)} {state} {language}"
            measured = page.evaluate(MEASURE, self.ids)
            # Colors are the same at every width; they are most of the work.
            left_out = [] if width == max(WIDTHS) else [CONTRAST]
            found = [*measured_problems(measured, language, english), *violations(page, without=left_out)]
            problems.extend(f"{width} px: {one}" for one in found)
            self._shoot(page, f"{name} {width}")
        if language == "en":
            problems.extend(f"dark: {one}" for one in self._dark(page, name))
        assert not problems, f"{name} {page.url}\n  " + "\n  ".join(problems)

    def _dark(self, page: Page, name: str) -> list[str]:
        page.emulate_media(color_scheme="dark")
        found = violations(page, only=CONTRAST)
        self._shoot(page, f"{name} dark")
        page.emulate_media(color_scheme="light")
        return found

    def _shoot(self, page: Page, name: str) -> None:
        file = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()
        self.shots[file] += 1
        file += f"-{self.shots[file]}" if self.shots[file] > 1 else ""
        page.screenshot(path=self.screenshots / f"{file}.png", full_page=True, scale="css")


def message_ids(folder: Path) -> list[str]:
    """Returns the ids of the portal's texts."""
    texts = [file.read_text() for file in sorted(folder.glob("*.ftl"))]
    ids = re.findall(r"^([a-z][a-z0-9-]*) =", "\n".join(texts), re.MULTILINE)
    return [one for one in ids if "-" in one]


def measured_problems(measured: dict[str, Any], language: str, english: bool) -> list[str]:
    """Returns what is wrong with a measured page."""
    found = [f"{name} is {measured[name]}, at most {most}" for name, most in LIMITS.items() if measured[name] > most]
    if measured["headings"] != 1:
        found.append(f"{measured['headings']} h1")
    if not measured["title"].removesuffix("- Vouchsafe").strip():
        found.append("no title")
    if measured["language"] != TAGS_OF_LANGUAGES[language]:
        found.append(f"lang is {measured['language']}")
    if measured["overflow"] > 0:
        found.append(f"{measured['overflow']} px wider than the window")
    found.extend(f"text beyond its box: {text}" for text in measured["outside"])
    found.extend(f"not translated: {text}" for text in measured["untranslated"])
    if language != "en" and not english:
        found.extend(f"English: {text}" for text in measured["english"])
    return found


def violations(page: Page, only: str | None = None, without: Sequence[str] = ()) -> list[str]:
    """Returns the violations that axe finds, each with its first elements. `only`: one rule instead of all."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(f"() => {{ {AXE} }}")
    options = {
        "runOnly": {"type": "rule", "values": [only]} if only else {"type": "tag", "values": TAGS},
        "rules": {rule: {"enabled": False} for rule in without},
        "resultTypes": ["violations"],
        "preload": False,
        "iframes": False,
    }
    found = page.evaluate("(options) => axe.run(options)", options)
    return [
        f"axe {one['id']}: {one['help']}: " + "; ".join(node["html"][:160] for node in one["nodes"][:3])
        for one in found["violations"]
    ]


def is_defect(message: ConsoleMessage) -> bool:
    """True for a message of the console that no page should cause. Chromium reports pages of refusals as errors."""
    if message.type not in ("error", "warning"):
        return False
    is_page = not path_of(message.location["url"]).startswith("/assets/")
    return not (
        message.text.startswith("Failed to load resource: the server responded with a status of 4") and is_page
    )
