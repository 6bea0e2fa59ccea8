"""manage.py verify_access_log: is the log of reading whole and unaltered?"""

import datetime
import logging
import signal
import time
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connections
from django.utils import timezone

from access.chain import problems, write_anchor
from bunkyo_support import operations

logger = logging.getLogger("access")

AGAIN_AFTER = 600.0  # seconds, when the database did not answer


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit


def seconds_until(at: str, now: datetime.datetime) -> float:
    """Until the next time that the clock shows `at` (HH:MM)."""
    hour, minute = (int(part) for part in at.split(":"))
    moment = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if moment <= now:
        moment += datetime.timedelta(days=1)
    return (moment - now).total_seconds()


class Command(BaseCommand):
    help = "Verifies the hash chain of the log of reading and its anchor outside the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database", default="owner")
        parser.add_argument(
            "--nightly",
            action="store_true",
            help="now and each night at VERIFY_AT, for ever; notes the outcome in STATE_FOLDER",
        )

        parser.add_argument(
            "--begin-anchor",
            action="store_true",
            help="after a restore, once the anchor file of before is kept under another name: begin one",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["begin_anchor"]:
            self.stdout.write(f"The anchor begins at entry {write_anchor(begins=True)}.")
            return
        if options["nightly"]:
            self._each_night(options["database"])
        found = list(problems(options["database"]))
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write("The log of reading is whole.")

    def _each_night(self, using: str) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _stop)
        while True:
            pause = AGAIN_AFTER
            if self._noted(using):
                pause = seconds_until(settings.VERIFY_AT, timezone.localtime())
            time.sleep(pause)

    def _noted(self, using: str) -> bool:
        """Verify once and note the outcome. False when the database did not answer: nothing is known."""
        try:
            found = list(problems(using))
        except DatabaseError as error:
            logger.error("the log of reading was not verified: %s", type(error).__name__)
            return False
        finally:
            connections[using].close()
        if found:
            # Numbers of entries only: the log holds no content.
            # nosemgrep: log-of-a-thing - numbers of entries
            logger.error("the log of reading is not whole: %s", "; ".join(found[:20]))
        operations.note(operations.BROKEN if found else operations.VERIFIED)
        return True
