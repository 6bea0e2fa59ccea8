"""Whom a meeting reckons with: nobody who is kept out of the case (R12), no guest of another sitting
(domain.md R13). And what members who may not know of a restriction are shown of it: nothing (R18)."""

from collections.abc import Callable
from typing import Any

import pytest

from access.errors import DomainError
from access.models import CaseFile
from cases.services import restrict_person
from jobs.registry import NotPermitted
from meetings import paper_output, services
from meetings.models import MeetingMember, PrepCall, Sitting, SupportMeeting
from meetings.waiting_dates import polls_to_choose_from
from meetings.words import duty_text
from organizations.services import end_appointment
from tests.cases.pages import browser, text_of
from tests.cases.situations import office
from tests.world import acting, staff

from . import convening as c
from . import preparing as p
from . import situations as s
from .pages import post, url

pytestmark = pytest.mark.django_db
KIN = s.VOLUNTEER
DOCTOR, KIN_NAME, GUEST = "見本 医師夫", "例示 舟子", "架空 大家"


def kept_out(meeting: SupportMeeting, who: str = KIN) -> None:
    """Found to be kin after she was named: still on the roster (R12)."""
    with acting(s.SENDER) as user:
        case = CaseFile.objects.visible_to(user).get(pk=meeting.compartment.case_id)
        restrict_person(case=case, user=staff(who), reason="親族", by=user)


def a_guest(meeting: SupportMeeting, sitting: Sitting) -> MeetingMember:
    """Commissioned on paper for one sitting."""
    made: MeetingMember = s.as_somebody(
        s.COORDINATOR,
        meeting,
        services.enter_paper_member,
        "meeting",
        name=GUEST,
        body="大家",
        authority="commissioned",
        pledged_on=s.days(0),
        duty_text=duty_text(),
        only_sitting=sitting,
    )
    return made


class Scene:
    """A meeting with a doctor, a member who is kept out, and the guest of its second sitting; the
    first has a call for sheets, a paper and a poll beside it."""

    def __init__(self) -> None:
        self.meeting = s.a_meeting_with_a_doctor()
        self.kin = s.a_sworn_member(self.meeting, KIN)
        self.first, self.second = s.a_sitting(self.meeting), s.a_sitting(self.meeting)
        self.guest = a_guest(self.meeting, self.second)
        self.paper = s.a_paper(self.first)
        self.calls = {sitting.pk: p.a_call(sitting) for sitting in (self.first, self.second)}
        self.poll = c.a_poll(self.meeting)
        with acting(s.COORDINATOR):
            self.date = c.dates_of(self.poll, s.COORDINATOR)[0]
        kept_out(self.meeting)

    def page(self, name: str, *args: Any, who: str = s.COORDINATOR) -> str:
        return text_of(browser(who).get(url(name, *args)))


@pytest.fixture
def scene() -> Scene:
    return Scene()


# --- who is reckoned with -------------------------------------------------------------------


def _told(scene: Scene, sitting: Sitting, user: Any) -> set[str]:
    row = s.seen(scene.meeting, s.COORDINATOR)
    return {m.name for m in services.members_to_tell(row, user, sitting)}


def _called(scene: Scene, sitting: Sitting, user: Any) -> set[str]:
    services.convene(sitting=s.seen(sitting, s.COORDINATOR), topic="direction", link="", by=user)
    return {n.member.name for n in c.notices(sitting)}


def _sheets(scene: Scene, sitting: Sitting, user: Any) -> set[str]:
    rows = services.parties(s.seen(sitting, s.COORDINATOR), user)
    return {member.name for member in rows.values()}


def _missing(scene: Scene, sitting: Sitting, user: Any) -> set[str]:
    call = PrepCall.objects.visible_to(user).get(sitting=sitting)
    wanted = {party: m.name for party, m in services.parties(sitting, user).items()}
    return {wanted[party] for party in services.missing_of(call, user)}


def _papers(scene: Scene, sitting: Sitting, user: Any) -> set[str]:
    row = s.seen(scene.meeting, s.COORDINATOR)
    rows = services.reachable(row, user, sitting).sworn().exclude(part="secretary")
    return {m.name for m in rows.with_names()}


def _present(scene: Scene, sitting: Sitting, user: Any) -> set[str]:
    services.open_sitting(sitting=s.seen(sitting, s.COORDINATOR), by=user)
    rows = MeetingMember.objects.visible_to(user).filter(attendances__sitting=sitting)
    return {m.name for m in rows.exclude(part="secretary").with_names()}


WAYS: dict[str, Callable[[Scene, Sitting, Any], set[str]]] = {
    "told": _told,
    "called": _called,
    "sheets": _sheets,
    "missing sheets": _missing,
    "papers": _papers,
    "present": _present,
}


@pytest.mark.parametrize("way", WAYS)
def test_r12_r13_a_sitting_reckons_with_its_own_guest_and_with_nobody_who_is_kept_out(
    scene: Scene, way: str
) -> None:
    with acting(s.COORDINATOR) as user:
        assert WAYS[way](scene, scene.first, user) == {DOCTOR}
        assert WAYS[way](scene, scene.second, user) == {DOCTOR, GUEST}


PAGES: dict[str, Callable[[Scene], str]] = {
    "call": lambda scene: url("convene", scene.first.pk),
    "proposing dates": lambda scene: url("propose_dates", scene.meeting.pk),
    "candidate dates": lambda scene: url("date_poll", scene.poll.pk),
    "choosing a date": lambda scene: url("choose_date", scene.date.pk),
    "preparation": lambda scene: url("preparation", scene.first.pk),
    "hearings": lambda scene: url("hearings", scene.first.pk),
    "papers": lambda scene: url("paper_recipients", scene.paper.pk),
    "minutes": lambda scene: url("minutes", scene.first.pk),
}


@pytest.mark.parametrize("name", PAGES)
def test_r12_r13_no_page_plans_with_who_is_kept_out_or_with_the_guest_of_another_sitting(
    scene: Scene, name: str
) -> None:
    page = browser(s.COORDINATOR).get(PAGES[name](scene)).content.decode()
    main, _, roster = page.partition('id="members-h"')
    main = main.split("note note--warn")[0] if name == "call" else main  # says who is not told
    assert not roster or (GUEST in roster and KIN_NAME in roster)
    assert GUEST not in main
    assert KIN_NAME not in main


def test_r12_the_page_of_the_call_tells_the_secretary_who_is_not_told_and_why(scene: Scene) -> None:
    page = scene.page("convene", scene.first.pk)
    assert f"{KIN_NAME}さんには知らせません：このケースを見せないことになっています" in page
    assert f"{GUEST}さんには知らせません" not in page


# --- refused, with the reason ---------------------------------------------------------------


def _give(scene: Scene, member: MeetingMember) -> None:
    give, values = services.add_recipients, {"members": [member], "means": "printed"}
    s.as_somebody(s.COORDINATOR, scene.paper, give, "paper", **values)


def _need(scene: Scene, member: MeetingMember) -> None:
    s.as_somebody(s.COORDINATOR, scene.poll, services.withdraw_poll, "poll", reason="変更")
    c.a_poll(scene.meeting, needed=[member.name])


def _answer(scene: Scene, member: MeetingMember) -> None:
    c.told(scene.poll, member, "○○○")


def _hear(scene: Scene, member: MeetingMember) -> None:
    p.a_hearing(scene.first, member=member, person="")


def _sheet(scene: Scene, member: MeetingMember) -> None:
    party, heard = services.Party.of(member), {"heard_from": "本人", "heard_on": s.days(0)}
    p.a_sheet(scene.calls[scene.first.pk], s.COORDINATOR, party=party, **heard)


def _note_present(scene: Scene, member: MeetingMember) -> None:
    s.minuted(scene.first, present=[member])


GUEST_OF = "第2回だけの臨時構成員"
KEPT_OUT = "見せないことになっています"
REFUSED: dict[str, tuple[Callable[[Scene, MeetingMember], None], str, str]] = {
    "paper": (_give, KEPT_OUT, GUEST_OF),
    "needed for a date": (_need, KEPT_OUT, GUEST_OF),
    "answer to a date": (_answer, KEPT_OUT, GUEST_OF),
    "hearing": (_hear, KEPT_OUT, GUEST_OF),
    "sheet": (_sheet, "いまこの会議にいません", GUEST_OF),
    "attendance": (_note_present, "見せないことになっている人", "ほかの開催のための臨時構成員"),
}


@pytest.mark.parametrize("whose", ["kin", "guest"])
@pytest.mark.parametrize("act", REFUSED)
def test_r12_r13_the_secretary_is_told_why_it_is_refused(
    scene: Scene, act: str, whose: str
) -> None:
    do, kept_out_words, guest_words = REFUSED[act]
    member = scene.kin if whose == "kin" else scene.guest
    with pytest.raises(DomainError, match=kept_out_words if whose == "kin" else guest_words):
        do(scene, member)


def test_r13_the_guest_is_heard_and_given_papers_for_her_own_sitting(scene: Scene) -> None:
    heard = p.a_hearing(scene.second, member=scene.guest, person="")
    assert heard.member_id == scene.guest.pk
    paper = s.a_paper(scene.second)
    with s.on(paper, s.COORDINATOR) as (row, user):
        guest = s.seen(scene.guest, s.COORDINATOR)
        services.add_recipients(paper=row, members=[guest], means="printed", by=user)


def test_r12_what_was_heard_before_can_still_be_corrected() -> None:
    meeting = s.a_meeting_with_a_doctor()
    member = s.a_sworn_member(meeting, KIN)
    hearing = p.a_hearing(s.a_sitting(meeting), member=member, person="")
    kept_out(meeting)
    with s.on(hearing, s.COORDINATOR) as (row, user):
        facts = {n: getattr(row, n) for n in ("member", "person", "heard_on", "how", "took")}
        facts |= {n: getattr(row, n) for n in ("nature", "source", "markers", "bring_in")}
        services.change_hearing(hearing=row, by=user, text="書き直した。", **facts)


def test_r12_nothing_is_asked_on_the_screen_of_a_body_whose_only_member_is_kept_out() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, KIN)
    with acting(KIN):
        body = office(KIN).body
    draft = p.a_draft(meeting, services.Recipient(body=body))
    kept_out(meeting)
    with pytest.raises(DomainError, match="加えずに頼む理由"):
        s.as_somebody(s.COORDINATOR, draft, services.send_request, "request", way="here")
    outside = p.a_draft(meeting, services.Recipient(body=body), outsider_reason="診療の記録")
    with pytest.raises(DomainError, match="この画面を見られません"):
        s.as_somebody(s.COORDINATOR, outside, services.send_request, "request", way="here")


def test_r12_a_copy_that_was_printed_for_her_is_neither_printed_again_nor_handed_out() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, KIN)
    paper = s.a_paper(s.a_sitting(meeting))
    (copy,) = s.given(paper, KIN, means="printed")
    s.as_somebody(s.COORDINATOR, paper, services.print_copies, "paper", copies=[copy])
    kept_out(meeting)
    with s.on(copy, s.COORDINATOR) as (row, user):
        for refused in (
            lambda: services.hand_out(copies=[row], by=user),
            lambda: services.print_copies(paper=row.paper, copies=[row], by=user),
        ):
            with pytest.raises(DomainError, match="いまの構成員ではありません"):
                refused()
        with pytest.raises(NotPermitted):
            paper_output.gate(user, row.paper, str(row.number))


# --- what hangs on her ----------------------------------------------------------------------


def test_r12_the_minutes_of_a_chair_who_is_kept_out_are_the_secretarys_to_approve() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, KIN, "chair")
    minutes = s.minuted(s.a_sitting(meeting))
    kept_out(meeting)
    assert s.approved(minutes).approved_at is not None


def test_r12_minutes_do_not_wait_for_whoever_came_and_is_kept_out_since() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, KIN)
    minutes = s.sent(s.minuted(s.a_sitting(meeting)))
    kept_out(meeting)
    with s.on(minutes, s.COORDINATOR) as (row, user):
        assert [m.name for m in services.confirmation_of(row, user).waiting] == [DOCTOR]


def test_r12_a_secretary_who_is_kept_out_is_no_deputy() -> None:
    meeting = s.a_meeting()
    s.a_sworn_member(meeting, s.DEPUTY, "secretary")
    kept_out(meeting, s.DEPUTY)
    with acting(s.COORDINATOR) as user:
        (own,) = MeetingMember.objects.visible_to(user).of_user(user)
    with pytest.raises(DomainError, match="ほかの事務局"):
        s.as_somebody(s.COORDINATOR, own, services.end_membership, "member", reason="異動")


def test_r12_r13_a_date_is_chosen_without_waiting_for_who_is_not_asked(scene: Scene) -> None:
    c.answered(scene.poll, "○○○")
    with acting(s.COORDINATOR) as user:
        assert [is_complete for _, is_complete in polls_to_choose_from(user)] == [True]


# --- what others are shown ------------------------------------------------------------------


def _line(who: str, meeting: SupportMeeting, name: str) -> str:
    """How somebody stands on the roster, for one of its readers."""
    page = browser(who).get(url("meeting", meeting.pk)).content.decode()
    (line,) = [part for part in page.split('<li class="person">') if f"<b>{name}</b>" in part]
    return line.split("</li>")[0]


def test_r12_r18_members_see_her_as_one_whose_office_is_over_and_not_a_word_of_why() -> None:
    """Left out altogether she would be the only one who vanishes, and everybody would know."""
    meeting, other = s.a_meeting_with_a_doctor(), s.a_meeting_with_a_doctor()
    for one in (meeting, other):
        s.a_sworn_member(one, KIN, valid_until_on=s.days(90))
    kept_out(meeting)
    page = text_of(browser(s.DOCTOR).get(url("meeting", meeting.pk)))
    assert "閲覧制限" not in page
    assert "2人済み" in page
    line = _line(s.DOCTOR, meeting, KIN_NAME)
    with acting("system1"):
        end_appointment(appointment=office(KIN))
    assert line == _line(s.DOCTOR, other, KIN_NAME)


def test_r12_the_secretary_sees_who_is_kept_out_and_what_to_do() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, KIN)
    kept_out(meeting)
    line = _line(s.COORDINATOR, meeting, KIN_NAME)
    assert "見せません（閲覧制限）" in line
    assert "構成員を終える" in line


def test_r22_the_preview_of_the_secretary_shows_her_as_members_see_her() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, KIN)
    kept_out(meeting)
    page = browser(s.COORDINATOR).get(url("meeting", meeting.pk), {"as": "member"})
    assert "閲覧制限" not in text_of(page)


def test_r12_who_shares_is_not_told_that_she_would_read_it() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, KIN)
    kept_out(meeting)
    data = {"nature": "fact", "text": "足音がした。"}
    page = post(browser(s.DOCTOR), url("meeting", meeting.pk), **data).content.decode()
    assert "次の2人が" in page
    assert KIN_NAME not in page.split('id="members-h"')[0]
