"""つなぎ to a place that has no account here (domain.md CL-08, 4.1, 4.2; R2, R3, R11, R21, R22)."""

import datetime
import re
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError, StaleError
from access.models import CaseFile, Disclosure
from cases import services
from cases.closing import open_matters
from cases.models import CaseRecord, NextAction, OutsideHandOff
from documents.wareki import format_date
from organizations.models import Appointment
from tests.world import acting

from .pages import browser, text_of
from .situations import a_case, a_consent, basis, people_of, record_of

pytestmark = pytest.mark.django_db

BY, COLLEAGUE, OTHER_BODY = "soudan1", "soudan2", "kurashi1"
PLACE = "見本病院 医療相談室"
HOSPITAL = "16"
BASIS = "PIPL69-2-4"


def facts(case: CaseFile, **changes: Any) -> services.OutsideFacts:
    values: dict[str, Any] = {
        "kind": HOSPITAL,
        "place": PLACE,
        "way": "phone",
        "told_on": timezone.localdate(),
        "reason": "入院の費用を相談したい。",
        "consent_state": "00",
        "legal_basis": basis(BASIS),
        "people": [p for p in people_of(case, BY) if p.is_subject],
    }
    return services.OutsideFacts(**values | changes)


def handed(case: CaseFile, **changes: Any) -> OutsideHandOff:
    with acting(BY) as by:
        record = record_of(case, BY)
        return services.hand_outside(record=record, facts=facts(case, **changes), by=by)


def lines(case: CaseFile) -> list[Disclosure]:
    with acting(BY) as by:
        rows = Disclosure.objects.visible_to(by).of_case(case)
        return list(rows.select_related("legal_basis"))


def taken(row: OutsideHandOff) -> OutsideHandOff:
    with acting(BY) as by:
        found: OutsideHandOff = OutsideHandOff.objects.visible_to(by).get(pk=row.pk)
        return found


def test_r21_what_was_told_outside_is_a_line_of_the_ledger_on_its_basis() -> None:
    case = a_case()
    row = handed(case)
    [line] = lines(case)
    assert line.recipients == f"{PLACE}（医療機関）"
    assert line.legal_basis == basis(BASIS)
    assert (line.channel, line.object_id) == ("hand_off", row.pk)
    assert f"{format_date(row.told_on)}に伝えた（電話で伝えた）" in line.purpose
    assert [person["relation"] for person in row.household] == ["本人"]


def test_r21_the_line_says_on_which_day_the_place_was_told() -> None:
    case = a_case()
    handed(case, told_on=datetime.date(2026, 11, 20))
    [line] = lines(case)
    assert timezone.localdate(line.disclosed_at) == timezone.localdate()
    assert "令和8年11月20日に伝えた" in line.purpose


def test_r21_where_only_the_person_was_shown_the_way_nothing_left() -> None:
    case = a_case()
    row = handed(case, way="person", legal_basis=None)
    assert lines(case) == []
    assert row.household == []
    assert row.legal_basis is None


def test_r3_nothing_is_told_outside_without_a_basis() -> None:
    case = a_case()
    with pytest.raises(DomainError, match="根拠を、一つ"):
        handed(case, legal_basis=None)
    with pytest.raises(DomainError, match="か「同意（口頭）」にします"):
        handed(case, legal_basis=basis("CONSENT"))
    with pytest.raises(DomainError, match="つなげません"):
        handed(case, legal_basis=basis("SWA106-6"))


@pytest.mark.parametrize(
    ("kind", "is_of_the_ward"), [("16", False), ("26", False), ("06", True), ("30", True)]
)
def test_r3_use_within_the_ward_is_no_ground_for_telling_others(
    kind: str, is_of_the_ward: bool
) -> None:
    case, inside = a_case(), basis("PIPL69-2-2")
    if is_of_the_ward:
        assert handed(case, kind=kind, legal_basis=inside).legal_basis == inside
        return
    with pytest.raises(DomainError, match="区の中で使うときの根拠です"):
        handed(case, kind=kind, legal_basis=inside)
    with acting(BY) as by:
        assert not OutsideHandOff.objects.visible_to(by).exists()


def test_r3_a_consent_on_record_says_nothing_of_a_place_outside() -> None:
    """It names bodies with an account: neither that this place may be told, nor, withdrawn, that it may not."""
    case, today = a_case(), timezone.localdate()
    consent = a_consent(case)
    initial = browser(BY).get(reverse("cases:outside_new", args=[case.pk])).context["form"].initial
    assert initial["consent_state"] == "00"
    agreed: dict[str, Any] = {"legal_basis": basis("CONSENT"), "consent_state": "21"}
    with pytest.raises(DomainError, match="本人に確かめた日を書いて"):
        handed(case, **agreed)
    with pytest.raises(DomainError, match="つないだ日までの日付"):
        handed(case, told_on=today - datetime.timedelta(days=1), agreed_on=today, **agreed)
    for state in ("00", "22", "30"):
        with pytest.raises(DomainError, match="か「同意（口頭）」にします"):
            handed(case, **(agreed | {"consent_state": state}), agreed_on=today)
    with acting(BY) as by:
        services.withdraw_consent(consent=consent, note="電話で", by=by)
    row = handed(case, agreed_on=today, **agreed)
    assert row.agreed_on == today
    purpose = lines(case)[0].purpose
    assert f"{format_date(today)}に本人に確かめた（同意（口頭））" in purpose
    other = handed(case, agreed_on=today)
    assert other.agreed_on is None, "of another basis it is not asked"


def test_r3_the_database_refuses_an_agreement_of_afterwards() -> None:
    case = a_case()
    row = handed(case)
    after = row.told_on + datetime.timedelta(days=1)
    with acting(BY) as by, pytest.raises(IntegrityError), transaction.atomic():
        OutsideHandOff.objects.changeable_by(by).filter(pk=row.pk).update(agreed_on=after)


def test_r21_the_database_refuses_what_was_told_without_a_basis() -> None:
    case = a_case()
    row = handed(case)
    with acting(BY) as by, pytest.raises(IntegrityError), transaction.atomic():
        OutsideHandOff.objects.changeable_by(by).filter(pk=row.pk).update(legal_basis=None)


def test_r2_it_is_read_by_the_body_that_wrote_it_and_by_nobody_else() -> None:
    case = a_case()
    row = handed(case)
    a_consent(case, named=(OTHER_BODY, "jimukyoku1"))
    for username, count in (
        (COLLEAGUE, 1),
        ("kanri1", 1),
        (OTHER_BODY, 0),
        ("jimukyoku1", 0),
        ("csw1", 0),
        ("kansa1", 0),
    ):
        with acting(username) as by:
            assert OutsideHandOff.objects.visible_to(by).count() == count, username
        answer = browser(username).get(reverse("cases:outside", args=[row.pk]))
        assert answer.status_code == (200 if count else 404), username


def test_the_day_of_asking_is_a_task_and_the_result_settles_it() -> None:
    case = a_case()
    soon = timezone.localdate() + datetime.timedelta(days=7)
    row = handed(case, ask_on=soon)
    with acting(BY) as by:
        [task] = NextAction.objects.visible_to(by).of_case(case).filter(pk=row.reminder_id)
        assert (task.due_on, task.assignee_id, task.done_at) == (soon, by.pk, None)
    with acting(COLLEAGUE) as by:
        services.note_outside_result(
            row=taken(row), result="受診が決まった。", replied_on=timezone.localdate(), by=by
        )
    with acting(BY) as by:
        assert NextAction.objects.visible_to(by).get(pk=row.reminder_id).done_at is not None
    assert taken(row).is_answered


def test_cl07_what_the_screening_asked_for_is_done_with_it() -> None:
    case = a_case()
    with acting(BY) as by:
        task = NextAction.objects.create(
            compartment_id=record_of(case, BY).compartment_id,
            created_by=by,
            record=record_of(case, BY),
            what="ほかの機関につなぐ",
            due_on=timezone.localdate(),
            assignee=by,
            ends_with="handed_off",
        )
    handed(case, way="person", legal_basis=None)
    with acting(BY) as by:
        assert NextAction.objects.visible_to(by).get(pk=task.pk).done_at is None
    handed(case)
    with acting(BY) as by:
        assert NextAction.objects.visible_to(by).get(pk=task.pk).done_at is not None
        assert record_of(case, BY).state != "handed_off", "the body is responsible as before"


def test_the_result_is_of_a_day_between_and_not_written_over_a_colleagues() -> None:
    case = a_case()
    row = handed(case)
    today = timezone.localdate()
    for day in (today - datetime.timedelta(days=1), today + datetime.timedelta(days=1)):
        with acting(BY) as by, pytest.raises(DomainError, match="対応日"):
            services.note_outside_result(row=taken(row), result="結果", replied_on=day, by=by)
    stale = taken(row)
    with acting(COLLEAGUE) as by:
        services.note_outside_result(
            row=taken(row), result="断られた。", replied_on=today, by=by, version=stale.version
        )
    with acting(BY) as by, pytest.raises(StaleError):
        services.note_outside_result(
            row=stale, result="別の結果", replied_on=today, by=by, version=stale.version
        )
    assert taken(row).result == "断られた。"


def test_the_pages_from_recording_to_the_result() -> None:
    case = a_case()
    client, back = browser(BY), reverse("cases:referrals", args=[case.pk])
    address = reverse("cases:outside_new", args=[case.pk])
    assert address in client.get(back).content.decode()
    form = client.get(address).context["form"]
    assert ("21", "ハローワーク") in form.fields["kind"].choices
    sent = {
        "kind": HOSPITAL,
        "place": PLACE,
        "reason": "入院の費用を相談したい。",
        "told_on": "R8.11.20",
        "way": "phone",
        "persons": form.initial["persons"],
        "consent_state": "00",
        "form_key": str(uuid.uuid4()),
    }
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "相手に伝えた根拠を、一つ選んでください" in text_of(answer)
    wrong = client.post(address, sent | {"way": "person", "legal_basis": str(basis(BASIS).pk)})
    assert "「選ばない」に戻して" in text_of(wrong)
    agreed = sent | {"legal_basis": str(basis("CONSENT").pk), "consent_state": "21"}
    assert "本人に確かめた日を書いてください" in text_of(client.post(address, agreed))
    late = client.post(address, agreed | {"agreed_on": "R8.11.21"})
    assert "つないだ日までの日付" in text_of(late)
    other = client.post(
        address, sent | {"legal_basis": str(basis(BASIS).pk), "agreed_on": "R8.11.20"}
    )
    assert "根拠が「本人同意」のときだけ書きます" in text_of(other)
    page = text_of(client.get(address))
    assert basis(BASIS).explanation in page
    assert basis(BASIS).article in page
    assert "性別・生年月日・年齢・備考が、つなぐシートに載ります" in page
    done = client.post(address, sent | {"legal_basis": str(basis(BASIS).pk)})
    assert done.status_code == 303
    shown = text_of(client.get(done["Location"]))
    assert "済みにしました" not in shown, "there was nothing to be done"
    for words in (PLACE, "医療機関", "電話で伝えた", "令和8年11月20日", "まだ書かれていません"):
        assert words in shown, words
    tabs = client.get(back).context["page"].tabs
    assert [tab["count"] for tab in tabs if tab["label"] == "つなぎ"] == [1]
    with acting(BY) as by:
        row = OutsideHandOff.objects.visible_to(by).get()
    result = reverse("cases:outside_result", args=[row.pk])
    version = client.get(result).context["form"]["version"].value()
    told = {"result": "減免の申請に決まった。", "replied_on": "R8.11.25", "version": version}
    assert client.post(result, told | {"form_key": str(uuid.uuid4())}).status_code == 303
    for page in (done["Location"], back, reverse("cases:detail", args=[case.pk])):
        words = text_of(client.get(page))
        assert PLACE in words, page
        assert "減免の申請に決まった。" in words, page


def waited_for(case: CaseFile) -> list[str]:
    """Addresses to which the list of what is open on the page of a case leads."""
    page = browser(BY).get(reverse("cases:detail", args=[case.pk])).content.decode()
    card = page.split(">期限のあること</h2>")[1].split("</section>")[0]
    return re.findall(r'href="(/cases/outside-hand-offs/[^"]+)"', card)


def test_a_result_that_is_waited_for_stands_on_the_page_of_the_case_until_it_is_known() -> None:
    case = a_case()
    row = handed(case)
    url = reverse("cases:outside", args=[row.pk])
    assert waited_for(case) == [url]
    with acting(BY) as by:
        services.note_outside_result(
            row=taken(row), result="断られた。", replied_on=timezone.localdate(), by=by
        )
    assert waited_for(case) == []
    wrong = handed(case)
    with acting(BY) as by:
        services.cancel_outside(row=taken(wrong), reason="誤り", by=by)
    assert waited_for(case) == [], "what was entered by mistake is waited for by nobody"


def test_what_reminds_of_a_result_leads_to_where_it_is_written() -> None:
    case = a_case()
    row = handed(case, ask_on=timezone.localdate())
    url = reverse("cases:outside", args=[row.pk])
    home = browser(BY).get(reverse("home")).content.decode()
    assert f'<a class="lead" href="{url}">{PLACE}へのつなぎの結果を確かめる</a>' in home
    assert waited_for(case) == [url], "said once, with its day"
    with acting(BY) as by:
        [task] = NextAction.objects.visible_to(by).filter(pk=row.reminder_id)
        services.complete_action(action=task, by=by)
    assert waited_for(case) == [url], "asked, and nothing is known yet"


def test_the_empty_tab_leads_to_both_kinds_as_long_as_the_record_goes_on() -> None:
    case = a_case()
    addresses = [reverse(f"cases:{name}", args=[case.pk]) for name in ("hand_off", "outside_new")]

    def offered() -> list[str]:
        page = browser(BY).get(reverse("cases:referrals", args=[case.pk])).content.decode()
        box = page.split('<div class="empty">')[1].split("</div>")[0]
        return re.findall(r'href="([^"]+)"', box)

    assert offered() == addresses
    with acting(BY) as by:
        services.close_record(record=record_of(case, BY), reason="11", note="", by=by)
    assert offered() == []


def test_nothing_is_added_to_a_record_that_was_closed() -> None:
    case = a_case()
    row = handed(case)
    with acting(BY) as by:
        services.close_record(record=record_of(case, BY), reason="11", note="", by=by)
    with pytest.raises(DomainError, match="終了しています"):
        handed(case)
    with acting(BY) as by, pytest.raises(DomainError, match="終了しています"):
        services.note_outside_result(
            row=taken(row), result="結果", replied_on=timezone.localdate(), by=by
        )
    shown = browser(BY).get(reverse("cases:outside", args=[row.pk]))
    assert reverse("cases:outside_result", args=[row.pk]) not in shown.content.decode()


def test_the_page_of_a_sheet_leads_to_places_that_are_not_on_its_list() -> None:
    case = a_case()
    page = browser(BY).get(reverse("cases:hand_off", args=[case.pk]))
    assert "ハローワークなど、一覧にない機関へは" in text_of(page)
    assert reverse("cases:outside_new", args=[case.pk]) in page.content.decode()


@pytest.mark.parametrize("closed", [0, 1])
def test_who_serves_two_bodies_writes_in_the_record_in_which_it_lies(closed: int) -> None:
    """Whichever of her two records goes on, and whichever a page of the case would take first."""
    both = "kenmu1"
    case = a_case(both)
    with acting(both) as by:
        of_case = CaseRecord.objects.visible_to(by).of_case(case)
        for held in Appointment.objects.current().with_body().filter(staff=by):
            if not of_case.filter(body=held.body).exists():
                services.open_own_record(case=case, body=held.body, state="supporting", by=by)
        records = list(of_case.select_related("compartment__case", "body").order_by("body__order"))
        rows = [
            services.hand_outside(record=record, facts=facts(case, people=[]), by=by)
            for record in records
        ]
        services.close_record(record=records[closed], reason="11", note="", by=by)
    assert len(rows) == 2
    for number, row in enumerate(rows):
        goes_on = number != closed
        page = browser(both).get(reverse("cases:outside", args=[row.pk])).content.decode()
        for name in ("outside_result", "outside_cancel"):
            address = reverse(f"cases:{name}", args=[row.pk])
            assert (address in page) is goes_on, name
            assert browser(both).get(address).status_code == (200 if goes_on else 303), name


def test_before_the_body_ends_its_work_what_nobody_has_heard_of_is_told() -> None:
    """It keeps nothing open: the place answers to nobody here."""
    case = a_case()
    waits, answered, mistaken = (handed(case, place=f"見本の窓口{n}") for n in range(3))
    with acting(BY) as by:
        services.note_outside_result(
            row=taken(answered), result="済んだ。", replied_on=timezone.localdate(), by=by
        )
        services.cancel_outside(row=taken(mistaken), reason="別の人", by=by)
        found = [one for one in open_matters(record_of(case, BY), by) if "見本の窓口" in one.words]
    assert [(one.stops, one.words, one.url) for one in found] == [
        (
            False,
            "見本の窓口0へのつなぎの結果が、まだ書かれていません",
            reverse("cases:outside", args=[waits.pk]),
        )
    ]
