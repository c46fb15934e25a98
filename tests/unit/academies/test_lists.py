"""The lists of frameworks in the database are those of the preset, also after a second run."""

import pytest

from academies.models import InspectionArea, InspectionGradeWord
from academies.presets.frameworks import frameworks
from academies.registrations import load_lists


@pytest.mark.django_db
def test_lists_follow_the_preset_and_loading_again_changes_nothing() -> None:
    load_lists()
    known = frameworks()
    assert InspectionArea.objects.count() == len(known.areas)
    assert {w.id: w.label for w in InspectionGradeWord.objects.all()} == {w.id: w.label for w in known.words.values()}
