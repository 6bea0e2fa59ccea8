"""The answer to a request for 多機関協働. Writing one: meetings.request_entry."""

from bunkyo_support.forms import BaseForm

from .base import text_field


class ReturnForm(BaseForm):
    draft_name, draft_label = "ma-return", "依頼への返事"

    reason = text_field("差戻しの理由", max_length=500)
    advice = text_field("次にしてほしいこと", max_length=500)
