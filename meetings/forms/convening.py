"""Candidate dates, answers to them, the call to a sitting."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from documents.forms import ClockField, WarekiDateField, reject_control_characters

from ..dates import Person
from ..models import LINK_BEGINS, Convocation, DateAnswer, DateCandidate
from ..services import Reply, Slot
from .base import DAY_AHEAD, text_field
from .sittings import TogetherForm

MOST_CANDIDATES, SHOWN_AT_FIRST = 6, 3
MARK_WORDS = {
    "yes": "○ 出られます",
    "maybe": "△ 調整すれば出られます",
    "no": "× 出られません",
    "other": "代 代わりの人が出ます",
}
SLOT_PARTS = ("day", "starts", "ends", "place")


class DatesForm(BaseForm):
    """Several days and hours; lines that are left empty do not count. `people`: who is asked, of whom some must come;
    `words`: what these are called (`poll_page`)."""

    draft_name, draft_label = "date-poll", "会議の候補日"

    needed = forms.MultipleChoiceField(
        label="必ず出てほしい人", widget=forms.CheckboxSelectMultiple, required=False
    )
    answer_until_on = WarekiDateField(
        label="いつまでに答えてもらうか", allow_future=True, help_text=DAY_AHEAD
    )

    def __init__(
        self, *args: Any, people: Sequence[Person], words: Mapping[str, str], **kwargs: Any
    ) -> None:
        # Before the base class words labels and keeps the browser out; Django copies these.
        self.base_fields = {**_slot_fields(), **type(self).base_fields}  # type: ignore[misc]
        super().__init__(*args, **kwargs)
        self.people = {str(person.who.pk): person for person in people}
        needed: Any = self.fields["needed"]
        needed.label, needed.help_text = words["needed"], words["needed_help"]
        needed.choices = [
            (key, f"{person.name}（{person.note}）" if person.note else person.name)
            for key, person in self.people.items()
            if not person.mark_of_need
        ]

    def rows(self) -> list[list[Any]]:
        """The bound fields of each line, for the page."""
        return [[self[f"{part}_{n}"] for part in SLOT_PARTS] for n in _numbers()]

    @property
    def has_more(self) -> bool:
        """Whether something stands in the lines that are folded away at first."""
        later = [bound for row in self.rows()[SHOWN_AT_FIRST:] for bound in row]
        return any(bound.value() for bound in later)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for n in _numbers():
            if not any(data.get(f"{part}_{n}") for part in SLOT_PARTS):
                continue
            for part, words in (("day", "日"), ("starts", "始まる時刻")):
                if not data.get(f"{part}_{n}") and f"{part}_{n}" not in self.errors:
                    self.add_error(f"{part}_{n}", f"候補{n}の{words}を書いてください")
            starts, ends = data.get(f"starts_{n}"), data.get(f"ends_{n}")
            if starts and ends and ends <= starts:
                self.add_error(f"ends_{n}", "終わる時刻は、始まる時刻より後にしてください")
        if not self.errors and not self.slots():
            self.add_error("day_1", "候補日を、1つ以上書いてください")
        return data

    def slots(self) -> list[Slot]:
        """What is proposed."""
        data = self.cleaned_data
        return [
            Slot(
                _moment(data[f"day_{n}"], data[f"starts_{n}"]),
                _moment(data[f"day_{n}"], data[f"ends_{n}"]) if data.get(f"ends_{n}") else None,
                data.get(f"place_{n}") or "",
            )
            for n in _numbers()
            if data.get(f"day_{n}") and data.get(f"starts_{n}")
        ]

    def chosen(self) -> list[Any]:
        """Who must be there."""
        return [self.people[key].who for key in self.cleaned_data["needed"]]


def _numbers() -> range:
    return range(1, MOST_CANDIDATES + 1)


def _moment(day: datetime.date, clock: datetime.time) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, clock))


def _slot_fields() -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    for n in _numbers():
        found[f"day_{n}"] = WarekiDateField(
            label="日", required=False, allow_future=True, help_text="例：R8.12.3"
        )
        found[f"starts_{n}"] = ClockField(label="始まる時刻", required=False, help_text="例：14:00")
        found[f"ends_{n}"] = ClockField(label="終わる時刻", required=False, help_text="例：15:30")
        found[f"place_{n}"] = forms.CharField(
            label="場所", required=False, max_length=100, help_text="例：会議室B"
        )
    return found


class RepliesForm(BaseForm):
    """○ △ × for each candidate, with a few words."""

    draft_name, draft_label = "date-answer", "日程の回答"

    def __init__(
        self,
        *args: Any,
        candidates: Sequence[DateCandidate],
        given: Mapping[Any, DateAnswer],
        **kwargs: Any,
    ) -> None:
        self.candidates = list(candidates)
        own: dict[str, forms.Field] = {}
        for n, candidate in enumerate(self.candidates, start=1):
            own |= _reply_fields(n, given.get(candidate.pk))
        self.base_fields = {**own, **type(self).base_fields}  # type: ignore[misc]
        super().__init__(*args, **kwargs)

    def rows(self) -> list[tuple[DateCandidate, Any, Any]]:
        """A candidate with its two fields, for the page."""
        return [
            (candidate, self[f"mark_{n}"], self[f"remark_{n}"])
            for n, candidate in enumerate(self.candidates, start=1)
        ]

    def replies(self) -> dict[DateCandidate, Reply]:
        data = self.cleaned_data
        return {
            candidate: Reply(data[f"mark_{n}"], data[f"remark_{n}"])
            for n, candidate in enumerate(self.candidates, start=1)
        }


def _reply_fields(n: int, before: DateAnswer | None) -> dict[str, forms.Field]:
    return {
        f"mark_{n}": forms.ChoiceField(
            label=f"候補{n}の都合",
            choices=[(v, MARK_WORDS[v]) for v in DateAnswer.Mark.values],
            initial=before.mark if before else None,
            widget=forms.RadioSelect,
        ),
        f"remark_{n}": forms.CharField(
            label=f"候補{n}へのひとこと",
            required=False,
            max_length=100,
            initial=before.remark if before else "",
            help_text="例：15時からなら出られます。世帯のことは書きません",
        ),
    }


class ToldRepliesForm(RepliesForm):
    """The same, as somebody told it to the secretary."""

    draft_name, draft_label = "date-answer-told", "聞いた日程の回答"

    told_by = forms.CharField(
        label="だれから聞いたか",
        max_length=100,
        help_text="例：本人、所属の長、受付の人。本人の代わりに答えた人の立場が分かるように",
    )
    told_how = forms.ChoiceField(
        label="どのように聞いたか", choices=DateAnswer.Told.choices, widget=forms.RadioSelect
    )


class ChooseForm(TogetherForm):
    """この日に決める."""

    draft_name, draft_label = "date-choice", "決めた日の議題"

    agenda = text_field(
        "話し合うこと", required=False, help_text="1行に1つ。時間の目安は「声かけ（20分）」のように"
    )

    def content(self) -> dict[str, Any]:
        return {"agenda": self.cleaned_data["agenda"], "partners": self.chosen_partners()}


class ChooseDayForm(BaseForm):
    """この日に決める, of a 重層的支援会議: what it is about is settled already."""

    def content(self) -> dict[str, Any]:
        return {}


class ConveneForm(BaseForm):
    """招集する: a topic from the list, and an address for who takes part from far away."""

    draft_name, draft_label = "convene", "支援会議の招集"

    topic = forms.ChoiceField(
        label="通知に書く議題",
        choices=Convocation.Topic.choices,
        widget=forms.RadioSelect,
        help_text="通知は外に出る紙です。世帯のことを書かないように、決まった言葉から選びます",
    )
    link = forms.CharField(
        label="オンライン会議のアドレス",
        required=False,
        max_length=500,
        help_text="https:// で始まるもの。構成員の画面にだけ出ます。紙とメールには書かれません",
        validators=[reject_control_characters],
    )

    def clean_link(self) -> str:
        link = str(self.cleaned_data["link"]).strip()
        if not link:
            return ""
        wrong = "https:// で始まるアドレスを、省かずに書いてください"
        if not link.startswith(LINK_BEGINS):
            raise ValidationError(wrong)
        try:
            URLValidator(schemes=["https"])(link)
        except ValidationError as exc:
            raise ValidationError(wrong) from exc
        if "@" in urlsplit(link).netloc:
            raise ValidationError("名前や暗証が入ったアドレスは使えません")
        return link


class SearchForm(BaseForm):
    """The register by case number and days: what is typed never stands in an address (S-51)."""

    number = forms.CharField(
        label="ケース番号", required=False, max_length=20, help_text="例：R8-01234"
    )
    since = WarekiDateField(
        label="この日から", required=False, allow_future=True, help_text=DAY_AHEAD
    )
    until = WarekiDateField(
        label="この日まで", required=False, allow_future=True, help_text=DAY_AHEAD
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", "「この日まで」は、「この日から」より後にしてください")
        return data
