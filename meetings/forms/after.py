"""What becomes of decisions; the end of a meeting; the next sitting with what was left over."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField

from ..models import MeetingMember, Sitting
from .base import DAY_AHEAD, DoerField, DueField, text_field
from .sittings import SittingForm


class ProgressForm(BaseForm):
    """What came of a decision so far."""

    draft_name, draft_label = "progress", "決まったことの経過"

    happened_on = WarekiDateField(label="日付", initial=timezone.localdate)
    text = text_field("どうしたか", 3, help_text="だれが、何をして、どうなったか")


class MoveForm(BaseForm):
    """Another body, person or day."""

    draft_name, draft_label = "decision-move", "行う機関・期限の変更"

    body = DoerField()
    person = forms.CharField(label="行う人", required=False, max_length=100)
    due_on = DueField()
    reason = forms.CharField(label="変える理由", max_length=300)

    def __init__(
        self,
        *args: Any,
        sitting: Sitting,
        bodies: Sequence[uuid.UUID],
        on_paper: Sequence[MeetingMember],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].offer(bodies, on_paper)
        self.fields["due_on"].of(sitting, self.initial.get("due_on"))


class NextSittingForm(SittingForm):
    """The next sitting; wishes from the survey may go on its agenda."""

    wishes = forms.MultipleChoiceField(
        label="アンケートの「次回に話し合いたいこと」から",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選ぶと、話し合うことに加わります。だれの希望かは書かれません",
    )

    def __init__(self, *args: Any, wishes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if wishes:
            self.fields["wishes"].choices = [(wish, wish) for wish in wishes]
        else:
            del self.fields["wishes"]

    def whole_agenda(self) -> str:
        """What was typed and the wishes that were chosen, one a line."""
        typed = self.cleaned_data["agenda"]
        return "\n".join(line for line in (typed, *self.cleaned_data.get("wishes", [])) if line)


class DissolveForm(BaseForm):
    """Why a 支援会議 ends; with open decisions, how the bodies go on by themselves; while copies of
    papers are out, why it ends without them."""

    draft_name, draft_label = "dissolve", "会議の解散"

    reason = forms.CharField(label="解散の理由", max_length=200)
    hand_on = text_field(
        "済んでいない決定を、各機関に引き継ぐ理由",
        2,
        help_text="引き継ぐと、それぞれの機関が自分の仕事として続け、この会議では確かめなくなります",
    )

    papers_reason = forms.CharField(
        label="資料が戻らないまま終える理由",
        required=False,
        max_length=300,
        help_text="戻っていない写しがあるときだけ。どう探し、どう伝えたかを書いてください",
    )

    def __init__(self, *args: Any, has_open: bool, has_copies_out: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_open:
            del self.fields["hand_on"]
        if not has_copies_out:
            del self.fields["papers_reason"]


class OutreachForm(BaseForm):
    """The record of the secretariat goes on to outreach."""

    draft_name, draft_label = "outreach-course", "アウトリーチに進む"

    next_what = forms.CharField(
        label="次にすること",
        max_length=200,
        initial="アウトリーチの計画を立てる",
        help_text="事務局の記録に載ります。会議で聞いたことは書かないでください",
    )
    next_due_on = WarekiDateField(label="いつまでに", allow_future=True, help_text=DAY_AHEAD)
