"""Addresses of cases: random ids only."""

from django.urls import path

from .views import cases, consent_events, consents, hand_offs, intakes, notes, records

app_name = "cases"
urlpatterns = [
    path("", cases.case_list, name="list"),
    path("search/", cases.search, name="search"),
    path("intake/", intakes.intake, name="intake"),
    path("intakes/<uuid:intake>/", intakes.intake_detail, name="intake_detail"),
    path("intakes/<uuid:intake>/change/", intakes.change_intake, name="change_intake"),
    path("hand-offs/", hand_offs.board, name="hand_offs"),
    path("hand-offs/<uuid:referral>/", hand_offs.referral, name="referral"),
    path("hand-offs/<uuid:referral>/decline/", hand_offs.decline, name="decline"),
    path("hand-offs/<uuid:referral>/first-contact/", hand_offs.first_contact, name="first_contact"),
    path("hand-offs/<uuid:referral>/report/", hand_offs.report, name="report"),
    path("hand-offs/<uuid:referral>/receive/", hand_offs.receive, name="receive"),
    path("hand-offs/<uuid:referral>/accept/", hand_offs.accept, name="accept"),
    path("hand-offs/<uuid:referral>/close/", hand_offs.close, name="close_referral"),
    path("people/<uuid:person>/", intakes.change_member, name="person"),
    path("people/<uuid:person>/contact/", intakes.add_contact, name="add_contact"),
    path("people/<uuid:person>/leave/", intakes.leave, name="leave"),
    path("contacts/<uuid:contact_point>/end/", intakes.end_contact, name="end_contact"),
    path("notes/<uuid:note>/correct/", notes.correct, name="correct"),
    path("notes/<uuid:note>/share/", notes.share, name="share"),
    path("actions/<uuid:next_action>/done/", notes.complete, name="complete"),
    path("consents/<uuid:consent>/withdraw/", consent_events.withdraw, name="withdraw"),
    path("consents/<uuid:consent>/renew/", consents.renew, name="consent_renew"),
    path("consents/<uuid:consent>/paper/", consent_events.paper, name="consent_paper"),
    path("<uuid:case>/", cases.detail, name="detail"),
    path("<uuid:case>/household/", intakes.household, name="household"),
    path("<uuid:case>/household/add/", intakes.add_member, name="add_member"),
    path("<uuid:case>/hand-offs/", hand_offs.of_case, name="referrals"),
    path("<uuid:case>/hand-offs/new/", hand_offs.new, name="hand_off"),
    path("<uuid:case>/consents/", consents.consents, name="consents"),
    path("<uuid:case>/consents/new/", consents.new, name="consent_new"),
    path("<uuid:case>/consents/attempt/", consent_events.attempt, name="consent_attempt"),
    path("<uuid:case>/ledger/", cases.ledger_page, name="ledger"),
    path("<uuid:case>/readers/", cases.readers, name="readers"),
    path("<uuid:case>/staff/", records.staff, name="staff"),
    path("<uuid:case>/narrow/", records.narrow, name="narrow"),
    path("<uuid:case>/restrict/", records.restrict, name="restrict"),
    path("<uuid:case>/close/", records.close, name="close"),
    path("<uuid:case>/reopen/", records.reopen, name="reopen"),
]
