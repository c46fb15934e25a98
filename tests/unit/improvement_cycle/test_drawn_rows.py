"""Rows of tables that are drawn in one go: what anybody typed is escaped, and each cell says what it says."""

from types import SimpleNamespace
from typing import Any, cast

from improvement_cycle.policies.alignment import Aligned, AlignedCell, Stand
from improvement_cycle.presenters.alignment_grid import rows_of
from improvement_cycle.presenters.field_tables import Table
from improvement_cycle.queries.alignment import GridRow


def _drawn(*cells: AlignedCell, name: str = "Hollin & Dale", own: int = 0) -> str:
    row = SimpleNamespace(academy=SimpleNamespace(name=name, slug="hollin"), phase="primary")
    made = GridRow(cast(Any, row), cells, own, may_propose=False, reads_row=True)
    return rows_of((made,), lambda academy: f"/t/x/{academy.slug}/")


def test_names_and_reasons_of_the_grid_are_escaped() -> None:
    drawn = _drawn(AlignedCell(Stand.GAP, why="<b>Maths</b>: RI"), name="<script>x</script>")
    assert "<script>" not in drawn
    assert "&lt;script&gt;x&lt;/script&gt;" in drawn
    assert "&lt;b&gt;Maths&lt;/b&gt;: RI" in drawn


def test_a_cell_leads_to_the_priority_that_is_furthest_and_says_its_state() -> None:
    drawn = _drawn(
        AlignedCell(Stand.WORKS, Aligned("11", 2, "in_plan"), more=1),
        AlignedCell(Stand.WORKS, Aligned("12", 3, "agreed")),
        AlignedCell(Stand.PROPOSED, Aligned("13", 4, "proposed")),
    )
    assert '<td class="on"><a href="/t/x/hollin/11/">In the plan</a>' in drawn
    assert "Priority 2 and 1 more" in drawn
    assert '<a href="/t/x/hollin/12/">Agreed</a><span class="tiny">Priority 3</span>' in drawn
    assert '<td class="proposed"><a href="/t/x/hollin/13/">Proposed</a>' in drawn


def test_every_stand_without_a_priority_has_its_words() -> None:
    without = [stand for stand in Stand if stand not in (Stand.WORKS, Stand.PROPOSED)]
    drawn = [_drawn(AlignedCell(stand)) for stand in without]
    assert len(set(drawn)) == len(without)


def test_priorities_of_its_own_are_counted_beside() -> None:
    assert '<a href="/t/x/hollin/">2 of its own</a>' in _drawn(own=2)
    assert "None" in _drawn()


def test_cells_of_a_table_are_escaped_and_say_what_stands_above_them() -> None:
    body = Table(("Short <term>", "Long"), (("Fidelity & reach", ("<i>yes</i>", "")),)).body
    assert body == (
        '<tr><th scope="row">Fidelity &amp; reach</th><td data-label="Short &lt;term&gt;">&lt;i&gt;yes&lt;/i&gt;</td>'
        '<td data-label="Long">–</td></tr>'
    )
