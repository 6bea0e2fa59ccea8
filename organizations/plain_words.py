"""How the pages for masters speak: days of the Japanese calendar, はい and いいえ, 選んでください.

The library shows days of the western calendar, marks for yes and no, and dashes. Stands before `ModelAdmin`
and its rows; what the pages may do stands in `admin.py`.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import InlineAdminFormSet
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone

from documents.forms import WarekiDateField, WarekiMomentField
from documents.wareki import format_date, format_datetime

PICK, NONE = "選んでください", "なし"
DAY, MOMENT = "例：R9.4.1、令和9年4月1日", "例：R9.4.1　9:00（時刻を空けると、その日の0時）"
MIDNIGHT = time()


def in_words(value: Any) -> str:
    """A day, a moment, yes or no, as the ward writes it."""
    if value is None:
        return NONE
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if hasattr(value, "hour"):
        return format_datetime(value)
    return format_date(value)


def moment_in_words(at: datetime) -> str:
    """The day alone where it begins with it, as offices do: nobody says 「4月1日の0時」."""
    local = timezone.localtime(at)
    return format_datetime(at) if local.time() != MIDNIGHT else format_date(local.date())


def last_day_in_words(until: datetime) -> str:
    """Of a period that ends as a day begins, the day before, 「3月31日まで」; else the moment."""
    local = timezone.localtime(until)
    if local.time() != MIDNIGHT:
        return format_datetime(until)
    return format_date(local.date() - timedelta(days=1))


# nosemgrep: kept-between-requests - columns of the pages of masters; no row
@cache
def shown_in_words(field: Any) -> Callable[[Any], str]:
    """A column, or a line that is not typed in, for a field whose value the library would show in its own way. Always
    the same one for a field: the library sorts by columns that it knows."""

    @admin.display(description=field.verbose_name, ordering=field.name)
    def shown(row: Any) -> str:
        return in_words(getattr(row, field.name))

    shown.__name__ = field.name
    return shown


class PlainRows(InlineAdminFormSet):
    """Rows under a master: the links that add one and take an empty one away."""

    def inline_formset_data(self) -> str:
        """What the script of the library reads."""
        data = json.loads(super().inline_formset_data())
        data["options"] |= {"addText": "行を足す", "deleteText": "この行をやめる"}
        return json.dumps(data)


class PlainPages:
    """For pages of masters; stands before `ModelAdmin`."""

    def get_inline_formsets(self, *args: Any, **kwargs: Any) -> list[Any]:
        """The library's, with our words on their links."""
        found = super().get_inline_formsets(*args, **kwargs)  # type: ignore[misc]
        for rows in found:
            rows.__class__ = PlainRows
        return list(found)

    def render_change_form(
        self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """What is wrong is told by our template; the library would tell it in its own words."""
        context = {**context, "wrong": context.get("errors"), "errors": None}
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]


class PlainWords:
    """For pages and rows of masters."""

    empty_value_display = NONE

    def _in_words(self, names: Sequence[Any]) -> list[Any]:
        return [self._column(name) for name in names]

    def _column(self, name: Any) -> Any:
        try:
            field = self.opts.get_field(name)  # type: ignore[attr-defined]
        except (FieldDoesNotExist, TypeError):
            return name
        is_own = isinstance(field, models.DateField | models.BooleanField)
        return shown_in_words(field) if is_own else name

    def get_list_display(self, request: Any) -> list[Any]:
        """Days and yes or no in words; other columns as they are."""
        return self._in_words(super().get_list_display(request))  # type: ignore[misc]

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Days as people write them; an empty choice says what is to be done."""
        if isinstance(db_field, models.DateTimeField):
            kwargs |= {"form_class": WarekiMomentField, "help_text": db_field.help_text or MOMENT}
            if db_field.default is timezone.now:
                kwargs["initial"] = _today
            return db_field.formfield(**kwargs)
        if isinstance(db_field, models.DateField):
            kwargs |= {"form_class": WarekiDateField, "help_text": db_field.help_text or DAY}
            if isinstance(db_field.default, str):
                kwargs["initial"] = date.fromisoformat(db_field.default)
            return db_field.formfield(**kwargs, allow_future=True)
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if isinstance(field, forms.ModelChoiceField):
            field.empty_label = PICK if field.required else NONE
            field.widget = getattr(field.widget, "widget", field.widget)  # no windows over the page
            field.widget.choices = field.choices
        elif isinstance(field, forms.ChoiceField):
            empty = PICK if field.required else NONE
            known: Any = field.choices
            field.choices = [(key, words if key != "" else empty) for key, words in known]
        return field


def _today() -> datetime:
    """Offices begin with a day: who types another day has no hour to put right."""
    return timezone.make_aware(datetime.combine(timezone.localdate(), MIDNIGHT))
