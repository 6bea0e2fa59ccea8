"""What comes next is said where somebody stands: tasks of the second person, ways to confirm, what a page is about."""

from typing import Any

import pytest
from django.urls import reverse

from access import keeping
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_case, a_note
from tests.world import acting, confirm, staff

from .situations import HEAD, KEEPER, SUPERVISOR, a_closed_case, decide, draw_up
from .test_disclosure import (
    WORKER,
    a_decided_request,
    a_request,
    a_told_case,
    check,
    seen,
    submit,
)
from .test_plans_disclosed import COORDINATOR, DEPUTY, of_a_plan

CHECK = "開示請求の決定の案を確かめる"
DECIDE, RUN = "廃棄候補一覧を承認するか、差し戻す", "承認された廃棄候補一覧の廃棄を行う"
NONE_STOPPED = "止めているものはありません"


def home(username: str) -> str:
    return text_of(browser(username).get(reverse("home")))


def late(username: str) -> Any:
    """A browser of somebody who showed her second factor too long ago."""
    client = browser(username)
    confirm(client, staff(username), ago=360)
    return client


@pytest.mark.django_db
def test_a_disclosure_waits_among_the_tasks_of_who_may_check_it() -> None:
    request = a_request(a_told_case())
    assert CHECK not in home(SUPERVISOR)
    submit(request)
    assert CHECK in home(SUPERVISOR)
    for other in (WORKER, "kanri2", HEAD, KEEPER, "kansa1"):
        assert CHECK not in home(other), other


@pytest.mark.django_db
def test_the_day_of_a_decision_leads_to_the_requests_of_the_case() -> None:
    request = a_request(a_told_case())
    page = browser(WORKER).get(reverse("home")).content.decode()
    address = reverse("keeping:disclosures", args=[request.compartment.case_id])
    assert page.count(f'href="{address}"') >= 1
    assert browser(WORKER).get(address).status_code == 200


@pytest.mark.django_db
def test_at_the_secretariat_it_waits_for_the_other_coordinator_and_not_for_the_head() -> None:
    _, request = of_a_plan()
    submit(request, by=COORDINATOR, decision="refused")
    assert CHECK in home(DEPUTY)
    assert CHECK not in home(COORDINATOR)
    assert CHECK not in home(HEAD)
    url = reverse("keeping:disclosure_request", args=[request.pk])
    check = reverse("keeping:check", args=[request.pk])
    assert check in browser(DEPUTY).get(url).content.decode()
    shown = browser(HEAD).get(url).content.decode()
    assert check not in shown
    assert "ほかの事務局の担当者の確認を待っています" in shown


@pytest.mark.django_db
def test_s55_a_paper_that_is_asked_for_late_leads_to_confirming_and_comes_back() -> None:
    request = a_decided_request(a_told_case())
    act = reverse("keeping:paper", args=[request.pk])
    client = late(WORKER)
    answer = client.post(act, {"print": "1"})
    assert answer.status_code == 422
    assert "もう一度確かめる" in text_of(answer)
    assert f'action="{act}"' in answer.content.decode()
    confirm(client, staff(WORKER))
    assert client.post(act, {"print": "1"}).status_code == 303
    handed_over = reverse("keeping:finish", args=[request.pk])
    assert late(WORKER).post(handed_over, {"form_key": ""}).status_code == 303, "nothing leaves"


@pytest.mark.django_db
@pytest.mark.parametrize(("step", "state"), [("finish", "finished"), ("take_back", "open")])
def test_what_cannot_be_undone_is_asked_once_more(step: str, state: str) -> None:
    request = a_decided_request(a_told_case())
    client = browser(WORKER)
    page = reverse("keeping:disclosure_request", args=[request.pk])
    address = reverse(f"keeping:{step}", args=[request.pk])
    assert f'href="{address}"' in client.get(page).content.decode()
    asked = client.get(address)
    with acting(WORKER) as user:
        assert seen(request, user).state == "decided", "nothing has happened by looking"
    sent = {name: str(asked.context["form"][name].value()) for name in ("form_key", "version")}
    answers = [client.post(address, sent) for _ in range(2)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(303, page)] * 2
    with acting(WORKER) as user:
        assert seen(request, user).state == state
    assert client.post(address, {"version": sent["version"]}).status_code == 422


@pytest.mark.django_db
def test_what_is_marked_on_a_page_leads_to_the_next_page() -> None:
    case = a_told_case()
    for number in range(25):
        a_note(case, WORKER, text=f"訪問した。{number}")
    request = a_request(case)
    client = browser(WORKER)
    url = reverse("keeping:disclosure_request", args=[request.pk])
    first = client.get(url)
    assert "保存して、次の段落へ" in text_of(first)
    chosen = {str(name): "give" for name in first.context["form"].fields if "-" in str(name)}
    answer = client.post(url, chosen)
    assert (answer.status_code, answer["Location"]) == (303, f"{url}?page=2#par")
    before, after = (page.context["unmarked"] for page in (first, client.get(url)))
    assert f"まだ保存していない段落：{after}段落" in text_of(client.get(url))
    assert 0 < after < before


@pytest.mark.django_db
def test_who_asks_for_a_check_is_told_who_checks() -> None:
    request = a_request(a_told_case())
    text = text_of(browser(WORKER).get(reverse("keeping:submit", args=[request.pk])))
    assert "この機関の、ほかの管理者が確かめます" in text


@pytest.mark.usefixtures("committed_db")
def test_a_list_waits_for_the_head_and_then_for_who_carries_it_out() -> None:
    a_closed_case()
    row = draw_up()
    assert DECIDE in home(HEAD)
    assert DECIDE not in home(KEEPER)
    assert DECIDE not in home(SUPERVISOR)
    decide(row)
    assert RUN in home(KEEPER)
    assert DECIDE not in home(HEAD)


@pytest.mark.usefixtures("committed_db")
def test_who_holds_a_case_sees_which_one_it_is() -> None:
    case = a_closed_case()
    url = reverse("keeping:hold", args=[case.pk])
    draw_up()
    for username, back in (
        (SUPERVISOR, reverse("cases:detail", args=[case.pk])),
        (HEAD, reverse("keeping:front")),
    ):
        answer = browser(username).get(url)
        assert case.number in text_of(answer), username
        assert answer.context["back"] == back
    sent = {"reason": "lawsuit", "reference": "第1号"}
    assert browser(SUPERVISOR).post(url, sent).status_code == 303
    listed = text_of(browser(SUPERVISOR).get(reverse("keeping:front")))
    assert "解くのは、ほかの人です" in listed
    assert "廃棄候補一覧は、まだありません" not in listed, "she does not see lists"


@pytest.mark.usefixtures("committed_db")
def test_r10_an_auditor_is_not_told_that_nothing_is_stopped() -> None:
    case = a_closed_case()
    row = draw_up()
    url, listed = reverse("keeping:front"), reverse("keeping:disposal_list", args=[row.pk])
    assert NONE_STOPPED in text_of(browser(HEAD).get(url))
    sent = {"reason": "lawsuit", "reference": "第1号"}
    held = browser(SUPERVISOR).post(reverse("keeping:hold", args=[case.pk]), sent)
    assert held.status_code == 303
    auditor = browser("kansa1")
    assert NONE_STOPPED not in text_of(auditor.get(url))
    assert "止めているケースは、ここには出ません" in text_of(auditor.get(url))
    assert "廃棄停止中かどうかは、ここには出ません" in text_of(auditor.get(listed))
    assert "廃棄停止中かどうかは" not in text_of(browser(HEAD).get(listed))


@pytest.mark.django_db
def test_a_case_that_nobody_listed_has_no_number_for_the_secretariat() -> None:
    case = a_case(WORKER)
    with acting(HEAD) as user:
        assert keeping.number_of(case.pk, user) == ""


@pytest.mark.django_db
def test_the_page_of_a_step_is_there_while_the_step_is() -> None:
    """As of passing on and taking back: a page that only could be refused is no page; what is sent is answered."""
    request = a_request(a_told_case())
    steps = ("submit", "correction", "extend", "new_third_party", "finish", "take_back")

    def found(username: str = WORKER, names: tuple[str, ...] = steps) -> list[str]:
        client = browser(username)
        urls = {name: reverse(f"keeping:{name}", args=[request.pk]) for name in names}
        return [name for name, url in urls.items() if client.get(url).status_code == 200]

    assert found() == ["submit", "correction", "extend", "new_third_party"]
    assert found(SUPERVISOR, ("check",)) == []
    submit(request)
    assert found() == ["extend"]
    assert found(SUPERVISOR, ("check",)) == ["check"]
    check(request)
    assert found() == ["finish", "take_back"]
    assert found(SUPERVISOR, ("check",)) == []
    url = reverse("keeping:submit", args=[request.pk])
    late = browser(WORKER).post(url, {"decision": "partial", "words": "書いたこと"})
    assert late.status_code == 422
    assert "書いたこと" in late.content.decode()
