"""The input of a run, a JSON object on standard input, so that secrets are never on a command line or on disk."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO


@dataclass(frozen=True)
class Run:
    """The input of a run: address, credentials, known vouchers and limits."""

    document: Path
    """The OpenAPI document."""
    data_dir: str
    """The data folder of the local cloud, for `--data-dir`."""
    url: str
    """The base of the function URLs: `<url>/<function>/...`."""
    seed: int
    """The random seed. Document and seed determine the requests."""
    seconds: int
    """The duration of the run in seconds, including the scripted calls."""
    operation: str | None
    """The id of the only operation to fuzz; `None` for all."""
    today: str
    """The current day (UTC)."""
    tokens: dict[str, str]
    """The tokens by holder: `<role>@<company>`, `operations`, and `expired`."""
    secrets: dict[str, str]
    """The webhook secrets by function."""
    vouchers: dict[str, list[str]]
    """The voucher numbers by state: assigned, reserved, delivered, reported, redeemed."""
    mail: str
    """An assignment mail, as the mail provider posts it."""


def read(source: TextIO) -> Run:
    """Reads the input."""
    fields = json.load(source)
    return Run(**{**fields, "document": Path(fields["document"])})
