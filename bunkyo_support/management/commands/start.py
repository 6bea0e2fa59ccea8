"""manage.py start <command...>: become the command, but only over the tables that this version needs."""

import argparse
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from bunkyo_support.schema import missing_migrations


class Command(BaseCommand):
    help = "Starts a process of the system, unless migrations of this version are missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database", default="default")
        parser.add_argument("words", nargs=argparse.REMAINDER, metavar="command")

    def handle(self, *args: Any, **options: Any) -> None:
        words: list[str] = options["words"]
        if not words:
            raise CommandError("say what is to be started", returncode=64)
        missing = missing_migrations(options["database"])
        if missing:
            named = ", ".join(missing[:5]) + (" ..." if len(missing) > 5 else "")
            raise CommandError(
                f"{len(missing)} migrations of this version are missing ({named}). Run first:"
                " docker compose run --rm migrate",
                returncode=78,
            )
        connections.close_all()
        self.stdout.flush()
        # The process takes this one's place, and with it the signals that are sent here.
        os.execvp(words[0], words)
