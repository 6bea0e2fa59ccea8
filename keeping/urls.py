"""Addresses of retention: random ids only."""

from django.urls import path

from .views import (
    disclosure_letters,
    disclosure_parts,
    disclosure_steps,
    disclosures,
    disposals,
    holds,
    retention,
)

app_name = "keeping"
urlpatterns = [
    path("", disposals.front, name="front"),
    path("draw/", disposals.draw_up, name="draw_up"),
    path("lists/<uuid:disposal_list>/", disposals.disposal_list, name="disposal_list"),
    path("lists/<uuid:disposal_list>/run/", disposals.run, name="run"),
    path("lists/<uuid:disposal_list>/certificate/", disposals.certificate, name="certificate"),
    path("classes/", retention.classes, name="classes"),
    path("cases/<uuid:case>/hold/", holds.hold, name="hold"),
    path("holds/<uuid:legal_hold>/lift/", holds.lift, name="lift"),
    path("cases/<uuid:case>/disclosures/", disclosures.disclosures, name="disclosures"),
    path("cases/<uuid:case>/disclosures/new/", disclosures.receive, name="receive"),
    path(
        "disclosures/<uuid:disclosure_request>/",
        disclosures.disclosure_request,
        name="disclosure_request",
    ),
    path("disclosures/<uuid:disclosure_request>/submit/", disclosures.submit, name="submit"),
    path("disclosures/<uuid:disclosure_request>/check/", disclosures.check, name="check"),
    path("disclosures/<uuid:disclosure_request>/paper/", disclosures.paper, name="paper"),
    path("disclosures/<uuid:disclosure_request>/finish/", disclosure_steps.finish, name="finish"),
    path(
        "disclosures/<uuid:disclosure_request>/take-back/",
        disclosure_steps.take_back,
        name="take_back",
    ),
    path(
        "disclosures/<uuid:disclosure_request>/correction/",
        disclosure_steps.correction,
        name="correction",
    ),
    path("disclosures/<uuid:disclosure_request>/extend/", disclosure_steps.extend, name="extend"),
    path(
        "disclosures/<uuid:disclosure_request>/in-parts/",
        disclosure_parts.tell_of_rest,
        name="tell_of_rest",
    ),
    path(
        "disclosures/<uuid:disclosure_request>/put-off/", disclosure_parts.put_off, name="put_off"
    ),
    path(
        "disclosures/<uuid:disclosure_request>/third-parties/new/",
        disclosure_steps.new_third_party,
        name="new_third_party",
    ),
    path(
        "disclosures/third-parties/<uuid:disclosure_third_party>/",
        disclosure_steps.third_party,
        name="third_party",
    ),
    path(
        "disclosures/third-parties/<uuid:disclosure_third_party>/letter/",
        disclosure_letters.third_party_letter,
        name="third_party_letter",
    ),
    path(
        "disclosures/<uuid:disclosure_request>/extension-letter/",
        disclosure_letters.extension_letter,
        name="extension_letter",
    ),
    path(
        "disclosures/<uuid:disclosure_request>/rest-letter/",
        disclosure_letters.rest_letter,
        name="rest_letter",
    ),
]
