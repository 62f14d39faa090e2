"""The pages of the portal with the states in which the tests must show them.

`pages.txt` has every page and form as the code lists them; a test of the workspace keeps it equal. A page that is new
there has no states here, and fails the run until a test visits it.
"""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

LANGUAGES = ("en", "zh-TW")
WIDTHS = (320, 1280)

FILLED, EMPTY, REFUSED = "filled", "empty", "refused"
"""A page with content, a page that says that there is none, a page with mistakes or with an error."""
DONE = "done"
"""The answer is a redirect."""
FILE = "file"
"""The answer is a file."""
FETCHED = "fetched"
"""The answer is for the page's own script."""

STATES: dict[str, tuple[str, ...]] = {
    "GET /": (FILLED, EMPTY, DONE),
    "GET /sign-in": (FILLED,),
    "GET /sign-in/back": (DONE, REFUSED),
    "POST /sign-out": (FILLED,),
    "GET /signed-out": (FILLED,),
    "GET /signed-in": (FILLED,),
    "POST /language": (DONE,),
    "GET /directory": (FILLED, EMPTY, REFUSED),
    "GET /directory/{company}": (FILLED, REFUSED),
    "GET /programs": (FILLED,),
    "GET /help/customers": (FILLED,),
    "GET /help/roles": (FILLED,),
    "GET /accessibility": (FILLED,),
    "GET /vouchers": (FILLED, EMPTY, REFUSED),
    "GET /vouchers/export": (FILE,),
    "GET /vouchers/validate": (FILLED,),
    "POST /vouchers/validate": (FILLED, REFUSED),
    "GET /vouchers/{number}": (FILLED, REFUSED),
    "GET /vouchers/{number}/reserve": (DONE,),
    "POST /vouchers/{number}/reserve": (FILLED, REFUSED, DONE),
    "GET /vouchers/{number}/change": (FILLED,),
    "POST /vouchers/{number}/change": (REFUSED, DONE),
    "GET /vouchers/{number}/cancel": (FILLED,),
    "POST /vouchers/{number}/cancel": (REFUSED, DONE),
    "GET /vouchers/{number}/notify": (FILLED,),
    "POST /vouchers/{number}/notify": (REFUSED, DONE),
    "GET /vouchers/{number}/files": (FILLED, EMPTY),
    "GET /vouchers/{number}/files/states": (FETCHED,),
    "POST /vouchers/{number}/files/announce": (FETCHED,),
    "GET /vouchers/{number}/files/{id}/download": (DONE,),
    "POST /vouchers/{number}/files/{id}/delete": (DONE,),
    "GET /vouchers/{number}/report": (DONE,),
    "GET /vouchers/{number}/report/{step}": (FILLED,),
    "POST /vouchers/{number}/report/{step}": (REFUSED, DONE),
    "GET /vouchers/{number}/report/check": (FILLED,),
    "POST /vouchers/{number}/report/check": (REFUSED, DONE),
    "GET /vouchers/{number}/receipt": (FILLED,),
    "POST /vouchers/{number}/receipt/reopen": (DONE,),
    "GET /vouchers/{number}/receipt/download": (FILE,),
    "GET /redeem": (FILLED, EMPTY),
    "POST /redeem/confirm": (FILLED, REFUSED),
    "POST /redeem/result": (FILLED,),
    "GET /redemptions/{redemption_id}": (FILLED, REFUSED),
    "GET /claims": (FILLED, EMPTY),
    "GET /claims/export": (FILE,),
    "GET /claims/submit": (DONE,),
    "POST /claims/submit": (FILLED,),
    "GET /claims/{claim_id}": (FILLED, REFUSED),
    "GET /claims/{claim_id}/submit": (FILLED,),
    "POST /claims/{claim_id}/submit": (FILLED, REFUSED, DONE),
    "GET /claims/{claim_id}/invoice": (FILLED, EMPTY),
    "GET /claims/{claim_id}/invoice/states": (FETCHED,),
    "POST /claims/{claim_id}/invoice/announce": (FETCHED,),
    "GET /claims/{claim_id}/invoice/download": (DONE,),
    "GET /claims/{claim_id}/withdraw": (FILLED,),
    "POST /claims/{claim_id}/withdraw": (REFUSED, DONE),
    "GET /claims/{claim_id}/reinstate": (FILLED,),
    "POST /claims/{claim_id}/reinstate": (REFUSED, DONE),
    "POST /claims/{claim_id}/comments": (REFUSED, DONE),
    "GET /claims/{claim_id}/dispute": (FILLED,),
    "POST /claims/{claim_id}/dispute": (REFUSED, DONE),
    "GET /statement": (FILLED, EMPTY),
    "GET /statement/export": (FILE,),
    "GET /company/payees": (FILLED,),
    "GET /company/payees/{program}": (FILLED,),
    "POST /company/payees/{program}": (REFUSED, DONE),
    "GET /company/requirements": (FILLED, EMPTY),
    "GET /company/requirements/{program}": (FILLED, EMPTY),
    "GET /company/agreement": (FILLED, EMPTY),
    "POST /company/agreement": (REFUSED, DONE),
    "GET /company/enrollments/{program}/enroll": (FILLED,),
    "POST /company/enrollments/{program}/enroll": (REFUSED, DONE),
    "GET /company/enrollments/{program}/renew": (FILLED,),
    "POST /company/enrollments/{program}/renew": (REFUSED,),
    "GET /company/enrollments/{program}/withdraw": (FILLED,),
    "POST /company/enrollments/{program}/withdraw": (DONE,),
    "GET /company/locations": (FILLED, EMPTY),
    "GET /company/add-location": (FILLED,),
    "POST /company/add-location": (REFUSED, DONE),
    "GET /company/locations/{location_id}": (FILLED,),
    "POST /company/locations/{location_id}": (REFUSED, DONE),
    "GET /company/profile": (FILLED, EMPTY),
    "POST /company/profile": (FILLED, REFUSED, DONE),
    "GET /company/people": (FILLED, EMPTY, REFUSED),
}
"""The states of each page and form. Those with a page are shown in every language and at every width."""

REPEATED = (
    *("/", "/vouchers", "/vouchers/validate", "/redeem", "/claims", "/statement", "/directory", "/programs"),
    *("/help/customers", "/help/roles", "/accessibility", "/company/requirements", "/company/agreement"),
    *("/company/locations", "/company/add-location", "/company/profile", "/company/people", "/company/payees"),
)
"""The pages with an address of their own, which are viewed again and again."""


def listed(file: Path) -> list[str]:
    """Returns the pages of the list as `<method> <pattern>`."""
    return [line.split(": ")[0] for line in file.read_text().splitlines()]


def path_of(url: str) -> str:
    """Returns the path of an address without the language of public pages."""
    path = unquote(urlsplit(url).path)
    return path.removeprefix("/zh-tw") or "/"


def find(pages: list[str], method: str, url: str) -> str | None:
    """Returns the page of an address; of several the one with the fewest captures."""
    segments = path_of(url).split("/")

    def fits(page: str) -> bool:
        wanted = page.split(" ")[1].split("/")
        pairs = zip(wanted, segments, strict=False)
        return len(wanted) == len(segments) and all(one.startswith("{") or one == two for one, two in pairs)

    of_method = [page for page in pages if page.split(" ")[0] == method and fits(page)]
    return min(of_method, key=lambda page: page.count("{"), default=None)


@dataclass
class Coverage:
    """The states of pages that were visited."""

    pages: list[str]
    seen: set[tuple[str, ...]] = field(default_factory=set)

    def answered(self, method: str, url: str, state: str) -> None:
        """Records an answer that is no page: a redirect or a file."""
        page = find(self.pages, method, url)
        if page is not None:
            self.seen.add((page, state))

    def shown(self, method: str, url: str, state: str, language: str, width: int) -> str:
        """Records a page; returns it as `<method> <pattern>`, or the path of a page of an error."""
        page = find(self.pages, method, url)
        if page is None:
            return f"{method} {path_of(url)}"
        self.seen.add((page, state, language, str(width)))
        return page

    def missing(self) -> list[str]:
        """Returns what was not visited, and pages and states that are not declared."""
        undeclared = [f"{page}: no states in pages.py" for page in self.pages if page not in STATES]
        unknown = [f"{page}: not a page of the portal" for page in STATES if page not in self.pages]
        return undeclared + unknown + [" ".join(one) for one in self.wanted() if one not in self.seen]

    def wanted(self) -> list[tuple[str, ...]]:
        """Returns every declared visit."""
        wanted: list[tuple[str, ...]] = []
        for page, states in STATES.items():
            for state in states:
                if state in (DONE, FILE, FETCHED):
                    wanted.append((page, state))
                else:
                    wanted.extend((page, state, language, str(width)) for language in LANGUAGES for width in WIDTHS)
        return wanted


KEY = pytest.StashKey[Coverage]()
"""Where pytest keeps the record."""
