"""つなぎ to a place that has no account here, where those inside stand: the board, the page of today, the news."""

import datetime
import re

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from access.models import CaseFile
from bunkyo_support.today import gather
from cases import services
from cases.models import NextAction, OutsideHandOff
from tests.world import acting

from .pages import Asking, browser, page, queries, text_of
from .situations import a_case, a_hand_off, office, put_in_charge, record_of
from .test_outside_hand_offs import BY, COLLEAGUE, OTHER_BODY, PLACE, handed, taken

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
ASK = f"{PLACE}へのつなぎの結果を聞いて、書く"
TASK = f"{PLACE}へのつなぎの結果を確かめる"


def overdue(case: CaseFile, days: int = 3) -> OutsideHandOff:
    """Its result was to be asked for some days ago."""
    row = handed(case, ask_on=TODAY())
    day = TODAY() - datetime.timedelta(days=days)
    with acting(BY) as by:
        tasks = NextAction.objects.changeable_by(by).filter(pk=row.reminder_id)
        tasks.update(due_on=day, version=F("version") + 1)
    return row


def asked(row: OutsideHandOff) -> None:
    """The thing to do is ticked; what came of it is not written."""
    with acting(BY) as by:
        [task] = NextAction.objects.visible_to(by).filter(pk=row.reminder_id)
        services.complete_action(action=task, by=by)


def answered(row: OutsideHandOff, by: str = BY) -> None:
    with acting(by) as user:
        services.note_outside_result(row=taken(row), result="済んだ。", replied_on=TODAY(), by=user)


def rows(username: str, **query: str) -> list[str]:
    """Outside ones on the board, in their order."""
    html = page(username, "hand_offs", **query).content.decode()
    return re.findall(r'href="/cases/outside-hand-offs/([^/]+)/"', html)


def key(*found: OutsideHandOff) -> list[str]:
    return [str(row.pk) for row in found]


def told(username: str) -> list[tuple[str, datetime.date | None]]:
    """What the page of today says of them."""
    with acting(username) as user:
        found = gather(Asking(user))
    return [(i.action, i.due_on) for i in found if PLACE in i.action]


def test_the_board_shows_them_marked_what_is_overdue_first() -> None:
    plain = handed(a_case())
    soon = handed(a_case(), ask_on=TODAY() + datetime.timedelta(days=5))
    late = overdue(a_case())
    assert rows(BY) == key(late, soon, plain)
    words = re.sub(r"\s+", "", text_of(page(BY, "hand_offs")))
    assert "外部の機関へのつなぎ3件" in words
    assert "医療相談室へ外部の機関医療機関" in words
    assert "決めていません" in words
    assert rows(BY, side="out") == rows(BY, turn="own") == key(late, soon, plain)
    assert rows(BY, show="late") == key(late)
    assert rows(BY, side="in") == rows(BY, turn="other") == rows(BY, step="sent") == []


def test_what_is_known_is_shown_when_asked_for_and_what_was_a_mistake_never() -> None:
    known, mistaken = handed(a_case()), handed(a_case())
    closed_case = a_case()
    never = handed(closed_case)
    answered(known)
    with acting(BY) as by:
        services.cancel_outside(row=taken(mistaken), reason="別の人", by=by)
        services.close_record(record=record_of(closed_case, BY), reason="11", by=by)
    assert rows(BY) == []
    assert set(rows(BY, show="all")) == set(key(known, never))
    assert "支援は終わっています" in text_of(page(BY, "hand_offs", show="all"))


def test_r2_the_board_of_another_body_shows_none() -> None:
    case = a_case()
    row = handed(case)
    a_hand_off(case)
    assert rows(COLLEAGUE) == rows("kanri1") == key(row)
    for username in (OTHER_BODY, "jimukyoku1", "csw1"):
        assert rows(username, show="all") == []
        assert PLACE not in text_of(page(username, "hand_offs", show="all"))


def test_the_board_asks_the_same_however_many_there_are_and_turns_their_pages() -> None:
    case, url = a_case(), reverse("cases:hand_offs")
    handed(case)
    few = queries(BY, url)
    for _ in range(25):
        handed(case)
    assert queries(BY, url) == few
    first, second = rows(BY), rows(BY, outside="2")
    assert (len(first), len(second)) == (25, 1)
    assert set(first).isdisjoint(second)
    assert "?outside=2" in page(BY, "hand_offs").content.decode()


def test_a_day_of_asking_that_has_passed_is_a_task_of_who_is_in_charge() -> None:
    """While it stands as a thing to do of the reader it is told once; ticked, the result is still to be written."""
    case = a_case()
    row = overdue(case, days=3)
    day = TODAY() - datetime.timedelta(days=3)
    assert told(BY) == [(TASK, day)]
    assert told(COLLEAGUE) == [], "she is not in charge"
    with acting(BY) as by:
        record = record_of(case, BY)
        put_in_charge(record=record, staff=[office(BY), office(COLLEAGUE)], by=by)
    assert told(COLLEAGUE) == [(ASK, day)], "the task is another's"
    asked(row)
    assert told(BY) == told(COLLEAGUE) == [(ASK, day)]
    url = reverse("cases:outside", args=[row.pk])
    assert f'href="{url}"' in browser(COLLEAGUE).get(reverse("home")).content.decode()
    answered(row)
    assert told(BY) == told(COLLEAGUE) == []


def test_nobody_is_asked_before_the_day_nor_of_work_that_has_ended() -> None:
    case, ended = a_case(), a_case()
    asked(handed(case, ask_on=TODAY()))
    asked(overdue(ended))
    assert told(BY) == [(ASK, TODAY() - datetime.timedelta(days=3))]
    with acting(BY) as by:
        services.close_record(record=record_of(ended, BY), reason="11", by=by)
    assert told(BY) == []


def test_the_page_of_today_asks_the_same_however_many_wait() -> None:
    url = reverse("home")
    asked(overdue(a_case()))
    few = queries(BY, url)
    for _ in range(3):
        asked(overdue(a_case()))
    assert queries(BY, url) == few


def test_a_result_that_a_colleague_wrote_is_news_to_who_is_in_charge() -> None:
    case = a_case()
    row = handed(case)
    client = browser(BY)
    client.get(reverse("cases:detail", args=[case.pk]))
    news = "ほかの人が書いたこと・直したことが1件あります"
    assert news not in text_of(client.get(reverse("home")))
    answered(row, by=COLLEAGUE)
    assert news in text_of(client.get(reverse("home")))
