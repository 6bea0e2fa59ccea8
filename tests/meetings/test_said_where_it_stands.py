"""How a sitting stands, when it ends and what was done is said on its pages, as it is at that moment."""

import datetime
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access.reading import ReadingLog
from meetings import minutes_paper, services
from meetings.models import Sitting
from tests.cases.pages import browser, text_of
from tests.world import acting

from . import preparing as p
from . import situations as s
from .pages import hidden, post, url
from .test_conferences import a_plan, convene, record

pytestmark = pytest.mark.django_db


def page_of(sitting: Any, who: str = s.COORDINATOR, page: str = "sitting") -> str:
    return text_of(browser(who).get(url(page, sitting.pk)))


def test_what_was_added_in_the_room_stands_in_all_that_was_to_be_discussed() -> None:
    sitting = s.begun(s.a_meeting_with_a_doctor())
    s.as_somebody(s.COORDINATOR, sitting, services.add_agenda_item, "sitting", title="家賃（10分）")
    assert "家賃（10分）" in page_of(sitting)
    minutes = s.minuted(sitting)
    assert "家賃（10分）" in page_of(sitting, page="minutes")
    with acting(s.COORDINATOR) as user:
        paper = minutes_paper.gather(user, minutes.pk, "", ReadingLog(user))
    assert "家賃（10分）" in paper.html


def test_a_sitting_that_goes_on_is_not_planned_and_minutes_that_went_out_are_confirmed() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    assert "開催予定" in page_of(sitting)
    s.as_somebody(s.COORDINATOR, sitting, services.open_sitting, "sitting")
    assert ("開催中" in page_of(sitting), "開催予定" in page_of(sitting)) == (True, False)
    minutes = s.minuted(sitting)
    assert "会議録 作成中" in page_of(sitting)
    assert "「構成員に確認を頼む」を押してください" in page_of(sitting)
    assert "確認の依頼が届いたときに" in page_of(sitting, s.DOCTOR)
    s.sent(minutes)
    assert "会議録 確認中" in page_of(sitting)
    assert "会議録 作成中" not in page_of(sitting)


def test_lists_say_of_a_sitting_what_its_page_says() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.begun(meeting)

    def said(words: str) -> list[bool]:
        client = browser(s.COORDINATOR)
        pages = (
            reverse("meetings:occasions"),
            reverse("meetings:mine"),
            url("meeting", meeting.pk),
        )
        return [words in text_of(client.get(page)) for page in pages]

    assert (said("開催中"), said("開催予定")[1:]) == ([True] * 3, [False] * 2)
    minutes = s.minuted(sitting)
    assert (said("会議録 作成中"), said("会議録 確認中")) == ([True] * 3, [False] * 3)
    s.sent(minutes)
    assert (said("会議録 作成中")[1:], said("会議録 確認中")) == ([False] * 2, [True] * 3)


def test_the_end_is_said_where_the_beginning_is() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    with acting(s.COORDINATOR) as user:
        rows = Sitting.objects.changeable_by(user).filter(pk=sitting.pk)
        rows.update(ends_at=sitting.held_at + datetime.timedelta(minutes=77))
        ends = rows.get().held_at.astimezone() + datetime.timedelta(minutes=77)
    said = f"〜{ends:%H:%M}"
    for page in ("sitting", "minutes", "preparation"):
        assert said in page_of(sitting, page=page), page
    minutes = s.minuted(sitting)
    with acting(s.COORDINATOR) as user:
        assert said in minutes_paper.gather(user, minutes.pk, "", ReadingLog(user)).html


def test_no_field_of_the_room_is_needed_to_go_on() -> None:
    sitting = s.begun(s.a_meeting_with_a_doctor())
    client = browser(s.COORDINATOR)
    page = client.get(url("room", sitting.pk)).content.decode()
    assert ("※必須" in page, "aria-required" in page) == (False, False)
    assert "この議題の話し合いを始める" in page
    refused = post(client, url("add_agenda", sitting.pk), title="")
    assert (refused.status_code, "足す議題を書いてください" in text_of(refused)) == (422, True)


def test_a_sitting_that_begins_says_so() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    client = browser(s.COORDINATOR)
    assert post(client, url("open_sitting", sitting.pk)).status_code == 303
    assert "会議を始めました" in text_of(client.get(url("room", sitting.pk)))


def test_another_time_is_told_as_registered() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    client, address = browser(s.COORDINATOR), url("change_sitting", sitting.pk)
    data = {"held_on": "R30.12.3", "starts": "14:30", "place": "会議室B", "agenda": "声かけ"}
    made = post(client, address, version=hidden(client.get(address), "version"), **data)
    assert made.status_code == 303
    assert "変えた内容を登録しました" in text_of(client.get(made["Location"]))


TODAY = timezone.localdate()
# The duty was explained, and the paper came, today.
TOLD = {"pledged_on": f"R{TODAY.year - 2018}.{TODAY.month}.{TODAY.day}"}


@pytest.mark.parametrize(
    ("step", "data", "said"),
    [
        ("cancel_sitting", {"reason": "台風"}, "第1回の開催を中止しました"),
        (
            "change",
            {"subject": "架空世帯", "need_statement": "受診が途切れた"},
            "直した内容を登録しました",
        ),
        (
            "paper_member",
            TOLD | {"who": "temporary", "name": "見本 家主", "body": "大家", "kind": "other"},
            "利用者IDのない人を、構成員に加えました",
        ),
        (
            "information_new",
            {
                "to": "outside",
                "outside": "見本薬局",
                "outsider_reason": "薬だけのため",
                "wanted": "inf",
                "subject_matter": "薬の受け取り",
                "purpose": "支援の検討",
                "due_on": "R30.12.3",
            },
            "下書きとして登録しました。まだ依頼していません",
        ),
    ],
)
def test_a_step_of_the_secretariat_says_that_it_is_done(
    step: str, data: dict[str, str], said: str
) -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    about = sitting.pk if step == "cancel_sitting" else sitting.meeting_id
    client, address = browser(s.COORDINATOR), url(step, about)
    if step in ("cancel_sitting", "change"):
        data = data | {"version": hidden(client.get(address), "version")}
    made = post(client, address, **data)
    assert made.status_code == 303, text_of(made)
    assert said in text_of(client.get(made["Location"]))


def test_a_conference_that_goes_on_is_not_planned_and_its_minutes_that_went_out_are_confirmed() -> (
    None
):
    conference = convene(*a_plan())
    client, step = browser(s.COORDINATOR), url("open_conference", conference.pk)
    assert "開催予定" in page_of(conference, page="conference")
    made = post(client, step, version=hidden(client.get(step), "version"))
    assert made.status_code == 303
    told = text_of(client.get(made["Location"]))
    assert ("会議を始めました" in told, "開催中" in told, "開催予定" in told) == (True, True, False)
    record(conference)
    assert "会議録 作成中" in page_of(conference, page="conference")
    s.as_somebody(
        s.COORDINATOR,
        conference,
        services.send_conference_minutes,
        "conference",
        answer_until_on=s.days(5),
    )
    told = page_of(conference, page="conference")
    assert ("会議録 確認中" in told, "会議録 作成中" in told) == (True, False)
    lists = browser(s.COORDINATOR).get(reverse("meetings:occasions"), {"kind": "conference"})
    assert "会議録 確認中" in text_of(lists)


def test_of_a_new_meeting_the_page_leads_first_to_naming_its_members() -> None:
    """The list of members stands at the end of the page on a phone: what comes next stands at its head."""
    meeting = s.a_meeting()
    client, address = browser(s.COORDINATOR), url("meeting", meeting.pk)
    first = f'<a class="btn btn--p" href="{url("appoint", meeting.pk)}"'
    page = client.get(address).content.decode()
    assert first in page
    assert "もう1人の事務局を指定する" in page
    s.an_appointed_member(meeting)
    named = client.get(address).content.decode()
    assert first not in named
    assert '<a class="btn btn--p" href="#share"' in named


def test_r18_what_is_typed_for_the_record_says_who_reads_the_record() -> None:
    """The way out of the meeting: its field said that members alone read it, and the whole body does."""
    meeting = s.a_meeting_with_a_doctor()
    page = browser(s.COORDINATOR).get(url("outreach", meeting.pk)).content.decode()
    form = page[page.index("data-form") : page.index("</form>", page.index("data-form"))]
    assert "自機関のみ" in form
    assert "支援会議の構成員のみ" not in form


def test_what_a_member_on_paper_needs_is_said_before_it_is_refused() -> None:
    """No mark of a required field stands there: what is needed depends on who was chosen."""
    client, address = browser(s.COORDINATOR), url("paper_member", s.a_meeting().pk)
    told = text_of(client.get(address))
    assert "を選ばないときは、必ず選びます（大家や近所の人は「その他」）" in told
    assert "「名簿の人」を選んだときは、氏名と所属・立場は要りません" in told
    guest = {"who": "temporary", "name": "架空 大家", "body": "大家", "authority": "commissioned"}
    guest["pledged_on"] = str(s.days(0))
    assert post(client, address, **guest).status_code == 422
    assert post(client, address, **guest, kind="other").status_code == 303


def test_before_a_meeting_is_dissolved_it_says_who_still_expects_a_sitting_and_what_is_not_fixed() -> (
    None
):
    """Afterwards nobody calls a sitting off or fixes minutes: it is said while somebody can (R4, domain.md R20)."""
    meeting = s.a_meeting_with_a_doctor()
    minutes, planned = s.minuted(s.a_sitting(meeting)), s.a_sitting(meeting)
    client, address = browser(s.COORDINATOR), url("dissolve", meeting.pk)
    page = client.get(address)
    assert "会議録がまだ確定していない開催が1件" in text_of(page)
    assert url("sitting", minutes.sitting_id) in page.content.decode()
    assert "まだ開いていない開催が1件" in text_of(page)
    assert url("cancel_sitting", planned.pk) in page.content.decode()
    s.approved(minutes)
    s.as_somebody(s.COORDINATOR, planned, services.cancel_sitting, "sitting", reason="転出")
    settled = text_of(client.get(address))
    assert "確定していない開催" not in settled
    assert "開いていない開催" not in settled
    s.begun(meeting)
    assert "会議録がまだ確定していない開催が1件" in text_of(client.get(address)), "begun, not fixed"


def test_before_a_meeting_is_dissolved_it_says_which_requests_wait_for_an_answer() -> None:
    meeting = p.a_meeting_of_three()
    asked = p.a_request(meeting)
    client, address = browser(s.COORDINATOR), url("dissolve", meeting.pk)
    page = client.get(address)
    assert "回答を待っている情報提供等の依頼が1件" in text_of(page)
    assert url("information", asked.pk) in page.content.decode()
    p.an_answer(asked)
    assert "回答を待っている" not in text_of(client.get(address))


def test_the_place_of_what_is_over_is_not_still_to_be_decided() -> None:
    sitting = s.begun(s.a_meeting_with_a_doctor())
    client = browser(s.COORDINATOR)
    pages = [url("sitting", sitting.pk), url("preparation", sitting.pk), url("occasions")]
    pages += [url("meeting", sitting.meeting_id), url("mine")]
    places = re.compile(r"場所(?:</dt><dd>|\">)(決まっていません|書かれていません)")

    def said() -> list[set[str]]:
        return [set(places.findall(client.get(page).content.decode())) for page in pages]

    assert said() == [{"決まっていません"}] * len(pages)
    s.minuted(sitting)
    assert said() == [{"書かれていません"}] * len(pages)
