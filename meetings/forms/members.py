"""Members and their duty of secrecy."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField
from organizations.models import Appointment

from ..models import MeetingMember
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
        choices=MeetingMember.Authority.choices,
        initial=MeetingMember.Authority.DESIGNATED,
    )
    valid_until_on = WarekiDateField(
        label="任期（この日まで）", required=False, allow_future=True, help_text=DAY_AHEAD
    )

    def __init__(self, *args: Any, offices: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(a.pk): a for a in offices}
        self.fields["office"].choices = [
            (key, f"{a.staff.name}（{a.role_group.get_role_display()}）")
            for key, a in self.offices.items()
        ]


class PaperMemberForm(BaseForm):
    """A member without an account, who has pledged on paper."""

    draft_name, draft_label = "member-on-paper", "紙の構成員"
    name_fields = ("name",)

    name = forms.CharField(label="氏名", max_length=100)
    body = forms.CharField(
        label="所属・立場", max_length=100, help_text="例：民生・児童委員、大家、町会の役員"
    )
    authority = forms.ChoiceField(
        label="指定の根拠",
        choices=[
            c
            for c in MeetingMember.Authority.choices
            if c[0] in (MeetingMember.Authority.COMMISSIONED, MeetingMember.Authority.PLEDGE)
        ],
        initial=MeetingMember.Authority.PLEDGE,
    )
    pledged_on = WarekiDateField(
        label="守秘義務を説明し、書面を受け取った日", initial=timezone.localdate
    )
    valid_until_on = WarekiDateField(
        label="任期（この日まで）", required=False, allow_future=True, help_text=DAY_AHEAD
    )


class DutyForm(BaseForm):
    duty = forms.BooleanField(label="この義務を確かめました", error_messages={"required": READ_IT})
