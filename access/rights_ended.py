"""The last look of a transaction that writes: nothing is saved after the right to it was taken (S-15).

Each statement checks the right and acts at once, and others go on committing between it and the end of its
transaction. Whoever takes a right enters that in the log of reading, and the log is written in turns that last to the
commit: so one look in a turn of its own is enough, and no grant is locked for it.
"""

from django.db import ProgrammingError, connections
from psycopg.errors import InsufficientPrivilege

# Where the server refuses a row that a policy does not let in. What was never granted to the role is refused elsewhere,
# and is a mistake of ours.
OF_POLICIES = "ExecWithCheckOptions"


def was_refused(error: BaseException) -> bool:
    """Whether a policy refused what was to be written: her right ended after the page had looked at it."""
    cause = error.__cause__ if isinstance(error, ProgrammingError) else None
    return isinstance(cause, InsufficientPrivilege) and cause.diag.source_function == OF_POLICIES


def right_ended_meanwhile(using: str = "default") -> bool:
    """Whether somebody else took from the acting user, since her transaction began, what she wrote by. Until she
    commits, nobody takes it any more: the last thing that she asks."""
    with connections[using].cursor() as cursor:
        cursor.execute("select access.right_ended_meanwhile()")
        return bool(cursor.fetchone()[0])
