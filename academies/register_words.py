"""What the register's words mean for an academy here: its phase, and which provision it has. Pure."""

from academies.enums import Phase

PHASES = {
    "nursery": Phase.NURSERY,
    "primary": Phase.PRIMARY,
    "middle deemed primary": Phase.PRIMARY,
    "secondary": Phase.SECONDARY,
    "middle deemed secondary": Phase.SECONDARY,
    "all-through": Phase.ALL_THROUGH,
    "16 plus": Phase.POST_16,
    "special": Phase.SPECIAL,
    "pru": Phase.ALTERNATIVE_PROVISION,
}
ALTERNATIVE = ("alternative provision", "pupil referral")
STARTS_BEFORE_YEAR_1 = 5
STAYS_AFTER_16 = 18


def phase_of(phase: str, type_name: str, type_group: str = "") -> Phase:
    """The phase. The type weighs more than the phase for special schools and alternative provision."""
    kind = f"{type_name} {type_group}".casefold()
    if any(word in kind for word in ALTERNATIVE):
        return Phase.ALTERNATIVE_PROVISION
    if "special" in kind:
        return Phase.SPECIAL
    if "16 to 19" in kind or "16-19" in kind:
        return Phase.POST_16
    return PHASES.get(phase.strip().casefold(), Phase.PRIMARY if "primary" in kind else Phase.SECONDARY)


def has_early_years(phase: str, low_age: int | None) -> bool:
    """Whether children under five are taken in. Without an age the phase decides."""
    if low_age is None:
        return phase in {Phase.NURSERY, Phase.PRIMARY}
    return low_age < STARTS_BEFORE_YEAR_1


def has_post_16(phase: str, sixth_form: str, high_age: int | None) -> bool:
    """Whether students over 16 are taught."""
    if phase == Phase.POST_16:
        return True
    words = sixth_form.casefold()
    if words.startswith("has a sixth form"):
        return True
    return not words and (high_age or 0) >= STAYS_AFTER_16
