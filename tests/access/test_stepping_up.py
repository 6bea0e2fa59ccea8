"""Step-up (S-55): what leaves the house as data, and the way out of a 支援会議, is asked for by somebody
who has just shown her second factor; and nothing that she chose or typed is lost when she has not."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from access.routes import all_routes
from access.stepping_up import step_up
from bunkyo_support.masters import holds_accounts
from cases.models import CaseRecord
from jobs import registry
from jobs.models import Job
from organizations.models import Body
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_case
from tests.organizations.test_masters_pages import bound_values
from tests.world import acting, confirm, staff

pytestmark = pytest.mark.django_db

# Kinds of jobs whose result is data to go on working with, and the route that asks for each.
EXPORTS = {
    "case_list": "cases:export",
    "own_data": "reports:own_data",
    "statistics_rows": "reports:statistics",
    "figures_pdf": "reports:yearly",
    "figures_xlsx": "reports:yearly",
    "resource_file": "participation:export",
}
# Everything else: papers, mails, blank forms, what is brought in. One thing at a time, each behind the
# output gate (S-91).
PAPERS = re.compile(r"_pdf$|_pdf_bodies$|_(blank|filled|mail|digest|import)$")
ONE_BY_ONE = {
    "attachment_file": "one file of one record",
    "body_month_xlsx": "figures of a month of one body, as its contract asks for",
    "disposal": "the page of the list asks for the second factor itself (keeping/views/disposals.py)",
    "calendar_file": "days and hours, in fixed words (S-33)",
    "conference_calendar_file": "a day and an hour, in fixed words (S-33)",
    "case_summary": "a paper about one case",
    "handing_over_list": "a paper for the colleague who takes over",
    "letter_of_member": "a letter to one member",
    "pledge_of_member": "a form to sign",
}
ALSO = {"meetings:carry"}  # R7: the one way out of a 支援会議
WORKER = "soudan1"


def grave() -> Iterator[Any]:
    for found in all_routes():
        if found.name in {*EXPORTS.values(), *ALSO}:
            yield found


def late(username: str = WORKER) -> Client:
    """A browser of somebody who confirmed six minutes ago."""
    client = browser(username)
    confirm(client, staff(username), ago=360)
    return client


def jobs(username: str = WORKER) -> int:
    with acting(username) as user:
        return Job.objects.visible_to(user).count()


def kept_in(answer: Any) -> dict[str, list[str]]:
    """What a page sends when its button is pressed."""
    found: dict[str, list[str]] = {}
    pattern = r'<input type="hidden" name="([^"]+)" value="([^"]*)"'
    for name, value in re.findall(pattern, answer.content.decode()):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def test_s55_every_export_and_the_way_out_of_a_meeting_asks_for_the_second_factor() -> None:
    names = [route.name for route in grave() if getattr(route.view, "steps_up", False)]
    assert sorted(names) == sorted({*EXPORTS.values(), *ALSO})


def test_s55_every_kind_of_job_is_known_as_an_export_or_as_no_export() -> None:
    """A new kind that makes data is asked for behind the second factor, or fails here."""
    made = [k for k in registry._kinds.values() if not k.gather.__module__.startswith("tests.")]
    kinds = {kind.name for kind in made}
    assert set(EXPORTS) | set(ONE_BY_ONE) <= kinds
    papers = {name for name in kinds - set(EXPORTS) if PAPERS.search(name)}
    assert kinds == papers | set(EXPORTS) | set(ONE_BY_ONE)


def test_s55_a_list_chosen_too_late_comes_back_whole_and_goes_on_after_the_code() -> None:
    first, second = a_case(), a_case()
    client = late()
    sent = {"form": "csv", "case": [str(first.pk), str(second.pk)]}
    url = reverse("cases:export") + "?sort=kana"
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "まだ実行していません" in text_of(answer)
    assert f'action="{url}"' in answer.content.decode()
    assert jobs() == 0
    kept = kept_in(answer)
    assert {name: kept[name] for name in sent} == {"form": ["csv"], "case": sent["case"]}
    confirm(client, staff(WORKER))
    again = client.post(url, {k: v for k, v in kept.items() if k != "csrfmiddlewaretoken"})
    assert again.status_code == 303
    assert jobs() == 1


@pytest.mark.parametrize("kind", ["password", "recovery_codes"])
def test_s55_neither_the_password_nor_a_recovery_code_is_enough(kind: str) -> None:
    a_case()
    client = browser(WORKER)
    method = "password" if kind == "password" else "mfa"
    confirm(client, staff(WORKER), kind=kind, method=method)
    assert client.post(reverse("cases:export"), {"form": "csv"}).status_code == 422
    assert jobs() == 0


@pytest.mark.parametrize("route", ["own_data", "statistics", "yearly"])
def test_s55_a_page_that_exports_opens_after_the_code_and_leads_back(route: str) -> None:
    username = {"statistics": "kanri1", "yearly": "jimukyoku1"}.get(route, WORKER)
    arguments = []
    if route == "own_data":
        case = a_case()
        with acting(WORKER) as user:
            arguments = [CaseRecord.objects.visible_to(user).of_case(case).get().pk]
    url = reverse(f"reports:{route}", args=arguments)
    client = late(username)
    answer = client.get(url)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    assert url.split("?")[0] in answer["Location"].replace("%2F", "/")
    assert client.post(url, {"form": "json"}).status_code == 422
    assert jobs(username) == 0
    confirm(client, staff(username))
    assert client.get(url).status_code == 200


# Masters that hold no account: what is entered there opens nothing to anybody.
NO_ACCOUNTS = {"area", "codelist", "legalbasis", "standingtext", "localname"}
ADMINISTRATOR = "system1"


def masters_of_accounts() -> list[Any]:
    return [page for page in admin.site._registry.values() if holds_accounts(page)]


def test_s55_every_master_is_known_as_one_of_accounts_or_as_none() -> None:
    """A new master decides it, or fails here."""
    names = {page.opts.model_name for page in masters_of_accounts()}
    assert names == {"staff", "body"}
    known = {page.opts.model_name for page in admin.site._registry.values()}
    assert known == names | NO_ACCOUNTS


@pytest.mark.parametrize("action", ["add", "change", "changelist"])
def test_s55_whatever_is_sent_to_a_master_of_accounts_waits_for_the_code(action: str) -> None:
    """Saving, a new account, and the actions of the list: the same answer, with all that was sent."""
    client = late(ADMINISTRATOR)
    sent = {
        "name": "改めた 名前",
        "appointments-TOTAL_FORMS": "0",
        "_save": "保存",
        "many": ["1", "2"],
    }
    for page in masters_of_accounts():
        first = page.model._default_manager.order_by("pk").first()
        args = [first.pk] if action == "change" else []
        url = reverse(f"admin:organizations_{page.opts.model_name}_{action}", args=args)
        before = list(page.model._default_manager.order_by("pk").values())
        assert client.get(url).status_code == 200, "looking is no change"
        answer = client.post(url, sent)
        assert answer.status_code == 422
        assert f'action="{url}"' in answer.content.decode()
        kept = kept_in(answer)
        assert kept["name"] == ["改めた 名前"]
        assert (kept["many"], kept["_save"]) == (["1", "2"], ["保存"])
        assert list(page.model._default_manager.order_by("pk").values()) == before


def test_s55_what_makes_a_body_the_secretariat_waits_for_the_code() -> None:
    """Rows are opened by it (sql/keeping.sql, sql/matching.sql)."""
    client = late(ADMINISTRATOR)
    body = Body.objects.filter(is_secretariat=False).earliest("pk")
    url = reverse("admin:organizations_body_change", args=[body.pk])
    sent = bound_values(client.get(url)) | {"is_secretariat": "on"}
    answer = client.post(url, sent)
    assert answer.status_code == 422
    body.refresh_from_db()
    assert not body.is_secretariat
    assert kept_in(answer)["is_secretariat"] == ["on"]


def test_s55_a_changed_account_is_saved_after_the_code_with_what_was_typed() -> None:
    client = late(ADMINISTRATOR)
    url = reverse("admin:organizations_staff_change", args=[staff(WORKER).pk])
    sent = bound_values(client.get(url)) | {"name": "改めた 名前"}
    answer = client.post(url, sent)
    assert staff(WORKER).name != "改めた 名前"
    kept = {k: v for k, v in kept_in(answer).items() if k != "csrfmiddlewaretoken"}
    confirm(client, staff(ADMINISTRATOR))
    assert client.post(url, kept).status_code == 302
    assert staff(WORKER).name == "改めた 名前"


@pytest.mark.parametrize("action", ["leave", "draw_password"])
def test_s55_leaving_and_new_passwords_wait_for_the_code(action: str) -> None:
    client = late(ADMINISTRATOR)
    sent = {"action": action, "confirmed": "1", "_selected_action": [str(staff(WORKER).pk)]}
    before = staff(WORKER).password
    answer = client.post(reverse("admin:organizations_staff_changelist"), sent)
    assert answer.status_code == 422
    assert (staff(WORKER).is_active, staff(WORKER).password) == (True, before)


def test_s55_what_was_confirmed_in_another_window_says_so() -> None:
    client = late()
    url = reverse("access:confirmed")
    assert client.get(url)["Location"].startswith(reverse("mfa_reauthenticate"))
    confirm(client, staff(WORKER))
    assert "書きかけの画面に戻り" in text_of(client.get(url))


def test_s55_what_was_typed_comes_back_escaped() -> None:
    answer = late().post(reverse("cases:export"), {"form": '"><script>x</script>'})
    assert b"<script>x</script>" not in answer.content


def test_the_mark_tells_which_views_ask() -> None:
    assert step_up(lambda request: request).steps_up  # type: ignore[attr-defined, arg-type, return-value]


def confirming(client: Client, back: str, page: str = "mfa_reauthenticate") -> Any:
    return client.get(reverse(page), {"next": back})


def test_s55_what_is_not_enough_is_not_offered_either() -> None:
    """Whoever took the password came back to the same question, without a word."""
    client = late()
    grave_page, own_page = reverse("cases:list"), reverse("mfa_index")
    words = text_of(confirming(client, grave_page))
    assert "パスワードで確かめる" not in words
    assert "予備のコードは使えません" in words
    by_password = confirming(client, grave_page, "account_reauthenticate")
    assert by_password["Location"].startswith(reverse("mfa_reauthenticate"))
    words = text_of(confirming(client, own_page))
    assert "パスワードで確かめる" in words
    assert "または予備のコード" in words
    assert confirming(client, own_page, "account_reauthenticate").status_code == 200


def test_s55_who_has_a_passkey_alone_is_asked_for_it() -> None:
    """She was led to the password, and from there to the password."""
    client = late()
    with acting(WORKER) as user:
        Authenticator.objects.filter(user=user).update(type=Authenticator.Type.WEBAUTHN)
    answer = confirming(client, reverse("cases:list"))
    assert answer["Location"].startswith(reverse("mfa_reauthenticate_webauthn"))
