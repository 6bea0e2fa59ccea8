"""What is corrected in a meeting, before and after it went over to a consent (R7)."""

from typing import Any

import pytest

from access.errors import DomainError
from cases.models import SharedExtract
from meetings import services
from meetings.bridge import rows_of
from meetings.models import SupportMeeting
from tests.cases.pages import browser, text_of
from tests.cases.situations import seen_by
from tests.world import acting

from . import after_situations as a
from . import situations as s
from .pages import post, url
from .test_bridge import a_meeting_and_consent

pytestmark = pytest.mark.django_db


def corrected(item: Any, text: str = "通院は途切れていなかった。") -> Any:
    with s.on(item, s.DOCTOR) as (row, user):
        return services.add_to_item(item=row, addendum="correction", text=text, by=user)


def test_r7_what_was_corrected_does_not_go_over_as_it_was() -> None:
    """Whoever puts it forward, agrees or carries it over reads the correction, before or after that."""
    meeting, item, consent = a_meeting_and_consent()
    early = a.a_choice(item, consent, way="carry")
    late = a.a_choice(s.an_item(meeting, text="家賃は払えている。"), consent, way="carry")
    a.agreed(late)
    corrected(item)
    with s.on(late, s.COORDINATOR) as (row, _):
        other = row.item
    corrected(other, "家賃は滞っている。")
    refused = "あとで訂正されています"
    with pytest.raises(DomainError, match=refused):
        a.agreed(early)
    with pytest.raises(DomainError, match=refused):
        a.carried(late)
    with pytest.raises(DomainError, match=refused):
        a.a_choice(item, consent, way="carry")
    secretary = browser(s.COORDINATOR)
    for page in (
        secretary.get(url("bridge", meeting.pk)),
        secretary.get(url("choose_item", item.pk)),
        browser(s.DOCTOR).get(url("carry_answer", early.pk)),
    ):
        assert "通院は途切れていなかった。" in text_of(page)
    reworded = a.a_choice(item, consent, text="通院している。")
    a.agreed(reworded)
    assert a.carried(reworded)


def test_r7_what_was_reworded_before_the_correction_is_chosen_anew() -> None:
    """Who worded it and who agreed had not read the correction; the former words are no rewording."""
    meeting, item, consent = a_meeting_and_consent()
    early = a.a_choice(item, consent, text="通院は二年前に途切れたと聞いている。")
    late = a.a_choice(s.an_item(meeting, text="家賃は払えている。"), consent, text="家賃は払えた。")
    a.agreed(late)
    corrected(item)
    with s.on(late, s.COORDINATOR) as (row, _):
        other = row.item
    corrected(other, "家賃は滞っている。")
    refused = "案を出したあとに訂正されています"
    with pytest.raises(DomainError, match=refused):
        a.agreed(early)
    with pytest.raises(DomainError, match=refused):
        a.carried(late)
    with pytest.raises(DomainError, match="そのままは移せません"):
        a.a_choice(other, consent, text=" 家賃は払えている。")
    assert seen_by(a.RECEIVER, SharedExtract) == []
    anew = a.a_choice(other, consent, text="家賃は滞っている。")
    a.agreed(anew)
    assert a.carried(anew)
    assert a.agreed(early, is_approved=False, reason="訂正された").is_approved is False


def after_adding(meeting: SupportMeeting, item: Any, **facts: str) -> str:
    """The page of the meeting as its doctor sees it once she has added something."""
    client = browser(s.DOCTOR)
    post(client, url("add_to_item", item.pk), **facts)
    return text_of(client.get(url("meeting", meeting.pk)))


def test_r7_what_is_corrected_after_it_went_over_is_told_in_the_meeting_and_nowhere_else() -> None:
    meeting, item, consent = a_meeting_and_consent()
    other = s.an_item(meeting, text="家賃は払えている。")
    for told in (item, other):
        choice = a.a_choice(told, consent, text="受診も支払いも続いている。")
        a.agreed(choice)
        a.carried(choice)
    shared = [row.text for row in seen_by(a.RECEIVER, SharedExtract)]
    secretary = browser(s.COORDINATOR)
    assert "移したあとに訂正されています" not in text_of(secretary.get(url("bridge", meeting.pk)))
    facts = {"addendum": "correction", "text": "通院は途切れていなかった。", "step": "share"}
    assert "移した文は、もとのままです" in after_adding(meeting, item, **facts)
    page = text_of(secretary.get(url("bridge", meeting.pk)))
    assert page.count("移したあとに訂正されています") == 1
    assert "下の訂正を選んで移してください" in page
    assert [row.text for row in seen_by(a.RECEIVER, SharedExtract)] == shared
    outside = browser(a.RECEIVER).get(f"/cases/{meeting.compartment.case_id}/consents/")
    assert "訂正されています" not in text_of(outside)


@pytest.mark.parametrize("goes_over", [True, False])
def test_r7_the_correction_is_chosen_itself_by_two_people_and_then_nothing_is_outdated(
    goes_over: bool,
) -> None:
    meeting, item, consent = a_meeting_and_consent()
    choice = a.a_choice(item, consent)
    a.agreed(choice)
    a.carried(choice)
    correction = corrected(item)
    secretary = browser(s.COORDINATOR)
    outdated = "移したあとに訂正されています"
    if not goes_over:
        a.left_behind(correction)
        assert outdated not in text_of(secretary.get(url("bridge", meeting.pk)))
        return
    anew = a.a_choice(correction, consent, text="通院は続いている。")
    a.agreed(anew)
    assert outdated in text_of(secretary.get(url("bridge", meeting.pk)))
    a.carried(anew)
    assert outdated not in text_of(secretary.get(url("bridge", meeting.pk)))
    assert "通院は続いている。" in [row.text for row in seen_by(a.RECEIVER, SharedExtract)]
    corrected(item, "通院は三月に終わった。")
    assert outdated in text_of(secretary.get(url("bridge", meeting.pk)))


def test_r7_a_correction_on_another_page_of_the_list_counts_as_well() -> None:
    _, item, consent = a_meeting_and_consent()
    choice = a.a_choice(item, consent)
    a.agreed(choice)
    a.carried(choice)
    a.left_behind(corrected(item))
    with acting(s.COORDINATOR) as by:
        [row] = rows_of([item], by)
        assert row.copy is not None
        assert not row.is_outdated


def test_what_did_not_go_over_is_corrected_without_a_word_of_it() -> None:
    meeting, item, _ = a_meeting_and_consent()
    facts = {"addendum": "correction", "text": "通院は途切れていなかった。", "step": "share"}
    page = after_adding(meeting, item, **facts)
    assert "付記・訂正を、構成員と共有しました" in page
    assert "移した文" not in page
