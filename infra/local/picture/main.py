"""Takes the picture of the portal in README.md: the overview of the sample company, as its partner administrator Chen
sees it. Reads its input, a JSON object, from standard input."""

import json
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

SIZE = {"width": 1280, "height": 880}
"""A small screen: GitHub shows it a little smaller."""
TIMEOUT_MS = 20_000
BYTES_MAX = 200 * 1024


def overview(page: Page) -> bytes:
    """Signs in and returns the picture of the first page."""
    page.goto("/")
    page.locator("button[name=user][value=chen]").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page.screenshot(scale="css")


def main() -> int:
    """Writes the picture; returns the exit code."""
    given: dict[str, Any] = json.load(sys.stdin)
    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given["chromium"], args=["--no-sandbox"])
        context = browser.new_context(
            base_url=given["portal"], locale="en", viewport=SIZE, color_scheme="light", reduced_motion="reduce"
        )
        context.set_default_timeout(TIMEOUT_MS)
        picture = overview(context.new_page())
        browser.close()
    if len(picture) > BYTES_MAX:
        print(f"the picture has {len(picture)} bytes, at most {BYTES_MAX}", file=sys.stderr)
        return 1
    Path(given["file"]).write_bytes(picture)
    print(f"{given['file']} has {len(picture)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
