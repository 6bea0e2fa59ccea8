"""Events of figures: targets of a year, a month is closed, a yearly report is asked for."""

import datetime
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from access.errors import DomainError
from access.open_registers import save_open
from documents.wareki import fiscal_year, fiscal_year_label, format_date
from jobs.models import JOB_KEPT_FOR, Job
from jobs.services import request_job
from organizations.models import Appointment, Role

from .closing import difference, figures_of_month, is_counted_out, latest_close
from .figures import recounted
from .indicators import BY_KEY, month_of, months_of
from .models import FigureExport, FigureTarget, LastCount, MonthClose

PDF, XLSX = "figures_pdf", "figures_xlsx"
KINDS = {"pdf": PDF, "xlsx": XLSX}
LEAST = (5, 10, 20)  # R32: numbers below are not published
MOST_TARGET = Decimal(9_999_999)


def _require_secretariat(by: Any) -> None:
    held = Appointment.objects.current().filter(staff=by, role_group__role=Role.COORDINATOR)
    if not held.exists():
        raise DomainError("区の実績を扱えるのは、事務局の職員です")


Numbers = Mapping[str, Decimal | None]


class TargetsChanged(DomainError):
    """Somebody else has set some of these targets since the page was opened; nothing was written."""

    def __init__(self, now: Numbers) -> None:
        super().__init__(
            "開いている間に、ほかの人が目標を直しました。欄の横の今の数を確かめて、もう一度保存してください"
        )
        self.now = now


@transaction.atomic
def set_targets(*, year: int, numbers: Numbers, seen: Numbers, by: Any) -> None:
    """What is wanted of each indicator in a fiscal year; None takes a target back.

    `seen` is what stood there when the page was opened: what is no other than that is left as it is by now.
    Raises TargetsChanged with the present numbers of those that somebody else has set meanwhile to another."""
    _require_secretariat(by)
    wanted = {key: number for key, number in numbers.items() if number != seen.get(key)}
    for key, number in wanted.items():
        if key not in BY_KEY or (number is not None and not 0 <= number <= MOST_TARGET):
            raise DomainError("目標は、0から9,999,999までの数で入れてください")
    known = _targets(year, by)
    now = {key: row.number for key, row in known.items()}
    others = {
        key: now.get(key)
        for key, number in wanted.items()
        if now.get(key) not in (seen.get(key), number)
    }
    if others:
        raise TargetsChanged(others)
    for key, number in wanted.items():
        _set_target(year, key, number, known.get(key), by)


def _targets(year: int, by: Any) -> dict[str, FigureTarget]:
    """Those of a year, locked until this is over."""
    rows = FigureTarget.objects.changeable_by(by).filter(fiscal_year=year)
    return {row.indicator: row for row in rows.select_for_update()}


def _set_target(
    year: int, key: str, number: Decimal | None, row: FigureTarget | None, by: Any
) -> None:
    if row is not None:
        if row.number != number:
            save_open(row, by=by, fields={"number": number})
        return
    if number is None:
        return
    row = FigureTarget(created_by=by, fiscal_year=year, indicator=key, number=number)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise TargetsChanged({key: _targets(year, by)[key].number}) from None


@transaction.atomic
def close_month(*, month: datetime.date, by: Any, reason: str = "") -> MonthClose:
    """The ward fixes the figures of a month (R31). Once more, with a reason: a correction, as another turn.

    Raises DomainError for a month that runs, when nothing has changed since it was closed, and while an
    indicator that is counted otherwise by now is not counted everywhere, or nothing was counted since the month was
    over: how things stood on its last day would be how they stood before.
    """
    _require_secretariat(by)
    if month_of(month).last >= timezone.localdate():
        raise DomainError("この月は、まだ終わっていません。月が終わってから締めてください")
    last = LastCount.objects.visible_to(by).first()
    if recounted(last):
        raise DomainError(
            "数え方の変わった指標を、いま区全体で数え直しています。10分ほど待って、締め直してください"
        )
    figures = figures_of_month(month, by)
    if not figures or not is_counted_out(month, last):
        raise DomainError(
            "この月の実績は、まだ月の終わりまで数えられていません。1分ほど待って、開き直してください"
        )
    before = latest_close(month, by)
    if before is not None:
        if not difference(before, figures):
            raise DomainError("締めたあと、変わった数はありません。訂正の必要はありません")
        if not reason.strip():
            raise DomainError("締めた月の訂正には、理由を書いてください")
    try:
        with transaction.atomic():
            close = MonthClose(
                created_by=by,
                month=month,
                turn=before.turn + 1 if before else 1,
                figures=figures,
                reason=reason.strip() if before else "",
            )
            close.save(force_insert=True)
    except IntegrityError:
        raise DomainError("ほかの人が、この月を先に締めました。画面を開き直してください") from None
    return close


def published_years(by: Any) -> list[int]:
    """Fiscal years that are over and of which every month is closed: fixed for good (R20)."""
    rows = MonthClose.objects.visible_to(by).values_list("month", flat=True)
    closed = set(rows)
    years = sorted({fiscal_year(month) for month in closed}, reverse=True)
    return [year for year in years if set(months_of(year)) <= closed]


@transaction.atomic
def request_yearly_report(
    *, year: int, form: str, by: Any, least: int = 10, key: uuid.UUID | None = None
) -> Job:
    """Ask for the yearly report. The same click twice makes one."""
    _require_secretariat(by)
    known: Job | None = Job.objects.visible_to(by).filter(key=key).first() if key else None
    if known is not None:
        return known
    if form not in KINDS or least not in LEAST:
        raise DomainError("作るものを選び直してください")
    if year not in published_years(by):
        raise DomainError(
            f"{fiscal_year_label(year)}は、まだ作れません。年度が終わり、12か月すべてを締めると作れます"
        )
    too_old = timezone.now() - JOB_KEPT_FOR - datetime.timedelta(days=1)
    FigureExport.objects.visible_to(by).filter(created_at__lt=too_old).delete()
    export = FigureExport(user=by, fiscal_year=year, least=least)
    export.save(force_insert=True)
    return request_job(by=by, kind=KINDS[form], object_id=export.pk, key=key)


def month_words(month: datetime.date) -> str:
    """令和8年11月"""
    return format_date(month).removesuffix("1日")
