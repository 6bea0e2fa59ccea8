"""Form of the passing on of a request 事案の移送."""

from django import forms

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField

from .hearing_forms import EXAMPLE


class PassingForm(BaseForm):
    """To whom, when that body has agreed, and why."""

    passed_to = forms.CharField(
        label="移送する相手",
        max_length=200,
        help_text="例：みほん県知事。請求した人への通知に入ります",
    )
    agreed_on = WarekiDateField(
        label="相手が承知した日", help_text=f"相手と協議して、承知してもらった日です。{EXAMPLE}"
    )
    words = forms.CharField(
        label="移送する理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="請求した人への通知に、このまま入ります。例：記録が、その機関から提供されたものであるため",
    )
