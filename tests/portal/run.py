"""The input of a run, a JSON object on standard input, so that secrets are never on a command line or on disk."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import pytest


@dataclass(frozen=True)
class Run:
    """The input of a run: addresses, tokens, vouchers, browser."""

    root: Path
    """The folder of the workspace."""
    portal: str
    """The origin of the portal."""
    functions: str
    """The base of the function URLs: `<functions>/<function>/...`."""
    tokens: dict[str, str]
    """The tokens of the API by holder: `<role>@<company>`, and `operations`."""
    vouchers: dict[str, list[str]]
    """The numbers of vouchers by state: assigned, reserved, delivered, reported, redeemed, paid. The company P-1 holds
    those that are held."""
    admin_email: str
    """The address to which the vouchers are assigned."""
    today: str
    """The current day (UTC)."""
    chromium: str
    """The path of the browser."""
    only: str | None
    """The expression of pytest that selects tests; `None` for all."""

    @property
    def screenshots(self) -> Path:
        """The folder of the screenshots."""
        return self.root / "target/browser"

    def take(self, state: str) -> str:
        """Returns a voucher in this state, which no other test uses."""
        return self.vouchers[state].pop()


def read(source: TextIO) -> Run:
    """Reads the input."""
    fields = json.load(source)
    return Run(**{**fields, "root": Path(fields["root"])})


KEY = pytest.StashKey[Run]()
"""Where pytest keeps the input."""
