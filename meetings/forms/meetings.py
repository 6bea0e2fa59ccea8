"""The 支援会議 itself, and what is shared into it."""

from django import forms

from bunkyo_support.forms import BaseForm

from ..models import Nature
from .base import READ_IT, text_field


class MeetingForm(BaseForm):
    """Setting up a 支援会議."""

    draft_name, draft_label = "meeting", "支援会議の設置"

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
    draft_name, draft_label = "meeting-change", "支援会議の趣旨"

    subject = forms.CharField(label="検討する世帯・人", max_length=200)
    need_statement = text_field("今、情報を共有する必要", 4)


class ItemForm(BaseForm):
    draft_name, draft_label = "item", "支援会議で共有すること"

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
