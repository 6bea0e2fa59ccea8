"""`manage.py migrate`, which lets people work: a step that does not get its lock gives up after the owner's
lock_timeout, and is tried again a little later (security.md F-19)."""

import time
from typing import Any

from django.core.management.commands import migrate
from django.db import OperationalError
from psycopg.errors import LockNotAvailable

TRIES = 10
PAUSE_SECONDS = 3.0  # people who were made to wait get their turn


class Command(migrate.Command):
    """Migrations are transactions: what gave up has left nothing, what went before it is entered."""

    def handle(self, *args: Any, **options: Any) -> None:
        for _ in range(TRIES - 1):
            try:
                super().handle(*args, **options)
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable):
                    raise
                self.stderr.write("a table is in use; trying again")
                time.sleep(PAUSE_SECONDS)
            else:
                return
        super().handle(*args, **options)
