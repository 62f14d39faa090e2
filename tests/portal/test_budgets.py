"""The budgets of pages: what a repeated view loads, and that the limits of every page are measured at all."""

from typing import Any

import pytest
from playwright.sync_api import Page

from pages import REPEATED
from people import KAO, People
from survey import MEASURE, measured_problems

PUSHED = """() => {
  const bar = document.createElement('div');
  bar.style.height = '300px';
  bar.style.width = '3000px';
  document.body.prepend(bar);
  for (let no = 0; no < 1500; no++) bar.append(document.createElement('i'));
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))));
}"""
"""Pushes the whole page down and makes it wider than the window, as something that loads late does."""


def measured(page: Page) -> dict[str, Any]:
    """Measures the page that is shown."""
    found: dict[str, Any] = page.evaluate(MEASURE, [])
    return found


@pytest.mark.parametrize("path", REPEATED)
def test_a_repeated_view_loads_nothing_but_the_page(people: People, path: str) -> None:
    page = people.signed_in(KAO)
    page.goto(path)
    first = measured(page)
    assert 1 < first["loaded"] <= 5, first
    page.goto("/signed-out")
    page.goto(path)
    assert measured(page)["loaded"] == 1


def test_a_page_beyond_the_limits_is_found(people: People) -> None:
    page = people.nobody()
    page.goto("/directory")
    assert measured_problems(measured(page), "en", english=False) == []
    page.evaluate(PUSHED)
    found = measured_problems(measured(page), "en", english=False)
    for start in ("nodes is", "shift is"):
        assert any(one.startswith(start) for one in found), found
    assert any("wider than the window" in one for one in found), found
