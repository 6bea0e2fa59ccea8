"""What is refused of third parties who are heard before a disclosure, whatever a form would let through (Art. 86)."""

import datetime

import pytest

from access.errors import DomainError
from keeping import services
from keeping.models import DisclosureRequest, DisclosureThirdParty, Hearing
from keeping.services.disclosure_tasks import OPINION, TELLING
from tests.told_once import told_once
from tests.world import acting

from .test_disclosure import WORKER, a_request, a_told_case, check, submit
from .test_hearing import (
    DAY,
    MAY,
    NAME,
    again,
    explained,
    heard,
    on,
    opinion,
    opposed_and_decided,
    tasks,
    today,
)

pytestmark = pytest.mark.django_db
ABOUT = "訪問のときに話した内容"


@told_once
def a_received_request() -> DisclosureRequest:
    return a_request(a_told_case())


@told_once
def a_heard_party() -> DisclosureThirdParty:
    return heard(a_received_request())


@told_once
def an_unknown_party() -> DisclosureThirdParty:
    """Her whereabouts are unknown."""
    return heard(a_received_request(), found=False)


def notice(asked: int | None, answer: int | None) -> services.Notice:
    """By days from today."""
    days = [None if number is None else today() + number * DAY for number in (asked, answer)]
    return services.Notice(*days)


# --- notified --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "about", "days", "words"),
    [
        (" ", ABOUT, (0, 14), "氏名・名称と、どの部分"),
        (NAME, "　", (0, 14), "氏名・名称と、どの部分"),
        (NAME, ABOUT, (None, 14), "の両方を書いて"),
        (NAME, ABOUT, (0, None), "の両方を書いて"),
        (NAME, ABOUT, (1, 14), "受け付けた日からきょうまで"),
        (NAME, ABOUT, (-1, 14), "受け付けた日からきょうまで"),
        (NAME, ABOUT, (0, 0), "通知した日よりあと"),
    ],
)
def test_nobody_is_heard_without_a_name_a_part_or_days_that_can_be(
    name: str, about: str, days: tuple[int | None, int | None], words: str
) -> None:
    request = a_received_request()
    with on(request) as (row, user):
        with pytest.raises(DomainError, match=words):
            services.hear_third_party(
                request=row, name=name, about=about, ground=MAY, notice=notice(*days), by=user
            )
        assert services.third_parties_of(row, user) == []
    assert OPINION not in tasks(request)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((None, None), "通知した日と、意見書の期限を書いて"),
        ((0, None), "通知した日と、意見書の期限を書いて"),
        ((None, 14), "の両方を書いて"),
        ((0, 0), "通知した日よりあと"),
    ],
)
def test_who_is_found_is_not_notified_without_her_days(
    days: tuple[int | None, int | None], words: str
) -> None:
    party = an_unknown_party()
    with acting(WORKER) as user:
        with pytest.raises(DomainError, match=words):
            services.find_third_party(party=again(party, user), notice=notice(*days), by=user)
        assert again(party, user).state == Hearing.UNKNOWN
    assert OPINION not in tasks(party.request)


# --- her opinion -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "answered", "words"),
    [
        ("maybe", 0, "意見を選び直して"),
        (Hearing.UNKNOWN, 0, "意見を選び直して"),
        (Hearing.AGREES, None, "通知した日からきょうまで"),
        (Hearing.AGREES, -1, "通知した日からきょうまで"),
        (Hearing.OPPOSES, 1, "通知した日からきょうまで"),
    ],
)
def test_no_opinion_is_noted_that_is_none_or_came_on_a_day_that_cannot_be(
    state: str, answered: int | None, words: str
) -> None:
    party = a_heard_party()
    day = None if answered is None else today() + answered * DAY
    with acting(WORKER) as user:
        with pytest.raises(DomainError, match=words):
            services.note_opinion(
                party=again(party, user), state=state, answered_on=day, words="困る。", by=user
            )
        row = again(party, user)
        assert (row.state, row.answered_on, row.answer) == (Hearing.ASKED, None, "")
    assert OPINION in tasks(party.request)


def test_no_opinion_is_noted_once_the_decision_is_being_checked() -> None:
    party = a_heard_party()
    submit(party.request, decision="refused")
    with pytest.raises(DomainError, match="確認を頼む前です"):
        opinion(party)
    with acting(WORKER) as user:
        assert again(party, user).state == Hearing.ASKED
    assert OPINION in tasks(party.request)


# --- told of the decision --------------------------------------------------------------------------


def refused_to_tell(party: DisclosureThirdParty, day: datetime.date, words: str) -> None:
    with acting(WORKER) as user:
        before = again(party, user).told_on
        with pytest.raises(DomainError, match=words):
            services.tell_third_party(party=again(party, user), told_on=day, by=user)
        assert again(party, user).told_on == before


@pytest.mark.parametrize("state", [Hearing.ASKED, Hearing.AGREES])
def test_who_was_not_against_it_is_not_told(state: str) -> None:
    party = a_heard_party()
    if state == Hearing.AGREES:
        opinion(party, state, "")
        submit(party.request)
        check(party.request)
    refused_to_tell(party, today(), "開示に反対した第三者だけ")


@pytest.mark.parametrize("decision", ["", "refused"])
def test_nobody_is_told_before_it_is_decided_to_disclose(decision: str) -> None:
    party = a_heard_party()
    opinion(party)
    if decision:
        submit(party.request, decision=decision)
        check(party.request)
    refused_to_tell(party, today(), "開示の決定のあとに知らせます")


def test_art86_she_is_told_once_between_the_decision_and_today() -> None:
    request, party = opposed_and_decided()
    explained(party)
    for number in (-1, 1):
        refused_to_tell(party, today() + number * DAY, "決定した日からきょうまで")
    assert TELLING in tasks(request)
    with acting(WORKER) as user:
        services.tell_third_party(party=again(party, user), told_on=today(), by=user)
    refused_to_tell(party, today(), "もう知らせています")
