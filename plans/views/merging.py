"""The frame of a form that two people may have open at once: what only one changed merges by
itself, what both changed is chosen field by field, and the result is saved as the next version.

The form says with which version it was opened. What stood then is read from history; so the server
keeps nothing between the two pages, and a third colleague who saves meanwhile is met the same way.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.urls import reverse

from access.errors import DomainError, StaleError
from access.shortcuts import get_visible
from bunkyo_support.forms import TECHNICAL, BaseForm, render_form
from bunkyo_support.saving import label_of
from cases.typed_contacts import ask_about_contacts
from documents.changes import marked
from documents.merging import Merge, merge
from documents.wareki import format_date
from drafts.submit import submit_once
from plans.editions import ON_CONTENT, opened_at
from plans.forms.clashes import ClashForm
from plans.forms.common import tell_readers
from plans.models import Plan
from plans.page import PlanPage
from plans.past import Snapshot

from .forms_of_plan import Said, say_done

Values = Callable[[Snapshot], Mapping[str, Any]]


def saving_rows(service: Callable[..., Plan]) -> Callable[[PlanPage, Any], Plan]:
    """How a form of many rows is saved: by the service, with the reason and the version of the form."""

    def act(page: PlanPage, form: Any) -> Plan:
        return service(
            plan=page.plan,
            rows=form.facts(),
            reason=form.cleaned_data["reason"],
            version=form.version,
            by=page.user,
        )

    return act


class Merging:
    """One form of a plan. `build(page, data)` makes it from what stands now; `values` says what its
    fields hold for a plan of some moment; `act(page, form)` is the service; `done` says what was saved."""

    def __init__(
        self,
        page: PlanPage,
        *,
        build: Callable[[PlanPage, Any], BaseForm],
        values: Values,
        act: Callable[[PlanPage, Any], Any],
        template: str,
        done: Said,
    ) -> None:
        self.page, self.request, self.done = page, page.request, done
        self.values, self.act, self.template = values, act, template

        def built(own: PlanPage, data: Any, *, asks: bool = True) -> BaseForm:
            before_consent = own.plan.is_before_consent
            form = tell_readers(build(own, data), is_before_consent=before_consent)
            if asks:
                ask_about_contacts(self.request, form, own.case.pk, only_new=True)
            return form

        self.build = built

    def answer(self) -> HttpResponse:
        """The page with its form; when it was sent, the service once, and then the plan."""
        if self.request.method != "POST":
            return self._page(self.build(self.page, None))
        data = self.request.POST.copy()
        form = self._of_today(data)
        opened = _number(data.get("version"))
        names = [n for n in dict.fromkeys(data.getlist("clash")) if n in form.fields]
        if names:
            choice = _choice(form, names, data)
            if not choice.is_valid():
                return self._merged(data, _number(data.get("opened_with")), names)
            theirs = self._stood(opened)
            for name in names:
                _put(data, form, name, choice.chosen(name, theirs.get(name)))
            form = self.build(self.page, data)
        if form.is_valid():
            try:
                return submit_once(self.request, form, lambda: self._save(form))
            except StaleError as error:
                return self._merged(data, opened, error=str(error))
            except DomainError as error:
                form.add_error(None, str(error))
        return self._page(form)

    def _save(self, form: BaseForm) -> str:
        made = self.act(self.page, form)
        self.request.acting.log.note("write", self.page.plan)
        say_done(self.request, self.done, made)
        return reverse("plans:detail", args=[self.page.plan.pk])

    def _of_today(self, data: QueryDict, *, asks: bool = True) -> BaseForm:
        """The form with what was sent; rows that a colleague added since stand as she saved them."""
        form = self.build(self.page, data, asks=asks)
        missing = form.not_sent() if hasattr(form, "not_sent") else []
        for name in missing:
            _put(data, form, name, form.initial.get(name))
        return self.build(self.page, data, asks=asks) if missing else form

    def _stood(self, version: int) -> Mapping[str, Any]:
        found = opened_at(self.page.plan, version, self.request.user)
        return self.values(found) if found else {}

    def _merged(
        self, data: QueryDict, opened: int, chosen: list[str] | None = None, error: str = ""
    ) -> HttpResponse:
        """Base, theirs and mine beside each other. `chosen`: names whose choice was not clear."""
        # The service has changed the object in memory, and the database nothing.
        self.page = PlanPage(self.request, get_visible(Plan, self.request.user, self.page.plan.pk))
        form = self._of_today(
            data, asks=False
        )  # all that was typed is compared with what others wrote
        form.is_valid()
        now = self.page.plan.version
        base, theirs = self._stood(opened), self._stood(now)
        unsaid: set[str] = form.unsaid() if hasattr(form, "unsaid") else set()
        ours = _ours(form) - unsaid
        mine = {n: form.cleaned_data[n] for n in form.cleaned_data if n in ours}
        guarded = form.guarded() if hasattr(form, "guarded") else None
        found = merge(base, {n: v for n, v in theirs.items() if n in form.fields}, mine, guarded)
        data = data.copy()
        for name, value in found.values.items():
            if name in form.fields and name not in found.clashes:
                _put(data, form, name, value)
        data["version"] = str(now)
        form = self.build(self.page, data)
        form.is_valid()
        bound = data if chosen is not None else None
        choice = _choice(form, found.clashes, bound) if found.clashes else None
        if choice is not None and bound is not None:
            choice.is_valid()
        if error:
            form.add_error(None, error)
        for name in found.clashes:
            form.fields[name].widget = forms.HiddenInput()
            form.fields[name].chosen_above = f"id_choice_{name}_0"  # type: ignore[attr-defined]
        return self._page(
            form,
            choice=choice,
            merged=_Shown(
                form, choice, found, base, theirs, mine, opened, self._savers(opened), self._words()
            ),
        )

    def _words(self) -> set[str]:
        own = self.page.own
        return {*ON_CONTENT, "reason", *(own.words if own else ())}

    def _savers(self, opened: int) -> list[tuple[str, Any]]:
        """Who saved since the form was opened, and when."""
        rows = (
            Plan.history.filter(id=self.page.plan.pk, version__gt=opened)
            .visible_to(self.request.user)
            .select_related("history_user")
            .order_by("history_date")
        )
        return [(row.history_user.name, row.history_date) for row in rows if row.history_user]

    def _page(self, form: BaseForm, choice: Any = None, **context: Any) -> HttpResponse:
        self.request.acting.log.note("read", self.page.plan)
        shown = self.page.context(form=form, choice=choice, **context)
        bound = [form, choice] if choice is not None else [form]
        return render_form(self.request, self.template, shown, *bound)


class _Shown:
    """What the page of a merge shows, in words."""

    def __init__(
        self,
        form: BaseForm,
        choice: Any,
        found: Merge,
        base: Mapping[str, Any],
        theirs: Mapping[str, Any],
        mine: Mapping[str, Any],
        opened: int,
        savers: list[tuple[str, Any]],
        words: Collection[str] = (),
    ) -> None:
        """`words`: fields that supervisors do not read (R9)."""

        def rows(names: tuple[str, ...], after: Mapping[str, Any]) -> list[dict[str, Any]]:
            return [
                _row(form, n, base.get(n), after.get(n))
                for n in names
                if n in form.fields and n in after
            ]

        self.opened, self.savers = opened, savers
        self.theirs, self.mine = rows(found.theirs, theirs), rows(found.mine, mine)
        self.clashes = []
        for name in found.clashes:
            before = words_of(form, name, base.get(name))
            self.clashes.append(
                {
                    "name": name,
                    "label": label_of(form, name),
                    "before": before,
                    "theirs": marked(before, words_of(form, name, theirs.get(name)))[1],
                    "mine": marked(before, words_of(form, name, mine.get(name)))[1],
                    "choice": choice[f"choice_{name}"],
                    "is_word": name in words,
                    "own": choice[f"own_{name}"] if f"own_{name}" in choice.fields else None,
                }
            )


def _row(form: BaseForm, name: str, before: Any, after: Any) -> dict[str, Any]:
    was, is_now = marked(words_of(form, name, before), words_of(form, name, after))
    return {"label": label_of(form, name), "was": was, "is_now": is_now}


def _choice(form: BaseForm, names: Any, data: QueryDict | None) -> ClashForm:
    """The form of choices; with nothing sent yet, one's own words stand ready to be rewritten."""
    labels = {name: label_of(form, name) for name in names}
    initial = {f"own_{name}": form[name].value() for name in names}
    return ClashForm.made(form, names, labels)(
        data, of=form, names=names, labels=labels, initial=initial
    )


def _ours(form: BaseForm) -> set[str]:
    return set(form.fields) - set(TECHNICAL)


def _number(sent: Any) -> int:
    text = str(sent or "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _put(data: QueryDict, form: BaseForm, name: str, value: Any) -> None:
    """A value as the browser would send it."""
    field = form.fields[name]
    if isinstance(field, forms.BooleanField):
        data[name] = "on" if value else ""
    else:
        shown = field.prepare_value(value)
        data[name] = "" if shown is None else str(shown)


def words_of(form: BaseForm, name: str, value: Any) -> str:
    """A value as a reader would say it."""
    field: Any = form.fields[name]
    if isinstance(field, forms.BooleanField):
        yes, no = getattr(form, "yes_and_no", ("取りやめる", "続ける"))
        return str(yes if value else no)
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        words = {str(key): text for key, text in choices}
        return str(words.get(str(value), "")) if value else ""
    if hasattr(value, "toordinal"):
        return format_date(value)
    return "" if value is None else str(value)
