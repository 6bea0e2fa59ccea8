"""Members and their duty of secrecy."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField
from organizations.models import Appointment, Body

from ..models import Authority, MeetingMember, RegisteredMember, Sitting
from ..services import Origin, Signed, bodies_to_name_from
from .base import DAY_AHEAD, READ_IT


class MemberForm(BaseForm):
    """Naming a member among the staff of one body."""

    draft_name, draft_label = "member-by-name", "構成員の指定"

    office = forms.ChoiceField(label="構成員にする人", widget=forms.RadioSelect)
    part = forms.ChoiceField(
        label="会議での役割",
        choices=MeetingMember.Part.choices,
        initial=MeetingMember.Part.MEMBER,
        widget=forms.RadioSelect,
    )
    authority = forms.ChoiceField(
        label="指定の根拠",
        choices=Authority.choices,
        initial=Authority.DESIGNATED,
    )
    pledged_on = WarekiDateField(
        label="誓約書を受け取った日",
        required=False,
        help_text="誓約書がまだ登録されていない人だけ。書くと、構成員名簿にも載ります",
    )
    pledge_valid_until_on = WarekiDateField(
        label="誓約書の期限（この日まで）",
        required=False,
        allow_future=True,
        help_text="期限がなければ空けておきます",
    )
    valid_until_on = WarekiDateField(
        label="任期（この日まで）", required=False, allow_future=True, help_text=DAY_AHEAD
    )

    def __init__(
        self,
        *args: Any,
        offices: Sequence[Appointment],
        pledged: Collection[Any] = (),
        **kwargs: Any,
    ) -> None:
        """`pledged`: staff of whom a valid pledge is known already."""
        super().__init__(*args, **kwargs)
        self.offices = {str(a.pk): a for a in offices}
        self.fields["office"].choices = [
            (
                key,
                f"{a.staff.name}（{a.role_group.get_role_display()}）"
                + ("" if a.staff_id in pledged else "：誓約書がありません"),
            )
            for key, a in self.offices.items()
        ]

    def content(self) -> dict[str, Any]:
        """What the service takes: the office, and the pledge if one was received."""
        data = self.values()
        signed, until = data.pop("pledged_on"), data.pop("pledge_valid_until_on")
        pledge = Signed(on=signed, valid_until_on=until) if signed else None
        return data | {"appointment": self.offices[data.pop("office")], "pledge": pledge}


NEW_IN_REGISTER, FOR_THIS_MEETING = "register", "temporary"


class PaperMemberForm(BaseForm):
    """A member without an account: from the register, new in it, or for this meeting only."""

    draft_name, draft_label = "member-on-paper", "紙の構成員"
    name_fields = ("name",)

    who = forms.ChoiceField(label="だれを加えるか", widget=forms.RadioSelect)
    name = forms.CharField(
        label="氏名",
        max_length=100,
        required=False,
        help_text="「名簿の人」を選んだときは、氏名と所属・立場は要りません",
    )
    body = forms.CharField(
        label="所属・立場",
        max_length=100,
        required=False,
        help_text="例：民生・児童委員、大家、町会の役員",
    )
    kind = forms.ChoiceField(
        label="機関の種別",
        required=False,
        choices=[("", "選ばない"), *Body.Kind.choices],
        help_text="次の「台帳にある機関」を選ばないときは、必ず選びます（大家や近所の人は「その他」）。"
        "区の実績（出席した機関）に使います",
    )
    of_body = forms.ModelChoiceField(
        label="台帳にある機関なら、その機関", queryset=Body.objects.none(), required=False
    )
    authority = forms.ChoiceField(
        label="指定の根拠",
        required=False,
        choices=[
            c for c in Authority.choices if c[0] in (Authority.COMMISSIONED, Authority.PLEDGE)
        ],
        initial=Authority.PLEDGE,
    )
    pledged_on = WarekiDateField(
        label="守秘義務を説明し、書面を受け取った日", required=False, initial=timezone.localdate
    )
    only_sitting = forms.ChoiceField(
        label="出席する開催",
        required=False,
        help_text="臨時構成員を、1回の開催だけに加えるときに選びます",
    )
    valid_until_on = WarekiDateField(
        label="任期（この日まで）", required=False, allow_future=True, help_text=DAY_AHEAD
    )

    def __init__(
        self,
        *args: Any,
        registered: Sequence[RegisteredMember] = (),
        sittings: Sequence[Sitting] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of_body"].queryset = bodies_to_name_from().order_by("order", "name")
        self.registered = {str(r.pk): r for r in registered}
        self.sittings = {str(row.pk): row for row in sittings}
        self.fields["who"].choices = [
            (FOR_THIS_MEETING, "臨時構成員（この会議だけ。名簿には載せません）"),
            (NEW_IN_REGISTER, "構成員名簿に載せて、この会議の構成員にする"),
            *(
                (key, f"名簿の人：{r.paper_name}（{r.paper_body}）")
                for key, r in self.registered.items()
            ),
        ]
        self.initial.setdefault("who", FOR_THIS_MEETING)
        self.fields["only_sitting"].choices = [
            ("", "この会議のすべての開催"),
            *((key, f"第{row.number}回だけ") for key, row in self.sittings.items()),
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("who") in (NEW_IN_REGISTER, FOR_THIS_MEETING):
            for field, words in (
                ("name", "氏名を書いてください"),
                ("body", "所属・立場を書いてください"),
                ("pledged_on", "書面を受け取った日を書いてください"),
            ):
                if not data.get(field) and field not in self.errors:
                    self.add_error(field, words)
        if not data.get("kind") and not data.get("of_body"):
            self.add_error("kind", "機関の種別を選んでください")
        return data

    def origin(self) -> Origin:
        """Where she comes from, for the figures."""
        return Origin.of(self.cleaned_data["kind"], self.cleaned_data["of_body"])


class DutyForm(BaseForm):
    duty = forms.BooleanField(label="この義務を確かめました", error_messages={"required": READ_IT})
