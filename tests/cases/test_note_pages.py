"""Notes as SOAP, with their project and counterparts: service, page, correction."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from cases import services
from cases.models import Note
from cases.own_timeline import notes_of
from tests.cases.pages import Asking, browser, text_of
from tests.cases.situations import a_case, a_note, seen_by
from tests.ui.wrong_input import forms_of
from tests.world import acting

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
    for page, case, other in zip(shown, (first, second), (second, first), strict=True):
        assert case.number in text_of(page)
        assert other.number not in text_of(page)
    words = ("一つ目の窓で書いたこと", "二つ目の窓で書いたこと")
    for url, page, said in zip(urls, shown, words, strict=True):
        form = next(f for f in forms_of(page.content) if f.xpath(".//textarea[@name='text']"))
        sent = NOTE | {"text": said, "form_key": form.xpath(".//input[@name='form_key']/@value")[0]}
        assert client.post(form.get("action") or url, sent).status_code == 303
    for url, said, not_here in zip(urls, words, reversed(words), strict=True):
        page = text_of(client.get(url))
        assert said in page
        assert not_here not in page


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
    page = browser("soudan1").get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert 'list="counterparts"' in page
    assert page.count('<option value="長女">') == 1
    with acting("kurashi1") as user:
        assert notes_of(Asking(user), case) == []


def test_a_correction_keeps_the_form_of_the_note_and_its_original() -> None:
    case = a_case()
    note = a_note(case, text="", soap=SOAP, project="1")
    client, url = browser("soudan1"), reverse("cases:correct", args=[note.pk])
    assert "眠れないと話す。" in client.get(url).content.decode()
    right = SOAP | {"soap_s": "よく眠れると話す。", "project": "2", "counterpart": "本人"}
    empty = dict.fromkeys(SOAP, "") | {"reason": "聞き間違い"}
    assert client.post(url, empty).status_code == 422
    assert client.post(url, right | {"reason": "聞き間違い"}).status_code == 303
    old, new = sorted(seen_by("soudan1", Note), key=lambda n: n.created_at)
    assert (old.soap_s, old.project) == ("眠れないと話す。", "1")
    assert (new.soap_s, new.project, new.corrects_id) == ("よく眠れると話す。", "2", old.pk)
    free = a_note(case)
    shown = client.get(reverse("cases:correct", args=[free.pk])).content.decode()
    assert 'name="soap_s"' not in shown
