"""The harness itself is seen failing."""

import pytest
from django.template import engines

from tests.harness import UndefinedVariable, assert_swap_equals_reload, faults_of_page


@pytest.mark.parametrize(
    "page",
    [
        '<p onclick="x()">a</p>',
        '<p style="color:red">a</p>',
        "<script>x()</script>",
        "<p>{{ name }}</p>",
        "<p>{% if %}</p>",
    ],
)
def test_a_page_with_a_fault_is_named(page: str) -> None:
    assert faults_of_page(page)


def test_a_good_page_has_no_fault() -> None:
    assert faults_of_page('<p class="a">on time = "now"</p><script src="a.js" defer></script>') == []


def test_an_undefined_variable_fails_and_a_question_for_it_does_not() -> None:
    django = engines["django"]
    with pytest.raises(UndefinedVariable, match="nobody"):
        django.from_string("{{ nobody }}").render({})
    assert django.from_string("{% if nobody %}a{% endif %}").render({}) == ""


def test_a_swap_is_held_to_the_reloaded_page() -> None:
    before = '<main><p id="a">1</p><p id="b">x</p></main>'
    part = '<p id="a">2</p><p id="b" hx-swap-oob="true">y</p>'
    after = '<main><p id="a">2</p>\n<p id="b">y</p></main>'
    assert_swap_equals_reload(before=before, part=part, after=after, target="a")
    with pytest.raises(AssertionError):
        assert_swap_equals_reload(before=before, part='<p id="a">2</p>', after=after, target="a")
    with pytest.raises(AssertionError, match="no element"):
        assert_swap_equals_reload(before="<main></main>", part=part, after=after, target="a")
