"""相談受付 and the household."""

from typing import Any, ClassVar

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from cases import codes
from cases.models import Person
from cases.services import IntakeFacts, MemberFacts
from documents.births import (
    NO_AGE,
    Estimate,
    as_age,
    read_birth,
    says_an_age,
    why_impossible,
)
from documents.forms import (
    AddressField,
    BirthField,
    KanaField,
    MailField,
    PhoneField,
    WarekiDateField,
)
from documents.partial_dates import PartialDateField
from documents.wareki import DateInputError
from organizations.models import Body

from .base import CaseForm, offer_likely_people, required_text

SEXES = [("", "選ばない"), ("女性", "女性"), ("男性", "男性"), ("その他", "その他・回答しない")]
ROWS = 4


# As the pages of an intake ask them: what is wrong is told in this order.
PAGE_ORDER = (
    *("body", "method", "visitor", "topics", "urgency", "name", "kana", "phone", "words"),
    *(
        "consent_state",
        "birth_on",
        "sex",
        "name_kind",
        "address",
        "area",
        "phone_note",
        "other_phone",
        "mail",
    ),
    *(
        "considerations",
        "earlier",
        "visitor_name",
        "visitor_phone",
        "route",
        "main_topic",
        "received_on",
    ),
)


class IntakeFields(CaseForm):
    """What an intake holds, apart from the person."""

    field_order = PAGE_ORDER

    code_lists: ClassVar[dict[str, str]] = {
        "method": codes.METHOD,
        "topics": codes.TOPIC,
        "urgency": codes.URGENCY,
        "consent_state": codes.CONSENT_STATE,
        "route": codes.ROUTE,
        "main_topic": codes.TOPIC,
    }

    method = forms.ChoiceField(label="相談の方法", widget=forms.RadioSelect)
    visitor = forms.ChoiceField(
        label="相談に来た人", choices=codes.VISITORS, widget=forms.RadioSelect
    )
    topics = forms.MultipleChoiceField(
        label="困りごと", widget=forms.CheckboxSelectMultiple, help_text="いくつでも"
    )
    urgency = forms.ChoiceField(label="緊急度", widget=forms.RadioSelect)
    words = required_text("聞き取ったこと", 5, required=False, help_text="見立ては行を分けて書く")
    main_topic = forms.ChoiceField(label="主な困りごと", required=False)
    visitor_name = forms.CharField(
        label="来た人の氏名・関係",
        required=False,
        max_length=100,
        help_text="本人でないとき。例：長女、名のらず",
    )
    visitor_phone = PhoneField(label="来た人の電話番号", required=False, help_text="")
    route = forms.ChoiceField(label="相談経路", required=False)
    earlier = forms.CharField(
        label="これまでの相談",
        required=False,
        max_length=200,
        help_text="相談したことのある窓口など",
    )
    consent_state = forms.ChoiceField(
        label="本人の同意",
        required=False,
        help_text="同意がなくても登録できます。ほかの機関へ渡すときに、根拠を確かめます",
    )
    received_on = WarekiDateField(label="受付日", initial=timezone.localdate, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes.word_urgency(self.fields["urgency"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        main, topics = data.get("main_topic"), data.get("topics")
        if main and topics and main not in topics:
            # Chosen just now, it is one of the topics; left over from earlier, it is none any more.
            is_chosen_now = "main_topic" in self.changed_data
            data |= {"topics": [*topics, main]} if is_chosen_now else {"main_topic": ""}
        return data

    def facts(self) -> IntakeFacts:
        """What was told, for the service."""
        data = self.values()
        known = {name: data[name] for name in IntakeFacts.__dataclass_fields__ if name in data}
        return IntakeFacts(**known | {"consent_state": data["consent_state"] or "00"})


def areas_offered() -> list[tuple[str, str]]:
    """Where a household may live, and that it is not known or not in the ward."""
    return [("", "選ばない（分からない・区外）"), *codes.areas()]


def settle_kind(form: Any, data: dict[str, Any]) -> None:
    """Whoever writes a name that was not known until now means the real one, unless she says otherwise just now:
    it would stay 匿名, and no other body would be asked (R15)."""
    is_new = data.get("name") and not form.get_initial_for_field(form.fields["name"], "name")
    if is_new and "name_kind" in data and "name_kind" not in form.changed_data:
        data["name_kind"] = Person.NameKind.REAL.value


class AreaFields(BaseForm):
    """In which 圏域 a household lives."""

    area = forms.ChoiceField(
        label="圏域", required=False, help_text="住んでいる日常生活圏域。分かるときに選びます"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["area"]
        choice.choices = areas_offered()


class SubjectFields(CaseForm):
    """The person whom the consultation is about, and how to reach her. Nothing is required."""

    kana_fields: ClassVar[dict[str, str]] = {"kana": "name"}
    # The lines of a list share their choices (cases.importing.reading).
    asks_for_areas: ClassVar[bool] = True

    name = forms.CharField(label="氏名", required=False, max_length=100)
    kana = KanaField(
        label="ふりがな", required=False, max_length=150, help_text="氏名から自動で入ります"
    )
    name_kind = forms.ChoiceField(
        label="名前の種類",
        choices=Person.NameKind.choices,
        initial=Person.NameKind.REAL,
        required=False,
    )
    phone = PhoneField(label="電話番号", required=False)
    phone_note = forms.CharField(
        label="かけてよい時間・留守電",
        required=False,
        max_length=100,
        help_text="例：平日の午前、留守電には残さない",
    )
    other_phone = PhoneField(label="もう一つの電話番号", required=False, help_text="自宅・携帯など")
    mail = MailField(label="メール", required=False, max_length=200)
    birth_on = BirthField(label="生年月日", required=False)
    sex = forms.ChoiceField(label="性別", required=False, choices=SEXES)
    address = AddressField(
        label="住所",
        required=False,
        max_length=200,
        help_text="郵便番号から書けます。町丁目だけでもかまいません",
    )
    area = forms.ChoiceField(
        label="圏域", required=False, help_text="住んでいる日常生活圏域。分かるときに選びます"
    )
    considerations = forms.CharField(
        label="配慮してほしいこと",
        required=False,
        max_length=300,
        help_text="例：手話、筆談、通訳、女性の職員がよい",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.asks_for_areas:
            choice: Any = self.fields["area"]
            choice.choices = areas_offered()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "name" in self.fields:
            settle_kind(self, data)
        return data

    def subject(self) -> MemberFacts:
        """The person the consultation is about."""
        return member_facts(self.values())


class IntakeForm(SubjectFields, IntakeFields):
    """相談受付 on one page: four answers are required."""

    read_by = "受け付けた機関の相談員・管理者"
    draft_name, draft_label = "intake", "相談受付"
    tells_where = True
    name_fields = ("name", "visitor_name")

    body = forms.ModelChoiceField(label="受付機関", queryset=Body.objects.none())

    def __init__(self, *args: Any, bodies: list[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_likely_people(self)
        if len(bodies) > 1:
            body: Any = self.fields["body"]
            body.queryset = Body.objects.filter(pk__in=[b.pk for b in bodies])
        else:
            del self.fields["body"]


class MemberForm(BaseForm):
    """A member of the household."""

    draft_name, draft_label = "member", "世帯の人の記入"
    name_fields = ("name",)
    kana_fields: ClassVar[dict[str, str]] = {"kana": "name"}

    name = forms.CharField(label="氏名", required=False, max_length=100)
    kana = KanaField(label="ふりがな", required=False, max_length=150)
    name_kind = forms.ChoiceField(
        label="名前の種類",
        choices=Person.NameKind.choices,
        initial=Person.NameKind.REAL,
        required=False,
    )
    relation = forms.CharField(
        label="続柄", required=False, max_length=20, help_text="例：長男、妻、内縁"
    )
    birth_on = BirthField(label="生年月日", required=False)
    birth_estimate = forms.CharField(
        label="だいたいの年代",
        required=False,
        max_length=20,
        help_text="例：48歳、70代後半、小学生、高齢",
    )
    sex = forms.ChoiceField(label="性別", required=False, choices=SEXES)
    lives_together = forms.BooleanField(label="同居している", required=False, initial=True)
    note = forms.CharField(label="備考", required=False, max_length=200)

    def clean_birth_estimate(self) -> str:
        """A day in place of an age is a birth (`member_facts`): one that there is not is no age either. What holds no
        age at all is told, unless it has stood there before and somebody corrects something else."""
        words = as_age(self.cleaned_data["birth_estimate"])
        if why := why_impossible(words):
            raise forms.ValidationError(why)
        if words and "birth_estimate" in self.changed_data and not says_an_age(words):
            raise forms.ValidationError(NO_AGE)
        return words

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.empty_permitted and not (data.get("name") or data.get("relation")):
            self.add_error("name", "氏名か続柄の、どちらかを書いてください")
        settle_kind(self, data)
        return data

    def facts(self) -> MemberFacts:
        return member_facts(self.values())

    @staticmethod
    def initial_of(person: Person) -> dict[str, Any]:
        names = MemberFacts.__dataclass_fields__
        known = {name: getattr(person, name) for name in names}
        return known | {"version": person.version}


class NewMemberForm(MemberForm):
    """Somebody who belongs to the household and was not entered yet."""

    since = PartialDateField(
        label="世帯に入った時期",
        required=False,
        help_text="生まれた、結婚した、越してきたなど。はじめからいる人は、空けておきます",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_likely_people(self)


class MemberRowForm(MemberForm):
    """A row of the household table of the intake."""

    draft_name = draft_label = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (
            "sex",
            "lives_together",
            "birth_on",
            "name_kind",
            "note",
            "form_key",
            "version",
        ):
            del self.fields[name]
        for field in self.fields.values():
            field.help_text = ""
        self.fields["birth_estimate"].label = "年齢・年代"

    @property
    def is_filled(self) -> bool:
        """Whatever is known of somebody makes her a row: of a child often only the age is."""
        return any(
            self.cleaned_data.get(name) for name in ("name", "relation", "kana", "birth_estimate")
        )


class _Rows(BaseFormSet):
    def add_fields(self, form: Any, index: int | None) -> None:
        """A row says which person it is, for those who do not see the table."""
        super().add_fields(form, index)
        form.row_words = f"世帯の人の{(index or 0) + 1}人目"
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = f"{(index or 0) + 1}人目の{field.label}"


MemberRows = formset_factory(MemberRowForm, formset=_Rows, extra=ROWS, max_num=12)


def member_facts(data: dict[str, Any]) -> MemberFacts:
    """What is known of a person, for the service."""
    data = data | _birth(data)
    names = MemberFacts.__dataclass_fields__
    known = {name: data[name] for name in names if data.get(name) is not None}
    if not known.get("name_kind"):
        known.pop("name_kind", None)
    return MemberFacts(**known)


def _birth(data: dict[str, Any]) -> dict[str, Any]:
    """A birth typed in whichever of two fields: the day, or words for what is known of it."""
    day, estimate = data.get("birth_on"), data.get("birth_estimate") or ""
    if isinstance(day, Estimate):
        day, estimate = None, estimate or str(day)
    try:
        read = read_birth(estimate) if estimate else None
    except DateInputError:
        read = Estimate(estimate)
    if isinstance(read, Estimate):
        return {"birth_on": day, "birth_estimate": str(read)}
    return {"birth_on": day or read, "birth_estimate": ""}
