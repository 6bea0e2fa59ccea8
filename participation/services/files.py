"""The register as a file, and a file into the register: all lines, or none."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from documents.files import FileRefused, table
from documents.tables import CSV, XLSX
from jobs.models import Job
from jobs.services import request_job
from participation.columns import Line, Reader
from participation.models import Resource, ResourceExport, ResourceImport

from .register import change_resource, enter_resource, require_keeper

KIND = "resource_file"
FORMATS = {"xlsx": XLSX, "csv": CSV}
MOST = 5000
KEPT_DAYS = 7


@transaction.atomic
def export_resources(
    *,
    resources: Iterable[uuid.UUID],
    words: Sequence[str],
    form: str,
    by: Any,
    key: uuid.UUID | None = None,
) -> Job:
    """Ask for the register as it stands on the screen."""
    known: Job | None = Job.objects.visible_to(by).filter(key=key).first() if key else None
    if known is not None:
        return known  # the same click twice
    if form not in FORMATS:
        raise DomainError("ファイルの形式を選んでください")
    wanted = list(dict.fromkeys(resources))
    if not wanted:
        raise DomainError("書き出す資源がありません。条件を変えてください")
    if len(wanted) > MOST:
        raise DomainError(f"1回に書き出せるのは{MOST:,}件までです。条件を足して減らしてください")
    old = timezone.now() - datetime.timedelta(days=KEPT_DAYS)
    ResourceExport.objects.visible_to(by).filter(created_at__lt=old).delete()
    made = ResourceExport(user=by, resource_ids=[str(pk) for pk in wanted], words=list(words))
    made.save(force_insert=True)
    return request_job(by=by, kind=KIND, object_id=made.pk, option=form, key=key)


@transaction.atomic
def bring_resources(*, name: str, content: bytes, by: Any) -> ResourceImport:
    """Read a list and keep its lines until they are taken in. Raises DomainError when it is no such list."""
    office = require_keeper(by)
    old = timezone.now() - datetime.timedelta(days=KEPT_DAYS)
    mine = ResourceImport.objects.visible_to(by)
    mine.filter(created_at__lt=old, is_over=False).update(is_over=True, cells=[])
    try:
        cells = table(content, name)
    except FileRefused as refused:
        raise DomainError(str(refused)) from refused
    wrong = Reader(by).wrong_head(cells)
    if wrong:
        raise DomainError("。".join(wrong))
    kept = ResourceImport(user=by, body=office.body, cells=[list(row) for row in cells])
    kept.save(force_insert=True)
    return kept


def lines_of(kept: ResourceImport, by: Any) -> list[Line]:
    """The dry run: what each line would do, read against the register of this moment."""
    return [] if kept.is_over else Reader(by).lines(kept.cells)


@transaction.atomic
def take_in(*, kept: ResourceImport, by: Any) -> ResourceImport:
    """Take the list in as a whole; with one line to be put right, nothing is taken in."""
    require_keeper(by)
    mine = ResourceImport.objects.visible_to(by).select_for_update(of=("self",))
    kept = mine.select_related("body").get(pk=kept.pk)
    if kept.is_over:
        raise DomainError("この表は、すでに取り込んだか、取りやめています")
    lines = lines_of(kept, by)
    faulty = sum(bool(line.errors) for line in lines)
    if faulty or not lines:
        raise DomainError(
            f"直す行が{faulty}行あるので、1行も取り込みませんでした。表を直して、もう一度選んでください"
            if faulty
            else "取り込む行がありません"
        )
    for line in lines:
        _take(line, kept, by)
    kept.is_over, kept.cells, kept.taken_in = True, [], len(lines)
    kept.save(update_fields=["is_over", "cells", "taken_in"])
    return kept


def _take(line: Line, kept: ResourceImport, by: Any) -> Resource:
    if line.resource is not None:
        read = line.resource  # its version is the one of the line, or nothing differs
        return change_resource(resource=read, values=line.values, by=by, version=read.version)
    # A list says nothing about when somebody looked: the keeper is asked to.
    return enter_resource(values=line.values, by=by, body=kept.body, is_checked=False)


@transaction.atomic
def give_up_import(*, kept: ResourceImport, by: Any) -> None:
    """Do not take it in; its lines go."""
    ResourceImport.objects.visible_to(by).filter(pk=kept.pk, is_over=False).update(
        is_over=True, cells=[]
    )
