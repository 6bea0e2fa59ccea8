"""Forms about one person's participation."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django import forms

from bunkyo_support.forms import BaseForm
from cases import codes
from organizations.models import Area, Body
from participation.choices import ACCESS, ACTIVITY, MENUS, SUPPORT, areas
from participation.models import DAY_PARTS, DAYS, LANGUAGES, ParticipationState
from participation.services.participating import REASON_NEEDED

from .base import day, lines, number, several, text


class BeginForm(BaseForm):
    """Whose participation begins, and which body is in charge of it."""

    person = forms.ChoiceField(label="だれの参加支援か", widget=forms.RadioSelect)
    body = forms.ModelChoiceField(label="担当する機関", queryset=Body.objects.none())

    def __init__(
        self, *args: Any, persons: Sequence[tuple[str, str]], bodies: Sequence[Body], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["person"].choices = persons
        fields["body"].queryset = Body.objects.filter(pk__in=[body.pk for body in bodies])


class ChargeForm(BaseForm):
    """Which body looks after it, and when somebody asks again."""

    draft_name, draft_label = "participation-charge", "参加支援の担当"

    body = forms.ModelChoiceField(label="担当する機関", queryset=Body.objects.none())
    next_look_on = day(
        "次に様子を見る日",
        "見学・体験の日が決まったら、その日を入れます。担当する機関の「今日の仕事」に出ます",
        ahead=True,
        required=False,
    )

    def __init__(self, *args: Any, bodies: Sequence[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["body"].queryset = Body.objects.filter(pk__in=[body.pk for body in bodies])


class NeedsForm(BaseForm):
    """What the person likes, needs and wishes."""

    draft_name, draft_label = "participation-needs", "参加のニーズと希望"
    sections: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = (
        ("本人のこと", ("wishes", "strengths", "care")),
        ("どんなつながりがよいか", ("menus", "activities")),
        ("行ける日と場所", ("days", "parts", "area", "other_areas")),
        ("条件と支え", ("largest_group", "age", "highest_fee", "supports", "accessibility", "language")),
    )  # fmt: skip

    wishes = lines("本人の希望（本人の言葉）", 2, "例：「土いじりなら、またやってみたい」")
    strengths = lines("得意なこと・好きなこと", 2)
    care = lines("苦手なこと・配慮", 2)
    menus = several("つながりの形", choices=MENUS)
    activities = several("やってみたい活動")
    days = several("行ける曜日", "どの曜日でもよいときは、空けておきます", choices=DAYS)
    parts = several("行ける時間帯", choices=DAY_PARTS)
    area = forms.ModelChoiceField(
        label="いちばん行きやすい圏域", queryset=Area.objects.none(), required=False
    )
    other_areas = several("ほかに行ける圏域")
    largest_group = number("何人くらいまでがよいか", 1000)
    age = number("年齢（対象年齢を確かめるため）", 120)
    highest_fee = number("1回に払える費用（円）", 1_000_000)
    supports = several("必要な支え")
    accessibility = several("必要な設備")
    language = forms.ChoiceField(label="必要な言葉（日本語のほか）", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["activities"].choices = codes.offered(self, "activities", ACTIVITY)
        fields["supports"].choices = codes.offered(self, "supports", SUPPORT)
        fields["accessibility"].choices = codes.offered(self, "accessibility", ACCESS)
        fields["other_areas"].choices = areas()
        fields["area"].queryset = Area.objects.all()
        fields["area"].empty_label = "どこでもよい・決まっていない"
        fields["language"].choices = [("", "なし"), *LANGUAGES]

    def parts_of_page(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Titles and bound fields of the sections."""
        for title, names in self.sections:
            yield title, [self[name] for name in names]


class MoveForm(BaseForm):
    """A step by hand; those that end something ask why."""

    draft_name, draft_label = "participation-move", "参加支援の区切り"

    reason = lines("理由", 3, "参加機関の担当者が読みます", max_length=500)

    def __init__(self, *args: Any, to: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if to in REASON_NEEDED:
            field = self.fields["reason"]
            field.required = True
            field.error_messages["required"] = "理由を書いてください"
        elif to not in (ParticipationState.SEARCHING,):
            del self.fields["reason"]

    def reason_given(self) -> str:
        return str(self.cleaned_data.get("reason", ""))


class ProposeForm(BaseForm):
    """A place becomes a candidate, for one of the menus that it takes."""

    menu = forms.ChoiceField(label="つながりの形", widget=forms.RadioSelect)
    why = text("候補にする理由", 300, "空けておくと、合う条件がそのまま残ります")

    def __init__(self, *args: Any, menus: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["menu"].choices = menus
