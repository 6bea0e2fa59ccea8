"""How somebody is after the end of the support (domain.md 3.2, 終結のあとのフォローアップ): written down while the
record stays closed, and looked at again or over."""

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError, StaleError
from access.models import CaseFile
from cases import services
from cases.models import CaseRecord, Intake, Note
from cases.services import Afterwards
from tests.world import acting

from .pages import browser, page, text_of
from .situations import a_case, record_of, seen_by

pytestmark = pytest.mark.django_db

WORKER, TASK = "soudan1", "支援を終えたあとの様子を確かめる"


def day(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


def an_ended_case(after: Afterwards | None = None) -> CaseFile:
    case = a_case()
    with acting(WORKER) as user:
        services.close_record(
            record=record_of(case, WORKER),
            reason="11",
            by=user,
            afterwards=after or Afterwards(follow_up_on=day(5)),
        )
    return case


def looked(case: CaseFile, **changes: Any) -> Note:
    with acting(WORKER) as user:
        values = {"text": "電話に出た。元気だった。", "method": "1"} | changes
        return services.look_after(record=record_of(case, WORKER), by=user, **values)


def now(case: CaseFile) -> CaseRecord:
    with acting(WORKER):
        return record_of(case, WORKER)


def test_how_they_are_is_written_and_the_record_stays_closed() -> None:
    case = an_ended_case()
    looked(case, next_on=day(30), counterpart="長女")
    [note] = seen_by(WORKER, Note)
    assert (note.text, note.counterpart) == ("電話に出た。元気だった。", "長女")
    assert (now(case).is_closed, now(case).follow_up_on) == (True, day(30))
    assert len(seen_by(WORKER, Intake)) == 1, "nothing counts as new"
    looked(case)
    assert (now(case).is_closed, now(case).follow_up_on) == (True, None)


def test_what_was_to_be_looked_at_leaves_the_home_page_once_it_is_written() -> None:
    case = an_ended_case()
    client, url = browser(WORKER), reverse("cases:look_after", args=[case.pk])
    home = client.get("/").content.decode()
    assert TASK in home
    assert url in home
    shown = text_of(client.get(reverse("cases:detail", args=[case.pk])))
    assert "様子を確かめる日" in shown
    assert "支援を終えたあとの様子を書く" in shown
    sent = {"method": "1", "text": "電話に出た。", "version": str(now(case).version)}
    sent |= {"on": timezone.localdate().isoformat()}
    assert client.post(url, {**sent, "text": ""}).status_code == 422
    assert client.post(url, {**sent, "next_on": day(0).isoformat()}).status_code == 422
    assert client.post(url, sent).status_code == 303
    assert TASK not in client.get("/").content.decode()
    shown = text_of(client.get(reverse("cases:detail", args=[case.pk])))
    assert "電話に出た。" in shown
    assert "様子を確かめる日" not in shown
    assert client.get(url).status_code == 404, "it is over"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"text": " "}, "様子を書いてください"),
        ({"on": day(2)}, "今日までの日付"),
        ({"on": day(-1)}, "支援を終えた日から"),
        ({"next_on": day(0)}, "あしたからあと"),
    ],
)
def test_days_that_cannot_be_are_refused(facts: dict[str, Any], words: str) -> None:
    case = an_ended_case()
    with pytest.raises(DomainError, match=words):
        looked(case, **facts)
    assert seen_by(WORKER, Note) == []


def test_nothing_is_added_where_no_day_was_settled_and_two_do_not_write_at_once() -> None:
    case = an_ended_case(Afterwards())
    with pytest.raises(DomainError, match="支援を再開する"):
        looked(case)
    case = an_ended_case()
    seen = now(case).version
    looked(case, next_on=day(9), version=seen)
    with pytest.raises(StaleError):
        looked(case, version=seen)
    assert now(case).follow_up_on == day(9)


def test_r2_r14_others_find_no_such_page() -> None:
    case = an_ended_case()
    assert page("soudan2", "look_after", case.pk).status_code == 200
    for other in ("kurashi1", "jimukyoku1", "kansa1"):
        assert page(other, "look_after", case.pk).status_code == 404
    assert page(WORKER, "look_after", a_case().pk).status_code == 404
