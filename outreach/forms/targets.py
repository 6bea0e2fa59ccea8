"""A target comes to notice; who told; what is agreed before somebody goes; her name."""

from typing import Any, ClassVar

from django import forms

from cases import codes
from documents.forms import KanaField, WarekiDateField
from outreach.models import Outreach, OutreachSource, Told
from outreach.services import SourceFacts, TargetFacts

from .base import ColleagueForm, OutreachForm, lines

NOWHERE_ELSE = (
    "この名前と連絡先は「情報源」の画面だけに出ます。ほかの画面、書類、プランには出ません"
)


class _Concern(OutreachForm):
    """What is known of the household, and what is to be minded at the door."""

    code_lists: ClassVar[dict[str, str]] = {"route": codes.ROUTE}

    concern = lines(
        "気になっていること",
        4,
        help_text="見たこと、聞いたこと。だれから聞いたかは、ここに書かないでください",
    )
    route = forms.ChoiceField(label="把握の経路")
    identified_on = WarekiDateField(
        label="把握した日", required=False, help_text="空けておくと、今日になります"
    )
    needs_two = forms.BooleanField(label="危険があるため、必ず2人以上で行く", required=False)
    risk_words = forms.CharField(
        label="危険の内容",
        required=False,
        max_length=300,
        help_text="例：犬を放している、大声で怒鳴られたことがある、感染症",
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("needs_two") and not data.get("risk_words"):
            self.add_error("risk_words", "2人以上で行くときは、危険の内容を書いてください")
        return data

    def facts(self) -> TargetFacts:
        data = self.cleaned_data
        return TargetFacts(
            route=data["route"],
            concern=data["concern"],
            identified_on=data["identified_on"],
            needs_two=data["needs_two"],
            risk_words=data["risk_words"],
            source=self.source(),
        )

    def source(self) -> SourceFacts | None:
        """Who told, where the form asks it."""
        return None


def _kind() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="だれから",
        choices=Told.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "だれから聞いたかを選んでください"},
    )


def _name() -> forms.CharField:
    return forms.CharField(
        label="その人の名前", required=False, max_length=100, help_text=NOWHERE_ELSE
    )


def _reach() -> forms.CharField:
    return forms.CharField(label="その人の連絡先", required=False, max_length=100)


def _promised() -> forms.CharField:
    return forms.CharField(
        label="約束したこと",
        required=False,
        max_length=200,
        help_text="例：自分が話したことを、本人に言わないでほしい",
    )


class BeginForm(_Concern):
    """The body begins to seek out a household that has a file."""

    draft_name, draft_label = "outreach-begin", "アウトリーチの開始"
    name_fields: ClassVar[tuple[str, ...]] = ("source_name",)

    source_kind = _kind()
    source_name = _name()
    source_reach = _reach()
    promised = _promised()

    def source(self) -> SourceFacts | None:
        data = self.cleaned_data
        return SourceFacts(
            kind=data["source_kind"],
            name=data["source_name"],
            reach=data["source_reach"],
            promised=data["promised"],
        )


class TargetForm(ColleagueForm, BeginForm):
    """Somebody without a file, possibly without a name: アパートAの方."""

    draft_name, draft_label = "outreach-target", "気になる方の登録"
    name_fields = ("called", "source_name")
    colleague_fields = ("in_charge",)
    code_lists: ClassVar[dict[str, str]] = {
        "route": codes.ROUTE,
        "topics": codes.TOPIC,
        "urgency": codes.URGENCY,
    }
    field_order = (
        "called",
        "is_real_name",
        "place",
        "area",
        "concern",
        "topics",
        "urgency",
        "route",
    )

    called = forms.CharField(
        label="呼び方",
        max_length=100,
        help_text="名前が分からなければ「アパートAの方」のように書きます。あとで氏名に変えられます",
    )
    is_real_name = forms.BooleanField(label="これは本人の氏名です", required=False)
    place = forms.CharField(
        label="いる所",
        required=False,
        max_length=200,
        help_text="世帯の基本情報に「いまいる所」として入ります",
    )
    area = forms.ChoiceField(label="圏域", required=False, help_text="分かるときに選びます")
    topics = forms.MultipleChoiceField(
        label="困りごと",
        widget=forms.CheckboxSelectMultiple,
        help_text="分かる範囲で、一つ以上選びます",
    )
    urgency = forms.ChoiceField(label="緊急度", widget=forms.RadioSelect)
    in_charge = forms.ChoiceField(label="担当", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["in_charge"]
        field.choices = [("", "自分"), *field.choices[1:]]
        area: Any = self.fields["area"]
        area.choices = [("", "選ばない（分からない・区外）"), *codes.areas()]
        codes.word_urgency(self.fields["urgency"])


class ChangeForm(ColleagueForm, _Concern):
    """Complete or correct what is known."""

    draft_name, draft_label = "outreach-change", "アウトリーチの内容"
    colleague_fields = ("in_charge",)

    in_charge = forms.ChoiceField(label="担当")

    @staticmethod
    def initial_of(outreach: Outreach) -> dict[str, Any]:
        names = ("concern", "route", "identified_on", "needs_two", "risk_words", "version")
        found = {name: getattr(outreach, name) for name in names}
        return found | {"in_charge": str(outreach.in_charge_id)}


class SourceForm(OutreachForm):
    """Somebody told of the household."""

    draft_name, draft_label = "outreach-source", "アウトリーチの情報源"
    name_fields = ("name",)

    kind = _kind()
    name = _name()
    reach = _reach()
    told_on = WarekiDateField(
        label="聞いた日", required=False, help_text="空けておくと、今日になります"
    )
    promised = _promised()

    def facts(self) -> SourceFacts:
        return SourceFacts(**self.values())

    @staticmethod
    def initial_of(source: OutreachSource) -> dict[str, Any]:
        names = ("kind", "name", "reach", "told_on", "promised", "version")
        return {name: getattr(source, name) for name in names}


class PreparationForm(OutreachForm):
    """Who goes, what the risks are, what is not said."""

    draft_name, draft_label = "outreach-preparation", "アウトリーチの事前調整"

    who_goes = forms.CharField(
        label="行く人", max_length=300, help_text="例：地域福祉コーディネーターと民生委員"
    )
    aim = forms.CharField(
        label="ねらい", required=False, max_length=300, help_text="例：顔を見せて、名刺を渡す"
    )
    must_not = lines("言わないこと・しないこと", 3, help_text="例：仕事のことを聞かない")
    risks = lines("危険と備え", 3, required=False, help_text="例：犬。玄関先で話し、中に入らない")
    agreed_on = WarekiDateField(
        label="決めた日", required=False, help_text="空けておくと、今日になります"
    )


class NameForm(OutreachForm):
    """Her name is known now."""

    draft_name, draft_label = "outreach-name", "分かった氏名"
    name_fields = ("name",)
    kana_fields: ClassVar[dict[str, str]] = {"kana": "name"}

    name = forms.CharField(label="氏名", max_length=100)
    kana = KanaField(label="ふりがな", required=False, max_length=150)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "kana"):  # looked up while one types (cases/_likely_box.html)
            self.fields[name].widget.attrs["data-search"] = ""
