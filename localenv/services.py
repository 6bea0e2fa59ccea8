"""PostgreSQL and Redis of one state, embedded or given from outside, as one thing to open."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from . import keys
from .environment import Environment, addresses, given_database, redis_address
from .postgres import Cluster
from .processes import Service, Watchdog
from .redis_server import RedisServer
from .state import State


@dataclass
class Services:
    """What runs below the application; `cluster` or `redis` is None when given from outside."""

    state: State
    cluster: Cluster | None
    redis: RedisServer | None
    watchdog: Watchdog

    def embedded(self) -> list[Service]:
        return [part.service for part in (self.cluster, self.redis) if part]

    def environment(self) -> Environment:
        """Environments of the processes that use these services."""
        given = given_database()
        databases = given if given else addresses(self.cluster) if self.cluster else {}
        return Environment(self.state, databases, redis_address(self.redis))


def described(state: State, watchdog: Watchdog, *, is_passing: bool = False) -> Services:
    """The services of a state, not started; `is_passing` when nobody keeps what they hold."""
    return Services(
        state,
        None if given_database() else Cluster(state, is_passing=is_passing),
        None if os.environ.get("REDIS_URL") else RedisServer(state),
        watchdog,
    )


@contextmanager
def running(state: State, *, is_passing: bool = False) -> Iterator[Services]:
    """Start the services, set up roles, and stop everything at the end of the block."""
    state.prepare()
    keys.ensure(state.secrets)
    watchdog = Watchdog()
    services = described(state, watchdog, is_passing=is_passing)
    try:
        if services.cluster:
            services.cluster.start(watchdog)
            services.cluster.set_up()
        if services.redis:
            services.redis.start(watchdog)
        yield services
    finally:
        if services.redis:
            services.redis.stop(watchdog)
        if services.cluster:
            services.cluster.stop(watchdog)
        watchdog.close()
