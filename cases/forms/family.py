"""Relationships, ties to the outside, lines of the family chronology."""

from collections.abc import Sequence
from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from cases.kinship import Proposal
from cases.models import LifeEvent, Nature, Person, Relationship, Tie
from cases.services import BondFacts, EventFacts, TieFacts
from documents.partial_dates import PartialDate, PartialDateField


def person_words(person: Person) -> str:
    """Name and relation, so that two of one name are told apart."""
    word = "本人" if person.is_subject else person.relation
    return f"{person.name_words}（{word}）" if word else person.name_words


def _known(day: Any, precision: str) -> PartialDate | None:
    return PartialDate(day, precision) if day else None


class _PeopleForm(BaseForm):
    """A form that names people of one household file."""

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.named = [(key, person_words(person)) for key, person in self.people.items()]


class RelationshipForm(_PeopleForm):
    """Who is what to whom."""

    draft_name, draft_label = "relationship", "家族の間柄"

    person_a = forms.ChoiceField(label="親・一方の人")
    kind = forms.ChoiceField(
        label="間柄", choices=Relationship.Kind.choices, widget=forms.RadioSelect
    )
    person_b = forms.ChoiceField(label="子・もう一方の人")
    since = PartialDateField(label="結婚・同居・縁組の時期", required=False)
    ending = forms.ChoiceField(
        label="今のようす（夫婦・内縁のとき）",
        choices=[("", "続いている"), *Relationship.Ending.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    ended = PartialDateField(label="別居・離婚・死別の時期", required=False)
    note = forms.CharField(label="備考", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person_a", "person_b"):
            self.fields[name].choices = [("", "選んでください"), *self.named]
        self.fields["ending"].choices = [("", "続いている"), *Relationship.Ending.choices]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("person_a") and data.get("person_a") == data.get("person_b"):
            self.add_error("person_b", "ちがう人を選んでください")
        if data.get("ending") and data.get("kind") not in (*Relationship.PARTNERS, None):
            self.add_error("ending", "別居・離婚・死別は、夫婦と内縁のときだけ選べます")
        if data.get("ended") and not data.get("ending"):
            self.add_error("ending", "別居、離婚、死別のどれかを選んでください")
        return data

    def facts(self) -> BondFacts:
        """What was entered, for the service."""
        data = self.values()
        return BondFacts(
            person_a=self.people[data.pop("person_a")],
            person_b=self.people[data.pop("person_b")],
            **data,
        )

    @staticmethod
    def initial_of(row: Relationship) -> dict[str, Any]:
        return {
            "person_a": str(row.person_a_id),
            "person_b": str(row.person_b_id),
            "kind": row.kind,
            "ending": row.ending,
            "since": _known(row.since_on, row.since_precision),
            "ended": _known(row.ended_on, row.ended_precision),
            "note": row.note,
            "version": row.version,
        }


class ProposalForm(BaseForm):
    """Relationships that the words of the household table tell; each is confirmed."""

    chosen = forms.MultipleChoiceField(
        label="登録する間柄",
        widget=forms.CheckboxSelectMultiple,
        help_text="合っているものだけに、チェックを残してください。あとから直せます",
    )

    def __init__(self, *args: Any, proposals: Sequence[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = {proposal.key: proposal for proposal in proposals}
        self.fields["chosen"].choices = [(k, p.words) for k, p in self.proposals.items()]
        self.fields["chosen"].initial = list(self.proposals)

    def confirmed(self) -> list[BondFacts]:
        """The facts of the lines that were left ticked."""
        found = [self.proposals[key] for key in self.cleaned_data["chosen"]]
        return [BondFacts(p.a, p.b, p.kind, p.ending) for p in found]


class LifeFactsForm(BaseForm):
    """That somebody has died, and whether she is the one to turn to."""

    draft_name, draft_label = "life-facts", "家族図に出すこと"

    is_key_person = forms.BooleanField(
        label="キーパーソン（主に連絡・相談できる人）", required=False
    )
    is_deceased = forms.BooleanField(label="亡くなっている", required=False)
    died = PartialDateField(label="亡くなった時期", required=False)

    @staticmethod
    def initial_of(person: Person) -> dict[str, Any]:
        return {
            "is_key_person": person.is_key_person,
            "is_deceased": person.is_deceased,
            "died": _known(person.died_on, person.died_precision),
            "version": person.version,
        }


class TieForm(_PeopleForm):
    """A tie to somebody or something outside the household."""

    draft_name, draft_label = "tie", "外とのつながり"
    name_fields = ("outside",)

    outside = forms.CharField(
        label="相手（機関・人・場所）",
        max_length=100,
        help_text="例：訪問看護ステーション、長女の担任、近所の友人、町会",
    )
    person = forms.ChoiceField(label="だれの", required=False)
    strength = forms.ChoiceField(
        label="つながり方",
        choices=Tie.Strength.choices,
        widget=forms.RadioSelect,
        initial=Tie.Strength.PLAIN,
    )
    flow = forms.ChoiceField(
        label="働きかけの向き",
        choices=[("", "決めない"), *Tie.Flow.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="内容", required=False, max_length=200, help_text="例：週1回の訪問、金銭のやりとり"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "世帯全体"), *self.named]
        self.fields["flow"].choices = [("", "決めない"), *Tie.Flow.choices]

    def facts(self) -> TieFacts:
        """What was entered, for the service."""
        data = self.values()
        return TieFacts(person=self.people.get(data.pop("person")), **data)

    @staticmethod
    def initial_of(row: Tie) -> dict[str, Any]:
        names = ("outside", "strength", "flow", "note", "version")
        return {name: getattr(row, name) for name in names} | {
            "person": str(row.person_id) if row.person_id else ""
        }


class LifeEventForm(_PeopleForm):
    """A line of the family chronology, with where one knows it from."""

    draft_name, draft_label = "life-event", "家族年表に載せること"

    happened = PartialDateField(label="時期")
    text = forms.CharField(label="出来事", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    who = forms.MultipleChoiceField(
        label="だれの",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選ばないと、世帯全体の出来事になります",
    )
    nature = forms.ChoiceField(label="事実か見立てか", choices=Nature.choices, initial=Nature.FACT)
    source = forms.CharField(
        label="情報源", max_length=100, help_text="例：本人、長女、戸籍、前の担当者の記録"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = self.named

    def facts(self) -> EventFacts:
        """What was entered, for the service."""
        data = self.values()
        return EventFacts(who=[self.people[key] for key in data.pop("who")], **data)

    @staticmethod
    def initial_of(row: LifeEvent) -> dict[str, Any]:
        names = ("text", "nature", "source", "version")
        return {name: getattr(row, name) for name in names} | {
            "happened": _known(row.happened_on, row.precision),
            "who": [person["id"] for person in row.who],
        }
