"""A consent is entered: the form, what was asked for before it, and its effect, shown before it is saved.

Used by the pages of cases and by the way to consent of an outreach, which may not import their forms.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from cases import codes
from cases.models import CaseRecord, Consent, ConsentAttempt, Person
from cases.own_consent import OWN_CONSENT_FROM_AGE, is_age_unknown, why_not_alone
from cases.services.consents import OFFICES, may_open_basics
from cases.services.restrictions import without_kept_out
from documents.forms import ClockField, WarekiDateField
from organizations.models import Appointment, Body

# What has to be said by who stands in for another.
STANDS_IN = (
    ("giver_name", "氏名"),
    ("giver_basis", "根拠"),
    ("own_will", "本人の意向"),
)


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

    read_by = "自分の機関の相談員・管理者と、同意に名前のある機関の担当者"
    draft_name, draft_label = "consent", "本人の同意の記録"
    # As the page asks them: what is wrong is told in this order.
    field_order = (
        *("persons", "how", "given_on", "valid_until_on", "paper_number", "paper_place"),
        *("oral_place", "oral_time", "oral_witness", "paper_due_on", "oral_words"),
        *("giver", "giver_name", "giver_basis", "own_will", "purpose", "categories", "is_partial"),
        *("bodies", "staff"),
    )

    persons = forms.MultipleChoiceField(label="同意した人", widget=forms.CheckboxSelectMultiple)
    how = forms.ChoiceField(
        label="同意の受け方", choices=Consent.How.choices, widget=forms.RadioSelect
    )
    giver = forms.ChoiceField(
        label="同意を伝えた人",
        choices=Consent.Giver.choices,
        initial=Consent.Giver.SELF,
        help_text="代わりの人が伝えたときは、1枚に、その人が代わりをする人だけを入れます",
    )
    giver_name = forms.CharField(label="代わりの人の氏名", required=False, max_length=100)
    giver_basis = forms.CharField(
        label="代わりに伝える根拠",
        required=False,
        max_length=300,
        help_text="例：戸籍で親権者と確かめた、登記事項証明書を見た",
    )
    own_will = forms.CharField(
        label="本人の意向",
        required=False,
        max_length=300,
        help_text="本人がどう思っているか。分からないときは、そのことを書きます",
    )
    oral_time = ClockField(label="聞いた時刻", required=False)
    paper_due_on = WarekiDateField(
        label="書面をもらう予定の日",
        required=False,
        allow_future=True,
        help_text="口頭の同意は、次に会うときに書面にします",
    )
    paper_number = forms.CharField(
        label="同意書の番号", required=False, max_length=50, help_text="紙に番号があるとき"
    )
    paper_place = forms.CharField(
        label="同意書の保管場所",
        required=False,
        max_length=100,
        help_text="例：2階 事務室 鍵付き棚3",
    )
    is_partial = forms.BooleanField(label="説明した範囲の一部だけに同意した", required=False)
    oral_place = forms.CharField(
        label="聞いた場所", required=False, max_length=100, help_text="例：自宅の居間"
    )
    oral_witness = forms.CharField(
        label="立ち会った人", required=False, max_length=100, help_text="いなければ空けておきます"
    )
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
        self._clean_giver(data)
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
        given, due = data.get("given_on"), data.get("paper_due_on")
        if given and due and due < given:
            self.add_error("paper_due_on", "書面をもらう予定は、同意した日か、その後にしてください")

    def _clean_giver(self, data: dict[str, Any]) -> None:
        """Who stands in for another says why, and what the other wants (domain.md 2.1 R07)."""
        giver, given = data.get("giver"), data.get("given_on")
        if giver not in (None, "", Consent.Giver.SELF):
            for name, words in STANDS_IN:
                if not data.get(name):
                    self.add_error(name, f"代わりの人から受けた同意では、{words}を書いてください")
        people = [self.people[key] for key in data.get("persons", [])]
        if given is None or giver == Consent.Giver.PARENT:
            return
        young = {person: why for person in people if (why := why_not_alone(person, given))}
        if any(person.birth_on for person in young):
            self.add_error(
                "giver",
                f"{OWN_CONSENT_FROM_AGE}歳未満の人がいます。"
                "親権者か未成年後見人を選び、大人の同意とは別の1枚にしてください",
            )
        for person, why in young.items():
            if not person.birth_on:
                self.add_error("persons", why)

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
            data |= {"oral_time": None, "paper_due_on": None}
        else:
            data |= {"paper_number": "", "paper_place": ""}
        if data["giver"] == Consent.Giver.SELF:
            data |= {"giver_name": "", "giver_basis": "", "own_will": ""}
        return data


class AttemptForm(BaseForm):
    """An attempt to obtain consent that did not lead to one."""

    draft_name, draft_label = "consent-attempt", "同意についての話し合い"

    person = forms.ChoiceField(label="だれと", widget=forms.RadioSelect)
    tried_on = WarekiDateField(label="話した日", initial=timezone.localdate)
    way = forms.ChoiceField(
        label="説明のしかた", choices=ConsentAttempt.Way.choices, widget=forms.RadioSelect
    )
    answer = forms.ChoiceField(
        label="結果",
        widget=forms.RadioSelect,
        help_text="同意が得られたときは、「本人の同意を記録する」から記録します",
    )
    words = forms.CharField(
        label="本人の言葉・ようす", required=False, max_length=500, widget=forms.Textarea
    )
    next_try_on = WarekiDateField(
        label="次に話す日",
        required=False,
        allow_future=True,
        help_text="書くと、自分の「次の予定」に入ります",
    )

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(p.pk): p for p in people}
        fields: dict[str, Any] = self.fields
        fields["person"].choices = [(key, str(p)) for key, p in self.people.items()]
        fields["answer"].choices = [
            choice for choice in codes.choices(codes.CONSENT_STATE) if choice[0] in codes.ATTEMPTED
        ]

    def facts(self) -> dict[str, Any]:
        """What the service is told."""
        data = self.values()
        return data | {"person": self.people[data["person"]]}


class WhatIsShared(BaseForm):
    """As which kind of information, and about whom, something is shared under a consent (R3)."""

    category = forms.ChoiceField(
        label="情報の種類",
        initial=codes.PROGRESS,
        help_text="同意書にある種類だけを共有できます",
    )
    person = forms.ChoiceField(
        label="だれについての記録か",
        required=False,
        help_text="一人が撤回したとき、その人のことが入った写しだけを閉じられるように選びます",
    )

    def offer(self, consents: Iterable[Consent]) -> None:
        """Kinds and persons that the consents name."""
        rows = list(consents)
        persons = {str(p.person_id): p.name for row in rows for p in row.persons.all()}
        named = {value for row in rows for value in row.categories}
        fields: dict[str, Any] = self.fields
        fields["person"].choices = [("", "世帯の全体"), *persons.items()]
        fields["category"].choices = [
            (value, text) for value, text in codes.every_label(codes.CATEGORY) if value in named
        ]

    @property
    def person_id(self) -> uuid.UUID | None:
        """Whom it is about; none for the household as a whole."""
        chosen = self.cleaned_data["person"]
        return uuid.UUID(chosen) if chosen else None


LISTS = ("persons", "categories", "bodies", "staff")


def consent_form(
    request: Any,
    *,
    record: CaseRecord,
    people: list[Person],
    draft_object: Any,
    initial: dict[str, Any],
) -> ConsentForm:
    """The form; while bodies are being chosen, what was typed is shown without complaints."""
    posted = request.POST if request.method == "POST" else None
    parts: dict[str, Any] = {
        "people": people,
        "offices": without_kept_out(offices_for_consent(record.body), record.compartment.case),
        "chosen_bodies": posted.getlist("bodies") if posted else initial.get("bodies", []),
        "draft_object": draft_object,
    }
    if posted is None or posted.get("step") in ("check", "save"):
        return ConsentForm(posted, **parts, initial=initial)
    typed = {n: posted.getlist(n) if n in LISTS else posted.get(n, "") for n in posted}
    return ConsentForm(None, **parts, initial=typed)


def effect_of_consent(form: ConsentForm, record: CaseRecord, user: Any) -> dict[str, Any]:
    """Whom it opens to: how many bodies and people (R22); and of whom it is to be made sure before that she is old
    enough to consent by herself (domain.md 2.1 R07)."""
    chosen, facts = form.chosen(), form.facts()
    return {
        "chosen": chosen,
        "bodies": len({a.body.pk for a in chosen}),
        "people_count": len({a.staff_id for a in chosen}),
        "facts": facts,
        "categories": codes.labels(codes.CATEGORY, facts["categories"]),
        "how": Consent.How(facts["how"]).label,
        "giver": Consent.Giver(facts["giver"]).label,
        "ages_to_ask": []
        if facts["giver"] == Consent.Giver.PARENT
        else [person for person in facts["persons"] if is_age_unknown(person)],
        "least_age": OWN_CONSENT_FROM_AGE,
        "opens_basics": may_open_basics(record, facts["persons"], facts["categories"], user),
    }
