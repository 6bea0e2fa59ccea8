"""manage.py check_operations: for the monitoring. Exit 0 when all is well, else 1 and a line for each."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from bunkyo_support.operations import troubles


class Command(BaseCommand):
    help = "Says what is wrong with backups and with the log of reading."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = troubles()
        for trouble in found:
            self.stdout.write(trouble.line)
        if found:
            sys.exit(1)
