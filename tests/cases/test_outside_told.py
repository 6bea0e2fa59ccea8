"""What is said after a つなぎ to a place outside: only what was really settled, or is really left."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import NextAction
from tests.world import acting

from .pages import browser
from .situations import a_case, basis, record_of
from .test_outside_hand_offs import BASIS, BY, HOSPITAL, PLACE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("task", "way", "said"),
    [
        ("つなぐシートを送る", "phone", "予定「つなぐシートを送る」を済みにしました"),
        ("電話で見本 花子さんに聞く", "phone", "ほかの機関につなぐ予定を済みにしました"),
        ("", "phone", ""),
        ("つなぐシートを送る", "person", "予定「つなぐシートを送る」は、残したままです"),
        ("", "person", ""),
    ],
)
def test_what_was_to_be_done_is_told_of_only_where_there_was_something(
    task: str, way: str, said: str
) -> None:
    case = a_case()
    if task:
        with acting(BY) as by:
            NextAction.objects.create(
                compartment_id=record_of(case, BY).compartment_id,
                created_by=by,
                record=record_of(case, BY),
                what=task,
                due_on=timezone.localdate(),
                assignee=by,
                ends_with="handed_off",
            )
    sent = {
        "kind": HOSPITAL,
        "place": PLACE,
        "reason": "入院の費用を相談したい。",
        "told_on": "R8.11.20",
        "way": way,
        "consent_state": "00",
        "legal_basis": "" if way == "person" else str(basis(BASIS).pk),
        "form_key": str(uuid.uuid4()),
    }
    client = browser(BY)
    done = client.post(reverse("cases:outside_new", args=[case.pk]), sent)
    [told] = [str(one) for one in client.get(done["Location"]).context["messages"]]
    assert told.startswith("つなぎを記録しました。結果が分かったら、この画面に書きます")
    assert ("済み" in told, "残した" in told) == ("済み" in said, "残した" in said)
    assert said in told
