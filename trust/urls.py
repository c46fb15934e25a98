"""Addresses outside a trust: the door, one's account, invitations, the example, the operator, health."""

from django.urls import path

from trust.views import about, account, door, example, invitations, operator, stopping

urlpatterns = [
    path("", door.home, name="home"),
    path("help/", about.help_page, name="help"),
    path("help/<slug:guide>/", about.guide, name="guide"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("privacy/", about.privacy, name="privacy"),
    path("livez", door.live, name="live"),
    path("readyz", door.ready, name="ready"),
    path("account/", account.account, name="account"),
    path("account/writing/", account.writing, name="account_writing"),
    path("account/kept/", account.kept, name="kept"),
    # In front of allauth's own, which would let the only second step go.
    path("account/2fa/webauthn/keys/<int:pk>/remove/", account.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("join/<slug:slug>/<str:token>/", invitations.join, name="join"),
    path("stop/<slug:slug>/<str:token>/", stopping.stop_digest, name="stop_digest"),
    path("example/", example.people, name="example"),
    path("example/as/<uuid:user_id>/", example.sign_in, name="example_sign_in"),
    path("example/mail/", example.mailbox, name="example_mailbox"),
    path("example/mail/<uuid:mail_id>/", example.mail, name="example_mail"),
    path("operator/", operator.trusts, name="operator"),
    path("operator/trusts/new/", operator.new_trust, name="operator_new_trust"),
    path("operator/trusts/<uuid:trust_id>/administrator/", operator.administrator, name="operator_administrator"),
    path("operator/work/", operator.work, name="operator_work"),
    path("operator/work/<uuid:work_id>/again/", operator.work_again, name="operator_work_again"),
    path("operator/health/", operator.house, name="operator_health"),
    path("operator/<slug:key>/", operator.panel, name="operator_panel"),
]
