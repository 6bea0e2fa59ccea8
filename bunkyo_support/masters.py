"""The pages for masters at /masters/: Django's admin, for system administrators only.

It registers bodies, staff and code lists and never a case model (R10, S-04).
"""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import Http404
from django.template.response import TemplateResponse

from .operations import troubles


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

    def has_permission(self, request: Any) -> bool:
        return bool(request.user.is_active and request.acting.roles & {"system_administrator"})


class MastersAdminConfig(AdminConfig):
    default_site = "bunkyo_support.masters.MastersSite"
