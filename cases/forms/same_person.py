"""One person entered twice, one person in two files, and a household that splits."""

from collections.abc import Sequence
from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from cases.forms.family import person_words
from cases.forms.people import REASONS
from cases.models import ContactPoint, HouseholdStay, Person, ProtectedContact
from cases.services import SplitFacts
from documents.partial_dates import PartialDateField


class _OtherForm(BaseForm):
    """A choice of persons, each as she stood when the page was opened."""

    reason = forms.CharField(
        label="同じ人と分かったわけ",
        max_length=200,
        help_text="例：本人に確かめた、保険証で確かめた",
    )

    def __init__(self, *args: Any, others: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {f"{person.pk}:{person.version}": person for person in others}
        choices = [(key, self.words(person)) for key, person in self.others.items()]
        self.fields["other"].choices = choices

    def words(self, person: Person) -> str:
        return f"{person_words(person)}　{person.age}".strip()

    @property
    def chosen(self) -> Person:
        """Whom she chose, as she saw her."""
        return self.others[self.cleaned_data["other"]]


class MergeForm(_OtherForm):
    """Which row of the file is the same person."""

    draft_name, draft_label = "merge", "同じ人をまとめる"

    other = forms.ChoiceField(
        label="まとめる人", widget=forms.RadioSelect, help_text="この人の行は、一覧に出なくなります"
    )
    field_order = ("other", "reason")


class SamePersonForm(_OtherForm):
    """Which person of another file is the same person."""

    draft_name, draft_label = "same-person", "ほかの世帯にもいる人"

    other = forms.ChoiceField(label="ほかの世帯の人", widget=forms.RadioSelect)
    field_order = ("other", "reason")

    def words(self, person: Person) -> str:
        return f"ケース {person.compartment.case.number}　{super().words(person)}"


class UndoForm(BaseForm):
    """They are two people after all."""

    draft_name, draft_label = "undo-same", "別の人だったことの登録"

    reason = forms.CharField(label="取り消すわけ", max_length=200)


class SplitForm(BaseForm):
    """Who goes, and what goes along."""

    draft_name, draft_label = "split", "世帯を分ける"

    members = forms.MultipleChoiceField(
        label="新しい世帯に移る人", widget=forms.CheckboxSelectMultiple
    )
    subject = forms.ChoiceField(
        label="新しい世帯の本人", widget=forms.RadioSelect, help_text="移る人の中から選びます"
    )
    left = PartialDateField(
        label="世帯を分けた日", required=False, help_text="空けておくと、今日になります"
    )
    reason = forms.ChoiceField(
        label="離れた理由", choices=REASONS[1:], initial=HouseholdStay.Reason.SPLIT
    )
    contacts = forms.MultipleChoiceField(
        label="持っていく連絡先",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="移る人のものだけを選びます。選ばないものは、新しい世帯には写りません",
    )
    with_names = forms.BooleanField(label="旧姓・通称などを写す", required=False, initial=True)
    with_bonds = forms.BooleanField(label="移る人どうしの間柄を写す", required=False, initial=True)
    with_considerations = forms.BooleanField(label="「配慮してほしいこと」を写す", required=False)

    def __init__(
        self,
        *args: Any,
        people: Sequence[Person],
        points: Sequence[ContactPoint | ProtectedContact],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.points = {str(point.pk): point for point in points}
        named = [(key, person_words(person)) for key, person in self.people.items()]
        self.fields["members"].choices = named
        self.fields["subject"].choices = named
        self.fields["contacts"].choices = [(k, self._words(p)) for k, p in self.points.items()]

    def _words(self, point: ContactPoint | ProtectedContact) -> str:
        is_open = isinstance(point, ContactPoint)
        owner = point.person_id if isinstance(point, ContactPoint) else point.measure.person_id
        return (
            f"{self.people[str(owner)]}　{point.get_kind_display()}　{point.value}"
            f"{'' if is_open else '（秘匿）'}"
        )

    def facts(self) -> SplitFacts:
        data = self.values()
        return SplitFacts(
            members=[self.people[key] for key in data.pop("members")],
            subject=self.people[data.pop("subject")],
            contacts=[self.points[key] for key in data.pop("contacts")],
            **data,
        )
