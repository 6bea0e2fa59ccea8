"""Plans to write: begin, words, goals, roles, bodies."""

import uuid
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.errors import DomainError
from access.explain import future_audience
from access.models import CaseFile
from access.routes import route
from access.shortcuts import get_case, get_visible
from bunkyo_support.forms import render_form
from cases.models import Consent, ConsentBody, Person
from documents.addressing import household_name, with_san
from documents.wareki import format_date
from drafts.submit import submit_once
from organizations.models import Appointment, Role
from plans import services
from plans.editions import ON_CONTENT, ON_PLAN
from plans.forms import BodiesForm, ContentForm, LeaveForm, NewPlanForm, goals_form, tasks_form
from plans.forms.rows import RowsForm, values_of_goals, values_of_tasks
from plans.models import Goal, Plan, PlanBody, PlanTask
from plans.on_case_page import consents_for_plan
from plans.page import PlanPage
from plans.services.circle import IN_CHARGE
from plans.services.drafting import bodies_with_roles
from plans.states import DECIDED_AND_AFTER, EDITABLE

from .forms_of_plan import BOTH, COORDINATORS, answer, kept_plan
from .merging import Merging, saving_rows


def consent_choices(consents: list[Consent]) -> list[tuple[Consent, str]]:
    """Consents in words: whose, until when, for which bodies."""
    prefetch_related_objects(consents, "bodies__body", "persons")
    return [
        (
            consent,
            f"{'、'.join(p.name for p in consent.persons.all())}の同意"
            f"（{format_date(consent.valid_until_on)}まで）　共有先："
            + "、".join(dict.fromkeys(b.body.name for b in consent.bodies.all())),
        )
        for consent in consents
    ]


@route("R5", "R6", "R8", reads=True, methods=BOTH, roles=COORDINATORS)
def new(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Begin a plan on a valid consent."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    file = get_case(request.user, case)
    consents = consents_for_plan(request, file)
    if not consents:
        raise Http404
    initial = {"subject": subject_of(request.user, file), "consent": str(consents[0].pk)}
    form = NewPlanForm(
        request.POST or None,
        consents=consent_choices(consents),
        draft_object=file.pk,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        chosen = next(c for c in consents if str(c.pk) == form.cleaned_data["consent"])
        try:
            return submit_once(request, form, lambda: _draft(request, file, form, chosen))
        except DomainError as error:
            form.add_error(None, str(error))
    acting.log.note("read", file)
    office = acting.appointment_with(Role.COORDINATOR)
    readers = future_audience(office.body, (Role.COORDINATOR,))
    context = {"case": file, "form": form, "readers": readers}
    return render_form(request, "plans/new.html", context, form)


def _draft(request: Any, file: CaseFile, form: NewPlanForm, consent: Consent) -> str:
    named = {consent.body_id, *(row.body_id for row in consent.bodies.all())}
    held = [a for a in request.acting.appointments if a.role == Role.COORDINATOR]
    office = next((a for a in held if a.body.pk in named), held[0])
    plan = services.draft_plan(
        case=file,
        consent_id=consent.pk,
        office=office,
        subject=form.cleaned_data["subject"],
        kind=form.cleaned_data["kind"],
        by=request.user,
    )
    request.acting.log.note("write", plan)
    return reverse("plans:detail", args=[plan.pk])


def subject_of(user: Any, file: CaseFile) -> str:
    """Who the case is about, if the user sees the basic information."""
    people = list(Person.objects.visible_to(user).of_case(file))
    subject = next((person for person in people if person.is_subject), None)
    if subject is None:
        return ""
    called = with_san if len(people) == 1 else household_name
    return called(str(subject), gap="")


@route("R5", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def edit(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """The words of the plan; each save is an edition."""
    page = kept_plan(request, plan)
    if page.content is None:
        raise Http404

    def build(page: PlanPage, data: Any) -> ContentForm:
        return ContentForm(
            data,
            bodies=bodies_with_roles(page.plan, request.user),
            draft_object=page.plan.pk,
            initial=_words(page.plan, page.content) | {"version": page.plan.version},
        )

    def act(page: PlanPage, form: ContentForm) -> Plan:
        return services.edit_content(
            plan=page.plan,
            facts=form.facts(),
            reason=form.cleaned_data["reason"],
            version=form.version,
            by=request.user,
        )

    return Merging(
        page,
        build=build,
        act=act,
        template="plans/edit.html",
        values=lambda said: _words(said.plan, said.content),
    ).answer()


def _words(plan: Any, content: Any) -> dict[str, Any]:
    """What the fields of the words hold, for the plan now or in history."""
    values = {name: getattr(plan, name) for name in ON_PLAN}
    values |= {name: getattr(content, name) for name in ON_CONTENT}
    return values | {"lead_body": str(plan.lead_body_id or "")}


@route("R5", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def goals(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """Goals, one row each, and blank rows."""

    def build(page: PlanPage, data: Any) -> RowsForm:
        return goals_form(
            list(Goal.objects.visible_to(request.user).filter(plan=page.plan)),
            data,
            draft_object=page.plan.pk,
            initial={"version": page.plan.version},
        )

    return Merging(
        kept_plan(request, plan),
        build=build,
        act=saving_rows(services.edit_goals),
        template="plans/goals.html",
        values=lambda said: values_of_goals(said.all_goals),
    ).answer()


@route("R5", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def tasks(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """Who does what by when."""

    def build(page: PlanPage, data: Any) -> RowsForm:
        known = PlanTask.objects.visible_to(request.user).filter(plan=page.plan)
        return tasks_form(
            list(known.select_related("body", "goal")),
            data,
            goals=page.goals,
            bodies=bodies_with_roles(page.plan, request.user),
            draft_object=page.plan.pk,
            initial={"version": page.plan.version},
        )

    return Merging(
        kept_plan(request, plan),
        build=build,
        act=saving_rows(services.edit_tasks),
        template="plans/tasks.html",
        values=lambda said: values_of_tasks(said.all_tasks),
    ).answer()


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
    return list(offices), {str(appointment) for _, appointment in named}


@route("R5", "R8", "R21", reads=True, methods=BOTH, roles=COORDINATORS)
def bodies(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """Bodies join the plan; who will see it is shown before they do (R22)."""
    page = kept_plan(request, plan)
    offices, named = _offices(page)
    form = BodiesForm(
        request.POST or None,
        offices=offices,
        reason_needed=page.plan.state in DECIDED_AND_AFTER,
        draft_object=page.plan.pk,
        initial={
            "version": page.plan.version,
            "staff": [str(o.pk) for o in offices if str(o.pk) in named],
        },
    )
    step = request.POST.get("step", "")
    if request.method == "POST" and step != "save" and form.is_valid():
        request.acting.log.note("read", page.plan)  # type: ignore[attr-defined]
        chosen = form.chosen()
        if step != "back":
            context = page.context(
                form=form, chosen=chosen, count=len({office.body.pk for office in chosen})
            )
            return render(request, "plans/bodies_check.html", context)

    def act() -> list[PlanBody]:
        return services.add_bodies(
            plan=page.plan,
            staff_in_charge=form.chosen(),
            reason=form.cleaned_data["reason"],
            version=form.version,
            by=request.user,
        )

    if step == "back":
        return render(request, "plans/bodies.html", page.context(form=form))
    return answer(page, form, act, "plans/bodies.html")


@route("R5", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def leave(request: HttpRequest, plan_body: uuid.UUID) -> HttpResponse:
    """A body leaves the plan."""
    row = get_visible(PlanBody, request.user, plan_body)
    page = kept_plan(request, row.plan_id)
    form = LeaveForm(
        request.POST or None,
        reason_needed=page.plan.state in DECIDED_AND_AFTER,
        draft_object=row.pk,
        initial={"version": page.plan.version},
    )

    def act() -> Plan:
        return services.remove_body(
            plan=page.plan,
            body=row.body,
            reason=form.cleaned_data["reason"],
            version=form.version,
            by=request.user,
        )

    return answer(
        page,
        form,
        act,
        "plans/form.html",
        heading=f"{row.body}をプランから外す",
        submit="プランから外す",
        explanation="この機関の担当者と管理者は、すぐにプランを見られなくなります。"
        "書かれた進み具合の記録は、プランに残ります。",
    )
