"""The final report, at most 80 columns wide except for curl commands."""

import shlex
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence

from document import Operation
from tally import Failure, Tally

WIDTH = 80
INDENT = "   "
OMITTED_HEADERS = {
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "transfer-encoding",
    "user-agent",
}
"""The headers that curl sets itself or that have no effect."""
ADDED_HEADERS = {"authorization", "webhook-id", "webhook-timestamp", "webhook-signature", "x-schemathesis-testcaseid"}
"""The headers that the run added; the caller is printed instead."""


def column(status: int) -> str:
    """Returns the column of a status; 2xx and 3xx, and all 5xx, are grouped."""
    return f"{status // 100}xx" if status < 400 or status >= 500 else str(status)


def table(operations: Sequence[Operation], statuses: Mapping[str, Counter[int]]) -> str:
    """Returns the table of operations and counts of their response statuses."""
    rows = []
    for operation in operations:
        counts: Counter[str] = Counter()
        for status, times in statuses.get(operation.label, Counter()).items():
            counts[column(status)] += times
        rows.append((operation.id, counts))
    columns = sorted({"2xx", *(name for _, counts in rows for name in counts)})
    widths = {name: max(len(name), *(len(str(counts[name])) for _, counts in rows)) for name in columns}
    room = WIDTH - sum(1 + width for width in widths.values())
    lines = [line("operation", {name: name for name in columns}, widths, room)]
    for name, counts in rows:
        lines += row(name, {column: str(counts[column] or ".") for column in columns}, widths, room)
    return "\n".join(lines)


def row(name: str, cells: Mapping[str, str], widths: Mapping[str, int], room: int) -> list[str]:
    """Returns the line of an operation; a name that is too long gets a separate line."""
    if len(name) <= room:
        return [line(name, cells, widths, room)]
    return [name[:WIDTH], line("", cells, widths, room)]


def line(name: str, cells: Mapping[str, str], widths: Mapping[str, int], room: int) -> str:
    """Formats a name and its right-aligned cells."""
    return name.ljust(room) + "".join(f" {cells[column]:>{width}}" for column, width in widths.items())


def curl(method: str, url: str, headers: Mapping[str, str], body: bytes | None, caller: str, data_dir: str) -> str:
    """Returns a curl command that repeats a call. It contains no credentials, but the command that prints them."""
    words = ["curl", "-si", "-X", method, shlex.quote(url)]
    for name, value in sorted(headers.items()):
        if name.lower() not in OMITTED_HEADERS | ADDED_HEADERS:
            words += ["-H", shlex.quote(f"{name}: {value}")]
    words += credentials(caller, data_dir)
    if body:
        words += ["--data-binary", quoted(body)]
    return " ".join(words)


def quoted(body: bytes) -> str:
    """Quotes a body for a shell; bytes that are not printable text are escaped for bash."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = ""
    if text and text.isprintable():
        return shlex.quote(text)
    return (
        "$'"
        + "".join(f"\\x{byte:02x}" if byte < 32 or byte > 126 or byte in b"'\\" else chr(byte) for byte in body)
        + "'"
    )


def credentials(caller: str, data_dir: str) -> list[str]:
    """Returns the curl options for the caller's credentials: a `cargo dev token` command for the data folder."""
    role, _, company = caller.partition("@")
    if company or role in ("operations", "expired"):
        options = f" --company {company}" if company else ""
        wanted = "mpn_admin --expired" if role == "expired" else f"{role}{options}"
        return ["-H", f'"Authorization: Bearer $(cargo dev token {wanted} --data-dir {shlex.quote(data_dir)})"']
    return [] if caller == "anonymous" else ["-H", shlex.quote(f"webhook-signature: ({caller}: see `cargo dev send`)")]


def failures(tally: Tally, names: Mapping[str, str]) -> str:
    """Returns the failures with calls that reproduce them. `names` are ids by label."""
    parts = []
    for number, (key, similar) in enumerate(sorted(tally.failures.items()), start=1):
        label, title = key
        times = tally.repeated[key]
        often = "" if times == 1 else f" ({times} times)"
        head = f"{number}. {names.get(label, label)}: {title}{often}"
        parts.append("\n".join([*textwrap.wrap(head, WIDTH, subsequent_indent=INDENT), *map(details, similar)]))
    return "\n\n".join(parts)


def details(failure: Failure) -> str:
    """Returns message and response, wrapped, and the curl command on one line."""
    texts = [*failure.message.splitlines(), f"response: {failure.answer}" if failure.answer else ""]
    lines = [part for text in texts for part in textwrap.wrap(text, WIDTH - len(INDENT))]
    return "\n".join(INDENT + text for text in [*lines, failure.curl] if text)
