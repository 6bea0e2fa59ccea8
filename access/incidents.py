"""漏えい等の対応 (S-96): begun, followed and closed by auditors; who saw what since; what the authority asks for.

While one is open nothing is disposed of (sql/keeping.sql): what was read must still be there to be looked at.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max, Min
from django.utils import timezone

from documents.wareki import format_date
from organizations.models import Staff
from organizations.services import allow_login, end_sessions, stop_login

from .audit import entries
from .emergency_models import REVIEW
from .errors import DomainError
from .incident_models import Incident, IncidentNote, Sort, Step

SHOWING = ("read", "print", "export", "download", "emergency_start")
MOST = 200
HOW_TO_END = "出したときは先に記録し、報告の要らないことだったときは「報告は要らないと決めた」を選んで、わけを書いてください"
CLOSED = "この対応は終わっています。続きがあるときは、新しい対応を始めてください"


# Said to everybody: that some of the log is withheld from whoever reads (R12) must be told to nobody in particular.
AS_FAR_AS_SHE_READS = (
    "数は、この画面を開いた人が見られる閲覧記録の数です。"
    "報告の前に、ほかの監査の人も同じ画面で数を確かめてください。"
)


@dataclass(frozen=True)
class Reader:
    """How much one person opened."""

    name: str
    cases: int
    reads: int
    first: Any
    last: Any


@dataclass(frozen=True)
class Extent:
    """Who saw what since: as far as whoever asks reads the log (R12). Ended at `MOST` lines each; the numbers are not."""

    readers: list[Reader]
    numbers: list[str]
    cases: int
    people: int


def disposal_is_frozen() -> bool:
    """Whether a disposal waits for an incident to be closed. Nothing else is told of it to anybody."""
    with connection.cursor() as cursor:
        cursor.execute("select access.disposal_is_frozen()")
        return bool(cursor.fetchone()[0])


@transaction.atomic
def begin(*, by: Any, key: uuid.UUID | None = None, **values: Any) -> Incident:
    """Something may have leaked. The same click twice begins one. Raises DomainError for a day to come."""
    known: Incident | None = Incident.objects.filter(form_key=key).first() if key else None
    if known is not None:
        return known
    if values["noticed_on"] > timezone.localdate():
        raise DomainError("知った日は、今日までの日にしてください")
    if values["since"] > values["noticed_on"]:
        raise DomainError("いつからの閲覧を調べるかは、知った日までの日にしてください")
    found = Incident(created_by=by, form_key=key, **values)
    found.save(force_insert=True)
    return found


def _of_now(incident: Incident) -> Incident:
    now: Incident = Incident.objects.with_state().get(pk=incident.pk)
    return now


@transaction.atomic
def note(
    *,
    incident: Incident,
    step: str,
    text: str,
    by: Any,
    key: uuid.UUID | None = None,
    none_due: bool = False,
) -> IncidentNote:
    """What was found or done; never changed. It ends only after both reports, or where `none_due` says that what was
    not reported was not to be, and the words say why.

    Raises DomainError without words, for an end before the reports, and once it is closed."""
    known = IncidentNote.objects.filter(form_key=key).first() if key else None
    if known is not None:
        return known
    now = _of_now(incident)
    if now.is_closed:
        raise DomainError(CLOSED)
    if step == Step.CLOSED and incident.user_id == by.pk:
        raise DomainError("自分についての対応は、ほかの監査の人が終えます")
    if not text.strip():
        raise DomainError("確かめたこと、したことを書いてください")
    if step == Step.CLOSED and now.next_report is not None:
        if not none_due:
            raise DomainError(f"{now.next_report[0]}をまだ記録していません。{HOW_TO_END}")
        missing = "確報" if now.has_first_report else "速報と確報"
        text = f"{missing}は要らないと決めました。{text.strip()}"
    found = IncidentNote(
        incident=incident, step=step, text=text.strip(), created_by=by, form_key=key
    )
    found.save(force_insert=True)
    return found


@transaction.atomic
def end_logins(*, incident: Incident, everybody: bool, by: Any) -> int:
    """Close the sessions of whom it is about, or of everybody but who asks, at once (S-14). Returns of how many
    people; the incident says so."""
    people = Staff.objects.exclude(pk=by.pk)
    asked = people if everybody else people.filter(pk__in=filter(None, [incident.user_id]))
    ended = list(asked.filter(is_active=True))
    if not ended:
        raise DomainError(
            "ログインを終わらせる職員がいません。自分のログインは「ログイン中の端末」で終わらせます"
        )
    for staff in ended:
        end_sessions(staff=staff)
    whom = "自分を除く全員" if everybody else "調べている職員"
    note(
        incident=incident,
        step=Step.SESSIONS,
        text=f"{whom}（{len(ended)}人）のログインを終わらせました",
        by=by,
    )
    return len(ended)


def _asked_about(incident: Incident, by: Any) -> Staff:
    """Whom it is about. Raises DomainError where it is about nobody, who has left, or who asks."""
    people = Staff.objects.employed().exclude(pk=by.pk)
    found: Staff | None = people.filter(pk=incident.user_id).first() if incident.user_id else None
    if found is None:
        raise DomainError("この対応で調べている、在職中のほかの職員がいません")
    return found


@transaction.atomic
def stop_logins(*, incident: Incident, by: Any) -> None:
    """Whom it is about does not log in any more, until an auditor or a system administrator allows it; her sessions
    close at once. That it was is not undone by the end of the incident. Raises DomainError for oneself (R10)."""
    staff = _asked_about(incident, by)
    stop_login(staff=staff)
    text = "調べている職員がログインできないようにしました"
    note(incident=incident, step=Step.SESSIONS, text=text, by=by)


@transaction.atomic
def allow_logins(*, incident: Incident, by: Any) -> None:
    """She may log in again. What is closed already is not written on: the log of reading says so."""
    staff = _asked_about(incident, by)
    allow_login(staff=staff)
    if not _of_now(incident).is_closed:
        text = "調べている職員がまたログインできるようにしました"
        note(incident=incident, step=Step.NOTE, text=text, by=by)


def seen_since(incident: Incident) -> Extent:
    """Who opened, printed or took away what since the day, as the incident narrows it: a person, a case, both."""
    person = Staff(pk=incident.user_id) if incident.user_id else None
    rows = entries(since=incident.since, staff=person, case_number=incident.case_number)
    rows = rows.filter(action__in=SHOWING, outcome="shown").exclude(case_number="").order_by()
    rows = rows.exclude(kind=REVIEW)
    by_person = rows.values("user_id").annotate(
        cases=Count("case_number", distinct=True),
        reads=Count("seq"),
        first=Min("at"),
        last=Max("at"),
    )
    found = list(by_person.order_by("-cases", "-reads", "user_id")[:MOST])
    names: dict[Any, str] = dict(
        Staff.objects.filter(pk__in=[row["user_id"] for row in found]).values_list("pk", "name")
    )
    numbers = rows.values_list("case_number", flat=True).distinct().order_by("case_number")
    whole = rows.aggregate(
        cases=Count("case_number", distinct=True), people=Count("user_id", distinct=True)
    )
    return Extent(
        readers=[
            Reader(
                names.get(row["user_id"], "不明"),
                row["cases"],
                row["reads"],
                row["first"],
                row["last"],
            )
            for row in found
        ],
        numbers=list(numbers[:MOST]),
        cases=whole["cases"],
        people=whole["people"],
    )


def report_text(incident: Incident, extent: Extent) -> str:
    """What the authority's form asks for, item by item, to be copied there: what is known stands in it, the rest is
    for the office to write."""
    done = [
        f"{format_date(timezone.localdate(row.created_at))}　{row.get_step_display()}：{row.text}"
        for row in incident.incident_notes.exclude(step=Step.NOTE)
    ]
    items = (
        (
            "概要",
            f"{Sort(incident.sort).label}。{incident.text}（知った日：{format_date(incident.noticed_on)}）",
        ),
        ("漏えい等が発生した、またはそのおそれがある保有個人情報の項目", ""),
        (
            "本人の数",
            f"閲覧の記録では、{format_date(incident.since)}から{extent.cases}件のケース"
            f"（{extent.people}人の職員などによる閲覧）。{AS_FAR_AS_SHE_READS}",
        ),
        ("原因", ""),
        ("二次被害、またはそのおそれの有無とその内容", ""),
        ("本人への対応の実施状況", ""),
        ("公表の実施状況", ""),
        ("再発防止のための措置", ""),
        ("そのほか参考となる事項", "\n".join(done)),
    )
    return "\n\n".join(
        f"{number}　{title}\n{text or '（記入してください）'}"
        for number, (title, text) in enumerate(items, 1)
    )
