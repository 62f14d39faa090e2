"""What the tests share: one browser, the people, the record of visited pages."""

from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import expect, sync_playwright

import pages
import run as run_of
from pages import LANGUAGES, Coverage
from people import TIMEOUT_MS, People
from run import Run
from survey import Shown, Survey


@pytest.fixture(scope="session")
def run(pytestconfig: pytest.Config) -> Run:
    """The input of the run."""
    return pytestconfig.stash[run_of.KEY]


@pytest.fixture(scope="session")
def coverage(pytestconfig: pytest.Config) -> Coverage:
    """The record of visited pages."""
    return pytestconfig.stash[pages.KEY]


@pytest.fixture(scope="session")
def everybody(run: Run, coverage: Coverage) -> Iterator[People]:
    """The browser."""
    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=run.chromium, args=["--no-sandbox"])
        yield People(run, browser, Survey(coverage, run.root, run.screenshots))
        browser.close()


@pytest.fixture
def people(everybody: People) -> Iterator[People]:
    """The people; a test fails when the console of one of its pages was not empty."""
    yield everybody
    assert everybody.close() == [], "the console is not empty"


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Each language of the portal."""
    return str(request.param)


@pytest.fixture
def shown(everybody: People, request: pytest.FixtureRequest) -> Shown:
    """Checks a page that is shown, in the language of the test."""
    language = request.getfixturevalue("language") if "language" in request.fixturenames else "en"
    return partial(everybody.survey, language=language)
