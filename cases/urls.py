"""Addresses of cases: random ids only."""

from django.urls import path

from .views import cases, consents, hand_offs, intakes, notes

app_name = "cases"
urlpatterns = [
    path("", cases.case_list, name="list"),
    path("search/", cases.search, name="search"),
    path("intake/", intakes.intake, name="intake"),
    path("intakes/<uuid:intake>/", intakes.intake_detail, name="intake_detail"),
    path("hand-offs/", hand_offs.board, name="hand_offs"),
    path("hand-offs/<uuid:referral>/", hand_offs.referral, name="referral"),
    path("hand-offs/<uuid:referral>/decline/", hand_offs.decline, name="decline"),
    path("hand-offs/<uuid:referral>/report/", hand_offs.report, name="report"),
    path("hand-offs/<uuid:referral>/step/<slug:step>/", hand_offs.step, name="referral_step"),
    path("people/<uuid:person>/", intakes.change_member, name="person"),
    path("notes/<uuid:note>/correct/", notes.correct, name="correct"),
    path("notes/<uuid:note>/share/", notes.share, name="share"),
    path("actions/<uuid:next_action>/done/", cases.complete, name="complete"),
    path("consents/<uuid:consent>/withdraw/", consents.withdraw, name="withdraw"),
    path("<uuid:case>/", cases.detail, name="detail"),
    path("<uuid:case>/household/", cases.household, name="household"),
    path("<uuid:case>/household/add/", intakes.add_member, name="add_member"),
    path("<uuid:case>/hand-off/", hand_offs.new, name="hand_off"),
    path("<uuid:case>/consents/", consents.consents, name="consents"),
    path("<uuid:case>/consents/new/", consents.new, name="consent_new"),
    path("<uuid:case>/ledger/", cases.ledger_page, name="ledger"),
    path("<uuid:case>/readers/", cases.readers, name="readers"),
    path("<uuid:case>/narrow/", cases.narrow, name="narrow"),
    path("<uuid:case>/restrict/", cases.restrict, name="restrict"),
    path("<uuid:case>/close/", cases.close, name="close"),
]
