"""manage.py verify_access_log: is the log of reading whole and unaltered?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.chain import problems


class Command(BaseCommand):
    help = "Verifies the hash chain of the log of reading and its anchor outside the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database", default="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(problems(options["database"]))
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write("The log of reading is whole.")
