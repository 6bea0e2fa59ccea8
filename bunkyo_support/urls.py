"""Addresses of the product. No name, number or word of a case is ever part of one."""

from django.contrib import admin
from django.urls import include, path

from alerts.own_terminals import own_terminals

from .views import home, home_count

urlpatterns = [
    path("", home, name="home"),
    path("today/count/", home_count, name="home_count"),
    path("accounts/directory/", include("organizations.directory_urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/sessions/", own_terminals, name="usersessions_list"),
    path("audit/", include("access.urls")),
    path("cases/", include("cases.urls")),
    path("meetings/", include("meetings.urls")),
    path("plans/", include("plans.urls")),
    path("outreach/", include("outreach.urls")),
    path("participation/", include("participation.urls")),
    path("community/", include("community.urls")),
    path("reports/", include("reports.urls")),
    path("keeping/", include("keeping.urls")),
    path("jobs/", include("jobs.urls")),
    path("alerts/", include("alerts.urls")),
    path("drafts/", include("drafts.urls")),
    path("masters/", admin.site.urls),
    path("", include("bunkyo_support.ui_urls")),
]

handler400 = "bunkyo_support.views.not_received"
handler500 = "bunkyo_support.views.failed"
