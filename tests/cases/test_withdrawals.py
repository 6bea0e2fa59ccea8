"""What closes with a withdrawal besides the consent itself, and that it is said before (R3, R8, R22)."""

import pytest
from django.urls import reverse

from cases.effects import effect_of
from cases.models import Consent, Person
from cases.services import Withdrawn
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_case, a_consent, body_of, kinds_open_to, seen_by
from tests.cases.test_consent_scope import household, share, take_back, texts_of
from tests.world import acting

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("part", [False, True])
def test_r03_who_withdraws_is_not_named_by_the_consents_that_others_gave_before(part: bool) -> None:
    """What was told before the withdrawal is what happens, and the copies of who consented stay (R22)."""
    case = a_case()
    mother, son = household(case)
    of_mother = share(case, a_consent(case, named=("kurashi1",), persons=[mother]))
    persons = [mother, son] if part else [son]
    taken = {"persons": {son.pk}} if part else {}
    his = a_consent(case, named=("csw1",), persons=persons)
    assert kinds_open_to("kurashi1") == {"consented", "face"}
    with acting("soudan1") as user:
        row = Consent.objects.visible_to(user).select_related("compartment__case", "body")
        assert effect_of(row.get(pk=his.pk), Withdrawn(**taken), user).basics_of_others == 1
    take_back(his, **taken)
    assert kinds_open_to("kurashi1") == {"consented"}
    assert texts_of("kurashi1") == {of_mother}
    assert seen_by("kurashi1", Person) == []


def test_r03_who_consents_elsewhere_still_is_named_by_the_consent_of_another() -> None:
    """Nor does a body or a kind that is taken back say anything of her name at others."""
    case = a_case()
    mother, son = household(case)
    a_consent(case, named=("kurashi1",), persons=[mother])
    his = [a_consent(case, named=("csw1", "jimukyoku1"), persons=[son]) for _ in range(2)]
    take_back(his[0])
    assert kinds_open_to("kurashi1") == {"consented", "face"}
    take_back(his[1], bodies={body_of("csw1").pk})
    assert kinds_open_to("kurashi1") == {"consented", "face"}


def test_r22_whose_basic_information_closes_with_a_withdrawal_is_said_before() -> None:
    case = a_case()
    mother, son = household(case)
    a_consent(case, named=("kurashi1",), persons=[mother])
    his = a_consent(case, named=("csw1",), persons=[son])
    words = text_of(browser("soudan1").get(reverse("cases:withdraw", args=[his.pk])))
    assert "1件で見られる世帯の基本情報：撤回する人の氏名も" in words
