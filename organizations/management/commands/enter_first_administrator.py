"""The first system administrator: whoever installs the system has nobody yet to be entered by."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from organizations.models import Appointment, Body, Role, Staff
from organizations.second_factor import second_factors_of
from organizations.services import appoint, issue_initial_password

OWNER = "owner"


class Command(BaseCommand):
    """Enters staff, appoints her and prints the initial password once (R10).

    Runs with OWNER_DATABASE_URL, which no process that serves people has. Refuses as soon as
    somebody holds the office: from then on administrators are entered on the pages of masters. Who holds it
    and has no second factor, as has no other who holds it, is given another password: hers counts for fourteen days, and
    nobody else could draw one. It stands in the log as every change of an account (docs/decisions/1004).
    """

    help = "最初のシステム管理者を登録し、初期パスワードを一度だけ表示します。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="利用者ID")
        parser.add_argument("name", help="氏名")
        parser.add_argument("kana", help="ふりがな")
        parser.add_argument("body", help="所属する機関の名前（登録済みのもの）")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(using=OWNER):
            password = _enter(**{k: options[k] for k in ("username", "name", "kana", "body")})
        self.stdout.write(f"初期パスワード（一度だけ表示します）: {password}")
        self.stdout.write("ログインすると、確認コード（二つ目の要素）の設定に進みます。")


def _enter(*, username: str, name: str, kana: str, body: str) -> str:
    offices = Appointment.objects.using(OWNER).current()
    held = offices.filter(role_group__role=Role.SYSTEM_ADMINISTRATOR)
    holders = list(Staff.objects.using(OWNER).filter(pk__in=held.values("staff_id")))
    if holders:
        return _draw_another(username, holders)
    found = Body.objects.using(OWNER).filter(name=body).first()
    if found is None:
        names = Body.objects.using(OWNER).values_list("name", flat=True)
        raise CommandError(
            "その名前の機関は登録されていません。次のどれかを、このまま書いてください："
            + "、".join(names)
        )
    if Staff.objects.using(OWNER).filter(username__iexact=username).exists():
        raise CommandError("その利用者IDは使われています。別の利用者IDにしてください。")
    staff = Staff.objects.db_manager(OWNER).create_user(username, None, name=name, kana=kana)
    appoint(staff=staff, body=found, role=Role.SYSTEM_ADMINISTRATOR, using=OWNER)
    return issue_initial_password(staff=staff, using=OWNER)


def _draw_another(username: str, holders: list[Staff]) -> str:
    """Without a second factor she comes to no page, so no administrator could draw it for her."""
    factors = second_factors_of(holders, using=OWNER)
    secured = set(factors.values_list("user__username", flat=True))
    if username in secured:
        raise CommandError(
            "この人は、二つ目の要素を登録しているので、ここではパスワードを出し直せません。"
            "ほかのシステム管理者に、マスタの画面で出し直してもらってください。"
        )
    if secured:
        raise CommandError(
            "二つ目の要素を登録したシステム管理者がすでにいます。"
            "その人に、マスタの画面で、登録やパスワードの出し直しをしてもらってください。"
        )
    for one in holders:
        if one.username == username:
            return issue_initial_password(staff=one, using=OWNER)
    raise CommandError(
        "システム管理者がすでにいます。その人に、マスタの画面で登録してもらってください。"
        "その人がまだ二つ目の要素を登録していないときは、その利用者IDを書くと、初期パスワードを出し直します。"
    )
