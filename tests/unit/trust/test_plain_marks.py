"""Formatted text as plain lines and back: nothing of the six formats is lost, and letters stay letters."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trust.policies.contents import LONGEST_TEXT
from trust.policies.plain_marks import from_lines, to_lines
from trust.policies.rich_text import clean_html, plain_text


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>One.</p><p>Two<br>lines.</p>", "One.\n\nTwo\nlines."),
        ("<h3>Reading</h3><p>Good.</p>", "## Reading\n\nGood."),
        (
            "<ul><li><p>One</p><ul><li><p>Under</p></li></ul></li><li><p>Two</p></li></ul>",
            "- One\n  - Under\n- Two",
        ),
        ("<ol><li><p>One</p></li><li><p>Two<br>more</p></li></ol>", "1. One\n2. Two\n  more"),
        (
            "<p><strong>Bold</strong> and <em>italic</em>, <strong><em>both</em></strong></p>",
            "**Bold** and _italic_, **_both_**",
        ),
        (
            '<p><a href="https://school.example/a%28b%29?c=d" rel="noopener noreferrer">A list</a></p>',
            "[A list](https://school.example/a%28b%29?c=d)",
        ),
        ("<p>5 * 3, A* to C, snake_case, a_b_c [x]</p>", "5 * 3, A* to C, snake_case, a_b_c [x]"),
        (r"<p>**not bold** _nor_ [a](b) \* c:\dir</p>", r"\*\*not bold\*\* \_nor\_ \[a](b) \\* c:\\dir"),
        ("<p>- not a point<br>1. nor this<br># nor a heading</p>", "\\- not a point\n1\\. nor this\n\\# nor a heading"),
        ("<p>&lt;b&gt; &amp; co</p>", "<b> & co"),
    ],
)
def test_what_has_formats_is_written_as_lines_and_read_again_the_same(html: str, lines: str) -> None:
    assert to_lines(html) == lines
    assert clean_html(from_lines(lines)) == clean_html(html)


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("First.\r\n\r\nSecond & last.", "<p>First.</p><p>Second &amp; last.</p>"),
        (
            "Then:\n- one\n* two\n• three\nAfter.",
            "<p>Then:</p><ul><li><p>one</p></li><li><p>two</p></li><li><p>three</p></li></ul><p>After.</p>",
        ),
        ("1) a\n2) b\n- c", "<ol><li><p>a</p></li><li><p>b</p></li></ol><ul><li><p>c</p></li></ul>"),
        ("2024. A year", "<p>2024. A year</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("**<script>alert(1)</script>**", "<p><strong>&lt;script&gt;alert(1)&lt;/script&gt;</strong></p>"),
        (" \n\n ", ""),
    ],
)
def test_what_people_type_becomes_paragraphs_and_lists(typed: str, html: str) -> None:
    assert clean_html(from_lines(typed)) == html


words = st.text("ab *_[]()\\#-.1•<&\n", max_size=30)


@given(words)
def test_any_letters_stay_the_same_letters(text: str) -> None:
    import html

    before = clean_html(f"<p>{html.escape(' '.join(text.split()))}</p>")
    assert plain_text(clean_html(from_lines(to_lines(before)))) == plain_text(before)


inline = st.recursive(
    words.map(lambda t: t.replace("\n", " ").replace("<", "&lt;").replace("&l", "l")),
    lambda inner: st.one_of(
        inner.map(lambda t: f"<strong>{t}</strong>"),
        inner.map(lambda t: f" <em>{t}</em> "),
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=4,
)


@given(st.lists(inline, min_size=1, max_size=4), st.sampled_from(["p", "h3", "ul", "ol"]))
@example([" <em>1__[</em> "], "p")
@example(["&#1"], "p")
def test_no_words_are_lost_whatever_their_formats(parts: list[str], tag: str) -> None:
    inside = "".join(f"<li><p>{p}</p></li>" for p in parts) if tag in {"ul", "ol"} else "".join(parts)
    before = clean_html(f"<{tag}>{inside}</{tag}>")
    after = clean_html(from_lines(to_lines(before)))
    assert "".join(plain_text(after).split()) == "".join(plain_text(before).split())
    # Written and read once more it does not change any further.
    assert to_lines(clean_html(from_lines(to_lines(after)))) == to_lines(after)


@pytest.mark.parametrize("beginning", ["_a ", "**a ", "[a ", "_a **b "])
def test_beginnings_without_an_end_are_letters_however_many(beginning: str) -> None:
    text = beginning * (LONGEST_TEXT // len(beginning))
    assert from_lines(text) == f"<p>{text.strip()}</p>"
