"""What is officially known of an academy, in the words of the matrix. Facts come from the floor below."""

from academies.policies import InspectionProfile


def concern_category(profile: InspectionProfile | None) -> str:
    """The category of concern an academy is in, in words, or nothing. The grades are not looked at."""
    return profile.concern_label if profile else ""


def profile_words(profile: InspectionProfile | None) -> str:
    """The profile in one line, for snapshots."""
    return profile.sentence if profile else ""
