"""The page 家族図: pictures with their words, forms that lose nothing, one paper."""

import datetime
import io
import re
import uuid

import pytest
from django.urls import reverse
from pypdf import PdfReader

from access.reading import ReadingLog
from cases import family_paper, services
from cases.models import Household, LifeEvent, Relationship, Tie
from cases.services import EventFacts
from documents.partial_dates import YEAR, PartialDate
from jobs.models import Job
from jobs.registry import NotPermitted
from sample_ward import family
from sample_ward.households import HOUSEHOLDS
from sample_ward.ward import tell
from tests.cases.pages import browser, page, queries, text_of
from tests.cases.situations import a_case, a_note, people_of, seen_by
from tests.world import acting, staff

pytestmark = pytest.mark.django_db

FAMILY = next(sample for sample in HOUSEHOLDS if sample.stage == "family")


def test_the_page_shows_pictures_and_the_same_in_words() -> None:
    case = tell(FAMILY).case
    answer = page("soudan1", "family", case.pk)
    html, words = answer.content.decode(), text_of(answer)
    assert html.count('role="img"') > 3
    assert "図の内容を文で読む" in words
    assert "見本 夏雄と見本 雪は夫婦。" in words
    assert "見本 双一と見本 双二は、ふたご（多胎）。" in words
    assert "見本 春江と見本訪問看護ステーション：強いつながり" in words
    assert "昭和43年" in words
    assert "戸籍" in words
    for drawn in re.findall(r"<svg[^>]*role=\"img\".*?</svg>", html, re.S):
        assert not re.search(r"\s(style|id|on\w+)=", drawn)


def test_each_line_of_the_chronology_says_on_a_phone_what_its_cells_are() -> None:
    case = tell(FAMILY).case
    with acting("soudan1") as by:
        record = seen_by("soudan1", LifeEvent)[0].record
        facts = EventFacts(
            happened=PartialDate(datetime.date(1990, 1, 1), YEAR), text="転居", source="長男"
        )
        services.enter_life_event(record=record, facts=facts, note=None, by=by)
    html = page("soudan1", "family", case.pk).content.decode()
    table = html.split('aria-label="家族年表の表"')[1].split("</table>")[0]
    heads = re.findall(r'<th scope="col">([^<]*)</th>', table)
    lines = table.split("<tbody>")[1].split("</tr>")[:-1]
    assert len(lines) > 1
    assert heads[-1] == "直す"  # its buttons say so themselves
    assert all(re.findall(r'data-label="([^"]*)"', line) == heads[:-1] for line in lines)
    assert 'data-label="だれの">世帯全体<' in table, "the word of the picture and of the form"


def test_r14_outsiders_get_nothing() -> None:
    case = tell(FAMILY).case
    row = seen_by("soudan1", Relationship)[0]
    tie, event = seen_by("soudan1", Tie)[0], seen_by("soudan1", LifeEvent)[0]
    client = browser("kurashi1")
    for name, key in (
        ("family", case.pk), ("proposals", case.pk), ("add_relationship", case.pk),
        ("add_tie", case.pk), ("add_life_event", case.pk), ("relationship", row.pk),
        ("tie", tie.pk), ("life_event", event.pk), ("family_of", row.pk),
    ):  # fmt: skip
        assert client.get(reverse(f"cases:{name}", args=[key])).status_code == 404, name
    assert client.post(reverse("cases:print_family", args=[case.pk])).status_code == 404
    for name in ("remove_relationship", "bring_back_relationship"):
        assert client.post(reverse(f"cases:{name}", args=[row.pk])).status_code == 404, name


def test_the_number_of_queries_does_not_grow_with_the_family() -> None:
    small, large = a_case(), tell(FAMILY).case
    few = queries("soudan1", reverse("cases:family", args=[small.pk]))
    assert queries("soudan1", reverse("cases:family", args=[large.pk])) <= few + 1


def test_words_are_confirmed_with_one_click_and_once() -> None:
    case, client = a_case(), browser("soudan1")
    address = reverse("cases:proposals", args=[case.pk])
    (chosen,) = re.findall(r'name="chosen" value="([^"]+)"', client.get(address).content.decode())
    sent = {"chosen": chosen, "form_key": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(address, sent).status_code == 303
    with acting("soudan1") as user:
        (row,) = Relationship.objects.visible_to(user)
        told = (row.person_a.name, row.kind, row.person_b.name)
    assert told == ("架空 花子", "birth", "架空 太一")
    assert "ほかにありません" in text_of(client.get(address))


def test_what_was_taken_off_by_mistake_is_brought_back_with_one_press() -> None:
    case, client = a_case(), browser("soudan1")
    with acting("soudan1"):
        mother, son = people_of(case, "soudan1")
    sent = {"person_a": mother.pk, "person_b": son.pk, "kind": "birth", "note": "戸籍で確認"}
    client.post(reverse("cases:add_relationship", args=[case.pk]), sent)
    [row] = seen_by("soudan1", Relationship)
    home = reverse("cases:family", args=[case.pk])
    assert "きょう取り消した間柄" not in text_of(client.get(home))
    client.post(reverse("cases:remove_relationship", args=[row.pk]))
    assert "から元に戻せます" in text_of(client.get(home))
    back = reverse("cases:bring_back_relationship", args=[row.pk])
    assert f'action="{back}"' in client.get(home).content.decode()
    assert client.post(back).status_code == 303
    told = text_of(client.get(home))
    assert "元に戻しました" in told
    assert "きょう取り消した間柄" not in told
    # Entered anew meanwhile: why not, in words.
    client.post(reverse("cases:remove_relationship", args=[row.pk]))
    client.post(reverse("cases:add_relationship", args=[case.pk]), sent)
    client.post(back)
    assert "すでに登録されています" in text_of(client.get(home))


def test_a_circle_is_refused_beside_what_was_typed() -> None:
    case, client = a_case(), browser("soudan1")
    with acting("soudan1"):
        mother, son = people_of(case, "soudan1")
    address = reverse("cases:add_relationship", args=[case.pk])
    sent = {"person_a": mother.pk, "person_b": son.pk, "kind": "birth", "note": "戸籍で確認"}
    assert client.post(address, sent).status_code == 303
    sent |= {"person_a": son.pk, "person_b": mother.pk}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "親と子が逆になっていないか" in text_of(answer)
    assert "戸籍で確認" in answer.content.decode()
    assert len(seen_by("soudan1", Relationship)) == 1


def test_years_alone_are_enough_and_nonsense_is_explained() -> None:
    case, client = a_case(), browser("soudan1")
    address = reverse("cases:add_life_event", args=[case.pk])
    sent = {"happened": "昭和の終わり", "text": "転居", "nature": "fact", "source": "本人"}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "日付として読めませんでした" in text_of(answer)
    assert client.post(address, sent | {"happened": "S60"}).status_code == 303
    (event,) = seen_by("soudan1", LifeEvent)
    assert event.when == "昭和60年"


def test_a_note_goes_into_the_chronology_with_its_source() -> None:
    case = a_case()
    note = a_note(case, source="長男", text="父が倒れたのは平成の初めとのこと。")
    client = browser("soudan1")
    assert "家族年表に載せる" in text_of(client.get(reverse("cases:detail", args=[case.pk])))
    address = reverse("cases:note_to_chronology", args=[note.pk])
    html = client.get(address).content.decode()
    assert "父が倒れたのは平成の初めとのこと。" in html
    assert 'value="長男"' in html
    sent = {"happened": "H2", "text": "父が倒れる", "nature": "hearsay", "source": "長男"}
    assert client.post(address, sent).status_code == 303
    (event,) = seen_by("soudan1", LifeEvent)
    assert event.note_id == note.pk


def test_a_tie_is_changed_and_ends() -> None:
    case, client = a_case(), browser("soudan1")
    sent = {"outside": "見本町会", "strength": "weak", "person": "", "flow": "", "note": ""}
    assert client.post(reverse("cases:add_tie", args=[case.pk]), sent).status_code == 303
    (tie,) = seen_by("soudan1", Tie)
    address = reverse("cases:tie", args=[tie.pk])
    assert client.post(address, sent | {"strength": "strong", "version": "1"}).status_code == 303
    stale = client.post(address, sent | {"strength": "broken", "version": "1"})
    assert stale.status_code == 422
    assert client.post(reverse("cases:end_tie", args=[tie.pk])).status_code == 303
    assert "まだつながりが登録されていません" in text_of(page("soudan1", "family", case.pk))


def test_s06_the_paper_is_made_as_who_asked_and_names_nobody_outside_its_pages() -> None:
    story = tell(FAMILY)
    answer = browser("soudan1").post(reverse("cases:print_family", args=[story.case.pk]))
    assert answer.status_code == 303
    with acting("soudan1") as user:
        job = Job.objects.get(user=user)
        (household,) = Household.objects.visible_to(user).of_case(story.case)
        paper = family_paper.gather(user, household.pk, job.option, ReadingLog(user))
    made = family_paper.make(paper)
    reader = PdfReader(io.BytesIO(made.content))
    pages = [re.sub(r"\s", "", p.extract_text()) for p in reader.pages]
    words = "".join(pages)
    assert (
        "見本春江" in pages[0]
    )  # fifteen people, below the heading and not on a page of their own
    for expected in (
        "見本春江",
        "ジェノグラム",
        "エコマップ",
        "家族年表",
        "戸籍",
        "二重の線：本人",
    ):
        assert expected in words, expected
    assert made.file_name == "family.pdf"
    assert "見本 春江" not in str(reader.metadata)
    with pytest.raises(NotPermitted), acting("kurashi1") as user:
        family_paper.gather(user, household.pk, job.option, ReadingLog(user))


def test_r2_the_paper_of_a_coordinator_holds_no_chronology_of_another_body() -> None:
    story = tell(FAMILY)
    with acting("soudan1") as user:
        (household,) = Household.objects.visible_to(user).of_case(story.case)
        paper = family_paper.gather(user, household.pk, "", ReadingLog(user))
    assert family.EVENTS[2][1] not in paper.html
    assert staff("soudan1").name in paper.html
