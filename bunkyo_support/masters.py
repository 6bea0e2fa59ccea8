"""The pages for masters at /masters/: Django's admin, for system administrators only.

It registers bodies, staff and code lists and never a case model (R10, S-04).
"""

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.apps import AdminConfig
from django.http import Http404
from django.template.response import TemplateResponse

from .operations import troubles


def holds_accounts(page: Any) -> bool:
    """Whether a page of the masters changes who may come in and as what: accounts, whatever hangs on
    one by a key (offices), be it in a row of the page, and bodies: what the secretariat is, is asked where rows are
    opened to it."""
    from organizations.models import Body, Staff

    models = [page.model, *(inline.model for inline in page.inlines)]
    return page.model is Body or any(
        model is Staff or any(key.related_model is Staff for key in model._meta.concrete_fields)
        for model in models
    )


class MastersSite(AdminSite):
    site_header = "台帳の管理"
    site_title = "台帳の管理"
    index_title = "機関・職員・コード表"
    site_url = "/"
    index_template = "admin/masters_index.html"
    enable_nav_sidebar = False

    def index(self, request: Any, extra_context: Any = None) -> TemplateResponse:
        """What those who run the system must know stands above the masters."""
        return super().index(request, {"troubles": troubles(), **(extra_context or {})})

    def login(self, request: Any, extra_context: Any = None) -> Any:
        """There is one way in, the product's own with its second factor (S-55)."""
        raise Http404

    password_change = login

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Accounts are changed only by who confirmed just now (S-55): whoever finds the screen of an
        administrator open makes no account, appoints nobody and draws no password."""
        # Read only now: this module is loaded before there are models.
        from access.stepping_up import step_up_to_change

        shown = super().admin_view(view, cacheable)
        page = getattr(view, "__self__", None)
        is_guarded = isinstance(page, ModelAdmin) and holds_accounts(page)
        return step_up_to_change(shown) if is_guarded else shown

    def has_permission(self, request: Any) -> bool:
        return bool(request.user.is_active and request.acting.roles & {"system_administrator"})


class MastersAdminConfig(AdminConfig):
    default_site = "bunkyo_support.masters.MastersSite"
