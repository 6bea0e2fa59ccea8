"""Write anew by what people are found at other bodies (R15): after another key, or the first time.

Runs as the owner of the tables in the name of the gate, beside the running system, and may be
stopped and begun again. It prints how many people it went through and nothing about anybody.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from access.matching import mark_anew
from cases.models import OtherName
from cases.services.matching import COMPARED


class Command(BaseCommand):
    help = "別の機関の同じ人を見つけるための印を、今の鍵で付け直します（R15）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--database", default="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        kinds, registered = map(str, COMPARED), map(str, OtherName.REGISTERED)
        done = sum(mark_anew(list(kinds), list(registered), using=options["database"]))
        self.stdout.write(f"{done}人の印を付け直しました")
