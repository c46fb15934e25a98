"""All addresses. Everything of a trust lies under /t/<trust>/."""

from django.urls import include, path

handler400 = "trust.web.refusals.bad_request"
handler403 = "trust.web.refusals.forbidden"
handler404 = "trust.web.refusals.missing"
handler500 = "trust.web.refusals.broken"

in_trust = [
    path("", include("trust.urls_in_trust")),
    path("", include("academies.urls")),
    path("", include("improvement_cycle.urls")),
    path("", include("peer_review.urls")),
    path("api/v1/", include("config.api_urls")),
]

urlpatterns = [
    path("", include("trust.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("account/", include("allauth.account.urls")),
    path("t/<slug:trust>/", include(in_trust)),
]
