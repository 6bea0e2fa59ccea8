"""Forms of a request of correction 訂正請求 and of one to stop using 利用停止請求."""

from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField
from documents.wareki import format_date

from .amendment_models import (
    DECIDED_AS,
    GROUNDS_OF,
    WANTED_OF,
    AmendmentKind,
    AmendmentRequest,
    StopGround,
    Wanted,
)
from .disclosure_forms import AskerForm
from .hearing_forms import EXAMPLE
from .services import Asked

OTHER = "other"
OF_THE_ASKER = ("asker", "asker_name", "confirmed_how", "no_conflict")


class DisclosureField(forms.ModelChoiceField):
    """A disclosure of this body, by its day and whose records it was about."""

    def label_from_instance(self, obj: Any) -> str:
        on = obj.finished_on or obj.decided_on
        return f"{format_date(on)}　{obj.subject}"


class AmendmentForm(AskerForm):
    """What whoever asks says is not true, or must no longer be used, and why."""

    kind = forms.ChoiceField(
        label="請求の種類", widget=forms.RadioSelect, choices=AmendmentKind.choices
    )
    about = forms.CharField(
        label="どの記録のどの部分か",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例：令和8年4月1日の経過の、退職した日。決定の通知に入ります",
    )
    wanted = forms.ChoiceField(
        label="求めていること",
        widget=forms.RadioSelect,
        choices=Wanted.choices,
        help_text="訂正・追加・削除は訂正請求、利用の停止・消去・提供の停止は利用停止請求です",
    )
    claim = forms.CharField(
        label="どうしてほしいか",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="請求書のとおりに書きます。決定の通知に入ります",
    )
    stop_ground = forms.ChoiceField(
        label="第98条第1項のどの号か",
        required=False,
        choices=[("", "選んでください"), *StopGround.choices],
        help_text=(
            "利用停止請求のときだけ選びます。請求した人の言い分で選びます。"
            "第1号は利用の停止・消去、第2号は提供の停止を求めるときです"
        ),
    )
    reason = forms.CharField(
        label="その理由",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="事実でない、または使ってはならないと言っている理由を、請求書のとおりに書きます",
    )
    disclosure = DisclosureField(
        label="どの開示で読んだか",
        queryset=None,
        required=False,
        empty_label="この機関の開示ではない・分からない",
    )
    disclosed_on = WarekiDateField(
        label="開示を受けた日",
        required=False,
        help_text="この日から90日以内の請求かを数えます。開示を選んだときは、空けると交付した日になります",
    )
    field_order = (
        *("kind", "person", *OF_THE_ASKER, "received_on"),
        *("disclosure", "disclosed_on", "about", "wanted", "claim", "stop_ground", "reason"),
    )

    def __init__(self, *args: Any, disclosures: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["disclosure"]
        choice.queryset = disclosures

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean()
        kind, is_stop = found.get("kind"), found.get("kind") == AmendmentKind.STOP
        if kind and found.get("wanted") and found["wanted"] not in WANTED_OF[kind]:
            self.add_error("wanted", "請求の種類に合うものを選んでください")
        if is_stop and not found.get("stop_ground"):
            self.add_error("stop_ground", "どの号かを選んでください")
        elif kind and not is_stop and found.get("stop_ground"):
            self.add_error("stop_ground", "利用停止請求のときだけ選びます")
        elif is_stop and found["stop_ground"] not in GROUNDS_OF.get(
            found.get("wanted", ""), StopGround.values
        ):
            self.add_error(
                "stop_ground",
                "第1号では利用の停止・消去を、第2号では提供の停止を求めます。"
                "請求書で合わないときは、請求した人に補正を求めて、合うものを選んでください",
            )
        self._check_disclosure(found)
        return found

    def _check_disclosure(self, found: dict[str, Any]) -> None:
        read, person = found.get("disclosure"), found.get("person")
        if read and person and read.person_id != person.pk:
            self.add_error("disclosure", "ほかの人の記録の開示です。選び直してください")
        on, received = found.get("disclosed_on"), found.get("received_on")
        if on and received and on > received:
            self.add_error("disclosed_on", "請求を受け付けた日までの日にしてください")

    @property
    def facts(self) -> dict[str, Any]:
        """Who asks."""
        return {name: self.cleaned_data[name] for name in OF_THE_ASKER}

    @property
    def asked(self) -> Asked:
        """What for."""
        names = ("kind", "wanted", "about", "claim", "reason", "stop_ground")
        values = {name: self.cleaned_data[name] for name in names}
        more: dict[str, Any] = {
            name: self.cleaned_data.get(name) for name in ("disclosure", "disclosed_on")
        }
        return Asked(**values, **more)


class AmendmentDecisionForm(BaseForm):
    """The decision that is put before a second person."""

    decision = forms.ChoiceField(label="決定の案", widget=forms.RadioSelect)
    words = forms.CharField(
        label="決定の内容と理由",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=(
            "請求した人への通知に、このまま入ります。しないとき・一部のときは、その部分と理由を書きます。"
            "ほかの人のことや、開示していない記録のことは書かないでください"
        ),
    )

    def __init__(self, *args: Any, request: AmendmentRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["decision"]
        choice.choices = list(DECIDED_AS[request.kind].items())


class LongerForm(BaseForm):
    """Why it takes longer than an extension, until when, and when whoever asked was told."""

    reason = forms.CharField(
        label="特例を使う理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="請求した人に知らせる理由です。特に長い期間が要る理由を書きます",
    )
    told_on = WarekiDateField(label="請求した人に知らせる日", help_text=EXAMPLE)
    longer_due_on = WarekiDateField(
        label="決定の期限",
        allow_future=True,
        help_text="例：R8.9.30。請求した人に知らせる期限です。あとから変えられません",
    )
    field_order = ("reason", "longer_due_on", "told_on")


class CarriedForm(BaseForm):
    """What was done in the record, and when."""

    carried_on = WarekiDateField(label="行った日", help_text=EXAMPLE)
    words = forms.CharField(
        label="行ったこと",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=(
            "例：退職した日を、令和7年3月31日に直した。訂正のときは、提供先に知らせる文書に、このまま入ります"
        ),
    )


class WhenToldForm(BaseForm):
    """When a receiver is told; or why not."""

    told_on = WarekiDateField(
        label="知らせる日",
        required=False,
        help_text="通知の文書に、この日付が入ります。知らせないときは空けて、理由を書きます",
    )
    why_not = forms.CharField(
        label="知らせない理由",
        max_length=300,
        required=False,
        help_text="例：提供したのは、訂正した部分より前の記録だけ",
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if "told_on" in self.errors:
            return found
        if not found.get("told_on") and not found.get("why_not"):
            self.add_error("told_on", "知らせる日か、知らせない理由を書いてください")
        elif found.get("told_on") and found.get("why_not"):
            self.add_error("why_not", "知らせる日を書いたときは、空けてください")
        return found


class ChangeTellingForm(WhenToldForm):
    """The same, and how a receiver is called, until a letter says it."""

    whom = forms.CharField(
        label="知らせる相手",
        max_length=500,
        help_text="機関の名前です。通知の文書を作るまで、直せます。文書のあて先になります",
    )
    field_order = ("whom", "told_on", "why_not")

    def __init__(self, *args: Any, may_rename: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_rename:
            del self.fields["whom"]


class TellingForm(WhenToldForm):
    """To whom it had been given, and when she is told; or why not."""

    known = forms.ChoiceField(label="知らせる相手", required=False, widget=forms.RadioSelect)
    other = forms.CharField(
        label="ほかの相手",
        max_length=500,
        required=False,
        help_text="上にないときだけ、機関の名前を書きます。文書のあて先になります",
    )
    field_order = ("known", "other", "told_on", "why_not")

    def __init__(self, *args: Any, known: list[str], told: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["known"]
        marked = [(name, f"{name}（記録済み）" if name in told else name) for name in known]
        choice.choices = [*marked, (OTHER, "ほかの相手")]

    @property
    def whom(self) -> str:
        """Whom she has chosen, or written."""
        known = self.cleaned_data["known"]
        return str(self.cleaned_data["other"] if known == OTHER else known)

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if "known" not in self.errors and not found.get("known"):
            self.add_error("known", "知らせる相手を選んでください")
        elif found.get("known") == OTHER and not found.get("other"):
            self.add_error("other", "知らせる相手を書いてください")
        elif found.get("known") != OTHER and found.get("other"):
            self.add_error("other", "「ほかの相手」を選んだときだけ書きます")
        return found
