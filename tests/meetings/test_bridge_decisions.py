"""移行 of decisions: free text, so two people say of each whether it tells who spoke (R7; domain.md R21)."""

from typing import Any

import pytest
from django.db import Error, IntegrityError, transaction

from access.errors import DomainError
from cases.models import SharedExtract
from meetings import services
from meetings.models import CarryAnswer, CarryChoice, SupportMeeting
from tests.cases.pages import browser, text_of
from tests.cases.situations import seen_by

from . import after_situations as a
from . import situations as s
from .pages import post, url

pytestmark = pytest.mark.django_db
QUOTING = "管理人さんの話を受けて、夜に訪問する"
REWORDED = "夜に訪問する"


def a_decision_and_consent(content: str = QUOTING) -> tuple[SupportMeeting, Any, Any]:
    """The doctor has agreed to something; the person has consented."""
    meeting = s.a_meeting_with_a_doctor()
    return meeting, s.a_decision(s.a_sitting(meeting), content=content), a.a_consent(meeting)


def heard(meeting: SupportMeeting, source: str) -> Any:
    with s.on(meeting, s.DOCTOR) as (row, user):
        return services.share_item(
            meeting=row, nature="hearsay", source=source, text="夜に声がする。", by=user
        )


def test_r7_who_chooses_says_of_each_decision_whether_it_tells_who_spoke() -> None:
    _, decision, consent = a_decision_and_consent()
    with pytest.raises(DomainError, match="分かるかどうかを選んで"):
        a.a_choice(decision, consent, text=REWORDED, tells_who=None)
    assert seen_by(s.COORDINATOR, CarryChoice) == []


def test_r21_a_decision_that_tells_who_spoke_goes_over_in_other_words_or_stays() -> None:
    _, decision, consent = a_decision_and_consent()
    with pytest.raises(DomainError, match="そのままは移せません"):
        a.a_choice(decision, consent, way="carry", tells_who=True)
    with pytest.raises(DomainError, match="もとの文と同じ"):
        a.a_choice(decision, consent, text=QUOTING + " ", tells_who=True)
    choice = a.a_choice(decision, consent, text=REWORDED, tells_who=True)
    a.agreed(choice)
    a.carried(choice)
    [extract] = seen_by(a.RECEIVER, SharedExtract)
    assert extract.text == REWORDED


def test_a_decision_that_tells_who_spoke_may_be_left_behind() -> None:
    _, decision, _ = a_decision_and_consent()
    assert a.left_behind(decision).is_left


@pytest.mark.parametrize("by_name", ["source", "body"])
def test_r21_names_of_the_meeting_in_a_decision_speak_against_a_no(by_name: str) -> None:
    doctor = s.office(s.DOCTOR).body.name
    name = {"source": "管理人さん", "body": doctor}[by_name]
    meeting, decision, consent = a_decision_and_consent(f"{name}の話を受けて、夜に訪問する")
    heard(meeting, "管理人さん")
    with pytest.raises(DomainError, match=f"元の文に「{name}」が入って"):
        a.a_choice(decision, consent, way="carry")
    assert a.a_choice(decision, consent, text=REWORDED, tells_who=True).text == REWORDED


def test_r7_the_second_person_says_it_of_what_would_be_read() -> None:
    _, decision, consent = a_decision_and_consent()
    choice = a.a_choice(decision, consent, way="carry")
    with pytest.raises(DomainError, match="分かるかどうかを選んで"):
        a.agreed(choice, tells_who=None)
    with pytest.raises(DomainError, match="分かる文は、移せません"):
        a.agreed(choice, tells_who=True)
    with pytest.raises(DomainError, match="賛成がまだ"):
        a.carried(choice)
    assert seen_by(a.RECEIVER, SharedExtract) == []


def test_r7_a_second_person_who_finds_that_it_tells_who_spoke_is_not_overruled() -> None:
    _, decision, consent = a_decision_and_consent()
    a.agreed(
        a.a_choice(decision, consent, way="carry"),
        is_approved=False,
        tells_who=True,
        reason="管理人さん",
    )
    with pytest.raises(DomainError, match="答えた人が、この文から"):
        a.a_choice(decision, consent, way="carry")
    choice = a.a_choice(decision, consent, text=REWORDED)
    assert a.agreed(choice).is_approved


def test_r7_the_database_holds_both_statements() -> None:
    _, decision, consent = a_decision_and_consent()
    draft = a.a_draft(decision, consent, way="carry")
    with s.on(decision, s.COORDINATOR), pytest.raises(IntegrityError), transaction.atomic():
        draft.tells_who = True
        draft.save(force_insert=True)
    choice = a.a_choice(decision, consent, way="carry")
    with s.on(choice, s.DOCTOR) as (row, user), pytest.raises(Error), transaction.atomic():
        CarryAnswer.objects.create(
            compartment_id=row.compartment_id,
            created_by=user,
            choice=row,
            is_approved=True,
            tells_who=True,
        )


def test_nobody_is_asked_of_an_item_for_it_bears_its_markers() -> None:
    meeting, _, consent = a_decision_and_consent()
    item = s.an_item(meeting)
    page = text_of(browser(s.COORDINATOR).get(url("choose_item", item.pk)))
    assert "元の文から、話した人" not in page
    choice = a.a_choice(item, consent)
    assert "移す文から、話した人" not in text_of(
        browser(s.DOCTOR).get(url("carry_answer", choice.pk))
    )
    assert (choice.tells_who, a.agreed(choice).tells_who) == (None, None)


def test_the_pages_ask_both_people() -> None:
    meeting, decision, consent = a_decision_and_consent()
    client, address = browser(s.COORDINATOR), url("choose_decision", decision.pk)
    assert "元の文から、話した人、ほかの機関、第三者" in text_of(client.get(address))
    data = {"way": "reword", "consent_id": consent.pk, "category": "09", "text": REWORDED}
    assert post(client, address, **data).status_code == 422
    wrong = data | {"way": "carry", "tells_who": "yes"}
    refused = post(client, address, **wrong)
    assert (refused.status_code, "書き直して移す" in text_of(refused)) == (422, True)
    data["tells_who"] = "yes"
    key = post(client, address, **data).context["seen_key"]
    assert post(client, address, **data, seen_key=key).status_code == 303
    assert "情報源の保護" in text_of(client.get(url("bridge", meeting.pk)))
    [choice] = seen_by(s.COORDINATOR, CarryChoice)
    doctor, answer = browser(s.DOCTOR), url("carry_answer", choice.pk)
    assert "元の文から話した人などが：分かる" in text_of(doctor.get(answer))
    assert post(doctor, answer, is_approved="yes").status_code == 422
    assert post(doctor, answer, is_approved="yes", tells_who="yes").status_code == 422
    assert post(doctor, answer, is_approved="yes", tells_who="no").status_code == 303
    [said] = seen_by(s.COORDINATOR, CarryAnswer)
    assert (said.is_approved, said.tells_who) == (True, False)


def test_r7_notes_of_the_talk_and_minutes_are_never_carried_over() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.begun(meeting)
    point = s.a_point(sitting, "足音が二度した。")
    minutes = s.minuted(sitting, facts="足音が三度した。")
    consent = a.a_consent(meeting)
    for told in (point, minutes):
        with pytest.raises(DomainError, match="話し合いの記録と会議録は、移せません"):
            a.a_choice(told, consent)
        with pytest.raises(DomainError, match="話し合いの記録と会議録は、移せません"):
            a.left_behind(told)
    page = text_of(browser(s.COORDINATOR).get(url("bridge", meeting.pk)))
    assert "足音が" not in page
    assert "話し合いの記録と会議録は、移せません" in page
    assert seen_by(s.COORDINATOR, CarryChoice) == []
