"""Shared items: seen before they are shared, marked, never changed, corrected beside (R21, R22)."""

import pytest
from django.db import IntegrityError, transaction

from access.errors import DomainError
from access.models import Disclosure
from meetings import services
from meetings.models import SharedItem
from tests.cases.pages import browser, text_of
from tests.cases.situations import seen_by

from . import situations as s
from .pages import hidden, post, url

pytestmark = pytest.mark.django_db
TOLD = "夜に言い争う声がした。"
GUARDED = {
    "text": TOLD,
    "nature": "hearsay",
    "source": "",
    "markers": ["is_from_informant", "is_third_party"],
    "informant": "neighbour",
}


def shared(by: str = s.DOCTOR, **changes: object) -> SharedItem:
    meeting = s.a_meeting_with_a_doctor()
    values = {"nature": "fact", "source": "", "text": TOLD} | changes
    with s.on(meeting, by) as (row, user):
        return services.share_item(meeting=row, by=user, **values)


def test_r22_the_sharer_sees_the_page_of_a_member_before_anything_is_shared() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.an_appointed_member(meeting, s.VOLUNTEER)
    s.an_item(meeting, text="前からある情報。")
    client, address = browser(s.DOCTOR), url("meeting", meeting.pk)
    answer = post(client, address, **GUARDED)
    page = text_of(answer)
    assert answer.status_code == 200
    assert "次の2人が" in page
    assert "見本 医師夫（見本診療所）" in page
    assert "まだ確かめていない1人" in page
    assert "だれか分かる書き方" in page
    assert len(seen_by(s.COORDINATOR, SharedItem)) == 1, "nothing is shared yet"
    seen = text_of_items(answer.content.decode())
    sent = post(client, address, **GUARDED, step="share")
    assert sent.status_code == 303
    as_member = browser(s.COORDINATOR).get(address, {"as": "member"}).content.decode()
    assert text_of_items(as_member) == seen, "exactly as a member sees it"


def text_of_items(html: str) -> list[str]:
    """The words of the part with the items, without what only the reader herself may do."""
    import re

    part = html.split('aria-labelledby="items"')[1].split("</section>", maxsplit=1)[0]
    part = re.sub(r"<p class=\"t-sm\">.*?</p>", "", part)
    return re.sub(r"<[^>]+>", " ", part).split()[1:]


def test_what_was_typed_comes_back_from_the_check() -> None:
    meeting = s.a_meeting_with_a_doctor()
    client, address = browser(s.DOCTOR), url("meeting", meeting.pk)
    back = post(client, address, **GUARDED, step="back")
    assert TOLD in back.content.decode()
    assert seen_by(s.DOCTOR, SharedItem) == []


def test_a_protected_informant_is_a_kind_of_person_and_never_a_name() -> None:
    meeting = s.a_meeting_with_a_doctor()
    client, address = browser(s.DOCTOR), url("meeting", meeting.pk)
    named = post(client, address, **GUARDED | {"source": "架空 隣子"})
    assert named.status_code == 422
    assert "ここを空にして" in text_of(named)
    nobody = post(client, address, **GUARDED | {"informant": ""})
    assert "どんな人かを選んでください" in text_of(nobody)
    post(client, address, **GUARDED, step="share")
    page = text_of(browser(s.COORDINATOR).get(address))
    assert "情報提供者：近隣の人" in page
    assert "情報提供者を守る" in page
    assert "架空 隣子" not in page
    with pytest.raises(DomainError, match="名前を書かずに"):
        shared(markers=["is_from_informant"], informant="neighbour", source="架空 隣子")


def test_the_database_refuses_the_name_of_a_protected_informant() -> None:
    item = shared()
    with s.on(item, s.DOCTOR) as (row, _), pytest.raises(IntegrityError), transaction.atomic():
        row.pk, row.is_from_informant, row.source = None, True, "架空 隣子"
        row.save(force_insert=True)


def test_what_was_shared_never_changes() -> None:
    item = shared()
    with s.on(item, s.DOCTOR) as (row, user), pytest.raises(IntegrityError), transaction.atomic():
        SharedItem.objects.changeable_by(user).filter(pk=row.pk).update(text="別の文")


def test_a_correction_stands_beside_what_it_corrects() -> None:
    item = shared(markers=["is_from_informant"], informant="neighbour")
    client, address = browser(s.DOCTOR), url("add_to_item", item.pk)
    assert TOLD in text_of(client.get(address))
    data = {"addendum": "correction", "text": "声は一度だけ。"}
    shown = post(client, address, **data)
    assert "共有する前に確かめる" in text_of(shown), "first as members will see it (R22)"
    assert "声は一度だけ。" in text_of(shown)
    assert "声は一度だけ。" not in [i.text for i in seen_by(s.DOCTOR, SharedItem)]
    assert "声は一度だけ。" in text_of(post(client, address, **data, step="back"))
    assert post(client, address, **data, step="share").status_code == 303
    page = browser(s.COORDINATOR).get(url("meeting", item.meeting_id)).content.decode()
    assert f"<del>{TOLD}</del>" in page
    assert "声は一度だけ。" in page
    assert "訂正あり" in page
    (added,) = [i for i in seen_by(s.DOCTOR, SharedItem) if i.belongs_to_id]
    assert added.markers == ["情報提供者を守る"], "it stays protected"
    with s.on(added, s.DOCTOR) as (row, user):
        assert Disclosure.objects.visible_to(user).filter(object_id=row.pk).count() == 1
        with pytest.raises(DomainError, match="もとの情報"):
            services.add_to_item(item=row, addendum="addition", text="x", by=user)


def test_only_the_sharer_and_the_secretary_add_to_an_item() -> None:
    item = shared()
    s.a_sworn_member(s.SupportMeeting(pk=item.meeting_id), s.VOLUNTEER)
    address = url("add_to_item", item.pk)
    assert browser(s.COORDINATOR).get(address).status_code == 200
    for name in (s.VOLUNTEER, s.SENDER, s.OUTSIDER):
        assert browser(name).get(address).status_code == 404, name
    with s.on(item, s.VOLUNTEER) as (row, user), pytest.raises(DomainError, match="共有した人"):
        services.add_to_item(item=row, addendum="addition", text="x", by=user)
    assert "付記・訂正を書く" not in text_of(
        browser(s.VOLUNTEER).get(url("meeting", item.meeting_id))
    )


def test_markers_survive_a_refusal() -> None:
    meeting = s.a_meeting_with_a_doctor()
    answer = post(browser(s.DOCTOR), url("meeting", meeting.pk), **GUARDED | {"text": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count(" checked") >= 3
    assert hidden(answer, "form_key")
