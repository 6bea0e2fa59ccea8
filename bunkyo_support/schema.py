"""Whether the tables are those that this version needs (docs/deploy.md, "The order of a change")."""

from django.db import connections
from django.db.migrations.loader import MigrationLoader


def missing_migrations(using: str = "default") -> list[str]:
    """Migrations of this version that the database has not seen, in the order of their apps.

    What the database has seen beyond them is a newer version's: this one still works on it, for as
    long as it is one release behind.
    """
    loader = MigrationLoader(connections[using])
    applied = set(loader.applied_migrations or {})
    return [
        f"{app}.{name}"
        for app, name in sorted(loader.disk_migrations or {})
        if (app, name) not in applied
    ]
