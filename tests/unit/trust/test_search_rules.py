"""Words that are asked for, and where they stand."""

import pytest

from trust.policies.search import Piece, asked, found_in, marked


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("Reading phonics", "reading:* & phonics:*"),
        ("  it's  (a) | !test:* & <->'; DROP", "it:* & s:* & a:* & test:* & drop:*"),
        ("\x00\x02", ""),
        ("__", ""),
        ("Élan 900400", "élan:* & 900400:*"),
    ],
)
def test_only_words_reach_the_database(typed: str, query: str) -> None:
    assert asked(typed).query == query


def test_one_letter_is_not_enough_and_a_flood_is_cut() -> None:
    assert not asked("a b").is_enough
    assert asked("ab").is_enough
    assert len(asked("word " * 1000).words) == 10


def test_what_the_database_marked_is_a_piece_of_its_own() -> None:
    assert marked("a \x02b\x03 c") == [Piece("a "), Piece("b", is_hit=True), Piece(" c")]
    assert marked("\x03odd\x02") == [Piece("odd")]


def test_a_text_read_here_shows_the_neighbourhood_of_its_first_hit() -> None:
    text = f"{'before ' * 40}Reading is taught well. {'after ' * 40}"
    pieces = found_in(text, asked("read taught"))
    assert [piece.text for piece in pieces if piece.is_hit] == ["Reading", "taught"]
    assert pieces[0].text.startswith("… ")
    assert pieces[-1].text.endswith(" …")
    assert len("".join(piece.text for piece in pieces)) < 260
    assert found_in(text, asked("reading writing")) == []
    assert found_in("", asked("reading")) == []
