"""What came of a つなぎ to a place outside is not known yet: it is asked again on another day (domain.md 4.2)."""

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError, StaleError
from cases import services
from cases.models import NextAction, Note, OutsideHandOff
from documents.business_days import deadline
from documents.wareki import format_date
from tests.world import acting

from .pages import browser, text_of
from .situations import a_case, office, put_in_charge, record_of, seen_by
from .test_outside_hand_offs import BY, COLLEAGUE, OTHER_BODY, PLACE, handed, taken
from .test_outside_on_lists import ASK, TASK, answered, asked, overdue, told

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
SOON = datetime.timedelta(days=12)


def again(row: OutsideHandOff, by: str = BY, **values: Any) -> OutsideHandOff:
    given = {"ask_on": TODAY() + SOON} | values
    with acting(by) as user:
        held = OutsideHandOff.objects.changeable_by(user).get(pk=row.pk)
        return services.ask_again(row=held, by=user, **given)


def days_of_reminder(row: OutsideHandOff) -> list[datetime.date]:
    """What its reminder said, the oldest first."""
    with acting(BY) as by:
        past = NextAction.history.filter(id=taken(row).reminder_id).visible_to(by)
        return list(past.order_by("history_date", "history_id").values_list("due_on", flat=True))


def test_a_day_that_is_moved_rests_until_then_and_stays_in_the_history() -> None:
    row = overdue(a_case())
    first = taken(row).reminder_id
    again(row)
    assert told(BY) == [(TASK, TODAY() + SOON)], "not due, and who opens the page finds it there"
    assert taken(row).reminder_id == first
    assert days_of_reminder(row)[-2:] == [TODAY() - datetime.timedelta(days=3), TODAY() + SOON]


def test_who_has_ticked_it_without_a_result_is_asked_again_on_the_new_day() -> None:
    row = overdue(a_case())
    asked(row)
    assert [what for what, _ in told(BY)] == [ASK]
    again(row, heard="会議で決まるのは来週。", method="7")
    assert told(BY) == [(TASK, TODAY() + SOON)]
    before, after = (one for one in seen_by(BY, NextAction) if one.what == TASK)
    assert before.done_at is not None, "she did ask that day"
    assert (after.pk, after.done_at) == (taken(row).reminder_id, None)
    (note,) = seen_by(BY, Note)
    assert (note.method, note.counterpart) == ("7", PLACE)
    assert (note.nature, note.source) == ("hearsay", PLACE)
    day = format_date(TODAY() + SOON)
    assert note.text == (
        f"{PLACE}へのつなぎの結果は、まだ分からない。\n"
        f"{PLACE}から聞いたこと：会議で決まるのは来週。\n{day}に、もう一度確かめる。"
    )


def test_where_no_day_was_set_one_is_set() -> None:
    row = handed(a_case())
    again(row)
    assert told(BY) == [(TASK, TODAY() + SOON)]
    (note,) = seen_by(BY, Note)
    assert (note.nature, note.source) == ("fact", "")


def test_what_reminds_a_colleague_stays_hers() -> None:
    case = a_case()
    row = overdue(case)
    with acting(BY) as by:
        people = [office(BY), office(COLLEAGUE)]
        put_in_charge(record=record_of(case, BY), staff=people, by=by)
    again(row, by=COLLEAGUE)
    assert told(BY) == [(TASK, TODAY() + SOON)]
    assert told(COLLEAGUE) == []


def test_nothing_is_moved_into_the_past_or_once_the_result_is_known_or_by_two() -> None:
    row, known, wrong = overdue(a_case()), overdue(a_case()), overdue(a_case())
    with pytest.raises(DomainError, match="あしたから"):
        again(row, ask_on=TODAY())
    with pytest.raises(StaleError):
        again(row, version=taken(row).version + 1)
    answered(known)
    with pytest.raises(DomainError, match="もう書かれています"):
        again(known)
    with acting(BY) as by:
        services.cancel_outside(row=taken(wrong), reason="別の人", by=by)
    with pytest.raises(DomainError, match="取り消されています"):
        again(wrong)
    assert seen_by(BY, Note) == []


def test_a_closed_record_takes_no_day() -> None:
    case = a_case()
    row = overdue(case)
    with acting(BY) as by:
        services.close_record(record=record_of(case, BY), reason="11", drops_actions=True, by=by)
    with pytest.raises(DomainError, match="再開"):
        again(row)
    address = reverse("cases:outside_later", args=[row.pk])
    assert browser(BY).get(address).status_code == 303


def test_one_press_on_the_home_page_moves_it_a_week_and_twice_is_once() -> None:
    row = overdue(a_case())
    asked(row)
    client, press = browser(BY), reverse("cases:later_here", args=[row.pk])
    home = client.get(reverse("home")).content.decode()
    assert f'action="{press}"' in home
    assert "1週間延ばす" in home
    day = deadline(TODAY(), 7)
    said = text_of(client.post(press, headers={"hx-request": "true"}))
    assert f"{format_date(day)}に、もう一度確かめます" in said
    assert told(BY) == [(TASK, day)]
    assert client.post(press)["Location"] == reverse("home")
    (note,) = seen_by(BY, Note)
    assert note.text.endswith(f"{format_date(day)}に、もう一度確かめる。")
    assert browser(OTHER_BODY).post(press).status_code == 404


def test_the_page_proposes_a_week_and_leads_back_with_what_was_written() -> None:
    case = a_case()
    row = overdue(case)
    client, address = browser(BY), reverse("cases:outside_later", args=[row.pk])
    page = reverse("cases:outside", args=[row.pk])
    assert f'href="{address}"' in client.get(page).content.decode()
    form = client.get(address).context["form"]
    assert form["ask_on"].value() == format_date(deadline(TODAY(), 7))
    sent = {"ask_on": "", "heard": "来週の会議で決める。", "method": "7", "version": row.version}
    assert client.post(address, sent).status_code == 422
    early = client.post(address, sent | {"ask_on": format_date(TODAY())})
    assert "あしたからあとの日" in text_of(early)
    done = client.post(address, sent | {"ask_on": format_date(TODAY() + SOON)})
    assert done["Location"] == page
    shown = text_of(client.get(page))
    assert f"{format_date(TODAY() + SOON)}に確かめる予定です" in shown
    assert "次に確かめる日を決めました" in shown
    assert "来週の会議で決める。" in text_of(client.get(reverse("cases:detail", args=[case.pk])))
    answered(row)
    assert f'href="{address}"' not in client.get(page).content.decode()
    assert client.get(address).status_code in (303, 404)
