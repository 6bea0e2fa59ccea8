"""Print the sample logins with their present one-time codes."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from organizations.models import Staff
from organizations.sample_staff import SAMPLE_PASSWORD, SAMPLES, code_of


class Command(BaseCommand):
    help = "見本の職員の利用者ID、パスワード、いまの確認コードを表示します。"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError("DEVELOPMENT=1 のときだけ使えます。")
        present = set(
            Staff.objects.filter(username__in=[s.username for s in SAMPLES]).values_list(
                "username", flat=True
            )
        )
        if not present:
            raise CommandError("見本の職員が登録されていません。")
        self.stdout.write(f"パスワードは全員 {SAMPLE_PASSWORD} です。")
        self.stdout.write("確認コードは30秒ごとに変わります。\n")
        self.stdout.write(f"{'利用者ID':<10} 確認コード  氏名・所属")
        for sample in SAMPLES:
            if sample.username in present:
                note = f"  {sample.state}" if sample.state else ""
                self.stdout.write(
                    f"{sample.username:<14} {code_of(sample.username)}      "
                    f"{sample.name}  {sample.offices_in_words}{note}"
                )
