"""Forms about missing resources."""

from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from cases import codes
from organizations.models import Area

from ..models import GAP_MOVES, GapState, ResourceGap
from .base import text_field


class ResourceGapForm(BaseForm):
    """A need that no resource meets. No draft is kept: it would say from where it came."""

    read_by = "事務局の人"
    kind = forms.ChoiceField(label="足りないもの", choices=ResourceGap.Kind.choices)
    topic = forms.ChoiceField(label="困りごとの種類")
    text = text_field(
        "どんな支えが足りないか",
        2,
        max_length=200,
        help_text="氏名・住所・年齢・ケース番号など、だれのことか分かることは書かないでください",
    )
    area = forms.ModelChoiceField(
        label="圏域",
        queryset=Area.objects.none(),
        required=False,
        help_text="その圏域に同じような世帯が少なく、だれのことか分かりそうなときは、選ばないでください",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pick = ("", "選んでください")
        self.fields["kind"].choices = [pick, *ResourceGap.Kind.choices]
        self.fields["topic"].choices = [pick, *codes.choices(codes.TOPIC)]
        self.fields["area"].queryset = Area.objects.all()


class GapStateForm(BaseForm):
    """What the 関係者連絡会 came to."""

    read_by = "事務局の人"
    state = forms.ChoiceField(label="状態", widget=forms.RadioSelect)
    outcome = text_field("検討の結果", 3, required=False, max_length=500)

    def __init__(self, *args: Any, gap: ResourceGap, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = (gap.state, *GAP_MOVES[gap.state])
        self.fields["state"].choices = [(s, GapState(s).label) for s in states]
