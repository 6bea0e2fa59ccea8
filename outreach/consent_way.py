"""The way to consent, step by step: each step says whether it is done, who does it, and where.

Nothing is carried out here: a consent is recorded in cases, a plan taken into it in plans; this page
knows where and what is missing (R3, R5).
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cases.models import ConsentAttempt
from meetings.models import CoordinationRequest
from organizations.models import Role
from plans.models import Plan
from plans.states import IN_SUPPORT, PlanState

from .page import OutreachPage
from .states import ORDER, OutreachState


@dataclass(frozen=True)
class WayStep:
    """One step: what, whether it is done, what to know, and where it is done by whom."""

    title: str
    is_done: bool
    text: str
    url: str = ""
    button: str = ""
    waits_for: str = ""


class ConsentWay:
    """The steps for the user of the page; a step of somebody else says whose it is."""

    def __init__(self, page: OutreachPage) -> None:
        self.page, self.user, self.case = page, page.user, page.case
        self.is_coordinator = Role.COORDINATOR in page.request.acting.roles
        plans = [plan for plan in page.plans if plan.kind == Plan.Kind.OUTREACH]
        self.before = next((plan for plan in plans if plan.is_before_consent), None)
        with_consent = [plan for plan in page.plans if plan.consent_id is not None]
        self.after = next(iter(with_consent), None)

    def _reached(self, state: str) -> bool:
        return ORDER.index(self.page.outreach.state) >= ORDER.index(state)

    @property
    def steps(self) -> list[WayStep]:
        found = [self._name(), self._explain(), self._consent(), self._move()]
        return [*found, self._request(), self._plan(), self._decide()]

    @property
    def shown(self) -> list[dict[str, Any]]:
        """With a number, and the one that is next marked."""
        steps = self.steps
        following = next((n for n, step in enumerate(steps) if not step.is_done), None)
        return [
            {"number": n + 1, "step": step, "is_next": n == following}
            for n, step in enumerate(steps)
        ]

    def _may(self, url: str) -> str:
        return url if self.page.may_write and not self.page.outreach.is_closed else ""

    def _name(self) -> WayStep:
        return WayStep(
            "本人の氏名を確かめる",
            self.page.is_named,
            "同意は、だれのものかが分かる名前で記録します。仮の呼び方のままでは、同意書を作れません。",
            self._may(reverse("outreach:name", args=[self.page.outreach.pk])),
            "氏名を書く",
        )

    def _explain(self) -> WayStep:
        tried = ConsentAttempt.objects.visible_to(self.user).of_case(self.case)
        count = tried.count()
        words = f"これまでに{count}回、話しています。" if count else ""
        return WayStep(
            "何のために、だれと情報を分け合うかを話す",
            bool(self.page.consents) or count > 0,
            f"{words}断られたときや、迷っているときも、働きかけとして残します。",
            self._may(reverse("cases:consent_attempt", args=[self.case.pk])),
            "説明したことを残す",
        )

    def _consent(self) -> WayStep:
        return WayStep(
            "本人の同意を記録する",
            bool(self.page.consents),
            "同意した人、共有先の機関と担当者、目的、期限を書きます。"
            "プランを作る事務局の担当者も、共有先に入れてください。",
            self._may(reverse("cases:consent_new", args=[self.case.pk])),
            "同意を記録する",
        )

    def _move(self) -> WayStep:
        return WayStep(
            "段階を「同意あり」に進める",
            self._reached(OutreachState.CONSENTED),
            "同意の記録があると、段階を進められます。",
            self._may(reverse("outreach:move", args=[self.page.outreach.pk])),
            "段階を進める",
        )

    def _request(self) -> WayStep:
        asked = CoordinationRequest.objects.visible_to(self.user).of_case(self.case).exists()
        return WayStep(
            "多機関協働の事務局に頼む",
            asked or bool(self.before or self.after),
            "事務局が、同意のあるプランを作り、重層的支援会議に付議します。",
            self._may(reverse("meetings:request_new", args=[self.case.pk])),
            "事務局に頼む",
        )

    def _plan(self) -> WayStep:
        before = self.before
        may = self.is_coordinator and before is not None
        words = (
            "同意の前のプランのうち、続けることだけを新しいプランに移します。"
            "情報源、推測、結果は移りません。"
        )
        return WayStep(
            "同意のあるプランに引き継ぐ",
            self.after is not None,
            words,
            reverse("plans:consent", args=[before.pk]) if may and before else "",
            "プランを引き継ぐ",
            "" if may else "事務局の担当者",
        )

    def _decide(self) -> WayStep:
        after = self.after
        decided = after is not None and after.state in (*IN_SUPPORT, PlanState.DECIDED)
        return WayStep(
            "重層的支援会議と、区の支援決定",
            decided,
            "会議でプランを確かめ、区が支援を決定すると、継続支援に進めます。",
            reverse("plans:detail", args=[after.pk]) if after else "",
            "プランを見る",
            "事務局と区",
        )
