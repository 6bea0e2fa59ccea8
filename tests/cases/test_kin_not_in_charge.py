"""Nobody is put in charge of her own family: who may be kin is proposed, and a colleague decides (R23)."""

from typing import Any

import pytest
from django.db import connection

from access.errors import DomainError
from access.models import CaseFile, DeclaredTie
from cases import services
from cases.models import Household, Person, StaffInCharge
from cases.services import shield
from cases.services.intakes import MemberFacts
from organizations.models import Area
from tests.meetings import situations as meetings
from tests.world import acting, login, staff

from . import situations as s
from .test_restrictions import COLLEAGUE, SUPERVISOR, WORKER, sees

pytestmark = pytest.mark.django_db


def a_family_case(name: str = "例示 松子", kana: str = "れいじ まつこ") -> CaseFile:
    """A household in which somebody has the surname of a colleague (soudan2)."""
    case = s.a_case(WORKER)
    with acting(WORKER) as by:
        face = Person.objects.visible_to(by).of_case(case).first().compartment
        services.add_person(face=face, facts=MemberFacts(name=name, kana=kana), by=by)
    return case


def put_in_charge(case: CaseFile, *names: str) -> None:
    with acting(WORKER) as by:
        s.put_in_charge(
            record=s.record_of(case, WORKER), staff=[s.office(n) for n in (WORKER, *names)], by=by
        )


def proposed(case: CaseFile) -> list[tuple[str, str]]:
    with acting(WORKER) as by:
        found = shield.proposals(
            record=s.record_of(case, WORKER),
            staff=[staff(n) for n in (WORKER, COLLEAGUE, SUPERVISOR)],
            by=by,
        )
    return [(p.staff.username, p.why) for p in found]


@pytest.mark.parametrize(
    ("name", "kana"), [("例示 松子", ""), ("", "れいじ まつこ"), ("例　示", "レイジ　マツコ")]
)
def test_r23_a_shared_surname_in_either_script_is_proposed(name: str, kana: str) -> None:
    assert proposed(a_family_case(name, kana)) == [(COLLEAGUE, shield.SAME_NAME)]


def test_r23_nobody_proposed_when_no_name_is_shared() -> None:
    assert proposed(s.a_case(WORKER)) == []
    put_in_charge(s.a_case(WORKER), COLLEAGUE)


def test_r23_the_proposed_are_not_put_in_charge_before_it_is_decided() -> None:
    case = a_family_case()
    with pytest.raises(DomainError, match="職員が親族でないか確かめる"):
        put_in_charge(case, COLLEAGUE)
    with acting(WORKER) as by:
        shield.decide(
            record=s.record_of(case, WORKER),
            staff=staff(COLLEAGUE),
            is_related=False,
            how="本人に確かめた",
            by=by,
        )
    put_in_charge(case, COLLEAGUE)
    with acting(WORKER) as by:
        in_charge = StaffInCharge.objects.visible_to(by).of_case(case).filter(until=None)
        assert in_charge.filter(staff=staff(COLLEAGUE)).exists()


def test_r23_nobody_decides_about_herself() -> None:
    case = a_family_case()
    with acting(COLLEAGUE) as by, pytest.raises(DomainError, match="自分のことは"):
        shield.decide(
            record=s.record_of(case, COLLEAGUE),
            staff=by,
            is_related=False,
            how="自分で確かめた",
            by=by,
        )
    assert proposed(case) == [(COLLEAGUE, shield.SAME_NAME)]


def test_r23_related_means_restricted() -> None:
    case = a_family_case()
    with acting(WORKER) as by:
        shield.decide(
            record=s.record_of(case, WORKER),
            staff=staff(COLLEAGUE),
            is_related=True,
            how="おばにあたる",
            by=by,
        )
    assert not sees(COLLEAGUE, case)
    assert proposed(case) == []


def test_r23_another_area_excludes_and_an_unknown_one_does_not() -> None:
    case = a_family_case()
    here, elsewhere = Area.objects.order_by("order")[:2]
    with acting(WORKER) as by:
        Household.objects.changeable_by(by).of_case(case).update(area=here)
    assert proposed(case)
    with acting(COLLEAGUE) as by:
        shield.declare_tie(by=by, area=elsewhere)
    assert proposed(case) == []
    with acting(COLLEAGUE) as by:
        shield.declare_tie(by=by, area=here)
        assert DeclaredTie.objects.visible_to(by).count() == 1
    assert proposed(case)


def test_r23_a_declared_relative_is_proposed_and_the_declaration_stays_private() -> None:
    case = s.a_case(WORKER)
    with acting(SUPERVISOR) as by:
        tie = shield.declare_tie(by=by, name="架空花子", relation="おば")
    assert proposed(case) == [(SUPERVISOR, shield.DECLARED)]
    with acting(WORKER), connection.cursor() as cursor:
        cursor.execute("select count(*) from access_declaredtie")
        assert cursor.fetchone()[0] == 0
    with acting("kurashi1"), connection.cursor() as cursor:  # of another body: learns nothing
        cursor.execute(
            "select count(*) from access.declared_ties(%s, %s)",
            [[staff(SUPERVISOR).pk], [tie.name_key]],
        )
        assert cursor.fetchone()[0] == 0


def in_charge_of(case: CaseFile, reader: str) -> list[str]:
    with acting(reader) as by:
        rows = services.staff_in_charge(s.record_of(case, reader), by)
        return [row.staff.username for row in rows]


def a_relatives_case(receiver: str = WORKER) -> CaseFile:
    """Received by somebody whose surname the person has."""
    relative = MemberFacts(name="見本 竹子", kana="みほん たけこ")
    with acting(receiver) as by:
        return services.receive_intake(
            body=s.body_of(receiver),
            facts=s.FACTS,
            subject=relative,
            others=[],
            by=by,
        ).compartment.case


def test_r23_whoever_receives_is_not_in_charge_before_a_colleague_has_decided(
    client: Any,
) -> None:
    case = a_relatives_case()
    assert in_charge_of(case, WORKER) == []
    login(client, SUPERVISOR)
    assert "担当する人がいないケースの担当を決める" in client.get("/").content.decode()
    assert "担当する人が決まっていません" in client.get(f"/cases/{case.pk}/").content.decode()
    with acting(WORKER) as by, pytest.raises(DomainError, match="自分では決められません"):
        decide(case, WORKER, by=by)
    with acting(SUPERVISOR) as by:
        decide(case, WORKER, by=by)
    assert in_charge_of(case, SUPERVISOR) == [WORKER]
    assert "担当する人がいない" not in client.get("/").content.decode()
    assert "担当する人が決まって" not in client.get(f"/cases/{case.pk}/").content.decode()


def decide(case: CaseFile, of: str, *, by: Any, is_related: bool = False) -> None:
    shield.decide(
        record=s.record_of(case, by.username),
        staff=staff(of),
        is_related=is_related,
        how="本人に確かめた",
        by=by,
    )


def test_r23_a_colleague_who_took_the_case_meanwhile_stays_in_charge_alone() -> None:
    case = a_relatives_case()
    with acting(SUPERVISOR) as by:
        s.put_in_charge(record=s.record_of(case, SUPERVISOR), staff=[s.office(COLLEAGUE)], by=by)
        decide(case, WORKER, by=by)
    assert in_charge_of(case, SUPERVISOR) == [COLLEAGUE]


def test_r23_a_receiver_who_is_related_never_comes_to_be_in_charge() -> None:
    case = a_relatives_case()
    with acting(SUPERVISOR) as by:
        decide(case, WORKER, by=by, is_related=True)
    assert in_charge_of(case, SUPERVISOR) == []
    assert not sees(WORKER, case)


def test_r23_who_takes_on_a_hand_off_or_a_request_is_asked_first() -> None:
    """Who takes on a つなぎ sees the household from then on; the secretariat what a request tells."""
    told = meetings.an_accepted_request(
        household=[{"name": "見本 竹子", "kana": "みほん たけこ", "relation": "本人"}]
    ).compartment.case
    assert in_charge_of(told, meetings.COORDINATOR) == []
    assert in_charge_of(meetings.an_accepted_request().compartment.case, meetings.COORDINATOR) == [
        meetings.COORDINATOR
    ]
    with acting("jimukyoku2") as by:
        decide(told, meetings.COORDINATOR, by=by)
    assert in_charge_of(told, meetings.COORDINATOR) == [meetings.COORDINATOR]
    handed = a_relatives_case("kurashi1")
    hand_off = s.a_hand_off(handed, by="kurashi1", to=WORKER)
    with acting(WORKER) as by:
        services.receive_referral(referral=hand_off, by=by)
        services.accept_referral(referral=hand_off, by=by)
    assert in_charge_of(handed, WORKER) == []
    plain = s.a_hand_off(s.a_case("kurashi1"), by="kurashi1", to=WORKER)
    with acting(WORKER) as by:
        services.receive_referral(referral=plain, by=by)
        services.accept_referral(referral=plain, by=by)
    assert in_charge_of(plain.compartment.case, WORKER) == [WORKER]


def test_r23_whoever_is_in_charge_is_checked_again_when_the_household_grows(client: Any) -> None:
    words = "担当者を確かめてください"
    plain, family = s.a_case(WORKER), a_family_case("見本 竹子", "みほん たけこ")
    login(client, SUPERVISOR)
    assert words not in client.get(f"/cases/{plain.pk}/").content.decode()
    assert words in client.get(f"/cases/{family.pk}/").content.decode()
    with acting(SUPERVISOR) as by:
        decide(family, WORKER, by=by)
    assert words not in client.get(f"/cases/{family.pk}/").content.decode()
    assert in_charge_of(family, SUPERVISOR) == [WORKER]


def test_r23_pages_decide_and_declare(client: Any) -> None:
    case = a_family_case()
    login(client, WORKER)
    page = f"/cases/{case.pk}/relations/"
    assert "名字が同じ" in client.get(page).content.decode()
    to_staff = f"/cases/{case.pk}/staff/"
    version = client.get(to_staff).context["form"]["version"].value()
    named = [str(s.office(n).pk) for n in (WORKER, COLLEAGUE)]
    answer = client.post(to_staff, {"staff": named, "version": version})
    assert answer.status_code == 422
    assert "職員が親族でないか確かめる" in answer.content.decode()
    sent = {"staff": str(staff(COLLEAGUE).pk), "decision": "unrelated", "how": "確かめた"}
    assert client.post(page, sent | {"decision": "x"}).status_code == 422
    assert client.post(page, sent).status_code == 303
    assert "確かめたが、関係はない" in client.get(page).content.decode()
    assert client.post("/cases/own-ties/", {"name": ""}).status_code == 422
    assert client.post("/cases/own-ties/", {"name": "仮名 おば"}).status_code == 303
    assert "仮名 おば" in client.get("/cases/own-ties/").content.decode()
    with acting(WORKER) as by:
        tie = DeclaredTie.objects.visible_to(by).get()
    login(client, COLLEAGUE)
    assert "仮名 おば" not in client.get("/cases/own-ties/").content.decode()
    assert client.post(f"/cases/own-ties/{tie.pk}/end/").status_code == 404
