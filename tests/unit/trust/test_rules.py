"""Pure rules of the ground floor: colour, years, roles, words."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trust.policies import colour
from trust.policies.roles import faults_of_role, role_in_words
from trust.policies.texts import fault_of_text, one_line
from trust.policies.years import TermDates, YearDates, faults_of_terms, faults_of_year
from trust.presets import school_years, terms_of
from trust.words import WORDS, counted, word

START, END = dt.date(2026, 9, 1), dt.date(2027, 8, 31)


def test_contrast_is_that_of_the_standard() -> None:
    assert colour.contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert colour.contrast((0x49, 0x37, 0x8A), (255, 255, 255)) == pytest.approx(9.3, abs=0.3)


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_every_colour_that_is_taken_is_legible_by_day_and_by_night(rgb: tuple[int, int, int]) -> None:
    text = "#{:02x}{:02x}{:02x}".format(*rgb)
    made = colour.brand(text)
    assert (made is None) == bool(colour.fault_of_colour(text))
    if made:
        day, night = colour.parse(made.day), colour.parse(made.night)
        assert day
        assert night
        assert colour.contrast(day, colour.WHITE) >= 4.5
        assert colour.contrast(day, colour.PAPER) >= 4.5
        assert colour.contrast(night, colour.NIGHT_RAISED) >= 4.5
        soft_day, soft_night = colour.parse(made.day_soft), colour.parse(made.night_soft)
        assert soft_day
        assert soft_night
        assert colour.contrast(day, soft_day) >= 4.5
        assert colour.contrast(night, soft_night) >= 4.5


@pytest.mark.parametrize("text", ["", "49378A", "#49378", "#49378AA", "#GGGGGG", "#49378A\n", "url(x)"])
def test_what_is_no_colour_makes_no_stylesheet(text: str) -> None:
    assert colour.brand(text) is None


def test_years_may_not_overlap() -> None:
    others = [YearDates("2026/27", START, END)]
    assert faults_of_year(dt.date(2027, 9, 1), dt.date(2028, 8, 31), others) == {}
    assert "overlap 2026/27" in faults_of_year(dt.date(2027, 8, 31), dt.date(2028, 8, 30), others)["starts_on"]
    assert "ends_on" in faults_of_year(END, START, [])
    assert "ends_on" in faults_of_year(START, dt.date(2026, 12, 1), [])


@pytest.mark.parametrize("start", [1, 1999, 2100, 2126])
def test_a_year_that_has_no_address_is_not_made(start: int) -> None:
    assert "2000 to 2099" in faults_of_year(dt.date(start, 9, 1), dt.date(start + 1, 8, 31), [])["starts_on"]


def test_two_years_do_not_share_an_address() -> None:
    others = [YearDates("2041/41", dt.date(2041, 1, 1), dt.date(2041, 11, 10))]
    fault = faults_of_year(dt.date(2041, 11, 11), dt.date(2042, 10, 1), others)["starts_on"]
    assert fault == "2041/41 starts in 2041 already. Change its dates instead."


@pytest.mark.parametrize(
    ("term", "field"),
    [
        (TermDates("Autumn", dt.date(2026, 12, 18), dt.date(2026, 9, 1)), "ends_on"),
        (TermDates("Autumn", dt.date(2026, 8, 1), dt.date(2026, 12, 18)), "starts_on"),
        (TermDates("Autumn", START, dt.date(2026, 12, 18), dt.date(2026, 10, 26)), "break_ends_on"),
        (TermDates("Autumn", START, dt.date(2026, 12, 18), None, dt.date(2026, 10, 26)), "break_starts_on"),
        (
            TermDates("Autumn", START, dt.date(2026, 12, 18), dt.date(2026, 10, 30), dt.date(2026, 10, 26)),
            "break_ends_on",
        ),
        (
            TermDates("Autumn", START, dt.date(2026, 12, 18), dt.date(2026, 12, 14), dt.date(2026, 12, 18)),
            "break_starts_on",
        ),
    ],
)
def test_terms_that_make_no_sense(term: TermDates, field: str) -> None:
    assert field in faults_of_terms(START, END, [term])[0]


def test_terms_may_not_overlap_or_share_a_name() -> None:
    autumn = TermDates("Autumn", START, dt.date(2026, 12, 18))
    late = TermDates("Spring", dt.date(2026, 12, 18), dt.date(2027, 3, 25))
    twin = TermDates("autumn", dt.date(2027, 1, 4), dt.date(2027, 3, 25))
    assert "overlaps Autumn" in faults_of_terms(START, END, [autumn, late])[1]["starts_on"]
    assert "name" in faults_of_terms(START, END, [autumn, twin])[1]


@pytest.mark.parametrize("key", sorted(school_years()))
def test_presets_keep_the_rules(key: str) -> None:
    preset = school_years()[key]
    assert faults_of_year(preset["from"], preset["to"], []) == {}
    assert faults_of_terms(preset["from"], preset["to"], terms_of(key)) == {}


def test_roles_in_words() -> None:
    assert role_in_words("director", "primary") == "primary director"
    assert role_in_words("director", "all") == "director"
    assert role_in_words("academy_staff", "all", "headteacher") == "headteacher"
    assert role_in_words("academy_staff", "all") == "member of an academy"


def test_a_role_needs_what_it_needs() -> None:
    given = {"allowed": {"specialist", "academy_staff"}, "remit": "all", "place": "", "has_academy": False}
    today = dt.date(2026, 11, 25)
    assert faults_of_role(role="specialist", until_on=today, today=today, **given) == {}
    assert set(faults_of_role(role="academy_staff", until_on=None, today=today, **given)) == {"role", "academy"}


def test_words_and_lines() -> None:
    assert word({"matrix": "grid"}, "matrix") == "grid"
    assert all(word({}, key) == known.default for key, known in WORDS.items())
    assert one_line(" a\n b\t c ") == "a b c"


def test_every_permission_that_roles_bring_is_asked_for_somewhere() -> None:
    """A permission nobody asks for promises an administrator what is not there."""
    from tests.unit.architecture.tree import modules, text
    from trust.permissions import Permission

    asking = " ".join(text(name) for name in modules() if name != "trust/permissions.py")
    assert [permission.name for permission in Permission if f"Permission.{permission.name}" not in asking] == []


@pytest.mark.parametrize(
    ("noun", "many"),
    [
        ("academy", "academies"),
        ("school", "schools"),
        ("campus", "campuses"),
        ("church", "churches"),
        ("valley", "valleys"),
    ],
)
def test_a_trusts_own_word_behind_a_number(noun: str, many: str) -> None:
    assert [counted(noun, number) for number in (1, 0, 2)] == [noun, many, many]


def test_a_text_is_missing_too_long_or_fits() -> None:
    assert fault_of_text("", 3, "Say why.") == "Say why."
    assert fault_of_text("", 3) == ""
    assert fault_of_text("abc", 3, "Say why.") == ""
    assert fault_of_text("x" * 4001, 4000) == "At most 4,000 characters fit here."
