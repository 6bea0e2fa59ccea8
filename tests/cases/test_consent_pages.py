"""The pages of consent: the effect is told before and is what happens."""

from typing import Any

import pytest
from django.urls import reverse

from access.models import CaseFile
from cases import services
from cases.models import Consent, Person
from tests.cases.pages import browser, page, text_of
from tests.cases.situations import (
    a_case,
    a_consent,
    a_note,
    body_of,
    office,
    people_of,
    seen_by,
)
from tests.world import acting, staff

pytestmark = pytest.mark.django_db


def test_r3_the_named_staff_sees_what_was_shared_and_no_note() -> None:
    case = a_case()
    note = a_note(case, text="共有した経過")
    a_note(case, text="共有しない経過")
    consent = a_consent(case)
    with acting("soudan1") as user:
        held = Consent.objects.visible_to(user).select_related("compartment", "body").get()
        services.share_note(note=note, consent=held, category="09", by=user)
    client = browser("kurashi1")
    words = text_of(client.get(reverse("cases:detail", args=[case.pk])))
    assert "共有した経過" in words
    assert "共有しない経過" not in words
    for shut in ("ledger", "referrals", "restrict", "staff"):
        assert client.get(reverse(f"cases:{shut}", args=[case.pk])).status_code == 404
    assert client.get(reverse("cases:withdraw", args=[consent.pk])).status_code == 404
    assert client.get(reverse("cases:correct", args=[note.pk])).status_code == 404
    assert client.get(reverse("cases:add_member", args=[case.pk])).status_code == 404  # reads only


def consent_form(case: CaseFile, **changes: Any) -> dict[str, Any]:
    with acting("soudan1"):
        mother = next(p for p in people_of(case, "soudan1") if p.is_subject)
    named = [office("kurashi1"), office("jimukyoku1")]
    return {
        "persons": [str(mother.pk)],
        "how": "written",
        "giver": "self",
        "given_on": "R8.11.1",
        "valid_until_on": "R12.3.31",
        "purpose": "連携して支援するため",
        "categories": ["02", "09"],
        "bodies": [str(a.body.pk) for a in named],
        "staff": [str(a.pk) for a in named],
    } | changes


def test_r22_the_effect_of_a_consent_is_told_and_is_what_happens() -> None:
    case = a_case()
    client, url = browser("soudan1"), reverse("cases:consent_new", args=[case.pk])
    check = client.post(url, consent_form(case) | {"step": "check"})
    assert "これで2機関2人が見られるようになります" in text_of(check)
    assert seen_by("kurashi1", Person) == []
    assert client.post(url, consent_form(case) | {"step": "save"}).status_code == 303
    opened = {n for n in ("kurashi1", "jimukyoku1", "kanri2", "csw1") if seen_by(n, Consent)}
    assert opened == {"kurashi1", "jimukyoku1"}


def test_choosing_bodies_shows_their_staff_without_complaints() -> None:
    case = a_case()
    url = reverse("cases:consent_new", args=[case.pk])
    part = {"bodies": [str(body_of("kurashi1").pk)], "purpose": "途中", "step": "bodies"}
    answer = browser("soudan1").post(url, part)
    words = text_of(answer)
    assert answer.status_code == 200
    assert staff("kurashi1").name in words
    assert staff("jimukyoku1").name not in words
    assert "直してください" not in words
    assert "途中" in answer.content.decode()


def test_a_named_body_without_staff_in_charge_is_asked_for() -> None:
    case = a_case()
    url = reverse("cases:consent_new", args=[case.pk])
    data = consent_form(case, staff=[str(office("kurashi1").pk)]) | {"step": "save"}
    answer = browser("soudan1").post(url, data)
    assert answer.status_code == 422
    assert "福祉政策課の担当者を選んでください" in text_of(answer)


def test_r8_withdrawing_tells_how_many_lose_sight() -> None:
    case = a_case()
    consent = a_consent(case, named=("kurashi1", "jimukyoku1"))
    client, url = browser("soudan1"), reverse("cases:withdraw", args=[consent.pk])
    assert "2機関2人" in text_of(client.get(url))
    assert client.post(url, {"scope": "all", "note": "電話で", "version": "1"}).status_code == 303
    assert page("kurashi1", "detail", case.pk).status_code == 404


def test_r18_the_band_says_that_the_basic_information_is_no_longer_one_bodys() -> None:
    case = a_case()
    before = text_of(page("soudan1", "household", case.pk))
    assert "自機関のみ" in before
    a_consent(case)
    after = text_of(page("soudan1", "household", case.pk))
    assert "自機関のみ" not in after
    assert body_of("kurashi1").name in after


def test_r3_who_only_reads_the_basic_information_has_no_form_for_a_consent() -> None:
    """A coordinator named in a consent, with a record of her own: opening it further is not hers."""
    case = a_case()
    a_consent(case, named=("jimukyoku1",))
    with acting("jimukyoku1") as user:
        services.open_own_record(case=case, body=body_of("jimukyoku1"), state="supporting", by=user)
    client = browser("jimukyoku1")
    assert client.get(reverse("cases:detail", args=[case.pk])).status_code == 200
    assert client.get(reverse("cases:consent_new", args=[case.pk])).status_code == 404
    shown = client.get(reverse("cases:consents", args=[case.pk])).content.decode()
    assert "本人の同意を記録する" not in shown
