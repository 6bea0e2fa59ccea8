"""合同開催: one occasion, several conferences, each with its own basis, members, minutes (domain.md 1.4)."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from access.errors import DomainError
from access.former import laws_of_admissions
from access.models import Disclosure
from access.reading import ReadingLog
from meetings import (
    chronology_paper,
    minutes_paper,
    notice_mail,
    notice_paper,
    paper_output,
    services,
)
from meetings.models import (
    Basis,
    DateCandidate,
    MeetingMember,
    MeetingNotice,
    Minutes,
    Sitting,
    SittingState,
    SupportMeeting,
)
from meetings.words import duty_text
from tests.cases.pages import browser, text_of
from tests.cases.situations import seen_by
from tests.world import acting

from . import convening as c
from . import preparing as p
from . import situations as s
from .pages import post, url

pytestmark = pytest.mark.django_db
LABEL = str(Basis.CHILD.label)


def a_council(request: Any) -> SupportMeeting:
    """個別ケース検討会議 of the same case, with the same secretary."""
    with s.on(request, s.COORDINATOR) as (row, user):
        return services.establish_meeting(
            request=row,
            subject="架空 花子さんの孫",
            need_statement="学校を休んでいる。",
            duty_text=duty_text(Basis.CHILD),
            basis=Basis.CHILD,
            by=user,
        )


def two_bodies() -> tuple[SupportMeeting, SupportMeeting]:
    """支援会議 with the doctor, council with the volunteer; one secretary."""
    request = s.an_accepted_request()
    support, council = s.a_meeting(request), a_council(request)
    s.a_sworn_member(support, s.DOCTOR)
    s.a_sworn_member(council, s.VOLUNTEER)
    return support, council


def together(support: SupportMeeting, council: SupportMeeting, by: str = s.COORDINATOR) -> Sitting:
    with s.on(support, by) as (row, user):
        return services.plan_joint_sitting(
            meeting=row,
            partners=[s.seen(council, by)],
            held_at=timezone.now() + datetime.timedelta(days=3),
            place="会議室C",
            agenda="支援会議だけの議題",
            by=user,
        )


def sitting_of(meeting: SupportMeeting, username: str) -> Sitting:
    (row,) = [r for r in seen_by(username, Sitting) if r.meeting_id == meeting.pk]
    return row


def test_r4_a_member_of_one_body_sees_that_one_and_the_name_of_the_other() -> None:
    support, council = two_bodies()
    together(support, council)
    other = sitting_of(council, s.COORDINATOR)
    client = browser(s.DOCTOR)
    page = client.get(url("sitting", sitting_of(support, s.DOCTOR).pk))
    assert f"合同で開きます：{LABEL}" in text_of(page)
    assert str(other.pk) not in page.content.decode()
    assert "学校を休んでいる" not in text_of(page)
    for address in (url("sitting", other.pk), url("meeting", council.pk), url("room", other.pk)):
        assert client.get(address).status_code == 404, address
    volunteer = browser(s.VOLUNTEER)
    assert volunteer.get(url("sitting", other.pk)).status_code == 200
    assert volunteer.get(url("meeting", support.pk)).status_code == 404


def test_who_is_a_member_of_both_goes_from_one_to_the_other() -> None:
    support, council = two_bodies()
    mine = together(support, council)
    other = sitting_of(council, s.COORDINATOR)
    page = browser(s.COORDINATOR).get(url("sitting", mine.pk)).content.decode()
    assert url("sitting", other.pk) in page


def test_r7_the_agenda_of_one_body_does_not_reach_the_other() -> None:
    support, council = two_bodies()
    together(support, council)
    assert sitting_of(council, s.VOLUNTEER).agenda == ""
    assert sitting_of(support, s.DOCTOR).agenda == "支援会議だけの議題"


def test_time_and_place_stay_equal_and_nothing_else_does() -> None:
    support, council = two_bodies()
    mine = together(support, council)
    later = timezone.now() + datetime.timedelta(days=9)
    s.as_somebody(
        s.COORDINATOR,
        mine,
        services.change_sitting,
        "sitting",
        held_at=later,
        place="会議室D",
        agenda="変えた議題",
    )
    other = sitting_of(council, s.VOLUNTEER)
    assert (other.held_at, other.place, other.agenda) == (later, "会議室D", "")


def test_r7_another_agenda_alone_leaves_the_other_bodies_as_they_are() -> None:
    support, council = two_bodies()
    mine = together(support, council)
    c.convened(mine)
    before = sitting_of(council, s.COORDINATOR)
    c.convened(before)
    told = len(c.notices(mine)), len(c.notices(before))
    as_it_is = {name: getattr(mine, name) for name in ("held_at", "ends_at", "place")}
    change = services.change_sitting
    s.as_somebody(s.COORDINATOR, mine, change, "sitting", agenda="変えた議題", **as_it_is)
    after = sitting_of(council, s.COORDINATOR)
    fields = ("version", "held_at", "ends_at", "place", "agenda", "state", "joint_with")
    assert [getattr(after, n) for n in fields] == [getattr(before, n) for n in fields]
    assert (len(c.notices(mine)), len(c.notices(before))) == told
    assert sitting_of(support, s.DOCTOR).agenda == "変えた議題"


def test_r7_a_cancellation_takes_all_along_and_its_reason_stays() -> None:
    support, council = two_bodies()
    mine = together(support, council)
    s.as_somebody(s.COORDINATOR, mine, services.cancel_sitting, "sitting", reason="長男が入院した")
    other = sitting_of(council, s.VOLUNTEER)
    assert other.state == SittingState.CANCELLED
    assert "長男" not in other.cancel_reason


def test_a_date_that_members_chose_may_bring_conferences_together() -> None:
    support, council = two_bodies()
    poll = c.a_poll(support)
    with s.on(poll, s.COORDINATOR) as (row, user):
        first = DateCandidate.objects.visible_to(user).filter(poll=row).first()
    client = browser(s.COORDINATOR)
    address = url("choose_date", first.pk)
    assert "合同で開く会議" in text_of(client.get(address))
    assert post(client, address, agenda="声かけ", partners=[str(council.pk)]).status_code == 303
    other = sitting_of(council, s.VOLUNTEER)
    assert other.held_at == first.starts_at
    assert other.agenda == "", "each writes its own"


@pytest.mark.parametrize(
    ("event", "about"),
    [
        ("change_sitting", MeetingNotice.About.CHANGED),
        ("cancel_sitting", MeetingNotice.About.CANCELLED),
    ],
)
def test_members_of_each_body_are_told_of_a_change_of_the_occasion(event: str, about: str) -> None:
    support, council = two_bodies()
    mine = together(support, council)
    for sitting, who in ((mine, s.COORDINATOR), (sitting_of(council, s.VOLUNTEER), s.COORDINATOR)):
        with s.on(sitting, who) as (row, user):
            services.convene(sitting=row, topic="direction", link="", by=user)
    later = {
        "held_at": timezone.now() + datetime.timedelta(days=9),
        "place": "会議室D",
        "agenda": "",
    }
    changes = later if event == "change_sitting" else {"reason": "台風"}
    with s.on(mine, s.COORDINATOR) as (row, user):
        getattr(services, event)(sitting=row, by=user, **changes)
    with acting(s.VOLUNTEER) as user:
        told = MeetingNotice.objects.visible_to(user).filter(about=about)
        assert [n.member.name for n in told if n.member.meeting_id == council.pk] == ["例示 舟子"]


def test_only_the_secretary_of_both_brings_them_together() -> None:
    request = s.an_accepted_request()
    support, council = s.a_meeting(request), a_council(request)
    s.a_sworn_member(support, s.DEPUTY, "secretary")
    s.a_sworn_member(council, s.DEPUTY)
    with pytest.raises(DomainError, match="事務局になっている"):
        together(support, council, s.DEPUTY)


def test_two_bodies_on_one_basis_are_not_joined() -> None:
    request = s.an_accepted_request()
    first, second = s.a_meeting(request), s.a_meeting(request)
    with pytest.raises(DomainError, match="根拠の違う"):
        together(first, second)


def test_minutes_and_attendance_are_of_one_body_each() -> None:
    support, council = two_bodies()
    mine = together(support, council)
    s.minuted(mine, facts="支援会議で話した。")
    assert [m.facts for m in seen_by(s.DOCTOR, Minutes)] == ["支援会議で話した。"]
    assert seen_by(s.VOLUNTEER, Minutes) == []
    assert sitting_of(council, s.COORDINATOR).state == SittingState.PLANNED


def test_r21_the_ledger_names_the_basis_of_the_body_itself() -> None:
    support, council = two_bodies()
    for meeting, who, code in (
        (support, s.DOCTOR, "SWA106-6"),
        (council, s.VOLUNTEER, "CHILD-COUNCIL"),
    ):
        item = s.an_item(meeting, by=who)
        rows = [r for r in seen_by(who, Disclosure) if r.object_id == item.pk]
        assert [r.legal_basis.code for r in rows] == [code]


OTHER_LAW = ("106条の6", "第159条", "同法159条", "支援会議")


def papers_of(meeting: SupportMeeting) -> tuple[list[str], list[str]]:
    """Every paper that a sitting of this body makes, as HTML; and the codes with which each leaves."""
    who = s.DOCTOR if meeting.basis == Basis.SUPPORT_MEETING else s.VOLUNTEER
    sitting = s.a_sitting(meeting)
    with s.on(sitting, s.COORDINATOR) as (row, user):
        services.change_sitting(
            sitting=row, held_at=row.held_at, place="", agenda="声かけ", by=user
        )
    minutes = s.minuted(sitting)
    c.convened(s.a_sitting(meeting))
    paper = s.a_paper(sitting)
    s.given(paper, who, means="printed")
    html, codes = [], []
    with acting(s.COORDINATOR) as user:
        log = ReadingLog(user)
        html.append(minutes_paper.gather(user, minutes.pk, "", log).html)
        html.append(chronology_paper.gather(user, meeting.pk, "", log).html)
        html.extend(paper_output.gather(user, paper.pk, "1", log).pages)
        found = paper_output.may(user, paper.pk)
        assert found is not None
        leaving = [paper_output.gate(user, found, "1").leaving]
        notice = MeetingNotice.objects.visible_to(user).get(member__meeting=meeting.pk)
        html.append(notice_paper.gather(user, notice.pk, "", log).html)
        row = notice_mail.notice_for(user, notice.pk)
        assert row is not None
        leaving += [notice_mail.gate(user, row, "").leaving]
        leaving += [notice_paper.gate(user, row, "").leaving]
    codes = [one.legal_basis for one in leaving if one is not None]
    return html, codes


def test_r21_papers_and_mails_leave_on_the_basis_of_the_body_and_say_it() -> None:
    support, council = two_bodies()
    html, codes = papers_of(support)
    assert codes == ["SWA106-6"] * 3
    assert all("106条の6" in one for one in html)
    html, codes = papers_of(council)
    assert codes == ["CHILD-COUNCIL"] * 3
    for one in html:
        assert LABEL in one
        assert not [words for words in OTHER_LAW if words in one]


def test_r21_what_is_shared_shows_the_law_of_its_own_body() -> None:
    support, council = two_bodies()
    for meeting, law in ((support, "社会福祉法106条の6"), (council, "児童福祉法25条の2")):
        who = s.DOCTOR if meeting == support else s.VOLUNTEER
        s.an_item(meeting, by=who)
        assert f"根拠：{law}" in text_of(browser(who).get(url("meeting", meeting.pk)))
    page = text_of(browser(s.VOLUNTEER).get(url("meeting", council.pk)))
    assert "106条の6" not in page


def test_r21_only_a_support_meeting_asks_on_its_third_paragraph() -> None:
    support, council = two_bodies()
    client = browser(s.COORDINATOR)
    for meeting, offered in ((support, True), (council, False)):
        page = client.get(url("information_of", meeting.pk)).content.decode()
        assert (url("information_new", meeting.pk) in page) is offered
        page = client.get(url("meeting", meeting.pk)).content.decode()
        assert (url("information_of", meeting.pk) in page) is offered
    ask = services.draft_request
    to = services.Recipient(outside="見本薬局")
    asking = p.asking(outsider_reason="薬の残りだけを尋ねる")
    s.as_somebody(s.COORDINATOR, support, ask, "meeting", to=to, asking=asking)
    with pytest.raises(DomainError, match="根拠となる法律の手続で依頼するか"):
        s.as_somebody(s.COORDINATOR, council, ask, "meeting", to=to, asking=asking)


def test_r4_the_door_shows_the_duty_of_the_law_and_no_case() -> None:
    request = s.an_accepted_request()
    support, council = s.a_meeting(request), a_council(request)
    for meeting, who, article in (
        (support, s.DOCTOR, "第106条の6第5項"),
        (council, s.VOLUNTEER, "児童福祉法第25条の5"),
    ):
        member = s.an_appointed_member(meeting, who)
        client = browser(who)
        kind = str(Basis(meeting.basis).label)
        for address in ("/", url("list"), url("mine"), url("acknowledge", member.pk)):
            page = text_of(client.get(address))
            assert f"{kind}の構成員に指定されました" in page, address
            assert meeting.compartment.case.number not in page
        assert article in page
        assert post(client, url("acknowledge", member.pk), duty="on").status_code == 303
        assert client.get(url("meeting", meeting.pk)).status_code == 200
        (mine,) = [m for m in seen_by(who, MeetingMember) if m.pk == member.pk]
        assert mine.duty_text_id == duty_text(meeting.basis).pk
        s.as_somebody(s.COORDINATOR, mine, services.end_membership, "member", reason="交代")
        page = text_of(client.get(url("lasting_duty", member.pk)))
        assert f"{kind}の構成員の任が終わりました" in page
        assert article in page
        assert f"{kind}の構成員の任が終わりました" in text_of(client.get("/"))


def test_r4_nobody_learns_the_law_of_anothers_membership() -> None:
    _, council = two_bodies()
    with acting(s.DOCTOR):
        assert set(laws_of_admissions().values()) == {"SWA106-6"}
    with acting(s.VOLUNTEER):
        assert set(laws_of_admissions().values()) == {str(council.basis)}
    with acting(s.SENDER):
        assert laws_of_admissions() == {}


def test_r4_each_body_has_a_duty_of_its_own_to_acknowledge() -> None:
    _, council = two_bodies()  # sworn by a service in the wording of the other law
    client = browser(s.VOLUNTEER)
    page = client.get(url("meeting", council.pk))
    assert page.status_code == 200  # read at the door, and acknowledged in the wording of this law
    (member,) = [m for m in seen_by(s.VOLUNTEER, MeetingMember) if not m.is_secretary]
    assert member.duty_text_id == duty_text(Basis.CHILD).pk


def test_the_page_of_planning_offers_the_other_body() -> None:
    support, council = two_bodies()
    client, address = browser(s.COORDINATOR), url("plan_sitting", support.pk)
    assert LABEL in text_of(client.get(address))
    day = (timezone.localdate() + datetime.timedelta(days=4)).isoformat()
    made = post(client, address, held_on=day, starts="14:00", partners=str(council.pk))
    assert made.status_code == 303
    assert sitting_of(council, s.VOLUNTEER).joint_with == str(Basis.SUPPORT_MEETING.label)


def test_a_conference_of_another_law_is_set_up_with_its_own_duty() -> None:
    request = s.an_accepted_request()
    client = browser(s.COORDINATOR)
    address = url("establish", request.pk) + f"?basis={Basis.CHILD}"
    assert "児童福祉法第25条の5" in text_of(client.get(address))
    made = post(client, address, subject="架空さん", need_statement="休んでいる", duty="on")
    assert made.status_code == 303
    (meeting,) = seen_by(s.COORDINATOR, SupportMeeting)
    assert meeting.basis == Basis.CHILD
