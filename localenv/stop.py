"""`make stop`: ends the running environment from another window. Needs no virtual environment."""

import os
import signal
import sys
import time

from .state import LOCAL, State

PATIENCE_SECONDS = 60


def main() -> None:
    state = State(LOCAL)
    pid = state.holder()
    if pid is None:
        print("動いていません。")
        return
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while state.holder() == pid:
        if time.monotonic() > deadline:
            sys.exit(f"終わりません。kill -9 {pid} を実行してください。")
        time.sleep(0.1)
    print("終わりました。")


if __name__ == "__main__":
    main()
