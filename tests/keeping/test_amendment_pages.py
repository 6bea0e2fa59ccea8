"""Pages and papers of a request of correction or to stop using: who comes there, what stands there, and what leaves
(R2, R4, R7, R14, R21; Art. 93, 97, 101)."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from access.errors import DomainError
from access.reading import ReadingLog
from cases.models import Person
from documents.wareki import format_date
from jobs.registry import JobKind, NotPermitted
from keeping import amendment_paper, services
from keeping.models import DisclosureRequest
from tests.access.crawl import ask, settled
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_case, a_note
from tests.world import acting

from .amending import (
    ABOUT,
    CLAIM,
    DAY,
    DONE,
    GROUNDS,
    HEAD,
    WHY,
    WORKER,
    a_carried_out,
    a_received,
    a_received_stop,
    a_told_case,
    decided,
    on,
    receive,
    submit,
    today,
    told,
)
from .test_disclosure import a_decided_request, everything_in
from .test_disclosure import seen as disclosure_seen
from .test_letters import assert_says_what_may_be_done

pytestmark = pytest.mark.django_db
RECEIVED = {
    "kind": "amend",
    "asker": "self",
    "confirmed_how": "運転免許証",
    "about": ABOUT,
    "wanted": "correct",
    "claim": CLAIM,
    "reason": WHY,
}

PAGES = (
    *("amendment_request", "carry_out", "new_telling", "finish_amendment", "amendment_correction"),
    *("amendment_extend", "tell_of_longer", "submit_amendment", "take_back_amendment"),
)
OTHER = {"known": "other", "other": "見本の園"}


def url(name: str, row: Any) -> str:
    return reverse(f"keeping:{name}", args=[row.pk])


def on_paper(kind: JobKind, row: Any, by: str = WORKER) -> str:
    with acting(by) as user:
        made = kind.gather(user, row.pk, "", ReadingLog(user))
    return everything_in(kind.make(made).content)


def subject_of(case: Any) -> str:
    """The person whom the case is about, as a form names her."""
    with acting(WORKER) as user:
        return str(Person.objects.visible_to(user).of_case(case).get(is_subject=True).pk)


def squeezed(words: str) -> str:
    return "".join(words.split())


# --- pages -----------------------------------------------------------------------------------------


def test_a_request_is_received_beside_the_disclosures_of_the_case() -> None:
    case = a_told_case()
    client = browser(WORKER)
    listed = reverse("keeping:disclosures", args=[case.pk])
    new = reverse("keeping:receive_amendment", args=[case.pk])
    assert new in client.get(listed).content.decode()
    sent = RECEIVED | {"person": subject_of(case), "received_on": format_date(today())}
    assert "請求の種類に合うもの" in text_of(client.post(new, sent | {"wanted": "erase"}))
    assert "どの号か" in text_of(client.post(new, sent | {"kind": "stop", "wanted": "erase"}))
    for wanted, ground in (("erase", "2"), ("no_giving", "1b")):
        stop = {"kind": "stop", "wanted": wanted, "stop_ground": ground}
        crossed = client.post(new, sent | stop)
        assert "補正を求めて" in crossed.context["form"].errors["stop_ground"][0], stop
    answer = client.post(new, sent)
    assert answer.status_code == 303
    text = text_of(client.get(answer["Location"]))
    for words in (ABOUT, CLAIM, WHY, "運転免許証", "受け付けた日から30日"):
        assert words in text, words
    assert "訂正請求" in text_of(client.get(listed))


def handed_over(request: DisclosureRequest) -> DisclosureRequest:
    with acting(WORKER) as user:
        return services.finish_request(request=disclosure_seen(request, user), by=user)


def test_a_request_begins_with_the_disclosure_in_which_it_was_read() -> None:
    case = a_told_case()
    first = handed_over(a_decided_request(case, "whole"))
    unread = [a_decided_request(case, "whole"), handed_over(a_decided_request(case, "refused"))]
    client = browser(WORKER)
    new = reverse("keeping:receive_amendment", args=[case.pk])
    offered = client.get(new).content.decode()
    assert str(first.pk) in offered
    for one in unread:
        assert str(one.pk) not in offered
        with pytest.raises(DomainError, match="交付されていないか"):
            receive(case, disclosure=one)
    with pytest.raises(DomainError, match="ほかの人の記録"):
        receive(case, disclosure=handed_over(a_decided_request(a_case(WORKER), "whole")))
    sent = RECEIVED | {"person": subject_of(case), "received_on": format_date(today())}
    late = client.post(new, sent | {"disclosed_on": format_date(today() + DAY)})
    assert "disclosed_on" in late.context["form"].errors
    answer = client.post(
        new,
        sent
        | {
            "disclosure": str(first.pk),
            "disclosed_on": format_date(today()),
            "confirmed_how": "旅券",
        },
    )
    assert answer.status_code == 303, text_of(answer)
    assert url("disclosure_request", first) in client.get(answer["Location"]).content.decode()


def test_step_by_step_each_page_leads_to_the_next() -> None:
    row = a_received()
    client, page = browser(WORKER), url("amendment_request", row)
    assert client.post(
        url("submit_amendment", row), {"decision": "partial", "words": GROUNDS}
    ).status_code == 303  # fmt: skip
    assert "確認を待っています" in text_of(client.get(page))
    with on(row, HEAD) as (mine, user):
        services.check_amendment(request=mine, is_right=True, words="", by=user)
    text = text_of(client.get(page))
    assert "一部を訂正する" in text
    assert "行ったことを記録する" in text
    sent = {"carried_on": format_date(today()), "words": DONE}
    assert client.post(url("carry_out", row), sent).status_code == 303
    both = client.post(
        url("new_telling", row),
        OTHER | {"told_on": format_date(today()), "why_not": "要らない"},
    )
    assert "空けてください" in text_of(both)
    answer = client.post(url("new_telling", row), OTHER | {"told_on": format_date(today())})
    assert answer.status_code == 303
    assert "見本の園" in text_of(client.get(page))
    assert client.post(url("finish_amendment", row), {"sent": "1"}).status_code == 303
    assert "終わり" in text_of(client.get(page))


@pytest.mark.parametrize(
    ("name", "article"),
    [("amendment_extend", "第102条第2項"), ("amendment_correction", "第102条第1項")],
)
def test_the_pages_of_its_days_name_its_own_articles(name: str, article: str) -> None:
    assert article in text_of(browser(WORKER).get(url(name, a_received_stop())))


def test_a_day_that_was_told_stays_and_the_pages_of_a_correction_say_so() -> None:
    row = a_received_stop()
    until = today() + 100 * DAY
    with on(row) as (mine, user):
        services.tell_of_longer(
            request=mine, reason="特に長い", told_on=today(), longer_due_on=until, by=user
        )
        services.ask_correction(request=mine, asked_on=today(), words="どの記録か", by=user)
    client, page = browser(WORKER), url("amendment_request", row)
    assert "あいだは数えません" not in text_of(client.get(page))
    correcting = text_of(client.get(url("amendment_correction", row)))
    assert "決定の期限に数えません" not in correcting
    assert "第103条" in correcting
    sent = {"corrected_on": format_date(today())}
    answer = client.post(url("amendment_correction", row), sent)
    assert answer.status_code == 303
    with acting(WORKER), connection.cursor() as cursor:
        cursor.execute(
            "update keeping_amendmentrequest set correction_days = 3 where id = %s", [str(row.pk)]
        )
    shown = text_of(client.get(page))
    assert "足しません" in shown
    assert "補正に要した3日" not in shown
    assert format_date(until) in shown


def test_a_request_that_came_late_says_so() -> None:
    row = receive(a_told_case(), disclosed_on=today() - 91 * DAY)
    text = text_of(browser(WORKER).get(url("amendment_request", row)))
    assert "90日" in text
    assert "第90条第3項" in text


@pytest.mark.parametrize("username", ["kurashi1", "kanri2", "jimukyoku1", "ishi1", "kansa1"])
def test_r14_others_find_no_such_page(username: str) -> None:
    row = a_carried_out()
    one = told(row)
    client = browser(username)
    for name, about, method in (
        *((name, row, "get") for name in PAGES),
        *(
            (name, one, method)
            for name, method in (("change_telling", "get"), ("telling_letter", "post"))
        ),
    ):
        hidden, missing = (
            settled(ask(client, reverse(f"keeping:{name}", args=[pk]), method))
            for pk in (about.pk, uuid.uuid4())
        )
        assert hidden[0] in (403, 404), name
        assert hidden == missing, name
    for kind, about in (
        (amendment_paper.AMENDMENT_PDF, row),
        (amendment_paper.TELLING_LETTER, one),
    ):
        with acting(username) as user:
            assert kind.may(user, about.pk) is None


def test_who_checks_finds_it_among_what_is_to_be_done_today() -> None:
    row = a_received()
    submit(row)
    text = browser(HEAD).get(reverse("home")).content.decode()
    assert "訂正請求の決定の案を確かめる" in text
    assert url("amendment_request", row) in text
    assert (
        "訂正請求の決定の案を確かめる" not in browser(WORKER).get(reverse("home")).content.decode()
    )


# --- papers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "decision", "article", "words"),
    [
        (a_received, "whole", "第93条", "全部を訂正する"),
        (a_received, "refused", "第93条", "訂正しない"),
        (a_received_stop, "partial", "第101条", "一部の利用停止をする"),
    ],
)
def test_the_notice_says_what_was_decided_why_and_what_may_be_done_against_it(
    received: Any, decision: str, article: str, words: str
) -> None:
    row = decided(received(), decision)
    found = on_paper(amendment_paper.AMENDMENT_PDF, row)
    for said in (article, words, ABOUT, CLAIM, GROUNDS, format_date(today())):
        assert squeezed(said) in found, said
    assert_says_what_may_be_done(found)


def test_the_notice_holds_nothing_of_the_records() -> None:
    case = a_told_case()
    a_note(case, WORKER, text="ほかの人から聞いた見本のことば。")
    found = on_paper(amendment_paper.AMENDMENT_PDF, decided(receive(case)))
    assert "見本のことば" not in found
    assert WHY not in found


def test_no_notice_before_a_decision() -> None:
    row = a_received()
    with pytest.raises(NotPermitted):
        on_paper(amendment_paper.AMENDMENT_PDF, row)
    with on(row) as (mine, user):
        with pytest.raises(DomainError, match="決定のあとに"):
            services.request_amendment_paper(request=mine, by=user)
        with pytest.raises(DomainError, match="延ばしていません"):
            services.request_letter_of_days(request=mine, by=user)


def test_letters_of_its_days_name_its_own_articles() -> None:
    extended, stopped = a_received(), a_received_stop()
    with on(extended) as (mine, user):
        services.extend(request=mine, days=20, reason="調べる先が多い", told_on=today(), by=user)
    with on(stopped) as (mine, user):
        services.tell_of_longer(
            request=mine,
            reason="特に長い",
            told_on=today(),
            longer_due_on=today() + 100 * DAY,
            by=user,
        )
    first = on_paper(amendment_paper.EXTENSION_LETTER, extended)
    for words in ("訂正決定等", "第94条第2項", "20日", "調べる先が多い"):
        assert words in first, words
    other = on_paper(amendment_paper.LONGER_LETTER, stopped)
    for words in ("利用停止決定等", "第103条", "特に長い", format_date(today() + 100 * DAY)):
        assert squeezed(words) in other, words


def test_a_receiver_reads_what_was_corrected_and_neither_number_nor_who_asked() -> None:
    row = a_carried_out()
    found = on_paper(amendment_paper.TELLING_LETTER, told(row))
    with on(row) as (mine, _):
        number = mine.compartment.case.number
    for words in ("第97条", "文京みほん事業所あて", DONE):
        assert squeezed(words) in found, words
    for words in (number, WHY, CLAIM, GROUNDS):
        assert squeezed(words) not in found, words


def test_no_letter_to_whom_nothing_is_told() -> None:
    row = a_carried_out()
    with on(row) as (mine, user):
        kept = services.tell_recipient(
            request=mine, whom="見本の園", told_on=None, why_not="要らない", by=user
        )
        with pytest.raises(DomainError, match="知らせないことにした"):
            services.request_telling_letter(telling=kept, by=user)
    with pytest.raises(NotPermitted):
        on_paper(amendment_paper.TELLING_LETTER, kept)
