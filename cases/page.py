"""What every page of a case shows: head, tabs, panels of the apps above, actions, time line.

Apps above cases register what they add (`register_panel`, `register_timeline`,
`register_action`); each decides by its own `visible_to` whether there is anything to show, so a
reader without basis gets neither a panel nor a gap (R1, R7).
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.urls import reverse

from access.explain import Audience, audience
from access.models import CaseFile, Compartment
from access.shortcuts import may_write

from .models import CaseRecord, Consent, Note, Person, Referral


@dataclass(frozen=True)
class Panel:
    """A box on the case page, rendered from a template with its own context."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 50


@dataclass(frozen=True)
class TimelineEntry:
    """One event of the time line; `level` is the audience's (org, case, meeting)."""

    at: datetime.datetime
    title: str
    text: str = ""
    url: str = ""
    level: str = "org"
    level_label: str = "自機関のみ"
    icon: str = "note"
    meta: str = ""
    nature: str = ""
    struck: bool = False
    correct_url: str = ""
    share_url: str = ""


@dataclass(frozen=True)
class Action:
    """A button in the head of the case page."""

    label: str
    url: str
    order: int = 50


_panels: list[Callable[[Any, CaseFile], Panel | None]] = []
_timelines: list[Callable[[Any, CaseFile], list[TimelineEntry]]] = []
_actions: list[Callable[[Any, CaseFile], Action | None]] = []


def register_panel(provider: Callable[[Any, CaseFile], Panel | None]) -> None:
    _panels.append(provider)


def register_timeline(provider: Callable[[Any, CaseFile], list[TimelineEntry]]) -> None:
    _timelines.append(provider)


def register_action(provider: Callable[[Any, CaseFile], Action | None]) -> None:
    _actions.append(provider)


class CasePage:
    """The head and surroundings of a case page, for the user of the request."""

    def __init__(self, request: Any, case: CaseFile, tab: str = "detail") -> None:
        self.request, self.user, self.case, self.tab = request, request.user, case, tab

    @cached_property
    def compartments(self) -> dict[str, list[Compartment]]:
        """Compartments open to the user, by kind."""
        found: dict[str, list[Compartment]] = {}
        rows = Compartment.objects.visible_to(self.user).filter(case=self.case)
        for compartment in rows.select_related("organization").order_by("created_at"):
            found.setdefault(compartment.kind, []).append(compartment)
        return found

    @cached_property
    def face(self) -> Compartment | None:
        return next(iter(self.compartments.get("face", [])), None)

    @cached_property
    def record(self) -> CaseRecord | None:
        """The record of the user's own body."""
        return (
            CaseRecord.objects.visible_to(self.user)
            .of_case(self.case)
            .select_related("compartment__case", "body")
            .first()
        )

    @cached_property
    def people(self) -> list[Person]:
        if self.face is None:
            return []
        return list(
            Person.objects.visible_to(self.user)
            .filter(compartment=self.face)
            .prefetch_related("contact_points")
        )

    @property
    def subject(self) -> Person | None:
        return next((p for p in self.people if p.is_subject), None)

    @cached_property
    def consents(self) -> list[Consent]:
        return list(
            Consent.objects.visible_to(self.user)
            .of_case(self.case)
            .prefetch_related("persons", "bodies__body", "bodies__appointment__staff")
        )

    @property
    def valid_consents(self) -> list[Consent]:
        return [c for c in self.consents if c.is_valid]

    @cached_property
    def referrals(self) -> list[Referral]:
        return list(
            Referral.objects.visible_to(self.user)
            .of_case(self.case)
            .select_related("sender_body", "receiver_body", "legal_basis")
        )

    @cached_property
    def may_write_record(self) -> bool:
        return self.record is not None and may_write(self.user, self.record.compartment)

    @cached_property
    def audience(self) -> Audience | None:
        """Readers of the compartment that this user works in."""
        for kind in ("record", "face", "hand_off", "consented", "meeting", "plan"):
            if self.compartments.get(kind):
                return audience(self.user, self.compartments[kind][0])
        return None

    @property
    def tabs(self) -> list[dict[str, Any]]:
        entries = [("detail", "概要と経過", True), ("household", "世帯", self.face is not None)]
        entries += [
            ("consents", "同意", bool(self.compartments.get("consented") or self.record)),
            ("ledger", "提供の記録", bool(self.record)),
            ("readers", "見られる人", True),
        ]
        return [
            {
                "url": reverse(f"cases:{name}", args=[self.case.pk]),
                "label": label,
                "is_current": name == self.tab,
            }
            for name, label, shown in entries
            if shown
        ]

    @cached_property
    def panels(self) -> list[Panel]:
        found = [p for provider in _panels if (p := provider(self.request, self.case))]
        return sorted(found, key=lambda panel: panel.order)

    @cached_property
    def actions(self) -> list[Action]:
        found = [a for provider in _actions if (a := provider(self.request, self.case))]
        return sorted(found, key=lambda action: action.order)

    def timeline(self, most: int = 50) -> list[TimelineEntry]:
        """The newest events of all compartments open to the user."""
        entries = [e for provider in _timelines for e in provider(self.request, self.case)]
        entries += self._notes(most) + self._hand_offs()
        return sorted(entries, key=lambda entry: entry.at, reverse=True)[:most]

    def _notes(self, most: int) -> list[TimelineEntry]:
        if self.record is None:
            return []
        notes = (
            Note.objects.visible_to(self.user)
            .filter(record=self.record)
            .select_related("created_by")
            .prefetch_related("corrections")
        )
        labels = _method_labels()
        return [
            TimelineEntry(
                at=note.occurred_at,
                title=labels.get(note.method, "記録"),
                text=note.text,
                meta=" ・ ".join(
                    filter(None, [note.created_by.name, note.counterpart and f"相手：{note.counterpart}", note.source and f"情報源：{note.source}"])
                ),
                nature=note.get_nature_display(),
                struck=bool(note.corrections.all()),
                correct_url=reverse("cases:correct", args=[note.pk]),
                share_url=reverse("cases:share", args=[note.pk]) if self.valid_consents else "",
            )
            for note in notes[:most]
        ]

    def _hand_offs(self) -> list[TimelineEntry]:
        return [
            TimelineEntry(
                at=referral.sent_at,
                title=f"つなぎ：{referral.sender_body} → {referral.receiver_body}",
                text=referral.get_state_display(),
                url=reverse("cases:referral", args=[referral.pk]),
                level="case",
                level_label="送り手と受け手の機関",
                icon="arrow",
            )
            for referral in self.referrals
        ]

    def context(self, **extra: Any) -> dict[str, Any]:
        """Context of a case page."""
        return {"page": self, "case": self.case, "tabs": self.tabs, "audience": self.audience, **extra}


def _method_labels() -> dict[str, str]:
    from .codes import NOTE_METHOD, choices

    return dict(choices(NOTE_METHOD))
