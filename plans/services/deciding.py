"""From the person's agreement through the 重層的支援会議 to the decision of the ward (R8)."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from cases.models import Consent
from documents.wareki import format_date
from meetings.models import PlanConference
from meetings.services import convene_plan_conference
from plans.models import Goal, Plan, PlanTask
from plans.states import PlanState

from .changing import change, consent_of, write_content
from .circle import circle_of, lead_has_left, left_in_words, roles_left
from .conferring import GOOD_RESULTS, attending, papers_of
from .convened import cancel_with_plan
from .fixing import fix_as_decided
from .reviewing import returned_by

WHY_ORAL = "書面にしない理由と、本人の言葉"


def agreement_from(plan: Plan) -> datetime.date:
    """The first day on which the person can have agreed to the plan: the day on which it was made."""
    return timezone.localdate(plan.created_at)


def application_from(plan: Plan, by: Any) -> datetime.date:
    """The first day of an application 利用申込: it belongs to the consent or comes after it, and may come
    before the plan (domain.md 3.2)."""
    consent = Consent.objects.visible_to(by).filter(pk=plan.consent_id).first()
    made = agreement_from(plan)
    return min(consent.given_on, made) if consent is not None else made


def examined_on(plan: Plan, by: Any) -> datetime.date | None:
    """The day of the conference that examined the plan; the ward decides afterwards (domain.md 3.2)."""
    rows = PlanConference.objects.visible_to(by).filter(pk=plan.conference_id)
    found: datetime.date | None = rows.values_list("held_on", flat=True).first()
    return found


def _require_days(plan: Plan, agreed_on: datetime.date, applied_on: datetime.date, by: Any) -> None:
    if max(agreed_on, applied_on) > timezone.localdate():
        raise DomainError("同意と申込みの日は、今日までの日にしてください")
    if agreed_on < (first := agreement_from(plan)):
        raise DomainError(
            f"本人が同意した日は、プランを作った日（{format_date(first)}）より前にはできません"
        )
    if applied_on < (first := application_from(plan, by)):
        raise DomainError(
            f"利用申込日は、本人の同意を受けた日とプランを作った日の早いほう（{format_date(first)}）より前にはできません"
        )


@transaction.atomic
def note_agreement(
    *,
    plan: Plan,
    agreed_on: datetime.date,
    how: str,
    by: Any,
    note: str = "",
    applied_on: datetime.date | None = None,
    proxy: str = "",
    proxy_reason: str = "",
    version: int | None = None,
) -> Plan:
    """The person applies for the support and has agreed to this edition; a later change takes that
    back. Who signed in her place is named, and why (domain.md 4.4); where nobody signed, it is said why
    not and how she said it (3.2)."""
    if not Goal.objects.visible_to(by).open().filter(plan=plan).exists():
        raise DomainError("目標がまだありません。目標を1つ以上書いてから、本人と確かめてください")
    if how == Plan.Agreed.PROXY and not (proxy and proxy_reason):
        raise DomainError("代筆のときは、代筆した人と理由を書いてください")
    if how == Plan.Agreed.ORAL and not note.strip():
        raise DomainError(f"口頭のときは、{WHY_ORAL}を書いてください")
    _require_days(plan, agreed_on, applied_on or agreed_on, by)
    changed = change(
        plan,
        by=by,
        version=version,
        to=PlanState.PERSON_AGREED,
        agreed_on=agreed_on,
        agreed_how=how,
        applied_on=applied_on or agreed_on,
    )
    write_content(plan, by=by, agreement_note=note, proxy=proxy, proxy_reason=proxy_reason)
    return changed


def missing_for_submission(*, plan: Plan, by: Any) -> list[str]:
    """What a plan still lacks before it can go to the conference (domain.md 3.2)."""
    return [words for _, words in gaps_before_submission(plan=plan, by=by)]


def gaps_before_submission(*, plan: Plan, by: Any) -> list[tuple[str, str]]:
    """The same, each with the part of the plan in which it is mended."""
    missing = []
    if not Goal.objects.visible_to(by).open().filter(plan=plan).exists():
        missing.append(("goals", "目標を1つ以上書いてください"))
    circle = circle_of(plan, by)
    if not circle:
        missing.append(("bodies", "参加機関を加えてください"))
    tasks = list(
        PlanTask.objects.visible_to(by).in_force().filter(plan=plan).select_related("body")
    )
    with_task = {task.body_id for task in tasks}
    idle = dict.fromkeys(str(row.body) for row in circle if row.body_id not in with_task)
    if idle:
        missing.append(("tasks", f"役割のない機関があります（{'、'.join(idle)}）"))
    if left := roles_left(plan, circle, tasks):
        missing.append(("tasks", f"{left_in_words(left)}。ほかの機関に移すか、取りやめてください"))
    if lead_has_left(plan, circle):
        missing.append(("edit", "主担当機関がプランに参加していません。選び直してください"))
    if plan.next_monitoring_on is None:
        missing.append(("edit", "次のモニタリングの日を決めてください"))
    missing += [
        ("edit", f"{row.body}の管理者が差し戻しています。内容を直すか、管理者に確かめてください")
        for row in returned_by(plan, by)
    ]
    return missing


@transaction.atomic
def submit_plan(
    *,
    plan: Plan,
    held_on: datetime.date,
    by: Any,
    place: str = "",
    starts_at: datetime.time | None = None,
    ends_at: datetime.time | None = None,
    others_masked: bool = False,
    version: int | None = None,
) -> Plan:
    """Bring the plan before the 重層的支援会議, which a valid consent must cover (R8)."""
    missing = missing_for_submission(plan=plan, by=by)
    if missing:
        raise DomainError("付議するには、次のことが必要です。" + "。".join(missing))
    changed = change(
        plan,
        by=by,
        version=version,
        to=PlanState.SUBMITTED,
        conference_result="",
    )
    conference = convene_plan_conference(
        plan=plan.compartment,
        consent_id=consent_of(plan),
        held_on=held_on,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        bodies=attending(plan, by),
        others_masked=others_masked,
        papers=papers_of(plan, by),
        by=by,
    )
    return change(changed, by=by, version=None, conference_id=conference.pk)


@transaction.atomic
def take_back_submission(*, plan: Plan, reason: str, by: Any, version: int | None = None) -> Plan:
    """What is to be put right is seen before the conference has begun: the plan may be written in again, and the
    conference is called off. One that was opened says itself what it found (`cancel_with_plan`)."""
    if plan.state != PlanState.SUBMITTED or plan.conference_result:
        raise DomainError(
            "付議を取り下げられるのは、会議の結果が出る前です。画面を開き直してください"
        )
    if not reason.strip():
        raise DomainError("付議を取り下げる理由を書いてください")
    cancel_with_plan(plan, PlanState.RETURNED, by)
    changed = change(plan, by=by, version=version, to=PlanState.RETURNED, reason=reason)
    write_content(plan, by=by, note=reason)
    return changed


@transaction.atomic
def decide_plan(
    *,
    plan: Plan,
    decided_on: datetime.date,
    number: str,
    title: str,
    by: Any,
    version: int | None = None,
) -> Plan:
    """支援決定 by the ward: the day, the number and the office of who decided. The day lies between the
    conference and today (domain.md 3.2)."""
    _require_found_good(plan)
    _require_after_conference(plan, decided_on, "決定の日", by)
    changed = change(
        plan,
        by=by,
        version=version,
        to=PlanState.DECIDED,
        decided_on=decided_on,
        decision_number=number,
        decided_by_title=title,
    )
    fix_as_decided(changed, by)
    return changed


def _require_found_good(plan: Plan) -> None:
    if plan.state == PlanState.SUBMITTED and plan.conference_result not in GOOD_RESULTS:
        raise DomainError("先に、会議の結果（適切・条件付き）を記録してください")


def _require_after_conference(plan: Plan, day: datetime.date, what: str, by: Any) -> None:
    """The ward decides between the day of the conference and today (domain.md 3.2)."""
    held_on = examined_on(plan, by)
    if day > timezone.localdate() or (held_on is not None and day < held_on):
        first = f"会議の日（{format_date(held_on)}）から" if held_on else ""
        raise DomainError(f"{what}は、{first}今日までの日にしてください")


@transaction.atomic
def refuse_plan(
    *,
    plan: Plan,
    reason: str,
    by: Any,
    refused_on: datetime.date | None = None,
    number: str = "",
    version: int | None = None,
) -> Plan:
    """The ward does not decide for it: back to be put right, with the reason; and where it wrote a letter, its day and
    its number. Raises DomainError for a number without a day, for a day before the conference or after today, and while
    no conference has found it adequate: the ward has nothing to decide on then (R8)."""
    _require_found_good(plan)
    if number and refused_on is None:
        raise DomainError("文書番号を書くときは、決定しないと通知した日も書いてください")
    if refused_on is not None:
        _require_after_conference(plan, refused_on, "決定しないと通知した日", by)
    changed = change(
        plan,
        by=by,
        version=version,
        to=PlanState.RETURNED,
        refused_on=refused_on,
        refusal_number=number,
        reason=reason,
    )
    write_content(plan, by=by, note=reason)
    return changed


@transaction.atomic
def start_plan(
    *,
    plan: Plan,
    by: Any,
    next_monitoring_on: datetime.date | None = None,
    version: int | None = None,
) -> Plan:
    """Support begins as decided; the first look at it may be set anew, counted from today."""
    day = next_monitoring_on or plan.next_monitoring_on
    return change(plan, by=by, version=version, to=PlanState.ACTIVE, next_monitoring_on=day)
