"""一式 of a 重層的支援会議: all papers that lie before it, for one's own desk or one part for each body
that comes; by the consent, and only while it holds (R5, R8)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from access.errors import DomainError
from jobs.models import Job
from jobs.services import request_job
from meetings.conference_page import bodies_to_tell
from meetings.models import ConferenceItem, ConferenceState, PlanConference, Purpose
from meetings.models.conference import MINUTED
from meetings.services import persons_without_consent, require_unnamed
from meetings.services.conferences import is_covered
from organizations.models import Body
from plans.batch_models import PlanBatch
from plans.models import FixedPlan, Plan, PlanPrint, ProgressEntry
from plans.monitoring_models import Evaluation, EvaluationContent, GoalReview

from .changing import bodies_acted_for, coordinator_office
from .conferring import papers_of
from .prints import Wanted, enter_copy, kept

PACKET_KIND = "conference_packet_pdf"
# What a plan is looked at for: how far it has come, and the sheet, lie on the table as well.
LOOKED_AT = {Purpose.EVALUATION, Purpose.REPLAN, Purpose.CLOSURE, Purpose.SUSPENSION}
WORDS_OF_ITEM = ("question", "opinion", "conditions", "decided", "remaining", "reason", "follow_up")
WORDS_OF_SHEET = (
    *("participants", "changes_note", "remaining", "person_words", "family_words", "reason"),
    "follow_up",
)


def may_be_packed(conference: PlanConference) -> bool:
    """It takes place or took place, and its consent holds (R8)."""
    return conference.state != ConferenceState.CANCELLED and is_covered(conference)


def bodies_for_packet(plan: Plan, conference: PlanConference, by: Any) -> list[Body]:
    """Bodies to which the secretariat may give the papers: those that come and read the plan."""
    return bodies_to_tell(conference, by) if coordinator_office(plan, by) else []


def conference_before(conference: PlanConference, by: Any) -> PlanConference | None:
    """The conference on the same plan before this one, whose minutes lie on the table."""
    rows = PlanConference.objects.visible_to(by).filter(
        compartment=conference.compartment_id, state__in=MINUTED, held_on__lte=conference.held_on
    )
    found: PlanConference | None = (
        rows.exclude(pk=conference.pk)
        .filter(created_at__lt=conference.created_at)
        .select_related("compartment__case", "compartment__organization", "fixed_by")
        .first()
    )
    return found


def papers_before(plan: Plan, conference: PlanConference, by: Any) -> list[Wanted]:
    """What lies on the table of the plan: as it stood when the conference has met, otherwise the
    edition that is brought, with what changed since the last conference marked."""
    kept_plans = FixedPlan.objects.visible_to(by).filter(plan=plan)
    fixed = kept_plans.filter(conference_id=conference.pk).first()
    former = conference_before(conference, by)
    last = kept_plans.filter(conference_id=former.pk).first() if former else None
    since = last.edition if last and not fixed and last.edition < plan.edition else None
    found = [Wanted(since_edition=since, fixed=fixed)]
    rows = ConferenceItem.objects.visible_to(by).filter(conference=conference)
    if not LOOKED_AT & set(rows.values_list("purpose", flat=True)):
        return found
    if not conference.has_minutes:
        found.append(Wanted(PlanPrint.Paper.PROGRESS))
    sheets = Evaluation.objects.visible_to(by).filter(plan=plan, held_on__lte=conference.held_on)
    if (sheet := sheets.first()) is not None:
        found.append(Wanted(PlanPrint.Paper.EVALUATION, evaluation=sheet))
    return found


@transaction.atomic
def request_packet(
    *, plan: Plan, conference: PlanConference, by: Any, receivers: Sequence[Body] = ()
) -> tuple[PlanBatch, Job]:
    """Ask for all papers of a conference in one file: for oneself, or one part for each receiver."""
    acted_for = bodies_acted_for(plan, by)
    if not acted_for:
        raise DomainError("このプランの資料は印刷できません")
    if not may_be_packed(conference):
        raise DomainError("有効な本人同意がないか、中止された会議です。会議の資料は印刷できません")
    possible = bodies_for_packet(plan, conference, by)
    if set(receivers) - set(possible):
        raise DomainError("渡せるのは、招集した参加機関です。画面を開き直して、選び直してください")
    wanted = papers_before(plan, conference, by)
    former = conference_before(conference, by)
    if former is not None:
        wanted.append(Wanted(PlanPrint.Paper.MINUTES, minutes_of=former))
    if receivers:
        _check_names(plan, conference, wanted, receivers, by)
    made_for = PlanPrint.For.BODIES if receivers else PlanPrint.For.SELF
    copies = [
        enter_copy(
            plan=plan,
            made_for=made_for,
            body=acted_for[0],
            by=by,
            wanted=paper,
            receiver=receiver,
        )
        for receiver in receivers or (None,)
        for paper in wanted
    ]
    batch = kept(copies, by, conference.pk)
    return batch, request_job(by=by, kind=PACKET_KIND, object_id=batch.pk)


def _check_names(
    plan: Plan,
    conference: PlanConference,
    wanted: Iterable[Wanted],
    receivers: Sequence[Body],
    by: Any,
) -> None:
    """Who has not consented is named in none of the papers (domain.md 2.1 R03)."""
    texts = papers_of(plan, by)
    entries = ProgressEntry.objects.visible_to(by).filter(plan=plan)
    texts += entries.values_list("text", flat=True)
    for sheet in (paper.evaluation for paper in wanted if paper.evaluation):
        for row in EvaluationContent.objects.visible_to(by).filter(evaluation=sheet):
            texts += [getattr(row, name) for name in WORDS_OF_SHEET]
        reviews = GoalReview.objects.visible_to(by).filter(evaluation=sheet)
        texts += reviews.values_list("text", flat=True)
    former = conference_before(conference, by)
    if former is not None:
        texts += [former.minutes, former.opinion]
    about = [conference, *([former] if former else [])]
    for item in ConferenceItem.objects.visible_to(by).filter(conference__in=about):
        texts += [getattr(item, name) for name in WORDS_OF_ITEM]
    case = plan.compartment.case
    require_unnamed(texts, persons_without_consent(case=case, bodies=receivers, by=by))
