"""本人の同意: whose, with whom, what, until when, how; and its withdrawal."""

from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from cases import codes
from cases.models import Consent, Person
from documents.forms import WarekiDateField
from organizations.models import Appointment, Body, Role

OFFICES = (Role.CASEWORKER, Role.COORDINATOR, Role.MEMBER)


def offices_for_consent(own: Body) -> Any:
    """Offices whose holders may be staff in charge at a named body (R3)."""
    return (
        Appointment.objects.current()
        .with_body()
        .filter(role_group__role__in=OFFICES)
        .exclude(role_group__body=own)
        .order_by("role_group__body__order", "role_group__body__name", "staff__kana", "pk")
    )


class ConsentForm(BaseForm):
    """A consent as the paper has it. Bodies are chosen first, then who is in charge there."""

    draft_name, draft_label = "consent", "本人の同意"

    persons = forms.MultipleChoiceField(label="同意した人", widget=forms.CheckboxSelectMultiple)
    how = forms.ChoiceField(
        label="同意の受け方", choices=Consent.How.choices, widget=forms.RadioSelect
    )
    oral_place = forms.CharField(label="聞いた場所", required=False, max_length=100)
    oral_witness = forms.CharField(label="立ち会った人", required=False, max_length=100)
    oral_words = forms.CharField(label="本人の言葉", required=False, max_length=300)
    given_on = WarekiDateField(label="同意した日", initial=timezone.localdate)
    valid_until_on = WarekiDateField(
        label="期限（この日まで）", allow_future=True, help_text="例：R9.3.31"
    )
    purpose = forms.CharField(
        label="共有する目的", max_length=300, initial="関係機関が連携して支援するため"
    )
    categories = forms.MultipleChoiceField(
        label="共有する情報", widget=forms.CheckboxSelectMultiple
    )
    bodies = forms.MultipleChoiceField(
        label="共有先の機関",
        widget=forms.CheckboxSelectMultiple,
        help_text="同意書に名前のある機関だけを選びます",
    )
    staff = forms.MultipleChoiceField(
        label="共有先の担当者",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="見られるのは、ここで選んだ人だけです",
    )

    def __init__(
        self,
        *args: Any,
        people: list[Person],
        offices: list[Appointment],
        chosen_bodies: list[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(p.pk): p for p in people}
        self.offices = {str(a.pk): a for a in offices if str(a.body.pk) in chosen_bodies}
        fields: dict[str, Any] = self.fields
        fields["categories"].choices = codes.choices(codes.CATEGORY)
        fields["persons"].choices = [(key, str(p)) for key, p in self.people.items()]
        bodies = dict.fromkeys((str(a.body.pk), a.body.name) for a in offices)
        fields["bodies"].choices = list(bodies)
        fields["staff"].choices = [
            (key, f"{a.body}　{a.staff.name}（{a.role_group.get_role_display()}）")
            for key, a in self.offices.items()
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self._clean_how(data)
        given, until = data.get("given_on"), data.get("valid_until_on")
        if given and until and until < given:
            self.add_error("valid_until_on", "期限は、同意した日より後の日付にしてください")
        elif until and until < timezone.localdate():
            self.add_error("valid_until_on", "期限は、今日か、今日より後の日付にしてください")
        self._clean_staff(data)
        return data

    def _clean_how(self, data: dict[str, Any]) -> None:
        if data.get("how") == Consent.How.ORAL:
            for name, words in (("oral_place", "場所"), ("oral_words", "本人の言葉")):
                if not data.get(name):
                    self.add_error(name, f"口頭の同意では、{words}を書いてください")

    def _clean_staff(self, data: dict[str, Any]) -> None:
        with_staff = {str(a.body.pk) for a in self.chosen()} if "staff" in data else set()
        choice: Any = self.fields["bodies"]
        names = dict(choice.choices)
        for body in data.get("bodies", []):
            if body not in with_staff:
                self.add_error("staff", f"{names[body]}の担当者を選んでください")

    def chosen(self) -> list[Appointment]:
        """Offices of the staff in charge."""
        return [self.offices[key] for key in self.cleaned_data.get("staff", [])]

    def facts(self) -> dict[str, Any]:
        """What the service is told."""
        data = self.values()
        data.pop("bodies")
        data["persons"] = [self.people[key] for key in data["persons"]]
        data["staff_in_charge"] = self.chosen()
        data.pop("staff")
        if data["how"] == Consent.How.WRITTEN:
            data |= {"oral_place": "", "oral_witness": "", "oral_words": ""}
        return data


class WithdrawalForm(BaseForm):
    draft_name, draft_label = "withdrawal", "同意の撤回"

    note = forms.CharField(
        label="撤回のようす", max_length=300, help_text="いつ、どのように申し出があったか"
    )
