"""`make shell`, `make codes`: a management command in the environment that runs now."""

import os
import sys

from .environment import Environment, addresses, given_database, redis_address
from .postgres import Cluster
from .redis_server import RedisServer
from .state import LOCAL, PROJECT, State, Stop


def main(arguments: list[str]) -> None:
    state = State(LOCAL)
    databases = given_database()
    if state.holder() is None and databases is None:
        raise Stop("動いていません。別の画面で make run を実行してから、もう一度どうぞ。")
    environment = Environment(
        state,
        databases or addresses(Cluster(state)),
        redis_address(None if os.environ.get("REDIS_URL") else RedisServer(state)),
    )
    os.chdir(PROJECT)
    command = [sys.executable, "manage.py", *arguments]
    os.execve(sys.executable, command, environment.command())


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Stop as exc:
        sys.exit(f"\n{exc}")
