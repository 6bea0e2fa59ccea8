"""Forms of places."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from access.open_registers import Publicity
from bunkyo_support.forms import BaseForm
from community.choices import PLACE, offered_in
from community.models import Partner, Place, PlaceMove, PlacePartner, PlaceState
from community.services import PlaceFacts
from documents.forms import KanaField, PhoneField
from organizations.models import Area

from .base import PICK, buttons, day, line, lines, number


class ConfirmForm(BaseForm):
    """Nothing to fill in; only the key and the version."""


class PlaceForm(BaseForm):
    """What is known of a place."""

    draft_name, draft_label = "place", "居場所・拠点"

    name = forms.CharField(label="名称", max_length=60)
    kana = KanaField(label="ふりがな", required=False, max_length=100)
    kind = forms.ChoiceField(label="種別")
    origin = buttons("拠点の区分", Place.Origin.choices)
    is_standing = forms.BooleanField(label="常設（週3日以上、決まった場所で開く）", required=False)
    area = forms.ModelChoiceField(label="圏域", queryset=Area.objects.none())
    address = line("場所", 150, "町丁目、建物の名前など")
    hours = line("曜日・時間", 150, "例：月・水・金 10時〜16時")
    content = lines("していること", 3, "だれでも読める言葉で書きます")
    contact_part = line("連絡の窓口（役割）", 60, "例：世話役、事務局。人の名前は書きません")
    phone = PhoneField(label="連絡先の電話", required=False, help_text="場所や団体の電話")
    coordinators = number("世話役・コーディネーター（人）", 99)
    volunteers = number("ボランティア（人）", 999)
    opens_on = day("開く予定の日", ahead=True, required=False)
    publicity = buttons("公開区分", Publicity.choices, initial=Publicity.INVOLVED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["area"].queryset = Area.objects.all()
        fields["kind"].choices = [PICK, *offered_in(self, PLACE)]

    def facts(self) -> PlaceFacts:
        data = self.values()
        known = {name: data[name] for name in PlaceFacts.__dataclass_fields__ if name in data}
        for name in ("coordinators", "volunteers"):
            known[name] = known[name] or 0
        return PlaceFacts(**known)

    @staticmethod
    def initial_of(place: Place) -> dict[str, Any]:
        names = PlaceFacts.__dataclass_fields__
        return {name: getattr(place, name) for name in names} | {"version": place.version}


class NewPlaceForm(PlaceForm):
    """A place that is being prepared, or has been open for some time."""

    draft_name, draft_label = "new-place", "新しい居場所・拠点"

    state = buttons(
        "いまの状態",
        [(s.value, s.label) for s in (PlaceState.PREPARING, PlaceState.OPEN)],
        initial=PlaceState.PREPARING,
    )
    since = day("いつから", initial=timezone.localdate, required=False)
    runner = line("運営している団体", 80, "町会、NPO、企業、住民のグループなど")
    runner_kind = forms.ChoiceField(
        label="団体の種別", choices=[("", "選ばない"), *Partner.Kind.choices], required=False
    )

    field_order = ("name", "kana", "state", "since", "runner", "runner_kind")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("state") == PlaceState.OPEN and not data.get("runner"):
            self.add_error("runner", "開いている居場所は、運営している団体を書いてください")
        if data.get("runner") and not data.get("runner_kind"):
            self.add_error("runner_kind", "団体の種別を選んでください")
        return data


class MoveForm(BaseForm):
    """To which state, from which day, and why."""

    draft_name, draft_label = "place-move", "居場所の状態"

    to = buttons("どうする", ())
    on = day("いつから", initial=timezone.localdate)
    reason = line("理由", 200, "休止・終了・準備をやめるときは、書いてください")

    def __init__(self, *args: Any, moves: tuple[PlaceMove, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._moves = {move.to: move for move in moves}
        self.fields["to"].choices = [(move.to, move.words) for move in moves]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        move = self._moves.get(data.get("to", ""))
        if move and move.needs_reason and not data.get("reason"):
            self.add_error("reason", "理由を書いてください")
        on: datetime.date | None = data.get("on")
        if on and on > timezone.localdate():
            self.add_error("on", "これからの日は書けません")
        return data


class PartnerForm(BaseForm):
    """A group takes part in a place: one that is known, or a new one."""

    draft_name, draft_label = "place-partner", "居場所に参加する団体"

    partner = forms.ModelChoiceField(
        label="登録してある団体", queryset=Partner.objects.none(), required=False
    )
    name = line("新しい団体の名称", 80, "上にないときだけ")
    kind = forms.ChoiceField(
        label="新しい団体の種別", choices=[("", "選ばない"), *Partner.Kind.choices], required=False
    )
    part = buttons("役割", PlacePartner.Part.choices, initial=PlacePartner.Part.RUNS)
    since = day("いつから", initial=timezone.localdate)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = Partner.objects.visible_to(user)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("partner") and not data.get("name"):
            self.add_error("partner", "団体を選ぶか、新しい団体の名称を書いてください")
        if data.get("name") and not data.get("partner") and not data.get("kind"):
            self.add_error("kind", "新しい団体の種別を選んでください")
        return data
