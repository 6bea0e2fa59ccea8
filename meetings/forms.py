"""What people type about meetings."""

from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField
from organizations.models import Appointment, Body, LegalBasis

from .models import DecisionState, MeetingMember, Nature


class RequestForm(BaseForm):
    """多機関協働の依頼: what was done, what is asked, what the sender keeps doing."""

    draft_name, draft_label = "ma-request", "多機関協働の依頼"

    secretariat = forms.ModelChoiceField(label="依頼先", queryset=Body.objects.none())
    done_so_far = forms.CharField(
        label="自機関・今ある制度で対応したこと", widget=forms.Textarea(attrs={"rows": 4})
    )
    asked_for = forms.CharField(
        label="多機関協働に求めること", widget=forms.Textarea(attrs={"rows": 3})
    )
    sender_continues = forms.CharField(
        label="自機関が続けること",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="依頼したあとも、担当が続けることを書いてください",
    )
    why_now = forms.CharField(
        label="今、必要な理由", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    persons = forms.MultipleChoiceField(
        label="伝える世帯員",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選んだ人の氏名・続柄・年代が、事務局に伝わります",
    )
    legal_basis = forms.ModelChoiceField(label="伝える根拠", queryset=LegalBasis.objects.none())

    def __init__(self, *args: Any, people: list[Any], own: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(p.pk): p for p in people}
        self.fields["secretariat"].queryset = Body.objects.secretariat().exclude(pk=own.pk)
        self.fields["legal_basis"].queryset = LegalBasis.objects.on().filter(for_hand_off=True)
        self.fields["persons"].choices = [
            (key, f"{p}（{p.relation or '続柄未記入'}）") for key, p in self.people.items()
        ]

    def household(self) -> list[dict[str, Any]]:
        """What is told about the household."""
        return [
            {
                "name": p.name,
                "kana": p.kana,
                "relation": p.relation,
                "birth_estimate": p.birth_estimate,
            }
            for p in (self.people[k] for k in self.cleaned_data["persons"])
        ]


class ReturnForm(BaseForm):
    draft_name, draft_label = "ma-return", "依頼への返事"

    reason = forms.CharField(
        label="差戻しの理由と、次にすること",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class MeetingForm(BaseForm):
    """Setting up a 支援会議."""

    draft_name, draft_label = "meeting", "支援会議の設置"

    subject = forms.CharField(
        label="検討する世帯・人", max_length=200, help_text="構成員だけに見えます"
    )
    need_statement = forms.CharField(
        label="今、情報を共有する必要",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="このまま何もしないと、どうなるおそれがあるか",
    )
    duty = forms.BooleanField(label="守秘義務を確かめました")


class MemberForm(BaseForm):
    """Naming a member."""

    draft_name, draft_label = "member-by-name", "構成員の指定"

    office = forms.ChoiceField(label="構成員", help_text="機関と役割を確かめて選んでください")
    part = forms.ChoiceField(
        label="会議での役割", choices=MeetingMember.Part.choices, initial="member"
    )
    authority = forms.ChoiceField(
        label="指定の根拠", choices=MeetingMember.Authority.choices, initial="designated"
    )
    valid_until_on = WarekiDateField(label="任期（この日まで）", required=False, allow_future=True)

    def __init__(self, *args: Any, offices: list[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(a.pk): a for a in offices}
        self.fields["office"].choices = [("", "選んでください")] + [
            (k, f"{a.body}　{a.staff.name}（{a.role_group.get_role_display()}）")
            for k, a in self.offices.items()
        ]

    def clean_valid_until_on(self) -> Any:
        day = self.cleaned_data["valid_until_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError("任期は、今日より後の日付にしてください")
        return day


class DutyForm(BaseForm):
    duty = forms.BooleanField(label="この義務を確かめました")


class ItemForm(BaseForm):
    draft_name, draft_label = "item", "支援会議で共有すること"

    text = forms.CharField(label="共有すること", widget=forms.Textarea(attrs={"rows": 4}))
    nature = forms.ChoiceField(label="内容の性質", choices=Nature.choices, initial="fact")
    source = forms.CharField(label="情報源", required=False, max_length=100)


class SittingForm(BaseForm):
    draft_name, draft_label = "sitting", "支援会議の開催"

    held_on = WarekiDateField(label="開催日", allow_future=True)
    starts = forms.TimeField(label="時刻", help_text="例：14:00", input_formats=["%H:%M", "%H時%M分", "%H時"])
    place = forms.CharField(label="場所", required=False, max_length=100)
    agenda = forms.CharField(
        label="話し合うこと", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class MinutesForm(BaseForm):
    draft_name, draft_label = "minutes", "会議録"

    duty_explained = forms.BooleanField(label="守秘義務を説明した", required=False)
    facts = forms.CharField(label="共有した事実", widget=forms.Textarea(attrs={"rows": 5}))
    judgement = forms.CharField(
        label="見立て", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    policy = forms.CharField(label="支援方針", widget=forms.Textarea(attrs={"rows": 3}))
    undecided = forms.CharField(
        label="決まらなかったこと", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class DecisionForm(BaseForm):
    draft_name, draft_label = "decision", "決まったこと"

    content = forms.CharField(label="決まったこと", max_length=300)
    body = forms.ModelChoiceField(label="行う機関", queryset=Body.objects.none())
    person = forms.CharField(label="行う人", required=False, max_length=100)
    due_on = WarekiDateField(label="期限", allow_future=True)

    def __init__(self, *args: Any, bodies: list[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.filter(pk__in=[b.pk for b in bodies])


class StateForm(BaseForm):
    state = forms.ChoiceField(label="状態", choices=DecisionState.choices)


class EndForm(BaseForm):
    draft_name, draft_label = "end-membership", "終了"

    reason = forms.CharField(label="理由", max_length=200)
