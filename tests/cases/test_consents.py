"""Consent of the person: what it opens, to whom, and how it ends."""

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from access.errors import DomainError
from access.models import Disclosure
from cases import services
from cases.models import Consent, ConsentBody, Note, Person, SharedExtract, StaffInCharge
from tests.cases.situations import (
    a_case,
    a_consent,
    a_note,
    an_accepted_hand_off,
    body_of,
    kinds_open_to,
    narrow_to,
    office,
    people_of,
    record_of,
    seen_by,
)
from tests.world import acting, staff

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def share(note: Note, consent: Consent, by: str = "soudan1", category: str = "09") -> SharedExtract:
    with acting(by) as user:
        held = Consent.objects.visible_to(user).select_related("compartment", "body")
        return services.share_note(
            note=note, consent=held.get(pk=consent.pk), category=category, by=user
        )


def withdraw(consent: Consent, by: str = "soudan1") -> None:
    with acting(by) as user:
        held = Consent.objects.visible_to(user).select_related("body").get(pk=consent.pk)
        services.withdraw_consent(consent=held, note="電話で申し出", by=user)


def test_r3_a_consent_opens_to_the_named_staff_and_to_no_colleague_of_hers() -> None:
    a_consent(a_case(), named=("kurashi1", "jimukyoku1"))
    assert kinds_open_to("kurashi1") == {"consented", "face"}
    assert kinds_open_to("jimukyoku1") == {"consented", "face"}
    for other in ("kanri2", "jimukyoku2", "csw1", "kansa1", "system1"):
        assert kinds_open_to(other) == set()


def test_r3_a_note_is_shared_only_when_it_is_marked() -> None:
    case = a_case()
    note, _ = a_note(case), a_note(case, text="これは共有しない。")
    consent = a_consent(case)
    assert seen_by("kurashi1", SharedExtract) == []
    share(note, consent)
    (extract,) = seen_by("kurashi1", SharedExtract)
    assert (extract.text, extract.note_id, extract.body) == (
        note.text,
        note.pk,
        body_of("soudan1"),
    )
    assert seen_by("kurashi1", Note) == []


def test_r3_what_the_consent_does_not_name_is_not_shared() -> None:
    case = a_case()
    with pytest.raises(DomainError, match="同意に含まれていません"):
        share(a_note(case), a_consent(case), category="03")


def test_a_note_that_was_corrected_or_shared_before_is_not_shared() -> None:
    case = a_case()
    note, consent = a_note(case), a_consent(case)
    share(note, consent)
    with pytest.raises(DomainError, match="すでにこの同意で共有"):
        share(note, consent)
    other = a_note(case)
    with acting("soudan1") as user:
        services.correct_note(note=other, text="庭で話した。", reason="場所の誤り", by=user)
    with pytest.raises(DomainError, match="訂正されています"):
        share(other, consent)


def test_r3_r17_withdrawal_closes_everything_at_once_and_leaves_the_consent_on_record() -> None:
    case = a_case()
    consent = a_consent(case, named=("kurashi1", "jimukyoku1"))
    share(a_note(case), consent)
    withdraw(consent)
    for named in ("kurashi1", "jimukyoku1"):
        assert kinds_open_to(named) == set()
        assert seen_by(named, SharedExtract) == []
        assert seen_by(named, Person) == []
    (kept,) = seen_by("soudan1", Consent)
    assert kept.withdrawn_at is not None
    assert not kept.is_valid
    with pytest.raises(DomainError, match="撤回"):
        share(a_note(case), consent)


def test_only_the_body_that_recorded_a_consent_receives_its_withdrawal() -> None:
    """The named body writes in the compartment too: sharing is not undone from there."""
    consent = a_consent(a_case())
    with pytest.raises(DomainError, match="富坂が受け付けます"):
        withdraw(consent, by="kurashi1")
    assert len(seen_by("kurashi1", Consent)) == 1


def test_withdrawing_leaves_what_rests_on_an_accepted_hand_off() -> None:
    case = a_case()
    an_accepted_hand_off(case)
    withdraw(a_consent(case))
    assert kinds_open_to("kurashi1") == {"hand_off", "face", "record"}


@pytest.mark.parametrize(
    ("moved", "valid"),
    [
        ({}, True),
        ({"valid_until_on": 0}, True),  # the last day still counts
        ({"valid_until_on": -1}, False),
        ({"given_on": 1}, False),
        ({"withdrawn_at": 0}, False),
    ],
)
def test_r17_validity_is_asked_when_reading(moved: dict[str, int], valid: bool) -> None:
    """`moved`: which day, and by how many days it is from today."""
    consent = a_consent(a_case(), given_on=timezone.localdate() - 30 * DAY)
    fields: dict[str, Any] = {
        name: timezone.localdate() + days * DAY for name, days in moved.items()
    }
    if "withdrawn_at" in moved:
        fields["withdrawn_at"] = timezone.now()
    with acting("soudan1") as user:
        Consent.objects.changeable_by(user).filter(pk=consent.pk).update(**fields)
        row = Consent.objects.visible_to(user).get(pk=consent.pk)
        assert Consent.objects.visible_to(user).valid().exists() is valid
        assert row.is_valid is valid
        assert services.consent_covers(consent=row, bodies=[], by=user) is valid


def test_r3_grants_end_with_the_last_day() -> None:
    consent = a_consent(a_case())
    ends = services.end_of(consent.valid_until_on)
    assert timezone.localtime(ends).time() == datetime.time.min
    assert timezone.localdate(ends) == consent.valid_until_on + DAY


def test_r8_a_consent_covers_the_bodies_it_names_and_the_one_that_received_it() -> None:
    consent = a_consent(a_case(), named=("kurashi1", "jimukyoku1"))
    named = [body_of("kurashi1"), body_of("jimukyoku1"), body_of("soudan1")]
    with acting("soudan1") as user:
        held = Consent.objects.visible_to(user).get(pk=consent.pk)
        assert services.consent_covers(consent=held, bodies=named, by=user)
        assert not services.consent_covers(consent=held, bodies=[body_of("csw1")], by=user)
        missing = services.uncovered_bodies(consent=held, bodies=[*named, body_of("csw1")], by=user)
        assert missing == [body_of("csw1")]


def test_r21_recording_and_sharing_are_entered_in_the_ledger() -> None:
    case = a_case()
    share(a_note(case), a_consent(case, named=("kurashi1", "jimukyoku1")))
    entries = seen_by("soudan1", Disclosure)
    assert [e.legal_basis.code for e in entries] == ["CONSENT", "CONSENT"]
    assert [e.object_kind for e in entries] == ["本人の同意", "同意により共有した記録"]
    assert body_of("kurashi1").name in entries[1].recipients


def test_a_named_body_shares_its_own_note_under_the_same_consent() -> None:
    case = a_case()
    an_accepted_hand_off(case)
    consent = a_consent(case)
    share(a_note(case, by="kurashi1", text="窓口に来た。"), consent, by="kurashi1")
    (extract,) = seen_by("soudan1", SharedExtract)
    assert extract.body == body_of("kurashi1")
    (entry,) = seen_by("kurashi1", Disclosure)
    assert (entry.body, entry.recipients) == (body_of("kurashi1"), body_of("soudan1").name)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"persons": []}, "同意した人"),
        ({"staff_in_charge": []}, "1人以上"),
        ({"given_on": timezone.localdate() + 2 * DAY}, "今日までの日付"),
        (
            {"given_on": timezone.localdate() - DAY, "valid_until_on": timezone.localdate() - DAY},
            "期限が過ぎ",
        ),
    ],
)
def test_a_consent_without_its_parts_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(DomainError, match=words):
        a_consent(a_case(), **changes)


def test_the_database_refuses_an_oral_consent_that_does_not_say_how() -> None:
    case = a_case()
    with pytest.raises(DatabaseError), transaction.atomic():
        a_consent(case, how=Consent.How.ORAL)
    given = {"oral_place": "自宅の居間", "oral_words": "役所の人になら話してよい"}
    assert a_consent(case, how=Consent.How.ORAL, **given).pk


def test_who_sees_the_basic_information_only_to_read_records_no_consent() -> None:
    """A coordinator named in a consent reads the household; opening it further is not hers."""
    case = a_case()
    a_consent(case, named=("jimukyoku1",))
    with acting("jimukyoku1") as user:
        record = services.open_own_record(
            case=case, body=body_of("jimukyoku1"), state="supporting", by=user
        )
        with pytest.raises(DomainError):
            services.record_consent(
                record=record,
                persons=people_of(case, "jimukyoku1")[:1],
                staff_in_charge=[office("csw1")],
                how="written",
                given_on=timezone.localdate(),
                valid_until_on=timezone.localdate() + DAY,
                purpose="目的",
                categories=["02"],
                by=user,
            )


def test_r2_a_narrowed_case_opens_its_later_consents_to_its_staff_only() -> None:
    case = a_case()
    with acting("soudan1") as user:
        narrow_to(record=record_of(case, "soudan1"), staff=[office("soudan1")], by=user)
    a_consent(case)
    assert kinds_open_to("soudan1") == {"face", "record", "consented"}
    assert kinds_open_to("soudan2") == set()
    assert kinds_open_to("kanri1") == set()
    assert kinds_open_to("kurashi1") == {"consented", "face"}
    assert seen_by("soudan2", ConsentBody) == []
    assert [row.staff for row in seen_by("soudan1", StaffInCharge)] == [staff("soudan1")]
