"""Starts MiniStack for `cargo dev`, on a leash: `cloud.py JOURNAL`; settings come from the environment.

Standard input is the leash. A line `checkpoint` saves everything and answers `saved` on standard output; end of file
means that the developer tool is gone, in good order or by `kill -9`, and stops MiniStack in good order. Its own
state is written then, and what a kill of this process would lose stands in the journal (journal.py).
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


def follow_leash(loop, stop):
    """Runs in a thread of its own: reading standard input blocks."""
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


async def run(written_ahead):
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    # Ctrl-C reaches the whole process group; the developer tool decides when this process may stop.
    loop.add_signal_handler(signal.SIGINT, lambda: None)
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    written_ahead.on_large = debounced(loop)
    threading.Thread(target=follow_leash, args=(loop, stop), daemon=True).start()
    await serve(app.app, listen_config(), shutdown_trigger=stop.wait)


def debounced(loop):
    """Asks for one checkpoint however many writes find the journal large before it runs."""
    pending = []

    def ask():
        if not pending:
            pending.append(True)
            loop.call_soon_threadsafe(lambda: (save_everything(), pending.clear()))

    return ask


def patched():
    """Installs every patch; the journal, which needs the event loop later."""
    for patch in (nagle, post_office, stream_batches):
        patch.install()
    return journal.install(sys.argv[1])


def main():
    try:
        written_ahead = patched()
    except MissingPrivate as missing:
        sys.exit(str(missing))
    asyncio.run(run(written_ahead))
    # Threads that wait for a function's answer must not keep a stopped cloud alive.
    sys.stdout.flush()
    os._exit(0)


main()
