"""Bodies, code lists, legal bases and texts with which an installation starts."""

import datetime

import pytest
from django.apps import apps

from organizations.initial import load
from organizations.initial.bodies import CENTRE_FOR_DISABILITY
from organizations.initial.load import ROLES
from organizations.models import (
    Area,
    Body,
    Code,
    CodeList,
    Counter,
    LegalBasis,
    LocalName,
    Role,
    RoleGroup,
    StandingText,
)
from tests.world import acting

pytestmark = pytest.mark.django_db


def test_four_areas_each_have_their_centre() -> None:
    areas = list(Area.objects.values_list("name", flat=True))
    assert areas == ["富坂", "大塚", "本富士", "駒込"]
    for area in areas:
        centre = Body.objects.get(name=f"高齢者あんしん相談センター{area}")
        assert centre.area is not None
        assert centre.area.name == area
        assert centre.is_entrusted


def test_every_body_has_a_group_for_every_role() -> None:
    assert set(ROLES) == set(Role.values)
    for body in Body.objects.all():
        assert set(body.role_groups.values_list("role", flat=True)) == set(Role.values), body
    assert RoleGroup.objects.values("group").distinct().count() == RoleGroup.objects.count()


def test_every_desk_of_the_wards_plan_is_a_body() -> None:
    """The bodies that the plan of the ward names on its page of who works together (source-document.txt)."""
    named = (
        "障害者基幹相談支援センター",
        "子ども家庭支援センター",
        "児童発達支援センター",
        "文京保健所",
        "教育センター",
    )
    assert set(Body.objects.in_force().filter(name__in=named).values_list("name", flat=True)) == {
        *named
    }
    assert Body.objects.get(name=named[0]).counters.filter(name="BUNKYOつながる相談窓口").exists()


def test_a_body_of_a_later_version_is_entered_once_and_not_beside_the_wards_own() -> None:
    entered = Body.objects.filter(name__contains=CENTRE_FOR_DISABILITY.name)
    with acting("system1"):
        load.enter_one_more_body(apps, "default", CENTRE_FOR_DISABILITY)
        assert entered.count() == 1
        entered.update(name=f"文京区{CENTRE_FOR_DISABILITY.name}")
        load.enter_one_more_body(apps, "default", CENTRE_FOR_DISABILITY)
        assert [body.name for body in entered] == [f"文京区{CENTRE_FOR_DISABILITY.name}"]


def test_there_is_a_secretariat_and_a_counter() -> None:
    assert Body.objects.secretariat().filter(name="福祉部 福祉政策課").exists()
    assert Counter.objects.filter(name="BUNKYOつながる相談窓口").count() >= 8


@pytest.mark.parametrize(
    ("code", "choices"),
    [
        ("CL-02", 17),
        ("CL-03", 9),
        ("CL-04", 16),
        ("CL-05", 4),
        ("CL-06", 10),
        ("CL-07", 8),
        ("CL-08", 33),
        ("CL-09", 46),
        ("CL-10", 13),
        ("CL-11", 4),
        ("CL-12", 6),
        ("CL-13", 21),
        ("CL-14", 4),
        ("CL-15", 13),
    ],
)
def test_code_list_is_complete(code: str, choices: int) -> None:
    codes = CodeList.objects.get(code=code).codes
    assert codes.count() == choices
    assert codes.values("value").distinct().count() == choices


def test_codes_are_in_force_from_the_first_day_of_the_project() -> None:
    urgency = Code.objects.filter(code_list="CL-05")
    assert not urgency.on(datetime.date(2025, 3, 31)).exists()
    assert urgency.on(datetime.date(2025, 4, 1)).count() == 4


def test_r21_bases_for_a_hand_off_leave_out_the_support_meeting() -> None:
    offered = set(LegalBasis.objects.on().filter(for_hand_off=True).values_list("code", flat=True))
    assert offered == {
        "CONSENT",
        "EMERGENCY",
        "CHILD-ABUSE",
        "ELDER-ABUSE",
        "DISABILITY-ABUSE",
        "DV",
        "PIPL69-2-2",
        "PIPL69-2-3",
        "PIPL69-2-4",
        "SWA106-4-ENTRUST",
    }
    needing_consent = LegalBasis.objects.on().filter(needs_consent=True)
    assert [basis.code for basis in needing_consent] == ["CONSENT"]


def test_duty_of_secrecy_has_one_wording_a_day() -> None:
    duty = StandingText.objects.filter(kind=StandingText.Kind.SECRECY_DUTY)
    assert "懲役" in duty.on(datetime.date(2025, 5, 31)).get().text
    today = duty.on().get().text
    assert "拘禁刑" in today
    assert "159条" in today
    assert "関わらなくなったあとも" in today
    assert StandingText.objects.on().filter(kind=StandingText.Kind.CONSENT).count() == 1


def test_the_ward_calls_things_by_its_own_names() -> None:
    names = dict(LocalName.objects.values_list("key", "label"))
    assert names["plan_conference"] == "まるごと支援会議"
    assert names["counter"] == "BUNKYOつながる相談窓口"
    assert names["liaison_meeting"] == "文京区重層的支援体制整備事業関係者連絡会"
