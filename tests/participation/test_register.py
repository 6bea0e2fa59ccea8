"""The register of social resources: who reads it, who keeps it, what stays of it, who looks again."""

import datetime
import html
import re
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.context import acting_as
from access.errors import DomainError, StaleError
from access.open_audience import register_audience
from access.open_registers import Publicity
from bunkyo_support.today import gather
from drafts.searches import MOST_KEPT
from organizations.models import Code, Staff
from participation import initial, services
from participation.models import Resource
from participation.models.resource import STALE_AFTER
from tests.access.crawl import ask, settled
from tests.access.people import persona
from tests.cases.pages import browser, queries, text_of
from tests.world import acting, staff

from . import situations as s

pytestmark = pytest.mark.django_db

# Who reads which publicity class: rows are logins, columns public, involved, ward (kept by the CSW).
READS = {
    "soudan1": "yyn",  # entrusted centre: of the bodies, not of the ward
    "kanri1": "yyn",
    "kurashi1": "yyy",  # a section of the ward
    "jimukyoku1": "yyy",
    "sanka1": "yyy",  # the body that keeps the entry
    "chiiki1": "yyy",
    "csw1": "yyy",
    "ishi1": "ynn",  # member of conferences from outside
    "kansa1": "nnn",
    "system1": "nnn",
    "ido1": "nnn",  # moved away: no office now (R16)
}


@pytest.mark.parametrize("username", READS)
def test_publicity_decides_who_reads(username: str) -> None:
    """The two walls say the same: visible_to, and the row policy without any filter."""
    made = {p: s.a_resource(f"見本 {p}", publicity=p).pk for p in Publicity.values}
    user = staff(username)
    with acting_as(user):
        asked = set(Resource.objects.visible_to(user).values_list("pk", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("select id from participation_resource")
            let_through = {row[0] for row in cursor.fetchall()}
            cursor.execute("select id from participation_historicalresource")
            versions = {row[0] for row in cursor.fetchall()}
    for publicity, letter in zip(Publicity.values, READS[username], strict=True):
        expected = letter == "y"
        assert (made[publicity] in asked) is expected, publicity
        assert (made[publicity] in let_through) is expected, publicity
        assert (made[publicity] in versions) is expected, publicity


def test_nobody_without_an_office_reads_anything() -> None:
    s.a_resource(publicity="public")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select count(*) from participation_resource")
        assert cursor.fetchone() == (0,)


def test_a_former_version_is_read_by_its_own_publicity() -> None:
    """What was 区内部 stays so in the history of an entry that is public now."""
    row = s.a_resource(publicity="ward", contact="見本 担当")
    s.as_keeper(services.change_resource, resource=row, values={"publicity": "public"})
    with acting("soudan1") as by:
        seen = Resource.objects.visible_to(by).get(pk=row.pk)
        assert [v.publicity for v in seen.history.visible_to(by)] == ["public"]
    with acting(s.KEEPER) as by:
        assert len(row.history.visible_to(by)) == 2


@pytest.mark.parametrize("username", ["soudan1", "kanri1", "ishi1", "system1"])
def test_only_keepers_write(username: str) -> None:
    row = s.a_resource(publicity="public")
    with acting(username) as by:
        with pytest.raises(DomainError):
            services.enter_resource(values={"name": "見本", "content": "見本"}, by=by)
        with pytest.raises(StaleError):
            services.change_resource(resource=row, values={"name": "別名"}, by=by)
    user = staff(username)
    with acting_as(user), connection.cursor() as cursor:
        cursor.execute("update participation_resource set name = 'x' where id = %s", [row.pk])
        assert cursor.rowcount == 0


def test_the_ward_adds_a_kind_among_its_masters_and_an_entry_takes_it() -> None:
    with acting("system1"):
        Code.objects.create(code_list_id="CL-16", value="KENSHO-101", label="検証の種別", order=99)
    row = s.a_resource(kind="KENSHO-101", publicity="public")
    page = browser("soudan1").get(reverse("participation:resource", args=[row.pk]))
    assert "検証の種別" in text_of(page)


def test_nobody_deletes_an_entry() -> None:
    row = s.a_resource()
    with acting(s.KEEPER), pytest.raises(DatabaseError), transaction.atomic():
        Resource.objects.filter(pk=row.pk).delete()


def test_the_eleven_services_of_the_council_are_there() -> None:
    """Public services as the ward's plan names them; nobody has checked them yet."""
    with acting("soudan1") as by:
        rows = Resource.objects.visible_to(by).filter(source=initial.SOURCE)
        assert {row.name for row in rows} == {one.name for one in initial.SERVICES}
        assert len(initial.SERVICES) == 11
        assert all(row.is_stale and not row.takes for row in rows)
        assert all(len(row.history.visible_to(by)) == 1 for row in rows)


def test_a_stale_entry_asks_its_owner_and_one_click_confirms() -> None:
    with acting(s.KEEPER) as by:
        Resource.objects.changeable_by(by).update(checked_on=timezone.localdate(), checked_by=by)
        row = s.a_resource()
    assert _waits(s.KEEPER) == []
    long_ago = timezone.localdate() - STALE_AFTER
    with acting(s.KEEPER) as by:
        Resource.objects.changeable_by(by).filter(pk=row.pk).update(checked_on=long_ago)
    assert len(_waits(s.KEEPER)) == 1
    assert "1件" in _waits(s.KEEPER)[0].action
    assert _waits("jimukyoku1") == [], "kept by another body"
    client = browser(s.KEEPER)
    page = client.get(reverse("participation:resources"), {"check": "stale"})
    assert "架空の庭" in text_of(page)
    with acting(s.KEEPER) as by:
        version = Resource.objects.visible_to(by).get(pk=row.pk).version
    answer = client.post(
        reverse("participation:confirm", args=[row.pk]), {"back": "list", "version": version}
    )
    assert answer.status_code == 303
    assert _waits(s.KEEPER) == []
    with acting(s.KEEPER) as by:
        now = Resource.objects.visible_to(by).get(pk=row.pk)
        assert now.checked_on == timezone.localdate()
        assert now.checked_by_id == by.pk


def _waits(username: str) -> list[Any]:
    answer = browser(username).get("/")
    items = [*answer.context.get("todo", [])] if answer.context else []
    found = items or _gathered(username)
    return [item for item in found if "社会資源台帳" in item.action]


def _gathered(username: str) -> list[Any]:
    from django.test import RequestFactory

    from access.acting import Acting
    from access.reading import ReadingLog

    request: Any = RequestFactory().get("/")
    request.user = staff(username)
    request.acting = Acting(request.user, ReadingLog(request.user))
    with acting_as(request.user):
        return gather(request)


def test_two_who_change_one_entry() -> None:
    row = s.a_resource()
    s.as_keeper(services.change_resource, resource=row, values={"openings": 2}, version=1)
    with acting(s.CSW) as by, pytest.raises(StaleError):
        services.change_resource(resource=row, values={"openings": 0}, by=by, version=1)


def test_pages_of_the_register_for_reader_and_keeper() -> None:
    row = s.a_resource(publicity="public", openings=0, days=["2"], parts=["pm"])
    for username in ("soudan1", "ishi1"):
        client = browser(username)
        assert "架空の庭" in text_of(client.get(reverse("participation:resources")))
        one = text_of(client.get(reverse("participation:resource", args=[row.pk])))
        assert "花を育てる" in one
        assert "今もこのとおり" not in one
        assert client.get(reverse("participation:edit_resource", args=[row.pk])).status_code == 404
    hidden = s.a_resource("内部の資源", publicity="ward")
    assert (
        browser("soudan1").get(reverse("participation:resource", args=[hidden.pk])).status_code
        == 404
    )


@pytest.mark.parametrize("publicity", Publicity.values)
@pytest.mark.parametrize("username", READS)
def test_r14_an_entry_that_is_not_read_answers_like_one_that_does_not_exist(
    username: str, publicity: str
) -> None:
    row = s.a_resource("内部の資源", publicity=publicity)
    if READS[username][Publicity.values.index(publicity)] == "y":
        return
    client = browser(username)
    for name in ("resource", "history", "edit_resource", "confirm"):
        for method in ("get", "post"):
            hidden, missing = (
                settled(ask(client, reverse(f"participation:{name}", args=[pk]), method))
                for pk in (row.pk, uuid.uuid4())
            )
            assert hidden == missing, (name, method)
            assert hidden[0] in (404, 302, 405)


def test_r18_the_form_tells_how_many_will_read_it() -> None:
    """Counted beside each 公開区分 as the register itself decides it."""
    row = s.a_resource(publicity="ward")
    told = register_audience(row.kept_by_body)
    page = "".join(text_of(browser(s.KEEPER).get(reverse("participation:new_resource"))).split())
    with acting(s.KEEPER) as by:
        for publicity in Publicity.values:
            services.change_resource(resource=row, values={"publicity": publicity}, by=by)
            rows = Resource.objects.filter(pk=row.pk)
            readers = [one for one in Staff.objects.employed() if rows.visible_to(one).exists()]
            assert told.of(publicity).total == len(readers) > 0
            assert f"見られる人{len(readers)}人" in page
    assert f"見られる人：{told.of(Publicity.INVOLVED).total}人" in page, "what the form starts from"


def test_words_are_sent_and_found_by_the_rule_of_names() -> None:
    s.a_resource("ヴァイオレット工房", publicity="public")
    client = browser("soudan1")
    url = reverse("participation:resources")
    found = client.post(url, {"words": "ばいおれっと"}, follow=True)
    assert "ヴァイオレット工房" in text_of(found)
    none = client.post(url, {"words": "どこにもない"}, follow=True)
    assert "ヴァイオレット工房" not in text_of(none)


def test_s51_results_have_an_address_with_filters_and_a_number_to_which_back_leads() -> None:
    s.a_resource("ヴァイオレット工房", publicity="public")
    s.a_resource("みどりの家", publicity="public")
    client = browser("soudan1")
    url = reverse("participation:resources")
    sent = client.post(f"{url}?takes=1&page=2", {"words": "ばいおれっと"})
    assert sent.status_code == 303
    assert re.fullmatch(rf"{url}\?takes=1&kept=[0-9a-f-]{{36}}", sent["Location"])
    for _ in range(2):
        page = client.get(sent["Location"])
        assert "ヴァイオレット工房" in text_of(page)
        assert "みどりの家" not in text_of(page)
    (paused,) = re.findall(r'href="(\?kept=[^"]*state=paused[^"]*)"', page.content.decode())
    narrowed = text_of(client.get(url + html.unescape(paused)))
    assert "「ばいおれっと」で0件見つかりました" in narrowed


def test_r14_results_that_are_kept_no_more_answer_like_those_of_somebody_else() -> None:
    s.a_resource("ヴァイオレット工房", publicity="public")
    client, colleague = browser("soudan1"), browser("soudan2")
    url = reverse("participation:resources")
    own, before, *_, hers = (
        str(who.post(url, {"words": "ばいおれっと"})["Location"])
        for who in (client, colleague, *[colleague] * MOST_KEPT)
    )
    gone = settled(ask(colleague, f"{url}?kept={uuid.uuid4()}"))
    assert "この検索の結果は、もう出せません" in gone[1].decode()
    assert "ヴァイオレット工房" not in gone[1].decode()
    assert settled(ask(colleague, own)) == settled(ask(colleague, before)) == gone
    assert settled(ask(colleague, hers)) != gone


def test_a_form_with_an_error_keeps_what_was_typed() -> None:
    client = browser(s.KEEPER)
    url = reverse("participation:new_resource")
    sent = {
        "name": "見本",
        "takes": "on",
        "content": "見本の内容",
        "age_from": "70",
        "age_until": "20",
    }
    answer = client.post(url, sent)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert {"menus", "age_until", "kind", "operator_kind", "publicity", "state"} >= set(errors)
    assert {"menus", "age_until"} <= set(errors)
    assert "見本の内容" in answer.content.decode()
    good = sent | {
        "menus": ["place"],
        "age_until": "90",
        "kind": "01",
        "operator_kind": "npo",
        "publicity": "involved",
        "state": "active",
    }
    assert client.post(url, good).status_code == 303


def test_the_list_answers_in_a_constant_number_of_queries() -> None:
    url = reverse("participation:resources")
    few = queries(s.KEEPER, url)
    for number in range(30):
        s.a_resource(f"見本 {number}", publicity="ward", area=s.area("otsuka"))
    assert queries(s.KEEPER, url) == few


def test_history_says_what_changed() -> None:
    row = s.a_resource(openings=3)
    s.as_keeper(services.change_resource, resource=row, values={"openings": 0})
    page = browser(s.KEEPER).get(reverse("participation:history", args=[row.pk]))
    words = text_of(page)
    assert "空き（人数）" in words
    assert "台帳に載せました" in words


def test_a_day_of_checking_has_its_checker() -> None:
    row = s.a_resource()
    with acting(s.KEEPER) as by, pytest.raises(DatabaseError), transaction.atomic():
        Resource.objects.changeable_by(by).filter(pk=row.pk).update(
            checked_on=datetime.date(2026, 1, 1), checked_by=None
        )


def test_who_has_left_reads_nothing() -> None:
    s.a_resource(publicity="public")
    user = persona("not_yet")
    with acting_as(user):
        assert not Resource.objects.visible_to(user).exists()


def test_the_empty_register_asks_to_add_only_whom_it_lets_add() -> None:
    for username, may_keep in ((s.KEEPER, True), ("ishi1", False)):
        page = text_of(browser(username).get(reverse("participation:resources") + "?state=ended"))
        assert "この条件に当たる社会資源はありません" in page
        assert ("台帳に載せます" in page) is may_keep, username
