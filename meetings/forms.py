"""What people type about meetings: validated here, written by the services."""

import datetime
import unicodedata
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from cases import codes
from cases.models import Person
from documents.births import decade_words
from documents.forms import WarekiDateField
from organizations.models import Appointment, Body, LegalBasis

from .models import DecisionState, MeetingMember, Nature

READ_IT = "守秘義務の文を読んで、チェックを付けてください"
DAY_AHEAD = "例：R8.12.3、令和8年12月3日、2026/12/3"


def _text(label: str, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class ClockField(forms.TimeField):
    """A time of day as people write it: 14:00, １４：３０, 14時30分, 1430."""

    default_error_messages = {"invalid": "時刻を確かめてください。例：14:00、14時30分"}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "例：14:00、14時30分")
        kwargs.setdefault("input_formats", ["%H:%M", "%H時%M分", "%H時", "%H%M"])
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime.time | None:
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).replace(" ", "")
        found: datetime.time | None = super().to_python(value)
        return found


class RequestForm(BaseForm):
    """多機関協働の依頼: what was done, what is asked, what the sender keeps doing."""

    draft_name, draft_label = "ma-request", "多機関協働の依頼"

    done_so_far = _text("自機関・今ある制度で対応したこと", 4)
    asked_for = _text("多機関協働に求めること")
    sender_continues = _text(
        "自機関が続けること",
        help_text="依頼しても、担当は自機関のままです。続けることを書いてください",
    )
    why_now = _text("今、必要な理由", 2, required=False)
    secretariat = forms.ModelChoiceField(label="依頼先", queryset=Body.objects.none())
    urgency = forms.ChoiceField(label="緊急度", widget=forms.RadioSelect)
    consent_state = forms.ChoiceField(label="本人の同意")
    legal_basis = forms.ModelChoiceField(
        label="伝える根拠",
        queryset=LegalBasis.objects.none(),
        help_text="本人の同意がなくても依頼できます。その場合は、ほかの根拠を選んでください",
    )
    persons = forms.MultipleChoiceField(
        label="伝える世帯の人", required=False, widget=forms.CheckboxSelectMultiple
    )
    naming = forms.ChoiceField(
        label="氏名",
        choices=[("named", "伝える"), ("unnamed", "伝えない（続柄と年代だけ）")],
        widget=forms.RadioSelect,
        initial="named",
    )

    def __init__(self, *args: Any, people: Sequence[Person], own: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        secretariats = Body.objects.secretariat().exclude(pk=own.pk)
        self.fields["secretariat"].queryset = secretariats
        if len(secretariats) == 1:
            self.initial.setdefault("secretariat", secretariats[0].pk)
        self.fields["legal_basis"].queryset = LegalBasis.objects.on().filter(for_hand_off=True)
        self.fields["urgency"].choices = codes.choices(codes.URGENCY)
        self.fields["consent_state"].choices = codes.choices(codes.CONSENT_STATE)
        self.fields["persons"].choices = [
            (key, f"{person}（{person.relation or '続柄未記入'}）")
            for key, person in self.people.items()
        ]
        if not self.people:
            del self.fields["persons"], self.fields["naming"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        basis = data.get("legal_basis")
        if basis and basis.needs_consent and data.get("consent_state") not in codes.CONSENTED:
            self.add_error(
                "legal_basis", "本人の同意がないときは、「本人同意」のほかの根拠を選んでください"
            )
        return data

    def sheet(self) -> dict[str, Any]:
        """What the request holds, as the service and the preview take it."""
        data = self.values()
        chosen = [self.people[key] for key in data.pop("persons", [])]
        with_names = data.pop("naming", "") == "named"
        return data | {"household": [_told(person, with_names) for person in chosen]}


def _told(person: Person, with_name: bool) -> dict[str, str]:
    """What is told about a person: the secretariat sees this and nothing else of her."""
    named = {"name": person.name, "kana": person.kana} if with_name else {}
    return named | {
        "relation": person.relation,
        "age": decade_words(person.birth_on, person.birth_estimate),
    }


class ReturnForm(BaseForm):
    draft_name, draft_label = "ma-return", "依頼への返事"

    reason = _text("差戻しの理由", max_length=500)
    advice = _text("次にしてほしいこと", max_length=500)


class MeetingForm(BaseForm):
    """Setting up a 支援会議."""

    draft_name, draft_label = "meeting", "支援会議の設置"

    subject = forms.CharField(
        label="検討する世帯・人", max_length=200, help_text="例：架空さんの世帯（5人）"
    )
    need_statement = _text(
        "今、情報を共有する必要",
        4,
        help_text="なぜ今か、このまま何もしないとどうなるおそれがあるか",
    )
    duty = forms.BooleanField(
        label="この義務を確かめました（事務局として）", error_messages={"required": READ_IT}
    )


class ChangeMeetingForm(BaseForm):
    draft_name, draft_label = "meeting-change", "支援会議の趣旨"

    subject = forms.CharField(label="検討する世帯・人", max_length=200)
    need_statement = _text("今、情報を共有する必要", 4)


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


class ItemForm(BaseForm):
    draft_name, draft_label = "item", "支援会議で共有すること"

    text = _text("共有すること", 4)
    nature = forms.ChoiceField(
        label="内容の性質",
        choices=Nature.choices,
        initial=Nature.FACT,
        widget=forms.RadioSelect,
    )
    source = forms.CharField(
        label="情報源", required=False, max_length=100, help_text="例：本人、長女、訪問して見た"
    )


class SittingForm(BaseForm):
    draft_name, draft_label = "sitting", "支援会議の開催"

    held_on = WarekiDateField(label="開催日", allow_future=True, help_text=DAY_AHEAD)
    starts = ClockField(label="始まる時刻")
    place = forms.CharField(label="場所", required=False, max_length=100)
    agenda = _text("話し合うこと", required=False)

    def held_at(self) -> datetime.datetime:
        data = self.cleaned_data
        moment = datetime.datetime.combine(data["held_on"], data["starts"])
        return timezone.make_aware(moment)


class MinutesForm(BaseForm):
    draft_name, draft_label = "minutes", "会議録"

    present = forms.MultipleChoiceField(
        label="出席した人", widget=forms.CheckboxSelectMultiple, required=False
    )
    duty_explained = forms.BooleanField(
        label="会議の初めに、守秘義務を説明した",
        required=False,
        help_text="確定するまでに説明が必要です",
    )
    facts = _text("共有した事実", 6, help_text="だれが言ったかを添えて、要点だけを書いてください")
    judgement = _text("見立て", required=False)
    policy = _text("支援方針")
    undecided = _text("決まらなかったこと", 2, required=False)

    def __init__(self, *args: Any, members: Sequence[MeetingMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(m.pk): m for m in members}
        self.fields["present"].choices = [
            (key, f"{m.name}（{m.body_name}）") for key, m in self.members.items()
        ]

    def content(self) -> dict[str, Any]:
        data = self.values()
        chosen = data.pop("present")
        return data | {"present": [self.members[key] for key in chosen]}


class AddendumForm(BaseForm):
    draft_name, draft_label = "addendum", "会議録への付記"

    text = _text("付け加えること")


class DecisionForm(BaseForm):
    draft_name, draft_label = "decision", "決まったこと"

    content = forms.CharField(label="決まったこと", max_length=300)
    body = forms.ModelChoiceField(label="行う機関", queryset=Body.objects.none())
    person = forms.CharField(label="行う人", required=False, max_length=100)
    due_on = WarekiDateField(label="期限", allow_future=True, help_text=DAY_AHEAD)

    def __init__(self, *args: Any, bodies: Sequence[uuid.UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.filter(pk__in=bodies)


class SettleForm(BaseForm):
    draft_name, draft_label = "settle", "決まったことのその後"

    state = forms.ChoiceField(label="状態", choices=DecisionState.choices, widget=forms.RadioSelect)
    outcome = forms.CharField(
        label="どうなったか",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReasonForm(BaseForm):
    """The reason why something ends."""

    reason = forms.CharField(label="理由", max_length=200)


class ConfirmForm(BaseForm):
    """Nothing to fill in: the button is the answer."""
