"""Letters of a request of disclosure: of the extension, and to third parties (Art. 83 and 86 of the Act)."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from access.models import Disclosure
from access.reading import ReadingLog
from documents.wareki import format_date
from jobs import work
from jobs.models import Job, JobState
from jobs.registry import NotPermitted
from keeping import letters, services
from keeping.asked_models import REQUEST_MOVES, RequestState
from keeping.models import DisclosureRequest, DisclosureThirdParty
from keeping.services.letters import ASK, KINDS_OF_DAYS, TELL
from organizations.models import Body
from tests.cases.pages import browser
from tests.world import acting

from .amending import a_received
from .test_disclosure import (
    OWN_WORDS,
    SOURCE,
    WORKER,
    a_decided_request,
    a_request,
    a_told_case,
    everything_in,
    printed,
    seen,
)
from .test_hearing import (
    DAY,
    MUST,
    NAME,
    WHY,
    again,
    explained,
    heard,
    on,
    opinion,
    opposed_and_decided,
    today,
)

REASON = "記録がたいへん多いため"


def extended() -> DisclosureRequest:
    request = a_request(a_told_case())
    with on(request) as (row, user):
        services.extend(request=row, days=20, reason=REASON, told_on=today(), by=user)
    return request


def extension_letter(request: DisclosureRequest, by: str = WORKER) -> str:
    with acting(by) as user:
        made = letters.EXTENSION_LETTER.gather(user, request.pk, "", ReadingLog(user))
    return everything_in(letters.make(made).content)


def party_letter(party: DisclosureThirdParty, letter: str, by: str = WORKER) -> str:
    with acting(by) as user:
        made = letters.gather_party(user, party.pk, letter, ReadingLog(user))
    return everything_in(letters.make(made).content)


def wareki(day: Any) -> str:
    return "".join(format_date(day).split())


@pytest.mark.django_db
def test_who_asked_is_told_of_the_extension_and_of_nothing_in_the_records() -> None:
    request = extended()
    found = extension_letter(request)
    for words in ("第83条第2項", "20日", REASON, wareki(today() + 50 * DAY)):
        assert words in found, words
    assert "".join(OWN_WORDS.split()) not in found
    assert "となり" not in found
    with acting(WORKER) as user:
        number = seen(request, user).compartment.case.number
    assert number not in found, "it may be decided not to say whether there is a record (Art. 81)"


@pytest.mark.django_db
def test_a_letter_says_whom_to_ask_and_not_how_the_ward_handles_it() -> None:
    """Whoever gets it is not among the ward's readers: 取扱注意 and 見られる人 are for them."""
    request = extended()
    with acting(WORKER) as user:
        sender = str(seen(request, user).record.body)
    for found in (extension_letter(request), party_letter(heard(request), ASK)):
        assert f"お問い合わせ先{sender}" in found
        assert "取扱注意" not in found
        assert "見られる人" not in found
    words = {
        "paper": {"printed_at": timezone.now()},
        "body": Body(name="見本課", phone="03-0000-0000"),
    }
    assert "見本課　電話 03-0000-0000" in render_to_string("documents/letter.html", words)


@pytest.mark.django_db
def test_without_an_extension_there_is_no_letter_of_it() -> None:
    request = a_request(a_told_case())
    with pytest.raises(NotPermitted):
        extension_letter(request)
    with on(request) as (row, user), pytest.raises(DomainError, match="期限を延ばしていません"):
        services.request_letter_of_days(request=row, by=user)


@pytest.mark.django_db
def test_a_third_party_is_told_neither_who_asked_nor_which_case() -> None:
    request = a_request(a_told_case())
    party = heard(request)
    found = party_letter(party, ASK)
    for words in (
        "第86条第1項",
        "訪問のときに話した内容",
        "".join(NAME.split()),
        wareki(today()),
        wareki(today() + 14 * DAY),
    ):
        assert words in found, words
    with acting(WORKER) as user:
        row = seen(request, user)
        hidden = (row.subject, row.compartment.case.number, OWN_WORDS, SOURCE)
    for words in hidden:
        assert "".join(words.split()) not in found, words


@pytest.mark.django_db
def test_who_must_be_heard_reads_by_which_item_and_why() -> None:
    found = party_letter(heard(a_request(a_told_case()), ground=MUST), ASK)
    for words in ("第86条第2項第2号", "第80条", "".join(MUST.reason.split())):
        assert words in found, words
    assert "書き入れます" not in found


@pytest.mark.django_db
def test_she_who_is_against_it_is_told_of_the_decision_why_and_its_day() -> None:
    request, party = opposed_and_decided()
    with pytest.raises(NotPermitted):
        party_letter(party, TELL)
    explained(party)
    found = party_letter(party, TELL)
    with acting(WORKER) as user:
        row = seen(request, user)
        assert "".join(row.subject.split()) not in found
        assert row.compartment.case.number not in found
        for words in ("第86条第3項", WHY, wareki(row.decided_on), wareki(row.give_from)):
            assert words in found, words
    assert_says_what_may_be_done(found)


def assert_says_what_may_be_done(found: str) -> None:
    """教示: before whom, against whom and until when (Administrative Complaint Review Act 82, 18; Administrative Case
    Litigation Act 46, 14). Without it the notice of a decision is wanting."""
    for words in (
        "知った日の翌日から起算して3か月以内に、文京区長に対して、審査請求をする",
        "知った日の翌日から起算して6か月以内に、文京区を被告として",
        "決定の日の翌日から起算して1年を過ぎると",
    ):
        assert words in found, words


@pytest.mark.django_db
@pytest.mark.parametrize("decision", ["partial", "refused"])
def test_the_decision_says_what_may_be_done_against_it(decision: str) -> None:
    assert_says_what_may_be_done(
        everything_in(printed(a_decided_request(a_told_case(), decision=decision)))
    )


@pytest.mark.django_db
@pytest.mark.parametrize("letter", [ASK, TELL, "", "other"])
def test_each_letter_has_its_time(letter: str) -> None:
    request = a_request(a_told_case())
    party = heard(request)
    opinion(party, "agrees", "")
    with acting(WORKER) as user:
        with pytest.raises(DomainError, match="作れません"):
            services.request_party_letter(party=again(party, user), letter=letter, by=user)
        with pytest.raises(NotPermitted):
            letters.gather_party(user, party.pk, letter, ReadingLog(user))


def test_whichever_right_is_asked_for_the_states_are_the_same() -> None:
    for model in KINDS_OF_DAYS:
        known = [value for value, _ in model._meta.get_field("state").choices or []]
        assert known == RequestState.values, model
        assert set(known) == set(REQUEST_MOVES), model


@pytest.mark.django_db
@pytest.mark.parametrize("is_special", [False, True])
def test_one_letter_of_its_days_for_every_kind_of_request(is_special: bool) -> None:
    kinds = set()
    for row in (a_request(a_told_case()), a_received()):
        with acting(WORKER) as user:
            mine = type(row).objects.visible_to(user).select_related("record__body").get(pk=row.pk)
            facts = {"reason": "量が多い", "told_on": today(), "by": user}
            day = today() + 100 * DAY
            if not is_special:
                services.extend(request=mine, days=9, **facts)
            elif isinstance(mine, DisclosureRequest):
                services.tell_of_rest(request=mine, rest_due_on=day, **facts)
            else:
                services.tell_of_longer(request=mine, longer_due_on=day, **facts)
            kinds.add(services.request_letter_of_days(request=mine, by=user).kind)
    assert kinds == {of_days[is_special] for of_days in KINDS_OF_DAYS.values()}


@pytest.mark.usefixtures("committed_db")
def test_r21_each_letter_is_one_row_of_the_ledger() -> None:
    request, party = extended(), heard(a_request(a_told_case()))
    with acting(WORKER) as user:
        made = [
            services.request_letter_of_days(request=seen(request, user), by=user),
            services.request_party_letter(party=again(party, user), letter=ASK, by=user),
        ]
    for job, about in zip(made, (request, party), strict=True):
        work.run(job.pk)
        with acting(WORKER) as user:
            done = Job.objects.visible_to(user).get(pk=job.pk)
            assert (done.state, done.error_code) == (JobState.DONE, "")
            (row,) = Disclosure.objects.visible_to(user).filter(object_id=about.pk)
            assert row.legal_basis.code == "PIPL69-1"
            assert NAME not in row.recipients


@pytest.mark.django_db
def test_the_page_leads_to_each_letter() -> None:
    request, party = extended(), heard(a_request(a_told_case()))
    client = browser(WORKER)
    for name, row, page_of, fields, words in (
        ("extension_letter", request, request, {}, "延長の通知を作る"),
        ("third_party_letter", party, party.request, {"letter": ASK}, "意見の照会を作る"),
    ):
        page = reverse("keeping:disclosure_request", args=[page_of.pk])
        url = reverse(f"keeping:{name}", args=[row.pk])
        text = client.get(page).content.decode()
        assert words in text
        assert url in text
        answer = client.post(url, fields)
        assert answer.status_code == 303
        assert answer["Location"].startswith("/jobs/"), answer["Location"]


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["kurashi1", "kanri2", "jimukyoku1", "ishi1", "kansa1"])
def test_r14_others_find_no_letter(username: str) -> None:
    request, party = extended(), heard(a_request(a_told_case()))
    client = browser(username)
    for name, row in (("extension_letter", request), ("third_party_letter", party)):
        answer = client.post(reverse(f"keeping:{name}", args=[row.pk]), {"letter": ASK})
        assert answer.status_code in (403, 404), name
    with acting(username) as user:
        assert letters.EXTENSION_LETTER.may(user, request.pk) is None
        assert letters.may_party(user, party.pk) is None
