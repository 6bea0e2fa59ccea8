"""Plans to write: begin, words, goals, roles, bodies."""

import uuid
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.explain import future_audience
from access.models import CaseFile
from access.routes import route
from access.shortcuts import get_case
from bunkyo_support.forms import render_form
from bunkyo_support.saving import save_form
from cases.models import Consent, Person
from documents.addressing import household_name, with_san
from documents.wareki import format_date
from organizations.models import Role
from plans import services
from plans.editions import ON_CONTENT, ON_PLAN
from plans.forms import ContentForm, NewPlanForm, goals_form, tasks_form
from plans.forms.rows import RowsForm, values_of_goals, values_of_tasks
from plans.models import Goal, Plan, PlanTask
from plans.on_case_page import consents_for_plan
from plans.page import PlanPage
from plans.services.drafting import bodies_with_roles

from .forms_of_plan import BOTH, COORDINATORS, kept_plan, of_version, said_of
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
def new(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Begin a plan on a valid consent."""
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

    def save() -> str:
        chosen = next(c for c in consents if str(c.pk) == form.cleaned_data["consent"])
        return _draft(request, file, form, chosen)

    if (done := save_form(request, form, save)) is not None:
        return done
    request.acting.log.note("read", file)
    office = request.acting.appointment_with(Role.COORDINATOR)
    assert office is not None  # the route is for coordinators
    readers = future_audience(
        office.body,
        (Role.COORDINATOR,),
        note="参加機関に加えるまで、ほかの機関には表示されません",
    )
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
    return called(str(subject), gap="", kept_as=subject.kept_as)


@route("R5", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def edit(request: ActingRequest, plan: uuid.UUID) -> HttpResponse:
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
        done=said_of(page, "プランの内容を保存しました"),
        values=lambda said: _words(said.plan, said.content),
    ).answer()


def _words(plan: Any, content: Any) -> dict[str, Any]:
    """What the fields of the words hold, for the plan now or in history."""
    values = {name: getattr(plan, name) for name in ON_PLAN}
    values |= {name: getattr(content, name) for name in ON_CONTENT}
    return values | {"lead_body": str(plan.lead_body_id or "")}


@route("R5", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def goals(request: ActingRequest, plan: uuid.UUID) -> HttpResponse:
    """Goals, one row each, and blank rows."""

    def build(page: PlanPage, data: Any) -> RowsForm:
        return goals_form(
            list(Goal.objects.visible_to(request.user).filter(plan=page.plan)),
            data,
            **of_version(page),
        )

    page = kept_plan(request, plan)
    return Merging(
        page,
        build=build,
        act=saving_rows(services.edit_goals),
        template="plans/goals.html",
        done=said_of(page, "目標を保存しました"),
        values=lambda said: values_of_goals(said.all_goals),
    ).answer()


@route("R5", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def tasks(request: ActingRequest, plan: uuid.UUID) -> HttpResponse:
    """Who does what by when."""

    def build(page: PlanPage, data: Any) -> RowsForm:
        known = PlanTask.objects.visible_to(request.user).filter(plan=page.plan)
        return tasks_form(
            list(known.select_related("body", "goal")),
            data,
            goals=page.goals,
            bodies=bodies_with_roles(page.plan, request.user),
            **of_version(page),
        )

    page = kept_plan(request, plan)
    return Merging(
        page,
        build=build,
        act=saving_rows(services.edit_tasks),
        template="plans/tasks.html",
        done=said_of(page, "役割分担を保存しました"),
        values=lambda said: values_of_tasks(said.all_tasks),
    ).answer()
