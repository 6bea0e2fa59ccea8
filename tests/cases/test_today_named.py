"""Home page: what was opened to somebody by name, though her body has no record of the case (R3, R5)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from access.models import CaseFile
from cases import services, today_named
from cases.models import Consent, ConsentBody
from plans import services as plans
from tests.alerts.situations import change
from tests.databases import Database
from tests.plans import situations as p
from tests.world import acting

from .pages import browser, text_of
from .situations import a_case, a_consent, a_note, body_of

NAMED = "本人の同意により、ケースの共有先の担当者になりました"
SHARED = "本人の同意により、あなたに共有された記録が1件あります"
JOINED = "支援プランで、自機関の担当者になりました"
PARTNER = "kurashi1"


def home(username: str) -> str:
    return text_of(browser(username).get(reverse("home")))


def open_case(username: str, case: CaseFile) -> None:
    answer = browser(username).get(reverse("cases:detail", args=[case.pk]))
    assert answer.status_code == 200


@pytest.mark.django_db
def test_r3_who_is_named_on_a_consent_is_told_until_she_opens_the_case() -> None:
    case = a_case("soudan1")
    assert NAMED not in home(PARTNER)
    consent = a_consent(case, named=(PARTNER,))
    assert NAMED in home(PARTNER)
    assert NAMED not in home("soudan1"), "who recorded it knows"
    assert NAMED not in home("kanri2"), "nor her supervisor"
    open_case(PARTNER, case)
    assert NAMED not in home(PARTNER)
    share(case, consent)
    assert SHARED in home(PARTNER)
    open_case(PARTNER, case)
    assert SHARED not in home(PARTNER)


def share(case: CaseFile, consent: Consent) -> None:
    note = a_note(case)
    with acting("soudan1") as by:
        own = Consent.objects.visible_to(by).get(pk=consent.pk)
        services.share_note(note=note, consent=own, category="02", by=by)


@pytest.mark.django_db
def test_r17_a_withdrawn_consent_tells_nothing() -> None:
    case = a_case("soudan1")
    consent = a_consent(case, named=(PARTNER,))
    with acting("soudan1") as by:
        own = Consent.objects.visible_to(by).select_related("compartment").get(pk=consent.pk)
        services.withdraw_consent(consent=own, note="電話で申し出", by=by)
    assert NAMED not in home(PARTNER)


@pytest.mark.django_db
def test_r5_who_joins_a_plan_is_told_until_she_opens_the_case() -> None:
    """In charge of an own record one learns of it as of every change; without one by this line."""
    plan = p.a_plan_with_its_circle()
    with acting(p.COORDINATOR):
        case = p.seen(plan).compartment.case
    assert JOINED in home(PARTNER)
    assert NAMED not in home(PARTNER), "one line a case"
    assert JOINED not in home(p.RECORDER), "her unread changes say so"
    assert "ほかの人が書いたこと" in home(p.RECORDER)
    open_case(PARTNER, case)
    assert JOINED not in home(PARTNER)


@pytest.mark.django_db
def test_r5_who_left_the_circle_is_told_nothing() -> None:
    plan = p.a_plan_with_its_circle()
    p.as_coordinator(plan, plans.remove_body, body=body_of(PARTNER))
    assert JOINED not in home(PARTNER)
    assert NAMED in home(PARTNER), "the consent still names her"


def test_after_two_weeks_it_is_no_news(committed_db: Database) -> None:
    consent = a_consent(a_case("soudan1"), named=(PARTNER,))
    assert NAMED in home(PARTNER)
    with acting(PARTNER) as by:
        named = ConsentBody.objects.visible_to(by).get(consent=consent)
    change(committed_db, named, created_at=timezone.now() - datetime.timedelta(days=15))
    assert NAMED not in home(PARTNER)


@pytest.mark.django_db
def test_what_she_learns_of_otherwise_takes_no_room_from_what_she_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who is in charge of many cases, or has opened what was new, is told of the one that is left."""
    monkeypatch.setattr(today_named, "MOST", 1)
    a_consent(a_case("soudan1"), named=(PARTNER,))
    opened = a_case("soudan1")
    a_consent(opened, named=(PARTNER,))
    open_case(PARTNER, opened)
    assert NAMED in home(PARTNER)
