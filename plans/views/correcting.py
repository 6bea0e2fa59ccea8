"""What was recorded of a 重層的支援会議 is put right, until its minutes are fixed."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from access.explain import audience_of_words
from access.routes import route
from access.shortcuts import get_visible
from bunkyo_support.saving import only_to_open
from cases.typed_contacts import ask_about_contacts
from meetings.models import ConferenceItem, ConferenceParticipant, ConferenceState, PlanConference
from meetings.services import Corrected
from meetings.services.conferences import invited
from meetings.words import conference_name
from plans import services
from plans.choices import codes
from plans.forms import CorrectionForm, on_record
from plans.models import Plan
from plans.services.conferring import plan_of
from plans.services.drafting import bodies_with_roles
from plans.states import PlanState

from .conferring import CODE_LISTS
from .forms_of_plan import BOTH, COORDINATORS, answer, kept_plan


@route("R8", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def correct(request: HttpRequest, plan_conference: uuid.UUID) -> HttpResponse:
    """What was found, who came, and the words: as they should have been recorded."""
    conference = get_visible(PlanConference, request.user, plan_conference)
    plan = plan_of(conference, request.user)
    if plan is None:
        raise Http404
    page = kept_plan(request, plan.pk)
    only_to_open(request, conference.state == ConferenceState.HELD)
    of_conference = {"conference": conference}
    items = ConferenceItem.objects.visible_to(page.user).filter(**of_conference)
    rows = list(items.select_related("conference", "lead_body"))
    seen = ConferenceParticipant.objects.visible_to(page.user).filter(**of_conference)
    participants = list(seen)
    form = CorrectionForm(
        request.POST or None,
        items=rows,
        invited=invited(conference, page.user),
        leads=bodies_with_roles(page.plan, page.user),
        code_choices={name: codes(name) for name in CODE_LISTS},
        stays={row.pk: services.why_it_stays(page.plan, row, page.user) for row in rows},
        participants=participants,
        draft_object=conference.pk,
        initial=on_record(conference, rows, participants),
    )
    ask_about_contacts(request, form, page.case.pk)
    before = page.plan.state
    back = reverse("meetings:conference", args=[conference.pk])

    def save() -> Corrected:
        made = services.correct_result(
            plan=page.plan,
            conference=conference,
            version=form.version,
            by=page.user,
            **form.content(),
        )
        for words in _what_follows(before, page.plan, made):
            messages.info(request, words)
        return made

    return answer(
        page,
        form,
        save,
        "plans/result.html",
        text_audience=audience_of_words(page.audience),
        target=lambda _: back,
        changing=lambda: _of_now(request.user, conference.pk),
        done="直した内容を登録しました",
        heading=f"{conference_name()}の結果・出席を直す",
        submit="直した内容を登録する",
        conference=conference,
        is_correction=True,
        was_sent=conference.sent_at is not None,
        back_to=back,
    )


def _of_now(user: Any, conference: uuid.UUID) -> dict[str, Any]:
    """What is on record when a colleague was first: every field of the form, to be seen beside what was typed."""
    row = get_visible(PlanConference, user, conference)
    items = ConferenceItem.objects.visible_to(user).filter(conference=row)
    people = ConferenceParticipant.objects.visible_to(user).filter(conference=row)
    came = invited(row, user)
    return {
        "family": "",
        "family_words": "",
        **on_record(row, items.select_related("lead_body"), people),
        "bodies": [str(one.body_id) for one in came if one.is_present],
        **{f"people_{number}": one.person for number, one in enumerate(came, 1)},
    }


def _what_follows(before: str, plan: Plan, made: Corrected) -> list[str]:
    """What else has changed, and what is to be done."""
    found = []
    if plan.state != before:
        found.append(f"プランは「{PlanState(plan.state).label}」になりました")
    if made.is_to_be_sent_again:
        found.append(
            "参加機関への確認の頼みは、直す前の内容についてのものなので取り消しました。"
            "直した会議録で、もう一度「参加機関に確認を頼む」から頼んでください"
        )
    return found
