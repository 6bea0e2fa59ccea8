"""All parts of the look on one page with made-up data, to be looked at while building.

Reachable under /_styleguide/ in development only. What everybody sets for her own screen: own_screen.
"""

import datetime
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from access.explain import Audience, Readers
from access.routes import PUBLIC, route
from documents.forms import KanaField, PhoneField, WarekiDateField

from .forms import BaseForm, render_form

URGENCY = {
    "a": ("A 直ちに", "生命・身体の危険、食べるもの・住むところがない"),
    "b": ("B 1週間以内", "悪くなるおそれ"),
    "c": ("C 1か月以内", "続けて相談"),
    "d": ("D 見守り・情報収集", ""),
}


class SampleForm(BaseForm):
    """One field of every kind."""

    draft_name, draft_label = "sample", "部品の見本"
    name_fields: ClassVar[tuple[str, ...]] = ("name",)
    kana_fields: ClassVar[dict[str, str]] = {"kana": "name"}

    method = forms.ChoiceField(
        label="相談の方法",
        choices=[("v", "来所"), ("t", "電話"), ("h", "訪問"), ("m", "メール等"), ("o", "その他")],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label="氏名", required=False)
    kana = KanaField(label="ふりがな", required=False, help_text="氏名から自動で入ります")
    phone = PhoneField(label="電話番号", required=False)
    topics = forms.MultipleChoiceField(
        label="困りごと",
        help_text="いくつでも",
        choices=[
            (str(i), t) for i, t in enumerate(["介護", "障害", "子育て", "収入・生活費", "住まい"])
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    birth_date = WarekiDateField(label="生年月日", required=False)
    text = forms.CharField(
        label="聞き取ったこと",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="見立ては行を分けて書く",
    )
    urgency = forms.ChoiceField(
        label="緊急度",
        choices=[(k, words) for k, (words, _) in URGENCY.items()],
        widget=forms.RadioSelect,
    )
    place = forms.ChoiceField(
        label="場所", choices=[("", ""), ("1", "区役所 5階 会議室B")], required=False
    )
    protect = forms.BooleanField(label="住所・連絡先を保護する（DV等支援措置）", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        urgency: Any = self.fields["urgency"]
        urgency.choice_help = {key: small for key, (_, small) in URGENCY.items()}


def _audience(level: str, total: int, note: str = "") -> Audience:
    rows = (
        Readers("東 高齢者あんしん相談センター", "相談員", total - 3),
        Readers("生活福祉課", "相談員", 2),
        Readers("社会福祉協議会", "管理者", 1),
    )
    until = timezone.now() + datetime.timedelta(days=200)
    return Audience(level, total, rows, "本人の同意により共有されています", until, note)


def _context() -> dict[str, Any]:
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    return {
        "audiences": [
            _audience("org", 9, "つなぐまで、ほかの機関には表示されません"),
            _audience("case", 11),
            _audience("meeting", 8, "ここで知ったことを外で話すと罰則があります"),
            _audience("secretariat", 4),
        ],
        "audience": _audience("org", 9),
        "overdue": today - 6 * day,
        "today": today,
        "soon": today + 2 * day,
        "later": today + 40 * day,
        "tabs": [
            {"label": "概要", "url": "#"},
            {"label": "経過", "url": "#", "is_current": True, "count": 42},
            {"label": "世帯・関係図", "url": "#"},
            {"label": "プラン", "url": "#"},
            {"label": "会議", "url": "#", "count": 2, "unit": "回"},
            {"label": "つなぎ", "url": "#"},
            {"label": "閲覧の記録", "url": "#"},
        ],
        "steps": [
            {"label": "同意の確認", "is_done": True},
            {"label": "プランの案", "is_current": True},
            {"label": "会議に出す"},
        ],
        "diff_rows": [
            {"label": "目標", "before": "月1回通院する", "after": "月2回通院する"},
            {"label": "期限", "before": "12月15日", "after": "12月15日"},
            {"label": "役割", "before": "", "after": "送迎は社会福祉協議会"},
        ],
        "tones": ["", "blue", "green", "orange", "yellow", "red", "purple", "magenta", "line"],
    }


@route(PUBLIC, methods=("GET", "HEAD", "POST"))
def show(request: HttpRequest) -> HttpResponse:
    """The style guide; a sent form is only checked."""
    form = SampleForm(request.POST if request.method == "POST" else None)
    return render_form(request, "ui/styleguide.html", {**_context(), "form": form}, form)
