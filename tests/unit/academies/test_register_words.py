"""What the register's words mean for an academy here."""

import pytest

from academies.enums import Phase
from academies.register_words import has_early_years, has_post_16, phase_of


@pytest.mark.parametrize(
    ("phase", "type_name", "means"),
    [
        ("Primary", "Academy converter", Phase.PRIMARY),
        ("Middle deemed secondary", "Academy converter", Phase.SECONDARY),
        ("All-through", "Free schools", Phase.ALL_THROUGH),
        ("16 plus", "Free schools 16 to 19", Phase.POST_16),
        ("Not applicable", "Academy special converter", Phase.SPECIAL),
        ("Not applicable", "Academy alternative provision converter", Phase.ALTERNATIVE_PROVISION),
        ("PRU", "Pupil referral unit", Phase.ALTERNATIVE_PROVISION),
        ("Nursery", "Local authority nursery school", Phase.NURSERY),
    ],
)
def test_phase_follows_the_register_and_for_special_provision_the_type(phase: str, type_name: str, means: str) -> None:
    assert phase_of(phase, type_name) == means


@pytest.mark.parametrize(("low", "has"), [(2, True), (4, True), (5, False), (7, False), (None, True)])
def test_early_years_follow_the_lowest_age_and_without_one_the_phase(low: int | None, has: bool) -> None:
    assert has_early_years(Phase.PRIMARY, low) is has


def test_post_16_follows_the_sixth_form_and_without_a_word_the_highest_age() -> None:
    assert has_post_16(Phase.SECONDARY, "Has a sixth form", 16)
    assert not has_post_16(Phase.SECONDARY, "Does not have a sixth form", 18)
    assert has_post_16(Phase.SECONDARY, "", 18)
    assert has_post_16(Phase.POST_16, "", None)
