"""The own fields of each kind of plan, and candidate resources."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from django import forms

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField
from plans.editions import ON_CANDIDATE
from plans.kind_models import CandidateResource, ParticipationContent
from plans.services import CandidateFacts
from plans.services.kinds import OTHER_PROJECTS

from .common import lines, reason_field
from .rows import RowsForm, rows_form


def _text(label: str, support: str = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=lines(rows), help_text=support)


class KindForm(BaseForm):
    """The own fields of a kind, in sections, and why they change."""

    sections: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = ()
    # What a box says in a comparison, ticked and not.
    yes_and_no: ClassVar[tuple[str, str]] = ("使う", "使わない")

    reason = reason_field()

    def parts(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Titles and bound fields of the sections, for the page."""
        for title, names in self.sections:
            yield title, [self[name] for name in names]


class MultiForm(KindForm):
    """多機関協働プラン."""

    draft_name, draft_label = "plan-multi", "多機関協働プランの事項"
    sections = (
        ("機関と背景", ("bodies_issues", "background")),
        ("連絡と共有", ("contact", "shared_scope")),
        (
            "ほかの事業の利用",
            tuple(n for p in OTHER_PROJECTS for n in (f"uses_{p}", f"asked_of_{p}")),
        ),
    )

    bodies_issues = _text(
        "支援関係機関が抱える課題", "機関がひとりで困っていること。例：訪問しても会えない"
    )
    background = _text("背景")
    contact = _text("連絡体制", "だれが、だれに、どんなときに連絡するか")
    shared_scope = _text("情報共有の範囲", "本人の同意の範囲で、何をどの機関まで共有するか")
    uses_participation = forms.BooleanField(label="参加支援を使う", required=False)
    asked_of_participation = forms.CharField(
        label="参加支援への依頼", required=False, max_length=300
    )
    uses_outreach = forms.BooleanField(label="アウトリーチ等を使う", required=False)
    asked_of_outreach = forms.CharField(
        label="アウトリーチ等への依頼", required=False, max_length=300
    )
    uses_community = forms.BooleanField(label="地域づくり（居場所）を使う", required=False)
    asked_of_community = forms.CharField(label="地域づくりへの依頼", required=False, max_length=300)

    def guarded(self) -> dict[str, list[str]]:
        """Whether a project is used, with what it is asked for (documents.merging)."""
        return {f"uses_{p}": [f"uses_{p}", f"asked_of_{p}"] for p in OTHER_PROJECTS}

    def clean(self) -> dict[str, Any]:
        """A project that is used is asked for something."""
        data = super().clean() or {}
        for project in OTHER_PROJECTS:
            asked = f"asked_of_{project}"
            if data.get(f"uses_{project}") and not data.get(asked) and asked not in self.errors:
                self.add_error(asked, "何を依頼するかを書くか、チェックを外してください")
        return data


class OutreachForm(KindForm):
    """アウトリーチ等プラン: what is known and what is supposed stand apart."""

    draft_name, draft_label = "plan-outreach", "アウトリーチ等プランの事項"
    name_fields = ("source",)
    sections = (
        ("把握の経緯と状況", ("how_found", "source", "facts", "guesses")),
        ("接触", ("aim", "ways", "must_not", "risks", "bonding")),
        ("見守りとつなぎ", ("watching", "linking_to", "result")),
    )

    how_found = _text("把握の経緯")
    source = forms.CharField(
        label="情報源",
        required=False,
        max_length=200,
        help_text="渡す紙には出ません。名前ではなく「近所の人」のように書きます",
    )
    facts = _text("本人・世帯の状況（事実）", "見たこと、聞いたこと、記録にあること")
    guesses = _text("本人・世帯の状況（推測）", "確かめていないこと。本人に渡す紙には出ません")
    aim = _text("接触のねらい")
    ways = _text("接触の方法・頻度・同行者", "例：月2回、2人で訪問。会えないときは手紙を入れる")
    must_not = _text(
        "してはいけないこと", "例：仕事の話をしない、大きな音で呼ばない。本人に渡す紙には出ません"
    )
    risks = _text("リスク", "暴力、感染、犬など。本人に渡す紙には出ません")
    bonding = _text("関係づくりの工夫")
    watching = _text("見守り体制", "だれが、何を見たら、だれに連絡するか")
    linking_to = _text("つなぎ先の候補")
    result = _text("結果")


class ParticipationForm(KindForm):
    """参加支援プラン."""

    draft_name, draft_label = "plan-participation", "参加支援プランの事項"
    sections = (
        ("本人のこと", ("strengths", "care", "rhythm")),
        ("つながりの形と条件", ("tie", "conditions")),
        ("受入先と定着", ("told_to_host", "host_support", "settling", "evaluation")),
    )

    strengths = _text("得意なこと・好きなこと")
    care = _text("苦手なこと・配慮")
    rhythm = _text("体調と生活のリズム")
    tie = forms.ChoiceField(
        label="つながりの形",
        required=False,
        choices=[("", "あとで決める"), *ParticipationContent.Tie.choices],
    )
    conditions = _text("希望する条件（曜日・距離・人数）", rows=2)
    told_to_host = _text("受入先に説明する範囲", "本人が同意した範囲だけを説明します", rows=2)
    host_support = _text("受入先への支援", rows=2)
    settling = _text("定着支援の頻度・内容", rows=2)
    evaluation = _text("評価", rows=2)


FORM_OF: dict[str, Any] = {
    "multi": MultiForm,
    "outreach": OutreachForm,
    "participation": ParticipationForm,
}


class CandidateRowsForm(RowsForm):
    """Places that may take the person in."""

    draft_name, draft_label = "plan-candidates", "候補の資源"
    needed, word = "name", "候補"
    way_out = "調整の状況を「見送り」にしてください"
    usual: ClassVar[dict[str, str]] = {"state": CandidateResource.State.CONSIDERED}

    def facts(self) -> list[CandidateFacts]:
        """Rows for the service."""
        return [
            CandidateFacts(
                id=None if key.startswith("new") else uuid.UUID(key),
                **values,
            )
            for key, values in self.filled()
        ]


def candidates_form(
    rows: Sequence[CandidateResource], *args: Any, **kwargs: Any
) -> CandidateRowsForm:
    """The form for these candidates."""

    def day(label: str) -> Any:
        return lambda: WarekiDateField(label=label, required=False, allow_future=True, help_text="")

    def text(label: str, most: int) -> Any:
        return lambda: forms.CharField(label=label, required=False, max_length=most)

    columns = {
        "name": text("候補の資源（受入先）", 200),
        "state": lambda: forms.ChoiceField(
            label="調整の状況",
            choices=CandidateResource.State.choices,
            initial=CandidateResource.State.CONSIDERED,
        ),
        "visit_on": day("見学の日"),
        "trial_on": day("体験の日"),
        "person_says": text("本人の感想", 300),
        "host_says": text("受入先の感想", 300),
    }
    made: Any = rows_form(CandidateRowsForm, columns, [row.pk for row in rows])
    kwargs["initial"] = {**values_of_candidates(rows), **kwargs.get("initial", {})}
    form: CandidateRowsForm = made(*args, **kwargs)
    return form


def values_of_candidates(rows: Iterable[Any]) -> dict[str, Any]:
    """What the fields hold for these candidates, or for their rows in history."""
    return {f"{name}_{row.id.hex}": getattr(row, name) for row in rows for name in ON_CANDIDATE}
