"""The pages of つなぎ, from both sides."""

import re
from typing import Any

import pytest
from django.urls import reverse

from access.models import CaseFile
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
    for hidden in ("架空", "秘密の経過", "本人の同意", "0000-4821"):
        assert hidden not in words
    for name in ("household", "consents", "ledger", "consent_new", "hand_off", "restrict", "close"):
        assert page("kurashi1", name, case.pk).status_code == 404
    assert page("kurashi1", "referrals", case.pk).status_code == 200


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


def sheet_words(answer: Any) -> list[str]:
    found = re.search(r'id="sheet".*?</section>', answer.content.decode(), re.S)
    assert found is not None
    words = re.sub(r"<[^>]+>", " ", found[0]).split()
    return [w for w in words if not re.fullmatch(r"\d{1,2}:\d{2}", w)]


def test_r22_what_the_sender_checks_is_what_the_receiver_reads() -> None:
    case = a_case()
    client, url = browser("soudan1"), reverse("cases:hand_off", args=[case.pk])
    check = client.post(url, sheet(case) | {"step": "check"})
    assert check.status_code == 200
    assert seen_by("soudan1", Referral) == []  # nothing is sent by looking
    sent = client.post(url, sheet(case) | {"step": "send"})
    assert sent.status_code == 303
    (referral,) = seen_by("kurashi1", Referral)
    read = page("kurashi1", "referral", referral.pk)
    assert sheet_words(read) == sheet_words(check)
    assert "78歳" in text_of(read)
    assert "太一" not in text_of(read)  # the son was not chosen


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
