"""Reads process groups from its parent; when the parent vanishes, ends every one of them.

Runs as a process of its own and imports nothing of the project.
"""

import os
import signal
import sys
import time

GRACE_SECONDS = 8.0


def groups_left() -> set[int]:
    """Groups still to be ended when the input closes; none when the parent said `done`."""
    groups: set[int] = set()
    for line in sys.stdin:
        word = line.strip()
        if word == "done":
            return set()
        if word.startswith("+"):
            groups.add(int(word[1:]))
        elif word.startswith("-"):
            groups.discard(int(word[1:]))
    return groups


def send(groups: set[int], number: int) -> set[int]:
    """Signal each group; returns those that still exist."""
    alive = set()
    for group in groups:
        try:
            os.killpg(group, number)
            alive.add(group)
        except (ProcessLookupError, PermissionError):
            continue
    return alive


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups = groups_left()
    # SIGINT: fast shutdown for PostgreSQL, an orderly end for the others.
    groups = send(groups, signal.SIGINT)
    deadline = time.monotonic() + GRACE_SECONDS
    while groups and time.monotonic() < deadline:
        time.sleep(0.1)
        groups = send(groups, 0)
    send(groups, signal.SIGKILL)


if __name__ == "__main__":
    main()
