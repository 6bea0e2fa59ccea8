"""Retention and disposal: classes, holds, lists, and what is carried out (docs/decisions/0160).

Like `grants`, every function runs for the acting user and the database decides (sql/keeping.sql). That
two people take part is held there, by check constraints and by what it answers.
"""

import datetime
import hashlib
import uuid
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from organizations.models import Role

from .errors import DomainError
from .incidents import disposal_is_frozen
from .keeping_models import (
    DisposalCount,
    DisposalItem,
    DisposalList,
    DisposedRecord,
    LegalHold,
    RecordKind,
    RetentionClass,
)
from .models import CaseFile
from .stale import who_and_when
from .together import Rows

NOTHING = {
    DisposalList.Subject.CASES: "保存年限が過ぎて、廃棄できるケースはありません。"
    "廃棄停止中のケースと、承認待ち・承認済みの一覧にあるケースは出ません",
    DisposalList.Subject.LOG: "保存年限が過ぎて、廃棄できる閲覧の記録はありません。"
    "承認待ち・承認済みの一覧にある分と、廃棄停止中のケースのいちばん古い閲覧の記録からあとは出ません",
}
DECIDING = {
    -1: "廃棄を承認できるのは、事務局の管理者です",
    -3: "自分で作った一覧は、自分では承認できません。ほかの管理者が確かめます",
}
DECIDED = -2
RUNNING = {
    -1: "廃棄を行えるのは、事務局の職員です",
    -2: "この一覧は、承認されていません。先に事務局の管理者の承認を受けてください",
    -5: "漏えい等の対応が終わるまで、廃棄は止まっています。監査の担当者に確かめてください",
    -6: "廃棄停止中のケースの閲覧の記録が入っているため、この一覧は廃棄できません。"
    "停止が解かれるのを待つか、一覧を作り直して承認を受けてください",
    -4: "承認から30日を過ぎました。一覧を作り直して、もう一度承認を受けてください",
}


class NotPermittedToDispose(Exception):
    """The list is not approved (any more), or not hers to carry out."""


def _ask(function: str, *arguments: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(
            # nosemgrep: sql-of-strings - functions are named in the source; what is given is a parameter
            f"select access.{function}({', '.join(['%s'] * len(arguments))})",
            list(arguments),
        )
        return cursor.fetchone()[0]


def keeps_or_decides() -> bool:
    """Whether the acting user serves at the secretariat, which keeps the records of the ward."""
    return bool(_ask("keeps_or_decides"))


# --- classes ---------------------------------------------------------------------------------------


def classes_on(day: datetime.date) -> dict[str, RetentionClass]:
    """The class in force of each kind for what is counted from a day on."""
    found: dict[str, RetentionClass] = {}
    for row in RetentionClass.objects.filter(valid_from__lte=day).order_by("valid_from"):
        found[row.kind] = row
    return found


@transaction.atomic
def set_class(
    *, kind: str, years: int, valid_from: datetime.date, basis: str, by: Any
) -> RetentionClass:
    """A system administrator enters a class from a day on. Rows of before stay as they are, so that the
    class of what is counted already never changes."""
    if not by.holds(Role.SYSTEM_ADMINISTRATOR):
        raise DomainError("保存年限を決められるのは、システム管理者です")
    if kind not in RecordKind.values:
        raise DomainError("記録の種類を選び直してください")
    if valid_from <= timezone.localdate():
        raise DomainError(
            "あしたからあとの日にしてください。すでに数え始めた記録の年限は変わりません"
        )
    if not basis.strip():
        raise DomainError("根拠（規程の名前・条・決裁の番号）を書いてください")
    try:
        with transaction.atomic():
            return RetentionClass.objects.create(
                kind=kind, years=years, valid_from=valid_from, basis=basis.strip(), created_by=by
            )
    except IntegrityError as error:
        raise DomainError("その日からの年限は、すでに入っています。別の日にしてください") from error


# --- holds -----------------------------------------------------------------------------------------


def may_hold(case_id: uuid.UUID) -> bool:
    """Whether the acting user may stop the disposal of a case."""
    return bool(_ask("sees_hold", case_id))


def number_of(case_id: uuid.UUID, user: Any) -> str:
    """Number of a case that the user may hold: who keeps the records has it from a list or a hold alone."""
    listed = DisposalItem.objects.visible_to(user).filter(case_id=case_id)
    held = LegalHold.objects.visible_to(user).filter(case=case_id)
    for rows in (listed, held):
        for number in rows.values_list("case_number", flat=True)[:1]:
            return str(number)
    file = CaseFile.objects.visible_to(user).filter(pk=case_id).first()
    return file.number if file else ""


def asked_whether_may_hold(case_id: uuid.UUID) -> Rows:
    """`may_hold` as a question that is asked together with others."""
    return Rows("select access.sees_hold(%s)", (case_id,))


@transaction.atomic
def place_hold(*, case_id: uuid.UUID, reason: str, reference: str, by: Any) -> LegalHold:
    """Stop the disposal of a case until a second person lifts the hold."""
    if reason not in LegalHold.Reason.values:
        raise DomainError("止める理由を選び直してください")
    if not reference.strip():
        raise DomainError("文書番号などを書いてください。氏名や内容は書きません")
    if LegalHold.objects.visible_to(by).in_force().filter(case=case_id, reason=reason).exists():
        raise DomainError("同じ理由で、すでに止めています")
    made = _ask("place_hold", case_id, reason, reference.strip())
    if made is None:
        raise DomainError("このケースの廃棄は、ここからは止められません")
    found: LegalHold = LegalHold.objects.visible_to(by).get(pk=made)
    return found


@transaction.atomic
def lift_hold(*, hold: LegalHold, reason: str, by: Any) -> LegalHold:
    """Somebody else than who placed it lifts a hold, with her reason."""
    if hold.created_by_id == by.pk:
        raise DomainError("自分で止めたものは、自分では解けません。ほかの管理者が確かめて解きます")
    if not reason.strip():
        raise DomainError("解く理由を書いてください")
    if not _ask("lift_hold", hold.pk, reason.strip()):
        held = LegalHold.objects.visible_to(by).select_related("lifted_by")
        row = held.filter(pk=hold.pk).first()
        first = who_and_when(row.lifted_by, row.lifted_at, by) if row else ""
        words = f"{first}すでに解いています" if first else "すでに解かれています"
        raise DomainError(f"この廃棄停止は、{words}。画面を開き直してください")
    hold.refresh_from_db()
    return hold


# --- lists -----------------------------------------------------------------------------------------


@transaction.atomic
def draw_up(*, subject: str, by: Any) -> DisposalList:
    """Draw up a list of what may go today."""
    if not (by.holds(Role.COORDINATOR) and keeps_or_decides()):
        raise DomainError("廃棄候補一覧を作れるのは、事務局の職員です")
    made = _ask("draw_up_disposal", subject)
    if made is None:
        raise DomainError(NOTHING[DisposalList.Subject(subject)])
    found: DisposalList = DisposalList.objects.visible_to(by).get(pk=made)
    return found


@transaction.atomic
def decide(*, disposal_list: DisposalList, agrees: bool, words: str, by: Any) -> int:
    """A supervisor of the secretariat approves a list that another has drawn up, or sends it back with a
    reason. How many cases she approved."""
    if not agrees and not words.strip():
        raise DomainError("差し戻す理由を書いてください")
    answer = int(_ask("decide_disposal", disposal_list.pk, agrees, words.strip()[:200]))
    if answer == DECIDED:
        raise DomainError(_decided_before(disposal_list, by))
    if answer < 0:
        raise DomainError(DECIDING[answer])
    disposal_list.refresh_from_db()
    return answer


def _decided_before(disposal_list: DisposalList, by: Any) -> str:
    """Who was first, and when."""
    row = DisposalList.objects.visible_to(by).select_related("decided_by").get(pk=disposal_list.pk)
    first = who_and_when(row.decided_by, row.decided_at, by)
    return f"この一覧は、{first}すでに決めています。画面を開き直してください"


def require_runnable(disposal_list: DisposalList) -> None:
    """DomainError unless the list is approved and the approval still holds."""
    if disposal_list.run_at is None:
        if not disposal_list.is_approved:
            raise DomainError(RUNNING[-2])
        if disposal_list.has_lapsed:
            raise DomainError(RUNNING[-4])
        if disposal_is_frozen():
            raise DomainError(RUNNING[-5])
        if _ask("disposal_is_held", disposal_list.pk):
            raise DomainError(RUNNING[-6])


@transaction.atomic
def run(*, disposal_list: DisposalList) -> int:
    """Carry out an approved list; again, it does nothing. How many cases or entries went.

    Whether a 漏えい等の対応 is open is asked once more at the end: one may have been begun while a hundred cases went,
    and then none of them has gone (S-96)."""
    gone = int(_ask("run_disposal", disposal_list.pk))
    if gone < 0 or (gone and disposal_is_frozen()):
        raise NotPermittedToDispose
    disposal_list.refresh_from_db()
    return gone


def digest_of(disposal_list: DisposalList, user: Any) -> str:
    """Hash of the certificate as it stands in the tables now; the same as access.disposal_digest."""
    row = disposal_list
    at = row.run_at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") if row.run_at else ""
    seq, entries = (("" if n is None else str(n)) for n in (row.until_seq, row.entries))
    people = (row.listed_by_id, row.decided_by_id, row.run_by_id)
    lines = [
        "|".join(map(str, ("list", row.pk, row.subject, *people, at, seq, row.until_hash, entries)))
    ]
    of_list = {"disposal_list": row}
    for record in DisposedRecord.objects.visible_to(user).filter(**of_list):
        lines.append(f"record|{record.record_id}|{record.kind}|{record.years}")
    for count in DisposalCount.objects.visible_to(user).filter(**of_list):
        lines.append(f"count|{count.name}|{count.rows}|{count.versions}")
    for item in DisposalItem.objects.visible_to(user).filter(**of_list):
        lines.append(f"case|{item.case_number}|{item.outcome}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
