"""A write-ahead journal of table changes, so that the local cloud survives `kill -9`.

MiniStack holds tables in memory and saves them on a regular stop only. The journal appends every item change to a file
first; a start after a kill replays the file to the items and to the table's stream. Stream consumers then receive some
records twice, as in AWS.

The journal always ends with the newest change, so replaying any suffix in order produces the newest state. A checkpoint
may therefore drop every entry that is saved by MiniStack and read by the stream's consumers.
"""

import contextlib
import json
import os

from ministack import app
from ministack.core import persistence, responses
from ministack.services import dynamodb, lambda_svc

import privates

# An automatic checkpoint follows after this many bytes or after half the size of a checkpoint, whichever is larger.
LEAST_BYTES_BEFORE_CHECKPOINT = 16 * 1024 * 1024


def install(path):
    """Hooks the journal between MiniStack's tables and their streams, and into loading and saving. Call it once, before
    MiniStack serves."""
    privates.check("journal")
    load, save, journal = app._load_persisted_state, app.save_all, Journal(path, persistence.STATE_DIR)

    def load_and_replay():
        load()
        journal.replay()

    app._load_persisted_state = load_and_replay
    app.save_all = lambda services: journal.checkpoint(lambda: save(services))
    dynamodb._emit_stream_event = journal.changed
    dynamodb._transact_write_items = journal.transaction
    return journal


class Journal:
    """The journal file. An entry is (end offset of its line, scope of the table, position in the table's stream)."""

    def __init__(self, path, state_dir):
        self.path = path
        self.saved_tables = os.path.join(state_dir, "dynamodb.json")
        self.entries = []
        self.group = None
        self.file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self.size = os.fstat(self.file).st_size
        self.retained = self.size
        self.emit = dynamodb._emit_stream_event
        self.transact = dynamodb._transact_write_items
        self.on_large = lambda: None

    def changed(self, table, event, old, new, replicate=True):
        if old == new:
            return
        change = [responses.get_account_id(), responses.get_region(), table, event, old, new, replicate]
        if self.group is not None:
            self.group.append(change)
        else:
            self.write([change])

    def transaction(self, data):
        """Writes all changes of a transaction as one line, so that a kill leaves all of them or none."""
        self.group = []
        try:
            return self.transact(data)
        finally:
            changes, self.group = self.group, None
            if changes:
                self.write(changes)

    def write(self, changes):
        line = json.dumps(changes, separators=(",", ":")).encode() + b"\n"
        self.size += os.write(self.file, line)
        self.emit_all(changes, self.size)
        # Bytes that the last checkpoint had to retain do not count: otherwise a slow consumer would cause a checkpoint
        # for every write.
        if self.size - self.retained > max(LEAST_BYTES_BEFORE_CHECKPOINT, file_size(self.saved_tables) // 2):
            self.on_large()

    def emit_all(self, changes, end):
        for account, region, table, event, old, new, replicate in changes:
            before = dynamodb.stream_end_position(table)
            self.emit(table, event, old, new, replicate)
            after = dynamodb.stream_end_position(table)
            self.entries.append((end, (account, region, table), before if after > before else None))

    def replay(self):
        """Applies the journal to the loaded state. An incomplete last line is dropped; its write was never answered."""
        # Saved positions belong to the stream of the previous process; in the new stream they would skip records.
        lambda_svc._dynamodb_stream_positions.clear()
        end = 0
        with open(self.path, "rb") as lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                end += len(line)
                self.apply(json.loads(line), end)
        os.ftruncate(self.file, end)
        self.size = end

    def apply(self, changes, end):
        for change in changes:
            account, region, name, _event, old, new, _replicate = change
            with responses.request_scope(account, region):
                table = dynamodb._tables.get(name)
                if table is not None:
                    set_item(table, old, new)
                    self.emit_all([change], end)

    def checkpoint(self, save):
        """Saves the state, then drops the entries that are saved and read. Positions are read before saving: effects of
        records that are consumed during `save` may be missing in it, so these records must be delivered again."""
        first_offset = self.first_needed()
        before = file_stamp(self.saved_tables)
        save()
        if file_stamp(self.saved_tables) != before:
            self.drop_before(first_offset)
            self.retained = self.size

    def first_needed(self):
        positions = consumer_positions()
        end = 0
        for line_end, scope, position in self.entries:
            if position is not None and position >= positions.get(scope, position + 1):
                return end
            end = line_end
        return self.size

    def drop_before(self, offset):
        fresh = self.path + ".new"
        with open(self.path, "rb") as old, open(fresh, "wb") as new:
            old.seek(offset)
            new.write(old.read())
        os.replace(fresh, self.path)
        os.close(self.file)
        self.file = os.open(self.path, os.O_RDWR | os.O_APPEND)
        self.size -= offset
        self.entries = [(end - offset, *rest) for end, *rest in self.entries if end > offset]


def set_item(table, old, new):
    """Puts or removes the item of an entry; MiniStack updates its indexes."""
    item = new or old
    sort = table["sk_name"]
    key = (
        dynamodb._extract_key_val(item.get(table["pk_name"])),
        dynamodb._extract_key_val(item.get(sort)) if sort else "__no_sort__",
    )
    if new:
        dynamodb._set_item(table, *key, new)
    else:
        dynamodb._remove_item(table, *key)


def consumer_positions():
    """Returns the position of the slowest consumer of each table's stream."""
    slowest = {}
    for (account, region, _), mapping in lambda_svc._esms.all_items():
        source = mapping.get("EventSourceArn", "")
        if ":dynamodb:" not in source:
            continue
        scope = (account, region, source.split(":table/", 1)[-1].split("/", 1)[0])
        position = lambda_svc._dynamodb_stream_positions.get_scoped(account, region, mapping["UUID"], 0)
        slowest[scope] = min(position, slowest.get(scope, position))
    return slowest


def file_size(path):
    with contextlib.suppress(OSError):
        return os.stat(path).st_size
    return 0


def file_stamp(path):
    with contextlib.suppress(OSError):
        return os.stat(path).st_mtime_ns
    return None
