"""Settings of a trust: identity, policies, words, colour."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from trust.actions import activity
from trust.actions.files import discard, keep_generated
from trust.actors import POLICIES, Actor
from trust.errors import BadInput
from trust.logos import logo_of
from trust.models import StoredFile, Trust, TrustSettings
from trust.permissions import Permission, check_may
from trust.policies.colour import fault_of_colour
from trust.policies.texts import one_line
from trust.words import LONGEST, WORDS

LOGO = "logo"
IDENTITY = ("group_uid", "ukprn", "contact_name", "contact_email", "complaint_url")


@transaction.atomic
def change_identity(*, actor: Actor, name: str, **fields: Any) -> TrustSettings:
    """Name, numbers, contact and complaint route."""
    row = _locked(actor)
    if not name.strip():
        raise BadInput("The changes were not saved.", detail={"name": "Enter the name."})
    Trust.objects.filter(pk=actor.trust_id).update(name=one_line(name))
    return _write(actor, row, {key: fields[key] for key in IDENTITY}, "the trust's identity and contact")


DOCUMENTS = ("sef_approvers", "grade_required_in_sef", "small_number_threshold")


@transaction.atomic
def change_documents(*, actor: Actor, **fields: Any) -> TrustSettings:
    """Who approves self-evaluations, and what they need. Versions that were handed in keep their approvers."""
    row = _locked(actor)
    before = {key: getattr(row, key) for key in DOCUMENTS}
    after = {key: fields[key] for key in DOCUMENTS}
    note = "; ".join(f"{key}: {before[key]} to {after[key]}" for key in DOCUMENTS if before[key] != after[key])
    return _write(actor, row, after, "what holds for self-evaluations", note)


@transaction.atomic
def change_policies(*, actor: Actor, **fields: Any) -> TrustSettings:
    """Who sees what, where the trust decides it. Holds from each person's next request on."""
    row = _locked(actor)
    before = {key: getattr(row, key) for key in POLICIES}
    after = {key: fields[key] for key in POLICIES}
    note = "; ".join(f"{key}: {before[key]} to {after[key]}" for key in POLICIES if before[key] != after[key])
    return _write(actor, row, after, "the trust's policies", note)


@transaction.atomic
def change_words(*, actor: Actor, words: Mapping[str, str]) -> TrustSettings:
    """Display words; an empty one goes back to the default."""
    row = _locked(actor)
    own = {key: one_line(words.get(key, "")) for key in WORDS}
    faults = {key: f"Use at most {LONGEST} letters." for key, text in own.items() if len(text) > LONGEST}
    if faults:
        raise BadInput("The words were not saved.", detail=faults)
    kept = {key: text for key, text in own.items() if text and text != WORDS[key].default}
    return _write(actor, row, {"words": kept}, "the words on the screen")


@transaction.atomic
def change_colour(*, actor: Actor, colour: str) -> TrustSettings:
    """The brand colour; empty goes back to ours."""
    row = _locked(actor)
    if colour and (fault := fault_of_colour(colour)):
        raise BadInput("The colour was not saved.", detail={"brand_colour": fault})
    return _write(actor, row, {"brand_colour": colour.upper()}, "the brand colour")


@transaction.atomic
def change_logo(*, actor: Actor, name: str, content: bytes) -> TrustSettings:
    """A new logo in place of the old one. BadInput where the picture is refused."""
    row = _locked(actor)
    drawn = logo_of(name, content)
    # Drawn anew pixel by pixel: there is nothing left for a scanner to find.
    stored = keep_generated(
        actor=actor, name="logo.png", content=drawn, content_type="image/png", owner_kind=LOGO, owner_id=row.id
    )
    return _exchange_logo(actor, row, stored, "the logo")


@transaction.atomic
def remove_logo(*, actor: Actor) -> TrustSettings:
    """Back to our own mark; without a logo there is nothing to do."""
    row = _locked(actor)
    return _exchange_logo(actor, row, None, "the logo: there is none now") if row.logo_id else row


def _exchange_logo(actor: Actor, row: TrustSettings, stored: StoredFile | None, what: str) -> TrustSettings:
    before = row.logo_id
    _write(actor, row, {"logo": stored}, what)
    if before:
        discard(file_id=before)
    return row


def _locked(actor: Actor) -> TrustSettings:
    check_may(actor, Permission.SETTINGS_MANAGE)
    return TrustSettings.objects.select_for_update().get()


def _write(actor: Actor, row: TrustSettings, fields: Mapping[str, Any], what: str, note: str = "") -> TrustSettings:
    for key, value in fields.items():
        setattr(row, key, value)
    row.save(update_fields=list(fields))
    activity.record(
        actor=actor, kind="settings", subject_id=row.id, verb="change", sentence=f"changed {what}", note=note
    )
    return row
