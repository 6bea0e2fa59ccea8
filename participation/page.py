"""What the pages of one person's participation show, for the user of the request."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse

from access.explain import Audience, audience
from access.shortcuts import get_visible, may_write
from cases import surroundings
from cases.models import Consent, ConsentPerson
from plans.models import Plan
from plans.services.changing import has_consent
from plans.states import ENDED, IN_SUPPORT

from .choices import Words, areas
from .models import (
    PARTICIPATION_MOVES,
    PLACEMENT_MOVES,
    HostTelling,
    Participation,
    ParticipationNeeds,
    ParticipationReason,
    ParticipationState,
    Placement,
    PlacementEntry,
    PlacementState,
    Resource,
)
from .models.resource import ResourceState
from .models.states import AT_THE_HOST, OVER, REFUSED, THERE
from .services.participating import held_up, hindrance
from .services.placing import MAY_PROPOSE

TONES = {
    ParticipationState.NEED: "blue",
    ParticipationState.PLANNED: "blue",
    ParticipationState.SEARCHING: "orange",
    ParticipationState.MATCHED: "blue",
    ParticipationState.TRIAL: "blue",
    ParticipationState.PARTICIPATING: "green",
    ParticipationState.SETTLING: "green",
    ParticipationState.UNMATCHED: "red",
}
STEPS = (
    ("ニーズ把握", (ParticipationState.NEED,)),
    ("プラン", (ParticipationState.PLANNED,)),
    ("資源を探す", (ParticipationState.SEARCHING, ParticipationState.UNMATCHED)),
    ("候補", (ParticipationState.MATCHED,)),
    ("見学・体験", (ParticipationState.TRIAL,)),
    ("参加", (ParticipationState.PARTICIPATING,)),
    ("定着", (ParticipationState.SETTLING,)),
    ("終わり", OVER),
)
# What is moved by hand; tries move the rest.
BY_HAND = {
    ParticipationState.PLANNED: "「プラン作成済み」にする",
    ParticipationState.SEARCHING: "資源を探し始める",
    ParticipationState.UNMATCHED: "合う資源がないことを記録する",
    ParticipationState.CLOSED: "終結する",
    ParticipationState.STOPPED: "取りやめる",
}
NEXT = {
    PlacementState.VISIT: "見学した",
    PlacementState.TRIAL: "体験した",
    PlacementState.STARTED: "参加を始めた",
    PlacementState.SETTLED: "定着した",
}


def tone_of(state: str) -> str:
    return TONES.get(ParticipationState(state), "line")


class ParticipationPage:
    """A participation and its surroundings; each part asks for itself what the user sees."""

    def __init__(self, request: Any, row: Participation) -> None:
        self.request, self.user, self.row = request, request.user, row
        self.case = row.compartment.case
        self.tone = tone_of(row.state)

    @classmethod
    def of_placement(cls, request: Any, placement: Placement) -> "ParticipationPage":
        return cls(request, get_visible(Participation, request.user, placement.participation_id))

    @cached_property
    def plan(self) -> Plan:
        return get_visible(Plan, self.user, self.row.plan_id)

    @cached_property
    def is_protected(self) -> bool:
        return surroundings.has_protected(self.request, self.case)

    @cached_property
    def has_consent(self) -> bool:
        return has_consent(self.plan)

    @cached_property
    def may_end(self) -> bool:
        """Tell what is over, in any plan, with or without consent (domain.md 3.6)."""
        return may_write(self.user, self.row.compartment)

    @cached_property
    def held_up(self) -> str:
        """Why nothing new begins here now; empty while the plan goes on."""
        return held_up(self.plan)

    @property
    def may_write(self) -> bool:
        """Write anything, also what is new."""
        return self.may_end and not self.held_up

    @property
    def may_set_charge(self) -> bool:
        """Say which body looks after it, and when; to who reads no wishes (R9) it is not offered."""
        return self.may_write and self.needs is not None and self.row.state not in OVER

    @property
    def is_left_over(self) -> bool:
        """Its plan is over, and it is not: somebody says how it goes on (domain.md 3.6)."""
        return self.plan.state in ENDED and self.row.state not in OVER

    def require(self, is_there: object) -> None:
        """404 unless the step is there, as for a page that does not exist (R14)."""
        if not is_there:
            raise Http404

    @cached_property
    def needs(self) -> ParticipationNeeds | None:
        """Her wishes; not for supervisors, who read the state and no word (R9)."""
        rows = ParticipationNeeds.objects.visible_to(self.user).select_related("area")
        return rows.filter(participation=self.row).first()

    @cached_property
    def words(self) -> Words:
        return Words()

    @cached_property
    def wish_rows(self) -> list[tuple[str, str]]:
        """The conditions in words, for the page."""
        needs, words = self.needs, self.words
        if needs is None:
            return []
        names = dict(areas())
        where = [str(needs.area)] if needs.area else []
        where += [names.get(str(pk), "") for pk in needs.other_areas]
        rows = (
            ("つながりの形", words.of("menus", needs.menus)),
            ("やってみたい活動", words.of("CL-91", needs.activities)),
            (
                "行ける曜日・時間帯",
                _joined(words.of("days", needs.days), words.of("parts", needs.parts)),
            ),
            ("行ける圏域", "、".join(filter(None, where))),
            ("人数", f"{needs.largest_group}人くらいまで" if needs.largest_group else ""),
            ("費用", f"1回{needs.highest_fee}円まで" if needs.highest_fee is not None else ""),
            ("必要な支え", words.of("CL-92", needs.supports)),
            ("必要な設備", words.of("CL-93", needs.accessibility)),
            ("必要な言葉", words.one("languages", needs.language) if needs.language else ""),
        )
        return [(label, value) for label, value in rows if value]

    @cached_property
    def placements(self) -> list[Placement]:
        """Tries of this participation with their entries and what was told, the latest first."""
        rows = list(Placement.objects.visible_to(self.user).filter(participation=self.row))
        entries: dict[Any, list[PlacementEntry]] = {}
        told: dict[Any, list[HostTelling]] = {}
        for entry in (
            PlacementEntry.objects.visible_to(self.user)
            .filter(placement__participation=self.row)
            .select_related("created_by")
        ):
            entries.setdefault(entry.placement_id, []).append(entry)
        for telling in (
            HostTelling.objects.visible_to(self.user)
            .filter(placement__participation=self.row)
            .select_related("created_by")
        ):
            told.setdefault(telling.placement_id, []).append(telling)
        for row in rows:
            row.entries_shown = entries.get(row.pk, [])
            row.told = told.get(row.pk, [])
            row.is_settled_what_is_told = bool(row.told) or row.tells_nothing
            row.menu_words = self.words.one("menus", row.menu)
            row.steps = [
                {"to": to, "label": NEXT[PlacementState(to)]}
                for to in PLACEMENT_MOVES[row.state]
                if to in AT_THE_HOST and self._may_begin(to)
            ]
            row.may_refuse = bool(set(PLACEMENT_MOVES[row.state]) & set(REFUSED))
            row.is_there = row.state in THERE
        self._tell_what_closed([row for row in rows if row.is_open])
        return rows

    def _tell_what_closed(self, tries: list[Any]) -> None:
        """Of places that are not open now their state in the register, as far as the user reads them there."""
        wanted = Resource.objects.visible_to(self.user).filter(
            pk__in=[t.resource_id for t in tries]
        )
        shut = wanted.exclude(state=ResourceState.ACTIVE).values_list("pk", "state")
        states = dict(shut) if tries else {}
        for row in tries:
            state = states.get(row.resource_id)
            row.place_state = ResourceState(state).label if state else ""

    def _may_begin(self, to: str) -> bool:
        """She begins at a place when the ward has decided and support has begun."""
        return to != PlacementState.STARTED or self.plan.state in IN_SUPPORT

    @property
    def going_on(self) -> list[Placement]:
        return [row for row in self.placements if row.is_open]

    @property
    def past(self) -> list[Placement]:
        return [row for row in self.placements if not row.is_open]

    @cached_property
    def reasons(self) -> list[ParticipationReason]:
        rows = ParticipationReason.objects.visible_to(self.user).filter(participation=self.row)
        return list(rows.select_related("created_by"))

    @cached_property
    def audience(self) -> Audience:
        return audience(self.user, self.row.compartment)

    @property
    def may_match(self) -> bool:
        return self.may_write and self.needs is not None and self.row.state in MAY_PROPOSE

    @property
    def moves(self) -> list[dict[str, str]]:
        """What may be done by hand now: nothing is offered that would be refused."""
        found = []
        for state in self._by_hand:
            if self._hindrances[state]:
                continue
            words = BY_HAND[state]
            if (
                state == ParticipationState.SEARCHING
                and self.row.state != ParticipationState.PLANNED
            ):
                words = "もう一度探す"
            found.append(
                {"label": words, "url": reverse("participation:move", args=[self.row.pk, state])}
            )
        return found

    @cached_property
    def _by_hand(self) -> list[ParticipationState]:
        """States to which the table leads and somebody may move it; to who reads no wishes (R9) none."""
        if not self.may_end or self.needs is None:
            return []
        ahead = map(ParticipationState, PARTICIPATION_MOVES[self.row.state])
        return [state for state in ahead if state in BY_HAND]

    @cached_property
    def _hindrances(self) -> dict[ParticipationState, str]:
        return {state: hindrance(self.row, self.plan, state, self.user) for state in self._by_hand}

    @property
    def not_yet(self) -> list[tuple[str, str]]:
        """What cannot be done now though the table leads there, and what to do first. Of a plan that
        does not go on, the page says so once for all."""
        return [
            (BY_HAND[state], words)
            for state, words in self._hindrances.items()
            if words and words != self.held_up and state in (*OVER, ParticipationState.PLANNED)
        ]

    @property
    def next_step(self) -> tuple[str, str] | None:
        """Words and address of what comes next."""
        if not self.may_write:
            if not self.is_left_over:
                return None
            return (self.moves[0]["label"], self.moves[0]["url"]) if self.moves else None
        if self.row.state == ParticipationState.NEED and self.needs and not self.needs.menus:
            return "ニーズと希望を書く", reverse("participation:needs", args=[self.row.pk])
        if self.row.state == ParticipationState.SEARCHING:
            return "合いそうな資源を見る", reverse("participation:matching", args=[self.row.pk])
        forward = [m for m in self.moves if not m["url"].endswith(("stopped/", "unmatched/"))]
        return (forward[0]["label"], forward[0]["url"]) if forward else None

    @property
    def steps(self) -> list[dict[str, Any]]:
        at = next(i for i, (_, states) in enumerate(STEPS) if self.row.state in states)
        return [
            {"label": label, "is_done": number < at, "is_current": number == at}
            for number, (label, _) in enumerate(STEPS)
        ]

    @property
    def tabs(self) -> list[dict[str, Any]]:
        match = getattr(self.request, "resolver_match", None)
        at = match.view_name if match else ""
        entries = [("participation:detail", "参加支援")]
        if self.may_match:
            entries.append(("participation:matching", "合いそうな資源"))
        return [
            {"url": reverse(name, args=[self.row.pk]), "label": label, "is_current": name == at}
            for name, label in entries
        ]

    def context(self, **extra: Any) -> dict[str, Any]:
        """Context of a page of the participation."""
        return {
            "page": self,
            "row": self.row,
            "plan": self.plan,
            "case": self.case,
            "audience": self.audience,
            **extra,
        }


def _joined(*parts: str) -> str:
    return "　".join(part for part in parts if part)


def persons_of(plan: Plan, user: Any) -> list[ConsentPerson]:
    """Who consented to what the plan rests on, as far as the user sees the consent."""
    consents = Consent.objects.visible_to(user).valid().filter(pk=plan.consent_id)
    return list(ConsentPerson.objects.visible_to(user).filter(consent__in=consents))


def may_begin(plan: Plan, user: Any, rows: Iterable[Participation]) -> bool:
    """Whether the user could begin the participation of somebody in this plan, of which `rows` are known."""
    begun = {row.person_id for row in rows if row.state not in OVER}
    people = persons_of(plan, user) if plan.kind == Plan.Kind.PARTICIPATION else []
    return any(one.person_id not in begun for one in people)
