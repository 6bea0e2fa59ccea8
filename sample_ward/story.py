"""The story of a household, told through the services of the apps: who does what, in order.

Each event is done by the member of staff whose work it is, inside her own transaction. The tests
tell the same story to make a case that has gone the whole way.
"""

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from access.models import CaseFile
from cases import services as cases
from cases.models import SOAP, CaseRecord, Intake, Note, OutsideHandOff, Person, Referral
from cases.own_consent import may_consent_alone
from cases.services import protection
from meetings.models import MeetingMember, Sitting, SupportMeeting
from organizations.models import Body, LegalBasis, Role, Staff
from plans import services as plans

from . import kinship
from .cast import Cast
from .doing import acting, code, days, in_hours, office, open_day, work_day
from .households import Member, Sample
from .ordinary import CONSIDERATIONS, COURSES, EARLIER, PHONE_NOTES, pick
from .working_together import WorkingTogether


class Story(WorkingTogether):
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
            earlier=pick(EARLIER, self.sample, 1),
            considerations=pick(CONSIDERATIONS, self.sample),
            phone="070-0000-0000",
            phone_note=pick(PHONE_NOTES, self.sample, 2),
            received_on=work_day(),
            address="架空区見本一丁目1番1号",
            area=_area_of(self.worker),
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
                by=by,
                **{"method": code("CL-10", "電話相談・連絡"), "occurred_at": in_hours(11, 20)}
                | extra,
            )

    def support(self) -> None:
        self.screen("継続支援（プラン）", "訪問しながら、困りごとをほぐす。")
        course, visit = pick(COURSES, self.sample), code("CL-10", "訪問・同行支援")
        self.write(
            course.visit,
            method=visit,
            counterpart="本人",
            occurred_at=in_hours(10, 30),
            next_what=course.next_what,
            next_due_on=open_day(3),
        )
        letters = (course.said, course.saw, course.thought, course.then)
        self.write(
            "",
            method=visit,
            counterpart="本人",
            occurred_at=in_hours(15, 10),
            source="本人",
            project="1",
            soap=dict(zip(SOAP, letters, strict=True)),
        )

    def correct(self) -> None:
        note = self.write("受診は来週の火曜日とのこと。", nature="hearsay", source="家族")
        with acting(self.worker) as by:
            cases.correct_note(
                note=note, text="受診は来週の水曜日とのこと。", reason="聞き間違い", by=by
            )

    def narrow(self) -> None:
        with acting(self.worker) as by:
            record = self.record()
            now = cases.staff_version(cases.staff_in_charge(record, by))
            cases.narrow_to_staff(record=record, staff=[office(self.worker)], version=now, by=by)

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

    def go_outside(self) -> None:
        """Where no body with an account can help: a つなぎ to a group of the neighbourhood, and a day to ask."""
        with acting(self.worker) as by:
            cases.hand_outside(
                record=self.record(),
                facts=cases.OutsideFacts(
                    kind=code("CL-08", "NPO・居場所"),
                    place="見本町の助け合いの会",
                    way=OutsideHandOff.Way.PHONE,
                    told_on=days(0),
                    reason="近所で手伝ってもらえることがあるか、本人と一緒に相談する。",
                    consent_state="21",
                    legal_basis=LegalBasis.objects.on().get(code="CONSENT"),
                    agreed_on=days(0),
                    people=list(Person.objects.visible_to(by).of_case(self.case)),
                    continues="月に一度の電話は、こちらで続けます。",
                    ask_on=days(5),
                ),
                by=by,
            )

    # --- consent and plan --------------------------------------------------------------------
    def consent(self) -> Any:
        with acting(self.worker) as by:
            people = Person.objects.visible_to(by).of_case(self.case)
            given = cases.record_consent(
                record=self.record(),
                persons=[p for p in people if may_consent_alone(p, days(0))],
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


ANONYMOUS = "匿名の方"  # who did not want to say her name


def _area_of(worker: str) -> str:
    """A household comes to the desk of its 圏域; to one of the whole ward from anywhere."""
    area = office(worker).body.area
    return str(area.code) if area else ""


def _member(member: Member) -> cases.MemberFacts:
    today = timezone.localdate()
    return cases.MemberFacts(
        name="" if member.name == ANONYMOUS else member.name,
        name_kind=Person.NameKind.ANONYMOUS if member.name == ANONYMOUS else Person.NameKind.REAL,
        kana=member.kana,
        relation=member.relation,
        sex=member.sex,
        birth_on=datetime.date(today.year - member.age, 4, 2) if member.kana else None,
        birth_estimate="" if member.kana else f"{member.age // 10 * 10}代",
    )


__all__ = ["Cast", "Role", "Story", "acting", "code", "days", "office", "plans"]
