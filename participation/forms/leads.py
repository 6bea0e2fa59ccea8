"""Forms about candidates for the register."""

from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from cases import codes
from documents.forms import PhoneField
from organizations.models import Area
from participation.choices import KIND, MENUS
from participation.models import LEAD_MOVES, LeadContact, LeadState, Resource, ResourceLead
from participation.services import LeadFacts

from .base import PICK, day, lines, several, text


class LeadForm(BaseForm):
    """A place that might take people in."""

    draft_name, draft_label = "resource-lead", "資源の開拓"
    name_fields = ("name", "contact")

    name = text("候補の名称", 100, required=True)
    kind = forms.ChoiceField(label="種別")
    area = forms.ModelChoiceField(label="圏域", queryset=Area.objects.none(), required=False)
    menus = several("頼みたいメニュー", choices=MENUS)
    contact = text("相手の担当", 100)
    phone = PhoneField(label="電話", required=False)
    why = text("なぜ候補にしたか", 300, "相談者の名前や事情は書かないでください")
    next_on = day("次に連絡する日", ahead=True, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [PICK, *codes.offered(self, "kind", KIND)]
        fields["area"].queryset = Area.objects.all()
        fields["area"].empty_label = "区全域"

    def facts(self) -> LeadFacts:
        return LeadFacts(**self.values())

    @staticmethod
    def initial_of(lead: ResourceLead) -> dict[str, Any]:
        names = (*LeadFacts.__dataclass_fields__, "version")
        return {name: getattr(lead, name) for name in names}


class LeadContactForm(BaseForm):
    """One contact, and where it stands now."""

    draft_name, draft_label = "lead-contact", "開拓の経過"

    on = day("日")
    way = forms.ChoiceField(label="方法", choices=LeadContact.Way.choices, widget=forms.RadioSelect)
    text = lines(
        "話したこと", 3, "相談者の名前や事情は書かないでください", required=True, max_length=500
    )
    to = forms.ChoiceField(label="いまの状態", widget=forms.RadioSelect)
    operator_kind = forms.ChoiceField(
        label="運営主体", required=False, help_text="「合意した」のとき。台帳に載せます"
    )
    outcome = lines(
        "合意の内容・見送りの理由", 2, "「合意した」「見送り」のとき。合意の内容は台帳の「内容」になります",
        max_length=300,
    )  # fmt: skip
    next_on = day("次に連絡する日", ahead=True, required=False)

    def __init__(self, *args: Any, lead: ResourceLead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        states = [*([lead.state] if lead.is_open else []), *LEAD_MOVES[lead.state]]
        fields["to"].choices = [(state, LeadState(state).label) for state in states]
        fields["operator_kind"].choices = [("", "選ばない"), *Resource.Operator.choices]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_over = data.get("to") in (LeadState.AGREED, LeadState.DECLINED)
        if is_over and not data.get("outcome"):
            self.add_error("outcome", "合意した内容か、見送った理由を書いてください")
        if data.get("to") == LeadState.AGREED and not data.get("operator_kind"):
            self.add_error("operator_kind", "台帳に載せるので、運営主体を選んでください")
        return data
