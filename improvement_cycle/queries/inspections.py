"""What is officially known of an academy, in the words of the matrix. Facts come from the floor below."""

from django.utils.text import capfirst

from academies.policies import InspectionProfile


def concern_category(profile: InspectionProfile | None) -> str:
    """The category of concern an academy is in, in words, or nothing. The grades are not looked at."""
    return profile.concern_label if profile else ""


def concern_shown(profile: InspectionProfile | None) -> str:
    """The category of concern as it stands beside the latest inspection."""
    return str(capfirst(concern_category(profile))) if profile and profile.latest else ""


def is_before_joining(profile: InspectionProfile | None) -> bool:
    """Whether the latest inspection lies before the academy joined the trust."""
    return bool(profile and profile.latest and profile.latest.joined == "before")


def profile_words(profile: InspectionProfile | None) -> str:
    """The profile in one line, for snapshots."""
    return profile.sentence if profile else ""
