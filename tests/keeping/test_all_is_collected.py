"""What a body keeps is a paragraph of a disclosure, or page and paper say of every request that it is not in it (Act on
personal information, Art. 76, 78; R2, R14)."""

import re
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from access.models import Compartment, ConfidentialModel
from cases import models as cases
from cases import services as case_services
from cases.models import Person
from cases.services.safety import SafetyFacts
from documents.partial_dates import DAY, PartialDate
from keeping import kept_besides, services
from keeping.disclosing import OF_RECORD, paragraphs
from keeping.models import Ground
from meetings.models import CoordinationRequest
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_case, a_consent, a_hand_off, people_of, record_of
from tests.meetings.situations import a_request as a_coordination_request
from tests.world import acting

from .test_disclosure import (
    HEAD,
    WORKER,
    a_decided_request,
    a_request,
    a_told_case,
    by_text,
    check,
    everything_in,
    printed,
    seen,
    submit,
)

ORAL, WITNESS, PURPOSE = "わたしはそれでいいと思います。", "見本 立会", "通院を続けるため。"
KNIFE, CARE = "酔うと刃物を持つことがある", "夜の電話はひかえてほしい"
LETTER, FRIEND = "本人からの手紙", "みほん商店のおかみさん"
BOND = "長く会っていない親子である"
MOVED, HOUSEHOLD = "文京区に移ってきた", "世帯について伝えること"


def a_full_case() -> Any:
    """Besides what was written on its course: a consent, what to mind, ties, and a file."""
    case = a_case(WORKER)
    a_consent(
        case,
        how="oral",
        oral_place="玄関",
        oral_witness=WITNESS,
        oral_words=ORAL,
        purpose=PURPOSE,
    )
    with acting(WORKER) as user:
        face = Compartment.objects.visible_to(user).get(case=case, kind="face")
        mother, son = Person.objects.visible_to(user).of_case(case)
        case_services.add_safety_note(face=face, facts=SafetyFacts("violence", KNIFE), by=user)
        household = cases.Household.objects.visible_to(user).of_case(case).get()
        rows = cases.Household.objects.changeable_by(user).filter(pk=household.pk)
        rows.update(considerations=CARE)
        bond = case_services.BondFacts(mother, son, "birth", note=BOND)
        case_services.relate(face=face, facts=bond, by=user)
        tie = case_services.TieFacts(FRIEND, "strong")
        case_services.add_tie(face=face, facts=tie, by=user)
        case_services.attach_file(
            record=record_of(case, WORKER),
            name="a.txt",
            content="手紙の文".encode(),
            title=LETTER,
            by=user,
        )
    return case


@pytest.mark.django_db
def test_consents_household_and_files_are_paragraphs_and_what_is_likely_is_proposed() -> None:
    request = a_request(a_full_case())
    with acting(WORKER) as user:
        grounds = by_text(request, user)
    assert {text: grounds[text] for text in (ORAL, PURPOSE, CARE, LETTER)} == dict.fromkeys(
        (ORAL, PURPOSE, CARE, LETTER), ""
    )
    assert grounds[KNIFE] == Ground.DUTY
    assert {grounds[text] for text in (WITNESS, FRIEND, BOND)} == {Ground.OTHERS}


@pytest.mark.django_db
def test_r9_whoever_checks_reads_the_same() -> None:
    request = a_request(a_full_case())
    read = []
    for username in (WORKER, HEAD):
        with acting(username) as user:
            read.append(paragraphs(seen(request, user), user))
    assert read[0] == read[1]
    submit(request)
    check(request)
    assert ORAL in everything_in(printed(request))


@pytest.mark.django_db
def test_r14_no_key_of_a_person_is_a_paragraph() -> None:
    """Sheets and the chronology keep keys beside names."""
    case = a_full_case()
    with acting(WORKER) as user:
        mother, son = people = people_of(case, WORKER)
        form = [{"person": str(one.pk), "name": one.name, "relation": "世帯の人"} for one in people]
        happened = PartialDate(timezone.localdate(), DAY)
        facts = case_services.EventFacts(happened, MOVED, "長男", who=[mother, son])
        case_services.enter_life_event(record=record_of(case, WORKER), facts=facts, by=user)
    a_hand_off(case, people=people)
    a_coordination_request(case, household=form)
    request = a_request(case)
    with acting(WORKER) as user:
        found = paragraphs(seen(request, user), user)
    by_place = {(one.kind, one.label): one.text for one in found}
    assert MOVED in {one.text for one in found}
    assert {("つなぎ", HOUSEHOLD), ("多機関協働の依頼", HOUSEHOLD)} <= set(by_place)
    keys = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-")
    assert [one.label for one in found if keys.search(one.text)] == []


@pytest.mark.django_db
def test_a_consent_that_was_withdrawn_is_kept_and_is_a_paragraph() -> None:
    case = a_full_case()
    request = a_request(case)
    for username in (WORKER, HEAD):
        with acting(username) as user:
            assert ORAL in by_text(request, user)
    with acting(WORKER) as user:
        consent = cases.Consent.objects.visible_to(user).of_case(case).get()
        case_services.withdraw_consent(consent=consent, note="電話で聞いた", by=user)
    for username in (WORKER, HEAD):
        with acting(username) as user:
            assert ORAL in by_text(request, user)


@pytest.mark.django_db
def test_of_the_others_of_the_household_nothing_is_a_paragraph() -> None:
    """A consent of hers, and her own ties, are no part of what her son asks for."""
    case = a_full_case()
    with acting(WORKER) as user:
        son = Person.objects.visible_to(user).of_case(case).get(is_subject=False)
        mine = services.receive_request(
            record=record_of(case, WORKER),
            person=son,
            facts=services.AskerFacts(asker="self", confirmed_how="旅券"),
            received_on=timezone.localdate(),
            by=user,
        )
    with acting(WORKER) as user:
        words = set(by_text(mine, user))
    assert words.isdisjoint({ORAL, PURPOSE, WITNESS})
    assert {CARE, BOND, LETTER} <= words


def collected() -> set[type[Any]]:
    """Models whose text is read, besides plans."""
    of_face = set(kept_besides.about({uuid.uuid4()}))
    return {*OF_RECORD, *of_face, cases.Consent, cases.Referral, CoordinationRequest}


def test_every_model_of_a_record_is_collected_or_named_as_not_in_it() -> None:
    kinds = ("RECORD", "FACE", "CONSENTED", "HAND_OFF")
    models = [
        model
        for model in apps.get_models()
        if issubclass(model, ConfidentialModel)
        and (
            model._meta.app_label in ("keeping", "outreach")
            or str(model.__doc__).startswith(kinds)
            or model is cases.SamePerson
        )
    ]
    assert len(models) > 30
    left = {model.__name__ for model in models} - {
        model.__name__ for model in collected() | set(kept_besides.NOT_READ)
    }
    assert not left
    assert not collected() & set(kept_besides.NOT_READ)


@pytest.mark.django_db
@pytest.mark.parametrize("decision", ["partial", "refused"])
def test_r14_page_and_paper_say_what_is_not_in_it_and_a_refusal_says_nothing(decision: str) -> None:
    request = a_decided_request(a_told_case(), decision)
    page = text_of(browser(WORKER).get(reverse("keeping:disclosure_request", args=[request.pk])))
    paper = everything_in(printed(request))
    for words in kept_besides.NOT_IN_IT:
        assert words in page
        assert ("".join(words.split()) in paper) is (decision != "refused")
