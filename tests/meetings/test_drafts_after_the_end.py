"""Drafts end with the right to what they are about: a form was filled with words of others (R12, R16, R17)."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from access import protecting
from drafts import services as drafts
from drafts.models import Draft
from meetings import services
from meetings.forms import MinutesForm
from meetings.models import MeetingMember, Sitting
from tests.cases.pages import text_of
from tests.world import acting, login, staff

from . import situations as s

pytestmark = pytest.mark.django_db

OTHERS, TYPED = "長男が戻っていると会議で聞いた。", "確かめる"
FORM = MinutesForm.draft_name


def a_sitting() -> Sitting:
    return s.a_sitting(s.a_meeting_with_a_doctor())


def begin(client: Client, about: uuid.UUID, key: str = "", page: str = "") -> str:
    """What the browser sends while she types: her words, and with what the field was filled before."""
    key = key or f"new-{uuid.uuid4()}"
    body = {
        "form": FORM,
        "object": key,
        "of": str(about),
        "seq": 1,
        "page": page or reverse("meetings:sitting", args=[about]),
        "values": {"facts": [OTHERS + TYPED]},
        "begun": {"facts": [OTHERS]},
    }
    sent = json.dumps(body)
    answer = client.post(reverse("drafts:save"), sent, content_type="application/json")
    assert answer.status_code == 200
    return key


def shown(client: Client, about: uuid.UUID) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(reverse("drafts:show", args=[FORM, about])).json()[
        "drafts"
    ]
    return found


def the_member(sitting: Sitting) -> MeetingMember:
    with acting(s.COORDINATOR) as by:
        rows = MeetingMember.objects.visible_to(by).filter(meeting=sitting.meeting_id)
        return rows.get(appointment__staff=staff(s.DOCTOR))


def removed(sitting: Sitting) -> None:
    with acting(s.COORDINATOR) as by:
        services.end_membership(member=the_member(sitting), reason="担当が替わった", by=by)


def kept_out(sitting: Sitting) -> None:
    with acting(s.COORDINATOR) as by:
        protecting.restrict(
            case=sitting.compartment.case, user=staff(s.DOCTOR), reason="親族", by=by
        )


@pytest.mark.parametrize("ends", [removed, kept_out])
def test_r16_who_is_no_member_any_more_does_not_find_it_in_her_drafts(ends: Any) -> None:
    sitting = a_sitting()
    client = Client()
    login(client, s.DOCTOR)
    key = begin(client, sitting.pk)
    [draft] = shown(client, sitting.pk)
    assert (draft["values"], draft["begun"]) == (
        {"facts": [OTHERS + TYPED]},
        {"facts": [OTHERS]},
    )
    assert "会議録の記入" in text_of(client.get("/"))
    with acting(s.DOCTOR) as by:
        assert [one.about for one in drafts.drafts_for(by)] == [str(sitting.pk)]
    ends(sitting)
    assert "会議録の記入" not in text_of(client.get("/"))
    assert shown(client, sitting.pk) == []
    # A script that still types goes on with the same draft: nothing of it comes back either.
    begin(client, sitting.pk, key)
    assert shown(client, sitting.pk) == []
    with acting(s.DOCTOR) as by:
        assert drafts.drafts_for(by) == []
        assert drafts.objects_with_drafts(user=by, forms=[FORM]) == frozenset()
        assert Draft.objects.visible_to(by).exists(), "hers to throw away"
    client.post(reverse("drafts:discard", args=[FORM, key]))
    with acting(s.DOCTOR) as by:
        assert not Draft.objects.visible_to(by).exists()


@pytest.mark.parametrize("ends", [removed, kept_out])
@pytest.mark.parametrize("on_the_case", [False, True])
def test_r16_what_is_first_typed_after_the_end_is_kept_nowhere(
    ends: Any, on_the_case: bool
) -> None:
    """The page was open before, with the words of others in it; whatever page of an open case it was on."""
    sitting = a_sitting()
    client = Client()
    login(client, s.DOCTOR)
    with acting(s.COORDINATOR):
        other = s.seen(a_sitting(), s.COORDINATOR).compartment.case_id
    ends(sitting)
    page = reverse("cases:detail", args=[other]) if on_the_case else ""
    begin(client, sitting.pk, page=page)
    assert shown(client, sitting.pk) == []
    with acting(s.DOCTOR) as by:
        assert not Draft.objects.visible_to(by).exists()
    about_nothing = begin(client, uuid.uuid4())
    with acting(s.DOCTOR) as by:
        assert [one.object_key for one in drafts.drafts_for(by)] == [about_nothing]


@pytest.mark.parametrize("ends", [removed, kept_out])
def test_r16_what_is_written_for_somebody_else_ends_with_the_right_as_well(ends: Any) -> None:
    """Such a form is about no row: what a landlord says of a sitting has an id made of both."""
    sitting = a_sitting()
    client = Client()
    login(client, s.DOCTOR)
    about = uuid.uuid5(sitting.pk, "somebody")
    begin(client, about, page=reverse("meetings:survey_of", args=[sitting.pk, uuid.uuid4()]))
    assert len(shown(client, about)) == 1
    ends(sitting)
    assert shown(client, about) == []
    assert "会議録の記入" not in text_of(client.get("/"))


def test_r14_what_does_not_exist_and_what_she_never_saw_answer_alike() -> None:
    sitting, client = a_sitting(), Client()
    login(client, "soudan2")
    answers = []
    for about in (sitting.pk, uuid.uuid4(), sitting.compartment_id):
        begin(client, about)
        answers.append([one["values"] for one in shown(client, about)])
    assert answers == [[{"facts": [OTHERS + TYPED]}]] * 3
    with acting("soudan2") as by:
        places = Draft.objects.visible_to(by).values_list("compartment_id", "case_id")
        assert set(places) == {(None, None)}
