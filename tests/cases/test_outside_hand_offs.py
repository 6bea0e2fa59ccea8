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
from access.models import CaseFile, Disclosure, OutputHold
from access.reading import ReadingLog
from cases import outside_paper as papers
from cases import services
from cases.models import ContactPoint, NextAction, OutsideHandOff
from jobs.registry import JobFailed, NotPermitted
from tests.world import acting

from .pages import browser, text_of
from .situations import a_case, a_consent, basis, body_of, people_of, record_of
from .test_protection import a_protected_mother

pytestmark = pytest.mark.django_db

BY, COLLEAGUE, OTHER_BODY = "soudan1", "soudan2", "kurashi1"
PLACE = "見本病院 医療相談室"
HOSPITAL = "16"


def facts(case: CaseFile, **changes: Any) -> services.OutsideFacts:
    values: dict[str, Any] = {
        "kind": HOSPITAL,
        "place": PLACE,
        "way": "phone",
        "told_on": timezone.localdate(),
        "reason": "入院の費用を相談したい。",
        "consent_state": "00",
        "legal_basis": basis(),
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
    assert line.legal_basis == basis()
    assert (line.channel, line.object_id) == ("hand_off", row.pk)
    assert [person["relation"] for person in row.household] == ["本人"]


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
    with pytest.raises(DomainError, match="同意を得てから"):
        handed(case, legal_basis=basis("CONSENT"))
    consent = a_consent(case)
    assert handed(case, legal_basis=basis("CONSENT"), consent_state="20")
    with acting(BY) as by:
        services.withdraw_consent(consent=consent, note="電話で", by=by)
    with pytest.raises(DomainError, match="撤回"):
        handed(case, legal_basis=basis("CONSENT"), consent_state="20")


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
    wrong = client.post(address, sent | {"way": "person", "legal_basis": str(basis().pk)})
    assert "「選ばない」に戻して" in text_of(wrong)
    done = client.post(address, sent | {"legal_basis": str(basis().pk)})
    assert done.status_code == 303
    shown = text_of(client.get(done["Location"]))
    for words in (PLACE, "医療機関", "電話で伝えた", "令和8年11月20日", "まだ書かれていません"):
        assert words in shown, words
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


def gathered(row: OutsideHandOff, option: str, by: str = BY) -> papers.Paper:
    with acting(by) as user:
        return papers.gather(user, row.pk, option, ReadingLog(user))


def words_of(paper: papers.Paper) -> str:
    return re.sub(r"\s", "", re.sub(r"<[^>]+>", "", paper.html))


def test_r22_the_copy_says_what_the_handed_sheet_says() -> None:
    row = handed(a_case(), continues="通院は続けて支える。")
    desk, sheet = words_of(gathered(row, papers.DESK)), words_of(gathered(row, papers.HANDED))
    assert desk.replace("控え", "送付用") == sheet
    for said in (
        "見本病院医療相談室",
        "架空花子",
        "入院の費用",
        "通院は続けて",
        "返信（つなぎ先が",
    ):
        assert said in sheet, said
    assert papers.make(gathered(row, papers.HANDED)).content.startswith(b"%PDF")


def test_r21_the_handed_sheet_leaves_by_the_gate_and_the_copy_does_not() -> None:
    row = handed(a_case())
    with acting(BY) as by:
        held = papers.may(by, row.pk)
        assert held is not None
        out, own = papers.gate(by, held, papers.HANDED), papers.gate(by, held, papers.DESK)
    assert (out.use, own.use) == (OutputHold.Use.OTHERS, OutputHold.Use.OWN)
    assert out.leaving is not None
    assert out.leaving.recipients == f"{PLACE}（医療機関）"
    assert (out.leaving.legal_basis, out.leaving.body) == (basis().code, body_of(BY))
    assert own.leaving is None


def test_r11_of_somebody_protected_the_sheet_does_not_say_how_to_find_her() -> None:
    case = a_case()
    row = handed(case)
    with acting(BY) as by:
        points = ContactPoint.objects.visible_to(by).of_case(case).filter(kind="phone")
        phone = points.filter(person__is_subject=True)[0].value
    assert phone in words_of(gathered(row, papers.HANDED))
    a_protected_mother(case)
    for option in papers.VERSIONS:
        assert phone not in words_of(gathered(row, option)), option


def test_r3_no_sheet_without_a_basis_that_holds_now() -> None:
    case = a_case()
    with pytest.raises(NotPermitted):
        gathered(handed(case, way="person", legal_basis=None), papers.DESK)
    consent = a_consent(case)
    row = handed(case, legal_basis=basis("CONSENT"), consent_state="20")
    assert gathered(row, papers.HANDED)
    for username in (OTHER_BODY, "csw1", "kansa1"):
        with pytest.raises(NotPermitted):
            gathered(row, papers.DESK, username)
    with acting(BY) as by:
        services.withdraw_consent(consent=consent, note="電話で", by=by)
    with pytest.raises(JobFailed, match="no-basis"):
        gathered(row, papers.HANDED)
    assert gathered(row, papers.DESK)
