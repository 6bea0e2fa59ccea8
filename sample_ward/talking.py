"""What is noted while people talk, and what the members say of the minutes afterwards."""

from typing import Any

from access.shortcuts import get_visible
from meetings import services as meetings
from meetings.models import AgendaItem, Minutes, Sitting

from .doing import acting, days

NOTES = (
    ("facts", "三つの機関が別々に訪問していた。呼び鈴への応えは、昼前にあった。"),
    ("judgement", "窓口を一つにするのがよい。"),
    ("policy", "手紙を続け、月に二回、昼前に訪ねる。"),
    ("undecided", "長男に会う時期"),
)
WISH = "「昼前」は十一時ごろ、と書いてほしい。"


def talk(sitting: Sitting, by: Any) -> None:
    """The sitting begins, its first item is talked about, points are noted."""
    opened = meetings.open_sitting(sitting=sitting, by=by)
    first, second = AgendaItem.objects.visible_to(by).filter(sitting=opened)
    meetings.turn_to(item=first, by=by)
    for section, text in NOTES:
        meetings.note_point(sitting=opened, item=first, section=section, text=text, by=by)
    meetings.turn_to(item=second, by=by)


def confirm(minutes: Minutes, secretary: str, members: tuple[str, ...]) -> None:
    """The members read the minutes; the last of them asks for a correction and fills in the survey."""
    with acting(secretary) as by:
        row = get_visible(Minutes, by, minutes.pk)
        meetings.send_minutes(minutes=row, answer_until_on=days(5), course="outreach", by=by)
    for username in members:
        with acting(username) as by:
            row = get_visible(Minutes, by, minutes.pk)
            asks = username == members[-1]
            read = meetings.paragraphs(row, by)
            wishes = [(p, WISH if asks and n == 0 else "") for n, p in enumerate(read)]
            answers = meetings.answer_minutes(minutes=row, wishes=wishes, by=by)
            if asks:
                meetings.answer_survey(
                    sitting=get_visible(Sitting, by, row.sitting_id),
                    helped=4,
                    role_is_clear=3,
                    learned="手紙が読まれていること",
                    opinion="次も、夕方の時間帯だと出やすいです。",
                    by=by,
                )
    with acting(secretary) as by:
        wish = get_visible(type(answers[0]), by, answers[0].pk)
        meetings.settle_wish(answer=wish, settlement="付記に残すことにした", by=by)
        meetings.approve_minutes(minutes=get_visible(Minutes, by, minutes.pk), by=by)
