"""The story of a household, told through the services of the apps: who does what, in order.

Each event is done by the member of staff whose work it is, inside her own transaction. The tests
tell the same story to make a case that has gone the whole way.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from access.models import CaseFile
from cases import services as cases
from cases.models import CaseRecord, Intake, Note, Person, Referral
from cases.services import protection
from cases.services.consents import is_too_young
from meetings import services as meetings
from meetings.models import MeetingMember, Minutes, Sitting, SupportMeeting
from organizations.models import Body, LegalBasis, Role, Staff, StandingText
from plans import services as plans

from . import kinship, screening, talking
from .doing import acting, code, days, office
from .households import Member, Sample


@dataclass(frozen=True)
class Cast:
    """Logins of those who act in the stories."""

    coordinator: str = "jimukyoku1"
    colleague_coordinator: str = "jimukyoku2"
    doctor: str = "ishi1"
    volunteer: str = "npo1"
    receiver: str = "kurashi1"
    relative: str = "kanri1"


class Story:
    """One household from the counter on. Steps are methods; each calls one service."""

    def __init__(self, sample: Sample, cast: Cast) -> None:
        self.sample, self.cast, self.worker = sample, cast, sample.worker
        self.case: CaseFile
        self.meeting: SupportMeeting
        self.sitting: Sitting
        self.members: dict[str, MeetingMember] = {}
        self.plan: Any = None
        self.measure: Any = None

    # --- I 包括的相談支援 ----------------------------------------------------------------------
    def receive(self) -> None:
        first, *others = self.sample.members
        facts = cases.IntakeFacts(
            method=code("CL-03", "来所"),
            visitor="person",
            topics=[code("CL-04", topic) for topic in self.sample.topics],
            urgency=self.sample.urgency,
            words=self.sample.words,
            route=code("CL-02", "本人（来所）"),
            earlier="前に一度、区の窓口で相談した。",
            considerations="ゆっくり話してほしい。",
            phone="070-0000-0000",
            phone_note="午前中",
            address="架空区見本一丁目1番1号",
        )
        with acting(self.worker) as by:
            intake = cases.receive_intake(
                body=office(self.worker).body,
                facts=facts,
                subject=_member(first),
                others=[_member(m) for m in others],
                by=by,
            )
            self.case = intake.compartment.case
        kinship.settle(self.case, self.worker)

    def screen(self, result: str, note: str = "") -> None:
        """見立て of the worker: the result by its words in CL-07."""
        with acting(self.worker) as by:
            rows = Intake.objects.visible_to(by).of_case(self.case)
            intake = rows.select_related("compartment").latest("created_at")
            cases.screen_intake(
                intake=intake,
                result=code("CL-07", result),
                note=note,
                version=intake.version,
                by=by,
            )

    def record(self, username: str | None = None) -> CaseRecord:
        """The record of a worker's body; call while acting."""
        by = Staff.objects.get(username=username or self.worker)
        found: CaseRecord = (
            CaseRecord.objects.visible_to(by)
            .of_case(self.case)
            .select_related("compartment__case", "body")
            .get(body=office(by.username).body)
        )
        return found

    def write(self, text: str, username: str | None = None, **extra: Any) -> Note:
        with acting(username or self.worker) as by:
            return cases.write_note(
                record=self.record(username),
                text=text,
                method=code("CL-10", "電話相談・連絡"),
                by=by,
                **extra,
            )

    def support(self) -> None:
        self.screen("継続支援（プラン）", "訪問しながら、困りごとをほぐす。")
        self.write(
            "訪問。玄関先で10分ほど話した。顔色はよい。",
            counterpart="本人",
            next_what="電話で様子を聞く",
            next_due_on=days(3),
        )
        soap = {
            "soap_s": "「夜眠れない日がある」と話す。",
            "soap_o": "部屋は片付いている。声は落ち着いている。",
            "soap_a": "疲れがたまっている。",
            "soap_p": "受診を一緒に考える。",
        }
        self.write("", counterpart="本人", source="本人", project="1", soap=soap)

    def correct(self) -> None:
        note = self.write("受診は来週の火曜日とのこと。", nature="hearsay", source="家族")
        with acting(self.worker) as by:
            cases.correct_note(
                note=note, text="受診は来週の水曜日とのこと。", reason="聞き間違い", by=by
            )

    def narrow(self) -> None:
        with acting(self.worker) as by:
            cases.narrow_to_staff(record=self.record(), staff=[office(self.worker)], by=by)

    def restrict(self) -> None:
        with acting(self.worker) as by:
            relative = Staff.objects.get(username=self.cast.relative)
            cases.restrict_person(
                case=self.case, user=relative, relation="kin", reason="めいにあたる", by=by
            )

    def protect(self) -> None:
        """The first member is locked at the first call; a contact is written behind the lock."""
        with acting(self.worker) as by:
            person = Person.objects.visible_to(by).of_case(self.case).get(is_subject=True)
            self.measure = protection.protect_person(
                record=self.record(),
                person=person,
                named=[office(self.worker), office(self.cast.relative)],
                facts=protection.MeasureFacts(
                    "dv", "別居中の家族", "見本署の相談票", "電話は平日の昼だけ"
                ),
                by=by,
            )
            protection.add_protected_contact(
                measure=self.measure, kind="place", value="見本の施設", by=by
            )

    def hand_off(self, *receivers: Body, tell_others: bool = False) -> list[Referral]:
        """A つなぐシート to one body or several: its legs."""
        with acting(self.worker) as by:
            people = list(Person.objects.visible_to(by).of_case(self.case))
            sent: list[Referral] = cases.send_sheet(
                record=self.record(),
                legs=[
                    cases.Leg(
                        receiver,
                        "この制度のことは、そちらの窓口で相談するのがよいと考えました。",
                        "初回の面談に同席できます。",
                    )
                    for receiver in receivers
                ],
                facts=cases.SheetFacts(
                    people=people,
                    household_size=len(people),
                    topics=[code("CL-04", topic) for topic in self.sample.topics],
                    urgency=self.sample.urgency,
                    sender_continues="月に一度の訪問は、こちらで続けます。",
                    reply_by=days(5),
                    consent_state="21",
                    legal_basis=LegalBasis.objects.on().get(code="CONSENT"),
                    tell_others=tell_others,
                ),
                names_checked=True,
                by=by,
            )
            return sent

    def answer(self, referral: Referral, receiver: str, *steps: str) -> None:
        """The receiver's steps: receive, accept, decline, first, report."""
        services: dict[str, Callable[..., Any]] = {
            "receive": cases.receive_referral,
            "accept": cases.accept_referral,
            "first": cases.note_first_contact,
        }
        for step in steps:
            with acting(receiver) as by:
                row = (
                    Referral.objects.visible_to(by)
                    .select_related("compartment__case", "sender_body", "receiver_body")
                    .get(pk=referral.pk)
                )
                if step == "decline":
                    cases.decline_referral(
                        referral=row,
                        reason="この窓口の制度の対象ではありません。",
                        alternative="社会福祉協議会の地域福祉コーディネーター",
                        by=by,
                    )
                elif step == "report":
                    cases.report_referral(
                        referral=row, report="面談し、申請を手伝いました。", by=by
                    )
                else:
                    services[step](referral=row, by=by)
            if step == "accept":
                kinship.settle(self.case, receiver)

    # --- II 多機関協働 ---------------------------------------------------------------------------
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
        from meetings.models import CoordinationRequest

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
            sitting = self._sitting(by, -2, "だれが、どのように声をかけるか（20分）\n通院の再開")
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
            self._sitting(by, 14 * 24, "訪ねてみてどうだったか")
        talking.confirm(minutes, self.cast.coordinator, (self.worker, self.cast.doctor))
        self.sitting = sitting
        with acting(self.cast.doctor) as by:
            meetings.add_to_minutes(
                minutes=self._minutes_seen(minutes, by),
                text="次の受診日が決まったら、診療所からも連絡します。",
                by=by,
            )

    def _sitting(self, by: Staff, hours: int, agenda: str) -> Sitting:
        """A sitting so many hours from now."""
        sitting: Sitting = meetings.plan_sitting(
            meeting=self._meeting_seen(by),
            held_at=timezone.now() + datetime.timedelta(hours=hours),
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

    # --- consent and plan --------------------------------------------------------------------
    def consent(self) -> Any:
        with acting(self.worker) as by:
            people = Person.objects.visible_to(by).of_case(self.case)
            given = cases.record_consent(
                record=self.record(),
                persons=[p for p in people if not is_too_young(p.birth_on, days(0))],
                staff_in_charge=[office(self.cast.coordinator), office(self.cast.receiver)],
                how="written",
                given_on=days(0),
                valid_until_on=days(364),
                purpose="関係機関が連携して支援するため",
                categories=list(CATEGORIES),
                by=by,
            )
        note = self.write("区の窓口と一緒に考えてほしい、と本人から話があった。")
        with acting(self.worker) as by:
            cases.share_note(note=note, consent=given, category="09", by=by)
        return given

    def withdraw(self, consent: Any) -> None:
        with acting(self.worker) as by:
            cases.withdraw_consent(consent=consent, note="電話で申し出があった", by=by)


CATEGORIES = ("01", "02", "03", "05", "06", "09")


def _member(member: Member) -> cases.MemberFacts:
    today = timezone.localdate()
    return cases.MemberFacts(
        name="" if member.name == "匿名の方" else member.name,
        kana=member.kana,
        relation=member.relation,
        sex=member.sex,
        birth_on=datetime.date(today.year - member.age, 4, 2) if member.kana else None,
        birth_estimate="" if member.kana else f"{member.age // 10 * 10}代",
    )


__all__ = ["Cast", "Role", "Story", "acting", "code", "days", "office", "plans"]
