"""Runs MiniStack for `cargo dev` until the end of standard input: `cloud.py JOURNAL`, with settings in the environment.

The line `checkpoint` on standard input saves the state; the answer on standard output is `saved`. End of file means
that the developer tool has ended, even by `kill -9`: MiniStack saves its state and stops. Changes that a kill of this
process would lose are in the journal (journal.py).
"""

import asyncio
import os
import signal
import sys
import threading

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack import app

import journal
import nagle
import post_office
import stream_batches
from privates import MissingPrivate


def save_everything():
    app.save_all(app._build_persistence_save_dict())


def follow_commands(loop, stop):
    """Handles the lines of standard input. Runs in a separate thread, because reading blocks."""
    for line in sys.stdin:
        if line.strip() == "checkpoint":
            loop.call_soon_threadsafe(checkpoint)
    loop.call_soon_threadsafe(stop.set)


def checkpoint():
    save_everything()
    print("saved", flush=True)


def listen_config():
    config = Config()
    config.bind = [f"{os.environ['BIND_HOST']}:{os.environ['GATEWAY_PORT']}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 2
    config.loglevel = "WARNING"
    return config


async def run(write_ahead_journal):
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    # Ctrl-C reaches the whole process group; the developer tool decides when this process may stop.
    loop.add_signal_handler(signal.SIGINT, lambda: None)
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    write_ahead_journal.on_large = debounced(loop)
    threading.Thread(target=follow_commands, args=(loop, stop), daemon=True).start()
    await serve(app.app, listen_config(), shutdown_trigger=stop.wait)


def debounced(loop):
    """Returns a function that requests a checkpoint; repeated requests before it runs are merged."""
    pending = []

    def request_checkpoint():
        if not pending:
            pending.append(True)
            loop.call_soon_threadsafe(lambda: (save_everything(), pending.clear()))

    return request_checkpoint


def install_patches():
    """Installs every patch; returns the journal, whose checkpoints need the event loop."""
    for patch in (nagle, post_office, stream_batches):
        patch.install()
    return journal.install(sys.argv[1])


def main():
    try:
        write_ahead_journal = install_patches()
    except MissingPrivate as missing:
        sys.exit(str(missing))
    asyncio.run(run(write_ahead_journal))
    # Threads that wait for a function's result must not keep the process alive.
    sys.stdout.flush()
    os._exit(0)


main()
