"""Saved views of the list of cases, and the list as a file."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.models import CaseFile
from cases.case_lists import Question
from cases.list_file import FORMATS, KIND
from cases.models import ListExport, SavedView
from jobs.models import JOB_KEPT_FOR, Job
from jobs.services import request_job

MOST_VIEWS = 20
MOST_EXPORTED = 2000


@transaction.atomic
def save_view(*, name: str, question: Question, by: Any) -> SavedView:
    """Keep filters and order under a name of one's own; the same name takes the new ones."""
    name = name.strip()
    if not name:
        raise DomainError("条件の名前を書いてください")
    if not question.codes:
        raise DomainError("条件も並び順も選ばれていません。ケース一覧で選んでから保存してください")
    known = SavedView.objects.visible_to(by).filter(name=name).first()
    if known is None and SavedView.objects.visible_to(by).count() >= MOST_VIEWS:
        raise DomainError(f"保存できる条件は{MOST_VIEWS}までです。使わないものを消してください")
    view = known or SavedView(user=by, name=name)
    view.codes = question.codes
    view.save()
    return view


def forget_view(*, view: SavedView) -> None:
    """The view is not needed any more; the cases stay as they are."""
    view.delete()


@transaction.atomic
def export_list(
    *,
    question: Question,
    form: str,
    by: Any,
    cases: Iterable[uuid.UUID] | None = None,
    key: uuid.UUID | None = None,
) -> Job:
    """Ask for the list that is on the screen as a file. `cases`: those that a search found, in their
    order. What was asked for longer ago than jobs are kept goes away."""
    known: Job | None = Job.objects.visible_to(by).filter(key=key).first() if key else None
    if known is not None:
        return known  # the same click twice
    if form not in FORMATS:
        raise DomainError("ファイルの形式を選んでください")
    found = _seen(by, cases) if cases is not None else _listed(by, question)
    if not found:
        raise DomainError("書き出すケースがありません。条件を変えてください")
    if len(found) > MOST_EXPORTED:
        raise DomainError(
            f"1回に書き出せるのは{MOST_EXPORTED:,}件までです。条件を足して減らしてください"
        )
    too_old = timezone.now() - JOB_KEPT_FOR - datetime.timedelta(days=1)
    ListExport.objects.visible_to(by).filter(created_at__lt=too_old).delete()
    export = ListExport(
        user=by,
        case_ids=[str(pk) for pk in found],
        codes=question.codes,
        is_search=cases is not None,
    )
    export.save(force_insert=True)
    return request_job(by=by, kind=KIND, object_id=export.pk, option=form, key=key)


def _listed(by: Any, question: Question) -> list[uuid.UUID]:
    return list(question.rows(by).values_list("pk", flat=True)[: MOST_EXPORTED + 1])


def _seen(by: Any, cases: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    wanted = list(dict.fromkeys(cases))[: MOST_EXPORTED + 1]
    known = set(CaseFile.objects.visible_to(by).filter(pk__in=wanted).values_list("pk", flat=True))
    return [pk for pk in wanted if pk in known]
