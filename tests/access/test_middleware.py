"""Wall 2: default deny of routes, one answer for hidden and missing, no log no content."""

import io
import logging
import re
import uuid

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse

from access.context import acting_as
from access.models import AccessLog
from access.routes import all_routes
from tests.access.situations import a_case_at, raw_count
from tests.world import confirm, login, staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.access.fake_urls")]

MOVING = re.compile(rb'(name="csrfmiddlewaretoken" value=|csrf-token" content=|nonce=)"[^"]*"')


def body(response) -> bytes:  # type: ignore[no-untyped-def]
    return MOVING.sub(b"", response.content)


def log_entries() -> list[AccessLog]:
    with acting_as(staff("kansa1")):
        return list(AccessLog.objects.order_by("seq"))


def test_r1_an_undeclared_route_answers_404(client: Client) -> None:
    login(client, "soudan1")
    assert client.get("/fake/undeclared/").status_code == 404
    assert client.get("/fake/with-log/").status_code == 200


def test_s02_every_real_route_declares_its_rule() -> None:
    undeclared = [
        r.pattern for r in all_routes(get_resolver("bunkyo_support.urls")) if r.rule is None
    ]
    library = ("accounts/",)  # what a library brings and we do not name answers 404
    assert [p for p in undeclared if not p.startswith(library)] == []


def test_r1_nobody_signed_in_is_sent_to_the_login(client: Client) -> None:
    response = client.get("/fake/with-log/")
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_s55_without_a_second_factor_there_is_only_its_set_up(client: Client) -> None:
    from allauth.mfa.models import Authenticator

    user = login(client, "soudan1")
    Authenticator.objects.filter(user=user).delete()
    response = client.get("/fake/with-log/")
    assert response.status_code == 302
    assert "2fa" in response["Location"]


def test_r19_no_log_no_content(client: Client) -> None:
    login(client, "soudan1")
    response = client.get("/fake/without-log/")
    assert response.status_code == 503
    assert b"shown" not in response.content


def test_s70_when_the_log_cannot_be_written_nothing_is_shown(client: Client, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """The database refuses the entry: 503, and not a byte of the page."""
    from access.reading import ReadingLog

    def refused(self, using="default"):  # type: ignore[no-untyped-def]
        with connection.cursor() as cursor:
            cursor.execute('select access.append_log(\'[{"request_id": "no uuid"}]\'::jsonb)')
        return 0

    login(client, "soudan1")
    monkeypatch.setattr(ReadingLog, "write", refused)
    response = client.get("/fake/with-log/")
    assert response.status_code == 503
    assert b"shown" not in response.content


def test_r19_one_entry_a_read_and_one_a_refusal(client: Client) -> None:
    login(client, "soudan1")
    case = a_case_at("soudan1").case
    hidden = a_case_at("kurashi1").case
    client.get(f"/fake/detail/{case.pk}/")
    client.get(f"/fake/detail/{hidden.pk}/")
    seen, refused = log_entries()
    assert (seen.action, seen.object_id, seen.basis) == ("read", case.pk, "R2")
    assert (refused.action, refused.outcome, refused.object_id) == ("refused", "refused", None)
    assert refused.case_number == ""


def test_r14_hidden_and_missing_answer_with_the_same_bytes(client: Client) -> None:
    login(client, "soudan1")
    hidden = a_case_at("kurashi1").case
    client.get("/fake/nowhere/")  # the first answer of a session sets its cookie
    answers = [client.get(f"/fake/detail/{pk}/") for pk in (hidden.pk, uuid.uuid4(), uuid.uuid4())]
    answers.append(client.get("/fake/nowhere/"))
    answers.append(client.get("/fake/undeclared/"))
    answers.append(client.get("/fake/auditors/"))
    assert {a.status_code for a in answers} == {404}
    assert len({body(a) for a in answers}) == 1
    assert len({str(sorted(a.headers.items())) for a in answers}) == 1
    assert answers[0].cookies.output() == answers[1].cookies.output()


def test_s41_an_error_shows_and_logs_no_text_of_the_exception(client: Client, caplog) -> None:  # type: ignore[no-untyped-def]
    from bunkyo_support.logs import NeutralFilter

    client.raise_request_exception = False
    login(client, "soudan1")
    with caplog.at_level(logging.DEBUG):
        response = client.get("/fake/raises/")
    assert response.status_code == 500
    assert "検証秘密語" not in response.content.decode()
    for record in caplog.records:
        NeutralFilter().filter(record)
        assert "検証秘密語" not in record.getMessage()


@pytest.mark.parametrize(
    ("page", "status", "kind", "place"),
    [
        ("raises", 500, "RuntimeError", "tests.access.fake_urls:55"),
        ("waits", 503, "OperationalError", "tests.access.fake_urls:63"),
        ("without-log", 503, "no error", ""),
    ],
)
def test_s38_s41_the_number_on_the_page_is_found_in_one_line_with_route_person_and_place(
    client: Client, log: io.StringIO, page: str, status: int, kind: str, place: str
) -> None:
    client.raise_request_exception = False
    me = login(client, "soudan1")
    response = client.get(f"/fake/{page}/?words=検証秘密語")
    shown = re.search(r'受付番号 <b class="t-num">([0-9a-f]{8})</b>', response.content.decode())
    assert response.status_code == status
    assert shown
    [line] = [line for line in log.getvalue().splitlines() if shown[1] in line]
    told = line.partition("reference ")[2]
    view = f"tests.access.fake_urls.{page.replace('-', '_')}"  # these have no names
    assert told.startswith(f"{shown[1]}: {status} {view} of {me.pk}: {kind}")
    assert place in told
    assert "site-packages" not in told
    assert "検証秘密語" not in log.getvalue()


def test_s38_where_nobody_is_known_the_number_is_found_as_well(log: io.StringIO) -> None:
    from bunkyo_support.views import failed

    page = failed(RequestFactory().get("/")).content.decode()  # type: ignore[arg-type]
    [line] = log.getvalue().splitlines()
    number = line.partition("reference ")[2][:8]
    assert number in page
    assert line.endswith(f"reference {number}: 500 no route of nobody: no error")


def test_f12_a_database_that_takes_too_long_says_when_to_try_again(client: Client) -> None:
    client.raise_request_exception = False
    login(client, "soudan1")
    response = client.get("/fake/waits/")
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "混み合っているか、点検中です" in response.content.decode()
    assert "もう一度送る" not in response.content.decode()


def test_f12_what_was_typed_stands_on_the_page_and_secrets_do_not(client: Client) -> None:
    client.raise_request_exception = False
    login(client, "soudan1")
    typed = {"form_key": str(uuid.uuid4()), "version": "3", "topics": ["12", "13"]}
    text = "<b>母が転んでから</b>通院をやめた。近くに頼れる人がいないという。"
    response = client.post("/fake/waits/?tab=2", {**typed, "words": text, "password": "合言葉です"})
    page = response.content.decode()
    assert response.status_code == 503
    assert 'action="/fake/waits/?tab=2"' in page
    for name, value in (("form_key", typed["form_key"]), ("version", "3"), ("topics", "13")):
        assert f'name="{name}" value="{value}"' in page
    assert page.count("&lt;b&gt;母が転んでから") == 2  # sent again, and to be read
    assert "合言葉です" not in page
    fragment = client.post("/fake/waits/", {**typed, "words": text}, headers={"HX-Request": "true"})
    assert fragment.status_code == 503
    assert "母が転んでから" not in fragment.content.decode()  # it stays where it was typed


def test_a_failing_view_leaves_nothing_written(client: Client) -> None:
    client.raise_request_exception = False
    login(client, "soudan1")
    before = raw_count("access_disclosure")
    response = client.get("/fake/fails/")
    assert response.status_code in (500, 503)
    assert b"shown" not in response.content
    assert raw_count("access_disclosure") == before
    assert client.get("/fake/with-log/").status_code == 200


def test_s05_what_ends_between_two_requests_of_a_session_ends(client: Client) -> None:
    from organizations.services import end_appointment
    from tests.access.situations import office

    case = a_case_at("soudan1").case
    login(client, "soudan1")
    assert client.get(f"/fake/detail/{case.pk}/").status_code == 200
    with acting_as(staff("system1")):
        end_appointment(appointment=office("soudan1"))
    assert client.get(f"/fake/detail/{case.pk}/").status_code == 404


def test_s43_no_answer_to_somebody_signed_in_is_kept_by_a_browser(client: Client) -> None:
    login(client, "soudan1")
    for path in ("/fake/with-log/", "/fake/nowhere/", "/fake/without-log/"):
        assert "no-store" in client.get(path)["Cache-Control"]


def test_s47_a_session_that_rested_too_long_is_over(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    login(client, "soudan1")
    assert client.get("/fake/with-log/").status_code == 200
    session = client.session
    session["used_at"] -= settings.SESSION_IDLE_SECONDS + 1
    session.save()
    assert client.get("/fake/with-log/").status_code == 302
    assert client.get("/fake/with-log/").status_code == 302


def began_earlier(client: Client, seconds: float) -> None:
    session = client.session
    session["signed_in_at"] -= seconds
    session.save()


def test_s47_a_session_ends_after_a_working_day_however_busy(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    """Clicked to the last: neither a click nor what is kept in the session moves its end."""
    login(client, "soudan1")
    for _ in range(3):
        began_earlier(client, settings.SESSION_LIFE_SECONDS / 3 - 20)
        assert client.get("/fake/with-log/").status_code == 200
        confirm(client, staff("soudan1"))
    began_earlier(client, 61)
    answer = client.get("/fake/with-log/")
    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=/fake/with-log/")
    assert client.get("/fake/with-log/").status_code == 302
    told = [str(m) for m in get_messages(answer.wsgi_request)]
    assert told == [
        "ログインしてから10時間たったので、ログアウトしました。書きかけの下書きは残っています。"
    ]


def test_s47_a_session_that_does_not_say_when_it_began_is_over(client: Client) -> None:
    login(client, "soudan1")
    session = client.session
    del session["signed_in_at"]
    session.save()
    assert client.get("/fake/with-log/").status_code == 302


def test_s47_who_works_to_the_end_of_the_day_is_told_before(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    """On every page, with scripts and without."""
    login(client, "soudan1")
    settings.ROOT_URLCONF = "bunkyo_support.urls"
    own = reverse("usersessions_list", urlconf=settings.ROOT_URLCONF)
    assert 'data-life=""' in client.get(own).content.decode(), "no page differs by it"
    began_earlier(client, settings.SESSION_LIFE_SECONDS - 700)
    told = "ログインは10時間で終わります。書いているものは、"
    assert told not in client.get(own).content.decode()
    began_earlier(client, 200)
    page = client.get(own).content.decode()
    assert told in page
    assert re.search(r'data-life="(499|500)" data-life-told="600"', page)
    left = client.post(reverse("drafts:stay", urlconf=settings.ROOT_URLCONF)).json()["left"]
    assert 490 < left <= 500


def test_a_method_that_is_not_declared_is_refused_before_anything_is_looked_up(
    client: Client,
) -> None:
    login(client, "soudan1")
    hidden = a_case_at("kurashi1").case
    answers = [client.post(f"/fake/detail/{pk}/") for pk in (hidden.pk, uuid.uuid4())]
    assert [a.status_code for a in answers] == [405, 405]
