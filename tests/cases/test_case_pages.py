"""The pages of a case, as each role meets them: what is there, what is not, what is logged."""

import datetime
import re
import uuid
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access.models import AccessLog, Compartment
from bunkyo_support.templatetags.ui import short_day
from cases import services
from cases.models import Intake, NextAction, Note, Person
from documents.business_days import add_business_days
from tests.cases.pages import browser, filled_in, page, queries, text_of
from tests.cases.situations import (
    a_case,
    a_case_received,
    a_hand_off,
    a_note,
    an_intake,
    body_of,
    people_of,
    record_of,
    seen_by,
    take,
)
from tests.world import acting, staff

pytestmark = pytest.mark.django_db

CASE_PAGES = (
    "detail",
    "household",
    "referrals",
    "consents",
    "ledger",
    "readers",
    "add_member",
    "hand_off",
    "consent_new",
    "staff",
    "narrow",
    "restrict",
    "close",
)


@pytest.mark.parametrize("name", CASE_PAGES)
def test_r2_the_body_opens_every_page_of_its_case_and_no_title_holds_a_name(name: str) -> None:
    case = a_case()
    a_note(case)
    answer = page("soudan1", name, case.pk)
    title = re.search(r"<title>(.*?)</title>", answer.content.decode(), re.S)
    assert answer.status_code == 200
    assert title is not None
    assert case.number in title[1]
    assert "架空" not in title[1]


@pytest.mark.parametrize("name", [*CASE_PAGES, "reopen"])
@pytest.mark.parametrize(
    "outsider", ["kurashi1", "csw1", "jimukyoku1", "ishi1", "kansa1", "system1"]
)
def test_r14_to_an_outsider_the_pages_answer_as_if_there_were_no_case(
    name: str, outsider: str
) -> None:
    case = a_case()
    client = browser(outsider)
    real = client.get(reverse(f"cases:{name}", args=[case.pk]))
    none = client.get(reverse(f"cases:{name}", args=[uuid.uuid4()]))
    assert real.status_code == none.status_code == 404
    assert _settled(real) == _settled(none)


def _settled(answer: Any) -> bytes:
    return re.sub(
        rb'(csrf-token" content=|csrfmiddlewaretoken" value=)"[^"]*"', b"", answer.content
    )


def test_a_stale_change_shows_both_texts_and_can_then_be_saved_on_purpose() -> None:
    case = a_case()
    with acting("soudan1"):
        son = next(p for p in people_of(case, "soudan1") if not p.is_subject)
    url = reverse("cases:person", args=[son.pk])
    mine = {"name": "私の直し", "relation": "長男", "version": "1"}
    theirs = {"name": "先の直し", "relation": "長男", "version": "1"}
    assert browser("soudan2").post(url, theirs).status_code == 303
    client = browser("soudan1")
    answer = client.post(url, mine)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "先の直し" in html
    assert "私の直し" in html
    assert [p.name for p in seen_by("soudan1", Person)][1] == "先の直し"
    version = re.search(r'name="version" value="(\d+)"', html)
    assert version is not None
    assert client.post(url, mine | {"version": version[1]}).status_code == 303
    assert [p.name for p in seen_by("soudan1", Person)][1] == "私の直し"


def test_a_note_is_written_on_the_case_page_with_its_audience_in_the_frame() -> None:
    case = a_case()
    client, url = browser("soudan1"), reverse("cases:detail", args=[case.pk])
    composer = re.search(r'<form class="compose".*?</form>', client.get(url).content.decode(), re.S)
    assert composer is not None
    assert "見られる人" in composer[0]
    data = {"text": "<b>玄関で</b>話した。", "method": "2", "nature": "fact"}
    plan = {"next_what": "訪問する", "next_due_on": "R12.4.1"}
    assert client.post(url, data | plan).status_code == 303
    shown = client.get(url).content.decode()
    assert "&lt;b&gt;玄関で&lt;/b&gt;" in shown  # S-58: inert
    assert "訪問する" in shown
    (action,) = seen_by("soudan1", NextAction)
    done = reverse("cases:complete", args=[action.pk])
    assert browser("kurashi1").post(done).status_code == 404
    assert client.post(done).status_code == 303
    assert seen_by("soudan1", NextAction)[0].done_at is not None


def test_hearsay_names_who_told_it() -> None:
    case = a_case()
    data = {"text": "歩けないとのこと", "method": "1", "nature": "hearsay"}
    answer = browser("soudan1").post(reverse("cases:detail", args=[case.pk]), data)
    assert answer.status_code == 422
    assert "だれから聞いたかを書いてください" in text_of(answer)
    assert seen_by("soudan1", Note) == []


def test_r12_the_restricted_lose_the_page_and_are_listed_only_to_those_who_record() -> None:
    case = a_case()
    url = reverse("cases:restrict", args=[case.pk])
    data = {"staff": str(staff("soudan2").pk), "relation": "kin", "reason": "叔母にあたる"}
    client = browser("soudan1")
    offered = client.get(url).context["form"].fields["staff"]
    words = {str(key): label for key, label in offered.choices}
    told_apart = "namesakes at two bodies are told apart"
    assert str(body_of("soudan2")) in words[str(staff("soudan2").pk)], told_apart
    assert "いまの所属なし" in words[str(staff("ido1").pk)]
    assert client.post(url, data).status_code == 303
    shown = text_of(client.get(url))
    assert "叔母にあたる" in shown
    assert f"{staff('soudan2').name}さんに、このケースを見せないようにしました" in shown
    assert page("soudan2", "detail", case.pk).status_code == 404
    listed = text_of(page("soudan1", "readers", case.pk))
    assert staff("soudan2").name not in listed


@pytest.mark.parametrize("keys", [(1, 2), (2, 1)])
def test_r18_who_can_read_is_told_in_one_order_whatever_the_keys_are(
    keys: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = (uuid.UUID(int=key) for key in keys)
    monkeypatch.setattr(Compartment._meta.get_field("id"), "_get_default", lambda: next(drawn))
    case = a_case()
    monkeypatch.undo()
    answer = page("soudan1", "readers", case.pk)
    cards = re.findall(
        r'<h2 class="h3" id="r\d+">.*?</svg>\s*(\S+?)<', answer.content.decode(), re.S
    )
    assert cards == ["基本情報", "機関記録"]


def test_r12_what_the_restricted_was_to_do_is_taken_on_by_who_keeps_her_out() -> None:
    """It would stand on no home page any more, and its day would pass unseen."""
    case = a_case()
    due = timezone.localdate() + datetime.timedelta(days=1)
    a_note(case, "soudan2", next_what="通院に付き添う", next_due_on=due)
    assert "通院に付き添う" in text_of(browser("soudan2").get(reverse("home")))
    assert "通院に付き添う" not in text_of(browser("soudan1").get(reverse("home")))
    client, url = browser("soudan1"), reverse("cases:restrict", args=[case.pk])
    data = {"staff": str(staff("soudan2").pk), "relation": "kin", "reason": "叔母にあたる"}
    assert client.post(url, data).status_code == 303
    assert "次にすること1件を、あなたの担当に移しました" in text_of(client.get(url))
    assert "通院に付き添う" in text_of(client.get(reverse("home")))
    assert "通院に付き添う" not in text_of(browser("soudan2").get(reverse("home")))


def test_the_list_is_filtered_by_state_and_by_who_is_in_charge() -> None:
    mine, others = a_case("soudan1"), a_case("soudan2")
    with acting("soudan1") as user:
        services.close_record(record=record_of(mine, "soudan1"), reason="22", by=user)
    assert {mine.number, others.number} <= set(text_of(page("soudan1", "list")).split())
    closed = text_of(page("soudan1", "list", state="closed"))
    assert mine.number in closed
    assert others.number not in closed
    assert "2件のうち" in closed
    charge = text_of(page("soudan1", "list", mine="1"))
    assert mine.number in charge
    assert others.number not in charge


def test_the_intake_is_the_first_contact_on_the_page_and_in_the_list() -> None:
    case = a_case_received(3)
    day = short_day(timezone.localdate() - datetime.timedelta(days=3))
    assert re.search(rf"最終の関わり\s+{day}", text_of(page("soudan1", "detail", case.pk)))
    listed = page("soudan1", "list").content.decode()
    assert f'data-label="最終の関わり" class="nowrap">{day}<' in listed
    a_note(case)
    today = short_day(timezone.localdate())
    assert re.search(rf"最終の関わり\s+{today}", text_of(page("soudan1", "detail", case.pk)))


def test_r18_the_list_says_why_each_case_is_seen() -> None:
    case = a_case()
    a_hand_off(case)
    assert "つなぎの送り手・受け手の機関です" in text_of(page("kurashi1", "list"))
    assert "所属する機関の記録です" in text_of(page("soudan1", "list"))


def test_lists_ask_as_often_for_many_as_for_few() -> None:
    first = a_case()
    a_hand_off(first)
    pages = [reverse("cases:list"), reverse("cases:hand_offs"), reverse("home")]
    few = [queries("soudan1", url) for url in pages]
    for _ in range(4):
        case = a_case()
        a_note(case)
        a_hand_off(case)
    assert [queries("soudan1", url) for url in pages] == few


def test_a_case_with_many_entries_asks_as_often_as_one_with_few_and_has_pages() -> None:
    case = a_case()
    url = reverse("cases:detail", args=[case.pk])
    for _ in range(2):
        a_note(case)
    few = queries("soudan1", url)
    for _ in range(60):
        a_note(case)
    assert queries("soudan1", url) == few
    assert "63件のうち 1〜50件" in text_of(browser("soudan1").get(url))
    assert "63件のうち 51〜63件" in text_of(browser("soudan1").get(url, {"page": "2"}))


def test_today_names_who_waits_for_whom() -> None:
    case = a_case()
    a_hand_off(case)
    receiver = text_of(browser("kurashi1").get(reverse("home")))
    assert "つなぎを受け取り、返事をする" in receiver
    assert case.number in receiver
    assert "架空" not in receiver
    sender = text_of(browser("soudan1").get(reverse("home")))
    assert "つなぎ（受け取り待ち）" in sender
    assert case.number not in text_of(browser("csw1").get(reverse("home")))


def test_r16_who_has_moved_or_left_sees_nothing() -> None:
    case = a_case()
    assert page("ido1", "detail", case.pk).status_code == 404
    assert page("ido1", "list").status_code == 404


def test_a_corrected_note_is_crossed_out_and_stays_readable() -> None:
    case = a_case()
    note = a_note(case)
    url = reverse("cases:correct", args=[note.pk])
    client = browser("soudan1")
    sent = filled_in(client.get(url)) | {"text": "庭で話した。"}
    assert client.post(url, sent).status_code == 422
    assert client.post(url, sent | {"reason": "場所の誤り"}).status_code == 303
    shown = client.get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert "<s>玄関で話した。</s>" in shown
    assert "庭で話した。" in shown
    assert "理由：場所の誤り" in shown


def entries(
    request_path: str, username: str, *, follow: bool = False, **data: str
) -> list[tuple[str, str, str, str]]:
    """What one request leaves in the log, with the page to which it leads if that is opened: action, kind, case
    number, basis."""
    client = browser(username)
    with acting("kansa1"):
        before = AccessLog.objects.count()
    client.post(request_path, data, follow=follow) if data else client.get(request_path)
    with acting("kansa1"):
        rows = AccessLog.objects.order_by("seq")[before:]
        return [(row.action, row.kind, row.case_number, row.basis) for row in rows]


@pytest.mark.parametrize("name", [n for n in CASE_PAGES if n != "reopen"])
def test_r19_each_page_leaves_exactly_one_entry_with_its_basis(name: str) -> None:
    case = a_case()
    (entry,) = entries(reverse(f"cases:{name}", args=[case.pk]), "soudan1")
    action, kind, number, basis = entry
    assert (action, number, basis) == ("read", case.number, "R2")
    assert kind


def test_r19_a_refused_page_leaves_a_refusal_without_a_number() -> None:
    case = a_case()
    url = reverse("cases:detail", args=[case.pk])
    assert entries(url, "csw1") == [("refused", "", "", "")]


def test_r19_a_write_is_entered_and_a_write_that_failed_is_not() -> None:
    case = a_case()
    url = reverse("cases:detail", args=[case.pk])
    written = entries(url, "soudan1", text="話した。", method="2", nature="fact")
    assert [e[0] for e in written] == ["write"]
    refused = entries(url, "soudan1", text="", method="2", nature="fact")
    assert [e[0] for e in refused] == ["read"]


def test_r19_a_search_is_entered_without_its_words() -> None:
    a_case()
    (entry,) = entries(reverse("cases:search"), "soudan1", follow=True, q="花子")
    assert entry == ("search", "ケース", "", "")


def due_of(username: str, case: Any) -> str:
    """The box of what is due, in words and addresses."""
    box = page(username, "detail", case.pk).content.decode().split(">期限のあること</h2>")[1]
    return " ".join(re.sub(r"<(?!a )[^>]+>", " ", box.split("</section>")[0]).split())


def test_a_screening_stands_among_what_is_due_until_it_is_done() -> None:
    today = timezone.localdate()
    intake = an_intake(received_on=today - datetime.timedelta(days=30))
    case = intake.compartment.case
    due = due_of("soudan1", case)
    assert f'日過ぎています <a href="/cases/intakes/{intake.pk}/">受付の見立て' in due
    with acting("soudan1") as by:
        held = Intake.objects.visible_to(by).get(pk=intake.pk)
        services.screen_intake(intake=held, result="4", version=held.version, by=by)
    assert "受付の見立て" not in due_of("soudan1", case)


def test_steps_of_hand_offs_and_their_answer_stand_among_what_is_due_for_both_sides() -> None:
    case = a_case()
    answer = add_business_days(timezone.localdate(), 20)
    leg = a_hand_off(case, reply_by=answer)
    words = f"つなぎ（{leg.sender_body}から{leg.receiver_body}へ）の"
    for username in ("soudan1", "kurashi1"):
        due = due_of(username, case)
        assert f"{words}受け取り" in due
        assert f"あと{(answer - timezone.localdate()).days}日" in due
        assert f"{words}返事の期限" in due
        assert reverse("cases:referral", args=[leg.pk]) in due
    with acting("kurashi1") as by:
        services.decline_referral(
            referral=take(leg), reason="別の窓口がよい", alternative="", by=by
        )
    assert words not in due_of("soudan1", case)
