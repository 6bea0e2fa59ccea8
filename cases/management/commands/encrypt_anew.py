"""Write second factors, drafts and lists to be brought in under today's `draft_key` (S-87).

Runs beside the system, with the rights of each writer for what is hers, and may be stopped and begun again. It prints
how many values it wrote and nothing of what they say.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access.context import acting_as
from bunkyo_support.ciphers import WrittenAnew
from cases.models import CaseImport
from drafts.encryption import seal_anew
from drafts.models import Draft
from organizations.models import Staff
from organizations.second_factor import write_factors_anew


class Command(BaseCommand):
    """Ends with an error where something is left that no key opens."""

    help = "二つ目の要素・下書き・取り込む名簿を、今の鍵（draft_key）で暗号化し直します（S-87）"

    def handle(self, *args: Any, **options: Any) -> None:
        told = write_factors_anew()
        for staff in Staff.objects.order_by("pk"):
            told += _hers(staff)
        self.stdout.write(f"{told.done}件を今の鍵で暗号化し直しました")
        if told.unreadable:
            raise CommandError(
                f"{told.unreadable}件は、渡された鍵では開けません。前の鍵が draft_key_before にあるかを確かめてください"
            )


def _hers(staff: Staff) -> WrittenAnew:
    with acting_as(staff):
        drafts = seal_anew(staff, Draft.objects.visible_to(staff), "text")
        return drafts + seal_anew(staff, CaseImport.objects.visible_to(staff), "sealed")
