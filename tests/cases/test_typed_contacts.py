"""Whoever is on a protection list is asked before a protected contact leaves her body in a text; nobody else learns
anything by what she types (R11, R14)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from access.models import AccessLog, CaseFile
from cases.models import Consent, SharedExtract
from meetings.models import CoordinationRequest, InformationAnswer, PrepSheet
from tests.cases.pages import browser, filled_in, text_of
from tests.meetings import preparing as p
from tests.meetings.pages import post, url
from tests.meetings.situations import seen
from tests.meetings.test_request_pages import a_filled_request, hidden_people
from tests.world import acting

from . import situations as s
from .assessing import a_draft, fix, write
from .test_protection import COLLEAGUE, WORKER, a_protected_mother

pytestmark = pytest.mark.django_db

SAID = "娘は架空町一丁目２番３号にいる。電話は０３（００００）４８２１。"
ASKED = "名簿にない人には見せない内容です"
KEEP = 'name="kept_as_typed" value="'


def asks_for_help(client: Client, case: CaseFile, **said: Any) -> Any:
    address = url("request_new", case.pk)
    people = hidden_people(client.get(address))
    return post(client, address, **a_filled_request(persons=people, **said))


def answer_of(page: Any) -> str:
    return str(page.context["form"].asks_to_keep)


def requests(case: CaseFile) -> list[str]:
    """What was asked for in the requests that left."""
    with acting(WORKER) as by:
        rows = CoordinationRequest.objects.visible_to(by).of_case(case)
        return list(rows.values_list("asked_for", flat=True))


def test_r11_who_is_on_the_list_is_asked_before_it_is_seen_or_sent() -> None:
    case = s.a_case(WORKER)
    a_protected_mother(case)
    client = browser(WORKER)
    page = asks_for_help(client, case, asked_for=SAID)
    assert page.status_code == 422
    words = text_of(page)
    assert "保護されている人の住所・電話が書かれています" in words
    assert ASKED in words
    assert "書いたままにする" in words
    assert KEEP in page.content.decode()
    assert "架空町一丁目" in page.content.decode(), "what was typed is there"
    sent = asks_for_help(client, case, asked_for=SAID, step="send")
    assert sent.status_code == 422
    assert requests(case) == []


def test_r11_what_she_keeps_on_purpose_goes_and_is_asked_once() -> None:
    case = s.a_case(WORKER)
    a_protected_mother(case)
    client = browser(WORKER)
    kept = answer_of(asks_for_help(client, case, asked_for=SAID))
    check = asks_for_help(client, case, asked_for=SAID, kept_as_typed=kept)
    assert "下の内容を見られるようになります" in text_of(check)
    assert f'name="kept_as_typed" value="{kept}"' in check.content.decode()
    again = asks_for_help(client, case, asked_for=f"{SAID}夜は留守。", kept_as_typed=kept)
    assert ASKED in text_of(again), "another text is asked about anew"
    sent = asks_for_help(client, case, asked_for=SAID, kept_as_typed=kept, step="send")
    assert sent.status_code == 303
    assert requests(case) == [SAID]


def test_r19_that_it_was_compared_and_found_counts_as_read() -> None:
    case = s.a_case(WORKER)
    a_protected_mother(case)
    asks_for_help(browser(WORKER), case, asked_for=SAID)
    with acting("kansa1"):
        kinds = AccessLog.objects.filter(case_number=case.number).values_list("kind", flat=True)
        assert "連絡先" in set(kinds)


def test_r14_whoever_is_not_on_the_list_is_answered_as_if_nothing_were_known() -> None:
    plain, protected = s.a_case(WORKER), s.a_case(WORKER)
    a_protected_mother(protected)
    client = browser(COLLEAGUE)
    for case in (plain, protected):
        check = asks_for_help(client, case, asked_for=SAID)
        assert check.status_code == 200
        assert "書いたままにする" not in check.content.decode()
        assert asks_for_help(client, case, asked_for=SAID, step="send").status_code == 303


def test_r11_of_who_is_not_protected_nothing_is_asked() -> None:
    case = s.a_case(WORKER)
    client = browser(WORKER)
    assert asks_for_help(client, case, asked_for=SAID).status_code == 200
    a_protected_mother(case)
    harmless = "03-0000-9999に電話した。架空町に住む姉。"
    assert asks_for_help(client, case, asked_for=harmless).status_code == 200


def shared_under(consent: Consent) -> int:
    return len([one for one in s.seen_by(WORKER, SharedExtract) if one.consent_id == consent.pk])


def test_r11_a_note_that_is_shared_is_looked_at_as_it_was_written() -> None:
    case = s.a_case(WORKER)
    note = s.a_note(case, WORKER, text=SAID)
    consent = s.a_consent(case)
    a_protected_mother(case)
    client, address = browser(WORKER), reverse("cases:share", args=[note.pk])
    data = filled_in(client.get(address))
    data |= {"consent": str(consent.pk), "category": consent.categories[0]}
    first = client.post(address, data)
    assert first.status_code == 422
    assert ASKED in text_of(first)
    assert shared_under(consent) == 0
    data["kept_as_typed"] = answer_of(first)
    assert client.post(address, data).status_code == 303
    assert shared_under(consent) == 1


def test_r11_so_is_one_that_was_written_in_four_parts() -> None:
    case = s.a_case(WORKER)
    note = s.a_note(case, WORKER, text="", soap={"soap_o": SAID})
    consent = s.a_consent(case)
    a_protected_mother(case)
    client, address = browser(WORKER), reverse("cases:share", args=[note.pk])
    data = {"consent": str(consent.pk), "category": consent.categories[0]}
    assert ASKED in text_of(client.post(address, data))
    assert shared_under(consent) == 0


def test_r11_why_a_hand_off_is_taken_back_is_looked_at() -> None:
    case = s.a_case(WORKER)
    referral = s.a_hand_off(case)
    a_protected_mother(case)
    client, address = browser(WORKER), reverse("cases:withdraw_referral", args=[referral.pk])
    first = client.post(address, {"reason": SAID})
    assert ASKED in text_of(first)
    kept = {"reason": SAID, "kept_as_typed": answer_of(first)}
    assert client.post(address, kept).status_code == 303


def test_r11_that_one_note_may_be_shared_is_not_said_of_another() -> None:
    case = s.a_case(WORKER)
    first, second = (s.a_note(case, WORKER, text=text) for text in (SAID, f"{SAID}夜も出る。"))
    consent = s.a_consent(case)
    a_protected_mother(case)
    client = browser(WORKER)
    data = {"consent": str(consent.pk), "category": consent.categories[0]}
    kept = answer_of(client.post(reverse("cases:share", args=[first.pk]), data))
    assert kept
    other = client.post(reverse("cases:share", args=[second.pk]), {**data, "kept_as_typed": kept})
    assert other.status_code == 422
    assert answer_of(other) not in ("", kept)
    assert shared_under(consent) == 0


def test_r11_a_block_of_an_assessment_that_is_shared_is_looked_at() -> None:
    case = s.a_case(WORKER)
    draft = a_draft(case)
    block = write(draft, text=SAID)
    fix(draft)
    consent = s.a_consent(case)
    a_protected_mother(case)
    client, address = browser(WORKER), reverse("cases:share_block", args=[block.pk])
    data = {"consent": str(consent.pk), "category": consent.categories[0]}
    first = client.post(address, data)
    assert first.status_code == 422
    assert ASKED in text_of(first)
    assert shared_under(consent) == 0
    data["kept_as_typed"] = answer_of(first)
    assert client.post(address, data).status_code == 303
    assert shared_under(consent) == 1


def test_r11_a_sheet_that_is_handed_in_for_a_sitting_is_looked_at() -> None:
    call = p.a_call()
    with acting(WORKER):
        case = seen(call, WORKER).compartment.case
    a_protected_mother(case)
    client, address = browser(WORKER), url("prep_sheet", call.sitting_id)
    sheet = {"household": SAID, "efforts": "", "wanted": "", "to_discuss": "", "version": 0}
    for step in ("check", "send"):
        asked = post(client, address, **sheet, step=step)
        assert asked.status_code == 422
        assert ASKED in text_of(asked)
    assert s.seen_by(WORKER, PrepSheet) == []
    kept = {**sheet, "kept_as_typed": answer_of(asked)}
    check = post(client, address, **kept, step="check")
    assert f'name="kept_as_typed" value="{kept["kept_as_typed"]}"' in check.content.decode()
    assert post(client, address, **kept, step="send").status_code == 303
    [handed_in] = s.seen_by(WORKER, PrepSheet)
    assert handed_in.household == SAID


def test_r11_an_answer_to_a_meeting_is_looked_at() -> None:
    meeting = p.a_meeting_of_three()
    with acting(WORKER):
        asked = p.services.Recipient(body=s.body_of(WORKER))
        case = seen(meeting, WORKER).compartment.case
    information = p.a_request(meeting, asked)
    a_protected_mother(case)
    client, address = browser(WORKER), url("answer_information", information.pk)
    data = {"outcome": "answered", "text": SAID, "nature": "fact", "version": information.version}
    first = post(client, address, **data)
    assert first.status_code == 422
    assert ASKED in text_of(first)
    data["kept_as_typed"] = answer_of(first)
    check = post(client, address, **data)
    assert f'name="kept_as_typed" value="{data["kept_as_typed"]}"' in check.content.decode()
    assert s.seen_by(WORKER, InformationAnswer) == []
    assert post(client, address, **data, step="share").status_code == 303
    [answer] = s.seen_by(WORKER, InformationAnswer)
    assert answer.outcome == "answered"
