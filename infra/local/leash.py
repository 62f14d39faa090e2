"""Runs a program for as long as someone holds the other end of standard input: `leash.py PROGRAM [ARGUMENT...]`.

End of file stops the program and everything it started. A parent that is killed closes the pipe too, so nothing it
started outlives it.
"""

import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

GRACE_SECONDS = 3
POLL_SECONDS = 0.05


def descendants(root):
    """Every process under `root`: a program may give its children process groups of their own."""
    children = {}
    for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, rest = status.read_text().split(" (", 1)
        except OSError:
            continue
        parent = int(rest.rsplit(") ", 1)[1].split()[1])
        children.setdefault(parent, []).append(int(pid))
    found, queue = [], [root]
    while queue:
        below = children.get(queue.pop(), [])
        found += below
        queue += below
    return found


def send(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def stop(program):
    """Asks once, then insists. The list is taken while the tree still stands."""
    family = [program.pid, *descendants(program.pid)]
    send(family, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    while program.poll() is None and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    send(family, signal.SIGKILL)


def follow_leash(program):
    sys.stdin.buffer.read()
    stop(program)


def main():
    # Ctrl-C reaches the whole process group; whoever holds the leash decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    program = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=True)
    threading.Thread(target=follow_leash, args=(program,), daemon=True).start()
    os._exit(program.wait() & 0xFF)


main()
