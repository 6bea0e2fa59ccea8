"""What a host is told: within a consent that names it, seen first, one row in the ledger (R3, R21, R22)."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from access.errors import DomainError
from access.models import Disclosure
from cases.models import Consent, Person
from cases.services import protection, restrict_person, withdraw_consent
from participation import services
from participation.models import HostTelling, Placement
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_case, office, people_of
from tests.world import acting

from . import situations as s

pytestmark = pytest.mark.django_db


def a_try(host: str = s.GARDEN, **consent: Any) -> tuple[Placement, Consent]:
    given = s.a_consent_to_tell(a_case(s.RECORDER), host, **consent)
    return s.proposed(s.searching(s.a_plan(given)), s.a_resource()), given


def _ledger(placement: Placement) -> list[Disclosure]:
    with acting(s.COORDINATOR) as by:
        rows = Disclosure.objects.visible_to(by).filter(purpose="参加支援：受入先への説明")
        return list(rows.select_related("legal_basis", "body"))


def test_r21_what_is_told_is_one_row_on_the_consent() -> None:
    placement, consent = a_try()
    made = s.told(placement, consent, k05="疲れやすい。", k02="一人暮らし。")
    assert made.text.count("【") == 2
    assert made.text.endswith("疲れやすい。") or made.text.endswith("一人暮らし。")
    assert sorted(made.categories) == ["02", "05"]
    (row,) = _ledger(placement)
    assert row.recipients == s.GARDEN
    assert row.legal_basis.code == "CONSENT"
    assert row.object_id == made.pk
    assert row.body == office(s.KEEPER).body
    assert row.compartment_id == placement.compartment_id


def test_r3_the_consent_names_the_host() -> None:
    placement, consent = a_try(host="別の居場所")
    with pytest.raises(DomainError, match="受入先の名前が入った"):
        s.told(placement, consent)
    assert _ledger(placement) == []


def test_r3_a_host_that_is_a_body_is_named_among_the_bodies() -> None:
    given = s.a_consent_to_tell(a_case(s.RECORDER), "どこでもない先")
    resource = s.a_resource(body=office(s.KEEPER).body)
    placement = s.proposed(s.searching(s.a_plan(given)), resource)
    assert s.told(placement, given).host == s.GARDEN


def test_r3_only_kinds_that_the_consent_names() -> None:
    placement, consent = a_try(categories=["01", "02"])
    with pytest.raises(DomainError, match="この同意に含まれていません"):
        s.told(placement, consent, k05="持病がある。")


def test_r3_r17_a_consent_that_was_withdrawn_is_none() -> None:
    """The plan goes on under another consent; the one that named the host is gone."""
    case = a_case(s.RECORDER)
    plan_consent = s.a_consent_to_tell(case, "どこでもない先")
    to_tell = s.a_consent_to_tell(case)
    placement = s.proposed(s.searching(s.a_plan(plan_consent)), s.a_resource())
    with acting(s.RECORDER) as by:
        own = Consent.objects.visible_to(by).select_related("compartment").get(pk=to_tell.pk)
        withdraw_consent(consent=own, note="電話", by=by)
    with pytest.raises(DomainError, match="受入先の名前が入った"):
        s.told(placement, to_tell)


def test_who_does_not_see_the_consent_does_not_tell_within_it() -> None:
    case = a_case(s.RECORDER)
    given = s.a_consent_to_tell(case)
    unseen = s.a_consent_to_tell(case, "別の先", staff_in_charge=[office(s.COORDINATOR)])
    placement = s.proposed(s.searching(s.a_plan(given)), s.a_resource("別の先"))
    with pytest.raises(DomainError, match="受入先の名前が入った"):
        s.told(placement, unseen)


def test_r03_nobody_else_of_the_household_is_named() -> None:
    placement, consent = a_try()
    with acting(s.RECORDER):
        others = people_of(s.again(placement, s.RECORDER).compartment.case, s.RECORDER)[1:]
    if not others:
        pytest.fail("the household of the situation has a second member")
    with acting(s.RECORDER) as by, pytest.raises(DomainError, match="同意していない世帯員"):
        services.tell_host(
            placement=s.again(placement, s.RECORDER),
            consent=consent,
            told={"02": f"{others[0].name}さんと暮らしている。"},
            way="oral",
            told_on=s.days(0),
            by=by,
        )


def test_r11_whoever_is_not_on_the_list_tells_nothing_of_a_protected_household() -> None:
    placement, consent = a_try()
    with acting(s.RECORDER) as by:
        record = s._record(s.again(placement, s.RECORDER).compartment.case, by)
        person = Person.objects.visible_to(by).of_case(record.compartment.case).first()
        protection.protect_person(
            record=record,
            person=person,
            named=[office(s.RECORDER), office("kanri1")],
            facts=protection.MeasureFacts("dv", "架空 相手", "見本署", "見本"),
            by=by,
        )
    with pytest.raises(DomainError, match="保護の対象"):
        s.told(placement, consent)


def test_r12_it_is_said_that_somebody_who_is_kept_out_works_at_the_host() -> None:
    """What the place is told she would hear there; her name stands nowhere."""
    given = s.a_consent_to_tell(a_case(s.RECORDER), "どこでもない先")
    volunteer = office("npo1")
    placement = s.proposed(s.searching(s.a_plan(given)), s.a_resource(body=volunteer.body))
    words = "見せないことになっている職員がいます"
    page = reverse("participation:tell", args=[placement.pk])
    assert words not in text_of(browser(s.KEEPER).get(page))
    with acting(s.RECORDER) as by:
        case = s.again(placement, s.RECORDER).compartment.case
        restrict_person(case=case, user=volunteer.staff, reason="親族", by=by)
    shown = text_of(browser(s.KEEPER).get(page))
    assert words in shown
    assert volunteer.staff.name not in shown
    with acting(s.KEEPER) as by:
        assert services.may_reach_kept_out(placement=s.again(placement), by=by)


def test_what_was_told_is_never_changed() -> None:
    placement, consent = a_try()
    made = s.told(placement, consent)
    with acting(s.KEEPER) as by, pytest.raises(DatabaseError), transaction.atomic():
        HostTelling.objects.changeable_by(by).filter(pk=made.pk).update(text="別の文")


def test_r22_the_words_are_seen_before_they_are_told() -> None:
    placement, consent = a_try()
    client = browser(s.KEEPER)
    url = reverse("participation:tell", args=[placement.pk])
    sent = {
        "consent": str(consent.pk),
        "way": "oral",
        "told_on": "R8.11.26",
        "about_05": "途中で休むことがあります。",
    }
    sent["told_on"] = s.days(0).isoformat().replace("-", "/")
    first = client.post(url, sent)
    assert first.status_code == 200
    words = text_of(first)
    assert "受入先に伝わる文" in words
    assert "途中で休むことがあります。" in words
    assert _ledger(placement) == []
    back = client.post(url, sent | {"step": "back"})
    assert "途中で休むことがあります。" in back.content.decode()
    assert _ledger(placement) == []
    assert client.post(url, sent | {"step": "tell"}).status_code == 303
    assert len(_ledger(placement)) == 1


def test_an_empty_telling_says_so_and_nothing_can_be_told_on_purpose() -> None:
    placement, consent = a_try()
    client = browser(s.KEEPER)
    url = reverse("participation:tell", args=[placement.pk])
    day = s.days(0).isoformat().replace("-", "/")
    empty = client.post(url, {"consent": str(consent.pk), "way": "oral", "told_on": day})
    assert empty.status_code == 422
    nothing = reverse("participation:tell_nothing", args=[placement.pk])
    assert client.post(nothing, {}).status_code == 303
    with acting(s.KEEPER):
        assert s.again(placement).tells_nothing
    assert _ledger(placement) == []


def test_without_such_a_consent_the_page_says_what_to_do() -> None:
    placement, _ = a_try(host="別の居場所")
    page = browser(s.KEEPER).get(reverse("participation:tell", args=[placement.pk]))
    assert "同意が、見つかりません" in text_of(page)
    assert "about_05" not in page.content.decode()
