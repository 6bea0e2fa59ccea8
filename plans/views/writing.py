"""Plans to write: begin, words, goals, roles, bodies."""

import uuid
from typing import Any

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
from documents.wareki import format_date
from drafts.submit import submit_once
from organizations.models import Appointment, Role
from plans import services
from plans.editions import ON_CONTENT, ON_GOAL, ON_PLAN, ON_TASK, in_words, shown
from plans.forms import BodiesForm, ConfirmForm, ContentForm, NewPlanForm, goals_form, tasks_form
from plans.models import Goal, Plan, PlanBody, PlanContent, PlanTask
from plans.on_case_page import consents_for_plan
from plans.page import PlanPage
from plans.services.circle import IN_CHARGE
from plans.services.drafting import bodies_with_roles
from plans.states import EDITABLE

from .forms_of_plan import BOTH, COORDINATORS, answer, kept_plan


def consent_choices(consents: list[Consent]) -> list[tuple[Consent, str]]:
    """Consents in words: whose, until when, for which bodies."""
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
    return f"{subject}さん" if len(people) == 1 else f"{subject}さんの世帯"


@route("R5", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def edit(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """The words of the plan; each save is an edition."""
    page = kept_plan(request, plan)
    words = page.content
    if words is None:
        raise Http404
    initial = {name: getattr(page.plan, name) for name in ON_PLAN}
    initial |= {name: getattr(words, name) for name in ON_CONTENT}
    initial |= {"lead_body": str(page.plan.lead_body_id or ""), "version": page.plan.version}
    form = ContentForm(
        request.POST or None,
        bodies=bodies_with_roles(page.plan, request.user),
        draft_object=page.plan.pk,
        initial=initial,
    )

    def act() -> Plan:
        return services.edit_content(
            plan=page.plan, facts=form.facts(), version=form.version, by=request.user
        )

    def saved(now: Plan) -> list[dict[str, str]]:
        content = PlanContent.objects.visible_to(request.user).get(plan=now)
        rows: list[tuple[Any, str, Any]] = [(Plan, n, getattr(now, n)) for n in ON_PLAN]
        rows += [(PlanContent, n, getattr(content, n)) for n in ON_CONTENT]
        mine = {**form.cleaned_data, "lead_body": form.facts().lead_body}
        return [_both(model, name, value, mine[name]) for model, name, value in rows]

    return answer(page, form, act, "plans/edit.html", saved)


def _both(model: Any, name: str, theirs: Any, mine: Any) -> dict[str, str]:
    label = str(model._meta.get_field(name).verbose_name)
    return {"label": label, "before": shown(theirs), "after": shown(mine)}


def saved_rows(model: Any, rows: Any, names: tuple[str, ...]) -> list[dict[str, str]]:
    """What stands now, row by row, beside a form of rows."""
    return [
        {
            "label": f"{number}　{model._meta.get_field(name).verbose_name}",
            "before": in_words(row, name),
            "after": "",
        }
        for number, row in enumerate(rows, start=1)
        for name in names
        if in_words(row, name)
    ]


@route("R5", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def goals(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """Goals, one row each, and blank rows."""
    page = kept_plan(request, plan)
    form = goals_form(
        list(Goal.objects.visible_to(request.user).filter(plan=page.plan)),
        request.POST or None,
        draft_object=page.plan.pk,
        initial={"version": page.plan.version},
    )

    def act() -> Plan:
        return services.edit_goals(
            plan=page.plan, rows=form.facts(), version=form.version, by=request.user
        )

    def saved(now: Plan) -> list[dict[str, str]]:
        rows = Goal.objects.visible_to(request.user).open().filter(plan=now)
        return saved_rows(Goal, rows, ON_GOAL)

    return answer(page, form, act, "plans/goals.html", saved)


@route("R5", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def tasks(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """Who does what by when."""
    page = kept_plan(request, plan)
    known = PlanTask.objects.visible_to(request.user).filter(plan=page.plan)
    form = tasks_form(
        list(known.select_related("body", "goal")),
        request.POST or None,
        goals=page.goals,
        bodies=bodies_with_roles(page.plan, request.user),
        draft_object=page.plan.pk,
        initial={"version": page.plan.version},
    )

    def act() -> Plan:
        return services.edit_tasks(
            plan=page.plan, rows=form.facts(), version=form.version, by=request.user
        )

    def saved(now: Plan) -> list[dict[str, str]]:
        rows = PlanTask.objects.visible_to(request.user).in_force().filter(plan=now)
        return saved_rows(PlanTask, rows.select_related("body", "goal"), ON_TASK)

    return answer(page, form, act, "plans/tasks.html", saved)


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
            plan=page.plan, staff_in_charge=form.chosen(), version=form.version, by=request.user
        )

    if step == "back":
        return render(request, "plans/bodies.html", page.context(form=form))
    return answer(page, form, act, "plans/bodies.html")


@route("R5", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def leave(request: HttpRequest, plan_body: uuid.UUID) -> HttpResponse:
    """A body leaves the plan."""
    row = get_visible(PlanBody, request.user, plan_body)
    page = kept_plan(request, row.plan_id)
    form = ConfirmForm(
        request.POST or None, draft_object=row.pk, initial={"version": page.plan.version}
    )

    def act() -> Plan:
        return services.remove_body(
            plan=page.plan, body=row.body, version=form.version, by=request.user
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
