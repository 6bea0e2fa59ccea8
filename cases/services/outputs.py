"""Outputs that wait for a second person (S-91): who would be on the paper, deciding, asking again."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import output, protecting
from access.errors import DomainError
from access.models import OutputHold, Protection
from cases.models import Person
from jobs.models import ENDED_BADLY, Job
from jobs.services import request_job


@dataclass(frozen=True)
class OnPaper:
    """Somebody who would be on the paper, as far as the reader of the page sees her."""

    name: str
    relation: str
    is_protected: bool


def people_on_paper(hold: OutputHold, by: Any) -> list[OnPaper]:
    """「この書類に関わる世帯の人」: members of the household, the protected one marked."""
    protected = {p.person_id for p in protecting.protections(hold.case)}
    members = Person.objects.visible_to(by).in_household().of_case(hold.case)
    return [
        OnPaper(p.name_words, "本人" if p.is_subject else p.relation, p.pk in protected)
        for p in members
    ]


def is_second(hold: OutputHold, by: Any) -> bool:
    """Whether the acting user is a second person for this output."""
    return bool(output.second_person(by).filter(pk=hold.pk).exists())


def may_decide(hold: OutputHold, by: Any) -> bool:
    """Whether the acting user is the second person for this output, and it still waits."""
    return hold.decided_at is None and is_second(hold, by)


def is_ready(hold: OutputHold) -> bool:
    """Whether it was approved, within its day, and has not been made yet."""
    return bool(
        hold.is_approved
        and hold.used_job is None
        and hold.decided_at
        and hold.decided_at + output.APPROVAL_HOLDS_FOR > timezone.now()
    )


def waits_for_another(hold: OutputHold, by: Any) -> bool:
    """Whether another question about the same paper is not answered yet: it names more than one protected person."""
    of_it = {name: getattr(hold, name) for name in output.PAPER}
    asked = output.asked_by(by).filter(**of_it, decided_at__isnull=True)
    return bool(asked.filter(protection__in=Protection.objects.in_force()).exists())


@transaction.atomic
def make_again(*, hold: OutputHold, by: Any) -> Job:
    """Ask once more for what was approved; the worker checks everything anew."""
    if hold.requested_by_id != by.pk or not is_ready(hold):
        raise DomainError("この書類は、いまは作成できません。元の画面から、もう一度頼んでください")
    if waits_for_another(hold, by):
        raise DomainError(
            "この書類には、まだ終わっていない確認があります。「確認を待つ書類」で、まだ決まっていないものを確かめてください"
        )
    return request_job(
        by=by,
        kind=hold.kind,
        object_id=hold.object_id,
        option=hold.option,
        key=_key_of_the_button(hold, by),
    )


def _key_of_the_button(hold: OutputHold, by: Any) -> uuid.UUID:
    """Two clicks make one paper; but what failed since it was let pass, as where somebody else was protected by then,
    is not what is asked for now."""
    of_it = {"kind": hold.kind, "object_id": hold.object_id, "option": hold.option}
    jobs = Job.objects.visible_to(by).filter(**of_it, created_at__gte=hold.decided_at)
    failed = jobs.filter(state__in=ENDED_BADLY).count()
    return uuid.uuid5(hold.pk, str(failed)) if failed else hold.pk
