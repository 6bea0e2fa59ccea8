"""Code lists that the forms of this app use, by their day. Each is read once a request."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from organizations import kept
from organizations.codes import latest_wordings
from organizations.models import Area, Code

METHOD, TOPIC, URGENCY, CONSENT_STATE = "CL-03", "CL-04", "CL-05", "CL-06"
SCREENING, NOTE_METHOD = "CL-07", "CL-10"
# つなぎ先の種別: places without an account here.
OUTSIDE = "CL-08"
# 事業区分: which of the five projects a note counts for (domain.md 4.7).
PROJECT = "CL-43"
CLOSING = "CL-15"
# CL-15: another body goes on as the main one; which one has to be named.
HANDED_OVER = "12"
# 中断の理由 (domain.md 3.2).
SUSPENSION = "CL-44"

ROUTE = "CL-02"
# CL-02, CL-03: another body referred the household to us, by its つなぐシート or a request.
REFERRED, BY_SHEET = "08", "8"
# CL-10: how another body was asked; when nothing more is said of how.
BY_PHONE_TO_A_BODY, BY_OTHER_MEANS = "7", "99"
# CL-04: violence and abuse, where somebody may have to be kept from being found.
ABUSE_TOPIC = "14"
# CL-04: for a matter of which nobody said what it is.
OTHER_TOPIC = "99"
# CL-05: life or body is in danger, or there is nothing to eat or no place to sleep.
KEEPS_SUPPORTING = "4"  # of SCREENING
AT_ONCE, WITHIN_A_MONTH = "A", "C"
# CL-06: states of consent that allow sharing on the basis of consent.
CONSENTED = frozenset({"20", "21", "22"})
# What a consent may name (domain.md 4.11); the kind that notes mostly are.
PROGRESS = "09"
CATEGORY = "CL-41"
# Kinds that the basic information of the household consists of: it opens when both are named.
BASICS = frozenset({"01", "02"})
# Value: days before the end of a consent on which it is announced.
CONSENT_REMINDERS = "CL-42"
# Answers to an attempt to obtain consent that did not lead to one (CL-06, domain.md 2.1 R09).
UNASKED, REFUSED, WITHDRAWN, EXPIRED = "00", "30", "50", "60"
WRITTEN, ORAL, PARTIAL = "20", "21", "22"
AGAINST = frozenset({REFUSED, WITHDRAWN})
ATTEMPTED = ("10", REFUSED, "40", "41")

AGENCY = "agency"
VISITORS = [
    ("person", "本人"),
    ("family", "家族・親族"),
    ("neighbour", "近隣・知人"),
    ("volunteer", "民生・児童委員"),
    (AGENCY, "関係機関"),
    ("other", "その他"),
]


# Asked with the other questions of a page of a case.
ON_PAGES_OF_A_CASE = (METHOD, NOTE_METHOD, PROJECT, URGENCY, CONSENT_STATE)

for _model in (Area, Code):
    kept.forget_when_changed(_model)


def asked(*code_lists: str) -> QuerySet[Code]:
    """The question for these lists, to be asked together with others; then `keep`."""
    return Code.objects.filter(code_list__in=code_lists).order_by("valid_from", "pk")


def keep(rows: Iterable[Code]) -> None:
    """What `asked` has found: read no more in this request."""
    found: dict[str, list[Code]] = {}
    for row in rows:
        found.setdefault(row.code_list_id, []).append(row)
    for code_list, own in found.items():
        kept.keep(("codes", code_list), own)


def _rows(code_list: str) -> list[Code]:
    """All values that ever were, and those that are to come."""
    found: list[Code] = kept.once(("codes", code_list), lambda: list(asked(code_list)))
    return found


def choices(code_list: str) -> list[tuple[str, str]]:
    """Choices of a list in force today."""
    today = timezone.localdate()
    in_force = (row for row in _rows(code_list) if row.is_in_force(today))
    return [(row.value, row.label) for row in sorted(in_force, key=lambda row: row.order)]


def offered(
    form: Any, name: str, code_list: str, found: list[tuple[str, str]] | None = None
) -> list[tuple[str, str]]:
    """Choices of a list for a field of a form: those of today (`found`, where they were asked already), and where it stood
    what is in the row that the form puts right and is offered no more. Else the next save would say something else
    of it, or nothing; or the same in another order, which would be a change."""
    found = choices(code_list) if found is None else found
    gone = [value for value in _standing(form, name) if value not in dict(found)]
    if not gone:
        return found
    place = {row.value: row.order for row in _rows(code_list)}
    together = [*found, *zip(gone, labels(code_list, gone), strict=True)]
    return sorted(together, key=lambda choice: place.get(choice[0], 0))


def _standing(form: Any, name: str) -> list[str]:
    """What the row has in this field. A form with a version puts a row right, unless it says otherwise
    (`puts_right`)."""
    puts_right = getattr(form, "puts_right", None)
    if not (form.initial.get("version") if puts_right is None else puts_right):
        return []
    value = form.initial.get(name)
    return [str(one) for one in (value if isinstance(value, list) else [value]) if one]


def every_label(code_list: str) -> list[tuple[str, str]]:
    """Words for all values that ever were, each once; of several wordings the latest that has begun."""
    return [(value, words) for (_, value), words in latest_wordings(_rows(code_list)).items()]


def labels(code_list: str, values: Any) -> list[str]:
    """Words for values; what was chosen when another wording was in force keeps a wording."""
    known = dict(every_label(code_list))
    return [known.get(str(value), str(value)) for value in values]


def label(code_list: str, value: str) -> str:
    """Words for one value; empty for none."""
    return labels(code_list, [value])[0] if value else ""


def areas() -> list[tuple[str, str]]:
    """The 日常生活圏域 of the ward by their sign, in their order."""
    found: list[tuple[str, str]] = kept.once(
        ("areas",), lambda: list(Area.objects.values_list("code", "name"))
    )
    return found


def towns() -> list[tuple[str, str]]:
    """The 町丁目 of each 圏域, one a line, by its sign."""
    found: list[tuple[str, str]] = kept.once(
        ("towns",), lambda: list(Area.objects.values_list("code", "towns"))
    )
    return found


URGENCY_HELP = {"B": "悪くなるおそれ", "C": "続けて相談"}


def word_urgency(field: Any) -> None:
    """The words of the code list, as papers say them: what stands in brackets there, below the button."""
    choices, helps = [], dict(URGENCY_HELP)
    for value, text in field.choices:
        words, _, rest = str(text).partition("（")
        choices.append((value, f"{value} {words}" if value else text))
        if rest:
            helps[value] = rest.removesuffix("）")
    field.choices, field.choice_help = choices, helps


def urgency_words(value: str) -> str:
    """C　1か月以内, with the letter by which it is spoken of everywhere else; empty for none."""
    return f"{value}　{label(URGENCY, value)}" if value else ""
