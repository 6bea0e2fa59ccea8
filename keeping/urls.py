"""Addresses of retention: random ids only."""

from django.urls import path

from .views import (
    amendment_steps,
    amendments,
    disclosure_letters,
    disclosure_parts,
    disclosure_steps,
    disclosures,
    disposals,
    holds,
    passing,
    retention,
    withdrawal,
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
        "disclosures/third-parties/<uuid:disclosure_third_party>/correct/",
        disclosure_steps.correct_third_party,
        name="correct_third_party",
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
        "cases/<uuid:case>/amendments/new/",
        amendments.receive_amendment,
        name="receive_amendment",
    ),
    path(
        "amendments/<uuid:amendment_request>/",
        amendments.amendment_request,
        name="amendment_request",
    ),
    path(
        "amendments/<uuid:amendment_request>/submit/",
        amendments.submit_amendment,
        name="submit_amendment",
    ),
    path(
        "amendments/<uuid:amendment_request>/check/",
        amendments.check_amendment,
        name="check_amendment",
    ),
    path(
        "amendments/<uuid:amendment_request>/paper/",
        amendments.amendment_paper,
        name="amendment_paper",
    ),
    path(
        "amendments/<uuid:amendment_request>/correction/",
        amendment_steps.amendment_correction,
        name="amendment_correction",
    ),
    path(
        "amendments/<uuid:amendment_request>/extend/",
        amendment_steps.amendment_extend,
        name="amendment_extend",
    ),
    path(
        "amendments/<uuid:amendment_request>/longer/",
        amendment_steps.tell_of_longer,
        name="tell_of_longer",
    ),
    path(
        "amendments/<uuid:amendment_request>/carry-out/",
        amendment_steps.carry_out,
        name="carry_out",
    ),
    path(
        "amendments/<uuid:amendment_request>/tellings/new/",
        amendment_steps.new_telling,
        name="new_telling",
    ),
    path(
        "amendments/<uuid:amendment_request>/finish/",
        amendment_steps.finish_amendment,
        name="finish_amendment",
    ),
    path(
        "amendments/<uuid:amendment_request>/take-back/",
        amendment_steps.take_back_amendment,
        name="take_back_amendment",
    ),
    path(
        "amendments/<uuid:amendment_request>/letter/",
        amendment_steps.amendment_letter,
        name="amendment_letter",
    ),
    path(
        "amendments/tellings/<uuid:amendment_telling>/",
        amendment_steps.change_telling,
        name="change_telling",
    ),
    path(
        "amendments/tellings/<uuid:amendment_telling>/letter/",
        amendment_steps.telling_letter,
        name="telling_letter",
    ),
    path("disclosures/<uuid:disclosure_request>/pass-on/", passing.pass_on, name="pass_on"),
    path(
        "disclosures/<uuid:disclosure_request>/passing-letter/",
        passing.passing_letter,
        name="passing_letter",
    ),
    path(
        "disclosures/<uuid:disclosure_request>/withdraw/",
        withdrawal.withdraw,
        name="withdraw",
    ),
    path(
        "amendments/<uuid:amendment_request>/withdraw/",
        withdrawal.amendment_withdraw,
        name="amendment_withdraw",
    ),
    path(
        "amendments/<uuid:amendment_request>/pass-on/",
        passing.amendment_pass_on,
        name="amendment_pass_on",
    ),
    path(
        "amendments/<uuid:amendment_request>/passing-letter/",
        passing.amendment_passing_letter,
        name="amendment_passing_letter",
    ),
]
