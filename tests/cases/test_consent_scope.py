"""Consent in depth: whose, of what kind, given by whom; taken back wholly or in part; states."""

import datetime
import uuid
from typing import Any

import pytest
from django.utils import timezone

from access.context import acting_as
from access.errors import DomainError
from access.models import CaseFile
from cases import consent_reminders, services
from cases.consent_states import states
from cases.effects import effect_of
from cases.models import Consent, ConsentAttempt, NextAction, Person, SharedExtract
from cases.services import Withdrawn
from documents.births import read_birth
from tests.cases.situations import (
    a_case,
    a_consent,
    a_hand_off,
    a_note,
    body_of,
    kinds_open_to,
    people_of,
    record_of,
    seen_by,
)
from tests.world import acting, staff

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
ORAL = {"how": "oral", "oral_place": "自宅", "oral_words": "話してよい"}


def household(case: CaseFile) -> tuple[Person, Person]:
    """The mother and the son of the case."""
    with acting("soudan1"):
        people = people_of(case, "soudan1")
    mother = next(p for p in people if p.is_subject)
    return mother, next(p for p in people if not p.is_subject)


def a_sheet_of_two(case: CaseFile, **changes: Any) -> Consent:
    return a_consent(case, named=("kurashi1", "jimukyoku1"), persons=household(case), **changes)


def take_back(consent: Consent, **taken: Any) -> Consent | None:
    with acting("soudan1") as user:
        held = (
            Consent.objects.visible_to(user)
            .select_related("body", "compartment__case")
            .get(pk=consent.pk)
        )
        return services.withdraw_consent(
            consent=held, note="電話で", taken=Withdrawn(**taken), told=True, by=user
        )


def share(case: CaseFile, consent: Consent, person: Person | None = None, **changes: Any) -> str:
    text = changes.pop("text", "共有した経過")
    note = a_note(case, text=text)
    with acting("soudan1") as user:
        held = Consent.objects.visible_to(user).select_related("compartment", "body")
        services.share_note(
            note=note,
            consent=held.get(pk=consent.pk),
            person_id=person.pk if person else None,
            by=user,
            **({"category": "09"} | changes),
        )
    return str(text)


def texts_of(username: str) -> set[str]:
    return {row.text for row in seen_by(username, SharedExtract)}


def attempt(case: CaseFile, person: Person, answer: str, **changes: Any) -> ConsentAttempt:
    with acting("soudan1") as user:
        values = {"tried_on": timezone.localdate(), "way": "text"} | changes
        return services.note_consent_attempt(
            record=record_of(case, "soudan1"), person=person, answer=answer, by=user, **values
        )


def state_of(person: Person, username: str = "soudan1") -> str:
    user = staff(username)
    with acting_as(user):
        row = Person.objects.visible_to(user).select_related("compartment").get(pk=person.pk)
        return states(user, [row])[person.pk].value


def test_r06_the_basic_information_opens_only_when_the_consent_names_what_it_holds() -> None:
    a_consent(a_case(), categories=["01", "09"])
    assert kinds_open_to("kurashi1") == {"consented"}
    assert seen_by("kurashi1", Person) == []


def test_r06_kinds_of_information_come_from_the_list() -> None:
    with pytest.raises(DomainError, match="一覧から"):
        a_consent(a_case(), categories=["01", "77"])


def test_r06_what_is_outside_of_the_consent_is_refused_and_the_message_says_what_to_do() -> None:
    case = a_case()
    consent = a_consent(case)
    with pytest.raises(DomainError, match=r"健康・病気.*本人に確かめ.*記録し直して"):
        share(case, consent, category="03")
    with pytest.raises(DomainError, match="この人の同意を記録してから"):
        share(case, consent, household(case)[1])
    assert seen_by("kurashi1", SharedExtract) == []


def test_r07_who_stands_in_for_another_says_on_what_basis_and_what_the_other_wants() -> None:
    case = a_case()
    with pytest.raises(DomainError, match="本人の意向"):
        a_consent(case, giver="custodian", giver_name="架空 後見", giver_basis="登記事項証明書")
    stated = {"giver_name": "架空 後見", "giver_basis": "登記事項証明書", "own_will": "うなずいた"}
    assert a_consent(case, giver="custodian", **stated).giver_name == "架空 後見"


def test_r07_a_child_does_not_consent_alone() -> None:
    case = a_case()
    child = household(case)[1]
    with acting("soudan1") as user:
        born = timezone.localdate() - datetime.timedelta(days=365 * 10)
        Person.objects.changeable_by(user).filter(pk=child.pk).update(birth_on=born)
    child = household(case)[1]
    stated = {"giver_name": "架空 花子", "giver_basis": "戸籍", "own_will": "いいよと言った"}
    for giver in ({}, {"giver": "family"} | stated):
        with pytest.raises(DomainError, match="15歳未満"):
            a_consent(case, persons=[child], **giver)
    assert a_consent(case, persons=[child], giver="parent", **stated).pk


STATED = {"giver_name": "架空 花子", "giver_basis": "戸籍", "own_will": "いいよと言った"}


def born(case: CaseFile, on: datetime.date | None, estimate: str) -> Person:
    """The second of the household, with her birth as far as it is known."""
    child = household(case)[1]
    with acting("soudan1") as user:
        rows = Person.objects.changeable_by(user).filter(pk=child.pk)
        rows.update(birth_on=on, birth_estimate=estimate)
    return household(case)[1]


@pytest.mark.parametrize(
    ("typed", "may"),
    [
        ("10歳くらい", False),
        ("14歳くらい", False),
        ("10代", False),
        ("10代前半", False),
        ("10代後半", True),
        ("20代", True),
        ("40歳くらい", True),
        ("昭和40年代", True),
        ("不詳", True),
        ("", True),
    ],
)
def test_r07_an_estimated_age_is_judged_as_well_and_in_doubt_as_a_childs(
    typed: str, may: bool
) -> None:
    case = a_case()
    person = born(case, None, str(read_birth(typed)) if typed else "")
    if may:
        assert a_consent(case, persons=[person]).pk
        return
    with pytest.raises(DomainError, match=r"15歳未満.*40代.*親権者"):
        a_consent(case, persons=[person])
    assert a_consent(case, persons=[person], giver="parent", **STATED).pk


def test_r07_the_age_is_reached_on_the_eve_of_the_birthday() -> None:
    """6.3: the age of the law decides, not the one that is said."""
    case, given_on = a_case(), datetime.date(2026, 3, 10)
    with pytest.raises(DomainError, match="15歳未満"):
        a_consent(case, persons=[born(case, datetime.date(2011, 3, 12), "")], given_on=given_on)
    child = born(case, datetime.date(2011, 3, 11), "")
    assert a_consent(case, persons=[child], given_on=given_on).pk


def test_r05_an_oral_consent_is_put_in_writing_afterwards() -> None:
    case = a_case()
    mother, _ = household(case)
    consent = a_consent(case, **ORAL, paper_due_on=timezone.localdate() + 7 * DAY)
    assert state_of(mother) == "21"
    with acting("soudan1") as user:
        mine = [body_of("soudan1")]
        (waiting,) = consent_reminders.awaiting_paper(user, mine)
        held = Consent.objects.visible_to(user).select_related("body").get(pk=waiting.pk)
        given = {"paper_number": "見本-1", "paper_place": "棚3", "by": user}
        with pytest.raises(DomainError, match="今日まで"):
            services.receive_paper(consent=held, received_on=timezone.localdate() + DAY, **given)
        services.receive_paper(consent=held, received_on=timezone.localdate(), **given)
        assert not consent_reminders.awaiting_paper(user, mine).exists()
    assert state_of(mother) == "20"
    assert consent.pk == waiting.pk


def test_r3_r8_one_person_of_several_withdraws_alone_and_it_acts_at_once() -> None:
    case = a_case()
    mother, son = household(case)
    consent = a_sheet_of_two(case)
    of_mother = share(case, consent, mother, text="母のこと")
    share(case, consent, son, text="長男のこと")
    share(case, consent, text="世帯のこと")
    left = take_back(consent, persons={son.pk})
    assert left is not None
    assert left.pk != consent.pk
    # What names the son, or may, is shut: his copies, those of the household, the basic information.
    assert texts_of("kurashi1") == {of_mother}
    assert kinds_open_to("kurashi1") == {"consented"}
    assert seen_by("kurashi1", Person) == []
    assert (state_of(mother), state_of(son)) == ("22", "50")
    (known,) = seen_by("kurashi1", Consent)
    assert (known.pk, known.valid_until_on, known.is_partial) == (
        left.pk,
        consent.valid_until_on,
        True,
    )


def test_r8_one_body_is_taken_back_and_the_others_go_on() -> None:
    case = a_case()
    consent = a_sheet_of_two(case)
    text = share(case, consent)
    take_back(consent, bodies={body_of("kurashi1").pk})
    assert kinds_open_to("kurashi1") == set()
    assert texts_of("kurashi1") == set()
    assert kinds_open_to("jimukyoku1") == {"consented", "face"}
    assert texts_of("jimukyoku1") == {text}


def test_r8_one_kind_of_information_is_taken_back() -> None:
    case = a_case()
    consent = a_consent(case, categories=["01", "02", "03", "09"])
    share(case, consent, text="病気のこと", category="03")
    text = share(case, consent)
    take_back(consent, categories={"03"})
    assert texts_of("kurashi1") == {text}
    (held,) = seen_by("kurashi1", Consent)
    assert held.categories == ["01", "02", "09"]
    take_back(held, categories={"01"})
    assert kinds_open_to("kurashi1") == {"consented"}


def test_r8_taking_back_the_last_part_is_taking_back_all() -> None:
    case = a_case()
    consent = a_consent(case)
    assert take_back(consent, bodies={body_of("kurashi1").pk}) == consent
    assert [row.withdrawal_scope for row in seen_by("soudan1", Consent)] == ["全部"]


def test_r8_withdrawing_a_renewed_consent_closes_the_sheet_before_it_too() -> None:
    case = a_case()
    first = a_consent(case)
    second = a_consent(case, renews=first)
    take_back(second)
    assert kinds_open_to("kurashi1") == set()
    assert all(row.withdrawn_at for row in seen_by("soudan1", Consent))


def test_r08_receivers_are_asked_for_papers_and_a_withdrawn_part_is_not_withdrawn_twice() -> None:
    case = a_case()
    consent = a_sheet_of_two(case)
    take_back(consent, bodies={body_of("kurashi1").pk})
    (task,) = seen_by("soudan1", NextAction)
    assert "返却" in task.what
    with pytest.raises(DomainError, match="すでに撤回"):
        take_back(consent)


def test_a_closed_record_still_receives_a_withdrawal() -> None:
    case = a_case()
    consent = a_consent(case)
    with acting("soudan1") as user:
        services.close_record(record=record_of(case, "soudan1"), note="終結", by=user)
    take_back(consent)
    assert kinds_open_to("kurashi1") == set()
    assert seen_by("soudan1", NextAction) == []


def test_r22_the_effect_names_bodies_people_copies_and_what_stays() -> None:
    case = a_case()
    consent = a_sheet_of_two(case)
    other = a_consent(case, named=("csw1",))
    share(case, consent)
    with acting("soudan1") as user:
        held = Consent.objects.visible_to(user).select_related("compartment__case", "body")
        row = held.get(pk=consent.pk)
        told = effect_of(row, Withdrawn(), user)
        assert (told.people, told.extracts, told.is_all) == (2, 1, True)
        assert told.others == [other]
        part = effect_of(row, Withdrawn(bodies={body_of("kurashi1").pk}), user)
        assert {b.name: b.goes_on for b in part.bodies} == {
            body_of("kurashi1").name: False,
            body_of("jimukyoku1").name: True,
        }


@pytest.mark.parametrize("answer", ["10", "30", "40", "41"])
def test_r09_states_without_consent_are_told_apart(answer: str) -> None:
    case = a_case()
    mother, son = household(case)
    assert state_of(mother) == "00"
    attempt(case, mother, answer, words="考えたい", next_try_on=timezone.localdate() + 7 * DAY)
    assert (state_of(mother), state_of(son)) == (answer, "00")
    (task,) = seen_by("soudan1", NextAction)
    assert task.due_on == timezone.localdate() + 7 * DAY
    a_consent(case)
    assert state_of(mother) == "20"


def test_r09_consent_is_no_answer_to_an_attempt() -> None:
    case = a_case()
    with pytest.raises(DomainError, match="本人の同意を記録する"):
        attempt(case, household(case)[0], "21")


def test_r17_a_consent_that_is_over_is_over_when_reading() -> None:
    case = a_case()
    mother, _ = household(case)
    consent = a_consent(case, given_on=timezone.localdate() - 30 * DAY)
    with acting("soudan1") as user:
        Consent.objects.changeable_by(user).filter(pk=consent.pk).update(
            valid_until_on=timezone.localdate() - DAY
        )
    assert state_of(mother) == "60"


def test_r2_attempts_are_the_bodys_own() -> None:
    case = a_case()
    a_consent(case, named=("kurashi1",))
    attempt(case, household(case)[1], "30")
    assert len(seen_by("soudan2", ConsentAttempt)) == 1
    for other in ("kurashi1", "jimukyoku1", "csw1", "kansa1"):
        assert seen_by(other, ConsentAttempt) == []


def test_r7_after_a_refusal_the_track_without_consent_goes_on() -> None:
    """Own notes, a hand-off on another basis: nothing asks for the consent that was refused."""
    case = a_case()
    attempt(case, household(case)[0], "30")
    assert a_note(case, text="断られた後も訪ねる。").pk
    assert a_hand_off(case, consent_state="30").pk
    assert seen_by("kurashi1", Consent) == []


def test_reminders_follow_the_dated_list_and_stop_with_the_renewal() -> None:
    case = a_case()
    mine = [body_of("soudan1")]
    today = timezone.localdate()
    far = a_consent(case, valid_until_on=today + 60 * DAY)
    near = a_consent(case, valid_until_on=today + 20 * DAY)

    def ending(username: str = "soudan1") -> list[uuid.UUID]:
        with acting(username) as user:
            return [row.pk for row in consent_reminders.ending(user, mine)]

    assert ending() == [near.pk]
    assert far.pk not in ending()
    assert ending("soudan2") == []  # neither recorded it nor is in charge
    a_consent(case, valid_until_on=today + 200 * DAY, renews=near)
    assert ending() == []


@pytest.mark.parametrize("how", ["refused", "withdrew"])
def test_r03_who_refused_or_withdrew_is_not_named_by_the_consent_of_another(how: str) -> None:
    """The basic information names everybody: it opens again when she consents herself."""
    case = a_case()
    mother, son = household(case)
    if how == "refused":
        attempt(case, son, "30")
    else:
        take_back(a_sheet_of_two(case), persons={son.pk})
    consent = a_consent(case, named=("csw1",), persons=[mother])
    assert kinds_open_to("csw1") == {"consented"}
    take_back(consent)
    a_consent(case, named=("csw1",), persons=[mother, son])
    assert kinds_open_to("csw1") == {"consented", "face"}
