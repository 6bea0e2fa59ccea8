"""The pages of consent: the effect is told before and is what happens."""

import re
from typing import Any

import pytest
from django.urls import reverse

from access.explain import audience
from access.models import CaseFile
from cases import services
from cases.models import Consent, Person
from tests.cases.pages import browser, page, queries, text_of
from tests.cases.situations import (
    a_case,
    a_consent,
    a_note,
    body_of,
    office,
    people_of,
    seen_by,
)
from tests.cases.test_consent_scope import household, take_back
from tests.world import acting, staff

pytestmark = pytest.mark.django_db


def test_r3_the_named_staff_sees_what_was_shared_and_no_note() -> None:
    case = a_case()
    note = a_note(case, text="共有した経過")
    a_note(case, text="共有しない経過")
    consent = a_consent(case)
    with acting("soudan1") as user:
        held = Consent.objects.visible_to(user).select_related("compartment", "body").get()
        services.share_note(note=note, consent=held, category="09", by=user)
    client = browser("kurashi1")
    words = text_of(client.get(reverse("cases:detail", args=[case.pk])))
    assert "共有した経過" in words
    assert "共有しない経過" not in words
    for shut in ("ledger", "referrals", "restrict", "staff"):
        assert client.get(reverse(f"cases:{shut}", args=[case.pk])).status_code == 404
    assert client.get(reverse("cases:withdraw", args=[consent.pk])).status_code == 404
    assert client.get(reverse("cases:correct", args=[note.pk])).status_code == 404
    assert client.get(reverse("cases:add_member", args=[case.pk])).status_code == 404  # reads only


def test_r3_what_was_shared_says_as_which_kind_of_information_it_is_covered() -> None:
    """Who takes back a kind sees what goes with it, and what stays under another."""
    case = a_case()
    note = a_note(case, text="受診が途切れている")
    a_consent(case)
    with acting("soudan1") as user:
        held = Consent.objects.visible_to(user).select_related("compartment", "body").get()
        services.share_note(note=note, consent=held, category="09", by=user)
    for who in ("soudan1", "kurashi1"):
        shown = text_of(page(who, "consents", case.pk))
        assert "情報の種類：支援の経過" in shown, who


def consent_form(case: CaseFile, **changes: Any) -> dict[str, Any]:
    with acting("soudan1"):
        mother = next(p for p in people_of(case, "soudan1") if p.is_subject)
    named = [office("kurashi1"), office("jimukyoku1")]
    return {
        "persons": [str(mother.pk)],
        "how": "written",
        "giver": "self",
        "given_on": "R8.11.1",
        "valid_until_on": "R12.3.31",
        "purpose": "連携して支援するため",
        "categories": ["02", "09"],
        "bodies": [str(a.body.pk) for a in named],
        "staff": [str(a.pk) for a in named],
    } | changes


def test_r22_the_effect_of_a_consent_is_told_and_is_what_happens() -> None:
    case = a_case()
    client, url = browser("soudan1"), reverse("cases:consent_new", args=[case.pk])
    check = client.post(url, consent_form(case) | {"step": "check"})
    assert "これで2機関2人が見られるようになります" in text_of(check)
    assert seen_by("kurashi1", Person) == []
    assert client.post(url, consent_form(case) | {"step": "save"}).status_code == 303
    opened = {n for n in ("kurashi1", "jimukyoku1", "kanri2", "csw1") if seen_by(n, Consent)}
    assert opened == {"kurashi1", "jimukyoku1"}


def test_r07_whose_age_is_written_nowhere_is_named_before_she_consents_by_herself() -> None:
    case = a_case()
    with acting("soudan1") as user:
        son = next(p for p in people_of(case, "soudan1") if not p.is_subject)
        Person.objects.changeable_by(user).filter(pk=son.pk).update(birth_estimate="")
    client, url = browser("soudan1"), reverse("cases:consent_new", args=[case.pk])
    sent = consent_form(case, persons=[str(son.pk)]) | {"step": "check"}
    words = text_of(client.post(url, sent))
    assert f"年齢の書かれていない人がいます：{son}" in words
    assert "15歳以上であることを確かめてから、記録してください" in words
    parent = {"giver_name": "架空 花子", "giver_basis": "戸籍", "own_will": "うなずいた"}
    assert "年齢の書かれていない人" not in text_of(
        client.post(url, sent | parent | {"giver": "parent"})
    )
    assert client.post(url, sent | {"step": "save"}).status_code == 303, (
        "whoever sits with her judges"
    )
    with acting("soudan1") as user:
        Person.objects.changeable_by(user).filter(pk=son.pk).update(birth_estimate="40代")
    assert "年齢の書かれていない人" not in text_of(client.post(url, sent))


def test_choosing_bodies_shows_their_staff_without_complaints() -> None:
    case = a_case()
    url = reverse("cases:consent_new", args=[case.pk])
    part = {"bodies": [str(body_of("kurashi1").pk)], "purpose": "途中", "step": "bodies"}
    answer = browser("soudan1").post(url, part)
    words = text_of(answer)
    assert answer.status_code == 200
    assert staff("kurashi1").name in words
    assert staff("jimukyoku1").name not in words
    assert "か所を直してください" not in words
    assert "途中" in answer.content.decode()


def test_a_named_body_without_staff_in_charge_is_asked_for() -> None:
    case = a_case()
    url = reverse("cases:consent_new", args=[case.pk])
    data = consent_form(case, staff=[str(office("kurashi1").pk)]) | {"step": "save"}
    answer = browser("soudan1").post(url, data)
    assert answer.status_code == 422
    assert "福祉政策課の担当者を選んでください" in text_of(answer)


def test_r07_who_may_be_a_child_is_named_beside_the_choice_and_nothing_typed_is_lost() -> None:
    case = a_case()
    with acting("soudan1") as user:
        son = next(p for p in people_of(case, "soudan1") if not p.is_subject)
        rows = Person.objects.changeable_by(user).filter(pk=son.pk)
        rows.update(birth_estimate="平成28年ごろ")
    url = reverse("cases:consent_new", args=[case.pk])
    data = consent_form(case, persons=[str(son.pk)], purpose="通学を支えるため")
    answer = browser("soudan1").post(url, data | {"step": "check"})
    assert answer.status_code == 422
    assert "15歳未満かどうかが分かりません" in text_of(answer)
    assert "通学を支えるため" in answer.content.decode()
    stated = {"giver_name": "架空 花子", "giver_basis": "戸籍", "own_will": "いいよと言った"}
    parent = data | {"giver": "parent", "step": "check"} | stated
    assert browser("soudan1").post(url, parent).status_code == 200


def test_r8_withdrawing_tells_how_many_lose_sight() -> None:
    case = a_case()
    consent = a_consent(case, named=("kurashi1", "jimukyoku1"))
    client, url = browser("soudan1"), reverse("cases:withdraw", args=[consent.pk])
    assert "2機関2人" in text_of(client.get(url))
    assert client.post(url, {"scope": "all", "note": "電話で", "version": "1"}).status_code == 303
    assert page("kurashi1", "detail", case.pk).status_code == 404


def test_r18_what_is_written_of_a_withdrawal_is_read_by_the_own_body_alone() -> None:
    """It closes the consent to the bodies that it names: they are not among those who will read the words."""
    case = a_case()
    consent = a_consent(case, named=("kurashi1", "jimukyoku1"))
    client = browser("soudan1")
    told = client.get(reverse("cases:withdraw", args=[consent.pk])).context["text_audience"]
    with acting("soudan1") as user:
        held = Consent.objects.visible_to(user).select_related("compartment", "body").get()
        before = audience(user, held.compartment)
        services.withdraw_consent(consent=held, note="電話で", taken=services.Withdrawn(), by=user)
        held = Consent.objects.visible_to(user).select_related("compartment", "body").get()
        after = audience(user, held.compartment)
    assert before.total == told.total + 2
    assert (told.total, told.bodies) == (after.total, after.bodies)


def test_r18_the_band_says_that_the_basic_information_is_no_longer_one_bodys() -> None:
    case = a_case()
    before = text_of(page("soudan1", "household", case.pk))
    assert "自機関のみ" in before
    a_consent(case)
    after = text_of(page("soudan1", "household", case.pk))
    assert "自機関のみ" not in after
    assert body_of("kurashi1").name in after


def test_r3_who_only_reads_the_basic_information_has_no_form_for_a_consent() -> None:
    """A coordinator named in a consent, with a record of her own: opening it further is not hers."""
    case = a_case()
    a_consent(case, named=("jimukyoku1",))
    with acting("jimukyoku1") as user:
        services.open_own_record(case=case, body=body_of("jimukyoku1"), state="supporting", by=user)
    client = browser("jimukyoku1")
    assert client.get(reverse("cases:detail", args=[case.pk])).status_code == 200
    assert client.get(reverse("cases:consent_new", args=[case.pk])).status_code == 404
    shown = client.get(reverse("cases:consents", args=[case.pk])).content.decode()
    assert "本人の同意を記録する" not in shown


def withdrawal(**changes: Any) -> dict[str, Any]:
    return {"scope": "all", "note": "電話で", "version": "1", "step": "save"} | changes


def test_r22_a_partial_withdrawal_is_checked_and_then_done() -> None:
    case = a_case()
    consent = a_consent(case, named=("kurashi1", "jimukyoku1"))
    client, url = browser("soudan1"), reverse("cases:withdraw", args=[consent.pk])
    data = withdrawal(scope="part", bodies=[str(body_of("kurashi1").pk)])
    check = client.post(url, data | {"step": "check"})
    words = text_of(check)
    assert "残る同意" in words
    assert "残りの範囲だけを見られます" in words
    assert len(seen_by("kurashi1", Consent)) == 1
    assert client.post(url, data).status_code == 303
    assert seen_by("kurashi1", Consent) == []
    assert len(seen_by("jimukyoku1", Consent)) == 1


def test_a_withdrawal_that_names_no_part_is_asked_again_and_nothing_typed_is_lost() -> None:
    consent = a_consent(a_case())
    client, url = browser("soudan1"), reverse("cases:withdraw", args=[consent.pk])
    answer = client.post(url, withdrawal(scope="part", note="訪問したときに聞いた"))
    assert answer.status_code == 422
    assert "訪問したときに聞いた" in answer.content.decode()
    assert consent.withdrawn_at is None
    both = withdrawal(categories=["09"])
    assert client.post(url, both).status_code == 422
    back = client.post(url, withdrawal(note="書き直す", step="back"))
    assert "書き直す" in back.content.decode()
    assert len(seen_by("kurashi1", Consent)) == 1


def test_r08_the_receiver_is_told_by_number_answers_and_the_sender_sees_it() -> None:
    case = a_case()
    consent = a_consent(case)
    with acting("soudan1") as user:
        services.withdraw_consent(consent=consent, note="電話で", by=user)
    client = browser("kurashi1")
    home = text_of(client.get("/"))
    assert "渡された紙を返すか処分して" in home
    assert case.number in home
    address = re.search(r"/cases/return-notices/[0-9a-f-]{36}/", client.get("/").content.decode())
    assert address is not None
    shown = text_of(client.get(address[0]))
    assert case.number in shown
    assert "もう見られません" in shown
    assert "架空" not in shown
    assert client.get(reverse("cases:detail", args=[case.pk])).status_code == 404
    assert client.post(address[0], {"answer": ""}).status_code == 422
    assert client.post(address[0], {"answer": "returned"}).status_code == 303
    assert "渡された紙を返すか処分して" not in text_of(client.get("/"))
    assert "「返した」と答えました" in text_of(client.get(address[0]))
    assert "返した" in text_of(browser("soudan1").get(reverse("cases:consents", args=[case.pk])))
    for other in ("soudan1", "kanri2", "csw1"):
        assert browser(other).get(address[0]).status_code == 404


def test_a_double_click_withdraws_once() -> None:
    consent = a_consent(a_case())
    client, url = browser("soudan1"), reverse("cases:withdraw", args=[consent.pk])
    data = withdrawal(form_key="7e6f2f5c-6f0e-4a55-9a4c-0e3d3b6f8a01")
    assert [client.post(url, data).status_code for _ in range(2)] == [303, 303]
    assert len(seen_by("soudan1", Consent)) == 1


def test_r09_an_attempt_is_recorded_and_the_state_shown_on_page_and_list() -> None:
    case = a_case()
    with acting("soudan1"):
        mother = next(p for p in people_of(case, "soudan1") if p.is_subject)
    client = browser("soudan1")
    data = {"person": str(mother.pk), "tried_on": "R8.11.2", "way": "text", "answer": "30"}
    url = reverse("cases:consent_attempt", args=[case.pk])
    assert client.post(url, data | {"answer": ""}).status_code == 422
    assert client.post(url, data | {"words": "今は話したくない"}).status_code == 303
    for name, args in (("consents", [case.pk]), ("detail", [case.pk]), ("list", [])):
        assert "拒否" in text_of(client.get(reverse(f"cases:{name}", args=args)))
    assert "今は話したくない" in text_of(client.get(reverse("cases:consents", args=[case.pk])))


def test_renewal_copies_the_scope_and_belongs_to_the_same_series() -> None:
    case = a_case()
    consent = a_consent(case)
    client, url = browser("soudan1"), reverse("cases:consent_renew", args=[consent.pk])
    shown = client.get(url).content.decode()
    assert f'value="{office("kurashi1").pk}"' in shown
    data = consent_form(case, bodies=[str(body_of("kurashi1").pk)])
    data |= {"staff": [str(office("kurashi1").pk)], "step": "save"}
    assert client.post(url, data).status_code == 303
    first, second = seen_by("soudan1", Consent)
    assert (first.pk, second.series) == (consent.pk, consent.pk)
    assert browser("kurashi1").get(url).status_code == 404


def test_r05_the_paper_of_an_oral_consent_is_received() -> None:
    case = a_case()
    consent = a_consent(case, how="oral", oral_place="自宅", oral_words="話してよい")
    client, url = browser("soudan1"), reverse("cases:consent_paper", args=[consent.pk])
    assert client.post(url, {"received_on": "R8.11.23", "version": "1"}).status_code == 422
    (kept,) = seen_by("soudan1", Consent)
    day = f"R{kept.given_on.year - 2018}.{kept.given_on.month}.{kept.given_on.day}"
    data = {"received_on": day, "paper_place": "見本の棚", "version": "1"}
    assert client.post(url, data).status_code == 303
    assert "見本の棚" in text_of(client.get(reverse("cases:consents", args=[case.pk])))
    assert client.get(url).status_code == 404


def test_the_page_of_consents_asks_a_constant_number_of_questions() -> None:
    case = a_case()
    url = reverse("cases:consents", args=[case.pk])
    a_consent(case)
    few = queries("soudan1", url)
    for _ in range(2):
        a_consent(case)
    # A consent each brings its own readers (two questions); nothing else grows.
    assert queries("soudan1", url) <= few + 2 * 3


def test_r3_the_head_of_a_case_says_when_the_consents_are_those_of_others_only() -> None:
    """Who glances at it does not take the son's consent for that of the mother, who took hers back."""
    case = a_case()
    mother, son = household(case)
    hers = a_consent(case, named=("csw1",), persons=[mother])
    a_consent(case, named=("csw1",), persons=[son])
    address = reverse("cases:household", args=[case.pk])
    assert "本人の同意あり" in text_of(browser("soudan1").get(address))
    take_back(hers)
    text = text_of(browser("soudan1").get(address))
    assert "本人の同意あり" not in text
    assert "本人の有効な同意の記録なし（世帯の別の人の同意あり）" in text
    # Who was named by the son's consent alone does not see of whom there is one, and takes it for nobody's.
    text = text_of(browser("csw1").get(reverse("cases:detail", args=[case.pk])))
    assert "同意あり（だれの同意かは" in text
    assert "本人の同意あり" not in text


def test_r18_a_page_with_a_form_about_people_says_one_number_of_readers() -> None:
    """Beside the form as well they are those of the household, and not of the body's own record."""
    case = a_case()
    a_consent(case, named=("kurashi1",))
    mother, _ = household(case)
    shown = browser("soudan1").get(reverse("cases:person", args=[mother.pk])).context
    assert shown["audience"] == shown["text_audience"]
    assert shown["audience"] != shown["page"].audience
