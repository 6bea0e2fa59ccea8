"""Papers of a sitting: composed or uploaded, for whom, and what became of the copies."""

from collections.abc import Sequence
from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm

from ..models import CopyEnd, MeetingMember, PaperCopy, SharedItem
from ..paper_parts import all_parts

TITLE_HELP = "例：これまでの経過と、今日決めたいこと。人の名前は書かないでください"


class ComposeForm(BaseForm):
    """資料を作る: what the meeting holds already, chosen."""

    draft_name, draft_label = "paper-compose", "会議資料の作成"

    title = forms.CharField(label="題名", max_length=100, help_text=TITLE_HELP)
    parts = forms.MultipleChoiceField(
        label="載せること", required=False, widget=forms.CheckboxSelectMultiple
    )
    items = forms.MultipleChoiceField(
        label="載せる「共有した情報」", required=False, widget=forms.CheckboxSelectMultiple
    )
    masked = forms.BooleanField(
        label="世帯の人の名前をイニシャルに、住所・電話番号を伏せ字にする",
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, items: Sequence[SharedItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(item.pk): item for item in items}
        parts: Any = self.fields["parts"]
        parts.choices = [(part.key, part.label) for part in all_parts()]
        chosen: Any = self.fields["items"]
        chosen.choices = [(key, _line(item)) for key, item in self.known.items()]
        if not self.known:
            del self.fields["items"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("parts") and not data.get("items"):
            self.add_error("parts", "載せることを、1つは選んでください")
        return data

    def chosen(self) -> list[SharedItem]:
        """Chosen items, the oldest first."""
        found = [self.known[key] for key in self.cleaned_data.get("items", [])]
        return sorted(found, key=lambda item: item.shared_at)


def _line(item: SharedItem) -> str:
    marks = "".join(f"【{label}】" for label in item.markers)
    words = item.text if len(item.text) <= 60 else f"{item.text[:60]}…"
    return f"{item.member.body_name}　{marks}{words}"


class UploadForm(BaseForm):
    """ファイルを資料にする. What is chosen cannot be kept over a refusal: the browser forgets it."""

    title = forms.CharField(label="題名", max_length=100, help_text=TITLE_HELP)
    upload = forms.FileField(
        label="ファイル",
        allow_empty_file=True,
        help_text="PDFか写真（JPEG、PNG、HEIC）。40ページまで。写真に含まれる撮影場所などの情報は、登録のときに消えます",
        error_messages={
            "required": "ファイルを選んでください",
            "missing": "ファイルを選んでください",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].widget.attrs["accept"] = ".pdf,.jpg,.jpeg,.png,.heic,.heif"


class RecipientsForm(BaseForm):
    """配る相手: on the screen, or a printed copy by number."""

    draft_name, draft_label = "paper-recipients", "会議資料を配る相手"

    screen = forms.MultipleChoiceField(
        label="画面で見てもらう人",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="画面には、見た人の名前と時刻が入ります。印刷や保存はできません",
    )
    printed = forms.MultipleChoiceField(
        label="印刷した写しを渡す人",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="1部ずつに通し番号と名前が入ります。会議のあとで返してもらいます",
    )

    def __init__(self, *args: Any, members: Sequence[MeetingMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(m.pk): m for m in members}
        lines = {key: f"{m.name}（{m.body_name}）" for key, m in self.members.items()}
        screen: Any = self.fields["screen"]
        screen.choices = [(k, w) for k, w in lines.items() if not self.members[k].is_on_paper]
        printed: Any = self.fields["printed"]
        printed.choices = list(lines.items())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("screen") and not data.get("printed"):
            self.add_error("screen", "配る相手を、1人は選んでください")
        return data

    def chosen(self, means: str) -> list[MeetingMember]:
        return [self.members[key] for key in self.cleaned_data.get(means, [])]


class CopiesForm(BaseForm):
    """Copies ticked off in one go; `all` stands for every copy that is offered."""

    copies = forms.MultipleChoiceField(
        label="写し", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, copies: Sequence[PaperCopy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(c.pk): c for c in copies}
        field: Any = self.fields["copies"]
        field.choices = [
            (key, f"{c.label}　{c.member.name}（{c.member.body_name}）")
            for key, c in self.known.items()
        ]

    def chosen(self) -> list[PaperCopy]:
        if self.data.get("all"):
            return list(self.known.values())
        return [self.known[key] for key in self.cleaned_data["copies"]]


class AccountForm(BaseForm):
    """What became of one copy."""

    draft_name, draft_label = "copy-account", "会議資料の写しのゆくえ"

    end = forms.ChoiceField(label="どうなったか", choices=CopyEnd.choices, widget=forms.RadioSelect)
    end_reason = forms.CharField(
        label="くわしく",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="見つからないときは、いきさつと、どう探したかを書いてください",
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("end") == CopyEnd.MISSING and not data.get("end_reason"):
            self.add_error(
                "end_reason", "見つからないときは、いきさつと、どう探したかを書いてください"
            )
        return data


class CloseForm(BaseForm):
    """The end of a sitting; while copies are out, only with a reason."""

    draft_name, draft_label = "sitting-close", "開催を終える"

    papers_reason = forms.CharField(
        label="資料が戻らないまま終える理由",
        required=False,
        max_length=300,
        help_text="戻ってから終えるときは、書かずに戻り、返却を確かめてください",
    )

    def __init__(self, *args: Any, has_copies_out: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_copies_out:
            del self.fields["papers_reason"]
