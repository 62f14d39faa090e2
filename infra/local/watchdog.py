"""Runs a program until the end of standard input: `watchdog.py PROGRAM [ARGUMENT...]`.

End of file stops the program and all its descendants. The pipe also closes when the parent is killed, so no process
outlives the parent.
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
    """Returns the ids of all descendants of `root`. Process groups are not enough: a program may create new ones."""
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
    """Sends SIGTERM, then SIGKILL after a grace period. The descendants are listed before the first process exits."""
    processes = [program.pid, *descendants(program.pid)]
    send(processes, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    while program.poll() is None and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    send(processes, signal.SIGKILL)


def stop_at_end_of_input(program):
    sys.stdin.buffer.read()
    stop(program)


def main():
    # Ctrl-C reaches the whole process group; the parent decides when to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    program = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=True)
    threading.Thread(target=stop_at_end_of_input, args=(program,), daemon=True).start()
    os._exit(program.wait() & 0xFF)


main()
