"""Is a row complete, and have the three agreed."""

import pytest

from improvement_cycle.policies.rows import completeness, hindrances, row_standing


def test_completeness_names_what_is_missing():
    found = completeness(["quality", "data", "safeguarding"], {"data"})
    assert (found.words, found.missing, found.is_complete) == (
        "1 of 3 areas agreed",
        ("quality", "safeguarding"),
        False,
    )
    assert completeness(["data"], {"data", "other"}).is_complete


@pytest.mark.parametrize(
    ("given", "settled", "sentence"),
    [
        ({}, False, "Waiting for head, director and chief executive"),
        (
            {"head": "agreed", "director": "agreed"},
            False,
            "Agreed by head and director; waiting for chief executive",
        ),
        (
            {"head": "agreed", "director": "agreed", "chief_executive": "agreed"},
            True,
            "Agreed by head, director and chief executive",
        ),
        (
            {"head": "dissent", "director": "agreed", "chief_executive": "absent"},
            True,
            "Agreed by director; chief executive absent; head did not agree",
        ),
        ({"head": "absent", "director": "absent", "chief_executive": "dissent"}, False, None),
        ({"head": "absent", "director": "absent", "chief_executive": "agreed"}, False, None),
    ],
)
def test_a_row_is_settled_when_nobody_is_waited_for_and_two_spoke_of_whom_one_agreed(given, settled, sentence):
    standing = row_standing(given)
    assert standing.is_settled is settled
    if sentence:
        assert standing.sentence == sentence


def test_hindrances_are_sentences():
    labels = {"quality": "Quality of education", "data": "Statutory data"}
    missing = completeness(["quality", "data"], set())
    assert hindrances(missing, labels=labels, status_decided=False) == [
        "No agreed judgement yet: Quality of education and Statutory data.",
        "The current status is not decided yet.",
    ]
    done = completeness(["quality", "data"], {"quality", "data"})
    assert hindrances(done, labels=labels, status_decided=True) == []
