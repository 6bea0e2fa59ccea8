"""Plans that move on: agreement, conference, decision, what comes next, a new consent."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from access.routes import route
from bunkyo_support.saving import only_to_open
from drafts.submit import key_led_before
from meetings.words import conference_name
from organizations.body_settings import monitoring_months
from plans import services
from plans.after_end import words_after
from plans.after_review import for_move
from plans.choices import END_REASONS, codes
from plans.forms import (
    AgreementForm,
    DecisionForm,
    MoveForm,
    RenewalForm,
    StartForm,
)
from plans.left_running import running_in, unfinished_in
from plans.models import Plan, PlanTask
from plans.on_case_page import consents_for_plan
from plans.services.changing import HELD
from plans.services.circle import circle_of, left_in_words, roles_left
from plans.services.drafting import bodies_with_roles
from plans.states import EDITABLE, PlanState

from .forms_of_plan import BOTH, COORDINATORS, answer, kept_plan, of_version, sent_by, with_reason
from .writing import consent_choices

DECIDED = "支援決定を記録しました"
REFUSED = "決定しなかったことを記録しました。プランを直せます"


def _moved(request: HttpRequest, made: Plan, to: str) -> str:
    """What was done with the plan, in a sentence."""
    if to == PlanState.REPLANNED:
        return "再プランを作りました。前のプランの内容を引き継いでいます"
    if to == PlanState.RETURNED:
        return "付議を取り下げました。プランを直し、本人の同意を記録してから、もう一度付議します"
    if to == PlanState.COMPLETED:
        return words_after(request, made)
    return f"プランの状態を「{PlanState(to).label}」にしました"


def _renewed(request: HttpRequest, made: Plan) -> str:
    """That it rests on another consent, and what is left to settle of bodies that this one does not name (R5)."""
    said = "プランのもとになる同意を記録しました"
    tasks = PlanTask.objects.visible_to(request.user).to_do().filter(plan=made)
    left = roles_left(made, circle_of(made, request.user), tasks.select_related("body"))
    if not left:
        return said
    way = (
        "ほかの機関に移すか、取りやめてください"
        if made.state in EDITABLE
        else "支援の間は、事務局が様子を聞いて進み具合を書きます。ほかの機関には、再プランで移せます"
    )
    return f"{said}。{left_in_words(left)}。{way}"


@route("R5", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def agree(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """The person has agreed to this edition."""
    page = kept_plan(request, plan)
    form = AgreementForm(
        request.POST or None,
        agreed_from=services.agreement_from(page.plan),
        applied_from=services.application_from(page.plan, page.user),
        **of_version(page),
    )
    return answer(
        page,
        form,
        lambda: services.note_agreement(**sent_by(page, form), **form.values()),
        "plans/form.html",
        done="プランへの本人の同意を記録しました",
        heading="本人の同意を記録する",
        submit="同意を記録する",
        explanation=f"第{page.plan.edition}版に、本人が同意したことを記録します。"
        "このあと内容を直すと、同意はもう一度必要になります。",
    )


@route("R6", reads=True, methods=BOTH, roles=COORDINATORS)
def decide(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """支援決定 by the ward, or why not."""
    page = kept_plan(request, plan)
    held_on = services.examined_on(page.plan, page.user)
    form = DecisionForm(request.POST or None, decided_from=held_on, **of_version(page))

    def act() -> Plan:
        data = form.values()
        if data["decided"] == "no":
            return services.refuse_plan(
                **sent_by(page, form),
                reason=data["reason"],
                refused_on=data["refused_on"],
                number=data["refusal_number"],
            )
        return services.decide_plan(
            **sent_by(page, form),
            decided_on=data["decided_on"],
            number=data["number"],
            title=data["title"],
        )

    return answer(
        page,
        form,
        act,
        "plans/form.html",
        done=lambda made: DECIDED if made.state == PlanState.DECIDED else REFUSED,
        heading="区の支援決定を記録する",
        submit="決定を記録する",
        explanation="決裁が済んだものを記録します。決定したあとのプランは直せません。"
        "変えるときは、再プランを作ります。",
        lead_open=page.plan.lead_body_id is None,
    )


@route("R6", reads=True, methods=BOTH, roles=COORDINATORS)
def start(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """Support begins as decided."""
    page = kept_plan(request, plan)
    options = of_version(page)
    options["initial"]["next_monitoring_on"] = page.plan.next_monitoring_on
    months = monitoring_months(page.secretariat)
    form = StartForm(request.POST or None, months=months, **options)
    return answer(
        page,
        form,
        lambda: services.start_plan(
            **sent_by(page, form), next_monitoring_on=form.monitoring_day()
        ),
        "plans/form.html",
        done="支援を始めました。参加機関は、進み具合を書けるようになりました",
        heading="支援を始める",
        submit="支援を始める",
        explanation="参加機関は、目標と役割の進み具合を書けるようになります。"
        "次のモニタリングは、今日から数えた目安か、決めた日にします。",
    )


@route("R6", reads=True, methods=BOTH, roles=COORDINATORS)
def move(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """Evaluate, go on, re-plan, pause, end or withdraw."""
    page = kept_plan(request, plan)
    if (before := key_led_before(request)) is not None:
        return before
    only_to_open(request, page.moves)
    options = of_version(page)
    options["initial"] |= for_move(page.plan, request.user, dict(page.moves))
    form = MoveForm(
        request.POST or None,
        moves=page.moves,
        bodies=bodies_with_roles(page.plan, request.user),
        reasons=codes(END_REASONS),
        why_fewer=HELD if page.is_held else "",
        months=monitoring_months(page.secretariat),
        **options,
    )

    def act() -> Plan:
        data, common = form.values(), sent_by(page, form)
        if data["to"] == PlanState.REPLANNED:
            return services.replan(**common, reason=data["note"])
        if data["to"] == PlanState.RETURNED:
            return services.take_back_submission(**common, reason=data["note"])
        if data["to"] == PlanState.COMPLETED:
            return services.complete_plan(
                **common,
                reason=data["end_reason"],
                lead_body=form.bodies.get(data["lead_body"]),
                note=data["note"],
                follow_up=data["follow_up"],
            )
        return services.move_plan(
            **common,
            to=data["to"],
            note=data["note"],
            next_monitoring_on=form.monitoring_day(),
            look_again_on=data.get("look_again_on"),
        )

    return answer(
        page,
        form,
        act,
        "plans/form.html",
        target=lambda made: reverse("plans:detail", args=[made.pk]),
        done=lambda made: _moved(request, made, form.cleaned_data["to"]),
        heading="次の進め方を決める",
        submit="決める",
        running=running_in(page.user, page.plan),
        unfinished=unfinished_in(page.user, page.plan)
        if PlanState.COMPLETED in dict(page.moves)
        else [],
        convened=page.planned,
        convened_name=conference_name(),
    )


@route("R5", "R8", reads=True, methods=BOTH, roles=COORDINATORS)
def renew(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """Rest the plan on another consent."""
    page = kept_plan(request, plan)
    carry = services.take_into_consent if page.plan.is_before_consent else services.renew_consent
    others = [
        consent
        for consent in consents_for_plan(request, page.case)
        if consent.pk != page.plan.consent_id
    ]
    form = RenewalForm(
        request.POST or None,
        consents=consent_choices(others),
        **with_reason(page),
    )
    chosen = {str(consent.pk): consent for consent in others}
    return answer(
        page,
        form,
        lambda: carry(
            **sent_by(page, form),
            consent_id=chosen[form.cleaned_data["consent"]].pk,
            reason=form.cleaned_data["reason"],
        ),
        "plans/renew.html",
        target=lambda made: reverse("plans:detail", args=[made.pk]),
        done=lambda made: _renewed(request, made),
        others=others,
    )
