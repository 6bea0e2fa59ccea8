"""The one output gate (S-91): every PDF, spreadsheet, list and letter passes here, when it is made
and again when it is fetched.

A kind of output states *what it is* (`Output`): for whom, and which cases it names. The gate

- stops it when a household with a protected member is named (R11), until a second person on the
  protection list of each such member has approved it: one approval, one output, 24 hours. Of what
  lies in a 支援会議 or a plan nobody hears who does not write there, the list neither (R4, R5, R7):
  there the second person is somebody of the meeting, or of the circle of the plan;
- enters in the ledger what leaves its body (R21), when the output is made.

    gate=own_use                      # a paper for the desk of who asked; names the case of its row
    gate=my_gate                      # def my_gate(user, row, option) -> Output

What it does not know: jobs and papers. `jobs` calls it; `cases` shows the page of approvals.
"""

import datetime
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Now
from django.utils import timezone

from organizations.models import Body, LegalBasis

from . import ledger
from .errors import DomainError
from .models import CaseFile, Compartment, ConfidentialModel, OutputHold, Protection
from .places import Sees
from .querysets import open_compartment_filter

CLOSED = (Compartment.Kind.MEETING, Compartment.Kind.PLAN)
APPROVAL_HOLDS_FOR = datetime.timedelta(hours=24)
PAPER = ("requested_by", "kind", "object_id", "option")  # by which a paper is known again


@dataclass(frozen=True)
class Leaving:
    """What the ledger says of an output that leaves its body (R21)."""

    recipients: str
    purpose: str
    legal_basis: str  # code of CL-01
    body: Body
    # None: it is of no case, and its row stands in the ledger beside those of cases.
    compartment: Compartment | None
    channel: str = "print"
    obj: models.Model | None = None


@dataclass(frozen=True)
class Output:
    """One output: for whom, and the cases whose households it may name.

    `leaving` is empty for what stays on the desk of who asked, and required otherwise.
    """

    use: str  # OutputHold.Use
    cases: tuple[uuid.UUID, ...]
    leaving: Leaving | None = None
    # Numbered copies made at once: each of them is a row of the ledger of its own.
    further: tuple[Leaving, ...] = ()
    # Where an output of several lies, by case: the compartments of `closed_compartment`.
    within: Mapping[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    # What a paper says of its receiver and neither hold nor ledger tells: compared, and never kept.
    read_as: str = ""

    def __post_init__(self) -> None:
        if self.use == OutputHold.Use.OTHERS and self.leaving is None:
            raise ValueError("what is made for others is entered in the ledger (R21)")


# (user, the row of `may`, option) -> what the output is
Gate = Callable[[Any, Any, str], Output]


def cases_of(row: Any) -> tuple[uuid.UUID, ...]:
    """The case of a confidential row or of a case file."""
    if isinstance(row, ConfidentialModel):
        return (row.compartment.case_id,)
    if isinstance(row, CaseFile):
        return (row.pk,)
    raise TypeError("state the cases that the output names: write a gate of its own")


def closed_compartment(row: Any) -> uuid.UUID | None:
    """The compartment of a row of a 支援会議 or a plan: who is not in it learns nothing of it (R4, R5, R7)."""
    if isinstance(row, ConfidentialModel) and row.compartment.kind in CLOSED:
        return row.compartment_id
    return None


def closed_places(row: ConfidentialModel) -> dict[uuid.UUID, uuid.UUID]:
    """The same by case, for `Output.within`."""
    place = closed_compartment(row)
    return {} if place is None else {row.compartment.case_id: place}


def own_use(user: Any, row: Any, option: str) -> Output:
    """The gate of a paper for who asked herself, about the case of its row."""
    return Output(OutputHold.Use.OWN, cases_of(row))


@dataclass(frozen=True)
class Asked:
    """What was asked for, as the holds remember it."""

    kind: str
    label: str
    object_id: uuid.UUID
    option: str
    job_id: uuid.UUID
    within: uuid.UUID | None = None  # `closed_compartment` of what it is about
    is_made: bool = False  # it is handed out as it was made, whoever gets it by now


def protections_of(cases: Iterable[uuid.UUID]) -> list[Protection]:
    """Protections in force of members of these cases, as far as the acting user sees the cases."""
    return list(Protection.objects.in_force().filter(case__in=list(cases)).order_by("pk"))


def stops(*, user: Any, asked: Asked, output: Output) -> bool:
    """Whether the output waits for a second person. Asks for the approvals that are missing, and
    uses up those that are there. Runs in the caller's transaction, which must be kept."""
    wanted = protections_of(output.cases)
    if not wanted:
        return False
    mine = _mine(user, asked)
    approved = {h.protection_id: h for h in mine if _is_good(h, asked, output)}
    missing = [p for p in wanted if p.pk not in approved]
    if missing:
        waiting = {h.protection_id for h in mine if h.decided_at is None and _is_for(h, output)}
        for protection in missing:
            if protection.pk not in waiting:
                _ask(user, asked, output, protection)
        return True
    fresh = [approved[p.pk].pk for p in wanted if approved[p.pk].used_job is None]
    OutputHold.objects.filter(pk__in=fresh).update(used_job=asked.job_id)
    return False


def _mine(user: Any, asked: Asked) -> list[OutputHold]:
    return list(
        OutputHold.objects.select_for_update().filter(
            requested_by=user, kind=asked.kind, object_id=asked.object_id, option=asked.option
        )
    )


def _is_good(hold: OutputHold, asked: Asked, output: Output) -> bool:
    """Approved, within its day, and not used for another output nor given for other receivers."""
    is_used_here = hold.used_job == asked.job_id
    return (
        hold.is_approved
        and hold.decided_at is not None
        and hold.decided_at + APPROVAL_HOLDS_FOR > timezone.now()
        and (is_used_here or hold.used_job is None)
        and ((asked.is_made and is_used_here) or _is_for(hold, output))
    )


def _is_for(hold: OutputHold, output: Output) -> bool:
    """Whether the second person was asked about these receivers: who gets it may have changed since."""
    return bool((hold.use, hold.recipients) == receivers(output))


def receivers(output: Output) -> tuple[str, str]:
    """For what, and to whom, it goes: as the hold and the ledger say it."""
    return output.use, _everybody(output)


def said_of_receivers(output: Output) -> tuple[str, ...]:
    """The same with what only the paper says of them: for whom it was made, and for nobody else."""
    return (*receivers(output), output.read_as)


def _everybody(output: Output) -> str:
    """Everybody to whom a copy goes, and not the first one only."""
    named = (one.recipients for one in (output.leaving, *output.further) if one)
    return "、".join(dict.fromkeys(named))


def _ask(user: Any, asked: Asked, output: Output, protection: Protection) -> None:
    leaving = output.leaving
    OutputHold(
        protection=protection,
        case_id=protection.case_id,
        within_id=asked.within or output.within.get(protection.case_id),
        kind=asked.kind,
        label=asked.label[:100],
        object_id=asked.object_id,
        option=asked.option,
        use=output.use,
        recipients=_everybody(output),
        purpose=leaving.purpose[:300] if leaving else "",
        requested_by=user,
        requested_at=timezone.now(),
    ).save(force_insert=True)


def enter_in_ledger(*, user: Any, output: Output) -> None:
    """One row for each thing that leaves its body, written when the output is kept (R21)."""
    for leaving in (*filter(None, (output.leaving,)), *output.further):
        ledger.enter(
            by=user,
            body=leaving.body,
            compartment=leaving.compartment,
            channel=leaving.channel,
            obj=leaving.obj,
            recipients=leaving.recipients,
            purpose=leaving.purpose,
            legal_basis=LegalBasis.objects.on().get(code=leaving.legal_basis),
        )


def holds_of(user: Any) -> Any:
    """Those that the user may know: her own, those of protections on whose list she stands, and those of a
    meeting or a plan in which she writes. The row policy says the same."""
    return OutputHold.objects.filter(_asked_by(user) | _to_decide_by(user))


def asked_by(user: Any) -> Any:
    """Outputs for which the user has asked herself."""
    return OutputHold.objects.filter(_asked_by(user))


def answered_lately(user: Any) -> Any:
    """What is to be told to who asked: each refusal at once; an approval only when it was let pass for everybody who is
    protected on it, for until then it is held again."""
    since = timezone.now() - APPROVAL_HOLDS_FOR
    of_it = {name: models.OuterRef(name) for name in PAPER}
    whom, when = models.OuterRef("protection"), models.OuterRef("requested_at")
    asked_again = OutputHold.objects.filter(**of_it, protection=whom, requested_at__gt=when)
    missing = (
        OutputHold.objects.filter(
            ~models.Exists(asked_again), **of_it, protection__in=Protection.objects.in_force()
        )
        .exclude(protection=whom)
        .exclude(is_approved=True, used_job__isnull=True, decided_at__gt=since)
    )
    mine = asked_by(user).filter(used_job__isnull=True, decided_at__gt=since)
    return mine.filter(models.Q(is_approved=False) | ~models.Exists(missing))


def news_for(user: Any) -> Any:
    """The same, each paper once, whoever let it pass for whom: by any of its pages it is made."""
    told = answered_lately(user)
    of_it = {name: models.OuterRef(name) for name in PAPER}
    at, key = models.OuterRef("decided_at"), models.OuterRef("pk")
    after = models.Q(decided_at__gt=at) | models.Q(decided_at=at, pk__gt=key)
    later = told.filter(after, **of_it, is_approved=True)
    return told.exclude(models.Exists(later), is_approved=True)


def _asked_by(user: Any) -> models.Q:
    """To whom, what for and how it was decided is told within the meeting, the plan or the case: to who has left it, or is
    kept out, no more (R4, R12, R16)."""
    sees_case = models.Q(Sees("case_id", function="access.sees_case"))
    is_open = models.Q(within=None) & sees_case | open_compartment_filter(user, "within_id")
    return models.Q(requested_by=user) & is_open


def to_decide(user: Any) -> Any:
    """Outputs that wait for the user as the second person."""
    return second_person(user).filter(decided_at__isnull=True)


def second_person(user: Any) -> Any:
    """Outputs for which the user is, or was, a second person."""
    return OutputHold.objects.filter(_to_decide_by(user)).exclude(requested_by=user)


def _to_decide_by(user: Any) -> models.Q:
    on_the_list = models.Q(within=None, protection__in=Protection.objects.on_list_of(user))
    return on_the_list | models.Q(within__isnull=False) & open_compartment_filter(
        user, "within_id", permissions=("write_compartment",)
    )


@transaction.atomic
def decide(*, hold: OutputHold, approve: bool, reason: str, by: Any) -> None:
    """A second person on the protection list lets an output pass, or not."""
    if hold.requested_by_id == by.pk:
        raise DomainError(
            "自分が頼んだ書類は、自分では認められません。名簿のほかの人に頼んでください"
        )
    changed = OutputHold.objects.filter(pk=hold.pk, decided_at__isnull=True).update(
        decided_by=by, decided_at=Now(), is_approved=approve, reason=reason
    )
    if not changed:
        raise DomainError("この書類は、すでにほかの人が決めました。画面を読み込み直してください")
