"""Pages for masters (bodies, staff, code lists) for system administrators (R10).

Registers no case model, deletes nothing, and offers no search field: a word typed into one
would stand in the address (S-51). What the pages allow, row policies allow again or refuse.
"""

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet, TextField
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from documents.wareki import format_date, format_datetime

from . import contracts
from .admin_factors import GIVES_NONE, ONE, LostFactors, one_other
from .admin_forms import (
    AppointmentForm,
    AppointmentFormSet,
    AreaForm,
    BodyForm,
    CodeForm,
    CodeFormSet,
    FixedOnceEntered,
    LegalBasisForm,
    LocalNameForm,
    StandingTextForm,
)
from .contracts import ContractToLookAt
from .models import (
    Appointment,
    Area,
    Body,
    BodySettings,
    Code,
    CodeList,
    Counter,
    LegalBasis,
    LocalName,
    NoteWords,
    Role,
    Staff,
    StandingText,
)
from .passwords import gives_none
from .plain_words import (
    NONE,
    PICK,
    PlainPages,
    PlainWords,
    last_day_in_words,
    moment_in_words,
    shown_in_words,
)
from .seen import ComparedAdmin, ComparedInline
from .services import allow_login, end_employment, ensure_role_groups, issue_initial_password
from .staff_filters import HeldBody, HeldRole, ToLookAt, coming

# Registered by libraries; their tables are no masters.
for model in (Group, EmailAddress, Authenticator, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class ForAdministrators:
    """Everything for the role, nothing for anybody else; deleting for nobody."""

    def _administers(self, request: Any) -> bool:
        return Role.SYSTEM_ADMINISTRATOR in request.acting.roles

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._administers(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._administers(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._administers(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._administers(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MasterAdmin(PlainPages, PlainWords, ForAdministrators, ComparedAdmin, admin.ModelAdmin):
    view_on_site = False
    list_per_page = 100
    show_facets = admin.ShowFacets.NEVER
    actions_selection_counter = False

    def get_action_choices(
        self, request: HttpRequest, default_choices: Any = (("", PICK),)
    ) -> list[tuple[str, str]]:
        return super().get_action_choices(request, list(default_choices))


class NamedFields:
    """Forms in the rows of a table: the head of the column names each field for the eye, this for the ear."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)  # type: ignore[misc]
        for name, field in form.fields.items():
            for widget in (field.widget, getattr(field.widget, "widget", None)):
                if widget is not None:
                    widget.attrs.setdefault("aria-label", str(form[name].label))


class MasterInline(PlainWords, ForAdministrators, ComparedInline, admin.TabularInline):
    extra = 1
    can_delete = False

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        return type(formset.__name__, (NamedFields, formset), {})


@admin.register(Area)
class AreaAdmin(MasterAdmin):
    form = AreaForm
    list_display = ("name", "code", "order")


class CounterInline(MasterInline):
    model = Counter


class BodySettingsInline(PlainWords, ForAdministrators, ComparedInline, admin.StackedInline):
    """What the body has settled for itself; one row."""

    model = BodySettings
    can_delete = False


class NoteWordsInline(MasterInline):
    """What notes of the body often begin with."""

    model = NoteWords
    fields = ("name", "text", "order", "is_used")
    formfield_overrides: ClassVar[Any] = {
        TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})}
    }


@admin.register(Body)
class BodyAdmin(MasterAdmin):
    """A body comes with its role groups, so that offices at it can be held."""

    form = BodyForm
    list_display = (
        *("name", "kind", "area", "is_entrusted", "contract", "is_secretariat", "valid_until"),
    )
    list_filter = (ContractToLookAt, "kind", "area", "is_entrusted", "is_secretariat")
    list_select_related = ("area",)
    inlines = (CounterInline, BodySettingsInline, NoteWordsInline)

    @admin.display(description="委託期間")
    def contract(self, obj: Any) -> str:
        """From when until when, and whether that is to be looked at."""
        if not obj.contract_from and not obj.contract_until:
            return NONE
        days = [obj.contract_from, obj.contract_until]
        begins, ends = (format_date(day) if day else "" for day in days)
        words = contracts.in_words(obj)
        return f"{begins}〜{ends}" + (f"　{words}" if words else "")

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        ensure_role_groups(body=obj)


class AppointmentInline(MasterInline):
    """Offices are ended by entering an end, never deleted (R16)."""

    model = Appointment
    form = AppointmentForm
    formset = AppointmentFormSet
    fields = ("body", "role", "valid_from", "valid_until", "note")

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        return type(formset.__name__, (formset,), {"acting_user": request.user})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appointment]:
        return super().get_queryset(request).select_related("role_group__body", "staff")


def _until(office: Appointment) -> str:
    """With the last day: an office that ends as a day begins is not held on that day."""
    if office.valid_until is None:
        return str(office.role_group)
    return f"{office.role_group}（{last_day_in_words(office.valid_until)}まで）"


def _since(office: Appointment) -> str:
    return f"{moment_in_words(office.valid_from)}から {_until(office)}"


REGISTERED = (
    "この利用者IDは、{name}さんのものとして登録されています（{at}）。同じ人なら、登録は済んでいます。"
    "初期パスワードを控えていないときは、職員の一覧でこの人を選び、「初期パスワードを出し直す」で作り直してください。"
    "別の人なら、ほかの利用者IDにしてください"
)


class StaffForm(FixedOnceEntered):
    fixed = ("username",)

    class Meta:
        model = Staff
        fields = ("username", "name", "kana", "email", "directory_subject")

    def clean_username(self) -> str:
        """The same click twice, and an ID that somebody else has, are told what there is to do: the password
        of the first answer is shown nowhere again. Who logs in may write it in capitals: of two IDs that differ
        in nothing else neither would come in."""
        username: str = self.cleaned_data["username"]
        if self.instance._state.adding:
            holder = Staff.objects.filter(username__iexact=username).first()
            if holder is not None:
                raise ValidationError(
                    REGISTERED.format(name=holder.name, at=format_datetime(holder.created_at))
                )
        return username

    def clean_directory_subject(self) -> str | None:
        """Empty is nobody's number, and any number of people may have none."""
        return self.cleaned_data["directory_subject"] or None


@admin.register(Staff)
class StaffAdmin(LostFactors, MasterAdmin):
    """Accounts. A password is drawn by the system, shown once and kept nowhere readable."""

    form = StaffForm
    list_display = ("username", "name", "offices", "offices_to_come", "is_active", "last_login")
    list_filter = (ToLookAt, "is_active", HeldRole, HeldBody)
    readonly_fields: ClassVar[tuple[Any, ...]] = tuple(
        shown_in_words(Staff._meta.get_field(name))
        for name in (
            *("is_active", "employment_ended_at", "login_stopped_at", "factors_taken_at"),
            "last_login",
        )
    )
    fields: ClassVar[tuple[Any, ...]] = (
        *("username", "name", "kana", "email", "directory_subject"),
        *readonly_fields,
    )
    inlines = (AppointmentInline,)
    actions = ("leave", "draw_password", "ask_to_take_factors", "let_in")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Staff]:
        held = Appointment.objects.current().with_body().order_by("role_group__body__order")
        to_come = coming().with_body().order_by("valid_from", "role_group__body__order")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                Prefetch("appointments", queryset=held, to_attr="offices_held"),
                Prefetch("appointments", queryset=to_come, to_attr="offices_entered"),
            )
        )

    @admin.display(description="いまの所属と役割")
    def offices(self, obj: Any) -> str:
        """With the end where one is entered: what is done for April is seen without opening anybody."""
        return "、".join(map(_until, obj.offices_held)) or NONE

    @admin.display(description="これからの所属と役割")
    def offices_to_come(self, obj: Any) -> str:
        return "、".join(map(_since, obj.offices_entered)) or NONE

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """What comes with time alone does not stand in the form of an account that is yet to be."""
        return StaffForm.Meta.fields if obj is None else super().get_fields(request, obj)

    def add_view(self, request: Any, form_url: str = "", extra_context: Any = None) -> Any:
        """Saving leads to the first password and nowhere else: there is one way to save."""
        one_way = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, {**(extra_context or {}), **one_way})

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            request.initial_password = issue_initial_password(staff=obj)

    def response_add(self, request: Any, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return self._show_password(request, obj, request.initial_password)

    @admin.action(description="離職の手続きをする")
    def leave(self, request: Any, queryset: QuerySet[Staff]) -> HttpResponse | None:
        """Ask once, then end employment, offices and sessions (R16, S-14)."""
        leaving = queryset.filter(is_active=True)
        if queryset.filter(pk=request.user.pk).exists():
            self.message_user(request, "自分の離職の手続きは、自分ではできません。", messages.ERROR)
            return None
        if "confirmed" not in request.POST:
            return self._page(request, "leave", "離職の手続き", {"leaving": leaving})
        count = 0
        for staff in leaving:
            end_employment(staff=staff)
            self.log_change(request, staff, "離職の手続き")
            count += 1
        self.message_user(request, f"{count}人の離職の手続きをしました。", messages.SUCCESS)
        return None

    @admin.action(description="初期パスワードを出し直す（1人ずつ）")
    def draw_password(self, request: Any, queryset: QuerySet[Staff]) -> HttpResponse | None:
        """For somebody who has forgotten hers. Her second factor stays as it is."""
        chosen = one_other(request, queryset)
        if chosen is None or gives_none(by=request.user, staff=chosen):
            self.message_user(request, ONE if chosen is None else GIVES_NONE, messages.ERROR)
            return None
        password = issue_initial_password(staff=chosen)
        self.log_change(request, chosen, "初期パスワードの出し直し")
        return self._show_password(request, chosen, password)

    @admin.action(description="ログインの停止を解く")
    def let_in(self, request: Any, queryset: QuerySet[Staff]) -> None:
        """Those whose login an auditor has stopped come in again (S-96)."""
        count = 0
        for staff in queryset.exclude(login_stopped_at=None):
            allow_login(staff=staff)
            self.log_change(request, staff, "ログインの停止を解いた")
            count += 1
        if not count:
            words = "選んだ職員のログインは、止められていません。"
            self.message_user(request, words, messages.ERROR)
            return
        self.message_user(request, f"{count}人のログインの停止を解きました。", messages.SUCCESS)

    def _show_password(self, request: Any, staff: Staff, password: str) -> HttpResponse:
        content = {"staff": staff, "password": password}
        return self._page(request, "initial_password", "初期パスワード", content)

    def _page(self, request: Any, name: str, title: str, content: dict[str, Any]) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, f"organizations/{name}.html", frame | content)


class CodeInline(MasterInline):
    model = Code
    form = CodeForm
    formset = CodeFormSet


class CodeListForm(FixedOnceEntered):
    fixed = ("code",)

    class Meta:
        model = CodeList
        fields = ("code", "name")


# 公開範囲 of a note (domain.md 4.7). Who reads what follows from compartments and grants instead (access/): nothing
# reads this list, so a change of it would promise what does not happen. It stays as it was entered.
READ_BY_NOTHING = ("CL-11",)


@admin.register(CodeList)
class CodeListAdmin(MasterAdmin):
    form = CodeListForm
    list_display = ("code", "name")
    inlines = (CodeInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CodeList]:
        """The lists that somebody would notice a change of."""
        return super().get_queryset(request).exclude(code__in=READ_BY_NOTHING)


@admin.register(LegalBasis)
class LegalBasisAdmin(MasterAdmin):
    form = LegalBasisForm
    list_display = ("label", "code", "article", "for_hand_off", "valid_from", "valid_until")


@admin.register(StandingText)
class StandingTextAdmin(MasterAdmin):
    form = StandingTextForm
    list_display = ("kind", "valid_from", "valid_until")


@admin.register(LocalName)
class LocalNameAdmin(MasterAdmin):
    form = LocalNameForm
    list_display = ("label", "key")
