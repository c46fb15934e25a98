"""Movement, reasons, differences and blindness in one cell; which columns apply."""

import pytest

from improvement_cycle.policies.columns import Provision, Reach, applies
from improvement_cycle.policies.judgements import (
    Mark,
    Movement,
    differs,
    may_agree,
    may_see_views,
    movement,
    reason_needed,
)

OUTSTANDING = Mark("four", "outstanding", 1)
GOOD = Mark("four", "good", 2)
REQUIRES = Mark("four", "requires_improvement", 3)
EXPECTED = Mark("five", "expected_standard", 3)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (GOOD, OUTSTANDING, Movement.UP),
        (GOOD, REQUIRES, Movement.DOWN),
        (GOOD, GOOD, Movement.SAME),
        (None, GOOD, Movement.NEW),
        (REQUIRES, EXPECTED, Movement.NEW_SCALE),
        (GOOD, None, Movement.NONE),
        (None, None, Movement.NONE),
    ],
)
def test_movement_stays_inside_one_scale(before, now, expected):
    assert movement(before, now) is expected


@pytest.mark.parametrize(
    ("views", "expected"),
    [
        ([], False),
        ([None, None], False),
        ([GOOD, None], False),
        ([GOOD, GOOD, GOOD], False),
        ([GOOD, None, REQUIRES], True),
    ],
)
def test_views_differ_only_when_two_were_recorded(views, expected):
    assert differs(views) is expected


@pytest.mark.parametrize(
    ("now", "last_year", "views", "expected"),
    [
        (GOOD, None, [], None),
        (GOOD, GOOD, [GOOD, None], None),
        (REQUIRES, GOOD, [], "Needed, because it has gone down since last year"),
        (OUTSTANDING, GOOD, [], "Needed, because it has gone up since last year"),
        (GOOD, GOOD, [REQUIRES], "Needed, because the views are not the same"),
        (GOOD, None, [GOOD, REQUIRES], "Needed, because the views are not the same"),
        (EXPECTED, REQUIRES, [], None),
    ],
)
def test_a_reason_is_needed_where_a_grade_moves_or_differs(now, last_year, views, expected):
    assert reason_needed(now, last_year=last_year, views=views) == expected


@pytest.mark.parametrize(
    ("party", "own", "meeting", "agreed", "expected"),
    [
        ("head", False, False, False, False),
        ("head", True, False, False, True),
        ("director", False, True, False, True),
        ("chief_executive", False, False, True, True),
        (None, True, True, True, False),
    ],
)
def test_views_are_blind_until_ones_own_stands_or_the_meeting_is_open(party, own, meeting, agreed, expected):
    assert may_see_views(party=party, own_recorded=own, meeting_open=meeting, agreed=agreed) is expected


@pytest.mark.parametrize(
    ("meeting", "head", "director", "sees", "expected"),
    [
        (True, False, False, True, True),
        (True, False, False, False, True),
        (False, True, True, True, True),
        (False, True, True, False, False),
        (False, True, False, True, False),
        (False, False, True, True, False),
    ],
)
def test_nobody_agrees_alone_or_blind_before_the_meeting(meeting, head, director, sees, expected):
    may = may_agree(meeting_open=meeting, head_recorded=head, director_recorded=director, sees_views=sees)
    assert may is expected


@pytest.mark.parametrize(
    ("reach", "academy", "expected"),
    [
        (Reach(), Provision("secondary"), True),
        (Reach("early_years"), Provision("primary", has_early_years=True), True),
        (Reach("early_years"), Provision("primary"), False),
        (Reach("post_16"), Provision("all_through", has_early_years=True, has_post_16=True), True),
        (Reach("post_16"), Provision("secondary"), False),
        (Reach(phases=("special",)), Provision("special"), True),
        (Reach(phases=("special",)), Provision("primary"), False),
        (Reach("post_16", ("special",)), Provision("secondary", has_post_16=True), False),
    ],
)
def test_columns_apply_by_phase_and_provision(reach, academy, expected):
    assert applies(reach, academy) is expected
