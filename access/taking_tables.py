"""All tables are taken before policies are laid on them, so that whoever reads meanwhile waits and is served.

One by one, in the order in which they are laid, they end in a deadlock with a page that reads two of them in the other
order; the database then breaks off whichever it looks at first, and that may be the page. Here the one who lays gives
up first, long before the database looks (deadlock_timeout, a second), lets everybody through and tries again.
"""

import time
from typing import Any

from django.db import OperationalError, transaction
from psycopg.errors import LockNotAvailable, QueryCanceled

# How long others are made to wait for one table, and for all of them: less than a page may wait for a lock.
WAIT_FOR_ONE_MS, WAIT_FOR_ALL_MS = 300, 800
TRIES = 20
PAUSE_SECONDS = 0.5  # those who were made to wait get their turn
TAKE = """
do $$ begin
    execute (select 'lock table ' || string_agg(format('%I.%I', n.nspname, c.relname), ', ' order by c.oid)
                    || ' in access exclusive mode'
             from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = 'public' and c.relkind = 'r' and pg_has_role(c.relowner, 'usage'));
end $$
"""


def take_all(connection: Any, cursor: Any) -> None:
    """Lock every table of the owner until the end of the transaction. Raises OperationalError (LockNotAvailable) when
    somebody holds one for long: `migrate` tries again later."""
    for _ in range(TRIES):
        try:
            with transaction.atomic(using=connection.alias):
                cursor.execute(f"set local lock_timeout = {WAIT_FOR_ONE_MS}")
                cursor.execute(f"set local statement_timeout = {WAIT_FOR_ALL_MS}")
                cursor.execute(TAKE)
                cursor.execute("set local lock_timeout to default")
                cursor.execute("set local statement_timeout to default")
            return
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable | QueryCanceled):
                raise
        time.sleep(PAUSE_SECONDS)
    raise OperationalError("a table is in use") from LockNotAvailable()
