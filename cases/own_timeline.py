"""What this app itself puts on the time line: notes, intakes, hand-offs, consents, shared copies."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from access.models import CaseFile

from . import codes
from .models import Assessment, Attachment, Consent, Note, RecordEvent, Referral, SharedExtract
from .page_parts import TimelineEntry
from .questions import CONSENTED, HAND_OFF, RECORD, Question, question
from .surroundings import outside_of
from .unread import came, came_as_told, last_opening, told

if TYPE_CHECKING:
    from .page import CasePage

HOME_VISIT, MEETINGS = "2", {"4", "5", "6", "8"}
PHONE = "1"


@question(Note, RECORD)
def notes_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    rows = Note.objects.visible_to(request.user).of_case(case)
    return rows.select_related("created_by")


@question(RecordEvent, RECORD)
def turns_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """Ended, paused, taken up again."""
    rows = RecordEvent.objects.visible_to(request.user).of_case(case)
    return rows.select_related("created_by")


@question(Assessment, RECORD)
def fixed_assessments_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    rows = Assessment.objects.visible_to(request.user).of_case(case)
    return rows.filter(fixed_at__isnull=False).select_related("fixed_by")


@question(SharedExtract, CONSENTED)
def extracts_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    rows = SharedExtract.objects.visible_to(request.user).of_case(case)
    return rows.select_related("body")


@question(tuple, CONSENTED)
def withdrawals_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """Since when the time line tells that a consent was withdrawn."""
    return told(Consent, request, case, withdrawn_at__isnull=False)


@question(tuple, HAND_OFF)
def hand_off_steps_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """The latest step of each つなぎ: which, when, and who took it."""
    steps = Referral.history.all().visible_to(request.user).filter(compartment__case=case)
    latest = steps.order_by("id", "-history_date", "-history_id").distinct("id")
    found: QuerySet[Any] = latest.values_list("id", "history_date", "history_user_id")
    return found


QUESTIONS: tuple[Question[Any], ...] = (
    notes_of,
    turns_of,
    fixed_assessments_of,
    extracts_of,
    withdrawals_of,
    hand_off_steps_of,
    last_opening,
)


def own_entries(page: "CasePage") -> list[TimelineEntry]:
    """Entries of the compartments that are open to the reader of the page."""
    own = [*_notes(page), *_intakes(page), *_assessments(page), *_turns(page)]
    return [*own, *_hand_offs(page), *_outside(page), *_consents(page), *_shared(page)]


def _icon(method: str) -> str:
    if method == PHONE:
        return "phone"
    if method == HOME_VISIT:
        return "home"
    return "meeting" if method in MEETINGS else "pen"


def _notes(page: "CasePage") -> list[TimelineEntry]:
    notes = page.of_record(notes_of)
    if not notes:
        return []
    words = _Words(
        dict(codes.every_label(codes.NOTE_METHOD)), dict(codes.every_label(codes.PROJECT))
    )
    shares = page.may_write_record and bool(page.valid_consents)
    files = _files(page, notes)
    replaced = {note.corrects_id for note in notes}
    return [
        _note(
            row,
            words,
            shares=shares,
            is_replaced=row.pk in replaced,
            takes_more=page.may_add_to_record and row.pk not in replaced,
            files=files.get(row.pk, ()),
        )
        for row in notes
    ]


def _files(page: "CasePage", notes: list[Note]) -> dict[Any, tuple[Attachment, ...]]:
    """Files by the note that shows them: of a corrected note they stand with its correction."""
    instead = {note.corrects_id: note.pk for note in notes if note.corrects_id}
    found: dict[Any, tuple[Attachment, ...]] = {}
    for file in reversed(page.attachments):
        shown = file.note_id
        while shown in instead:
            shown = instead[shown]
        found[shown] = (*found.get(shown, ()), file)
    return found


@dataclass(frozen=True)
class _Words:
    """Of the code lists that notes use."""

    methods: dict[str, str]
    projects: dict[str, str]


def _note(
    row: Note,
    words: _Words,
    *,
    shares: bool,
    is_replaced: bool,
    takes_more: bool,
    files: tuple[Attachment, ...],
) -> TimelineEntry:
    minutes = f"{row.minutes}分" if row.minutes else ""
    whom = f"相手：{row.counterpart}" if row.counterpart else ""
    besides = f"同席者：{row.also_present}" if row.also_present else ""
    source = f"聞いた人：{row.source}" if row.source else ""
    named = words.projects.get(row.project, row.project)
    project = f"事業：{named}" if row.project else ""
    method = words.methods.get(row.method, "記録")
    marks = {
        "method": (row.method, method),
        "author": (str(row.created_by_id), row.created_by.name),
    }
    if row.project:
        marks["project"] = (row.project, named)
    return TimelineEntry(
        at=row.occurred_at,
        has_hour=row.occurred_at != _noon(timezone.localdate(row.occurred_at)),
        title=method,
        text=row.words,
        meta="　".join(
            filter(None, [row.created_by.name, minutes, whom, besides, source, project])
        ),
        nature=row.get_nature_display(),
        icon=_icon(row.method),
        marks=marks,
        struck=is_replaced,
        note=f"訂正しました（理由：{row.correction_reason}）" if row.corrects_id else "",
        correct_url="" if is_replaced else reverse("cases:correct", args=[row.pk]),
        share_url=reverse("cases:share", args=[row.pk]) if shares and not is_replaced else "",
        chronology_url=reverse("cases:note_to_chronology", args=[row.pk]) if takes_more else "",
        attach_url=reverse("cases:attach_to_note", args=[row.pk]) if takes_more else "",
        files=files,
        **came(row),
    )


def _intakes(page: "CasePage") -> list[TimelineEntry]:
    methods = dict(codes.every_label(codes.METHOD)) if page.intakes else {}
    return [
        TimelineEntry(
            at=row.created_at
            if _is_of(row.created_at, row.received_on)
            else _noon(row.received_on),
            has_hour=_is_of(row.created_at, row.received_on),
            title=f"相談受付（{methods.get(row.method, row.method)}）",
            text=row.words,
            url=reverse("cases:intake_detail", args=[row.pk]),
            meta=row.receiver.name,
            icon="person",
            **came(row),
        )
        for row in page.intakes
    ]


def _turns(page: "CasePage") -> list[TimelineEntry]:
    return [
        TimelineEntry(
            at=row.created_at,
            title=row.get_kind_display(),
            text=row.words,
            meta=row.created_by.name,
            icon="check" if row.kind == RecordEvent.Kind.CLOSED else "clock",
            **came(row),
        )
        for row in page.of_record(turns_of)
    ]


def _assessments(page: "CasePage") -> list[TimelineEntry]:
    """Versions of the assessment that were fixed."""
    return [
        TimelineEntry(
            at=row.fixed_at,
            title=f"アセスメント 第{row.number}版を確定",
            url=reverse("cases:assessment", args=[row.pk]),
            meta=row.fixed_by.name,
            came_at=row.fixed_at,
            came_by=row.fixed_by_id,
        )
        for row in page.of_record(fixed_assessments_of)
    ]


def _is_of(moment: datetime.datetime, day: datetime.date) -> bool:
    return timezone.localdate(moment) == day


def _noon(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def _hand_offs(page: "CasePage") -> list[TimelineEntry]:
    """Each where it was sent; it is new again by an answer, and by each further step of somebody else."""
    steps = page.rows(hand_off_steps_of) if page.referrals else []
    return [
        TimelineEntry(
            at=row.sent_at,
            title=f"つなぎ：{row.sender_body} → {row.receiver_body}",
            text=f"いまの状態：{row.get_state_display()}",
            url=reverse("cases:referral", args=[row.pk]),
            level="case",
            level_label="送った機関と、つなぎ先",
            icon="arrow",
            meta=row.created_by.name,
            **came_as_told(row, steps),
        )
        for row in page.referrals
    ]


def _outside(page: "CasePage") -> list[TimelineEntry]:
    """Told to a place outside, and what came of it."""
    rows = page.of_record(outside_of)
    return [
        TimelineEntry(
            at=_noon(row.told_on),
            has_hour=False,
            title=f"外部の機関へのつなぎ：{row.place}",
            text=f"結果：{row.result}" if row.is_answered else row.reason,
            url=reverse("cases:outside", args=[row.pk]),
            icon="arrow",
            meta=f"{row.created_by.name}　{row.get_way_display()}",
            struck=row.is_cancelled,
            struck_words="取り消した記録",
            note=f"取り消しました（理由：{row.cancel_reason}）" if row.is_cancelled else "",
            **came(row),
        )
        for row in rows
    ]


def _consents(page: "CasePage") -> list[TimelineEntry]:
    shown: dict[str, Any] = {
        "level": "case",
        "level_label": "同意の範囲の機関",
        "icon": "check",
    }
    url = reverse("cases:consents", args=[page.case.pk])
    given = [
        TimelineEntry(
            at=row.created_at,
            title=f"本人の同意を記録（{row.get_how_display()}）",
            url=url,
            meta=row.body.name,
            **came(row),
            **shown,
        )
        for row in page.consents
    ]
    withdrawn = page.rows(withdrawals_of) if page.consents else []
    ended = [
        TimelineEntry(
            at=row.withdrawn_at,
            title="同意の撤回を受け付け",
            url=url,
            meta=row.body.name,
            **came_as_told(row, withdrawn),
            **shown,
        )
        for row in page.consents
        if row.withdrawn_at
    ]
    return given + ended


def _shared(page: "CasePage") -> list[TimelineEntry]:
    """Copies shared under a consent; one's own stand on the time line as notes already."""
    own = {record.body_id for record in page.records}
    return [
        TimelineEntry(
            at=_noon(row.recorded_on),
            has_hour=False,
            title=f"{row.body}の記録（同意により共有）",
            text=row.text,
            nature=row.get_nature_display(),
            level="case",
            level_label="同意の範囲の機関",
            icon="people",
            meta=f"情報源：{row.source}" if row.source else "",
            **came(row),
        )
        for row in page.rows(extracts_of)
        if row.body_id not in own
    ]
