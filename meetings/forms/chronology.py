"""家族年表 of a 支援会議."""

from collections.abc import Sequence
from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from documents.partial_dates import PartialDate, PartialDateField

from ..models import ChronologyEntry, MeetingMember, Nature
from ..services import Piece
from .preparation import SOURCE_HELP, marker_field

OTHER = "other"


class PieceForm(BaseForm):
    """A line of the chronology, with where one knows it from."""

    draft_name, draft_label = "meeting-chronology", "会議の家族年表に載せること"

    happened = PartialDateField(label="時期")
    text = forms.CharField(label="出来事", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    who = forms.CharField(
        label="だれの",
        required=False,
        max_length=50,
        help_text="例：本人、長男。書かないと、世帯全体の出来事になります",
    )
    source = forms.CharField(label="情報源", max_length=100, help_text=SOURCE_HELP)
    nature = forms.ChoiceField(
        label="内容の性質",
        choices=Nature.choices,
        initial=Nature.FACT,
        widget=forms.RadioSelect,
    )
    markers = marker_field()

    def piece(self, **origins: Any) -> Piece:
        """What was entered, for the service."""
        names = ("happened", "text", "who", "source", "nature")
        data = {name: self.cleaned_data[name] for name in names}
        return Piece(**data, markers=tuple(self.cleaned_data["markers"]), **origins)

    @staticmethod
    def initial_of(row: ChronologyEntry) -> dict[str, Any]:
        names = ("text", "who", "source", "nature", "markers", "version")
        happened = PartialDate(row.happened_on, row.precision)
        return {name: getattr(row, name) for name in names} | {"happened": happened}


class ToldPieceForm(PieceForm):
    """By the secretary: who told it, too, and out of which paper it is taken."""

    draft_name, draft_label = "meeting-chronology-told", "会議の家族年表（聞き取り）"
    name_fields = ("told_by",)

    teller = forms.ChoiceField(label="伝えた構成員")
    told_by = forms.CharField(
        label="伝えた機関・人（構成員でない）",
        required=False,
        max_length=100,
        help_text="「情報提供者を守る」に印を付けると、ここに書いたことも、年表では伏せます",
    )
    origin = forms.ChoiceField(label="もとにしたもの", required=False)

    def __init__(
        self,
        *args: Any,
        members: Sequence[MeetingMember],
        origins: dict[str, tuple[str, Any, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(m.pk): m for m in members}
        self.origins = origins
        fields: Any = self.fields
        fields["teller"].choices = [
            *((key, f"{m.body_name}　{m.name}") for key, m in self.members.items()),
            (OTHER, "構成員でない機関・人"),
        ]
        fields["origin"].choices = [
            ("", "選ばない"),
            *((key, words) for key, (_, _, words) in origins.items()),
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("teller") == OTHER and not data.get("told_by"):
            self.add_error("told_by", "伝えた機関・人を書いてください")
        return data

    def told(self) -> dict[str, Any]:
        """Who told it, for the service."""
        chosen = self.cleaned_data["teller"]
        if chosen == OTHER:
            return {"told_by": self.cleaned_data["told_by"]}
        return {"teller": self.members[chosen]}

    def piece(self, **origins: Any) -> Piece:
        chosen = self.origins.get(self.cleaned_data["origin"])
        return super().piece(**({chosen[0]: chosen[1]} if chosen else {}))
