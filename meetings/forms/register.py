"""構成員名簿 and 誓約書: what the secretariat types."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from documents.files import MOST_BYTES
from documents.forms import WarekiDateField
from organizations.models import Appointment, Body

from ..models import Authority
from ..services import Signed, bodies_to_name_from
from .base import DAY_AHEAD

NO_LIMIT = "期限がなければ空けておきます。" + DAY_AHEAD
KEPT_AT = "例：福祉政策課 鍵付き棚2"


class PledgeForm(BaseForm):
    """A pledge as it was received."""

    draft_name, draft_label = "pledge", "構成員の誓約書"

    signed_on = WarekiDateField(label="誓約書を受け取った日", initial=timezone.localdate)
    valid_until_on = WarekiDateField(
        label="有効期限（この日まで）", required=False, allow_future=True, help_text=NO_LIMIT
    )
    kept_at = forms.CharField(
        label="原本の保管場所", required=False, max_length=100, help_text=KEPT_AT
    )

    def signed(self) -> Signed:
        """For the service."""
        data = self.cleaned_data
        return Signed(data["signed_on"], data["valid_until_on"], data["kept_at"])


class BodyPledgeForm(PledgeForm):
    """A pledge of a body for all of its staff (R14)."""

    draft_name, draft_label = "body-pledge", "機関の誓約"

    body = forms.ModelChoiceField(label="機関", queryset=Body.objects.none())
    field_order = ("body", "signed_on", "valid_until_on", "kept_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body: Any = self.fields["body"]
        body.queryset = bodies_to_name_from()


class RegisterForm(BaseForm):
    """Entering somebody: one of the staff of a body, or on paper."""

    draft_name, draft_label = "register-member", "構成員名簿"
    name_fields = ("name",)

    office = forms.ChoiceField(label="名簿に載せる人", widget=forms.RadioSelect)
    name = forms.CharField(label="氏名", max_length=100)
    body = forms.CharField(
        label="所属・立場", max_length=100, help_text="例：民生・児童委員、町会の役員"
    )
    position = forms.CharField(label="職名", max_length=100, required=False, help_text="例：主査")
    authority = forms.ChoiceField(
        label="根拠", choices=Authority.choices, initial=Authority.DESIGNATED
    )
    authority_on = WarekiDateField(label="指定・発令・委嘱の日", required=False)
    signed_on = WarekiDateField(
        label="誓約書を受け取った日", required=False, help_text="まだなら空けておきます"
    )
    valid_until_on = WarekiDateField(
        label="誓約書の期限（この日まで）", required=False, allow_future=True, help_text=NO_LIMIT
    )
    kept_at = forms.CharField(
        label="原本の保管場所", required=False, max_length=100, help_text=KEPT_AT
    )

    def __init__(self, *args: Any, offices: Sequence[Appointment], **kwargs: Any) -> None:
        """With `offices` one of them is chosen; without, name and standing are typed."""
        super().__init__(*args, **kwargs)
        self.offices = {str(a.pk): a for a in offices}
        if not self.offices:
            del self.fields["office"]
            return
        del self.fields["name"], self.fields["body"]
        office: Any = self.fields["office"]
        office.choices = [
            (key, f"{a.staff.name}（{a.role_group.get_role_display()}）")
            for key, a in self.offices.items()
        ]

    def content(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        signed = data["signed_on"]
        pledge = Signed(signed, data["valid_until_on"], data["kept_at"]) if signed else None
        who: dict[str, Any] = (
            {"appointment": self.offices[data["office"]]}
            if self.offices
            else {"name": data["name"], "body_name": data["body"]}
        )
        named = {key: data[key] for key in ("position", "authority", "authority_on")}
        return who | named | {"pledge": pledge}


class ScanForm(BaseForm):
    """A scan of what was signed."""

    upload = forms.FileField(
        label="署名した書面の写し",
        help_text=f"PDFか写真（JPEG・PNG・HEIC）。{MOST_BYTES // 1024 // 1024}MBまで",
        error_messages={"required": "写しを選んでください", "missing": "写しを選んでください"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].widget.attrs["accept"] = ".pdf,.jpg,.jpeg,.png,.heic,.heif"
