"""What every text field of every form takes: no characters that nobody sees (S-60), no more than is borne, and
what belongs to a name stays as it was typed (S-58)."""

import copy
import importlib
import pkgutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from bunkyo_support.forms import BaseForm, BaseModelForm, _Base
from documents.forms import MOST_TEXT
from documents.text import TURNING, is_blank

ROOT = Path(__file__).resolve().parents[2]


class Told(BaseForm):
    name = forms.CharField(label="氏名", max_length=100)
    text = forms.CharField(label="内容", widget=forms.Textarea, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["later"] = forms.CharField(label="あとの欄", required=False)


def told(**typed: str) -> Told:
    return Told({"name": "山田", **typed})


def all_forms() -> Iterator[type[Any]]:
    """Every form of the product that people fill in, wherever it is written."""
    for app in apps.get_app_configs():
        if ROOT in Path(app.path).parents and ".venv" not in app.path:
            for module in pkgutil.walk_packages([app.path], f"{app.name}."):
                if not {"migrations", "management", "wsgi"} & set(module.name.split(".")):
                    importlib.import_module(module.name)
    waiting: list[type[Any]] = [BaseForm, BaseModelForm]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form.__module__.split(".")[0] != "tests":
            yield form


FORMS = sorted(set(all_forms()), key=lambda form: (form.__module__, form.__qualname__))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.__module__}.{form.__name__}")
def test_every_text_of_every_form_has_a_greatest_length_that_it_tells(form: type[Any]) -> None:
    """Fields as the class has them, filled with more than is taken and with what nobody sees."""
    assert form._clean_fields is _Base._clean_fields
    assert form.full_clean is forms.BaseForm.full_clean
    texts = {
        name: copy.deepcopy(field)
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField) and not field.widget.is_hidden
    }
    for typed, words in (
        ("あ" * (MOST_TEXT + 1), "文字までにしてください"),
        ("太\0郎", "制御文字"),
    ):
        probe = type("Probe", (BaseForm,), copy.deepcopy(texts))(dict.fromkeys(texts, typed))
        for name in texts:
            assert words in "".join(probe.errors[name]), name


def test_there_are_forms_to_try() -> None:
    assert len(FORMS) > 100


def test_a_text_that_is_too_long_is_told_beside_the_field_and_still_stands_there() -> None:
    form = told(text="あ" * 900_000)
    assert form.errors["text"] == [
        "内容は、50,000文字までにしてください（いま900,000文字です）。長いものは、いくつかに分けて登録してください"
    ]
    assert len(form["text"].value()) == 900_000
    assert told(text="あ" * MOST_TEXT).is_valid()


def test_the_limits_above_leave_room_for_the_form_s_own_words() -> None:
    """A kanji takes nine bytes on its way."""
    from drafts.views import MAX_BODY

    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert limit is not None
    assert limit > 9 * 900_000
    assert MAX_BODY > 3 * 900_000


@pytest.mark.parametrize(
    "name", ["\u200b", "\u3000\u2060", "\u3164", "\ufe0f", "\u200d\u200e", "\u2800"]
)
def test_a_name_that_nobody_sees_is_no_name(name: str) -> None:
    assert told(name=name).errors["name"] == ["氏名を書いてください"]


@pytest.mark.parametrize("bad", ["\0", "\x07", "\x1b", "\x85", "\u202e", "\u2066"])
@pytest.mark.parametrize("field", ["name", "text", "later"])
def test_s60_what_nobody_typed_is_refused_with_where_it_stands(field: str, bad: str) -> None:
    (message,) = told(**{field: f"見本の太{bad}郎"}).errors[field]
    assert message.endswith(
        "に、目に見えない制御文字が入っています（「見本の太」のあと）。そこを消してから、もう一度書いてください"
    )


def test_what_a_spreadsheet_or_a_word_processor_brings_is_no_fault() -> None:
    form = told(name="山田\t花子", text="一\r\n二\v三\f四\t五")
    assert form.is_valid()
    assert form.cleaned_data["name"] == "山田 花子"
    assert form.cleaned_data["text"] == "一\n二\n三\n四\t五"


@pytest.mark.parametrize("name", ["葛\U000e0101城", "辻\ufe00", "محمد\u200f علي", "می\u200cخواهم"])
def test_s58_what_belongs_to_a_name_stays(name: str) -> None:
    form = told(name=name)
    assert form.is_valid()
    assert form.cleaned_data["name"] == name


@given(st.text(max_size=60), st.sampled_from(["name", "text", "later"]))
def test_s60_whatever_is_taken_can_be_seen_and_is_what_was_typed(typed: str, field: str) -> None:
    form = told(**{field: typed})
    if not form.is_valid():
        assert field in form.errors
        return
    taken = form.cleaned_data[field]
    kept = "\t\n" if field == "text" else ""
    assert not [c for c in taken if unicodedata.category(c) in ("Cc", "Cs") and c not in kept]
    assert not TURNING & set(taken)
    assert not taken or not is_blank(taken)
    spaces = str.maketrans(dict.fromkeys("\t\r\n\v\f", " "))
    if not is_blank(typed):
        assert "".join(taken.split()) == "".join(typed.translate(spaces).split())
