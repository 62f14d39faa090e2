"""The report at the end, 80 columns wide."""

import shlex
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence

from document import Operation
from tally import Failure, Tally

WIDTH = 80
INDENT = "   "
UNSAID = {"accept", "accept-encoding", "connection", "content-length", "host", "transfer-encoding", "user-agent"}
"""Headers that curl sets itself, or that change nothing."""
OURS = {"authorization", "webhook-id", "webhook-timestamp", "webhook-signature", "x-schemathesis-testcaseid"}
"""Headers that the run added; who called is said in words instead."""


def column(status: int) -> str:
    """The column of a status: successes and faults of the server are counted together."""
    return f"{status // 100}xx" if status < 400 or status >= 500 else str(status)


def table(operations: Sequence[Operation], statuses: Mapping[str, Counter[int]]) -> str:
    """Operations and how often each was answered with each status."""
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
    """The line of an operation; a name that is too long gets a line of its own."""
    if len(name) <= room:
        return [line(name, cells, widths, room)]
    return [name[:WIDTH], line("", cells, widths, room)]


def line(name: str, cells: Mapping[str, str], widths: Mapping[str, int], room: int) -> str:
    """A name and its cells, these aligned to the right."""
    return name.ljust(room) + "".join(f" {cells[column]:>{width}}" for column, width in widths.items())


def curl(method: str, url: str, headers: Mapping[str, str], body: bytes | None, caller: str, data_dir: str) -> str:
    """A command line that makes a call again. Credentials are not in it: it names who called."""
    words = ["curl", "-si", "-X", method, shlex.quote(url)]
    for name, value in sorted(headers.items()):
        if name.lower() not in UNSAID | OURS:
            words += ["-H", shlex.quote(f"{name}: {value}")]
    words += credentials(caller, data_dir)
    if body:
        words += ["--data-binary", quoted(body)]
    return " ".join(words)


def quoted(body: bytes) -> str:
    """A body as a word of a shell; bytes that are no text are escaped as bash reads them."""
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
    """How a reader gets the caller's credentials: a token from the keys in a data folder."""
    role, _, company = caller.partition("@")
    if company or role in ("operations", "expired"):
        options = f" --company {company}" if company else ""
        wanted = "mpn_admin --expired" if role == "expired" else f"{role}{options}"
        return ["-H", f'"Authorization: Bearer $(cargo dev token {wanted} --data-dir {shlex.quote(data_dir)})"']
    return [] if caller == "nobody" else ["-H", shlex.quote(f"webhook-signature: ({caller}: see `cargo dev send`)")]


def failures(tally: Tally, names: Mapping[str, str]) -> str:
    """The failures, with calls that show them. `names` are ids by label."""
    parts = []
    for number, (key, alike) in enumerate(sorted(tally.failures.items()), start=1):
        label, title = key
        times = tally.repeated[key]
        often = "" if times == 1 else f" ({times} times)"
        head = f"{number}. {names.get(label, label)}: {title}{often}"
        parts.append("\n".join([*textwrap.wrap(head, WIDTH, subsequent_indent=INDENT), *map(told, alike)]))
    return "\n\n".join(parts)


def told(failure: Failure) -> str:
    """What was seen, and the command line on one line, to be copied."""
    texts = [*failure.message.splitlines(), f"answer: {failure.answer}" if failure.answer else ""]
    lines = [part for text in texts for part in textwrap.wrap(text, WIDTH - len(INDENT))]
    return "\n".join(INDENT + text for text in [*lines, failure.curl] if text)
