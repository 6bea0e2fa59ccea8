"""What people type about cases: validated and normalised here, written by the services."""

import datetime
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from documents.business_days import add_business_days
from documents.forms import KanaField, PhoneField, WarekiDateField
from organizations.models import Appointment, Body, LegalBasis, Role, Staff

from . import codes
from .models import Consent, Nature, Person
from .services import IntakeFacts, MemberFacts

RELATIONS = ["夫", "妻", "子", "父", "母", "祖父", "祖母", "兄弟姉妹", "孫", "同居人", "その他"]
CATEGORIES = [
    ("contact", "住所・連絡先"),
    ("household", "世帯の状況"),
    ("health", "健康・障害"),
    ("care", "介護・福祉サービス"),
    ("money", "収入・家計"),
    ("progress", "支援の経過"),
]


class CaseForm(BaseForm):
    """Choices from code lists are read when the form is made, not when the module is."""

    code_lists: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, code_list in self.code_lists.items():
            field = self.fields[name]
            found = codes.choices(code_list)
            blank = [] if field.required or isinstance(field, forms.MultipleChoiceField) else [("", "選ばない")]
            field.choices = blank + found  # type: ignore[attr-defined]


class IntakeForm(CaseForm):
    """相談受付 on one page: four answers are required."""

    draft_name, draft_label = "intake", "相談受付"
    name_fields = ("name", "visitor_name")
    kana_fields = {"kana": "name"}
    code_lists = {
        "method": codes.METHOD,
        "topics": codes.TOPIC,
        "urgency": codes.URGENCY,
        "consent_state": codes.CONSENT_STATE,
    }

    method = forms.ChoiceField(label="相談方法", widget=forms.RadioSelect)
    visitor = forms.ChoiceField(label="来た人", choices=codes.VISITORS, widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(label="困りごと", widget=forms.CheckboxSelectMultiple)
    urgency = forms.ChoiceField(label="緊急度", widget=forms.RadioSelect)
    name = forms.CharField(
        label="本人の氏名", required=False, max_length=100, help_text="名前を聞けていないときは空欄のまま"
    )
    kana = KanaField(label="ふりがな", required=False, max_length=150)
    name_kind = forms.ChoiceField(
        label="名前の種類", choices=Person.NameKind.choices, initial="real", required=False
    )
    phone = PhoneField(label="電話", required=False)
    phone_note = forms.CharField(label="かけてよい時間・留守電", required=False, max_length=100)
    words = forms.CharField(
        label="相談したいこと", required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    visitor_name = forms.CharField(label="来た人の氏名・関係", required=False, max_length=100)
    birth_on = WarekiDateField(label="生年月日", required=False)
    birth_estimate = forms.CharField(
        label="年代（推定）", required=False, max_length=20, help_text="例：80代"
    )
    sex = forms.ChoiceField(
        label="性別",
        required=False,
        choices=[("", "選ばない"), ("女性", "女性"), ("男性", "男性"), ("その他", "その他・回答しない")],
    )
    address = forms.CharField(label="住所", required=False, max_length=200)
    consent_state = forms.ChoiceField(label="本人の同意", required=False)
    considerations = forms.CharField(
        label="配慮してほしいこと", required=False, max_length=300, help_text="例：筆談、女性の職員がよい"
    )
    received_on = WarekiDateField(label="受付日", initial=timezone.localdate)
    body = forms.ModelChoiceField(label="受付機関", queryset=Body.objects.none(), required=False)

    def __init__(self, *args: Any, bodies: list[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(bodies) > 1:
            self.fields["body"].queryset = Body.objects.filter(pk__in=[b.pk for b in bodies])
            self.fields["body"].required = True
        else:
            del self.fields["body"]

    def facts(self) -> IntakeFacts:
        """What was told, for the service."""
        data = self.values()
        return IntakeFacts(
            **{name: data[name] for name in IntakeFacts.__dataclass_fields__ if name in data}
            | {"consent_state": data["consent_state"] or "00"}
        )

    def subject(self) -> MemberFacts:
        """The person the consultation is about."""
        return member_facts(self.values())


class MemberForm(BaseForm):
    """A member of the household."""

    draft_name, draft_label = "member", "世帯員"
    name_fields = ("name",)
    kana_fields = {"kana": "name"}

    name = forms.CharField(label="氏名", required=False, max_length=100)
    kana = KanaField(label="ふりがな", required=False, max_length=150)
    relation = forms.CharField(label="続柄", required=False, max_length=20, help_text="例：長男、妻")
    birth_on = WarekiDateField(label="生年月日", required=False)
    birth_estimate = forms.CharField(label="年代（推定）", required=False, max_length=20)
    sex = forms.ChoiceField(
        label="性別",
        required=False,
        choices=[("", "選ばない"), ("女性", "女性"), ("男性", "男性"), ("その他", "その他・回答しない")],
    )
    lives_together = forms.BooleanField(label="同居している", required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.empty_permitted is False and not (data.get("name") or data.get("relation")):
            self.add_error("name", "氏名か続柄のどちらかを書いてください")
        return data

    def facts(self) -> MemberFacts:
        return member_facts(self.values())


class MemberRowForm(MemberForm):
    """A row of the household table of the intake: name, relation and age band only."""

    draft_name, draft_label = "member-row", "世帯員"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("sex", "lives_together", "birth_on"):
            del self.fields[name]


MemberRows = formset_factory(MemberRowForm, extra=3, max_num=12)


def member_facts(data: dict[str, Any]) -> MemberFacts:
    names = MemberFacts.__dataclass_fields__
    return MemberFacts(**{name: data[name] for name in names if data.get(name) is not None})


class ScreeningForm(CaseForm):
    """見立て: what follows from the intake."""

    draft_name, draft_label = "screening", "見立て"
    code_lists = {"result": codes.SCREENING}

    result = forms.ChoiceField(label="見立ての結果", widget=forms.RadioSelect)


class NoteForm(CaseForm):
    """支援経過記録: under 30 seconds for a phone call."""

    draft_name, draft_label = "note", "経過の記録"
    code_lists = {"method": codes.NOTE_METHOD}

    text = forms.CharField(label="内容", widget=forms.Textarea(attrs={"rows": 4}))
    method = forms.ChoiceField(label="方法")
    counterpart = forms.CharField(label="相手", required=False, max_length=100)
    nature = forms.ChoiceField(label="内容の性質", choices=Nature.choices, initial=Nature.FACT)
    source = forms.CharField(label="情報源", required=False, max_length=100)
    minutes = forms.IntegerField(label="時間（分）", required=False, min_value=1, max_value=1440)
    next_what = forms.CharField(label="次にすること", required=False, max_length=200)
    next_due_on = WarekiDateField(label="その期限", required=False, allow_future=True)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("next_what") and not data.get("next_due_on") and "next_due_on" not in self.errors:
            self.add_error("next_due_on", "次にすることの期限を書いてください")
        if data.get("next_due_on") and not data.get("next_what"):
            self.add_error("next_what", "期限までに何をするかを書いてください")
        return data


class CorrectionForm(BaseForm):
    """Correction of a note; the original stays readable."""

    draft_name, draft_label = "correction", "記録の訂正"

    text = forms.CharField(label="正しい内容", widget=forms.Textarea(attrs={"rows": 5}))
    reason = forms.CharField(label="訂正の理由", max_length=200)


def _in_five_business_days() -> datetime.date:
    return add_business_days(timezone.localdate(), 5)


class ReferralForm(CaseForm):
    """つなぐシート."""

    draft_name, draft_label = "referral", "つなぎ"
    code_lists = {"topics": codes.TOPIC, "urgency": codes.URGENCY}

    receiver = forms.ModelChoiceField(label="つなぐ先", queryset=Body.objects.none())
    legal_basis = forms.ModelChoiceField(
        label="伝える根拠",
        queryset=LegalBasis.objects.none(),
        help_text="本人の同意があるときは「本人同意」を選んでください",
    )
    urgency = forms.ChoiceField(label="緊急度", widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(label="困りごと", widget=forms.CheckboxSelectMultiple)
    persons = forms.MultipleChoiceField(
        label="伝える世帯員",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選んだ人の氏名・続柄・年齢が、つなぐ先に伝わります",
    )
    reason = forms.CharField(label="つなぐ理由", widget=forms.Textarea(attrs={"rows": 4}))
    sender_continues = forms.CharField(
        label="自機関が続けること",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="相手が引き受けるまで、担当は自機関のままです",
    )
    wishes = forms.CharField(
        label="相手にお願いしたいこと", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    reply_by = WarekiDateField(
        label="返事の期限", allow_future=True, initial=_in_five_business_days
    )

    def __init__(self, *args: Any, sender: Body, persons: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(p.pk): p for p in persons}
        self.fields["receiver"].queryset = Body.objects.in_force().exclude(pk=sender.pk)
        self.fields["legal_basis"].queryset = LegalBasis.objects.on().filter(for_hand_off=True)
        self.fields["persons"].choices = [
            (key, f"{p}（{p.relation or '続柄未記入'}）") for key, p in self.people.items()
        ]

    def clean_reply_by(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["reply_by"]
        if day < timezone.localdate():
            raise forms.ValidationError("返事の期限は、今日より後の日付にしてください")
        return day

    def household(self) -> list[dict[str, Any]]:
        """What is told about the household: the sender's own copy, as the receiver sees it."""
        return [person_statement(self.people[k]) for k in self.cleaned_data["persons"]]


def person_statement(person: Person) -> dict[str, Any]:
    """What a sheet says about a person."""
    born = person.birth_on.isoformat() if person.birth_on else ""
    return {
        "name": person.name,
        "kana": person.kana,
        "relation": person.relation,
        "birth_on": born,
        "birth_estimate": person.birth_estimate,
    }


class DeclineForm(BaseForm):
    draft_name, draft_label = "decline", "つなぎへの返事"

    reason = forms.CharField(label="対応できない理由", max_length=300)
    alternative = forms.CharField(
        label="代わりの提案", max_length=300, help_text="ほかに相談できる機関や方法"
    )


class ReportForm(BaseForm):
    draft_name, draft_label = "report", "つなぎの結果報告"

    report = forms.CharField(label="結果の報告", widget=forms.Textarea(attrs={"rows": 5}))


class ConsentForm(BaseForm):
    """本人の同意: whose, with whom, what, until when, how."""

    draft_name, draft_label = "consent", "本人の同意"

    persons = forms.MultipleChoiceField(
        label="同意した人", widget=forms.CheckboxSelectMultiple
    )
    staff = forms.MultipleChoiceField(
        label="共有先の機関と担当者",
        widget=forms.CheckboxSelectMultiple,
        help_text="同意書に名前のある機関だけを選んでください。見られるのは、選んだ担当者だけです",
    )
    how = forms.ChoiceField(
        label="同意の方法", choices=Consent.How.choices, widget=forms.RadioSelect
    )
    circumstances = forms.CharField(
        label="口頭のとき：場所、立ち会った人、言葉", required=False, max_length=300
    )
    given_on = WarekiDateField(label="同意の日", initial=timezone.localdate)
    valid_until_on = WarekiDateField(label="期限（この日まで）", allow_future=True)
    purpose = forms.CharField(
        label="目的", max_length=300, initial="関係機関が連携して支援するため"
    )
    categories = forms.MultipleChoiceField(
        label="共有する情報", choices=CATEGORIES, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, people: list[Person], offices: list[Appointment], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(p.pk): p for p in people}
        self.offices = {str(a.pk): a for a in offices}
        self.fields["persons"].choices = [(k, str(p)) for k, p in self.people.items()]
        self.fields["staff"].choices = [
            (k, f"{a.body} {a.staff.name}（{a.role_group.get_role_display()}）")
            for k, a in self.offices.items()
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("how") == Consent.How.ORAL and not data.get("circumstances"):
            self.add_error("circumstances", "口頭の同意は、場所、立ち会った人、言葉を書いてください")
        given, until = data.get("given_on"), data.get("valid_until_on")
        if given and until and until < given:
            self.add_error("valid_until_on", "期限は、同意の日より後の日付にしてください")
        return data


OFFICES_FOR_CONSENT = (Role.CASEWORKER, Role.COORDINATOR, Role.SUPERVISOR, Role.MEMBER)


class WithdrawalForm(BaseForm):
    draft_name, draft_label = "withdrawal", "同意の撤回"

    note = forms.CharField(
        label="撤回の受付", max_length=300, help_text="いつ、どのように申し出があったか"
    )


class ShareForm(BaseForm):
    """Under which consent a note is shared."""

    consent = forms.ChoiceField(label="どの同意で共有しますか", widget=forms.RadioSelect)

    def __init__(self, *args: Any, consents: list[Consent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consents = {str(c.pk): c for c in consents}
        self.fields["consent"].choices = [(k, c.purpose) for k, c in self.consents.items()]


class NarrowForm(BaseForm):
    staff = forms.MultipleChoiceField(label="担当する人", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, offices: list[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(a.pk): a for a in offices}
        self.fields["staff"].choices = [(k, a.staff.name) for k, a in self.offices.items()]


class RestrictForm(BaseForm):
    draft_name, draft_label = "restrict", "閲覧の制限"

    staff = forms.ModelChoiceField(label="関係のある職員", queryset=Staff.objects.none())
    reason = forms.CharField(
        label="関係", max_length=200, help_text="例：親族、近隣、当事者。本人には知らされません"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = Staff.objects.employed()


class CloseForm(BaseForm):
    draft_name, draft_label = "close", "終了"

    reason = forms.CharField(label="終了の理由", max_length=300)
