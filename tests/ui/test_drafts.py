"""Drafts are one's own, encrypted, and end when the form is sent; a double click makes one record."""

import datetime
import json
import uuid
from typing import Any

import pytest
from django import forms
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from bunkyo_support.templatetags.ui import draft as draft_tag
from drafts import services
from drafts.models import Draft, FormKey
from drafts.submit import submit_once
from tests.world import acting, login

pytestmark = pytest.mark.django_db

SECRET = "母が台所で転んだ"
ABOUT = str(uuid.uuid4())


class Memo(BaseForm):
    draft_name, draft_label = "memo-in-tests", "試験の記録"
    text = forms.CharField(label="内容")


def keep(user: Any, text: str = SECRET, *, about: str = ABOUT, seq: int = 1, of: str = "") -> None:
    services.save_draft(
        user=user,
        form="memo-in-tests",
        object_key=about,
        about=of,
        seq=seq,
        values={"text": [text]},
        page="/cases/",
    )


def kept(user: Any, about: str = ABOUT) -> list[str]:
    drafts = services.load_drafts(user=user, form="memo-in-tests", object_key=about)
    return [d.values["text"][0] for d in drafts]


def memo(text: str = SECRET, key: uuid.UUID | None = None, **options: Any) -> Memo:
    form = Memo({"text": text, "form_key": str(key or uuid.uuid4())}, **options)
    assert form.is_valid()
    return form


def send(user: Any, form: Memo, save: Any = lambda: "/done/") -> Any:
    request = RequestFactory().post("/here/")
    request.user = user
    return submit_once(request, form, save)


def test_half_a_pair_is_kept_as_it_was_cut(client: Client) -> None:
    """A script may cut a character of two parts; the draft is kept, and read again."""
    login(client, "soudan1")
    body = {"form": "memo-in-tests", "object": ABOUT, "seq": 1, "values": {"text": ["a\ud83d"]}}
    url = reverse("drafts:save")
    assert client.post(url, json.dumps(body), content_type="application/json").status_code == 200
    shown = client.get(reverse("drafts:show", args=["memo-in-tests", ABOUT])).json()
    assert shown["drafts"][0]["values"] == {"text": ["a\ud83d"]}


def test_nothing_typed_lies_in_the_database_in_the_clear() -> None:
    with acting("soudan1") as user:
        keep(user)
        with connection.cursor() as cursor:
            cursor.execute("select drafts_draft::text, text from drafts_draft")
            rows = cursor.fetchall()
    assert rows
    for whole, sealed in rows:
        assert SECRET not in whole
        assert SECRET.encode() not in bytes(sealed)


def test_a_draft_comes_back_as_it_was_typed() -> None:
    with acting("soudan1") as user:
        keep(user, "①髙﨑𠮷\n二行目")
        assert kept(user) == ["①髙﨑𠮷\n二行目"]


def test_a_draft_remembers_what_its_field_was_filled_with(client: Client) -> None:
    """So that a form that is filled anew does not take the place of one, nor the draft of the other, unseen."""
    login(client, "soudan1")
    address = reverse("drafts:save")
    body = {"form": "memo-in-tests", "object": ABOUT, "seq": 1, "values": {"text": ["書きかけ"]}}
    for seq, begun in ((1, {"text": ["初め"]}), (2, {}), (3, {"text": ["直されたもの"]})):
        sent = json.dumps({**body, "seq": seq, "begun": begun})
        assert client.post(address, sent, content_type="application/json").status_code == 200
        shown = client.get(reverse("drafts:show", args=["memo-in-tests", ABOUT])).json()
        expected = ["直されたもの"] if seq == 3 else ["初め"]
        assert shown["drafts"][0]["begun"] == {"text": expected}
        assert shown["drafts"][0]["values"] == {"text": ["書きかけ"]}
    with connection.cursor() as cursor:
        cursor.execute("select text from drafts_draft")
        assert all("初め".encode() not in bytes(row[0]) for row in cursor.fetchall())


def test_a_draft_of_an_earlier_version_says_nothing_of_what_stood_there() -> None:
    with acting("soudan1") as user:
        keep(user)
        [draft] = services.load_drafts(user=user, form="memo-in-tests", object_key=ABOUT)
        assert (draft.values, draft.begun) == ({"text": [SECRET]}, {})


def test_a_field_with_a_default_of_its_form_is_filled_from_nowhere() -> None:
    """The day of today is another one tomorrow, and nobody has changed anything."""

    class Dated(Memo):
        on = forms.CharField(label="日", initial="今日")

    assert 'data-draft-defaults="on"' in draft_tag(Dated())
    assert "data-draft-defaults" not in draft_tag(Dated(initial={"on": "先に書いた日"}))


def test_nobody_else_sees_it_even_without_a_filter() -> None:
    with acting("soudan1") as user:
        keep(user)
    with acting("soudan2") as other:
        assert kept(other) == []
        assert Draft._base_manager.count() == 0


def test_a_row_copied_to_somebody_else_is_noise() -> None:
    with acting("soudan1") as user:
        keep(user)
        stolen = bytes(Draft.objects.visible_to(user).get(field="text").text)
    with acting("soudan2") as other:
        Draft.objects.create(
            user=other, form="memo-in-tests", object_key=ABOUT, field="text", text=stolen, seq=1
        )
        assert kept(other) == []


def test_what_was_typed_earlier_and_arrives_later_is_not_taken() -> None:
    with acting("soudan1") as user:
        keep(user, "新しい", seq=5)
        keep(user, "古い", seq=4)
        assert kept(user) == ["新しい"]


def test_two_begun_for_two_people_do_not_mix() -> None:
    """leaks.md 28: a draft never turns up on the next record by itself."""
    first, second = uuid.uuid4(), uuid.uuid4()
    with acting("soudan1") as user:
        keep(user, "甲さん", about=f"new-{first}")
        keep(user, "乙さん", about=f"new-{second}")
        assert set(kept(user, "new")) == {"甲さん", "乙さん"}
        send(user, memo("甲さん", first))
        assert kept(user, "new") == ["乙さん"]


def test_the_draft_ends_with_the_submit_and_no_other_about_the_same_thing() -> None:
    """A second window, or the next note on the case, ends nothing but itself."""
    first, second = uuid.uuid4(), uuid.uuid4()
    with acting("soudan1") as user:
        keep(user, "甲", about=f"new-{first}", of=ABOUT)
        keep(user, "乙", about=f"new-{second}", of=ABOUT)
        assert set(kept(user)) == {"甲", "乙"}
        send(user, memo("甲", first, draft_object=ABOUT))
        assert kept(user) == ["乙"]
        assert services.objects_with_drafts(user=user, forms=["memo-in-tests"]) == {ABOUT}


def test_what_is_typed_while_the_answer_is_on_its_way_goes_on_under_another_key() -> None:
    key = uuid.uuid4()
    with acting("soudan1") as user:
        send(user, memo("甲", key, draft_object=ABOUT))
        keep(user, "甲と乙", about=f"new-{key}", of=ABOUT)
        keep(user, "丙", about=f"new-{uuid.uuid4()}", of=ABOUT)
        drafts = services.load_drafts(user=user, form="memo-in-tests", object_key=ABOUT)
        assert [(d.values["text"], d.is_spent) for d in drafts] == [
            (["丙"], False),
            (["甲と乙"], True),
        ]


def test_all_that_wait_are_offered_the_latest_first(client: Client) -> None:
    user = login(client, "soudan1")
    with acting("soudan1"):
        for number in range(5):
            keep(user, str(number), about=f"new-{uuid.uuid4()}", of=ABOUT)
    texts = [draft["values"]["text"] for draft in show(client).json()["drafts"]]
    assert texts == [["4"], ["3"], ["2"], ["1"], ["0"]]


def test_the_list_tells_what_and_where_and_nothing_typed() -> None:
    with acting("soudan1") as user:
        keep(user)
        (line,) = services.drafts_for(user)
    assert (line.label, line.page) == ("試験の記録", "/cases/")
    assert SECRET not in repr(line)


def test_old_drafts_go() -> None:
    with acting("soudan1") as user:
        keep(user)
        past = timezone.now() - services.KEPT_FOR - datetime.timedelta(minutes=1)
        Draft.objects.visible_to(user).update(updated_at=past)
        assert kept(user) == []
        keep(user, about=str(uuid.uuid4()))
        assert not Draft.objects.visible_to(user).filter(object_key=ABOUT).exists()


def test_a_double_click_makes_one_record() -> None:
    made: list[int] = []
    key = uuid.uuid4()

    def save() -> str:
        made.append(1)
        return "/cases/1/"

    with acting("soudan1") as user:
        first, second = (send(user, memo(key=key), save) for _ in range(2))
    assert made == [1]
    assert (first.status_code, first["Location"]) == (303, "/cases/1/")
    assert (second.status_code, second["Location"]) == (303, "/cases/1/")


def test_the_same_key_with_other_content_is_refused_and_the_draft_stays() -> None:
    key = uuid.uuid4()
    with acting("soudan1") as user:
        send(user, memo("甲", key))
        keep(user, "乙", about=f"new-{key}")
        answer = send(user, memo("乙", key), lambda: pytest.fail("saved twice"))
        assert answer.status_code == 409
        assert kept(user, f"new-{key}") == ["乙"]


def test_a_key_of_somebody_else_tells_nothing() -> None:
    key = uuid.uuid4()
    with acting("soudan1") as user:
        send(user, memo(key=key), lambda: "/cases/secret/")
    with acting("soudan2") as other:
        assert send(other, memo(key=key), lambda: "/mine/")["Location"] == "/mine/"


class NotNowError(Exception):
    """An error of a service."""


def test_an_error_of_the_service_gives_the_key_back() -> None:
    key = uuid.uuid4()

    def refuse() -> str:
        raise NotNowError

    with acting("soudan1") as user:
        keep(user, about=f"new-{key}")
        with pytest.raises(NotNowError):
            send(user, memo(key=key), refuse)
        assert not FormKey.objects.visible_to(user).exists()
        assert kept(user, f"new-{key}") == [SECRET]
        assert send(user, memo(key=key)).status_code == 303


# --- the addresses ---------------------------------------------------------------------------


def post_draft(client: Client, **changes: Any) -> Any:
    body = {
        "form": "memo-in-tests",
        "object": ABOUT,
        "seq": 1,
        "page": "/cases/",
        "values": {"text": [SECRET]},
        **changes,
    }
    return client.post(reverse("drafts:save"), json.dumps(body), content_type="application/json")


def show(client: Client, about: str = ABOUT) -> Any:
    return client.get(reverse("drafts:show", args=["memo-in-tests", about]))


def test_saving_answers_with_the_time_and_showing_with_the_draft(client: Client) -> None:
    login(client, "soudan1")
    assert post_draft(client).json().keys() == {"saved", "object", "left"}
    (draft,) = show(client).json()["drafts"]
    assert draft["values"] == {"text": [SECRET]}
    login(client, "soudan2")
    assert show(client).json() == {"drafts": []}


def test_discarding_is_for_one_draft(client: Client) -> None:
    login(client, "soudan1")
    post_draft(client)
    answer = client.post(reverse("drafts:discard", args=["memo-in-tests", ABOUT]))
    assert answer.status_code == 204
    assert show(client).json() == {"drafts": []}


@pytest.mark.parametrize(
    "changes",
    [
        {"form": "unknown-form"},
        {"object": "../../etc"},
        {"of": "x"},
        {"seq": -1},
        {"seq": "x"},
        {"values": {"a b": ["x"]}},
        {"values": {"text": "not a list"}},
        {"values": {f"f{i}": ["x"] for i in range(301)}},
        {"values": None},
    ],
)
def test_what_is_no_draft_is_not_kept(client: Client, changes: dict[str, Any]) -> None:
    user = login(client, "soudan1")
    assert post_draft(client, **changes).status_code == 404
    with acting("soudan1"):
        assert not Draft.objects.visible_to(user).exists()


def test_secrets_and_technical_fields_are_never_kept(client: Client) -> None:
    user = login(client, "soudan1")
    names = ["password", "csrfmiddlewaretoken", "form_key", "a-version", "text"]
    post_draft(client, values={name: ["x"] for name in names})
    with acting("soudan1"):
        rows = Draft.objects.visible_to(user).exclude(field=services.PAGE_FIELD)
        assert [row.field for row in rows] == ["text"]


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    assert post_draft(client).status_code == 302
    assert show(client).status_code == 302


def typed_in(
    user: Any, window: uuid.UUID, seen: int, seq: int, draft: str, **values: str
) -> services.Kept:
    """What a window sends of a draft that it goes on with."""
    return services.save_draft(
        user=user,
        form="memo-in-tests",
        object_key=draft,
        about=ABOUT,
        seq=seq,
        values={name: [text] for name, text in values.items()},
        page="/cases/",
        begun={name: [""] for name in values} if not seen else {},
        window=services.Window(f"new-{window}", seen),
    )


def all_kept(user: Any) -> dict[str, dict[str, list[str]]]:
    drafts = services.load_drafts(user=user, form="memo-in-tests", object_key=ABOUT)
    return {draft.object_key: draft.values for draft in drafts}


@pytest.mark.parametrize("is_its_own", [True, False])
def test_two_windows_with_one_draft_keep_both_what_they_typed(is_its_own: bool) -> None:
    """Window A began the draft; B resumed it, as did C. Whoever types second in a field goes on apart."""
    first, second, third = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    draft, late = f"new-{first}", first if is_its_own else third
    with acting("soudan1") as user:
        typed_in(user, first, 0, 1, draft, text="初め", note="共通")
        seen = 1
        assert typed_in(user, second, seen, 2, draft, text="乙の窓").object_key == draft
        assert typed_in(user, second, 2, 3, draft, text="乙の窓で続けた").object_key == draft
        apart = typed_in(user, late, seen, 4, draft, text="甲の窓").object_key
        assert apart != draft
        assert is_its_own or apart == f"new-{third}"
        assert typed_in(user, late, 4, 5, apart, text="甲の窓で続けた").object_key == apart
        assert all_kept(user) == {
            draft: {"text": ["乙の窓で続けた"], "note": ["共通"]},
            apart: {"text": ["甲の窓で続けた"], "note": ["共通"]},
        }
        loaded = services.load_drafts(user=user, form="memo-in-tests", object_key=ABOUT)
        assert [one.begun for one in loaded] == [{"text": [""], "note": [""]}] * 2
        assert {d.page for d in services.drafts_for(user)} == {"/cases/"}


def test_two_windows_that_type_in_different_fields_or_the_same_words_stay_together() -> None:
    first, second = uuid.uuid4(), uuid.uuid4()
    draft = f"new-{first}"
    with acting("soudan1") as user:
        typed_in(user, first, 0, 1, draft, text="初め")
        typed_in(user, second, 1, 2, draft, text="乙の窓")
        assert typed_in(user, first, 1, 3, draft, note="甲の窓").object_key == draft
        assert typed_in(user, first, 1, 4, draft, text="乙の窓").object_key == draft
        assert all_kept(user) == {draft: {"text": ["乙の窓"], "note": ["甲の窓"]}}
