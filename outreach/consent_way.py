"""The way to consent, step by step: what is done, what is next, whose it is, who reads what afterwards.

Everything is derived from rows at each reading, nothing is kept in a session: whoever comes back, or
takes over, stands at the same step (R3, R5, R17). The steps are carried out in views/consent.py.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from access.explain import Audience, audience
from access.models import Compartment
from access.shortcuts import may_write
from cases import codes
from cases.models import CaseRecord, Consent, ConsentAttempt, Note, Person, SharedExtract
from documents.wareki import format_date
from meetings.models import REQUEST_OVER, CoordinationRequest
from organizations.models import Role
from organizations.names import own_names
from plans.models import Plan

from .next_step import may_be_lost
from .page import OutreachPage
from .services.consenting import record_of
from .services.guards import consents_of_target, missing
from .states import ORDER, OutreachState

MOST_NOTES = 50
PASSED_OVER = "この段階を通らずに、先に進んでいます。"


@dataclass(frozen=True)
class WayStep:
    """One step; `missing` says why it cannot be carried out by this user now, `readers` who reads
    what after it (R18)."""

    code: str
    title: str
    is_done: bool
    text: str
    readers: str
    told: str = ""
    missing: str = ""
    waits_for: str = ""
    is_optional: bool = False
    is_passed_over: bool = False  # the outreach went on without it

    @property
    def is_open(self) -> bool:
        return not self.missing and not self.waits_for


class ConsentWay:
    """The steps for the user of the page; a step of somebody else says whose it is."""

    def __init__(self, page: OutreachPage) -> None:
        self.page, self.user, self.case = page, page.user, page.case
        roles = page.request.acting.roles
        self.is_coordinator = Role.COORDINATOR in roles
        plans = [plan for plan in page.plans if plan.kind == Plan.Kind.OUTREACH]
        self.before = next((plan for plan in plans if plan.is_before_consent), None)

    @cached_property
    def record(self) -> CaseRecord:
        return record_of(self.page.outreach, self.user)

    @cached_property
    def people(self) -> list[Person]:
        rows = Person.objects.visible_to(self.user).in_household().of_case(self.case)
        return list(rows.select_related("compartment"))

    @cached_property
    def may_consent(self) -> bool:
        """Whoever records a consent writes in the basic information."""
        faces = Compartment.objects.writable_by(self.user).filter(case=self.case, kind="face")
        return faces.exists()

    @cached_property
    def after(self) -> Plan | None:
        """The plan that rests on a consent of hers."""
        hers = {row.pk for row in self.consents}
        return next((plan for plan in self.page.plans if plan.consent_id in hers), None)

    @cached_property
    def consents(self) -> list[Consent]:
        """Those of the person herself that hold, with whom they name."""
        rows = consents_of_target(self.page.outreach, self.user)
        return list(
            rows.select_related("compartment", "body").prefetch_related("persons", "bodies__body")
        )

    @cached_property
    def own_consents(self) -> list[Consent]:
        """Those under which the user may share."""
        return [row for row in self.consents if may_write(self.user, row.compartment)]

    @cached_property
    def tried(self) -> list[ConsentAttempt]:
        rows = ConsentAttempt.objects.visible_to(self.user).of_case(self.case)
        return list(rows.order_by("-tried_on", "-created_at")[:20])

    @cached_property
    def shared(self) -> int:
        keys = [row.pk for row in self.consents]
        return SharedExtract.objects.visible_to(self.user).filter(consent_id__in=keys).count()

    @cached_property
    def notes(self) -> list[Note]:
        """The latest notes of the record as they stand: corrected ones are not shared."""
        rows = Note.objects.visible_to(self.user).filter(record=self.record)
        corrected = rows.filter(corrects__isnull=False).values("corrects_id")
        return list(rows.exclude(pk__in=corrected)[:MOST_NOTES])

    @cached_property
    def unshared(self) -> list[Note]:
        rows = SharedExtract.objects.visible_to(self.user).of_case(self.case)
        keys = [row.pk for row in self.consents]
        known = set(rows.filter(consent_id__in=keys).values_list("note_id", flat=True))
        return [note for note in self.notes if note.pk not in known]

    @property
    def is_lost(self) -> bool:
        """The outreach says that she agreed, and no consent of hers holds any more."""
        return may_be_lost(self.page) and not self.consents

    @cached_property
    def stood(self) -> str:
        """Where it stands; after the end, where it stood when it ended."""
        outreach = self.page.outreach
        if not outreach.is_closed:
            return str(outreach.state)
        return next(row.before for row in self.page.steps if row.state == OutreachState.CLOSED)

    def _reached(self, state: str) -> bool:
        return ORDER.index(self.stood) >= ORDER.index(state)

    def _went_by(self, state: str) -> bool:
        """It stood there itself: who is linked may have come there without a plan."""
        return self._reached(state) and any(row.state == state for row in self.page.steps)

    def _passed_over(self, state: str) -> bool:
        return self._reached(state) and not self._went_by(state)

    @cached_property
    def steps(self) -> list[WayStep]:
        found = [self._name(), self._talk(), self._consent(), self._move(), self._share()]
        return [*found, self._request(), self._plan(), self._planned(), self._continuing()]

    @property
    def following(self) -> WayStep | None:
        """The next step that has to be made; none after the end."""
        if self.is_lost or self.page.outreach.is_closed:
            return None
        to_make = (s for s in self.steps if not (s.is_done or s.is_optional or s.is_passed_over))
        return next(to_make, None)

    def at(self, code: str) -> WayStep | None:
        """The step asked for, or the one that is next."""
        return next((s for s in self.steps if s.code == code), self.following)

    @property
    def shown(self) -> list[dict[str, Any]]:
        """With a number, and the one that is next marked."""
        following = self.following
        return [
            {"number": n + 1, "step": step, "is_next": step is following}
            for n, step in enumerate(self.steps)
        ]

    @cached_property
    def readers(self) -> list[tuple[str, Audience]]:
        """Who reads what as it stands now (R18); of a plan or a consent only to who sees it."""
        found = [("アウトリーチの記録", self.page.audience)]
        found += [
            (
                f"{format_date(row.given_on)}の同意と、共有した写し",
                audience(self.user, row.compartment),
            )
            for row in self.consents
        ]
        if self.after is not None:
            found.append(("同意のあるプラン", audience(self.user, self.after.compartment)))
        return found

    def _name(self) -> WayStep:
        return WayStep(
            "name",
            "本人の氏名を確かめる",
            self.page.is_named,
            "同意は、だれのものかが分かる名前で記録します。仮の呼び方のままでは、同意書を作れません。",
            "読める人は変わりません。",
            missing="" if self.page.target else "世帯の基本情報が、あなたには見えません。",
        )

    def _talk(self) -> WayStep:
        answers = dict(codes.every_label(codes.CONSENT_STATE))
        last = next(iter(self.tried), None)
        words = ""
        if last is not None:
            answer = answers.get(last.answer, last.answer)
            words = f"これまでに{len(self.tried)}回。最後は{format_date(last.tried_on)}「{answer}」"
            if last.next_try_on and not self.consents and not self.page.outreach.is_closed:
                words += f"、次に話す日は{format_date(last.next_try_on)}"
        refused = last is not None and last.answer == codes.REFUSED
        return WayStep(
            "talk",
            "何のために、だれと情報を分け合うかを話す",
            bool(self.consents) or (last is not None and not refused),
            "断られたときは、同意のないまま、働きかけと関係づくりを続けます。日をおいて、また話します。"
            if refused
            else "断られたときや、迷っているときも、1回ずつ残します。同意をもらえたら、次の手順で記録します。",
            "読める人は増えません。断られたときは、世帯のほかの人の同意で開いていた基本情報を閉じます。",
            told=words,
            missing="" if self.people else "世帯の基本情報が、あなたには見えません。",
        )

    def _consent(self) -> WayStep:
        return WayStep(
            "consent",
            "本人の同意を記録する",
            bool(self.consents),
            "同意した人、共有先の機関と担当者、目的、期限を書きます。"
            "プランを作る事務局の担当者も、本人が同意していれば、共有先に入れます。",
            "共有先に選んだ担当者が、同意の範囲で読めるようになります。記録する前に、人数を確かめます。"
            "アウトリーチの記録と情報源は、読めるようになりません。",
            told="、".join(f"{format_date(row.valid_until_on)}まで" for row in self.consents),
            missing=self._missing_for_consent(),
        )

    def _missing_for_consent(self) -> str:
        if not self.may_consent:
            return "世帯の基本情報に書ける担当者が記録します。"
        return "" if self.page.is_named else "先に、本人の氏名を書いてください。"

    def _needs_consent(self) -> str:
        return "" if self.consents else "先に、本人の同意を記録してください。"

    def _move(self) -> WayStep:
        return WayStep(
            "move",
            "段階を「同意あり」に進める",
            self._reached(OutreachState.CONSENTED),
            f"いまの段階は「{self.page.outreach.get_state_display()}」です。"
            "途中の段階に足りない記録があるときは、何が足りないかが出ます。",
            "読める人は変わりません。",
            missing=self._needs_consent(),
        )

    def _share(self) -> WayStep:
        lacks = "" if self.own_consents else "先に、本人の同意を記録してください。"
        if not lacks and not self.notes:
            lacks = "共有できる経過の記録は、まだありません。"
        return WayStep(
            "share",
            "共有する記録を選ぶ",
            self.shared > 0,
            "自機関の経過の記録から、共有先に知ってほしいものだけを選びます。選ばなければ、何も渡りません。",
            "選んだ記録の写しだけを、同意の共有先が読めます。働きかけの記録、事前調整、情報源は渡りません。",
            told=f"共有した写し {self.shared}件" if self.shared else "",
            missing=lacks,
            is_optional=True,
        )

    def _request(self) -> WayStep:
        requests = CoordinationRequest.objects.visible_to(self.user).of_case(self.case)
        states = set(requests.values_list("state", flat=True))
        asked = bool(states.difference(REQUEST_OVER))
        is_own = self.record.body.is_secretariat
        is_done = asked or is_own or bool(self.before or self.after)
        over = "前の依頼は、取り下げたか、差し戻されています。" if states and not is_done else ""
        return WayStep(
            "request",
            "多機関協働の事務局に頼む",
            is_done,
            own_names("事務局が、同意のあるプランを作り、重層的支援会議に付議します。"),
            "事務局の担当者が、依頼に書いた内容を読めるようになります。送る前に、相手に見える画面を確かめます。",
            told="自機関が事務局です" if is_own else over,
            missing="自機関が事務局です。" if is_own else self._needs_consent(),
        )

    def _plan(self) -> WayStep:
        words = (
            "同意の前のプランのうち、続けることだけを新しいプランに移します。情報源、推測、結果と、同意に入っていない機関や一覧にない機関・人の役割は移りません。"
            if self.before
            else "同意のあるプランを、事務局が作ります。"
        )
        return WayStep(
            "plan",
            "同意のあるプランに引き継ぐ",
            self.after is not None,
            words,
            "はじめは事務局の担当者だけが読みます。同意の共有先にある機関を参加機関に加えると、"
            "その担当者も読めます。同意の前のプランに加わっていた人は、前のプランを読めなくなります。",
            missing=self._needs_consent(),
            waits_for="" if self.is_coordinator else "事務局の担当者",
        )

    def _planned(self) -> WayStep:
        return WayStep(
            "planned",
            "段階を「プラン作成」に進める",
            self._went_by(OutreachState.PLANNED),
            PASSED_OVER
            if self._passed_over(OutreachState.PLANNED)
            else "同意のあるプランがあなたに見えるようになると、進められます。",
            "読める人は変わりません。",
            missing=self._missing_to(OutreachState.PLANNED),
            is_passed_over=self._passed_over(OutreachState.PLANNED),
        )

    def _continuing(self) -> WayStep:
        state = f"プランはいま「{self.after.get_state_display()}」です。" if self.after else ""
        return WayStep(
            "continuing",
            "会議と支援決定のあと、「継続支援中」に進める",
            self._went_by(OutreachState.CONTINUING),
            PASSED_OVER
            if self._passed_over(OutreachState.CONTINUING)
            else own_names(
                "重層的支援会議がプランを確かめ、区が支援を決定して、支援が始まると進められます。"
            )
            + state,
            "会議に出る機関のうち、同意の共有先にある機関だけがプランを読みます。",
            missing=self._missing_to(OutreachState.CONTINUING),
            is_passed_over=self._passed_over(OutreachState.CONTINUING),
        )

    def _missing_to(self, state: str) -> str:
        if self._reached(state):
            return "ここでは進められません。" if self._passed_over(state) else ""
        before = ORDER[ORDER.index(state) - 1]
        if self.page.outreach.state != before:
            return f"先に、段階を「{OutreachState(before).label}」まで進めてください。"
        return missing(self.page.outreach, state, self.user)
