"""The last look of a transaction that writes: nothing is saved after the right to it was taken (S-15).

Each statement checks the right and acts at once, and others go on committing between it and the end of its
transaction. Whoever takes a right enters that in the log of reading, and the log is written in turns that last to the
commit: so one look in a turn of its own is enough, and no grant is locked for it.
"""

from django.db import connections


def right_ended_meanwhile(using: str = "default") -> bool:
    """Whether somebody else took from the acting user, since her transaction began, what she wrote by. Until she
    commits, nobody takes it any more: the last thing that she asks."""
    with connections[using].cursor() as cursor:
        cursor.execute("select access.right_ended_meanwhile()")
        return bool(cursor.fetchone()[0])
