"""Academies of the trust: add by hand or from official facts, change, join, leave."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from academies.actions.appointments import end_at
from academies.enums import AcademyState, Phase
from academies.models import Academy, Establishment
from academies.register_words import has_early_years, has_post_16, phase_of
from trust.actions import activity
from trust.actors import Actor
from trust.errors import BadInput, NotFound, Refused
from trust.permissions import Permission, check_may
from trust.policies.days import faults_of_days
from trust.policies.texts import one_line

KIND = "academy"
NAMED = 10  # of the URNs that are not known
# What two people who save at the same moment, or one who overlooked something, are told.
TAKEN = {
    "academy_establishment_once": {"urn": "Another academy of the trust has this URN."},
    "academy_slug_once": {"name": "An academy of this name was added a moment ago. Look at the list, then try again."},
}


@transaction.atomic
def add(
    *,
    actor: Actor,
    name: str,
    phase: str,
    urn: int | None = None,
    short_name: str = "",
    local_authority: str = "",
    has_early_years: bool = False,
    has_post_16: bool = False,
    state: str = AcademyState.MEMBER,
    joined_on: dt.date | None = None,
) -> Academy:
    """Add an academy by hand. A URN links it to the official facts, if they are loaded.

    Raises BadInput with the fields.
    """
    check_may(actor, Permission.ACADEMY_MANAGE)
    fields: dict[str, Any] = {
        "name": one_line(name),
        "short_name": one_line(short_name) or one_line(name),
        "phase": phase,
        "local_authority": one_line(local_authority),
        "has_early_years": has_early_years,
        "has_post_16": has_post_16,
        "joined_on": joined_on,
    }
    if state not in {AcademyState.MEMBER, AcademyState.PIPELINE}:
        raise BadInput("The academy was not added.", detail={"state": "Choose whether it is a member or joining."})
    _check(fields)
    academy = Academy(
        **_fitted(fields), establishment=_establishment(urn), slug=_free_slug(fields["name"]), state=state
    )
    _save(academy)
    verb = "announced" if state == AcademyState.PIPELINE else "added"
    _record(actor, academy, "add", f"{verb} {academy.name}")
    return academy


@transaction.atomic
def add_from_facts(
    *, actor: Actor, urns: Sequence[int], joined: Mapping[int, dt.date | None] | None = None
) -> list[Academy]:
    """Add the schools of these URNs with what is known of them. Those in the trust already are left as they are.

    Raises BadInput naming the URNs that are not in the loaded facts: nothing is added then.
    """
    check_may(actor, Permission.ACADEMY_MANAGE)
    found = {school.urn: school for school in Establishment.objects.filter(urn__in=urns)}
    if unknown := [str(urn) for urn in urns if urn not in found]:
        more = f" and {len(unknown) - NAMED} more" if len(unknown) > NAMED else ""
        raise BadInput(
            f"Not in the loaded register: {', '.join(unknown[:NAMED])}{more}."
            " Load the register first, or add these by hand."
        )
    here = set(
        Academy.objects.exclude(state=AcademyState.LEFT)
        .filter(establishment_id__in=urns)
        .values_list("establishment_id", flat=True)
    )
    return [_from_school(actor, found[urn], (joined or {}).get(urn)) for urn in dict.fromkeys(urns) if urn not in here]


@transaction.atomic
def change(*, actor: Actor, academy_id: UUID, urn: int | None = None, **fields: Any) -> Academy:
    """Change what the trust says about an academy. Its address stays, so that links go on working."""
    academy = _locked(actor, academy_id)
    fields["name"] = one_line(fields["name"])
    fields["short_name"] = one_line(fields.get("short_name", "")) or fields["name"]
    fields["local_authority"] = one_line(fields.get("local_authority", ""))
    _check(fields)
    joined_on = fields.get("joined_on", academy.joined_on)
    if academy.left_on and joined_on and joined_on > academy.left_on:
        raise BadInput("The record was not saved.", detail={"joined_on": "This is after the academy left."})
    academy.establishment = _establishment(urn)
    for key, value in _fitted(fields).items():
        setattr(academy, key, value)
    _save(academy)
    _record(actor, academy, "change", f"changed the record of {academy.name}")
    return academy


@transaction.atomic
def join(*, actor: Actor, academy_id: UUID, joined_on: dt.date) -> Academy:
    """An announced academy has joined."""
    academy = _locked(actor, academy_id)
    if academy.state != AcademyState.PIPELINE:
        raise Refused(f"{academy.name} is not waiting to join.")
    _refuse_a_day_not_meant("joined_on", joined_on)
    academy.state, academy.joined_on = AcademyState.MEMBER, joined_on
    academy.save(update_fields=["state", "joined_on"])
    _record(actor, academy, "join", f"welcomed {academy.name} to the trust")
    return academy


@transaction.atomic
def leave(*, actor: Actor, academy_id: UUID, left_on: dt.date) -> Academy:
    """An academy has left. Its years stay readable; its appointments end on that day."""
    academy = _locked(actor, academy_id)
    if academy.state == AcademyState.LEFT:
        raise Refused(f"{academy.name} has left already.")
    _refuse_a_day_not_meant("left_on", left_on)
    if academy.joined_on and left_on < academy.joined_on:
        raise BadInput("The date does not fit.", detail={"left_on": "This is before the academy joined."})
    academy.state, academy.left_on = AcademyState.LEFT, left_on
    academy.save(update_fields=["state", "left_on"])
    end_at(actor, academy, left_on)
    _record(actor, academy, "leave", f"recorded that {academy.name} left the trust")
    return academy


def _refuse_a_day_not_meant(field: str, day: dt.date) -> None:
    if faults := faults_of_days({field: day}):
        raise BadInput("The date does not fit.", detail=faults)


def _from_school(actor: Actor, school: Establishment, joined_on: dt.date | None) -> Academy:
    phase = phase_of(school.phase, school.type_name, school.type_group)
    academy = Academy(
        establishment=school,
        name=one_line(school.name)[:200],
        short_name=one_line(school.name)[:60],
        slug=_free_slug(school.name),
        phase=phase,
        has_early_years=has_early_years(phase, school.low_age),
        has_post_16=has_post_16(phase, school.sixth_form, school.high_age),
        joined_on=joined_on,
        local_authority=school.la_name[:100],
    )
    _save(academy)
    _record(actor, academy, "add", f"added {academy.name} from the register")
    return academy


def _locked(actor: Actor, academy_id: UUID) -> Academy:
    check_may(actor, Permission.ACADEMY_MANAGE)
    academy: Academy | None = Academy.objects.select_for_update().filter(id=academy_id).first()
    if academy is None:
        raise NotFound()
    return academy


def _establishment(urn: int | None) -> Establishment | None:
    if urn is None:
        return None
    school = Establishment.objects.filter(urn=urn).first()
    if school is None:
        words = "This URN is not in the loaded register. Check it, or leave it empty for now."
        raise BadInput("The record was not saved.", detail={"urn": words})
    return school


def _fitted(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {**fields, "name": fields["name"][:200], "short_name": fields["short_name"][:60]}


def _check(fields: Mapping[str, Any]) -> None:
    detail = faults_of_days({"joined_on": fields.get("joined_on")})
    if not fields["name"]:
        detail["name"] = "Enter the name of the academy."
    if fields["phase"] not in Phase.values:
        detail["phase"] = "Choose a phase."
    if detail:
        raise BadInput("The record was not saved.", detail=detail)


def _save(academy: Academy) -> None:
    try:
        with transaction.atomic():
            academy.save()
    except IntegrityError as error:
        for constraint, detail in TAKEN.items():
            if constraint in str(error):
                raise BadInput("The record was not saved.", detail=detail) from None
        raise


def _free_slug(name: str) -> str:
    # The trust's people are few: what counts is that two academies of one name get two addresses.
    wanted = slugify(name)[:50] or "academy"
    taken = set(Academy.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for n in range(1, 1000) if (slug := wanted if n == 1 else f"{wanted}-{n}") not in taken)


def _record(actor: Actor, academy: Academy, verb: str, sentence: str) -> None:
    activity.record(actor=actor, kind=KIND, subject_id=academy.id, verb=verb, sentence=sentence, academy_id=academy.id)
