"""What plans say of a person, for a request of disclosure that a secretariat answers.

A plan is the secretariat's (R6): its coordinators all read it, so whoever checks sees what was marked. Bodies
of the circle read it by name (R5) and collect nothing of it. A plan that nobody has consented to yet stays with
those who carry it out (R5, R7) and is no part of this; nor is what is told in a 支援会議 (R4).
"""

import datetime
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cases.models import CaseRecord, Person
from documents.wareki import format_date
from meetings import models as meetings
from participation import models as participation
from plans import models as plans
from plans.stood import tell_apart

from .kept_besides import rows_of_her
from .models import DisclosureRequest

PERSON = plans.PlanPrint.For.PERSON.value
# In the order of the paper. After these the fixed editions, which say what stood at a conference or a decision.
OF_PLAN: tuple[type[Any], ...] = (
    *(plans.PlanContent, plans.MultiContent, plans.OutreachContent, plans.ParticipationContent),
    *(plans.CandidateResource, plans.Goal, plans.PlanTask, plans.ProgressEntry),
    *(plans.PlanReason, plans.PlanReview),
    *(plans.Evaluation, plans.EvaluationContent, plans.GoalReview),
    *(meetings.PlanConference, meetings.ConferenceItem, meetings.ConferenceAttendance),
    *(meetings.ConferenceParticipant, meetings.ConferenceAddendum),
)
# A plan may have several people take part: of the others nothing is hers.
OF_PARTICIPATION: tuple[tuple[type[Any], str], ...] = (
    (participation.Participation, "person_id"),
    (participation.ParticipationNeeds, "participation__person_id"),
    (participation.ParticipationReason, "participation__person_id"),
    (participation.Placement, "participation__person_id"),
    (participation.PlacementEntry, "placement__participation__person_id"),
    (participation.HostTelling, "placement__participation__person_id"),
)


def rows_of_plans(
    request: DisclosureRequest, record: CaseRecord, until: datetime.datetime, user: Any
) -> Iterator[tuple[type[Any], Any]]:
    """Model and rows, as they were when the request was received; nothing for other bodies."""
    if not record.body.is_secretariat:
        return
    case = request.compartment.case_id
    before = {"created_at__lte": until}
    agreed = plans.Plan.objects.visible_to(user).of_case(case).filter(consent_id__isnull=False)
    lies_in = {"compartment__in": agreed.filter(**before).values("compartment")}
    hers = rows_of_her(request, user)
    people = Person.objects.visible_to(user).filter(pk__in=hers, is_subject=True)
    # What she asked for may be a row that was merged into the subject's since.
    if request.is_subject or people.exists():
        of_plan: tuple[type[Any], ...] = (plans.Plan, *OF_PLAN)
        for model in of_plan:
            rows = model.objects.visible_to(user).filter(**lies_in, **before)
            yield model, rows.order_by("created_at", "pk")
        fixed = plans.FixedPlanText.objects.visible_to(user).filter(**lies_in, **before)
        yield plans.FixedPlanText, fixed.select_related("fixed").order_by("created_at", "pk")
    for model, person in OF_PARTICIPATION:
        rows = model.objects.visible_to(user).filter(**lies_in, **before)
        yield model, rows.filter(**{f"{person}__in": hers}).order_by("created_at", "pk")


@dataclass(frozen=True)
class FixedWords:
    """One line of a fixed edition, below its heading."""

    head: str
    text: str
    not_for_person: bool


def names_of_fixed(rows: Iterable[plans.FixedPlanText]) -> dict[uuid.UUID, str]:
    """Which edition each of these texts is: who checks sees the same line in several, and marks each of them."""
    of_plan: dict[uuid.UUID, list[plans.FixedPlan]] = {}
    for row in rows:
        of_plan.setdefault(row.fixed.plan_id, []).append(row.fixed)
    for fixed in of_plan.values():
        tell_apart(fixed)
    return {
        row.pk: f"{format_date(row.fixed.on)}の{row.fixed.get_moment_display()}"
        f"{row.fixed.which}（第{row.fixed.edition}版）"
        for row in rows
    }


def words_of_fixed(blocks: Iterable[dict[str, Any]]) -> list[FixedWords]:
    """What a fixed edition says (plans.fixed_document), line by line: labels are no words of their own."""
    found, head = [], ""
    for block in blocks:
        head = block.get("head", head)
        lines = [block.get("text", "")]
        lines += [f"{label}：{value}" for label, value in block.get("facts", ()) if value]
        lines += ["／".join(filter(None, cells)) for cells in block.get("rows", ())]
        hidden = PERSON in block.get("not_for", ())
        found += [FixedWords(head, line, hidden) for line in lines if line.strip()]
    return found
