"""The part of a story that is told by several bodies: the request, the 支援会議, its sittings."""

import datetime
from typing import Any

from access.models import CaseFile
from cases.models import CaseRecord, Person
from documents.business_days import add_business_days, deadline
from meetings import services as meetings
from meetings.models import CoordinationRequest, MeetingMember, Minutes, Sitting, SupportMeeting
from organizations.models import LegalBasis, Staff, StandingText

from . import kinship, screening, talking
from .cast import Cast
from .doing import acting, at, days, office
from .households import Sample


class WorkingTogether:
    """Steps of a story (see Story)."""

    sample: Sample
    cast: Cast
    worker: str
    case: CaseFile
    meeting: SupportMeeting
    sitting: Sitting
    members: dict[str, MeetingMember]

    def record(self, username: str | None = None) -> CaseRecord:
        raise NotImplementedError

    def request(self) -> Any:
        with acting(self.worker) as by:
            people = Person.objects.visible_to(by).of_case(self.case)
            return meetings.request_coordination(
                record=self.record(),
                secretariat=office(self.cast.coordinator).body,
                done_so_far="訪問を続け、介護保険の申請を勧めてきました。",
                asked_for="長男への関わり方と、家計のことを、いくつかの機関で考えたいです。",
                sender_continues="週に一度の訪問と、本人との連絡の窓口を続けます。",
                why_now="このままだと、医療を受けられないまま悪くなるおそれがあります。",
                household=[
                    {"name": p.name, "kana": p.kana, "relation": p.relation} for p in people
                ],
                legal_basis=LegalBasis.objects.on().get(code="PIPL69-2-2"),
                by=by,
            )

    def _request_seen(self, by: Staff) -> Any:
        return (
            CoordinationRequest.objects.visible_to(by)
            .of_case(self.case)
            .select_related("compartment__case", "secretariat")
            .first()
        )

    def _screen(self, by: Staff, proposal: str) -> None:
        screening.conclude(self._request_seen(by), proposal, by)

    def take(self) -> None:
        with acting(self.cast.coordinator) as by:
            self._screen(by, "accept")
            meetings.accept_request(request=self._request_seen(by), by=by)
        kinship.settle(self.case, self.cast.coordinator)

    def give_back(self) -> None:
        with acting(self.cast.coordinator) as by:
            self._screen(by, "return")
            meetings.return_request(
                request=self._request_seen(by),
                code="03",
                reason="地域の見守りで支えられそうです。社会福祉協議会へのつなぎを先に試してください。",
                by=by,
            )

    def meet(self, *, acknowledged: bool = True) -> None:
        duty = StandingText.objects.on().filter(kind="secrecy_duty").latest("valid_from")
        with acting(self.cast.coordinator) as by:
            self.meeting = meetings.establish_meeting(
                request=self._request_seen(by),
                subject=f"{self.sample.members[0].name} さんの世帯",
                need_statement="受診していない期間が長く、家賃の滞納も続いているため。",
                duty_text=duty,
                by=by,
            )
            for username in (self.worker, self.cast.doctor, self.cast.volunteer):
                self.members[username] = meetings.appoint_member(
                    meeting=self.meeting,
                    appointment=office(username),
                    part="member",
                    authority="commissioned" if username != self.worker else "designated",
                    by=by,
                )
        for username in (self.worker, self.cast.doctor) if acknowledged else ():
            with acting(username) as by:
                meetings.acknowledge_duty(source=self.members[username].pk, duty_text=duty, by=by)

    def deliberate(self) -> None:
        for username, nature, text in (
            (self.worker, "fact", "呼び鈴に三度応えがなかった。新聞は取り込まれていた。"),
            (self.cast.doctor, "view", "二年前に通院が途切れている。早めに会う手だてがほしい。"),
        ):
            with acting(username) as by:
                meetings.share_item(
                    meeting=self._meeting_seen(by), nature=nature, source="", text=text, by=by
                )
        with acting(self.cast.coordinator) as by:
            sitting = self._sitting(
                by,
                add_business_days(days(0), -1),
                "だれが、どのように声をかけるか（20分）\n通院の再開",
            )
            talking.talk(sitting, by)
            minutes = meetings.write_minutes(
                sitting=sitting,
                by=by,
                duty_explained=True,
                facts="三つの機関が別々に訪問していた。",
                judgement="窓口を一つにするのがよい。",
                policy="手紙を続け、月に二回、昼前に訪ねる。",
                undecided="長男に会う時期",
            )
            meetings.decide(
                sitting=sitting,
                content="手紙を届け、月に二回訪ねる",
                body=office(self.worker).body,
                person="担当の相談員",
                due_on=days(14),
                by=by,
            )
            self._sitting(by, deadline(days(0), 14), "訪ねてみてどうだったか")
        talking.confirm(minutes, self.cast.coordinator, (self.worker, self.cast.doctor))
        self.sitting = sitting
        with acting(self.cast.doctor) as by:
            meetings.add_to_minutes(
                minutes=self._minutes_seen(minutes, by),
                text="次の受診日が決まったら、診療所からも連絡します。",
                by=by,
            )

    def _sitting(self, by: Staff, day: datetime.date, agenda: str) -> Sitting:
        """A sitting at two in the afternoon."""
        sitting: Sitting = meetings.plan_sitting(
            meeting=self._meeting_seen(by),
            held_at=at(day, 14),
            place="見本会議室",
            agenda=agenda,
            by=by,
        )
        return sitting

    def _minutes_seen(self, minutes: Minutes, by: Staff) -> Minutes:
        found: Minutes = Minutes.objects.visible_to(by).get(pk=minutes.pk)
        return found

    def _meeting_seen(self, by: Staff) -> SupportMeeting:
        found: SupportMeeting = (
            SupportMeeting.objects.visible_to(by)
            .select_related("compartment__case")
            .get(pk=self.meeting.pk)
        )
        return found

    def dissolve(self) -> None:
        with acting(self.cast.coordinator) as by:
            meetings.dissolve_meeting(
                meeting=self._meeting_seen(by),
                reason="施設入所により",
                hand_on="それぞれの機関が、見守りの中で続けます。",
                by=by,
            )
