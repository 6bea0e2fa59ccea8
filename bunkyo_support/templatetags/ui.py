"""Tags for page authors: fields, icons, due dates, progress. See docs/ui.md."""

import datetime
import functools
import re
import uuid
from typing import Any

from django import forms, template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bunkyo_support.browsers import browser_words
from bunkyo_support.forms import summary_of
from documents.reach import remark_on_phone
from documents.wareki import WEEKDAYS, format_date_weekday
from organizations import names

register = template.Library()

# Icon and words of each audience level.
LEVELS = {
    "org": ("building", "自機関のみ"),
    "case": ("people", "同意・プランの範囲の機関"),
    "meeting": ("meeting", "支援会議の構成員のみ"),
    "secretariat": ("lock", "名指しされた人のみ（秘匿情報）"),
    "own": ("person", "自分だけ"),
}
STEPS = 5
SENTENCE = 200  # letters that a line may have into which more than a name is written


# nosemgrep: kept-between-requests - drawings of the house
@register.simple_tag
@functools.cache  # a page has up to hundreds of them, and the project some forty
def icon(name: str) -> SafeString:
    """A drawing beside words; never instead of them (rule 14)."""
    return format_html(
        '<svg class="i" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )


# nosemgrep: kept-between-requests - parts without a context
@register.simple_tag
@functools.cache
def same_for_all(template_name: str) -> SafeString:
    """A part that is the same on every page and for everybody (styles and scripts, the cover of the screen):
    made once in a process. Such a part asks for nothing: it gets no context."""
    return render_to_string(template_name)


@register.simple_tag
def local_name(key: str) -> str:
    """What the ward calls its own thing (呼び名)."""
    return names.local_name(key)


@register.filter
def own_names(text: Any) -> str:
    """A fixed text with the ward's own names in it."""
    return names.own_names(str(text))


@register.inclusion_tag("ui/_field.html", takes_context=True)
def field(
    context: Any,
    bound: forms.BoundField,
    audience: Any = None,
    layout: str = "",
    label: str = "",
    support: str | None = None,
    width: str = "",
    inputmode: str = "",
    show_optional: bool = False,
    stacked: bool = False,
) -> dict[str, Any]:
    """One bound field of whatever kind.

    layout: "row" puts the label left. width: w-6 ... w-30. audience: band in the same frame, which names the
    bodies at the first field of the form that they read; at the next ones it takes one line.
    support: words instead of the help text ("": none). stacked: choices below each other.
    A free text without a band says in a line who will read it (R18). A field with a `remark` says below itself what
    is odd in what stands there and refused nowhere.
    """
    kind = _kind(bound)
    read_by = None if audience else _read_by(context, bound)
    errors = [str(e) for e in bound.errors]
    support = str(bound.help_text or "") if support is None else support
    has_echo = "data-wareki" in bound.field.widget.attrs
    tell = getattr(bound.field, "remark", None) if kind == "control" else None
    beside = {"s": support, "e": errors, "a": audience or read_by, "o": has_echo, "r": tell}
    described_ids = " ".join(f"{bound.auto_id}_{part}" for part, said in beside.items() if said)
    attrs = _attrs(bound, described_ids, inputmode, width)
    helps = getattr(bound.field, "choice_help", {})
    return {
        "field": bound,
        "id": bound.auto_id,
        "kind": kind,
        "control": bound.as_widget(attrs=attrs) if kind in ("control", "check", "hidden") else "",
        "options": _options(bound, helps) if kind == "choices" else [],
        "describedby": described_ids,
        "errors": errors,
        "support": support,
        "label": label or bound.label,
        "layout": layout,
        "above": getattr(bound.field, "chosen_above", ""),
        "audience": audience,
        "is_told": _is_told(bound.form, audience),
        "read_by": read_by,
        "has_echo": has_echo,
        "has_remark": tell is not None,
        "remark": tell(bound.value()) if tell else "",
        "show_optional": show_optional,
        "seg": "seg--col" if stacked else "seg--wide" if helps else "",
    }


def _attrs(
    bound: forms.BoundField, described_ids: str, inputmode: str, width: str
) -> dict[str, Any]:
    """What the control says of itself. Libraries' forms bring placeholders; ours have none (rule 13)."""
    own = bound.field.widget.attrs
    attrs: dict[str, Any] = {"aria-describedby": described_ids or False, "placeholder": False}
    if inputmode:
        attrs["inputmode"] = inputmode
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if width:
        attrs["class"] = f"{own.get('class', 'in')} {width}"
    elif "class" not in own and _kind(bound) == "control":
        attrs["class"] = "in"
    return attrs


def _is_told(form: Any, audience: Any) -> bool:
    """Whether a field above has named the same readers; from now on one has."""
    told: list[Any] = form.__dict__.setdefault("audiences_told", [])
    if audience is None or audience in told:
        return audience is not None
    told.append(audience)
    return False


def _read_by(context: Any, bound: forms.BoundField) -> Any:
    """Who will read a free text, of several lines or of a whole sentence: as its form says (`read_by`: words,
    or an audience), else whoever reads what the page is about."""
    is_sentence = (getattr(bound.field, "max_length", None) or 0) >= SENTENCE
    if not (isinstance(bound.field.widget, forms.Textarea) or is_sentence):
        return None
    if bound.field.widget.is_hidden:
        return None
    told = getattr(bound.form, "read_by", "")
    return told or context.get("text_audience") or context.get("audience")


def _kind(bound: forms.BoundField) -> str:
    widget = bound.field.widget
    if getattr(bound.field, "chosen_above", ""):
        return "above"
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "check" if isinstance(widget, forms.CheckboxInput) else "control"


def _options(bound: forms.BoundField, helps: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "tag": option.tag(),
            "id": option.id_for_label,
            "label": option.choice_label,
            "help": helps.get(str(option.data["value"]), ""),
        }
        for option in bound.subwidgets
    ]


@register.inclusion_tag("ui/_form_head.html", takes_context=True)
def form_head(context: Any, *bound: forms.BaseForm) -> dict[str, Any]:
    """First lines inside a data form: token, blocker of Enter, hidden fields of the forms."""
    answers = {
        form.add_prefix("kept_as_typed"): answer
        for form in bound
        if (answer := getattr(form, "asks_to_keep", ""))
    }
    hidden = [f for form in bound for f in form.hidden_fields() if f.html_name not in answers]
    boxes = list(answers.items())
    return {"csrf_token": context.get("csrf_token"), "hidden": hidden, "boxes": boxes}


@register.simple_tag(takes_context=True)
def button_head(context: Any) -> str:
    """First lines inside a form that is nothing but a button for a paper: token, and the key by which the same
    click twice makes one (`drafts.submit.key_of_button`)."""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="form_key" value="{}">',
        context.get("csrf_token", ""),
        uuid.uuid4(),
    )


@register.simple_tag
def draft(form: Any) -> str:
    """Attributes of the <form> tag that keep a draft on the server. What comes back from the server with what
    was typed is the draft itself: nothing else is offered to be put in its place.

    Of a field that begins with a default of the form, and with nothing that is written somewhere, no draft is older
    than what the form was filled with."""
    if not getattr(form, "draft_name", ""):
        return ""
    defaults = [
        form.add_prefix(name)
        for name, one in form.fields.items()
        if one.initial is not None and name not in form.initial and not one.widget.is_hidden
    ]
    return format_html(
        '{}{}data-draft-key="{}" data-draft="{}" data-draft-object="{}"',
        "data-draft-kept " if form.is_bound else "",
        format_html('data-draft-defaults="{}" ', " ".join(defaults)) if defaults else "",
        form.add_prefix("form_key"),
        form.draft_name,
        form.draft_object,
    )


@register.inclusion_tag("ui/_error_summary.html")
def error_summary(
    *bound: "forms.BaseForm | forms.BaseFormSet[Any]", action: str = "登録", kept: bool = True
) -> dict[str, Any]:
    """The summary above a form, one for the form and the rows in it; empty when there is nothing to put right.

    kept=False for forms that come back empty (passwords, one-time codes). A form of a button alone is told
    nothing of what was entered.
    """
    each = (f for one in bound for f in (one if isinstance(one, forms.BaseFormSet) else [one]))
    shown = (f for f in each if isinstance(f, forms.BaseForm) and f.is_bound)
    return {**summary_of(*shown, action=action), "is_lost": not kept}


@register.filter
def level_icon(level: str) -> str:
    """Icon of an audience level."""
    return LEVELS.get(level, LEVELS["org"])[0]


@register.filter
def level_words(level: str) -> str:
    """Words of an audience level."""
    return names.own_names(LEVELS.get(level, LEVELS["org"])[1])


@register.filter
def phone_remark(number: str) -> str:
    """Why it cannot be a whole telephone number; empty for one (`documents.reach`)."""
    return remark_on_phone(number)


@register.filter
def browser_name(agent: str) -> str:
    """Edge（Windows）."""
    return browser_words(agent)


@register.filter
def short_day(day: datetime.date | None) -> str:
    """11月25日（水）; with the year when it is not this year."""
    if day is None:
        return ""
    if isinstance(day, datetime.datetime):
        day = timezone.localtime(day).date()
    if day.year != timezone.localdate().year:
        return format_date_weekday(day)
    return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


@register.inclusion_tag("ui/_due.html")
def due(day: datetime.date | None, soon_days: int = 3, done: bool = False) -> dict[str, Any]:
    """A due date with words; colour only adds (rule 19)."""
    if day is None or done:
        return {"day": day, "tone": "", "words": "済み" if done else "期限なし"}
    left = (day - timezone.localdate()).days
    words = f"あと{left}日" if left > 0 else "今日まで" if left == 0 else f"{-left}日過ぎています"
    tone = "over" if left < 0 else "soon" if left <= soon_days else ""
    return {"day": day, "tone": tone, "words": words}


@register.inclusion_tag("ui/_progress.html")
def progress(step: int, before: int | None = None, words: str = "") -> dict[str, Any]:
    """Five steps, and the difference to last time: 3/5 ＋2."""
    earlier = step if before is None else before
    states = []
    for number in range(1, STEPS + 1):
        if number <= min(step, earlier):
            states.append("is-done")
        elif number <= step:
            states.append("is-new")
        else:
            states.append("is-lost" if number <= earlier else "")
    change = ""
    if before is not None:
        change = (
            "±0" if step == before else f"{'＋' if step > before else '－'}{abs(step - before)}"
        )
    return {"states": states, "step": step, "of": STEPS, "change": change, "words": words}


@register.simple_tag
def qr_drawing(library_svg: str) -> str:
    """The QR drawing of the second factor, inline, because the CSP bars data: addresses.

    Only its frame and its strokes are taken over from the library's text, and escaped.
    """
    frame = re.search(r'viewBox="([\d. ]+)"', library_svg)
    strokes = re.search(r'\sd="([MHVZLmhvzl\d., ]+)"', library_svg)
    if not frame or not strokes:
        return ""
    return format_html(
        '<svg viewBox="{}" aria-hidden="true" focusable="false"><path d="{}"></path></svg>',
        frame[1],
        strokes[1],
    )
