"""The own fields of a kind of plan, and the places that may take a person in: each save is an edition."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from access.errors import DomainError
from plans.kind_models import CONTENT_OF, CandidateResource, KindContent, MultiContent
from plans.models import Plan

from .changing import change_words, row_of
from .tables import edit_rows, rows_known

OTHER_PROJECTS = ("participation", "outreach", "community")


def kind_of(plan: Plan) -> type[KindContent]:
    """The model that holds the own fields of this plan."""
    return CONTENT_OF[plan.kind]


def kind_words(plan: Plan, by: Any) -> KindContent | None:
    """The own fields, if there are any yet and the user sees them."""
    found: KindContent | None = kind_of(plan).objects.visible_to(by).filter(plan=plan).first()
    return found


@transaction.atomic
def edit_kind(
    *,
    plan: Plan,
    values: Mapping[str, Any],
    by: Any,
    reason: str = "",
    version: int | None = None,
) -> Plan:
    """Change the own fields of the kind. Nothing different: no new edition."""
    model = kind_of(plan)
    given = {name: values[name] for name in model.words if name in values}
    before = kind_words(plan, by)
    known = before or model()
    is_same = all(getattr(known, name) == value for name, value in given.items())
    if is_same and version in (None, plan.version):
        return plan
    if model is MultiContent:
        _check_asked(known, given)
    changed = change_words(plan, by=by, version=version, reason=reason)
    if before is None:
        model.objects.create(compartment=plan.compartment, created_by=by, plan=plan, **given)
    else:
        rows = model.objects.changeable_by(by).filter(pk=before.pk)
        rows.update(**given, version=F("version") + 1)
    return changed


def outcome_of(plan: Plan, by: Any) -> tuple[str, str]:
    """What came of it: how the field is called, and what stands there. Empty of a kind that has none."""
    model = kind_of(plan)
    if not model.outcome:
        return "", ""
    own = kind_words(plan, by) or model()
    return label_of(own, model.outcome), getattr(own, model.outcome)


def write_outcome(plan: Plan, text: str, by: Any) -> None:
    """What came of it is found when the plan is looked at, and is no change of what was agreed: the edition
    stays (domain.md 4.5, 4.6). Comes after the change of the plan that it belongs to."""
    model = kind_of(plan)
    _, before = outcome_of(plan, by)
    if not model.outcome or text == before:
        return
    rows = model.objects.changeable_by(by).filter(plan=plan)
    if not rows.update(**{model.outcome: text}, version=F("version") + 1):
        own = {model.outcome: text}
        model.objects.create(compartment=plan.compartment, created_by=by, plan=plan, **own)


def label_of(own: KindContent, name: str) -> str:
    """How a field of the kind is called on pages and papers."""
    return str(getattr(own._meta.get_field(name), "verbose_name", name))


def _check_asked(known: KindContent, given: Mapping[str, Any]) -> None:
    """Another project of the ward is asked for something, or is not used (domain.md 4.4)."""
    for project in OTHER_PROJECTS:
        uses, asked = f"uses_{project}", f"asked_of_{project}"
        now = {name: given.get(name, getattr(known, name)) for name in (uses, asked)}
        if now[uses] and not now[asked]:
            raise DomainError(
                f"{label_of(known, asked)}の内容を書くか、「使う」のチェックを外してください"
            )


@dataclass(frozen=True)
class CandidateFacts:
    """One row of candidate resources; without `id` it is new."""

    name: str
    state: str = CandidateResource.State.CONSIDERED
    visit_on: datetime.date | None = None
    trial_on: datetime.date | None = None
    person_says: str = ""
    host_says: str = ""
    id: uuid.UUID | None = None


@transaction.atomic
def edit_candidates(
    *,
    plan: Plan,
    rows: Sequence[CandidateFacts],
    by: Any,
    reason: str = "",
    version: int | None = None,
) -> Plan:
    """Change the candidate resources: rows with an id are changed, the others are new."""
    if plan.kind != Plan.Kind.PARTICIPATION:
        raise DomainError("候補の資源は、参加支援プランに書きます")
    known = rows_known(CandidateResource, plan, by)
    wanted = []
    for row in rows:
        values = asdict(row)
        wanted.append((row_of(known, values.pop("id")), values))
    return edit_rows(
        CandidateResource, known, wanted, plan=plan, by=by, reason=reason, version=version
    )


def copy_kind(former: Plan, common: dict[str, Any], following: Plan, by: Any) -> None:
    """What still holds goes to the next plan: all of the own fields but the result that ends the
    former one, and the candidates that were not dropped."""
    words = kind_words(former, by)
    if words is not None:
        kept = [name for name in words.words if name != words.outcome]
        values = {name: getattr(words, name) for name in kept}
        type(words).objects.create(**common, plan=following, **values)
    rows = CandidateResource.objects.visible_to(by).filter(plan=former)
    for row in rows.exclude(state=CandidateResource.State.DROPPED):
        names = ("name", "state", "visit_on", "trial_on", "person_says", "host_says", "order")
        CandidateResource.objects.create(
            **common, plan=following, **{name: getattr(row, name) for name in names}
        )
