"""The main navigation: what stands side by side, and what is folded."""

import pytest

from trust.menu import SIDE_BY_SIDE, MainMenu, MenuLink


def entries(number: int, current: int = -1) -> list[MenuLink]:
    return [MenuLink(f"Entry {n}", f"/{n}/", n == current) for n in range(number)]


@pytest.mark.parametrize(
    ("number", "first", "more"), [(0, 0, 0), (1, 1, 0), (6, 6, 0), (7, 7, 0), (8, 6, 2), (12, 6, 6)]
)
def test_few_entries_stand_side_by_side_and_the_rest_of_many_is_folded(number: int, first: int, more: int) -> None:
    menu = MainMenu(entries(number))
    assert (len(menu.first), len(menu.more), bool(menu)) == (first, more, number > 0)
    assert menu.first + menu.more == menu.all


def test_more_is_marked_where_the_person_is_behind_it() -> None:
    assert not MainMenu(entries(9, current=SIDE_BY_SIDE - 1)).more_is_current
    assert MainMenu(entries(9, current=SIDE_BY_SIDE)).more_is_current
