"""What to mind when one meets the household, on the pages of an outreach (domain.md 7)."""

import pytest

from cases import services as cases
from cases.models import Household
from tests.cases.pages import browser, text_of

from . import situations as s
from .test_pages import url

pytestmark = pytest.mark.django_db


def test_what_to_mind_is_told_on_every_page_before_somebody_goes() -> None:
    """安全メモ and 配慮してほしいこと of the household stand where a visit is planned and told (domain.md 7)."""
    case = s.a_case()
    outreach = s.an_outreach(case)
    with s.acting(s.WORKER) as by:
        home = Household.objects.visible_to(by).of_case(case).select_related("compartment").get()
        beware = cases.SafetyFacts("animal", "玄関に大きな犬")
        cases.add_safety_note(face=home.compartment, facts=beware, by=by)
        cases.change_household(household=home, considerations="女性の職員がよい", by=by)
    for name in ("detail", "plan_visit", "attempt", "prepare", "attempts"):
        words = text_of(browser(s.WORKER).get(url(name, outreach.pk)))
        assert "玄関に大きな犬" in words, name
        assert "女性の職員がよい" in words, name
