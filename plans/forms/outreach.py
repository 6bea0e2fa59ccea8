"""Outreach before consent: beginning it, who carries it out, and the consent that comes later."""

from collections.abc import Sequence
from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from organizations.models import Appointment, Role
from plans.services.outreach import Carrier


class NewOutreachForm(BaseForm):
    """An outreach plan begins, and nobody has consented yet."""

    draft_name, draft_label = "plan-new-outreach", "アウトリーチ等プランの作成"
    name_fields = ("subject",)

    subject = forms.CharField(
        label="対象（本人・世帯）",
        max_length=200,
        help_text="プランの表に出る呼び方です。例：架空 花子さんの世帯",
    )


class CarriersForm(BaseForm):
    """Staff who carry the outreach out, by name."""

    staff = forms.MultipleChoiceField(label="働きかけをする人", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, carriers: Sequence[Carrier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(c.appointment.pk): c.appointment for c in carriers}
        members = {str(c.appointment.pk) for c in carriers if c.member is not None}
        self.has_members = bool(members)
        self.fields["staff"].choices = [
            (key, f"{o.body}　{o.staff.name}（{self._as(o, key in members)}）")
            for key, o in self.offices.items()
        ]

    @staticmethod
    def _as(office: Appointment, is_member: bool) -> str:
        role: str = office.role_group.get_role_display()
        if not is_member:
            return role
        return role if office.role_group.role == Role.MEMBER else f"{role}・会議の構成員"

    def chosen(self) -> list[Any]:
        return [self.offices[key] for key in self.cleaned_data["staff"]]
