"""Notes as SOAP, with their project and counterparts: service, page, correction."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from access.seen_by import SeenBy
from cases import services
from cases.models import Note
from cases.own_timeline import notes_of
from organizations.models import NoteWords
from reports.indicators import INDICATORS, month_of
from tests.cases.pages import Asking, browser, filled_in, text_of
from tests.cases.situations import a_case, a_note, body_of, seen_by
from tests.ui.wrong_input import forms_of
from tests.world import acting

from .test_finding import cases_found

pytestmark = pytest.mark.django_db

SOAP = {"soap_s": "眠れないと話す。", "soap_o": "", "soap_a": "疲れている。", "soap_p": ""}
NOTE = {"method": "2", "nature": "fact"}


def test_a_note_says_something_freely_or_as_soap() -> None:
    case = a_case()
    note = a_note(case, text="", soap=SOAP)
    assert note.words == "S：眠れないと話す。\nA：疲れている。"
    with pytest.raises(DomainError, match="内容を書いて"):
        a_note(case, text="", soap={"soap_s": ""})


def test_an_empty_note_is_refused_beside_the_text_and_soap_is_enough() -> None:
    case = a_case()
    client, url = browser("soudan1"), reverse("cases:detail", args=[case.pk])
    refused = client.post(url, NOTE | {"counterpart": "長女"})
    assert refused.status_code == 422
    assert "内容を書いてください" in text_of(refused)
    assert 'value="長女"' in refused.content.decode()
    assert client.post(url, NOTE | SOAP | {"project": "3"}).status_code == 303
    shown = text_of(client.get(url))
    assert "S：眠れないと話す。" in shown
    assert "事業：アウトリーチ等" in shown


def test_s94_of_two_tabs_each_writes_in_the_case_that_it_shows() -> None:
    first, second = a_case(), a_case()
    client = browser("soudan1")
    urls = [reverse("cases:detail", args=[case.pk]) for case in (first, second)]
    shown = [client.get(url) for url in urls]  # the second tab is opened after the first
    for one, case, other in zip(shown, (first, second), (second, first), strict=True):
        assert case.number in text_of(one)
        assert other.number not in text_of(one)
    words = ("一つ目の窓で書いたこと", "二つ目の窓で書いたこと")
    for url, one, said in zip(urls, shown, words, strict=True):
        form = next(f for f in forms_of(one.content) if f.xpath(".//textarea[@name='text']"))
        sent = NOTE | {"text": said, "form_key": form.xpath(".//input[@name='form_key']/@value")[0]}
        assert client.post(form.get("action") or url, sent).status_code == 303
    for url, said, not_here in zip(urls, words, reversed(words), strict=True):
        after = text_of(client.get(url))
        assert said in after
        assert not_here not in after


def test_a_note_of_an_earlier_day_names_no_hour_that_nobody_wrote() -> None:
    case = a_case()
    client, url = browser("soudan1"), reverse("cases:detail", args=[case.pk])
    before = timezone.localdate() - datetime.timedelta(days=2)
    sent = NOTE | {"text": "朝の訪問", "occurred_on": before.isoformat()}
    assert client.post(url, sent).status_code == 303
    shown = text_of(client.get(url))
    assert "朝の訪問" in shown
    assert "12:00" not in shown


def test_recent_counterparts_are_offered_once_each_and_to_the_own_body_only() -> None:
    case = a_case()
    for name in ("長女", "訪問看護", "長女"):
        a_note(case, counterpart=name)
    with acting("soudan2") as user:
        notes = notes_of(Asking(user), case)
    names = services.offered_counterparts(note.counterpart for note in notes)
    assert names == ["長女", "訪問看護"]
    shown = browser("soudan1").get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert 'list="counterparts"' in shown
    assert shown.count('<option value="長女">') == 1
    with acting("kurashi1") as user:
        assert notes_of(Asking(user), case) == []


def test_what_notes_often_begin_with_is_offered_to_whose_body_has_entered_it() -> None:
    """Domain.md P3. In the order of the body, and only what is in use."""
    case = a_case()
    url = reverse("cases:detail", args=[case.pk])
    with acting("system1"):
        NoteWords.objects.all().update(is_used=False)
        for order, name in ((2, "見本の訪問"), (1, "見本の電話")):
            NoteWords.objects.create(
                body=body_of("soudan1"), name=name, text=f"{name}の文", order=order
            )
        NoteWords.objects.create(body=body_of("soudan1"), name="古い形", text="古い", is_used=False)
        NoteWords.objects.create(body=body_of("kurashi1"), name="別の機関の形", text="別の文")
    shown = browser("soudan1").get(url)
    assert [words.name for words in shown.context["form"].beginnings] == [
        "見本の電話",
        "見本の訪問",
    ]
    assert "見本の電話の文" in text_of(shown)
    assert "別の" not in text_of(shown)
    with acting("system1"):
        NoteWords.objects.filter(body=body_of("soudan1")).update(is_used=False)
    assert "ひな形を入れる" not in text_of(browser("soudan1").get(url))


def test_a_correction_keeps_the_form_of_the_note_and_its_original() -> None:
    case = a_case()
    note = a_note(case, text="", soap=SOAP, project="1")
    client, url = browser("soudan1"), reverse("cases:correct", args=[note.pk])
    assert "眠れないと話す。" in client.get(url).content.decode()
    as_it_was = NOTE | {"occurred_on": timezone.localdate().isoformat()}
    right = as_it_was | SOAP
    right |= {"soap_s": "よく眠れると話す。", "project": "2", "counterpart": "本人"}
    empty = as_it_was | dict.fromkeys(SOAP, "") | {"reason": "聞き間違い"}
    assert client.post(url, empty).status_code == 422
    assert client.post(url, right | {"reason": "聞き間違い"}).status_code == 303
    old, new = sorted(seen_by("soudan1", Note), key=lambda n: n.created_at)
    assert (old.soap_s, old.project) == ("眠れないと話す。", "1")
    assert (new.soap_s, new.project, new.corrects_id) == ("よく眠れると話す。", "2", old.pk)
    free = a_note(case)
    shown = client.get(reverse("cases:correct", args=[free.pk])).content.decode()
    assert 'name="soap_s"' not in shown


def test_who_else_was_there_is_told_and_corrected_with_the_note() -> None:
    case = a_case()
    client, url = browser("soudan1"), reverse("cases:detail", args=[case.pk])
    sent = NOTE | {"text": "玄関で話した。", "also_present": "長男、架空看護の職員"}
    assert client.post(url, sent).status_code == 303
    assert "同席者：長男、架空看護の職員" in text_of(client.get(url))
    (note,) = seen_by("soudan1", Note)
    correct = reverse("cases:correct", args=[note.pk])
    kept = filled_in(client.get(correct)) | {"text": "居間で話した。", "reason": "場所のまちがい"}
    assert client.post(correct, kept).status_code == 303
    (new,) = [row for row in seen_by("soudan1", Note) if row.corrects_id]
    assert new.also_present == "長男、架空看護の職員"
    correct = reverse("cases:correct", args=[new.pk])
    other = filled_in(client.get(correct)) | {"also_present": "長女", "reason": "人のまちがい"}
    assert client.post(correct, other).status_code == 303
    shown = text_of(client.get(url))
    assert "同席者：長女" in shown
    assert shown.count("同席者：長男、架空看護の職員") == 2, "what was corrected stays readable"


def test_who_only_was_there_is_found_as_the_words_are_and_shown_as_that() -> None:
    case = a_case()
    a_note(case, also_present="架空看護の職員")
    assert cases_found("soudan1", "架空看護") == {case.number}
    assert cases_found("kurashi1", "架空看護") == set()
    found = text_of(
        browser("soudan1").post(reverse("cases:search"), {"q": "架空看護"}, follow=True)
    )
    assert re.search(r"同席者：\s*架空看護\s*の職員", found)


def test_the_hour_of_a_note_is_written_where_it_is_known() -> None:
    case = a_case()
    client, url = browser("soudan1"), reverse("cases:detail", args=[case.pk])
    before = timezone.localdate() - datetime.timedelta(days=2)
    for clock, words in (("9時30分", "朝の電話"), ("12:00", "昼の電話")):
        sent = NOTE | {"text": words, "occurred_on": before.isoformat(), "clock": clock}
        assert client.post(url, sent).status_code == 303
    shown = text_of(client.get(url))
    assert "9:30" in shown
    assert "12:00" in shown, "somebody wrote it"
    ahead = timezone.localtime() + datetime.timedelta(hours=1)
    late = NOTE | {"text": "これから", "occurred_on": "", "clock": f"{ahead:%H:%M}"}
    if ahead.date() == timezone.localdate():
        assert "今までにしてください" in text_of(client.post(url, late))


def test_a_correction_puts_right_day_hour_method_and_what_it_is() -> None:
    """Figures count notes by day and method (A2): a wrong one is put right like the words."""
    note = a_note(a_case(), method="4", minutes=20)
    client, url = browser("soudan1"), reverse("cases:correct", args=[note.pk])
    form = filled_in(client.get(url))
    before = timezone.localdate() - datetime.timedelta(days=3)
    wrong = form | {"nature": "hearsay", "reason": "別の日の電話だった"}
    assert "だれから聞いたかを書いて" in text_of(client.post(url, wrong))
    right = wrong | {"source": "長女", "occurred_on": before, "clock": "10:15", "method": "1"}
    right |= {"minutes": "45"}
    assert client.post(url, right).status_code == 303
    [old, new] = sorted(seen_by("soudan1", Note), key=lambda n: n.created_at)
    assert (new.corrects_id, new.text, old.method, new.method) == (old.pk, old.text, "4", "1")
    assert (new.nature, new.source, new.minutes) == ("hearsay", "長女", 45)
    assert f"{timezone.localtime(new.occurred_at):%Y-%m-%d %H:%M}" == f"{before} 10:15"
    (a2,) = [one for one in INDICATORS if one.key == "A2"]
    with acting("soudan1") as user:
        months = {timezone.localdate().replace(day=1), before.replace(day=1)}
        found = [
            fact
            for month in months
            for fact in a2.rows(SeenBy(user), month_of(month), [body_of("soudan1").pk])
        ]
    assert [(fact.on, fact.codes["method"]) for fact in found] == [(before, "1")]


def test_a_correction_of_the_words_leaves_the_moment_as_it_was() -> None:
    note = a_note(a_case())
    client, url = browser("soudan1"), reverse("cases:correct", args=[note.pk])
    sent = filled_in(client.get(url)) | {"text": "庭で話した。", "reason": "場所の誤り"}
    assert client.post(url, sent).status_code == 303
    [old, new] = sorted(seen_by("soudan1", Note), key=lambda n: n.created_at)
    assert (new.text, new.occurred_at, new.method) == (
        "庭で話した。",
        old.occurred_at,
        old.method,
    )
