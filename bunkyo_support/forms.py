"""Base of all forms that people fill in: neutral towards the browser, forgiving, never lost.

- no validation, autofill or spell check by the browser (S-53); the server speaks, in Japanese;
- a hidden `form_key` against double submits (drafts.submit) and a hidden `version` against
  overwriting what a colleague saved meanwhile;
- `draft_name` and `draft_object`: where the browser keeps a draft of it on the server.
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from documents.forms import MOST_TEXT, MailField, PhoneField, guard_text
from drafts.keys import new_key
from drafts.labels import name_draft

from .verbs import could_not

TECHNICAL = ("form_key", "version", "kept_as_typed")
# What is looked at while a form is checked: texts by field, and which of them are to be asked about, in which words.
Looking = Callable[[Mapping[str, str]], Mapping[str, str]]
# Kinds of input that make browsers fill in, check, or spoil what is typed (full-width digits).
PLAIN_TEXT_INSTEAD = {"email", "number", "tel", "url", "date", "datetime-local", "search"}


def _is_choice(field: forms.Field) -> bool:
    return isinstance(field, forms.ChoiceField | forms.ModelChoiceField)


class _Base(forms.BaseForm):
    """What BaseForm and BaseModelForm share."""

    # Name of the draft (letters, digits, hyphens) and its words in the list of drafts.
    draft_name: ClassVar[str] = ""
    draft_label: ClassVar[str] = ""
    # Fields that hold names: no spell check, characters are kept exactly as typed.
    name_fields: ClassVar[tuple[str, ...]] = ()
    # Reading field: name field that fills it from the composition, e.g. {"kana": "name"}.
    kana_fields: ClassVar[dict[str, str]] = {}
    # What this draft is about: the id of a case, meeting... or "new".
    draft_object: str = "new"
    # Whether it has fields that tell how to find somebody: no draft of it is older than her protection (R11).
    tells_where: ClassVar[bool] = False
    # Who will read its free texts (R18), where they do not lie where the page lies: words or an audience.
    read_by: Any = ""

    use_required_attribute = False

    _look: Looking | None = None
    # Set when it is asked: the answer that keeps these very texts.
    asks_to_keep: str = ""
    # What goes with it and is not typed in it: looked at as the text of the whole form.
    _beside: str = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.draft_name:
            name_draft(cls.draft_name, cls.draft_label, tells_where=cls.tells_where)

    def __init__(self, *args: Any, draft_object: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_technical_fields())
        if draft_object is not None:
            self.draft_object = str(draft_object)
        instance = getattr(self, "instance", None)
        if instance is not None and not instance._state.adding:
            self.initial.setdefault("version", getattr(instance, "version", None))
        for name, field in self.fields.items():
            if name not in TECHNICAL:
                _speak_plainly(field, field.label or _label(name))
                _keep_browser_out(name, field, self.name_fields)
                _help_typing(name, field)
        for kana, source in self.kana_fields.items():
            self.fields[kana].widget.attrs["data-kana-for"] = self[source].auto_id

    def _clean_fields(self) -> None:
        """Fields that a form adds for itself are guarded as well: nothing is read before this."""
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField):
                guard_text(field, field.label or _label(name))
        super()._clean_fields()  # type: ignore[misc]

    def ask_about(self, look: Looking, beside: str = "") -> None:
        """Before it goes: whether a text is meant to stay as it was typed, and one that goes with it (`beside`, named "").
        Asked once for the same text; the answer travels with the form, through a page on which it is seen first as well
        (`ask_box` of `{% form_head %}`)."""
        self._look, self._beside = look, beside
        self.fields["kept_as_typed"] = forms.CharField(
            required=False, widget=forms.HiddenInput, label="kept"
        )

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self._look is None:
            return
        typed = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in TECHNICAL and isinstance(value, str) and value
        }
        if self._beside:
            typed[""] = self._beside
        found = self._look(typed)
        answer = _digest({name: typed.get(name, "") for name in found})
        if found and self.cleaned_data.get("kept_as_typed") != answer:
            self.asks_to_keep = answer
            for name, words in found.items():
                self.add_error(name or None, words)

    @property
    def is_asked_about(self) -> bool:
        """Whether `ask_about` was said already."""
        return self._look is not None

    @property
    def form_key(self) -> uuid.UUID | None:
        """The key of this filling-in; the same after an error, another after a fresh page."""
        return getattr(self, "cleaned_data", {}).get("form_key")

    @property
    def version(self) -> int | None:
        """The version that the person had before her eyes when she began."""
        return getattr(self, "cleaned_data", {}).get("version")

    def values(self) -> dict[str, Any]:
        """What was filled in, without the technical fields: for the service."""
        return {k: v for k, v in self.cleaned_data.items() if k not in TECHNICAL}

    def body_hash(self) -> str:
        """Hash of what was sent, to tell a double click from a second matter."""
        # With the fields that a form of this class may do without: whether it offers one may depend on what
        # the first sending has changed.
        known = {**self.base_fields, **self.fields}
        names = [self.add_prefix(n) for n in known if n not in TECHNICAL]
        data: Any = self.data
        read = data.getlist if hasattr(data, "getlist") else lambda n: [data.get(n)]
        sent = {n: [str(v) for v in read(n) if v is not None] for n in sorted(names)}
        return _digest(sent)


def _digest(sent: Any) -> str:
    return hashlib.sha256(json.dumps(sent, ensure_ascii=True).encode()).hexdigest()


def _technical_fields() -> dict[str, forms.Field]:
    return {
        "form_key": forms.UUIDField(
            required=False, widget=forms.HiddenInput, initial=new_key, label="form"
        ),
        "version": forms.IntegerField(required=False, widget=forms.HiddenInput, label="version"),
    }


class BaseForm(_Base, forms.Form):
    """A form on no model."""


class BaseModelForm(_Base, forms.ModelForm):
    """A form on a model. It validates; the service of the app writes."""


def _label(name: str) -> str:
    return name.replace("_", " ")


def _speak_plainly(field: forms.Field, label: Any) -> None:
    """Words for what is missing or cannot be, unless the form brings its own (ui.md d).

    A refused choice is never repeated: it could name something hidden (leaks.md 12).
    """
    verb = "選んでください" if _is_choice(field) else "書いてください"
    if isinstance(field, forms.BooleanField):
        verb = "確かめて、チェックを付けてください"
    words = {
        "required": f"{label}を{verb}",
        "invalid_choice": f"{label}を選び直してください",
        "invalid_pk_value": f"{label}を選び直してください",
        "invalid_list": f"{label}を選び直してください",
        "invalid": f"{label}を確かめてください",
        "max_length": f"{label}は、%(limit_value)d文字までにしてください"
        "（いま%(show_value)d文字です）",
        "max_value": f"{label}は、%(limit_value)s以下にしてください",
        "min_value": f"{label}は、%(limit_value)s以上にしてください",
    }
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        words["invalid"] = f"{label}は、数字で書いてください"
    stock = _stock_messages(type(field))
    for code, text in words.items():
        own = field.error_messages.get(code)
        if own is None or str(own) == stock.get(code):
            field.error_messages[code] = text


def _stock_messages(kind: type[forms.Field]) -> dict[str, str]:
    """Messages that Django's own field classes bring; those of our fields are kept."""
    found: dict[str, str] = {}
    for cls in reversed(kind.__mro__):
        if cls.__module__.startswith(("django.forms", "django.contrib")):
            found.update({c: str(t) for c, t in getattr(cls, "default_error_messages", {}).items()})
    return found


def _keep_browser_out(name: str, field: forms.Field, name_fields: tuple[str, ...]) -> None:
    """No autofill, no spell check of names, no input types that help wrongly (S-53)."""
    widget = field.widget
    _word_the_empty_choice(field)
    if widget.is_hidden:
        return
    kind = getattr(widget, "input_type", "")
    if kind in PLAIN_TEXT_INSTEAD:
        widget.input_type = kind = "text"
        if isinstance(field, forms.IntegerField | forms.DecimalField):
            widget.attrs.setdefault("inputmode", "numeric")
    for limit in ("maxlength", "min", "max", "step"):  # maxlength cuts off what is pasted
        widget.attrs.pop(limit, None)
    if kind in {"text", "select", "password", "file"} or isinstance(widget, forms.Textarea):
        widget.attrs["class"] = f"in {widget.attrs.get('class', '')}".strip()
        if field.required:
            widget.attrs.setdefault("aria-required", "true")
    if isinstance(widget, forms.Textarea):  # typing.js says while one writes that it grows too long
        widget.attrs.setdefault("data-most", getattr(field, "max_length", None) or MOST_TEXT)
    if kind == "text" or isinstance(widget, forms.Textarea):
        widget.attrs.setdefault("autocomplete", "off")
        widget.attrs.setdefault("spellcheck", "false")
        if name in name_fields:
            widget.attrs.setdefault("autocapitalize", "off")
    widget.attrs.pop("placeholder", None)


def _help_typing(name: str, field: forms.Field) -> None:
    """What static/js/typing.js looks for."""
    attrs = field.widget.attrs
    if "data-wareki" in attrs and "birth" in name:
        attrs["data-wareki"] = "birth"  # echoes the age as well
    if isinstance(field, PhoneField):
        attrs.setdefault("data-normalise", "phone")
    if isinstance(field, MailField):
        attrs.setdefault("data-normalise", "mail")


def _word_the_empty_choice(field: Any) -> None:
    """A choice that is not made yet says so; among buttons it stands only where it may stay."""
    if not _is_choice(field) or isinstance(field, forms.MultipleChoiceField):
        return
    is_radio = isinstance(field.widget, forms.RadioSelect)
    words = "選んでください" if field.required else "選ばない"
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label is not None and field.widget.__class__ is not forms.SelectMultiple:
            field.empty_label = None if is_radio and field.required else words
        return
    if callable(getattr(field, "_choices", None)):
        return
    choices = [(v, t) for v, t in field.choices if v not in ("", None)]
    empty = [str(t) for v, t in field.choices if v in ("", None)]
    if empty:
        own = empty[0] if empty[0].strip("-") else words
        field.choices = ([] if is_radio and field.required else [("", own)]) + choices


def errors_of(*bound: forms.BaseForm) -> list[dict[str, str]]:
    """Messages of forms with the id of the field to go to, each with the name of its field, in the order of the
    page: that of the fields of the form (`field_order`). A form that is a row among others alike says which one
    (`row_words`)."""
    found = []
    for form in bound:
        row = f"{words}：" if (words := getattr(form, "row_words", "")) else ""
        for message in form.non_field_errors():
            found.append({"message": f"{row}{message}", "anchor": ""})
        for name, field in form.fields.items():
            for message in form.errors.get(name, []):
                told = f"{row}{_named(field, str(message))}"
                found.append({"message": told, "anchor": first_control(form[name])})
    return found


def _named(field: forms.Field, message: str) -> str:
    """「受付日：13月はありません」: beside the field the message stands alone, in the summary it says where."""
    label = "" if field.widget.is_hidden else str(field.label or "")
    return message if label in message else f"{label}：{message}"


def first_control(field: forms.BoundField) -> str:
    """Id of the control that a link to the field leads to."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{field.auto_id}_0"
    return str(field.id_for_label or field.auto_id)


def summary_of(*bound: forms.BaseForm, action: str) -> dict[str, Any]:
    """What `ui/_error_summary.html` shows. How many places are to be put right is said of fields alone: what a
    service refuses often stands in no place of the form."""
    errors = errors_of(*bound)
    return {
        "errors": errors,
        "could_not": could_not(action),
        "is_of_fields": all(error["anchor"] for error in errors),
        "has_entries": any(form.visible_fields() for form in bound),
    }


def render_form(
    request: HttpRequest, template: str, context: dict[str, Any], *bound: forms.BaseForm
) -> HttpResponse:
    """A page with forms: 422 and 「エラー: 」 in the title when one of them has errors."""
    has_errors = any(form.is_bound and form.errors for form in bound)
    return render(
        request,
        template,
        {**context, "has_errors": has_errors},
        status=422 if has_errors else 200,
    )
