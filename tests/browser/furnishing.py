"""What the example does not hold but pages need: a draft, an invitation, a token, a report, failed work, a passkey."""

import datetime as dt
import json
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from fido2.cose import ES256
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorAttestationResponse,
    AuthenticatorData,
    CollectedClientData,
    RegistrationResponse,
)

from academies.models import Academy
from improvement_cycle.actions import improvement_models
from improvement_cycle.models import Cycle, ImprovementModel
from tests.browser.house import PEOPLE
from trust.actions import invitations, jobs, people, tokens
from trust.actions.invitations import Invited
from trust.actors import Actor, load_actor
from trust.enums import ReportState, Role
from trust.models import Due, Membership, Report, SchoolYear, Trust, User
from trust.tenancy import tenant

MAILBOX = "trust.mail.MailboxBackend"


def larkfield() -> Trust:
    """The first invented trust."""
    return Trust.objects.get(slug="larkfield")


def actor(key: str) -> Actor:
    """A person of the open trust."""
    user = User.objects.get(email=PEOPLE[key])
    found = load_actor(user=user, trust=larkfield(), today=timezone.localdate())
    assert found is not None
    return found


def furnish() -> None:
    """Make it with the actions of the house."""
    with override_settings(MAIL_HANDOVER=MAILBOX), tenant(larkfield().id), transaction.atomic():
        administrator, chief = actor("administrator"), actor("chief")
        published = ImprovementModel.objects.get(state="published")
        improvement_models.new_draft(actor=administrator, model_id=published.id)
        invitations.invite(
            actor=administrator,
            invited=Invited(name="Nina Falk", email="nina.falk@larkfield.example", role=Role.TRUSTEE),
        )
        for person in (administrator, chief):
            tokens.create(actor=person, label="Spreadsheet of the office", scopes=["academy.read"], days=30)
        SchoolYear.objects.create(starts_on=dt.date(2027, 9, 1), ends_on=dt.date(2028, 8, 31))
        _leaver(administrator)
        _reports(chief)
        _failed_work(chief)
        Academy.objects.create(
            name="Wrenbury Primary School", short_name="Wrenbury", slug="wrenbury", phase="primary", state="prospective"
        )
    _passkey()


def _leaver(administrator: Actor) -> None:
    leaver = Membership.objects.get(email="a.stroud@fernley.example")
    people.end(actor=administrator, membership_id=leaver.id)


def _reports(chief: Actor) -> None:
    cycle = Cycle.objects.get(school_year__starts_on__year=2026)
    for state, fault in ((ReportState.PREPARING, ""), (ReportState.FAILED, "The report could not be drawn.")):
        Report.objects.create(
            kind="matrix",
            subject_id=cycle.id,
            title=f"Matrix 2026/27, {state}",
            version="1",
            as_at=timezone.now(),
            state=state,
            fault=fault,
            asked_by=chief.membership_id,
            asked_by_name=chief.name,
        )


def _failed_work(chief: Actor) -> None:
    later = timezone.now() + dt.timedelta(days=1)
    made: Any = jobs.enqueue(actor=chief, kind="report", key="never", payload={}, due_at=later)
    Due.objects.filter(pk=made.pk).update(state="failed")


def _passkey() -> None:
    """A passkey whose other half nobody has, and recovery codes, so that their pages have something to show."""
    officer = User.objects.get(email=PEOPLE["officer"])
    key = AttestedCredentialData.create(bytes(16), b"a key of the tests", ES256.from_ctap1(b"\4" + bytes(64)))
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    seen = AttestationObject.create("none", AuthenticatorData.create(bytes(32), flags, 0, key), {})
    said = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    credential = RegistrationResponse(
        raw_id=key.credential_id, response=AuthenticatorAttestationResponse(client_data=said, attestation_object=seen)
    )
    WebAuthn.add(officer, "Office laptop", json.loads(json.dumps(dict(credential))))
    RecoveryCodes.activate(officer)
