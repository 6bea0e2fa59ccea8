"""What is typed while people talk, and what members say afterwards."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField
from organizations.names import own_names

from ..models import Heard, MeetingMember, Minutes, Section, Sitting, SurveyAnswer
from ..services import Paragraph, default_answer_day
from ..services.answers import NO_CONSENT_YET
from ..words import words_of_meeting
from .base import DoerField, DueField, text_field


class PointForm(BaseForm):
    """A point of the talk."""

    draft_name, draft_label = "talk-point", "会議の記録"

    text = text_field("記録", 3, help_text="だれが言ったかを添えて、要点を書きます")
    section = forms.ChoiceField(
        label="種類", choices=Section.choices, initial=Section.FACTS, widget=forms.RadioSelect
    )


class RoomForm(BaseForm):
    """Whatever is typed in the room, sent together by each of its buttons: no step to another item, to the minutes
    or out of the room leaves behind what stands in a field.

    `wanted`: the field that the button is there for; the others may stay empty.
    """

    draft_name, draft_label = PointForm.draft_name, PointForm.draft_label
    OWN = ("title", "text", "content")  # each has a button of its own

    title = forms.CharField(label="足す議題", max_length=200, help_text="例：通院の再開（10分）")
    text = text_field("記録", 3, help_text="だれが言ったかを添えて、要点を書きます")
    section = forms.ChoiceField(
        label="種類",
        choices=Section.choices,
        initial=Section.FACTS,
        required=False,
        widget=forms.RadioSelect,
    )
    content = forms.CharField(label="決まったこと・宿題", max_length=300)
    body = DoerField(required=False)
    person = forms.CharField(label="行う人", required=False, max_length=100)
    due_on = DueField(required=False)

    def __init__(
        self,
        *args: Any,
        sitting: Sitting,
        bodies: Sequence[Any],
        on_paper: Sequence[MeetingMember],
        wanted: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        body: Any = self.fields["body"]
        body.offer(bodies, on_paper)
        due_on: Any = self.fields["due_on"]
        due_on.of(sitting)
        self.wanted = wanted
        for name in self.OWN:  # none is needed to go on: only its own button asks for it (clean)
            self.fields[name].required = False
            self.fields[name].widget.attrs.pop("aria-required", None)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        belongs = any(data.get(name) for name in ("body", "person", "due_on"))
        for name in self.OWN:
            is_asked = name == self.wanted or (name == "content" and belongs)
            if is_asked and not data.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        return data | {"section": data.get("section") or Section.FACTS}


class PresentForm(BaseForm):
    """Who is in the room."""

    present = forms.MultipleChoiceField(
        label="いまいる人", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, members: Sequence[MeetingMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(m.pk): m for m in members}
        present: Any = self.fields["present"]
        present.choices = [(key, f"{m.name}（{m.body_name}）") for key, m in self.members.items()]

    def chosen(self) -> list[MeetingMember]:
        """The members who are here."""
        return [self.members[key] for key in self.cleaned_data["present"]]


class SendForm(BaseForm):
    """会議録の確認を頼む."""

    draft_name, draft_label = "minutes-send", "会議録の確認の依頼"

    course = forms.ChoiceField(
        label="この先の進め方", choices=Minutes.Course.choices, widget=forms.RadioSelect
    )
    course_reason = forms.CharField(
        label="終える理由", required=False, max_length=300, help_text="「検討を終える」のとき"
    )
    answer_until_on = WarekiDateField(
        label="いつまでに確かめてもらうか", allow_future=True, initial=default_answer_day
    )

    def __init__(self, *args: Any, basis: str, may_go_over: bool, **kwargs: Any) -> None:
        """`may_go_over`: there is a consent on which the case can go over to the 重層的支援会議 (R7)."""
        super().__init__(*args, **kwargs)
        self.may_go_over = may_go_over
        course: Any = self.fields["course"]
        course.choices = [(v, words_of_meeting(w, basis)) for v, w in Minutes.Course.choices]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("course") == Minutes.Course.END and not data.get("course_reason"):
            self.add_error("course_reason", "会議での検討を終えるときは、理由を書いてください")
        if data.get("course") == Minutes.Course.CONSENT and not self.may_go_over:
            self.add_error("course", own_names(NO_CONSENT_YET))
        return data


RIGHT, WRONG = "right", "wrong"


class AnswerForm(BaseForm):
    """Paragraph by paragraph: right, or what is wrong with it."""

    draft_name, draft_label = "minutes-answer", "会議録の確認"

    def __init__(
        self,
        *args: Any,
        paragraphs: Sequence[Paragraph],
        given: dict[tuple[str, str], Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.paragraphs, self.given = list(paragraphs), given
        for number, paragraph in enumerate(self.paragraphs, start=1):
            before = given.get((paragraph.section, paragraph.text))
            self.fields[f"answer_{number}"] = forms.ChoiceField(
                label=f"段落{number}",
                choices=[(RIGHT, "確かめました"), (WRONG, "直してほしい")],
                initial=WRONG if before and not before.is_right else RIGHT,
                widget=forms.RadioSelect,
            )
            self.fields[f"wish_{number}"] = forms.CharField(
                label=f"段落{number}の、直してほしいこと",
                required=False,
                max_length=500,
                initial=before.wish if before else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def rows(self) -> list[tuple[Paragraph, Any, Any, bool]]:
        """Each paragraph with its two fields, for the page, and whether it was put right since she answered."""
        return [
            (
                paragraph,
                self[f"answer_{n}"],
                self[f"wish_{n}"],
                bool(self.given) and (paragraph.section, paragraph.text) not in self.given,
            )
            for n, paragraph in enumerate(self.paragraphs, start=1)
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for n in range(1, len(self.paragraphs) + 1):
            if data.get(f"answer_{n}") == WRONG and not data.get(f"wish_{n}"):
                self.add_error(f"wish_{n}", "どう直してほしいかを書いてください")
        return data

    def wishes(self) -> list[tuple[Paragraph, str]]:
        """Each paragraph with what is to be corrected, or nothing."""
        data = self.cleaned_data
        return [
            (p, data[f"wish_{n}"] if data[f"answer_{n}"] == WRONG else "")
            for n, p in enumerate(self.paragraphs, start=1)
        ]


class AnswerOnPaperForm(AnswerForm):
    """The same of somebody without an account: when and how it came."""

    draft_name, draft_label = "minutes-answer-of", "会議録の確認の代わりの記録"

    heard_on = WarekiDateField(
        label="答えを受けた日", initial=timezone.localdate, help_text="今日までの日"
    )
    heard_how = forms.ChoiceField(
        label="受けた方法", choices=Heard.choices, widget=forms.RadioSelect
    )

    def heard(self) -> dict[str, Any]:
        """When and how, for the service."""
        return {name: self.cleaned_data[name] for name in ("heard_on", "heard_how")}


class WishForm(BaseForm):
    """What became of a wish."""

    draft_name, draft_label = "minutes-wish", "会議録への希望への答え"

    settlement = forms.CharField(
        label="どうしたか",
        max_length=300,
        help_text="例：そのとおりに直した。発言のとおりなので、そのままにした",
    )


class SurveyForm(BaseForm):
    """記名式アンケート."""

    draft_name, draft_label = "survey", "会議のアンケート"
    read_by = "答えた人と、会議の事務局だけ"

    helped = forms.TypedChoiceField(
        label="役に立ちましたか",
        choices=SurveyAnswer.Grade.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    role_is_clear = forms.TypedChoiceField(
        label="役割は明確になりましたか",
        choices=SurveyAnswer.Grade.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    learned = text_field("新しく分かったこと", required=False)
    opinion = text_field("運営への意見", required=False)
    next_time = text_field("次回に話し合いたいこと", required=False)
