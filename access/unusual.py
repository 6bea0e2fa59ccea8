"""Unusual reading: what is looked for, with which figures, and what auditors say to it (S-73).

The database looks (sql/unusual.sql), because only it may compare names: who calls it learns a number.
"""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction
from django.utils import timezone

from documents.business_days import is_business_day
from organizations.models import Staff

from .audit import Line, entries, in_words
from .chain import looked_at, mark_looked
from .emergency_models import REVIEW
from .errors import DomainError
from .unusual_models import Conclusion, ReadingFigures, ReadingFinding, ReadingFlag, Unusual

MOST_DAYS = 31
SEVERAL = "複数の職員"
MOST_LINES = 200
OPENING = ("read", "print", "export", "download")


def figures(using: str = "default") -> ReadingFigures:
    """The figures in force; without any those that the product begins with."""
    return ReadingFigures.objects.using(using).first() or ReadingFigures()


def definitions(now: ReadingFigures) -> dict[str, str]:
    """Each definition in one sentence, with its figure."""
    opens, closes = (f"{at.hour}:{at.minute:02}" for at in (now.opens_at, now.closes_at))
    return {
        Unusual.MANY: f"1人が、{now.many_minutes}分のあいだに{now.many_cases}件以上の別のケースを、"
        "開くか、印刷・書き出しをした。",
        Unusual.SURNAME: "担当でない職員が、自分と名字の同じ人がいるケースを開いた。",
        Unusual.COLLEAGUE: "担当でない職員が、在職する職員と同じ氏名の人か、自分の機関に勤める人がいるケース、"
        "または同じ機関の職員が閲覧制限を受けているケースを開いた。",
        Unusual.HOURS: f"{opens}から{closes}までの外か、閉庁日（土日・祝日・年末年始）に、"
        "ケースを開くか、印刷・書き出しをした。",
        Unusual.REFUSED: f"1人が、表示できない記録や、ない記録を、1日に{now.refused}回以上求めた。",
        Unusual.SEARCHES: f"1人が、ケースを検索して、何も開かずに次の検索をしたか、30分のあいだ何も開かなかった"
        f"ことが、1日に{now.searches}回以上あった。",
        Unusual.IN_ROW: f"担当でない職員が、{now.row_seconds}秒以内に次のケースへ移りながら、"
        f"{now.row_cases}件以上の別のケースを次々に開いた。",
        Unusual.READERS: f"担当・受付・記録などの関わりが残っていない職員{now.readers}人以上が、"
        "1つのケースを1日のうちに開いた。",
        Unusual.NO_TASK: f"管理者でない職員が、担当・受付・記録などの関わりが残っていないケースを、"
        f"1日に{now.other_cases}件以上開いた。",
    }


def look(
    since: datetime.date | None = None, until: datetime.date | None = None, using: str = "default"
) -> int:
    """Enter the flags of these days, yesterday and today if none are named. Returns how many are new
    or have grown."""
    last = until or timezone.localdate()
    first = max(since or last - datetime.timedelta(days=1), last - datetime.timedelta(MOST_DAYS))
    days = [first + datetime.timedelta(days=n) for n in range((last - first).days + 1)]
    now = figures(using)
    closed = [day for day in days if not is_business_day(day)]
    asked: list[Any] = [first, last, closed, now.many_cases, now.many_minutes]
    asked += [now.opens_at, now.closes_at, now.refused]
    unneeded = [first, last, now.searches, now.row_cases, now.row_seconds, now.readers]
    with connections[using].cursor() as cursor:
        cursor.execute(
            "select access.find_unusual(%s, %s, %s::date[], %s, %s, %s, %s, %s)"
            " + access.find_unneeded(%s, %s, %s, %s, %s, %s, %s)",
            [*asked, *unneeded, now.other_cases],
        )
        return int(cursor.fetchone()[0])


def look_since_last(using: str) -> int:
    """The same from the day of the last look that came to its end, which is noted beside the anchor of the log: after
    a weekend without worker nothing is left out. Raises as `look`; then nothing is noted, and `looked_at` tells it."""
    last, begun = looked_at(), timezone.now()
    yesterday = timezone.localdate(begun) - datetime.timedelta(days=1)
    longest = timezone.localdate(begun) - datetime.timedelta(days=MOST_DAYS)
    day = (
        longest
        if last is None
        else timezone.localdate(datetime.datetime.fromtimestamp(last, datetime.UTC))
    )
    found = look(since=min(day, yesterday), using=using)
    mark_looked(begun)
    return found


@dataclass(frozen=True)
class FlagRow:
    """A flag with the name of who read."""

    flag: ReadingFlag
    staff: str


def rows_of(flags: list[ReadingFlag]) -> list[FlagRow]:
    """Flags with names, in one question."""
    wanted = {flag.user_id for flag in flags if flag.user_id}
    names = dict(Staff.objects.filter(pk__in=wanted).values_list("pk", "name"))
    return [
        FlagRow(flag, names.get(flag.user_id, "不明") if flag.user_id else SEVERAL)
        for flag in flags
    ]


def lines_of(flag: ReadingFlag) -> tuple[Line, ...]:
    """What the log says of it, the newest first: of that day, and of that case where there is one."""
    person = Staff(pk=flag.user_id) if flag.user_id else None
    found = entries(since=flag.day, until=flag.day, staff=person, case_number=flag.case_number)
    if flag.rule == Unusual.REFUSED:
        found = found.filter(action="refused")
    elif flag.rule == Unusual.SEARCHES:
        found = found.filter(action="search", kind="ケース")
    else:
        found = found.filter(action__in=OPENING).exclude(case_number="").exclude(kind=REVIEW)
    found = found.filter(at__gte=flag.first_at, at__lte=flag.last_at)
    return in_words(list(found.order_by("-seq")[:MOST_LINES]))


@transaction.atomic
def say(
    *, flag: ReadingFlag, text: str, conclusion: str = "", by: Any, key: uuid.UUID | None = None
) -> ReadingFinding:
    """A comment or, with a conclusion, the end of a flag. The same click twice makes one."""
    known = ReadingFinding.objects.filter(form_key=key).first() if key else None
    if known is not None:
        return known
    if not text.strip():
        raise DomainError("確かめたことを書いてください")
    if conclusion and conclusion not in Conclusion.values:
        raise DomainError("結論を選び直してください")
    found = ReadingFinding(
        flag=flag,
        text=text.strip(),
        conclusion=conclusion,
        seen_reads=flag.reads,
        form_key=key,
        created_by=by,
    )
    found.save(force_insert=True)
    return found


def set_figures(*, by: Any, **values: Any) -> ReadingFigures:
    """Figures that hold from now on; what was flagged stays as it was."""
    row = ReadingFigures(created_by=by, **values)
    row.full_clean(exclude=["created_by"])
    row.save(force_insert=True)
    return row
