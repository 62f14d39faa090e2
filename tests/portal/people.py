"""Signing in: each test user once by the real pages; later tests start from the cookies."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

import documents
from run import Run
from survey import Survey, is_defect

TIMEOUT_MS = 20_000
"""How long a page may take on a busy machine."""

CHEN = "chen"
"""Partner administrator of P-1."""
KAO = "kao"
"""Every role of P-1."""
LEE = "lee"
"""Incentives administrator of P-1."""
BROWN = "brown"
"""Partner administrator of P-2."""
ADA = "ada"
"""Operations."""


def choose(page: Page, person: str) -> None:
    """Chooses a test user on the page of the issuer."""
    page.locator(f"button[name=user][value={person}]").click()


@dataclass
class People:
    """The browser with a context for each visitor."""

    run: Run
    browser: Browser
    survey: Survey
    sessions: dict[str, Any] = field(default_factory=dict)
    contexts: list[BrowserContext] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)

    def nobody(self, language: str = "en", **options: Any) -> Page:
        """Returns a page of a new visitor."""
        context = self.browser.new_context(
            base_url=self.run.portal, locale=language, reduced_motion="reduce", color_scheme="light", **options
        )
        context.set_default_timeout(TIMEOUT_MS)
        context.on("console", lambda message: self._console(message.text if is_defect(message) else ""))
        context.on("weberror", lambda error: self._console(str(error.error)))
        context.on("page", self._opened)
        self.contexts.append(context)
        return context.new_page()

    def signed_in(self, person: str, language: str = "en", **options: Any) -> Page:
        """Returns a page of a test user who is signed in."""
        if person not in self.sessions:
            self.sessions[person] = self._sign_in(person)
        return self.nobody(language, storage_state=self.sessions[person], **options)

    def close(self) -> list[str]:
        """Closes every page; returns what their consoles said."""
        for context in self.contexts:
            for page in context.pages:
                documents.forget(page)
            context.close()
        found = list(self.defects)
        self.contexts.clear()
        self.defects.clear()
        return found

    def _sign_in(self, person: str) -> Any:
        page = self.nobody()
        page.goto("/signed-in")
        choose(page, person)
        expect(page).to_have_url(f"{self.run.portal}/signed-in")
        return page.context.storage_state()

    def _opened(self, page: Page) -> None:
        self.survey.watch(page)
        documents.watch(page)

    def _console(self, text: str) -> None:
        if text:
            self.defects.append(text)
