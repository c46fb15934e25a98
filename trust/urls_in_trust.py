"""Addresses of the ground floor inside a trust."""

from django.urls import path

from trust.api.guide import guide
from trust.views import (
    activity,
    delegations,
    files,
    invitations,
    landing,
    people,
    reports,
    search,
    settings,
    tokens,
    waiting,
    years,
)

app_name = "trust"

urlpatterns = [
    path("", landing.landing, name="landing"),
    path("brand.css", settings.brand_css, name="brand"),
    path("logo.png", settings.logo_png, name="logo"),
    path("waiting/", waiting.queue, name="waiting"),
    path("waiting/count/", waiting.count, name="waiting_count"),
    path("search/", search.search, name="search"),
    path("activity/", activity.activity, name="activity"),
    path("people/", people.people, name="people"),
    path("people/invite/", invitations.invite, name="invite"),
    path("people/review/", people.review, name="people_review"),
    path("people/<uuid:person>/", people.person, name="person"),
    path("people/<uuid:person>/end/", people.end, name="person_end"),
    path("people/<uuid:person>/back/", people.bring_back, name="person_back"),
    path("invitations/<uuid:invitation>/again/", invitations.send_again, name="invitation_again"),
    path("invitations/<uuid:invitation>/withdraw/", invitations.withdraw, name="invitation_withdraw"),
    path("delegates/", delegations.delegates, name="delegates"),
    path("delegates/new/", delegations.new, name="delegate_new"),
    path("delegates/<uuid:delegation>/end/", delegations.end, name="delegate_end"),
    path("settings/", settings.settings, name="settings"),
    path("settings/identity/", settings.identity, name="settings_identity"),
    path("settings/policies/", settings.policies, name="settings_policies"),
    path("settings/documents/", settings.documents, name="settings_documents"),
    path("settings/words/", settings.words, name="settings_words"),
    path("settings/colour/", settings.colour, name="settings_colour"),
    path("settings/logo/", settings.logo, name="settings_logo"),
    path("years/", years.years, name="years"),
    path("years/new/", years.new, name="year_new"),
    path("years/preset/<slug:key>/", years.add_preset, name="year_preset"),
    path("years/<uuid:year>/", years.year, name="year"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/guide/", guide, name="api_guide"),
    path("tokens/new/", tokens.new, name="token_new"),
    path("tokens/<uuid:token>/revoke/", tokens.revoke, name="token_revoke"),
    path("files/<uuid:file>/", files.download, name="file"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<uuid:report>/", reports.report, name="report"),
    path("reports/<uuid:report>/again/", reports.again, name="report_again"),
]
