"""`manage.py settle_after_restore`: once after a backup was brought back, before anybody is let in (F-18)."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand

from alerts.daily import count_as_sent
from jobs.services import end_after_restore


class Command(BaseCommand):
    help = (
        "After a restore: nobody stays signed in, and what waited when the backup was made is not made or"
        " mailed a second time. May run any number of times."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        jobs = end_after_restore()
        mails = count_as_sent()
        UserSession.objects.all().delete()
        sessions, _ = Session.objects.all().delete()
        self.stdout.write(
            f"{sessions} sessions ended, {jobs} jobs given up, {mails} daily mails not sent again"
        )
