"""The circle of a plan: bodies join and leave, and who is in charge there changes (R5)."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible
from bunkyo_support.saving import only_to_open
from cases.models import Consent, ConsentBody
from cases.services import without_kept_out
from cases.services.consent_at_hand import NOT_NAMED
from cases.typed_contacts import ask_about_contacts
from organizations.models import Appointment
from plans import services
from plans.forms import BodiesForm, LeaveForm, PersonForm
from plans.models import Plan, PlanBody
from plans.page import PlanPage
from plans.services.circle import IN_CHARGE
from plans.services.people import (
    has_left,
    in_charge_instead,
    is_kept_out,
    others_in_charge,
    possible_successors,
)
from plans.states import EDITABLE
from plans.told_texts import texts_of

from .forms_of_plan import BOTH, COORDINATORS, answer, kept_plan, sent_by, with_reason

KEPT = "担当者を確かめました。プランの担当者は、そのままです"
GOES_ON = "替わりの担当者は、本人の同意がある間、プランを見て書けます。役割は機関に残ります。"
NOBODY_ELSE = (
    "この機関には、いま担当者にできる職員がほかにいません。職員の登録をシステム管理者に頼むか、"
    "プランの画面の「外す」で、機関をプランから外します。"
)


def _offices(page: PlanPage) -> tuple[list[Appointment], set[str]]:
    """Staff of the bodies that the consent covers, not yet in the plan; those it names."""
    named = list(
        ConsentBody.objects.visible_to(page.user)
        .filter(consent_id=page.plan.consent_id)
        .values_list("body_id", "appointment_id")
    )
    recorded_by = (
        Consent.objects.visible_to(page.user)
        .filter(pk=page.plan.consent_id)
        .values_list("body_id", flat=True)
    )
    present = {row.appointment_id for row in page.circle}
    covered = {body for body, _ in named} | set(recorded_by)
    if page.plan.state not in EDITABLE:  # the bodies stay; only people in charge change
        covered &= {row.body_id for row in page.circle}
    offices = (
        Appointment.objects.current()
        .with_body()
        .filter(
            role_group__role__in=IN_CHARGE,
            role_group__body_id__in=covered,
        )
        .exclude(pk__in=present)
        .exclude(role_group__body_id=page.plan.compartment.organization_id)
        .order_by("role_group__body__order", "role_group__body__name", "staff__kana")
    )
    return without_kept_out(offices, page.case), {str(appointment) for _, appointment in named}


@route("R5", "R8", "R21", reads=True, methods=BOTH, roles=COORDINATORS)
def bodies(request: ActingRequest, plan: uuid.UUID) -> HttpResponse:
    """Bodies join the plan; who will see it is shown before they do (R22)."""
    page = kept_plan(request, plan)
    only_to_open(request, page.at_hand)
    offices, named = _offices(page)
    options = with_reason(page)
    options["initial"]["staff"] = [str(o.pk) for o in offices if str(o.pk) in named]
    form = BodiesForm(request.POST or None, offices=offices, **options)
    if form.is_bound:
        ask_about_contacts(request, form, page.case.pk, also=texts_of(page))
    step = request.POST.get("step", "")
    if request.method == "POST" and step != "save" and form.is_valid():
        request.acting.log.note("read", page.plan)
        chosen = form.chosen()
        if step != "back":
            context = page.context(
                form=form, chosen=chosen, count=len({office.body.pk for office in chosen})
            )
            return render(request, "plans/bodies_check.html", context)

    def act() -> list[PlanBody]:
        return services.add_bodies(
            **sent_by(page, form),
            staff_in_charge=form.chosen(),
            reason=form.cleaned_data["reason"],
        )

    if step == "back":
        return render(request, "plans/bodies.html", page.context(form=form))
    return answer(page, form, act, "plans/bodies.html", done="参加機関を加えました")


@route("R5", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def leave(request: ActingRequest, plan_body: uuid.UUID) -> HttpResponse:
    """A body leaves the plan."""
    row = get_visible(PlanBody, request.user, plan_body)
    page = kept_plan(request, row.plan_id)
    form = LeaveForm(request.POST or None, **with_reason(page, about=row))
    return answer(
        page,
        form,
        lambda: services.remove_body(
            **sent_by(page, form), body=row.body, reason=form.cleaned_data["reason"]
        ),
        "plans/form.html",
        done="機関をプランから外しました",
        heading=f"{row.body}をプランから外す",
        submit="プランから外す",
        explanation="この機関の担当者と管理者は、すぐにプランを見られなくなります。"
        "書かれた進み具合の記録は、プランに残ります。",
    )


@route("R5", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def person(request: ActingRequest, plan_body: uuid.UUID) -> HttpResponse:
    """Somebody else of the body is in charge of its part."""
    row = get_visible(PlanBody, request.user, plan_body)
    page = kept_plan(request, row.plan_id)
    name, instead = row.appointment.staff.name, in_charge_instead(row)
    why = "left" if has_left(row) else "kept_out" if is_kept_out(row) else ""
    form = PersonForm(
        request.POST or None,
        offices=possible_successors(row, request.user),
        may_be_nobody=bool(others_in_charge(row, request.user)),
        stays="" if why or instead is None else name,
        in_charge=instead or (),
        **with_reason(page, about=row),
    )

    def act() -> Plan:
        if form.goes_on:
            return services.keep_person(row=row, version=form.version, by=request.user)
        return services.change_person(
            row=row,
            successor=form.chosen(),
            reason=form.cleaned_data["reason"],
            version=form.version,
            by=request.user,
        )

    successor: Any = form.fields["successor"]
    nobody = not successor.choices
    why_nobody = NOBODY_ELSE if page.at_hand else f"{NOT_NAMED}。"
    return answer(
        page,
        form,
        act,
        "plans/form.html",
        done=lambda _: KEPT if form.goes_on else "担当者を替えました",
        heading=f"{row.body}の担当者を替える",
        submit="担当者を決める" if form.may_stay else "担当者を替える",
        nobody=nobody,
        explanation=_what_follows(name, why=why, is_passed=instead is not None)
        + (why_nobody if nobody else GOES_ON),
    )


def _what_follows(name: str, *, why: str, is_passed: bool) -> str:
    """What has happened already, and what choosing somebody does."""
    if why == "left":
        return f"{name}さんは、異動や退職で、もうプランを見られません。"
    if why == "kept_out":
        return (
            f"{name}さんは、このケースを見られません（閲覧制限）。この人には、知らされていません。"
            "替える理由には、閲覧制限のことを書かないでください。"
        )
    goes = f"{name}さんは、替えるとすぐにプランを見られなくなります。"
    if is_passed:
        return (
            f"この機関では、このケースの担当が{name}さんから替わりました。プランの担当者は、"
            f"機関に聞いて、替えるかどうかを決めてください。{goes}"
        )
    return goes
