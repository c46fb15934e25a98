"""Settings of a trust: identity, policies, words, colour."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from trust.actions import activity
from trust.actors import POLICIES, Actor
from trust.errors import BadInput
from trust.models import Trust, TrustSettings
from trust.permissions import Permission, check_may
from trust.policies.colour import fault_of_colour
from trust.policies.texts import one_line
from trust.words import LONGEST, WORDS

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
