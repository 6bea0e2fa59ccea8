"""The pages of つなぎ, from both sides."""

import re
from typing import Any

import pytest
from django.urls import reverse

from access.models import CaseFile
from cases import codes, services
from cases.models import Referral
from organizations.models import LegalBasis
from tests.cases.pages import browser, page, text_of
from tests.cases.situations import (
    a_case,
    a_hand_off,
    a_note,
    an_accepted_hand_off,
    body_of,
    people_of,
    seen_by,
    take,
)
from tests.world import acting

pytestmark = pytest.mark.django_db


def test_r22_the_receiver_sees_on_the_case_page_the_hand_off_and_nothing_more() -> None:
    case = a_case()
    a_note(case, text="秘密の経過")
    a_hand_off(case)
    words = text_of(page("kurashi1", "detail", case.pk))
    assert case.number in words
    assert "つなぎ：" in words
    assert "いま見られるのは、つなぐシートだけです" in words
    for hidden in ("架空", "秘密の経過", "本人の同意", "0000-4821"):
        assert hidden not in words
    for name in ("household", "consents", "ledger", "consent_new", "hand_off", "restrict", "close"):
        assert page("kurashi1", name, case.pk).status_code == 404
    assert page("kurashi1", "referrals", case.pk).status_code == 200


def test_the_page_of_a_hand_off_belongs_to_that_entry_of_the_menu() -> None:
    leg = a_hand_off(a_case())
    assert re.search(r'aria-current="page">つなぎ<', _html(page("kurashi1", "referral", leg.pk)))
    assert re.search(r'aria-current="page">ケース<', _html(page("kurashi1", "list")))


def sheet(case: CaseFile, **changes: Any) -> dict[str, Any]:
    with acting("soudan1"):
        mother = next(p for p in people_of(case, "soudan1") if p.is_subject)
    return {
        "receiver": str(body_of("kurashi1").pk),
        "legal_basis": str(LegalBasis.objects.on().get(code="PIPL69-2-2").pk),
        "consent_state": "00",
        "urgency": "B",
        "topics": ["03"],
        "persons": [str(mother.pk)],
        "reason": "家賃が2か月遅れている。",
        "sender_continues": "介護の相談は続ける。",
        "wishes": "窓口での面談。",
        "reply_by": "R12.4.1",
    } | changes


def pages_in(answer: Any) -> list[list[str]]:
    """Words of each page of a つなぎ: one as its receiver opens it, all that a check shows."""
    found = re.findall(
        r'class="stack stack--l hand-off".*?</section>\s*</div>', _html(answer), re.S
    )
    return [
        [w for w in re.sub(r"<[^>]+>", " ", part).split() if not re.fullmatch(r"\d+:\d\d", w)]
        for part in found
    ]


def _html(answer: Any) -> str:
    html: str = answer.content.decode()
    return html


def test_r22_what_the_sender_checks_is_what_the_receiver_reads() -> None:
    case = a_case()
    client, url = browser("soudan1"), reverse("cases:hand_off", args=[case.pk])
    check = client.post(url, sheet(case) | {"step": "check"})
    assert check.status_code == 200
    assert "下は、送ったあとに相手の機関が開く画面です" in text_of(check)
    assert seen_by("soudan1", Referral) == []  # nothing is sent by looking
    sent = client.post(url, sheet(case) | {"step": "send"})
    assert sent.status_code == 303
    (referral,) = seen_by("kurashi1", Referral)
    read = page("kurashi1", "referral", referral.pk)
    assert pages_in(read) == pages_in(check)  # with the buttons and the day, too
    assert "78歳" in text_of(read)
    words = dict(codes.every_label(codes.URGENCY))[referral.urgency]
    assert f"緊急度{referral.urgency}{words}" in "".join(text_of(read).split())
    assert "太一" not in text_of(read)  # the son was not chosen


def test_r22_each_of_several_receivers_reads_what_was_shown_for_her() -> None:
    case = a_case()
    client, url = browser("soudan1"), reverse("cases:hand_off", args=[case.pk])
    both = sheet(
        case, receiver_2=str(body_of("csw1").pk), reason_2="見守りを頼みたい。", wishes_2=""
    )
    check = client.post(url, both | {"step": "check"})
    assert "2つの機関がそれぞれ開く画面です" in text_of(check)
    sent = client.post(url, both | {"step": "send", "names_checked": "on"})
    assert sent.status_code == 303, text_of(sent)
    for name, shown in zip(("kurashi1", "csw1"), pages_in(check), strict=True):
        (leg,) = seen_by(name, Referral)
        assert pages_in(page(name, "referral", leg.pk)) == [shown]
    words = text_of(client.get(sent.url))
    assert "このシートのつなぎ（2件）" in words
    (leg,) = seen_by("kurashi1", Referral)
    for name in ("referral", "hand_off_more", "hand_off_paper", "referrals", "detail"):
        answer = page("kurashi1", name, case.pk if name in ("referrals", "detail") else leg.pk)
        assert str(body_of("csw1")) not in text_of(answer)
        assert "見守りを頼みたい" not in text_of(answer)


def test_similar_names_are_shown_and_nothing_is_sent_without_the_tick() -> None:
    a_case()  # another household of the same name, which the sender sees
    case = a_case()
    client, url = browser("soudan1"), reverse("cases:hand_off", args=[case.pk])
    check = text_of(client.post(url, sheet(case) | {"step": "check"}))
    assert "名前の似た人があります" in check
    refused = client.post(url, sheet(case) | {"step": "send"})
    assert refused.status_code == 422
    assert "取り違えていないかを確かめて" in text_of(refused)
    assert pages_in(refused)  # what was written is still there to be looked at
    assert seen_by("soudan1", Referral) == []
    sent = client.post(url, sheet(case) | {"step": "send", "names_checked": "on"})
    assert sent.status_code == 303
    assert len(seen_by("kurashi1", Referral)) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"wishes_2": "面談"}, "つなぐ先を選んでください"),
        ({"receiver_2": "csw1"}, "この機関につなぐ理由を書いてください"),
        ({"receiver_2": "kurashi1", "reason_2": "同じ"}, "同じ機関が選ばれています"),
    ],
)
def test_a_further_receiver_needs_a_body_of_her_own_and_a_reason(
    wrong: dict[str, str], words: str
) -> None:
    case = a_case()
    url = reverse("cases:hand_off", args=[case.pk])
    if "receiver_2" in wrong:
        wrong = wrong | {"receiver_2": str(body_of(wrong["receiver_2"]).pk)}
    answer = browser("soudan1").post(url, sheet(case) | wrong | {"step": "check"})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "<details open>" in _html(answer)


def test_the_case_page_tells_who_is_responsible_and_closing_waits_for_the_answer() -> None:
    case = a_case()
    a_hand_off(case)
    client = browser("soudan1")
    words = text_of(client.get(reverse("cases:detail", args=[case.pk])))
    assert "引き受けられるまで、責任は" in words
    closed = client.post(reverse("cases:close", args=[case.pk]), {"why": "11"})
    assert closed.status_code == 422
    assert "待つか、取り下げてください" in text_of(closed)


def test_the_sender_takes_a_leg_back_and_the_receiver_sees_it_no_more() -> None:
    referral = a_hand_off(a_case())
    url = reverse("cases:withdraw_referral", args=[referral.pk])
    assert browser("kurashi1").get(url).status_code == 404
    client = browser("soudan1")
    assert "先に、電話などで相手に伝えて" in text_of(client.get(url))
    assert client.post(url, {"reason": "本人が断った"}).status_code == 303
    assert "本人が断った" in text_of(page("soudan1", "referral", referral.pk))
    assert page("kurashi1", "referral", referral.pk).status_code == 404


def test_a_receiver_sends_the_sheet_on_in_her_own_words_after_taking_on() -> None:
    case = a_case()
    waiting = a_hand_off(case)
    assert page("kurashi1", "hand_off_more", waiting.pk).status_code == 404
    with acting("kurashi1") as user:
        services.accept_referral(referral=take(waiting), by=user)
    client, url = browser("kurashi1"), reverse("cases:hand_off_more", args=[waiting.pk])
    form = text_of(client.get(url))
    assert "自機関のことばで書いてください" in form
    assert "通院のことは続けて支える" not in form
    on = sheet(case, receiver=str(body_of("csw1").pk)) | {"persons": []}
    sent = client.post(url, on | {"step": "send", "names_checked": "on"})
    assert sent.status_code == 303
    (leg,) = seen_by("csw1", Referral)
    assert str(body_of("soudan1")) not in text_of(page("csw1", "referral", leg.pk))
    both = text_of(page("kurashi1", "referral", waiting.pk))
    assert "このシートのつなぎ（2件）" in both
    assert str(body_of("csw1")) not in text_of(page("soudan1", "referral", waiting.pk))


def test_going_back_from_the_check_keeps_what_was_written() -> None:
    case = a_case()
    url = reverse("cases:hand_off", args=[case.pk])
    answer = browser("soudan1").post(url, sheet(case) | {"step": "back"})
    assert answer.status_code == 200
    assert "介護の相談は続ける。" in answer.content.decode()
    assert seen_by("soudan1", Referral) == []


def test_bodies_that_nobody_reads_for_and_the_secretariat_are_not_offered() -> None:
    case = a_case()
    words = page("soudan1", "hand_off", case.pk).content.decode()
    offered = re.search(r'<select name="receiver".*?</select>', words, re.S)
    assert offered is not None
    assert "生活福祉課" in offered[0]
    for name in ("富坂警察署", "福祉政策課", "センター富坂<"):
        assert name not in offered[0]


def test_the_whole_hand_off_is_walked_by_its_buttons() -> None:
    case = a_case()
    referral = a_hand_off(case)
    receiver, sender = browser("kurashi1"), browser("soudan1")
    steps = [
        (receiver, "receive", {}, "received"),
        (receiver, "accept", {}, "accepted"),
        (receiver, "first_contact", {"on": "R8.11.1", "note": "窓口で会った"}, "first_contact"),
        (receiver, "report", {"report": "貸付を申し込んだ"}, "reported"),
        (sender, "close_referral", {}, "closed"),
    ]
    for client, name, data, state in steps:
        answer = client.post(reverse(f"cases:{name}", args=[referral.pk]), data)
        assert answer.status_code == 303, name
        assert [r.state for r in seen_by("soudan1", Referral)] == [state]
    words = text_of(sender.get(reverse("cases:referral", args=[referral.pk])))
    assert "窓口で会った" in words
    assert "貸付を申し込んだ" in words
    for client in (sender, receiver):
        page = client.get(reverse("cases:referral", args=[referral.pk]))
        assert "このつなぎは完了しています" in text_of(page)
        assert 'aria-current="step"' not in page.content.decode(), "nobody's turn"
        assert page.content.decode().count('<li class="is-done">') == len(steps) + 1


def test_a_first_contact_that_was_left_out_is_not_shown_as_done() -> None:
    referral = an_accepted_hand_off(a_case())
    receiver, sender = browser("kurashi1"), browser("soudan1")
    report, close = (
        reverse(f"cases:{name}", args=[referral.pk]) for name in ("report", "close_referral")
    )
    assert receiver.post(report, {"report": "電話で足りた"}).status_code == 303
    assert sender.post(close).status_code == 303
    page = sender.get(reverse("cases:referral", args=[referral.pk])).content.decode()
    assert "<li>初回の接触</li>" in page
    assert page.count('<li class="is-done">') == 5


def test_the_other_sides_buttons_are_not_there_and_do_nothing() -> None:
    referral = a_hand_off(a_case())
    sender = browser("soudan1")
    assert (
        "引き受ける<"
        not in sender.get(reverse("cases:referral", args=[referral.pk])).content.decode()
    )
    for name in ("receive", "accept", "decline", "first_contact", "report"):
        assert sender.post(reverse(f"cases:{name}", args=[referral.pk]), {}).status_code == 404
    assert [r.state for r in seen_by("soudan1", Referral)] == ["sent"]


def test_declining_leads_to_the_board_and_the_sheet_is_gone() -> None:
    referral = a_hand_off(a_case())
    client = browser("kurashi1")
    url = reverse("cases:decline", args=[referral.pk])
    assert "見られなくなります" in text_of(client.get(url))
    answer = client.post(url, {"reason": "対象ではない", "alternative": "社協へ"})
    assert (answer.status_code, answer.url) == (303, reverse("cases:hand_offs"))
    assert client.get(reverse("cases:referral", args=[referral.pk])).status_code == 404
    assert "対応できない" in text_of(page("soudan1", "referral", referral.pk))


def test_an_accepted_case_shows_the_receivers_own_record_only() -> None:
    case = a_case()
    a_note(case, text="送り手の経過")
    an_accepted_hand_off(case)
    a_note(case, by="kurashi1", text="受け手の経過")
    words = text_of(page("kurashi1", "detail", case.pk))
    assert "受け手の経過" in words
    assert "送り手の経過" not in words
    assert "受け手の経過" not in text_of(page("soudan1", "detail", case.pk))


@pytest.mark.parametrize(
    ("name", "by"), [("decline", "kurashi1"), ("withdraw_referral", "soudan1")]
)
def test_r18_what_ends_a_sheet_is_read_at_the_body_that_sent_it_alone(name: str, by: str) -> None:
    """The receiver's view of it ends with what is being written."""
    referral = a_hand_off(a_case())
    answer = browser(by).get(reverse(f"cases:{name}", args=[referral.pk]))
    readers = answer.context["text_audience"]
    assert {one.body for one in readers.bodies} == {str(body_of("soudan1"))}
    assert readers.total == sum(one.count for one in readers.bodies) > 0
