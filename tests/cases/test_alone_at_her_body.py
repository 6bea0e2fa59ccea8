"""Who is the only one of her body and may be kin of a household finds nobody there to decide (R23)."""

import pytest

from access.errors import DomainError
from cases.services import shield
from tests.cases import situations as s
from tests.world import acting

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("who", "is_alone"), [("soudan2", False), ("csw1", True)])
def test_r23_who_is_the_only_one_of_her_body_is_told_whom_to_ask(who: str, is_alone: bool) -> None:
    case = s.a_case(who)
    with acting(who) as by, pytest.raises(DomainError) as refused:
        shield.decide(
            record=s.record_of(case, who), staff=by, is_related=False, how="自分で", by=by
        )
    assert ("管理者か別の担当者を登録してもらって" in str(refused.value)) is is_alone
