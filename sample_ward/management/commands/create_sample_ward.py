"""manage.py create_sample_ward: fictitious staff and about 40 fictitious households."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.context import acting_as
from access.models import CaseFile
from organizations.models import Staff
from organizations.sample_staff import create_sample_staff
from sample_ward.households import HOUSEHOLDS
from sample_ward.phones import enter_phones
from sample_ward.ward import create_ward


class Command(BaseCommand):
    help = "Makes the sample ward. Only with DEVELOPMENT=1; nobody in it exists."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when it is there")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError("見本の区は、DEVELOPMENT=1 のときだけ作れます")
        create_sample_staff(using="owner")
        enter_phones(using="owner")
        if options["if_empty"] and _is_there():
            self.stdout.write("見本の区は、もうあります")
            return
        made = create_ward(self._report)
        self.stdout.write(f"見本の世帯を{made}件作りました")

    def _report(self, done: int, total: int) -> None:
        if done % 10 == 0:
            self.stdout.write(f"  見本の世帯 {done}/{total}")


def _is_there() -> bool:
    """Whether the first household's worker already has cases."""
    worker = Staff.objects.get(username=HOUSEHOLDS[0].worker)
    with acting_as(worker):
        return bool(CaseFile.objects.visible_to(worker).exists())
