"""The 支援会議 itself, and what is shared into it."""

from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm

from ..models import Addendum, Informant, Marker, Nature
from .base import READ_IT, text_field


class MeetingForm(BaseForm):
    """Setting up a 支援会議."""

    draft_name, draft_label = "meeting", "会議の設置"

    subject = forms.CharField(
        label="検討する世帯・人", max_length=200, help_text="例：架空さんの世帯（5人）"
    )
    need_statement = text_field(
        "今、情報を共有する必要",
        4,
        help_text="なぜ今か、このまま何もしないとどうなるおそれがあるか",
    )
    duty = forms.BooleanField(
        label="この義務を確かめました（事務局として）", error_messages={"required": READ_IT}
    )


class ChangeMeetingForm(BaseForm):
    draft_name, draft_label = "meeting-change", "会議の趣旨"

    subject = forms.CharField(label="検討する世帯・人", max_length=200)
    need_statement = text_field("今、情報を共有する必要", 4)


class ItemForm(BaseForm):
    draft_name, draft_label = "item", "会議で共有すること"

    text = text_field("共有すること", 4)
    nature = forms.ChoiceField(
        label="内容の性質",
        choices=Nature.choices,
        initial=Nature.FACT,
        widget=forms.RadioSelect,
    )
    source = forms.CharField(
        label="情報源", required=False, max_length=100, help_text="例：本人、長女、訪問して見た"
    )
    markers = forms.MultipleChoiceField(
        label="取り扱いの注意",
        required=False,
        choices=Marker.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="あとで開示を求められたときに、伏せるかどうかを考える印になります",
    )
    informant = forms.ChoiceField(
        label="情報提供者",
        required=False,
        choices=[("", ""), *Informant.choices],
        help_text="「情報提供者を守る」のとき。名前や、だれか分かる書き方はしないでください。"
        "名前は、自機関の記録にだけ残します",
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if Marker.INFORMANT in data.get("markers", []):
            if not data.get("informant"):
                self.add_error("informant", "情報提供者が、どんな人かを選んでください")
            if data.get("source"):
                self.add_error(
                    "source",
                    "情報提供者を守るときは、ここを空にして、「情報提供者」で、どんな人かを選んでください",
                )
        elif data.get("informant"):
            self.add_error(
                "informant",
                "選んだときは、「情報提供者を守る」にもチェックを付けてください",
            )
        return data


class AddendumToItemForm(BaseForm):
    """付記・訂正: what was shared stays as it is."""

    draft_name, draft_label = "item-addendum", "共有した情報への付記・訂正"

    addendum = forms.ChoiceField(
        label="付記か訂正か", choices=Addendum.choices, widget=forms.RadioSelect
    )
    text = text_field("内容", 4)
