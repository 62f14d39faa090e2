"""What one run is told, as a JSON object on standard input: secrets never stand on a command line or on disk."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO


@dataclass(frozen=True)
class Run:
    """Where the API is, who may call it, what it knows, and how long it is fuzzed."""

    document: Path
    """The OpenAPI document."""
    data_dir: str
    """The folder of the local cloud, as `--data-dir` names it."""
    url: str
    """Where the functions' URLs stand: `<url>/<function>/...`."""
    seed: int
    """The same document and seed give the same requests."""
    seconds: int
    """How long the run may take, the scripted calls included."""
    operation: str | None
    """The only operation that is fuzzed, by its id; without it, all of them."""
    today: str
    """The day in UTC, as the API counts it."""
    tokens: dict[str, str]
    """A token for each holder: `<role>@<company>`, or `operations`; `expired` is one whose time is over."""
    secrets: dict[str, str]
    """The secret that signs webhooks for each function that takes them."""
    vouchers: dict[str, list[str]]
    """Numbers of vouchers in each state: assigned, reserved, delivered, reported, redeemed."""
    mail: str
    """An assignment mail, as a provider posts it."""


def read(source: TextIO) -> Run:
    """The run that `source` describes."""
    told = json.load(source)
    return Run(**{**told, "document": Path(told["document"])})
