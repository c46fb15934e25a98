"""Builds an invented trust from its file: people, academies, years, judgements."""

import datetime as dt
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.text import slugify

from academies.enums import AcademyState
from academies.models import Academy
from config.example import (
    board_packs,
    commitments,
    facts,
    figures,
    inspections,
    logos,
    meetings,
    people,
    plans,
    priorities,
    reminders,
    self_evaluations,
    sustain,
    taken_over,
    trust_meetings,
    visits,
)
from config.example.years import build_years, publish
from trust.enums import Place
from trust.history import say_who
from trust.models import Membership, Trust, TrustSettings
from trust.tenancy import tenant

FOLDER = Path(__file__).parent
SINCE = dt.date(2022, 9, 1)


def read(slug: str) -> dict[str, Any]:
    """The file of a trust."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / f"{slug}.yaml").read_text(encoding="utf-8"))
    return found


@transaction.atomic
def build(said: dict[str, Any]) -> bool:
    """Make the trust unless it is there already; says whether it was made."""
    if Trust.objects.filter(slug=said["slug"]).exists():
        return False
    facts.write_group(said)
    for academy in said["academies"]:
        facts.write_school(academy, said)
    trust = Trust.objects.create(slug=said["slug"], name=said["name"], kind=said["kind"], made_from=said["group_uid"])
    with tenant(trust.id):
        say_who(name="Example")
        TrustSettings.objects.create(
            group_uid=said["group_uid"],
            contact_name=said["contact"]["name"],
            contact_email=said["contact"]["email"],
        )
        members = {person["key"]: people.member(person, SINCE) for person in said["people"]}
        academies = {each["key"]: _academy(each) for each in said["academies"]}
        logos.give(trust, said, members)
        build_years(trust, said, members, academies)
        figures.report_some(trust, said, academies)
        self_evaluations.build(trust, said, members, academies)
        publish(trust, said, members)
        people.stand_ins(trust, said, members)
        meetings.build(trust, said, members, academies)
        priorities.build(trust, said, members, academies)
        plans.build(trust, said, academies, members)
        plans.build_rapid(trust, said, academies, members)
        sustain.build(said, academies, members)
        commitments.build(trust, said)
        inspections.build(said, academies, members)
        visits.build(trust, said, members, academies)
        taken_over.build(trust, said, members)
        board_packs.build(trust, said, members)
        # With what was published and frozen as their papers.
        trust_meetings.build(trust, said, members, academies)
        reminders.build(trust, said)
    return True


def _academy(said: dict[str, Any]) -> tuple[Academy, dict[str, Membership]]:
    academy = Academy.objects.create(
        establishment_id=said["urn"],
        name=said["name"],
        short_name=said["name"],
        slug=slugify(said["name"]),
        phase=said["phase"],
        has_early_years=bool(said.get("early_years")),
        has_post_16=bool(said.get("post_16")),
        state=said.get("state", AcademyState.MEMBER),
        joined_on=said.get("joined"),
        local_authority=said["la"],
    )
    since = max(SINCE, said.get("joined") or SINCE)
    roles = {"head": Place.HEADTEACHER, "leader": Place.SENIOR_LEADER, "governor": Place.LOCAL_GOVERNOR}
    staff = {key: people.appoint(academy, said[key], role, since) for key, role in roles.items() if key in said}
    return academy, staff
