"""What is officially known of an academy, as the matrix shows it. Facts come from the floor below."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from academies import queries as official


def profiles(academies: Iterable[Any]) -> dict[UUID, Any]:
    """The latest inspection profile of each academy, by academy id."""
    # TODO: the floor below has no profiles yet.
    read = getattr(official, "inspection_profiles", None)
    return dict(read(list(academies))) if read else {}


def concern_category(profile: Any) -> str:
    """The category of concern an academy is in, in words, or nothing."""
    return str(getattr(profile, "concern_category", "") or "")


def profile_words(profile: Any) -> str:
    """The profile in one line, for snapshots."""
    return str(getattr(profile, "sentence", "") or "")
