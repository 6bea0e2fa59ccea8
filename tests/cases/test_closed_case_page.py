"""The page of a case whose support has ended: it offers nothing that it would refuse, and says of what was
given up that it was given up (domain.md 3.2)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from access.models import CaseFile
from cases import services
from cases.models import NextAction
from tests.world import acting

from .pages import browser, page, text_of
from .situations import a_case, a_note, record_of, seen_by

pytestmark = pytest.mark.django_db
WORKER = "soudan1"
ENDED = "支援は終わっています。書き足すには、先に支援を再開してください"


def a_closed_case() -> CaseFile:
    case = a_case()
    due = timezone.localdate() + datetime.timedelta(days=2)
    a_note(case, text="電話した", next_what="電話する", next_due_on=due)
    with acting(WORKER) as by:
        services.close_record(
            record=record_of(case, WORKER), reason="22", drops_actions=True, by=by
        )
    return case


def test_what_was_given_up_at_the_end_is_not_told_as_done() -> None:
    case = a_closed_case()
    words = " ".join(text_of(page(WORKER, "detail", case.pk)).split())
    assert "電話する とりやめました" in words
    assert "今日済みました" not in words
    [action] = seen_by(WORKER, NextAction)
    assert reverse("cases:undo_action", args=[action.pk]) not in words
    assert "「済んだ」を取り消す" not in words


def test_what_was_given_up_is_not_taken_back_as_if_it_had_been_ticked() -> None:
    case = a_closed_case()
    with acting(WORKER) as by:
        services.reopen_record(record=record_of(case, WORKER), reason="また連絡があった", by=by)
    [action] = seen_by(WORKER, NextAction)
    with acting(WORKER) as by, pytest.raises(DomainError, match="とりやめた"):
        services.undo_action(action=action, by=by)
    assert "「済んだ」を取り消す" not in text_of(page(WORKER, "detail", case.pk))


def test_a_closed_case_offers_nothing_that_it_refuses() -> None:
    case = a_closed_case()
    words = text_of(page(WORKER, "detail", case.pk))
    assert "訂正する" in words
    assert "写真・書類を付ける" not in words
    assert "家族年表に載せる" not in words


@pytest.mark.parametrize("name", ["attach_to_note", "note_to_chronology", "add_life_event"])
def test_a_link_of_earlier_says_why_nothing_is_added(name: str) -> None:
    case = a_closed_case()
    with acting(WORKER):
        [note] = record_of(case, WORKER).notes.all()
    about = case.pk if name == "add_life_event" else note.pk
    answer = browser(WORKER).get(reverse(f"cases:{name}", args=[about]), follow=True)
    assert answer.redirect_chain == [(reverse("cases:detail", args=[case.pk]), 303)]
    assert ENDED in text_of(answer)


def test_people_are_counted_as_people_in_the_tabs() -> None:
    words = " ".join(text_of(page(WORKER, "detail", a_case().pk)).split())
    assert "世帯 2 人" in words or "世帯 1 人" in words
    assert "世帯 2 件" not in words


def test_a_closed_case_without_anything_due_offers_no_next_step_with_a_note() -> None:
    case = a_case()
    offered = "記録を書くときに、次にすることを付けられます"
    with acting(WORKER) as by:
        services.close_record(record=record_of(case, WORKER), reason="22", by=by)
    assert offered not in text_of(page(WORKER, "detail", case.pk))
