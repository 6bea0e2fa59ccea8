"""Addresses of 参加支援: random ids and codes only."""

from django.urls import path

from .views import files, gaps, leads, people, placing, register

app_name = "participation"
urlpatterns = [
    path("", register.resources, name="resources"),
    path("resources/new/", register.new_resource, name="new_resource"),
    path("resources/export/", files.export, name="export"),
    path("resources/import/", files.imports, name="imports"),
    path("resources/import/template.csv", files.template, name="import_template"),
    path("resources/import/<uuid:resource_import>/", files.resource_import, name="import"),
    path("resources/<uuid:resource>/", register.resource, name="resource"),
    path("resources/<uuid:resource>/edit/", register.edit_resource, name="edit_resource"),
    path("resources/<uuid:resource>/confirm/", register.confirm_resource, name="confirm"),
    path("resources/<uuid:resource>/history/", register.resource_history, name="history"),
    path("leads/", leads.leads, name="leads"),
    path("leads/new/", leads.new_lead, name="new_lead"),
    path("leads/<uuid:resource_lead>/", leads.lead, name="lead"),
    path("leads/<uuid:resource_lead>/edit/", leads.edit_lead, name="edit_lead"),
    path("gaps/", gaps.gaps, name="gaps"),
    path("people/", people.participations, name="list"),
    path("plans/<uuid:plan>/begin/", people.begin, name="begin"),
    path("people/<uuid:participation>/", people.detail, name="detail"),
    path("people/<uuid:participation>/needs/", people.needs, name="needs"),
    path("people/<uuid:participation>/charge/", people.charge, name="charge"),
    path("people/<uuid:participation>/matching/", people.matching, name="matching"),
    path("people/<uuid:participation>/move/<slug:to>/", people.move, name="move"),
    path("people/<uuid:participation>/propose/<uuid:resource>/", people.propose, name="propose"),
    path("tries/<uuid:placement>/step/<slug:to>/", placing.step, name="step"),
    path("tries/<uuid:placement>/refuse/", placing.refuse, name="refuse"),
    path("tries/<uuid:placement>/support/", placing.support, name="support"),
    path("tries/<uuid:placement>/tell/", placing.tell, name="tell"),
    path("tries/<uuid:placement>/tell/nothing/", placing.tell_nothing, name="tell_nothing"),
]
