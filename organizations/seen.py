"""Two administrators never overwrite each other: what stood on the page of a master when it was opened.

Every form on the page, the master's own and those of the rows under it, sends back for each of its fields a mark
of what stood there. What stands there by now and was not on the page is told beside the field, and nothing is
saved. The rows are locked before they are compared, and who adds waits for who adds the same kind of master.
Deleting is for nobody, so that a row which was on the page is there still.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Func, Value
from django.http import HttpRequest

from documents.forms import guard_text
from documents.wareki import format_date, format_datetime

from .models import RoleGroup

SEEN = "seen"
# Of each form on the page, by `_key`: the mark of what stood in each field.
Seen = dict[str, dict[str, str]]

MEANWHILE = (
    "この画面を開いたあとに、ほかの人（または別の画面）が変えています。いまの登録は「{now}」です。"
    "残す内容に直して、もう一度保存してください"
)
ADDED = (
    "この画面を開いたあとに、次の行が足されています：{rows}。足したい行と同じでないかを確かめて、"
    "もう一度保存してください"
)


def seen_in(request: HttpRequest) -> Seen:
    """What the page says that it showed; nothing when it says nothing that can be read."""
    try:
        said = json.loads(request.POST.get(SEEN, ""))
    except ValueError:
        return {}
    if not isinstance(said, dict):
        return {}
    return {key: marks for key, marks in said.items() if isinstance(marks, dict)}


def marks_of(shown: Iterable[Any], more: Iterable[models.Model]) -> str:
    """What the page shows by now, to be sent back with it; `more` stands there and has no form."""
    marks: Seen = {_key(row): {} for row in more}
    marks |= {_key(form.instance): form.marks() for form in shown}
    return json.dumps(marks)


def wait_for_others(model: type[models.Model]) -> None:
    """Who adds a master of this kind waits until another has: the same click twice is seen as such."""
    key = Func(Value(model._meta.label), Value(7034), function="hashtextextended")
    lock = Func(key, function="pg_advisory_xact_lock", output_field=models.TextField())
    list(RoleGroup.objects.order_by().values_list(lock)[:1])


def _key(row: models.Model) -> str:
    return f"{row._meta.model_name}:{row.pk}"


def _mark(value: Any) -> str:
    return hashlib.sha256(str("" if value is None else value).encode()).hexdigest()[:16]


class ComparedForm(forms.ModelForm):
    """A form on a master, or on a row under one, that tells what has changed since it was opened."""

    seen: ClassVar[Seen] = {}

    def _told(self) -> Iterable[str]:
        """Fields that a person sees; the keys that a formset adds are not among them."""
        return [name for name, field in self.fields.items() if not field.widget.is_hidden]

    def _stands(self, name: str) -> Any:
        return self.get_initial_for_field(self.fields[name], name)

    def marks(self) -> dict[str, str]:
        """What stands in each field by now."""
        return {name: _mark(self._stands(name)) for name in self._told()}

    def _clean_fields(self) -> None:
        for field in self.fields.values():
            verb = "選んでください" if isinstance(field, forms.ChoiceField) else "書いてください"
            field.error_messages["required"] = f"{field.label}を{verb}"
            if isinstance(field, forms.CharField):
                guard_text(field, field.label)
        super()._clean_fields()  # type: ignore[misc]

    def _clean_form(self) -> None:
        super()._clean_form()  # type: ignore[misc]
        if self.instance._state.adding:
            return
        seen = self.seen.get(_key(self.instance), {})
        for name, mark in self.marks().items():
            is_typed = self.fields[name].disabled or self[name]._has_changed()  # type: ignore[attr-defined]
            if seen.get(name) != mark and is_typed:
                now = _in_words(self.fields[name], self._stands(name))
                self.add_error(name, MEANWHILE.format(now=now))


class ComparedFormSet(forms.BaseInlineFormSet):
    """The rows under a master. A row that somebody has added since stands in no form of the page."""

    seen: ClassVar[Seen] = {}

    @property
    def unshown(self) -> list[Any]:
        """Rows that stand in the database and not on the page."""
        shown = {form.instance.pk for form in self.initial_forms}
        return [row for row in self.get_queryset() if row.pk not in shown]

    def clean(self) -> None:
        super().clean()
        added = [str(row) for row in self.unshown if _key(row) not in self.seen]
        if added:
            raise ValidationError(ADDED.format(rows="、".join(added)))


def _in_words(field: Any, value: Any) -> str:
    """As the person reads it."""
    if value in ("", None):
        return "空欄"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, datetime.datetime):
        return format_datetime(value)
    if isinstance(value, datetime.date):
        return format_date(value)
    choices = {str(key): str(words) for key, words in getattr(field, "choices", ())}
    return choices.get(str(value), str(value))


class ComparedAdmin:
    """For the page of a master; stands before `ModelAdmin`."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        page: Any = super()
        if request.method != "POST":
            return page.changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            if object_id is None:
                wait_for_others(self.model)  # type: ignore[attr-defined]
            return page.changeform_view(request, object_id, form_url, extra_context)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        page: Any = super()
        found = page.get_object(request, object_id, from_field)
        if found is None or request.method != "POST":
            return found
        return (
            page.get_queryset(request).select_for_update(of=("self",), no_key=True).get(pk=found.pk)
        )

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)  # type: ignore[misc]
        return _compared(form, ComparedForm, seen_in(request))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        sets = [inline.formset for inline in context["inline_admin_formsets"]]
        if context["original"] is not None:
            shown = [context["adminform"].form, *(f for one in sets for f in one.initial_forms)]
            more = [row for one in sets for row in one.unshown]
            context = {**context, SEEN: marks_of(shown, more)}
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]


class ComparedInline:
    """For the rows under a master; stands before `InlineModelAdmin`."""

    formset: Any = ComparedFormSet

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)  # type: ignore[misc]
        return (
            rows.select_for_update(of=("self",), no_key=True) if request.method == "POST" else rows
        )

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]
        seen = seen_in(request)
        form = _compared(formset.form, ComparedForm, seen)
        return type(formset.__name__, (formset,), {"form": form, "seen": seen})


def _compared(form: Any, base: type, seen: Seen) -> Any:
    return type(form.__name__, (form, base), {"seen": seen})
