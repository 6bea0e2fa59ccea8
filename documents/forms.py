"""Form fields that accept what people type and answer beside the field, in plain Japanese."""

import re
import unicodedata
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone

from .births import NO_AGE, Estimate, read_birth, says_an_age
from .reach import remark_on_mail, remark_on_phone
from .text import (
    ControlCharacterError,
    clean_control,
    has_kanji,
    is_blank,
    normalise_address,
    normalise_phone,
    to_hiragana,
)
from .wareki import DateInputError, format_date, parse_date

# 高校生くらい, 小学校に入る前: words of Japanese without a number.
LONGEST_ESTIMATE = 20
_WORDS_ONLY = re.compile(r"[々ーぁ-んァ-ヶ一-鿿、（）]+")


def reject_control_characters(text: str) -> None:
    """Validator for one line of text."""
    try:
        clean_control(text)
    except ControlCharacterError as exc:
        raise ValidationError(str(exc), code="control") from exc


# As many characters as some sixty pages; what people write is far below, and pages and papers bear it.
MOST_TEXT = 50_000
_SPACES_IN_A_LINE = re.compile(r"[\t\r\n\v\f]")
_LINE_ENDS = re.compile(r"\r\n|[\r\v\f]")


def guard_text(field: forms.CharField, label: Any) -> None:
    """Make a text field of a form refuse what nobody can have meant, each with words of its own: control
    characters (S-60), what turns the text around, more than any record holds. What nobody would see is
    empty. Marks of scripts and variants of kanji stay as they were typed (S-58). Once a field."""
    if getattr(field, "is_guarded", False):
        return
    clean = field.clean
    is_long = isinstance(field.widget, forms.Textarea) or field.widget.is_hidden
    most = None if field.max_length or field.widget.is_hidden else MOST_TEXT
    field.validators = [
        one for one in field.validators if not isinstance(one, ProhibitNullCharactersValidator)
    ]

    def guarded(value: Any) -> Any:
        return clean(_readable(value, str(label), is_long, most))

    field.clean = guarded  # type: ignore[method-assign]
    field.is_guarded = True


def _readable(value: Any, label: str, is_long: bool, most: int | None) -> Any:
    if not isinstance(value, str):
        return value
    if most is not None and len(value) > most:
        raise ValidationError(
            f"{label}は、{most:,}文字までにしてください（いま{len(value):,}文字です）。"
            "長いものは、いくつかに分けて登録してください",
            code="max_length",
        )
    text = _LINE_ENDS.sub("\n", value) if is_long else _SPACES_IN_A_LINE.sub(" ", value)
    try:
        clean_control(text, multiline=is_long)
    except ControlCharacterError as exc:
        raise ValidationError(f"{label}に、{exc}", code="control") from exc
    return "" if is_blank(text) else text


class WarekiDateField(forms.Field):
    """One text input for a date; `allow_future` for appointments and due dates."""

    widget = forms.TextInput

    def __init__(self, *, allow_future: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "例：R8.5.2、令和8年5月2日、5/2")
        self.allow_future = allow_future
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """The day; None for an empty field; an error that tells why it is no day."""
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return parse_date(str(value), allow_future=self.allow_future, of_work=True)
        except DateInputError as exc:
            raise ValidationError(str(exc), code="invalid_date") from exc

    def prepare_value(self, value: Any) -> Any:
        """A day as 令和8年11月25日; what was typed stays as it was typed."""
        return format_date(value) if isinstance(value, date) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Two spellings of one day are no change."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The page's script echoes the day in both calendars beside the input."""
        kind = "near" if self.allow_future else "past"
        return {**super().widget_attrs(widget), "data-wareki": kind, "size": "20"}


class BirthField(WarekiDateField):
    """One text input for a birth: a day, or what is known in its place (year, age, decade, 不詳)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text", "例：S23.5.2、1948/5/2。分からなければ、昭和23年、80代、不詳"
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """The day, or an `Estimate` with words; words without a number are kept as they are, if they say an age."""
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            return read_birth(value)  # type: ignore[return-value]
        except DateInputError as exc:
            words = value.strip()
            if len(words) > LONGEST_ESTIMATE or not _WORDS_ONLY.fullmatch(words):
                raise ValidationError(str(exc), code="invalid_date") from exc
            if not says_an_age(words):
                raise ValidationError(f"日付や、{NO_AGE}", code="no_age") from exc
            return Estimate(words)  # type: ignore[return-value]


class _OneLineField(forms.CharField):
    default_validators = [reject_control_characters]


class PhoneField(_OneLineField):
    """A phone number; never an error for its format alone. What cannot be whole is remarked on below the field."""

    remark = staticmethod(remark_on_phone)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        kwargs.setdefault("help_text", "全角でも、ハイフンなしでもかまいません")
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return normalise_phone(str(super().to_python(value)))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "tel"}


class MailField(_OneLineField):
    """A mail address; never an error for its format alone."""

    remark = staticmethod(remark_on_mail)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "email"}


class AddressField(_OneLineField):
    """住所・郵便番号 in one line, as the paper form has them; never an error for its format."""

    longest = 200

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", self.longest)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return normalise_address(str(super().to_python(value)), self.longest)


class KanaField(_OneLineField):
    """A reading (ふりがな), kept as hiragana; Latin letters of foreign names stay."""

    default_error_messages = {
        "kanji": "ふりがなは、ひらがなかカタカナで書いてください（漢字が入っています）",
    }

    def to_python(self, value: Any) -> str:
        return to_hiragana(str(super().to_python(value)))

    def validate(self, value: str) -> None:
        super().validate(value)
        if has_kanji(value):
            raise ValidationError(self.error_messages["kanji"], code="kanji")


_CLOCK = re.compile(r"(午前|午後)?(\d{1,2})(?:[時:](\d{1,2})?分?)?")


class ClockField(forms.TimeField):
    """A time of day as people write it: 14:00, １４：３０, 14時30分, 1430, 午後2時半."""

    default_error_messages = {"invalid": "時刻を確かめてください。例：14:00、14時30分、午後2時半"}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "例：14:00、14時30分")
        kwargs.setdefault("input_formats", ["%H:%M"])
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M"))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The field is as wide as a time of day."""
        return {**super().widget_attrs(widget), "data-clock": "", "size": "8"}

    def to_python(self, value: Any) -> time | None:
        """The time of day; an error with examples for what is none."""
        if isinstance(value, str):
            value = _plain_clock(value)
        found: time | None = super().to_python(value)
        return found


def _plain_clock(typed: str) -> str:
    """14:30 for what was typed; as it was where it is no time of the day."""
    plain = unicodedata.normalize("NFKC", typed).replace(" ", "").replace("時半", "時30分")
    if plain.isdigit() and len(plain) in (3, 4):
        return f"{plain[:-2]}:{plain[-2:]}"
    found = _CLOCK.fullmatch(plain)
    if found is None or (found[1] is None and ":" not in plain and "時" not in plain):
        return plain
    hour = int(found[2])
    if found[1] and hour > 12:
        return plain
    if found[1] == "午後" and hour < 12:
        hour += 12
    return f"{hour:02}:{int(found[3] or 0):02}"


class _DayInput(forms.TextInput):
    def format_value(self, value: Any) -> str | None:
        return format_date(value) if isinstance(value, date) else super().format_value(value)


class _ClockInput(forms.TextInput):
    def format_value(self, value: Any) -> str | None:
        """To the minute; to the second where it has seconds."""
        if not isinstance(value, time):
            return super().format_value(value)
        return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"


class WarekiMomentInput(forms.MultiWidget):
    """Day and time of day beside each other, the day in the Japanese calendar."""

    supports_microseconds = False

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        day = _DayInput(attrs={"class": "vDateField", "size": "20", "autocomplete": "off"})
        clock = _ClockInput(attrs={"class": "vTimeField", "size": "8", "autocomplete": "off"})
        super().__init__([day, clock], attrs)

    def decompress(self, value: Any) -> list[Any]:
        """The day and the time of day in Tokyo, whole: what nobody may change is written back as it stands."""
        if not value:
            return [None, None]
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return [local.date(), local.time()]


class WarekiMomentField(forms.SplitDateTimeField):
    """A day with a time of day, both as people write them. A day alone is its beginning."""

    widget = WarekiMomentInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "例：R9.4.1　9:00")
        super().__init__(**kwargs)
        clock = ClockField(required=False, input_formats=["%H:%M", "%H:%M:%S"])
        self.fields = (WarekiDateField(allow_future=True, required=False), clock)

    def clean(self, value: Any) -> Any:
        """The moment; of a day without a time of day, midnight."""
        if isinstance(value, list | tuple) and len(value) == 2 and value[0] and not value[1]:
            value = [value[0], "0:00"]
        return super().clean(value)


class MinutesField(forms.IntegerField):
    """How many minutes something took: 90, ９０, 90分."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": 1440} | kwargs)

    def to_python(self, value: Any) -> int | None:
        """The number of minutes."""
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).strip().removesuffix("分")
        found: int | None = super().to_python(value)
        return found
