"""Pure rules on drafted texts: what formats they keep, what counts as a clash, what changed, what may name a pupil."""

import datetime as dt
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trust.policies.contents import Choice, Field, Part, clean_content, gaps
from trust.policies.differences import differences
from trust.policies.documents import Edit, Stands, Verdict, judge, keeps_earlier
from trust.policies.plain_marks import from_lines
from trust.policies.rich_text import clean_html, count_words, plain_text
from trust.policies.small_numbers import small_numbers
from trust.policies.texts import holds

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<p style="position:fixed">x</p>',
    "<svg><animate onbegin=alert(1)></svg>",
    "<iframe src=//evil.example></iframe>",
    '<a href="data:text/html,x">x</a>',
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_acts_is_left(text: str) -> None:
    cleaned = clean_html(text)
    for word in ("script", "onerror", "javascript", "style", "svg", "iframe", "data:", "alert(1)>"):
        assert word not in cleaned


def test_the_six_formats_stay_and_others_words_for_them_are_made_ours() -> None:
    text = "<h1>Reading</h1><p><b>Good</b> <i>news</i></p><ul><li><p>One</p></li></ul><ol><li>Two</li></ol>"
    cleaned = clean_html(text)
    assert "<h3>Reading</h3>" in cleaned
    assert "<strong>Good</strong> <em>news</em>" in cleaned
    assert clean_html(cleaned) == cleaned
    assert 'href="https://a.example"' in clean_html('<a href="https://a.example" target="_blank">x</a>')
    assert clean_html("<p></p><p> </p><p><br></p>") == ""


@given(st.text(st.characters(exclude_characters="\\*_[]#.)-•"), max_size=300))
def test_whatever_is_typed_in_a_plain_box_comes_back_as_words(text: str) -> None:
    html = clean_html(from_lines(text))
    assert clean_html(html) == html
    assert "".join(plain_text(html).split()) == "".join(text.replace("\0", "").split()) or not text.isprintable()


def test_words_are_counted_as_a_person_would() -> None:
    assert count_words("<p>One two.</p><ul><li>Three</li><li>four&nbsp;five</li></ul>") == 5


def edit(seen: int, tab: object = None, key: object = None, number: int = 1) -> Edit:
    return Edit(seen, tab or uuid4(), key or uuid4(), number)  # type: ignore[arg-type]


def test_what_a_save_means() -> None:
    tab, key = uuid4(), uuid4()
    stands = Stands(version=3, tab=tab, key=key, number=7)
    assert judge(edit(3), stands) is Verdict.SAVE
    assert judge(edit(2), stands) is Verdict.CLASH
    assert judge(edit(2, key=key), stands) is Verdict.REPEATED
    assert judge(edit(2, tab=tab, number=8), stands) is Verdict.SAVE
    assert judge(edit(3, tab=tab, number=6), stands) is Verdict.REPEATED


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ({}, False),
        ({"before": ""}, False),
        ({"by": uuid4()}, True),
        ({"at": dt.datetime(2026, 11, 26, 13, 0, tzinfo=dt.UTC)}, True),
        ({"written_at": None}, True),
        ({"before": "word " * 80, "now": "word " * 20}, True),
        ({"before": "word " * 80, "now": "word " * 78}, False),
        ({"before": "word " * 80, "now": "else " * 80}, True),
        ({"before": "word " * 18, "now": ""}, False),
        (
            {"before": "word " * 80, "now": "word " * 81, "kept_at": dt.datetime(2026, 11, 26, 11, 50, tzinfo=dt.UTC)},
            True,
        ),
        (
            {"before": "word " * 80, "now": "word " * 81, "kept_at": dt.datetime(2026, 11, 26, 11, 51, tzinfo=dt.UTC)},
            False,
        ),
    ],
)
def test_which_texts_are_kept_when_they_are_written_over(more: dict[str, object], kept: bool) -> None:
    me = uuid4()
    noon = dt.datetime(2026, 11, 26, 12, 0, tzinfo=dt.UTC)
    said = {"before": "abc", "now": "abcd", "written_by": me, "by": me, "written_at": noon, "at": noon}
    told = said | more
    told |= {key: {"narrative": told[key]} if told[key] else {} for key in ("before", "now")}
    assert keeps_earlier(**told) is kept  # type: ignore[arg-type]


def test_a_field_that_is_wiped_is_kept_however_long_the_text_beside_it_is() -> None:
    me, noon = uuid4(), dt.datetime(2026, 11, 26, 12, 0, tzinfo=dt.UTC)
    before = {"narrative": "word " * 800, "improve": "point " * 80}
    about = {"written_by": me, "by": me, "written_at": noon, "at": noon}
    assert keeps_earlier(before=before, now={**before, "improve": "[]"}, **about)
    assert keeps_earlier(before=before, now={"narrative": before["narrative"]}, **about)
    assert not keeps_earlier(before=before, now={**before, "narrative": "word " * 790}, **about)


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_the_pieces_of_a_comparison_give_both_texts_again(before: str, now: str) -> None:
    pieces = differences(before, now)
    assert "".join(p.text for p in pieces if p.kind != "added") == before
    assert "".join(p.text for p in pieces if p.kind != "removed") == now


def test_what_changed_is_told_word_by_word() -> None:
    told = [(p.kind, p.text.strip()) for p in differences("Reading is good here.", "Reading is very good here.")]
    assert told == [("same", "Reading is"), ("added", "very"), ("same", "good here.")]


def test_a_full_stop_that_moves_on_does_not_change_the_word_before_it() -> None:
    told = [(p.kind, p.text) for p in differences("Low on Mondays.", "Low on Mondays and it’s 3.5 days.")]
    assert told == [("same", "Low on Mondays"), ("added", " and it’s 3.5 days"), ("same", ".")]


def test_a_passage_is_found_whatever_its_blanks_and_quotes() -> None:
    text = "They say “we’re ready”.\n\nCalm"
    assert holds(text, 'say  "we\'re ready". Calm')
    assert not holds(text, "They say nothing")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In Year 6, 3 pupils joined late.", ["3 pupils"]),
        ("Two disadvantaged boys were excluded.", ["Two disadvantaged boys"]),
        ("Six pupils and 5 children", ["5 children"]),
        ("60 pupils in 2 classes", []),
        ("One pupil in ten is late; three pupils out of every twenty.", []),
        ("A class of thirty.", []),
        ("Year 5 pupils and Key Stage 2 pupils, Class 4 children, years 3 and 4 pupils, group two learners", []),
        ("In Class 4 two boys left, in Year 2 3 girls.", ["two boys", "3 girls"]),
        ("1,004 pupils, 2.5 pupils a place", []),
        (
            "3 pupils in Year 5 were absent, 2 boys in class 2, one girl in Key Stage 2.",
            ["3 pupils", "2 boys", "one girl"],
        ),
        (
            "4 learners in 2025/26, 5 children in 2025, 2 girls in the choir, 3 boys of the team",
            ["4 learners", "5 children", "2 girls", "3 boys"],
        ),
        ("Two pupils in 3 classes", ["Two pupils"]),
        ("One in ten pupils is late, 2 pupils in 10, 3 boys out of every hundred, 3 pupils of every ten.", []),
        ("one\ntwo\n2 boys were excluded", ["2 boys"]),
        ("We count three\npupils, in Year\n2 girls left", ["2 girls"]),
        ("This year 3 pupils were excluded. Last year two pupils left.", ["3 pupils", "two pupils"]),
        ("In this class 3 pupils have a plan, in each group 2 children were absent.", ["3 pupils", "2 children"]),
        ("Each Year 5 child reads, and we know that Year 3 pupils do.", []),
        ("In Years 5 and 6, 3 pupils left; in Years 2–4, two boys did.", ["3 pupils", "two boys"]),
        ("Years 3, 4 and 5 pupils, Years 1 and 2, 3 and 4 pupils, Years 1–2 and 5–6 pupils, Years 1 to 6 pupils", []),
        ("In Year 5 and 6 pupils read. In Year 5 and 2 pupils' homes there are books.", ["2 pupils"]),
        ("Two pupils in one family were excluded.", ["Two pupils"]),
        ("Three pupils in one tutor group, 3 girls in 1 small class", ["Three pupils", "3 girls"]),
        ("3 in ten pupils, two out of every five pupils, 1 in 4 pupils, one pupil in ten", []),
    ],
)
def test_small_numbers_near_pupils(text: str, found: list[str]) -> None:
    assert small_numbers(text, 6) == found


PART = Part(
    "a",
    "A",
    (
        Field("grade", "How good?", "choice", choices=(Choice("good", "Good"),), is_needed=True),
        Field("text", "What?", "rich", is_needed=True),
        Field("points", "Points", "lines"),
    ),
)


def test_what_is_kept_and_what_is_missing() -> None:
    kept, faults = clean_content(PART, {"text": "<p>x</p>", "other": "left out", "points": ["a", " "]})
    assert (kept, faults) == ({"text": "<p>x</p>", "points": ["a"]}, {})
    assert gaps(PART, kept) == ["How good?"]


@given(
    st.dictionaries(
        st.sampled_from(["grade", "text", "points"]), st.none() | st.integers() | st.text() | st.lists(st.text())
    )
)
def test_whatever_is_sent_is_kept_or_refused_with_a_sentence(sent: dict[str, object]) -> None:
    kept, faults = clean_content(PART, sent)
    assert set(kept) | set(faults) == set(sent)
    assert not set(kept) & set(faults)
