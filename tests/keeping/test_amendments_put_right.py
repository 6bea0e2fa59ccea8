"""What was noted of a request of correction is put right until it ends: what was done, and who was told (Art. 97)."""

import pytest
from django.db import connection

from access.errors import DomainError, StaleError
from documents.wareki import format_date
from keeping import services
from keeping.models import AmendmentRequest, AmendmentTelling
from tests.cases.pages import browser, text_of
from tests.ui.filling import filled
from tests.world import acting

from .amending import DAY, DONE, WORKER, a_carried_out, on, seen, today, told
from .test_amendment_pages import url

pytestmark = pytest.mark.django_db


def test_what_was_noted_wrongly_is_put_right_until_it_ends_and_the_history_stays() -> None:
    row = a_carried_out()
    with on(row) as (mine, user):
        before = mine.version
        services.carry_out(request=mine, carried_on=today(), words="令和7年4月に直した。", by=user)
        assert seen(row, user).carried_words == "令和7年4月に直した。"
        said = AmendmentRequest.history.filter(id=row.pk).visible_to(user)
        assert {DONE, "令和7年4月に直した。"} <= {one.carried_words for one in said}
        with pytest.raises(StaleError):
            services.carry_out(
                request=mine, carried_on=today(), words=DONE, by=user, version=before
            )


def test_it_was_done_before_somebody_is_told() -> None:
    row = a_carried_out()
    one = told(row)
    earlier = "received_on = received_on - 9, due_on = due_on - 9, decided_on = decided_on - 9"
    with acting(WORKER), connection.cursor() as cursor:
        for table, change, pk in (
            ("amendmentrequest", f"{earlier}, carried_on = carried_on - 5", row.pk),
            ("amendmenttelling", "told_on = told_on - 3", one.pk),
        ):
            cursor.execute(f"update keeping_{table} set {change} where id = %s", [str(pk)])
    with on(row) as (mine, user):
        with pytest.raises(DomainError, match=r"知らせる日（.*）よりあと"):
            services.carry_out(request=mine, carried_on=today() - 2 * DAY, words=DONE, by=user)
        services.carry_out(request=mine, carried_on=today() - 3 * DAY, words=DONE, by=user)
        assert seen(row, user).carried_on == today() - 3 * DAY


def test_a_receiver_who_was_not_to_be_told_is_told_after_all() -> None:
    row = a_carried_out()
    with on(row) as (mine, user):
        one = services.tell_recipient(
            request=mine, whom="見本の園", told_on=None, why_not="要らない", by=user
        )
        before = one.version
        for facts, words in (
            ({"told_on": None, "why_not": " "}, "どちらか一つ"),
            ({"told_on": today() - DAY, "why_not": ""}, "行った日からきょうまで"),
        ):
            with pytest.raises(DomainError, match=words):
                services.change_telling(telling=one, by=user, **facts)
        services.change_telling(telling=one, told_on=today(), why_not="", by=user)
        now = AmendmentTelling.objects.visible_to(user).get(pk=one.pk)
        assert (now.told_on, now.why_not) == (today(), "")
        said = AmendmentTelling.history.filter(id=one.pk).visible_to(user)
        assert "要らない" in {old.why_not for old in said}
        with pytest.raises(StaleError):
            services.change_telling(
                telling=now, told_on=None, why_not="また", by=user, version=before
            )
        services.finish_amendment(request=mine, by=user)
        now.request = mine
        with pytest.raises(DomainError, match="終わっています"):
            services.change_telling(telling=now, told_on=None, why_not="また", by=user)


def test_what_was_entered_wrongly_is_put_right_where_it_stands() -> None:
    row = a_carried_out()
    with on(row) as (mine, user):
        one = services.tell_recipient(
            request=mine, whom="見本の園", told_on=None, why_not="要らない", by=user
        )
    client, page = browser(WORKER), url("amendment_request", row)
    shown = client.get(page).content.decode()
    for name, about in (("carry_out", row), ("change_telling", one)):
        assert f'href="{url(name, about)}"' in shown, name
    begun = client.get(url("carry_out", row)).context["form"].initial
    assert (begun["carried_on"], begun["words"]) == (today(), DONE)
    sent = {"carried_on": format_date(today()), "words": "もう一度", "version": begun["version"]}
    assert client.post(url("carry_out", row), sent).status_code == 303
    begun = client.get(url("change_telling", one)).context["form"].initial
    assert begun["why_not"] == "要らない"
    sent = {
        "version": begun["version"],
        "whom": "見本の園",
        "told_on": format_date(today()),
    }
    both = client.post(url("change_telling", one), sent | {"why_not": "要らない"})
    assert "空けてください" in text_of(both)
    assert client.post(url("change_telling", one), sent).status_code == 303
    again = client.post(url("change_telling", one), sent | {"told_on": "", "why_not": "また"})
    assert "この内容を直しました" in text_of(again)
    shown = client.get(page).content.decode()
    assert "もう一度" in shown
    assert url("telling_letter", one) in shown
    with on(row) as (mine, user):
        services.finish_amendment(request=mine, by=user)
    shown = client.get(page).content.decode()
    for name, about in (("carry_out", row), ("change_telling", one)):
        assert f'href="{url(name, about)}"' not in shown, name


def test_a_receiver_who_was_typed_wrongly_is_called_otherwise_until_a_letter_says_it() -> None:
    row = a_carried_out()
    other, one = told(row, "見本の園"), told(row, "文京みほん事業書")
    client, address = browser(WORKER), url("change_telling", one)
    sent = filled(client.get(address).context["form"], whom="文京みほん事業所", why_not="")
    taken = client.post(address, sent | {"whom": other.whom})
    assert "もう記録してあります" in text_of(taken)
    assert client.post(address, sent).status_code == 303
    late = client.post(address, sent | {"form_key": "", "whom": "別の園"})
    assert late.status_code == 422
    assert "文京みほん事業所" in text_of(late), "what stands there now is told"
    with acting(WORKER) as user:
        now = AmendmentTelling.objects.visible_to(user).get(pk=one.pk)
        assert now.whom == "文京みほん事業所"
        said = AmendmentTelling.history.filter(id=one.pk).visible_to(user)
        assert "文京みほん事業書" in {old.whom for old in said}
    with on(row) as (mine, user), pytest.raises(DomainError, match="知らせる相手を書いて"):
        now.request = mine
        services.change_telling(telling=now, whom=" ", told_on=today(), why_not="", by=user)
