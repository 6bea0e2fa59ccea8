"""Files of a record: choosing them, and taking one back."""

from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from documents.files import ACCEPT, MOST_BYTES

MOST_AT_ONCE = 10


class _FilesInput(forms.FileInput):
    """The browser's dialogue for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; the value is a list. The services look into them."""

    widget = _FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        chosen = data if isinstance(data, list) else [data]
        found = [super(FilesField, self).clean(one, initial) for one in chosen or [None]]
        if len(found) > MOST_AT_ONCE:
            raise forms.ValidationError(f"一度に選べるのは{MOST_AT_ONCE}個までです")
        return found


class AttachForm(BaseForm):
    """写真・書類を付ける. What is chosen cannot be kept over a refusal: the browser forgets it."""

    title = forms.CharField(
        label="何のファイルか",
        required=False,
        max_length=90,
        help_text="例：介護保険の通知、居間の写真。人の名前は書かないでください",
    )
    uploads = FilesField(
        label="写真・書類",
        allow_empty_file=True,
        help_text=f"PDF、写真（JPEG・PNG・HEIC）、Word、Excel、PowerPoint、テキスト。"
        f"1つ{MOST_BYTES // 1024 // 1024}MBまで、一度に{MOST_AT_ONCE}個まで。"
        "写真に含まれる撮影場所などの情報は、登録のときに消えます",
        error_messages={
            "required": "写真・書類を選んでください",
            "missing": "写真・書類を選んでください",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].widget.attrs["accept"] = ACCEPT

    def chosen(self) -> list[tuple[str, Any]]:
        """Title and file of each, numbered when there are several of one title."""
        title, files = self.cleaned_data["title"], self.cleaned_data["uploads"]
        many = title and len(files) > 1
        return [(f"{title}（{n}）" if many else title, f) for n, f in enumerate(files, 1)]


class WithdrawForm(BaseForm):
    """Why a file is taken back."""

    reason = forms.CharField(
        label="取り下げる理由",
        max_length=200,
        help_text="例：別の方の書類を付けてしまった。人の名前は書かないでください",
    )
