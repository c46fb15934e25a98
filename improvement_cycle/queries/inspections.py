"""What is officially known of an academy, as the matrix shows it. Facts come from the floor below."""

from collections.abc import Iterable
from uuid import UUID

from academies.models import Academy
from academies.policies import InspectionProfile
from academies.queries.inspections import inspection_profiles


def profiles(academies: Iterable[Academy]) -> dict[UUID, InspectionProfile]:
    """The latest inspection profile of each academy that has a number, by academy id."""
    listed = {academy.urn: academy for academy in academies if academy.urn is not None}
    found = inspection_profiles(listed, {urn: academy.joined_on for urn, academy in listed.items()})
    return {listed[urn].id: profile for urn, profile in found.items() if urn in listed}


def concern_category(profile: InspectionProfile | None) -> str:
    """The category of concern an academy is in, in words, or nothing. The grades are not looked at."""
    return profile.concern_label if profile else ""


def profile_words(profile: InspectionProfile | None) -> str:
    """The profile in one line, for snapshots."""
    return profile.sentence if profile else ""
