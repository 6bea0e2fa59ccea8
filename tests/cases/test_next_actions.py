"""Next actions: changed with the lock, taken back on the same day, in the order of their days."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError, StaleError
from cases import services
from cases.models import NextAction
from cases.services.next_actions import by_day
from cases.surroundings import actions_in_hand
from tests.cases.pages import Asking, browser, text_of
from tests.cases.situations import a_case, a_hand_off, a_note, narrow_to, office, record_of, seen_by
from tests.world import acting, staff

pytestmark = pytest.mark.django_db

DAY = timezone.localdate() + datetime.timedelta(days=3)


def an_action(what: str = "訪問する", who: str = "soudan1") -> NextAction:
    case = a_case()
    a_note(case, next_what=what, next_due_on=DAY, next_assignee=staff(who))
    found: NextAction = seen_by("soudan1", NextAction)[-1]
    return found


def test_a_stale_change_is_refused_and_shown_beside_what_was_typed() -> None:
    action = an_action()
    client, url = browser("soudan1"), reverse("cases:action", args=[action.pk])
    with acting("soudan2") as user:
        held = NextAction.objects.visible_to(user).get(pk=action.pk)
        services.change_action(
            action=held, what="先の直し", due_on=DAY, assignee=staff("soudan2"), by=user
        )
        with pytest.raises(StaleError):
            services.change_action(
                action=held, what="別", due_on=DAY, assignee=staff("soudan2"), by=user, version=1
            )
    mine = {"what": "私の直し", "due_on": "R12.4.1", "assignee": str(staff("soudan1").pk)}
    answer = client.post(url, mine | {"version": "1"})
    assert answer.status_code == 422
    assert "先の直し" in text_of(answer)
    assert 'value="私の直し"' in answer.content.decode()
    assert client.post(url, mine | {"version": "2"}).status_code == 303
    (kept,) = seen_by("soudan1", NextAction)
    assert (kept.what, kept.assignee) == ("私の直し", staff("soudan1"))


def test_r2_only_who_keeps_the_record_can_be_named_and_others_find_nothing() -> None:
    action = an_action()
    with acting("soudan1") as user, pytest.raises(DomainError, match="する人"):
        services.change_action(
            action=action, what="訪問する", due_on=DAY, assignee=staff("kurashi1"), by=user
        )
    for name in ("action", "undo_action"):
        assert (
            browser("kurashi1").post(reverse(f"cases:{name}", args=[action.pk])).status_code == 404
        )


def test_r2_in_a_narrowed_case_only_those_in_charge_can_be_named() -> None:
    action = an_action()
    with acting("soudan1") as user:
        record = record_of(action.compartment.case, "soudan1")
        assert staff("soudan2") in services.possible_assignees(record=record, by=user)
        narrow_to(record=record, staff=[office("soudan1")], by=user)
        assert services.possible_assignees(record=record, by=user) == [staff("soudan1")]


def test_a_tick_is_taken_back_on_the_same_day_only() -> None:
    action = an_action()
    client = browser("soudan1")
    client.post(reverse("cases:complete", args=[action.pk]))
    page = reverse("cases:detail", args=[action.compartment.case_id])
    assert "「済んだ」を取り消す" in text_of(client.get(page))
    assert client.get(reverse("cases:action", args=[action.pk])).status_code == 404
    assert client.post(reverse("cases:undo_action", args=[action.pk])).status_code == 303
    assert seen_by("soudan1", NextAction)[0].done_at is None
    with acting("soudan1") as user:
        row = NextAction.objects.changeable_by(user).get(pk=action.pk)
        row.done_at = timezone.now() - datetime.timedelta(days=1)
        with pytest.raises(DomainError, match="その日のうち"):
            services.undo_action(action=row, by=user)


def test_the_list_of_the_case_is_in_the_order_of_its_days() -> None:
    """One's own first where two are due on the same day."""
    case = a_case()
    later = DAY + datetime.timedelta(days=9)
    a_note(case, next_what="自分のこと", next_due_on=later, next_assignee=staff("soudan1"))
    a_note(case, next_what="同僚のこと", next_due_on=DAY, next_assignee=staff("soudan2"))
    a_note(case, next_what="その日の自分のこと", next_due_on=DAY, next_assignee=staff("soudan1"))
    with acting("soudan1") as user:
        rows = by_day(actions_in_hand(Asking(user), case), user)
    assert [row.what for row in rows] == ["その日の自分のこと", "同僚のこと", "自分のこと"]


def test_what_is_due_beside_tasks_stands_among_them_by_its_day() -> None:
    case = a_case()
    soon, far = timezone.localdate(), timezone.localdate() + datetime.timedelta(days=60)
    a_note(case, next_what="遠いこと", next_due_on=far, next_assignee=staff("soudan1"))
    a_note(case, next_what="今日のこと", next_due_on=soon, next_assignee=staff("soudan1"))
    a_hand_off(case)
    page = text_of(browser("soudan1").get(reverse("cases:detail", args=[case.pk])))
    listed = page[page.index("期限のあること") :]
    places = [listed.index(words) for words in ("今日のこと", "の受け取り", "遠いこと")]
    assert places == sorted(places)
