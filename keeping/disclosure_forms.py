"""Forms of a request of disclosure."""

from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField

from .asked_models import PASS_ON, AskedOfBody
from .disclosing import Paragraph
from .models import (
    LATER,
    LATER_WORDS,
    UNDECIDED_WORDS,
    Decision,
    Ground,
)

GIVEN = "give"
NOBODY = "none"  # nobody has chosen yet
PARTS = [("withheld", "開示しない"), ("given", "反対の意見があっても、開示する")]


class PersonField(forms.ModelChoiceField):
    """Somebody of the household, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class AskerForm(BaseForm):
    """Who asks about whose records, and how it was made sure."""

    person = PersonField(label="だれの記録か", queryset=None)
    asker = forms.ChoiceField(
        label="請求した人", widget=forms.RadioSelect, choices=AskedOfBody.Asker.choices
    )
    asker_name = forms.CharField(
        label="代理人の氏名", max_length=100, required=False, help_text="本人のときは書きません"
    )
    confirmed_how = forms.CharField(
        label="本人・資格を確かめた方法",
        max_length=300,
        help_text="例：運転免許証、戸籍謄本、委任状と印鑑登録証明書",
    )
    no_conflict = forms.CharField(
        label="代理人が本人と対立する人・加害した人でないことを確かめた方法",
        max_length=300,
        required=False,
        help_text="代理人のときは必ず書きます。支援措置の有無も確かめてください",
    )
    received_on = WarekiDateField(label="受け付けた日", help_text="例：R8.4.1")
    name_fields = ("asker_name",)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["person"]
        choice.queryset = people

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("asker") in ("", None, AskedOfBody.Asker.SELF):
            return found
        for name, missing in (
            ("asker_name", "代理人の氏名を書いてください"),
            (
                "no_conflict",
                "代理人が本人と対立する人・加害した人でないことを確かめて、方法を書いてください",
            ),
        ):
            if not found.get(name) and name not in self.errors:
                self.add_error(name, missing)
        return found


class ReceiveForm(AskerForm):
    """A request of disclosure is received."""

    asks_for_meetings = forms.BooleanField(
        label="支援会議の記録も求めている",
        required=False,
        help_text="請求書にそう書いてあるときに付けます。支援会議があるかないかは、調べません",
    )
    asks_for_readings = forms.BooleanField(
        label="だれが記録を開いたかも求めている",
        required=False,
        help_text="付けると、この機関の記録を開いた機関・役割・人数・操作・日が、月ごとの段落になります。氏名は入りません",
    )


class MarksForm(BaseForm):
    """One choice for each paragraph of a page: given, withheld on a ground, or put off (Art. 84).

    Beside each stands what was chosen when the page was made. What a colleague has chosen since is taken over where
    she has left the paragraph as it was, and told beside it where she has not. Where something else stands by now, she
    chooses for that.
    """

    def __init__(
        self,
        *args: Any,
        shown: list[tuple[int, Paragraph]],
        marks: dict[Any, str],
        before: dict[Any, str] | None = None,
        may_put_off: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.shown = shown
        self.marks = marks
        choices = [(GIVEN, "開示する"), *Ground.choices]
        if may_put_off:
            choices.append((LATER, LATER_WORDS))
        for number, one in shown:
            field = forms.ChoiceField(
                label=f"{number}番目を開示するか",
                choices=choices,
                initial=(marks if one.key in marks else before or {}).get(one.key) or GIVEN,
            )
            self.fields[str(one.key)] = field
        if self.is_bound:
            self._take_over()

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Paragraphs with their numbers, fields, and the words of what was chosen."""
        return [
            {
                "number": number,
                "part": one,
                "field": self[str(one.key)],
                "seen": self._now(one.key),
                "chosen": dict(self.fields[str(one.key)].choices)[  # type: ignore[attr-defined]
                    self.fields[str(one.key)].initial
                ],
            }
            for number, one in self.shown
        ]

    def _now(self, key: Any) -> str:
        return self.marks[key] or GIVEN if key in self.marks else NOBODY

    def _take_over(self) -> None:
        """Paragraphs that she has not touched and a colleague has: as they stand now."""
        sent: Any = self.data
        self.data = sent = sent.copy()
        self.crossed: dict[str, tuple[int, str]] = {}
        self.rewritten: dict[str, int] = {}
        for number, one in self.shown:
            name, now = str(one.key), self._now(one.key)
            if sent.get(f"words-{name}", str(one.words)) != str(one.words):
                self.rewritten[name] = number
                continue
            seen = sent.get(f"seen-{name}", now)
            if seen == now or sent.get(name) == now:
                continue
            if sent.get(name) == (GIVEN if seen == NOBODY else seen):
                sent[name] = GIVEN if now == NOBODY else now
            else:
                self.crossed[name] = (number, now)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for name, number in self.rewritten.items():
            self.add_error(
                name,
                f"{number}番目は、開いている間に文が変わりました。今の文を読んで選び、もう一度保存してください",
            )
        for name, (number, now) in self.crossed.items():
            words = dict(self.fields[name].choices).get(now, UNDECIDED_WORDS)  # type: ignore[attr-defined]
            self.add_error(
                name,
                f"{number}番目は、開いている間に、ほかの人が「{words}」にしました。"
                "確かめて選び、もう一度保存してください",
            )
        return found

    @property
    def grounds(self) -> dict[Any, str]:
        chosen = {one.key: self.cleaned_data[str(one.key)] for _, one in self.shown}
        return {key: "" if ground == GIVEN else ground for key, ground in chosen.items()}


class SubmitForm(BaseForm):
    """The decision that is put before a second person."""

    decision = forms.ChoiceField(
        label="決定の案", widget=forms.RadioSelect, choices=Decision.choices
    )
    words = forms.CharField(
        label="決定の説明",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="開示を受ける人が読みます。開示しない内容が分かる書き方はしないでください",
    )

    def __init__(
        self, *args: Any, is_first_part: bool = False, opposed: Any = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.opposed = {f"part_{party.pk}": party for party in opposed}
        for name, party in self.opposed.items():
            self.fields[name] = forms.ChoiceField(
                label=f"反対した第三者の部分を開示するか：{party.name}（{party.about}）",
                required=False,
                widget=forms.RadioSelect,
                choices=PARTS,
                initial={True: "given", False: "withheld"}.get(party.is_given),
                help_text="「一部を開示する」ときに選びます。開示するときは、その人に決定を知らせ、2週間を置きます",
            )
        if is_first_part:
            words = self.fields["words"]
            words.required = True
            words.help_text = (
                "どの部分についての決定かを書きます。例：令和7年3月までの記録。"
                "開示を受ける人が読みます。開示しない内容が分かる書き方はしないでください"
            )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("decision") == Decision.PARTIAL:
            for name in self.opposed:
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, "その人の部分を開示するかどうかを選んでください")
        return found

    @property
    def package(self) -> dict[str, Any]:
        """What is put forward: the decision, and of each of these whether her part is given."""
        chosen = {party.pk: self.cleaned_data[name] for name, party in self.opposed.items()}
        return {
            "decision": self.cleaned_data["decision"],
            "words": self.cleaned_data["words"],
            "gives": {pk: one == "given" for pk, one in chosen.items() if one},
        }


class SureForm(BaseForm):
    """Nothing to fill in: somebody is asked whether she is sure, of what she has before her eyes."""


class CheckForm(BaseForm):
    """The second person's answer."""

    answer = forms.ChoiceField(
        label="確かめた結果",
        widget=forms.RadioSelect,
        choices=[("right", "この内容で決定する"), ("back", "差し戻す")],
    )
    words = forms.CharField(
        label="ひとこと", max_length=300, required=False, help_text="差し戻すときは理由を書きます"
    )

    def __init__(self, *args: Any, put_forward: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if put_forward is not None and put_forward.decision == PASS_ON:
            choice: Any = self.fields["answer"]
            choice.choices = [("right", "移送する"), ("back", "差し戻す")]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("answer") == "back" and not found.get("words"):
            self.add_error("words", "差し戻す理由を書いてください")
        return found
