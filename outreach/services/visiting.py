"""Visits planned, made, and come back from. Where a risk is marked nobody goes alone."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import explain
from access.errors import DomainError
from access.shortcuts import save_changed
from organizations.models import Appointment
from outreach.models import (
    IN_PERSON,
    MET,
    Method,
    Outreach,
    PlannedVisit,
    Result,
    Sign,
    VisitAttempt,
    VisitState,
)
from outreach.states import BEFORE_APPROACH, OutreachState

from .moving import last_day, step

ALONE = "この方のところへは、2人以上で行くことになっています（{risk}）。もう1人の職員を選ぶか、同行する人を書いてください"
WENT_ALONE = "。1人で行ってしまったときは、管理者に報告し、経過の記録に書いてください"
NOT_YET = "訪ねる前に、「事前調整」に行く人・危険・言わないことを書き、段階を「働きかけ中」に進めてください"
# Of a planned visit: with another of these somebody goes who has not said that she is back.
GOING = ("on", "starts", "return_by", "method", "visitor_id")
# An entry made in the field after the fact: so far back.
LATE = datetime.timedelta(days=60)


@dataclass(frozen=True)
class VisitFacts:
    """The next visit: when, who, how, and when they are back."""

    on: datetime.date
    visitor: Any
    method: str = Method.VISIT
    starts: datetime.time | None = None
    return_by: datetime.time | None = None
    companion: Any = None
    companion_words: str = ""
    purpose: str = ""


@dataclass(frozen=True)
class AttemptFacts:
    """What somebody tells on the way back: the result is all that has to be chosen."""

    result: str
    visitor: Any
    method: str = Method.VISIT
    at: datetime.datetime | None = None
    companion: Any = None
    companion_words: str = ""
    met: str = ""
    mood: str = ""
    signs: tuple[str, ...] = ()
    words: str = ""
    next_on: datetime.date | None = None


def _visitors(
    outreach: Outreach,
    facts: VisitFacts | AttemptFacts,
    alone: str,
    former: VisitAttempt | None = None,
) -> dict[str, Any]:
    """Columns of who goes; refused when one would go alone where two are needed, or when somebody goes
    who is kept out of the case (R12). What `former` told and is put right now was judged on its own day: who went
    then did go, alone or not, whatever has been marked since."""
    kept_out = {row.user_id for row in explain.restrictions(outreach.compartment.case)}
    if former is not None:
        kept_out -= {former.visitor_id, former.companion_id}
    if kept_out & {one.pk for one in (facts.visitor, facts.companion) if one is not None}:
        raise DomainError("この方に関われない職員が選ばれています。ほかの職員を選んでください")
    if facts.companion is not None and facts.companion.pk == facts.visitor.pk:
        raise DomainError("もう1人には、行く人とは別の職員を選んでください")
    went = former is not None and former.method in IN_PERSON
    marked = former.needs_two if former is not None and went else outreach.needs_two
    needs_two = marked and facts.method in IN_PERSON
    if needs_two and facts.companion is None and not facts.companion_words.strip():
        raise DomainError(alone.format(risk=outreach.risk_words))
    return {
        "visitor": facts.visitor,
        "companion": facts.companion,
        "companion_words": facts.companion_words,
        "needs_two": needs_two,
    }


def _require_open(outreach: Outreach) -> None:
    if outreach.is_closed:
        raise DomainError("終結したアウトリーチには、書き足せません")


def plans_too_early(outreach: Outreach, method: str) -> bool:
    """Whether nobody goes to the door yet, so that going there is not planned either (domain.md 3.5)."""
    return outreach.state in BEFORE_APPROACH and method in IN_PERSON


def _require_possible(outreach: Outreach, facts: VisitFacts) -> None:
    """Of a visit that is planned, and of one that is changed: raises DomainError for going to the door too
    early (domain.md 3.5), a day that is over, and hours that cannot be."""
    if plans_too_early(outreach, facts.method):
        raise DomainError(NOT_YET)
    if facts.on < timezone.localdate():
        raise DomainError("予定の日は、今日からの日付にしてください")
    if facts.method in IN_PERSON and (facts.starts is None or facts.return_by is None):
        raise DomainError("訪問・同行のときは、出る時刻と帰着の予定の時刻を書いてください")
    if facts.starts and facts.return_by and facts.return_by <= facts.starts:
        raise DomainError("帰着の予定は、出る時刻より後にしてください")


@transaction.atomic
def plan_visit(*, outreach: Outreach, facts: VisitFacts, by: Any) -> PlannedVisit:
    """Plan the next visit. Who goes in person says when she is back (帰着確認)."""
    _require_open(outreach)
    _require_possible(outreach, facts)
    made: PlannedVisit = PlannedVisit.objects.create(
        compartment_id=outreach.compartment_id,
        created_by=by,
        outreach=outreach,
        on=facts.on,
        starts=facts.starts,
        return_by=facts.return_by if facts.starts else None,
        method=facts.method,
        purpose=facts.purpose,
        **_visitors(outreach, facts, ALONE),
    )
    return made


@transaction.atomic
def cancel_visit(*, visit: PlannedVisit, reason: str, by: Any) -> PlannedVisit:
    """It does not take place."""
    if visit.state != VisitState.PLANNED:
        raise DomainError("この予定は、もう終わっています")
    if not reason.strip():
        raise DomainError("取りやめる理由を書いてください")
    fields = {"state": VisitState.CANCELLED, "cancel_reason": reason}
    return save_changed(visit, by=by, fields=fields)


@transaction.atomic
def confirm_return(*, visit: PlannedVisit, by: Any) -> PlannedVisit:
    """Who went is back safely, as she says herself or as somebody has made sure. Twice is once."""
    if visit.returned_at is not None:
        return visit
    if visit.state == VisitState.CANCELLED:
        raise DomainError("取りやめた予定です")
    if visit.on > timezone.localdate():
        raise DomainError("まだ先の予定です")
    fields = {"returned_at": timezone.now(), "returned_by_id": by.pk}
    return save_changed(visit, by=by, fields=fields)


@transaction.atomic
def record_attempt(
    *, outreach: Outreach, facts: AttemptFacts, by: Any, visit: PlannedVisit | None = None
) -> VisitAttempt:
    """Tell what came of an attempt: the first contact moves the outreach on, a next date is planned.

    A next visit is refused where `plan_visit` would refuse it: before the outreach has come so far."""
    _require_open(outreach)
    if facts.next_on is not None and plans_too_early(outreach, facts.method):
        raise DomainError(NOT_YET)
    if visit is not None:
        _require_untold(visit)
    if facts.next_on is not None:
        _require_still_there(outreach, facts)
    attempt = _write(outreach, facts, by, visit=visit)
    if visit is not None:
        save_changed(visit, by=by, fields={"state": VisitState.DONE})
    if outreach.state == OutreachState.APPROACHING and facts.result in MET:
        day = max(timezone.localdate(attempt.at), last_day(outreach, by))
        words = str(Result(facts.result).label)
        step(outreach, OutreachState.CONTACTED, by=by, on=day, words=words)
    if facts.next_on is not None:
        _plan_next(outreach, attempt, by)
    return attempt


def _require_still_there(outreach: Outreach, facts: AttemptFacts) -> None:
    """Who has left did go; nobody waits for her at the next visit, which would stand on no home page."""
    going = {one.pk: one for one in (facts.visitor, facts.companion) if one is not None}
    there = Appointment.objects.current().filter(role_group__body=outreach.body_id, staff__in=going)
    gone = going.keys() - set(there.values_list("staff", flat=True))
    if gone:
        names = "、".join(f"{going[key].name}さん" for key in going if key in gone)
        raise DomainError(
            f"{names}は、異動や退職で、もう行けません。「次の予定」を空けて記録し、"
            "そのあとで、次に行く人を選んで予定を立ててください"
        )


def _require_untold(visit: PlannedVisit) -> None:
    """A planned visit has one result: two who went do not count it twice (domain.md 3.5)."""
    if visit.state == VisitState.DONE:
        raise DomainError(
            "この予定の結果は、もう記録されています。書いた内容は、ここに残っています。足りないことは、"
            "「働きかけの記録」でその記録を訂正するか、経過の記録に書いてください"
        )
    if visit.state == VisitState.CANCELLED:
        raise DomainError(
            "この予定は、取りやめになっています。書いた内容は、ここに残っています。実際に行ったときは、"
            "アウトリーチの画面の「結果を記録する」に書いてください"
        )


@transaction.atomic
def correct_attempt(
    *, attempt: VisitAttempt, facts: AttemptFacts, reason: str, by: Any
) -> VisitAttempt:
    """Correct what was told by a row of its own; the former one stays readable."""
    if not reason.strip():
        raise DomainError("訂正の理由を書いてください")
    if VisitAttempt.objects.visible_to(by).filter(corrects=attempt).exists():
        raise DomainError("この記録はすでに訂正されています。新しいほうの記録を訂正してください")
    outreach = Outreach.objects.visible_to(by).for_list().get(pk=attempt.outreach_id)
    return _write(
        outreach,
        facts,
        by,
        visit=attempt.visit,
        corrects=attempt,
        correction_reason=reason,
    )


def _write(outreach: Outreach, facts: AttemptFacts, by: Any, **more: Any) -> VisitAttempt:
    at = facts.at or timezone.now()
    if at > timezone.now() + datetime.timedelta(minutes=5):
        raise DomainError("日時は、今までにしてください。これからの訪問は「次の予定」に書きます")
    if at < timezone.now() - LATE and "corrects" not in more:
        raise DomainError("2か月より前のことは、経過の記録に書いてください")
    if facts.result not in Result.values:
        raise DomainError("結果を選んでください")
    if facts.next_on is not None and facts.next_on < timezone.localdate():
        raise DomainError("次の予定日は、今日からの日付にしてください")
    made: VisitAttempt = VisitAttempt.objects.create(
        compartment_id=outreach.compartment_id,
        created_by=by,
        outreach=outreach,
        at=at,
        method=facts.method,
        result=facts.result,
        met=facts.met,
        mood=facts.mood,
        signs=[sign for sign in facts.signs if sign in Sign.values],
        words=facts.words,
        next_on=facts.next_on,
        **_visitors(outreach, facts, ALONE + WENT_ALONE, former=more.get("corrects")),
        **more,
    )
    return made


def _plan_next(outreach: Outreach, attempt: VisitAttempt, by: Any) -> None:
    """The next date with the same people; its hours are added where the week is planned."""
    PlannedVisit.objects.create(
        compartment_id=outreach.compartment_id,
        created_by=by,
        outreach=outreach,
        on=attempt.next_on,
        method=attempt.method,
        visitor=attempt.visitor,
        companion=attempt.companion,
        companion_words=attempt.companion_words,
        needs_two=attempt.needs_two,
    )


@transaction.atomic
def set_hours(
    *, visit: PlannedVisit, facts: VisitFacts, by: Any, version: int | None = None
) -> PlannedVisit:
    """Change a planned visit: day, hours, who goes. Whoever then goes (again) is to come back (again)."""
    if visit.state != VisitState.PLANNED:
        raise DomainError("この予定は、もう終わっています")
    outreach = Outreach.objects.visible_to(by).for_list().get(pk=visit.outreach_id)
    _require_possible(outreach, facts)
    people = _visitors(outreach, facts, ALONE)
    fields: dict[str, Any] = {
        "on": facts.on,
        "starts": facts.starts,
        "return_by": facts.return_by if facts.starts else None,
        "method": facts.method,
        "purpose": facts.purpose,
        "visitor_id": facts.visitor.pk,
        "companion_id": facts.companion.pk if facts.companion else None,
        "companion_words": facts.companion_words,
        "needs_two": people["needs_two"],
    }
    if any(fields[name] != getattr(visit, name) for name in GOING):
        fields |= {"returned_at": None, "returned_by_id": None}
    return save_changed(visit, by=by, fields=fields, version=version)
