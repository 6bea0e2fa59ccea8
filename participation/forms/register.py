"""The entry of the register, as it is typed on the page and as a line of a list brings it."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms

from access.open_registers import Publicity
from bunkyo_support.forms import BaseForm
from cases import codes
from documents.forms import KanaField, PhoneField
from organizations.models import Area, Body
from participation.choices import ACCESS, ACTIVITY, KIND, MENUS, SUPPORT, offered
from participation.models import DAY_PARTS, DAYS, LANGUAGES, Resource
from participation.models.resource import ResourceState

from .base import lines, number, several, text


class ResourceForm(BaseForm):
    """All fields of one entry (domain.md 4.12)."""

    draft_name, draft_label = "resource", "社会資源の登録"
    name_fields = ("name", "operator", "contact")
    kana_fields: ClassVar[dict[str, str]] = {"kana": "name"}
    sections: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = (
        ("何があるか", ("name", "kana", "kind", "content", "state")),
        ("だれが運営しているか", ("operator_kind", "operator", "body", "contact", "phone", "url")),
        ("どこで", ("area", "address", "accessibility", "accessibility_note")),
        ("いつ・費用", ("days", "parts", "hours", "fee", "fee_note", "booking")),
        ("だれが来られるか", ("age_from", "age_until", "target", "languages")),
        ("人数", ("capacity", "usual_size")),
        (
            "参加支援の受け入れ",
            ("takes", "menus", "activities", "supports", "openings", "pay", "insurance", "record"),
        ),
        ("この台帳での扱い", ("publicity", "source")),
    )

    name = text("名称", 100, required=True)
    kana = KanaField(label="ふりがな", required=False, max_length=150)
    kind = forms.ChoiceField(label="種別")
    content = lines(
        "内容", 3, "何をしているか。相談者の名前や事情は書かないでください", required=True
    )
    state = forms.ChoiceField(
        label="状態", choices=ResourceState.choices, initial=ResourceState.ACTIVE
    )
    operator_kind = forms.ChoiceField(label="運営主体")
    operator = text("運営している団体", 100)
    body = forms.ModelChoiceField(
        label="運営している機関（登録のある機関）",
        queryset=Body.objects.none(),
        required=False,
        help_text="このシステムに登録のある機関のとき。本人の同意の共有先として選べるようになります",
    )
    contact = text("担当", 100, "受入先で話を聞いてくれる人")
    phone = PhoneField(label="電話", required=False)
    url = text("ホームページ", 200)
    area = forms.ModelChoiceField(
        label="圏域", queryset=Area.objects.none(), required=False, help_text="選ばないと「区全域」"
    )
    address = text("所在地", 200)
    accessibility = several("バリアフリー・設備")
    accessibility_note = text("設備の補足", 150)
    days = several("曜日", choices=DAYS)
    parts = several("時間帯", choices=DAY_PARTS)
    hours = text("時間・頻度", 150, "例：第2・第4水曜 13:30から15:30")
    fee = number("費用（1回あたり・円）", 1_000_000, "無料は0。分からないときは空けておきます")
    fee_note = text("費用の説明", 150)
    booking = forms.ChoiceField(label="予約", required=False)
    age_from = number("対象の年齢（下限）", 120)
    age_until = number("対象の年齢（上限）", 120)
    target = text("対象・受け入れの条件", 300)
    languages = several("日本語のほかに使える言葉", choices=LANGUAGES)
    capacity = number("定員", 10_000)
    usual_size = number("ふだんの人数", 10_000, "静かな所を望む人に合うかを見ます")
    takes = forms.BooleanField(label="参加支援の受け入れができる", required=False)
    menus = several("受け入れられるメニュー", choices=MENUS)
    activities = several("活動")
    supports = several("受入先でできる支え")
    openings = number(
        "空き（人数）", 10_000, "いま受け入れられる人数。分からないときは空けておきます"
    )
    pay = forms.ChoiceField(label="報酬", required=False)
    insurance = text("保険", 100)
    record = text("受入の実績", 300, "人数や時期だけ。だれのことか分かることは書かないでください")
    publicity = forms.ChoiceField(
        label="公開区分",
        choices=Publicity.choices,
        initial=Publicity.INVOLVED,
        widget=forms.RadioSelect,
        help_text="公開＝会議の構成員も見られる。関係者のみ＝機関の職員。"
        "区内部＝区の職員と、この台帳に載せた機関の職員",
    )
    source = text("出典", 200, "チラシ、ホームページ、聞き取りなど")

    def __init__(self, *args: Any, offers: "Offers | None" = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers = offers or Offers()
        fields: Any = self.fields
        fields["kind"].choices = [
            ("", "選んでください"),
            *codes.offered(self, "kind", KIND, offers.kinds),
        ]
        fields["operator_kind"].choices = [("", "選んでください"), *Resource.Operator.choices]
        fields["booking"].choices = Resource.Booking.choices
        fields["pay"].choices = Resource.Pay.choices
        fields["accessibility"].choices = codes.offered(
            self, "accessibility", ACCESS, offers.access
        )
        fields["activities"].choices = codes.offered(
            self, "activities", ACTIVITY, offers.activities
        )
        fields["supports"].choices = codes.offered(self, "supports", SUPPORT, offers.supports)
        fields["area"].queryset = offers.areas
        fields["area"].empty_label = "区全域"
        fields["body"].queryset = offers.bodies
        fields["body"].empty_label = "登録のない団体"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("takes") and not data.get("menus"):
            self.add_error("menus", "受け入れができるときは、メニューを1つ以上選んでください")
        low, high = data.get("age_from"), data.get("age_until")
        if low is not None and high is not None and high < low:
            self.add_error("age_until", "上限は、下限より上にしてください")
        return data

    def parts_of_page(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Titles and bound fields of the sections."""
        for title, names in self.sections:
            yield title, [self[name] for name in names]


class Offers:
    """What the lists offer today, asked once for any number of forms."""

    def __init__(self) -> None:
        self.kinds, self.activities = offered(KIND), offered(ACTIVITY)
        self.supports, self.access = offered(SUPPORT), offered(ACCESS)
        self.areas, self.bodies = Area.objects.all(), Body.objects.all()


FIELDS = tuple(name for _, names in ResourceForm.sections for name in names)


def values_of(resource: Resource) -> dict[str, Any]:
    """What the fields hold for an entry."""
    return {name: getattr(resource, name) for name in FIELDS}


class SearchForm(BaseForm):
    """Words to look for. Sent, and not in the address (S-51)."""

    words = text("名前・内容・所在地で探す", 60)
