"""What every page of a plan shows, for the user of the request: head, state, next step, circle."""

from collections import Counter
from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse

from access.explain import Audience, audience, audience_of_words
from access.shortcuts import may_write
from cases import surroundings
from cases.codes import every_label
from cases.models import CaseRecord
from cases.services.consent_at_hand import is_at_hand
from meetings.models import DatePoll, PlanConference, SupportMeeting
from organizations.models import Body

from .after_end import left_open, where_next
from .beside import Beside, sections_of
from .choices import DEGREES, basis_labels
from .editions import OwnField, rows_of_kind
from .kind_models import CandidateResource, KindContent
from .models import Goal, Plan, PlanBody, PlanContent, PlanReview, PlanTask, ProgressEntry
from .monitoring_models import Evaluation, open_evaluation
from .moves_offered import moves_offered
from .next_step import next_step_of
from .services import gaps_before_submission
from .services.changing import bodies_acted_for, coordinator_office, has_consent, secretariat_of
from .services.circle import circle_of
from .services.conferring import GOOD_RESULTS, PURPOSES
from .services.convened import planned_conference
from .services.findings import found_of, may_follow
from .services.kinds import kind_words
from .services.outreach import meeting_of_case
from .services.reviewing import bodies_supervised, latest_reviews
from .standing import RULE, Standing, standing_of
from .state_marks import STEPS, STEPS_BEFORE_CONSENT, tone_of
from .states import EDITABLE, ENDED, IN_SUPPORT, PlanState

NEWEST = 20


class PlanPage:
    """A plan and its surroundings; each part asks for itself what the user sees."""

    def __init__(self, request: Any, plan: Plan) -> None:
        self.request, self.user, self.plan = request, request.user, plan
        self.case = plan.compartment.case

    @cached_property
    def has_consent(self) -> bool:
        return has_consent(self.plan)

    @cached_property
    def at_hand(self) -> bool:
        """The user may rest on the consent what she does: a coordinator whom it does not name sees that it holds, and
        not whom it names (R3, R8)."""
        return is_at_hand(self.plan.consent_id, self.user)

    @property
    def waits_for_named(self) -> bool:
        """Another coordinator takes the steps that rest on the consent: she whom it names."""
        has_ended = self.plan.state in ENDED
        return self.is_coordinator and self.has_consent and not self.at_hand and not has_ended

    @property
    def stands(self) -> bool:
        """It may go on: its consent is valid, or it is outreach that has none yet (R5, R7)."""
        return self.has_consent or self.plan.is_before_consent

    @cached_property
    def state(self) -> PlanState:
        return self.plan.state_shown(self.has_consent)

    @cached_property
    def is_protected(self) -> bool:
        return surroundings.has_protected(self.request, self.case)

    @property
    def is_held(self) -> bool:
        return self.state == PlanState.HELD_CONSENT

    @property
    def tone(self) -> str:
        return tone_of(self.state)

    @cached_property
    def standing(self) -> Standing:
        """Percent and traffic light, from what the user sees (R9)."""
        return standing_of(self.plan, self.user)

    @property
    def rule_of_standing(self) -> tuple[str, ...]:
        return RULE

    @cached_property
    def content(self) -> PlanContent | None:
        """The words of the plan; a supervisor sees progress and not these (R9)."""
        return PlanContent.objects.visible_to(self.user).filter(plan=self.plan).first()

    @cached_property
    def own(self) -> KindContent | None:
        """The fields of its kind, beside the words."""
        return kind_words(self.plan, self.user)

    @property
    def own_rows(self) -> list[OwnField]:
        """The fields of its kind in words."""
        return rows_of_kind(self.plan.kind, self.own)

    @cached_property
    def candidates(self) -> list[CandidateResource]:
        return list(CandidateResource.objects.visible_to(self.user).filter(plan=self.plan))

    @cached_property
    def meeting(self) -> SupportMeeting | None:
        """The 支援会議 inside which this user may share it before consent, and nobody else's (R7)."""
        if not self.plan.is_before_consent or self.plan.state in ENDED:
            return None
        return meeting_of_case(self.case, self.user)

    @cached_property
    def is_coordinator(self) -> bool:
        return coordinator_office(self.plan, self.user) is not None

    @cached_property
    def may_write(self) -> bool:
        return may_write(self.user, self.plan.compartment)

    @cached_property
    def neighbours(self) -> list[tuple[str, Plan]]:
        """The plan before and the plan after this one, as far as the user sees them."""
        found = []
        visible = Plan.objects.visible_to(self.user)
        if self.plan.follows_id and (former := visible.filter(pk=self.plan.follows_id).first()):
            found.append(("前のプラン", former))
        if self.plan.state == PlanState.REPLANNED and (
            following := visible.filter(follows_id=self.plan.pk).first()
        ):
            found.append(("次のプラン", following))
        return found

    @cached_property
    def reviews(self) -> list[PlanReview]:
        """The last word of the supervisor of each body (R9)."""
        return latest_reviews([self.plan], self.user).get(self.plan.pk, [])

    @cached_property
    def may_review(self) -> bool:
        return self.plan.state in EDITABLE and bool(bodies_supervised(self.plan, self.user))

    @property
    def may_add_bodies(self) -> bool:
        return self.may_change_circle and (self.at_hand or self.plan.is_before_consent)

    @property
    def may_change_circle(self) -> bool:
        """People and bodies leave it, and who is in charge there is looked at."""
        return self.is_coordinator and self.stands and self.plan.state not in ENDED

    @property
    def may_edit(self) -> bool:
        return self.is_coordinator and self.plan.state in EDITABLE and self.stands

    @cached_property
    def may_tell_progress(self) -> bool:
        return (
            self.plan.state in IN_SUPPORT
            and self.stands
            and self.may_write
            and bool(bodies_acted_for(self.plan, self.user))
        )

    @property
    def may_move(self) -> bool:
        return self.is_coordinator and self.plan.state not in ENDED

    @cached_property
    def secretariat(self) -> Body:
        return secretariat_of(self.plan)

    @cached_property
    def circle(self) -> list[PlanBody]:
        return circle_of(self.plan, self.user)

    @property
    def to_check(self) -> set[Any]:
        """Rows of the circle whose person is no longer in charge, for the coordinator (R5, R12, R16)."""
        return {row.pk for row in self._checked}

    @property
    def to_change(self) -> set[Any]:
        """Rows of the circle whose person may be changed or confirmed: another comes only by a consent that is at hand,
        and before there is any people join by name (R5, R7)."""
        if self.at_hand:
            return {row.pk for row in self.circle}
        of_body = Counter(row.body_id for row in self.circle)
        several = {row.pk for row in self.circle if of_body[row.body_id] > 1}
        may_stay = self.to_check - self.have_left - self.are_kept_out
        return several | (set() if self.plan.is_before_consent else may_stay)

    @property
    def have_left(self) -> set[Any]:
        """Those of them whose person holds her office no more (R16)."""
        return {row.pk for row in self._checked if row.has_left}

    @property
    def are_kept_out(self) -> set[Any]:
        """Those of them whose person is kept out of the case (R12)."""
        return {row.pk for row in self._checked if row.is_kept_out}

    @cached_property
    def _checked(self) -> list[Any]:
        asked = PlanBody.objects.visible_to(self.user).to_check([self.plan.compartment_id])
        return list(asked) if self.may_change_circle else []

    @cached_property
    def goals(self) -> list[Goal]:
        return list(Goal.objects.visible_to(self.user).open().filter(plan=self.plan))

    @cached_property
    def tasks(self) -> list[PlanTask]:
        found = PlanTask.objects.visible_to(self.user).in_force().filter(plan=self.plan)
        tasks = list(found.select_related("body", "goal"))
        bases = basis_labels() if any(task.basis for task in tasks) else {}
        for task in tasks:
            task.basis_text = bases.get(task.basis, "")
        return tasks

    @cached_property
    def entries(self) -> list[ProgressEntry]:
        found = ProgressEntry.objects.visible_to(self.user).filter(plan=self.plan)
        rows = list(found.select_related("goal", "task", "body", "created_by")[:NEWEST])
        words = dict(every_label(DEGREES)) if any(row.degree for row in rows) else {}
        for row in rows:
            row.degree_words = words.get(row.degree, row.degree)
        return rows

    @property
    def has_more_entries(self) -> bool:
        """Whether older ones than these are told on the page of changes alone."""
        if len(self.entries) < NEWEST:
            return False
        return ProgressEntry.objects.visible_to(self.user).filter(plan=self.plan).count() > NEWEST

    @cached_property
    def conferences(self) -> list[PlanConference]:
        """The conferences on this plan, the newest first."""
        rows = PlanConference.objects.visible_to(self.user)
        rows = rows.with_dates_asked(DatePoll.objects.visible_to(self.user))
        return list(rows.filter(compartment=self.plan.compartment_id).prefetch_related("items"))

    @cached_property
    def planned(self) -> PlanConference | None:
        return planned_conference(self.plan, self.user)

    @cached_property
    def found(self) -> Any:
        """What a conference found and the plan has not followed; for the coordinator."""
        return found_of(self.plan, self.user) if self.is_coordinator else None

    @cached_property
    def to_follow(self) -> Any:
        return self.found if may_follow(self.found, self.plan, self.user) else None

    @property
    def may_call(self) -> bool:
        """Convene a conference: the plan is past its draft, and none is planned."""
        return (
            self.is_coordinator
            and self.at_hand
            and self.plan.state in PURPOSES
            and self.planned is None
            and not (self.is_found_good and self.plan.state == PlanState.SUBMITTED)
        )

    @property
    def is_found_good(self) -> bool:
        return self.plan.conference_result in GOOD_RESULTS

    def require(self, is_there: object) -> None:
        """404 unless the step is there, as for a page that does not exist (R14)."""
        if not is_there:
            raise Http404

    @cached_property
    def audience(self) -> Audience:
        return audience(self.user, self.plan.compartment)

    @cached_property
    def beside(self) -> list[Beside]:
        """What apps above know about this plan."""
        return sections_of(self.user, self.plan)

    @cached_property
    def missing(self) -> list[tuple[str, str]]:
        """What the plan still lacks for the conference, and where it is written; to who prepares it."""
        if not self.may_edit or self.plan.is_before_consent:
            return []
        gaps = gaps_before_submission(plan=self.plan, by=self.user)
        return [(words, self._where(part)) for part, words in gaps]

    def _where(self, part: str) -> str:
        """Where a gap is filled; nothing for who cannot fill it."""
        is_hers = part != "bodies" or self.may_add_bodies
        return reverse(f"plans:{part}", args=[self.plan.pk]) if is_hers else ""

    @property
    def steps(self) -> list[dict[str, Any]]:
        steps = STEPS_BEFORE_CONSENT if self.plan.is_before_consent else STEPS
        at = next(i for i, (_, states) in enumerate(steps) if self.plan.state in states)
        return [
            {"label": label, "is_done": number < at, "is_current": number == at}
            for number, (label, _) in enumerate(steps)
        ]

    @property
    def next_step(self) -> tuple[str, str] | None:
        """Words and address of the step that comes next, for the coordinator."""
        return next_step_of(self)

    @cached_property
    def left_open(self) -> CaseRecord | None:
        """The record of the secretariat that goes on though the last plan of the case has ended."""
        if not self.is_coordinator or self.plan.state != PlanState.COMPLETED:
            return None
        return left_open(self.request, self.case)

    @cached_property
    def where_next_plan(self) -> str:
        """Address on which the next plan of the case is begun, where the last one has ended."""
        return where_next(self.request, self.case)

    @cached_property
    def open_sheet(self) -> Evaluation | None:
        """The evaluation sheet that the plan has not followed yet."""
        return open_evaluation(self.plan, self.user)

    @property
    def may_evaluate(self) -> bool:
        return self.is_coordinator and self.has_consent and self.plan.state in IN_SUPPORT

    @property
    def moves(self) -> list[tuple[str, str]]:
        """Choices for what comes next, as the table of states allows."""
        return moves_offered(self.plan, self.user)

    @property
    def tabs(self) -> list[dict[str, Any]]:
        match = getattr(self.request, "resolver_match", None)
        at = match.view_name if match else ""
        entries = (
            ("plans:detail", "プラン"),
            ("plans:progress", "進み具合"),
            ("plans:evaluations", "評価シート"),
            ("plans:history", "変更の記録"),
        )
        return [
            {
                "url": reverse(route, args=[self.plan.pk]),
                "label": label,
                "is_current": route == at,
            }
            for route, label in entries
        ]

    def context(self, **extra: Any) -> dict[str, Any]:
        """Context of a page of the plan."""
        return {
            "page": self,
            "plan": self.plan,
            "case": self.case,
            "audience": self.audience,
            "audience_of_words": audience_of_words(self.audience),
            **extra,
        }
