"""Drafts on the home page: each says what it is and about which case, and can be thrown away whatever has
become of what it is about (R1, ui.md S22)."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from bunkyo_support.forms import BaseForm, BaseModelForm
from bunkyo_support.home_drafts import rows_for
from cases import services
from drafts.services import save_draft
from tests.cases import situations as c
from tests.cases.pages import browser
from tests.world import acting

pytestmark = pytest.mark.django_db


def begin(who: str, form: str, about: Any, page: str) -> str:
    key = f"new-{uuid.uuid4()}"
    with acting(who) as user:
        save_draft(
            user=user,
            form=form,
            object_key=key,
            about=str(about),
            seq=1,
            values={"text": ["書きかけ"]},
            page=page,
        )
    return key


def lines(who: str) -> list[tuple[str, str]]:
    with acting(who) as user:
        return [(row.case_number, row.draft.label) for row in rows_for(user)]


def test_r1_the_case_is_named_while_she_sees_it_and_never_else() -> None:
    case = c.a_case()
    sheet = c.a_hand_off(case)
    begin("soudan1", "note", case.pk, reverse("cases:detail", args=[case.pk]))
    begin("kurashi1", "decline", sheet.pk, reverse("cases:decline", args=[sheet.pk]))
    begin("soudan2", "note", case.pk, "/nowhere/at/all/")
    label = "つなぎに対応できないという返事"
    assert lines("soudan1") == [(case.number, "経過の記録")]
    assert lines("kurashi1") == [(case.number, label)]
    assert lines("soudan2") == [("", "経過の記録")]
    with acting("soudan1") as user:
        services.withdraw_referral(referral=sheet, reason="間違い", by=user)
    assert lines("kurashi1") == []  # it is closed to her, and her draft with it (R16)


def test_each_can_be_thrown_away_without_a_way_to_what_it_is_about() -> None:
    about = uuid.uuid4()
    key = begin("kurashi1", "decline", about, reverse("cases:decline", args=[about]))
    client = browser("kurashi1")
    page = client.get(reverse("home")).content.decode()
    discard = reverse("drafts:discard", args=["decline", key])
    assert f'action="{discard}"' in page
    assert f"{reverse('cases:decline', args=[about])}#draft.decline.{key}.{about}" in page
    answer = client.post(discard, {"then": "home"})
    assert (answer.status_code, answer["Location"]) == (303, reverse("home"))
    assert lines("kurashi1") == []
    assert "下書きを捨てました" in client.get(reverse("home")).content.decode()


def kinds(of: type[Any]) -> set[type[Any]]:
    return {of} | {found for sub in of.__subclasses__() for found in kinds(sub)}


def test_every_draft_has_a_name_of_its_own_that_says_what_it_is() -> None:
    named: dict[str, set[str]] = {}
    for form in kinds(BaseForm) | kinds(BaseModelForm):
        if form.draft_name and not form.__module__.startswith("tests"):
            named.setdefault(form.draft_label, set()).add(form.draft_name)
    assert [(label, names) for label, names in named.items() if len(names) > 1] == []
    names = [name for of_label in named.values() for name in of_label]
    assert len(names) == len(set(names)), "one name for two kinds of drafts"
    assert [label for label in named if len(label) < 4] == []
