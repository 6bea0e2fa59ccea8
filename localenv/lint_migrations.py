"""Looks for migrations that stop the running system: the previous version must go on working."""

import sys

import django
from django.conf import settings
from django_migration_linter import MigrationLinter

from .state import PROJECT

# A column that may hold more than before: PostgreSQL rewrites nothing (varchar to text), and the version before goes on
# reading and writing it. The linter takes every change of a type for one that may stop it.
WIDENED = ["0930_all_receivers_of_a_paper_that_waits", "1000_every_basis_in_one_entry"]


def main() -> None:
    django.setup()
    linter = MigrationLinter(
        str(PROJECT),
        database="owner",
        include_apps=[app for app in settings.INSTALLED_APPS if (PROJECT / app).is_dir()],
        ignore_initial_migrations=True,
        no_cache=True,
        ignore_name=WIDENED,
        quiet=["ok", "ignore"],
    )
    linter.lint_all_migrations()
    linter.print_summary()
    if linter.has_errors:
        sys.exit(1)


if __name__ == "__main__":
    main()
