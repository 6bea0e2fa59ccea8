"""What happens to every request, whichever right is asked for: received, moved on, checked by a second person."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils import timezone

from access.errors import DomainError
from access.models import ConfidentialModel, Disclosure
from access.shortcuts import save_changed
from access.stale import stale
from cases.models import CaseRecord, Person
from keeping.asked_models import REQUEST_MOVES, AskedOfBody
from keeping.time_limits import due_on
from organizations.models import Appointment, Body, Role

A = TypeVar("A", bound=AskedOfBody)

# Whoever may be the second person at some body; at which of them, `checking_role` says.
CHECKING = (Role.SUPERVISOR, Role.COORDINATOR)
AWAITS_CORRECTION = "請求の補正を待っています。先に「補正されたことを記録する」を押してください"
REFUSED = "refused"  # the same word of every request


@dataclass(frozen=True)
class AskerFacts:
    """Who asks, and how it was made sure that she may."""

    asker: str
    confirmed_how: str
    asker_name: str = ""
    no_conflict: str = ""
    asks_for_meetings: bool = False
    asks_for_readings: bool = False


def received(
    record: CaseRecord, person: Person, facts: AskerFacts, received_on: datetime.date, by: Any
) -> dict[str, Any]:
    """The columns of a request on the day of its receipt: the decision falls due in thirty days. Raises DomainError
    while it is not sure who asks."""
    if received_on > timezone.localdate():
        raise DomainError("受け付けた日は、きょうまでの日にしてください")
    if facts.asker not in AskedOfBody.Asker.values:
        raise DomainError("請求した人を選び直してください")
    if not facts.confirmed_how.strip():
        raise DomainError("本人・資格を確かめた方法を書いてください")
    is_other = facts.asker != AskedOfBody.Asker.SELF
    if is_other and not (facts.asker_name.strip() and facts.no_conflict.strip()):
        raise DomainError(
            "代理人のときは、氏名と、本人と対立する人・加害した人でないことを確かめた方法を書いてください"
        )
    return {
        "compartment_id": record.compartment_id,
        "created_by": by,
        "record": record,
        "person_id": person.pk,
        "subject": person.name or str(person),
        "asker": facts.asker,
        "asker_name": facts.asker_name.strip(),
        "confirmed_how": facts.confirmed_how.strip(),
        "no_conflict": facts.no_conflict.strip(),
        "received_on": received_on,
        "due_on": due_on(received_on),
    }


def require_corrected(request: AskedOfBody, decision: str = "") -> None:
    """Raises DomainError while something is missing in the request itself. Where it stays so, it is refused."""
    if request.correction_asked_on is not None and decision != REFUSED:
        otherwise = (
            "。補正されないままのときは、請求に応じない決定だけができます" if decision else ""
        )
        raise DomainError(AWAITS_CORRECTION + otherwise)


def checking_role(body: Body) -> Role:
    """Who is the second person there: at a secretariat whoever keeps its records, for its supervisor reads no plan
    (R6, R9)."""
    return Role.COORDINATOR if body.is_secretariat else Role.SUPERVISOR


def checkers_of(request: AskedOfBody) -> str:
    """The same in words."""
    return (
        "ほかの事務局の担当者" if request.record.body.is_secretariat else "この機関の、ほかの管理者"
    )


def checks_at(acting: Any) -> list[Body]:
    """Bodies of whose requests she may be the second person, of all those at which she holds an office."""
    return [body for body in acting.bodies if body in acting.bodies_with(checking_role(body))]


def require_second(
    request: AskedOfBody, submission: Any, *, is_right: bool, words: str, by: Any
) -> None:
    """Raises DomainError unless she is a second person of the body, and says why she sends it back."""
    if submission is None or request.state != "checking":
        raise DomainError(
            f"確認を待っている{request.called}ではありません。画面を開き直してください"
        )
    others = checkers_of(request)
    if submission.created_by_id == by.pk:
        raise DomainError(f"自分で頼んだ確認は、自分ではできません。{others}が確かめます")
    body = request.record.body
    held = Appointment.objects.current().filter(
        staff=by, role_group__role=checking_role(body), role_group__body=body
    )
    if not held.exists():
        raise DomainError(
            f"{request.law.what}の内容を確かめるのは、{others}です。その人に頼んでください"
        )
    if not is_right and not words.strip():
        raise DomainError("差し戻す理由を書いてください")


def answer(submission: Any, *, is_right: bool, words: str, by: Any) -> None:
    """What the second person says of it."""
    submission._meta.get_field("checks").related_model.objects.create(
        compartment_id=submission.compartment_id,
        created_by=by,
        submission=submission,
        is_right=is_right,
        words=words.strip(),
    )


def latest_submission(request: AskedOfBody, user: Any) -> Any:
    """What was put forward last; None before that."""
    meta: Any = request._meta
    rows = (
        meta.get_field("submissions").related_model.objects.visible_to(user).filter(request=request)
    )
    return rows.select_related("created_by", "request").first()


def latest_check(submission: Any, user: Any) -> Any:
    """What the second person answered to it; None before that."""
    if submission is None:
        return None
    answers = submission._meta.get_field("checks").related_model
    rows = answers.objects.visible_to(user).filter(submission=submission)
    return rows.select_related("created_by").first()


def held(request: A, by: Any, version: int | None = None) -> A:
    """The request, which nobody else changes until this is done: so of two people at one moment the second is told in
    words. Raises StaleError where it has changed since it was read."""
    expected = request.version if version is None else version
    rows = type(request).objects.changeable_by(by).select_for_update(of=("self",))
    now = rows.filter(pk=request.pk).first()
    if now is None or now.version != expected:
        raise stale(request, by, expected)
    return request


def move(request: A, to: str, by: Any, *, version: int | None = None, **facts: Any) -> A:
    """To another state, with what is known then. Raises DomainError where no way leads there."""
    if to not in REQUEST_MOVES[request.state]:
        raise DomainError(
            f"この{request.called}は、いまその操作ができません。画面を開き直してください"
        )
    return save_changed(request, by=by, fields={"state": to, **facts}, version=version)


def handed_out(rows: Iterable[ConfidentialModel], user: Any) -> set[uuid.UUID]:
    """Of receivers and third parties of one request, those to whom a letter was made: the ledger of disclosures has its
    row (R21)."""
    receivers = {row.pk: row.compartment_id for row in rows}
    if not receivers:
        return set()
    lines = Disclosure.objects.visible_to(user).filter(compartment__in=set(receivers.values()))
    return set(lines.filter(object_id__in=receivers).values_list("object_id", flat=True))


def was_handed_out(row: ConfidentialModel, user: Any) -> bool:
    """The same of one."""
    return bool(handed_out([row], user))
