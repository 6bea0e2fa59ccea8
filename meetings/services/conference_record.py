"""What a 重層的支援会議 found on each item, who came, and how the person was told (R8)."""

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from documents.wareki import format_date
from organizations.models import Body

from ..models import (
    RESULTS,
    ConferenceItem,
    ConferenceParticipant,
    ConferenceState,
    ItemResult,
    PlanConference,
    Purpose,
    contradicting,
    words_of_contradiction,
)
from .conferences import (
    consent_of,
    hold_conference,
    invited,
    move,
    require_coordinator,
    require_unnamed_before,
)
from .polls import end_poll_of, open_poll_of

NOT_ON_THE_DAY = (
    "会議の日に有効な本人同意がなかったため、会議の結果は記録できません。"
    "同意を受け直してから、会議を開き直してください"
)


DAY_IS_ASKED_FOR = (
    "この会議は、日程調整が続いています。もう開いたときは、「会議を開いた日」を書いて記録してください（日程調整は終わります）。"
    "まだのときは、「候補日と回答を見る」から日を決めてください"
)
POLL_IS_OVER = (
    "この会議の日程調整は、終わっています。画面を開き直して、会議の日を確かめてから記録してください"
)


@dataclass(frozen=True)
class Outcome:
    """What was found on one item, as a form brings it."""

    result: str
    opinion: str = ""
    decided: str = ""
    conditions: str = ""
    achievement: str = ""
    changes: list[str] = field(default_factory=list)
    remaining: str = ""
    end_reason: str = ""
    lead_body: Body | None = None
    follow_up: str = ""
    reason: str = ""
    look_again_on: datetime.date | None = None


@dataclass(frozen=True)
class Present:
    """The person or her family at the conference."""

    who: str
    is_present: bool
    told: str
    told_note: str = ""
    name: str = ""
    words: str = ""


def _day_of(conference: PlanConference, met_on: datetime.date | None, by: Any) -> dict[str, Any]:
    """The day on which it met, of one whose dates are still asked for: that which it has is none to go by, nor are its
    hours, even when it met on that very day. Of every other its own day stands, and nobody tells another one here."""
    if open_poll_of(conference, by) is None:
        if met_on not in (None, conference.held_on):
            raise DomainError(POLL_IS_OVER)
        return {}
    if met_on is None:
        raise DomainError(DAY_IS_ASKED_FOR)
    first = timezone.localdate(conference.created_at)
    if not first <= met_on <= timezone.localdate():
        raise DomainError(
            f"会議を開いた日は、招集した日（{format_date(first)}）から今日までの日にしてください"
        )
    return {"held_on": met_on, "starts_at": None, "ends_at": None}


def require_later(next_on: datetime.date | None, held_on: datetime.date) -> None:
    """When they meet again, as minutes and their paper say it."""
    if next_on is not None and next_on <= held_on:
        raise DomainError(
            f"次の会議の予定は、この会議の日（{format_date(held_on)}）より後の日にしてください"
        )


def _require_consent_on_the_day(
    conference: PlanConference, held_on: datetime.date, bodies: Iterable[Body], by: Any
) -> None:
    """Asked for when the conference was opened; without that, the consent holds now and held then.

    Who withdraws afterwards does not undo a conference that was held: its minutes are written.
    """
    if held_on > timezone.localdate():
        raise DomainError("会議の日がまだ来ていません。会議を開いたあとで記録してください")
    if conference.opened_at is not None:
        return
    consent = consent_of(conference.compartment, conference.consent_id, bodies, by)
    if not consent.given_on <= held_on <= consent.valid_until_on:
        raise DomainError(NOT_ON_THE_DAY)


@transaction.atomic
def record_plan_conference(
    *,
    conference: PlanConference,
    minutes: str,
    outcomes: Mapping[uuid.UUID, Outcome],
    bodies: Sequence[Body],
    by: Any,
    people: Mapping[uuid.UUID, str] | None = None,
    participants: Sequence[Present] = (),
    opinion: str = "",
    chair: str = "",
    next_on: datetime.date | None = None,
    met_on: datetime.date | None = None,
    version: int | None = None,
) -> PlanConference:
    """Record what a 重層的支援会議 found on each item. On its day too the consent held (R8).

    `bodies`: which of those invited came; the others were absent. `people`: who came for a body. `met_on`: on which day
    it met, while its dates are still asked for; nobody is asked for them any more then.
    """
    require_coordinator(conference.compartment, by)
    hold_conference(conference.pk, by)
    move(conference, ConferenceState.HELD)
    day = _day_of(conference, met_on, by)
    held_on = day.get("held_on", conference.held_on)
    _require_consent_on_the_day(conference, held_on, bodies, by)
    require_later(next_on, held_on)
    rows = list(ConferenceItem.objects.visible_to(by).filter(conference=conference))
    texts = [minutes, opinion, chair, *(people or {}).values(), *said_of(participants)]
    require_sound(conference, rows, outcomes, texts, by)
    end_poll_of(conference, "会議を開いたため", by)
    note_attendance(conference, bodies, people or {}, by)
    note_participants(conference, participants, by)
    fields = {
        **day,
        "state": ConferenceState.HELD,
        "minutes": minutes,
        "opinion": opinion,
        "chair": chair or conference.chair,
        "next_on": next_on,
        "result": _note_outcomes(rows, outcomes, by),
    }
    return save_changed(conference, by=by, fields=fields, version=version)


def _note_outcomes(
    rows: Iterable[ConferenceItem], outcomes: Mapping[uuid.UUID, Outcome], by: Any
) -> str:
    """What was found on each item; answers what was found on the adequacy, if that was asked."""
    on_adequacy = ""
    for row in rows:
        save_changed(row, by=by, fields=dict(vars(outcomes[row.pk])))
        if row.purpose == Purpose.ADEQUACY:
            on_adequacy = row.result
    return on_adequacy


def require_sound(
    conference: PlanConference,
    rows: Iterable[ConferenceItem],
    outcomes: Mapping[uuid.UUID, Outcome],
    texts: Sequence[str],
    by: Any,
) -> None:
    """Raises DomainError unless every item has its result, none contradicts another, and nobody who has not
    consented is named in these texts or beside a result (R03)."""
    said = [*texts]
    for row in rows:
        _check_outcome(row, outcomes.get(row.pk))
        said += _texts_of(outcomes[row.pk])
    if ways := contradicting(outcome.result for outcome in outcomes.values()):
        raise DomainError(words_of_contradiction(ways))
    require_unnamed_before(conference, [row.body for row in invited(conference, by)], said, by)


def said_of(participants: Iterable[Present]) -> list[str]:
    """What is written about the person and her family (R03)."""
    return [text for one in participants for text in (one.name, one.told_note, one.words)]


def _texts_of(outcome: Outcome) -> list[str]:
    return [value for value in vars(outcome).values() if isinstance(value, str)]


def _check_outcome(row: ConferenceItem, outcome: Outcome | None) -> None:
    """Each item has a result of its purpose, and what that result asks for (domain.md 3.2)."""
    if outcome is None or outcome.result not in RESULTS[row.purpose]:
        raise DomainError(f"「{row}」の結果を選んでください")
    wanted = {
        ItemResult.CONDITIONAL: (outcome.conditions, "条件を書いてください"),
        ItemResult.REVISE: (outcome.opinion, "直してほしいことを、意見に書いてください"),
        ItemResult.CLOSE: (
            outcome.lead_body and outcome.end_reason,
            "終結の理由と、終結のあとの主担当機関を選んでください",
        ),
        ItemResult.SUSPEND: (
            outcome.reason and outcome.look_again_on,
            "中断の理由と、次に見直す日を書いてください",
        ),
    }.get(ItemResult(outcome.result))
    if wanted and not wanted[0]:
        raise DomainError(f"「{row}」：{wanted[1]}")


def note_attendance(
    conference: PlanConference, bodies: Sequence[Body], people: Mapping[uuid.UUID, str], by: Any
) -> bool:
    """Who came for which body; whether other bodies came than was noted before."""
    came = {body.pk for body in bodies}
    rows = invited(conference, by)
    if came - {row.body_id for row in rows}:
        raise DomainError(
            "招集していない機関が入っています。先に、招集する機関に加えてから記録してください"
        )
    saved = [
        _save_other(row, by, is_present=row.body_id in came, person=people.get(row.body_id, ""))
        for row in rows
    ]
    return any(saved)


def note_participants(conference: PlanConference, participants: Sequence[Present], by: Any) -> bool:
    """The person and her family; whether others of them were there than was noted before. Somebody who was not
    there after all keeps an empty row: nothing that was written is taken away."""
    rows = ConferenceParticipant.objects.visible_to(by).filter(conference=conference)
    noted = {row.who: row for row in rows}
    saved = []
    for one in participants:
        if one.told == ConferenceParticipant.Told.NOT and not one.told_note:
            raise DomainError("本人に説明できないときは、その理由を書いてください")
        if (row := noted.pop(one.who, None)) is not None:
            saved.append(_save_other(row, by, **vars(one)))
            continue
        saved.append(one.is_present)
        ConferenceParticipant.objects.create(
            compartment_id=conference.compartment_id,
            created_by=by,
            conference=conference,
            **vars(one),
        )
    saved += [_save_other(row, by, is_present=False, name="", words="") for row in noted.values()]
    return any(saved)


def _save_other(row: Any, by: Any, *, is_present: bool, **fields: Any) -> bool:
    """Saved only if something differs: a version of a row says that it was changed. Whether she came after all, or
    did not."""
    fields["is_present"], was = is_present, row.is_present
    if any(getattr(row, name) != value for name, value in fields.items()):
        save_changed(row, by=by, fields=fields)
    return bool(was) != is_present
