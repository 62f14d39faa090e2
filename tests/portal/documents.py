"""The answer that each browser page shows as its document."""

from playwright.sync_api import Page, Response

_shown: dict[Page, Response] = {}


def watch(page: Page) -> None:
    """Remembers the answers that a page shows from now on."""
    page.on("response", lambda response: _keep(page, response))


def _keep(page: Page, response: Response) -> None:
    is_document = response.request.is_navigation_request() and response.frame == page.main_frame
    if is_document and response.status != 204 and not is_redirect(response) and not is_file(response):
        _shown[page] = response


def is_redirect(response: Response) -> bool:
    """True for an answer that leads to another address."""
    return 300 <= response.status < 400


def is_file(response: Response) -> bool:
    """True for an answer that the browser saves."""
    return "attachment" in response.headers.get("content-disposition", "")


def method_of(page: Page) -> str:
    """Returns the method of the request whose answer a page shows."""
    return _shown[page].request.method


def status_of(page: Page) -> int:
    """Returns the status of the answer that a page shows."""
    return _shown[page].status


def forget(page: Page) -> None:
    """Forgets a page that is closed."""
    _shown.pop(page, None)
