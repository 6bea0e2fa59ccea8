"""Outreach before consent: begin, who carries it out, the 支援会議, the consent that comes later."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.explain import future_audience
from access.routes import route
from access.shortcuts import get_case, get_visible
from bunkyo_support.forms import render_form
from bunkyo_support.saving import save_form
from cases.typed_contacts import ask_about_contacts
from meetings.room import Room
from organizations.models import Role
from plans import services
from plans.forms import CarriersForm, ConfirmForm, NewOutreachForm
from plans.models import Plan
from plans.on_case_page import consents_for_plan
from plans.page import PlanPage
from plans.services.outreach import possible_carriers, words_for_meeting
from plans.told_texts import texts_of

from .forms_of_plan import BOTH, COORDINATORS, answer, kept_plan, of_version, sent_by
from .writing import subject_of


@route("R5", "R6", "R7", reads=True, methods=BOTH, roles=COORDINATORS)
def new(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Begin an outreach plan; as long as there is no consent on which a plan could rest."""
    acting = request.acting
    file = get_case(request.user, case)
    if consents_for_plan(request, file):
        raise Http404
    office = acting.appointment_with(Role.COORDINATOR)
    assert office is not None  # the route is for coordinators
    form = NewOutreachForm(
        request.POST or None,
        draft_object=file.pk,
        initial={"subject": subject_of(request.user, file)},
    )

    def save() -> str:
        plan = services.draft_outreach(case=file, office=office, by=request.user, **form.values())
        acting.log.note("write", plan)
        return reverse("plans:detail", args=[plan.pk])

    if (done := save_form(request, form, save)) is not None:
        return done
    acting.log.note("read", file)
    readers = future_audience(
        office.body,
        (Role.COORDINATOR,),
        note="だれが訪問するかを決めるまで、ほかの機関には表示されません",
    )
    context = {"case": file, "form": form, "readers": readers}
    return render_form(request, "plans/new_outreach.html", context, form)


def _before_consent(request: ActingRequest, plan: uuid.UUID) -> PlanPage:
    page = kept_plan(request, plan)
    page.require(page.plan.is_before_consent and page.may_move)
    return page


@route("R5", "R7", "R21", reads=True, methods=BOTH, roles=COORDINATORS)
def carriers(request: ActingRequest, plan: uuid.UUID) -> HttpResponse:
    """Who carries the outreach out, by name; who will see it is shown before they do (R22)."""
    page = _before_consent(request, plan)
    form = CarriersForm(
        request.POST or None, carriers=possible_carriers(page.plan, page.user), **of_version(page)
    )
    if form.is_bound:
        ask_about_contacts(request, form, page.case.pk, also=texts_of(page))
    step = request.POST.get("step", "")
    if request.method == "POST" and step != "save" and form.is_valid():
        request.acting.log.note("read", page.plan)
        if step != "back":
            chosen = form.chosen()
            count = len({office.body.pk for office in chosen})
            context = page.context(form=form, chosen=chosen, count=count)
            return render(request, "plans/carriers_check.html", context)
        return render(request, "plans/carriers.html", page.context(form=form))
    return answer(
        page,
        form,
        lambda: services.join_outreach(**sent_by(page, form), staff_in_charge=form.chosen()),
        "plans/carriers.html",
        done="働きかけをする人を登録しました",
    )


@route("R5", "R7", reads=True, methods=BOTH, roles=COORDINATORS)
def start(request: ActingRequest, plan: uuid.UUID) -> HttpResponse:
    """Reaching out begins."""
    page = _before_consent(request, plan)
    form = ConfirmForm(request.POST or None, **of_version(page))
    return answer(
        page,
        form,
        lambda: services.start_outreach(**sent_by(page, form)),
        "plans/form.html",
        done="働きかけを始めました。働きかけをする人は、進み具合を書けるようになりました",
        heading="働きかけを始める",
        submit="働きかけを始める",
        explanation="働きかけをする人は、進み具合を書けるようになります。"
        "本人の同意を受けるまで、会議への付議と支援決定には進みません。",
    )


@route("R4", "R5", "R7", "R21", reads=True, methods=BOTH)
def share(request: ActingRequest, plan: uuid.UUID) -> HttpResponse:
    """Before the members of the 支援会議: what they will read, and who they are (R22)."""
    page = PlanPage(request, get_visible(Plan, request.user, plan))
    if page.meeting is None or page.content is None:
        raise Http404
    room = Room(request, page.meeting)
    form = ConfirmForm(request.POST or None, draft_object=page.plan.pk)
    text = words_for_meeting(page.plan, page.user)
    if form.is_bound:
        ask_about_contacts(request, form, page.case.pk, also=[text])
    meeting_page = reverse("meetings:meeting", args=[page.meeting.pk])
    return answer(
        page,
        form,
        lambda: services.share_in_meeting(plan=page.plan, by=page.user),
        "plans/share.html",
        target=lambda _: f"{meeting_page}#items",
        done="プランの内容を、会議の構成員と共有しました",
        room=room,
        text=text,
    )
