"""Cells of the matrix as finished HTML: one string for each distinct (grade, movement, state), joined by the row.

Five hundred academies with twelve columns must not spend their time in the template engine. Every word that a person
typed passes through format_html, so it is escaped once, when the string is made.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from improvement_cycle.policies.definition import CategoryWord, Definition, GradeWord
from improvement_cycle.policies.own_view import OwnView

MOVED = {"up": "improved since {year}", "down": "declined since {year}"}
SUPPORT = {"less": ("up", "needs less support than in {year}"), "more": ("down", "needs more support than in {year}")}


def joined(parts: Iterable[str]) -> SafeString:
    """Already escaped pieces as one."""
    return mark_safe("".join(parts))  # noqa: S308 - every piece was made by format_html


ENDINGS = ("guarding", "ment", "ship", "ance", "ence", "sion", "tion", "being", "ness", "iour", "tory", "lum", "ing")
SOFT_HYPHEN = "\u00ad"


def breakable(name: str) -> str:
    """A heading whose long words may break before a known ending, where a column is narrow."""
    return " ".join(_broken(each) for each in name.split(" "))


def _broken(each: str) -> str:
    ending = next((end for end in ENDINGS if each.lower().endswith(end)), "") if len(each) > 8 else ""
    return f"{each[: -len(ending)]}{SOFT_HYPHEN}{each[-len(ending) :]}" if ending else each


def shape(name: str) -> SafeString:
    """A mark of the sprite; the word stands beside it."""
    return format_html('<svg aria-hidden="true"><use href="#s-{}"/></svg>', name)


def ring(category: CategoryWord | None, *, size: str = "", past: bool = False, number: int | None = None) -> SafeString:
    """A ringed numeral, without words."""
    shown = category.number if category else number
    tone = "" if past and shown else (category.tone if category else "none")
    css = " ".join(word for word in ("cat", tone, size, "past" if past else "") if word)
    return format_html('<span class="{}" aria-hidden="true">{}</span>', css, shown or "–")


@dataclass(frozen=True, slots=True)
class TrailPoint:
    """One year of an academy's category. `label` is the year."""

    label: str
    number: int | None
    category: CategoryWord | None = None


def no_own_view(words: str) -> SafeString:
    """The place of the latest self-evaluation, until there is one."""
    return format_html('<td class="plain col-hist small muted">{}</td>', words)


def own_view_cell(view: OwnView) -> SafeString:
    """The profile of the latest self-evaluation: how often each grade stands, and when it was handed in."""
    counts = format_html_join(
        "",
        '<span class="pj {}">{}{} {}</span>',
        ((grade.tone, shape(grade.shape), number, grade.short_label) for grade, number in view.counts),
    )
    return format_html(
        '<td class="plain col-hist small"><span class="own" aria-hidden="true">{}</span>'
        '<span class="vh">{}. </span><span class="tiny">{}</span></td>',
        counts,
        view.said,
        view.when_short,
    )


NOT_APPLICABLE = mark_safe(
    '<td class="j"><span class="in"><span aria-hidden="true">n/a</span>'
    '<span class="vh">not applicable</span></span></td>'
)


def unset_cell(words: str) -> SafeString:
    """A cell without a judgement."""
    return format_html(
        '<td class="j unset"><span class="in"><span aria-hidden="true">–</span><span class="vh">{}</span></span></td>',
        words,
    )


def judged_cell(look: Mapping[str, str], moved: str, before: str) -> SafeString:
    """An agreed judgement. `look`: tone, shape, label, short_label."""
    return format_html(
        '<td class="j {}"><span class="in">{}<span><span class="long">{}</span>'
        '<span class="short" aria-hidden="true">{}</span></span></span>{}</td>',
        look["tone"],
        shape(look["shape"]),
        look["label"],
        look["short_label"],
        arrow(moved, before),
    )


@dataclass
class HeatCells:
    """The cells of the heat map for one definition."""

    definition: Definition
    before: str = ""  # label of the year that movement is told from
    _made: dict[tuple[object, ...], SafeString] = field(default_factory=dict)

    def judged(self, grade_id: str | None, moved: str = "none") -> SafeString:
        """An agreed judgement, or a cell still without one. Stripes of a draft row are the row's class."""
        key = ("judged", grade_id, moved)
        if key not in self._made:
            grade = self.definition.grade_of.get(grade_id) if grade_id else None
            self._made[key] = (
                judged_cell(asdict(grade), moved, self.before) if grade else unset_cell("no judgement yet")
            )
        return self._made[key]

    def own_view(self, view: OwnView | None, missing: str) -> SafeString:
        """The latest self-evaluation, or that there is none. Most academies of a trust say one of few things."""
        key = ("own", missing) if view is None else ("own", view.counts, view.when_short)
        if key not in self._made:
            self._made[key] = own_view_cell(view) if view else no_own_view(missing)
        return self._made[key]

    def beside_marks(self, past: tuple[int | None, ...], category: CategoryWord | None, concern: str) -> SafeString:
        """How the line for narrow screens begins. `past`: categories of the years before, empty where none is shown."""
        key = ("beside", past, category.number if category else None, concern)
        if key not in self._made:
            self._made[key] = beside_marks(trail_rings(past, ring(category)) if past else "", concern)
        return self._made[key]

    def trail(self, points: Sequence[TrailPoint], moved: str = "none") -> SafeString:
        """Three years of category with the movement of the last."""
        key = ("trail", moved, *((point.label, point.number) for point in points))
        if key not in self._made:
            self._made[key] = self._trail(points, moved)
        return self._made[key]

    def _trail(self, points: Sequence[TrailPoint], moved: str) -> SafeString:
        said = "; ".join(f"{point.label}: {f'category {point.number}' if point.number else 'none'}" for point in points)
        return format_html(
            '<td class="plain"><div class="trailcell"><span class="trail">{}</span>'
            '<span class="vh">{}</span>{}</div></td>',
            trail_rings(
                tuple(point.number for point in points[:-1]), ring(points[-1].category, number=points[-1].number)
            ),
            said,
            self._support(points, moved),
        )

    def _support(self, points: Sequence[TrailPoint], moved: str) -> SafeString | str:
        if moved == "new_scale":
            return mark_safe('<span class="tiny muted">New scale</span>')
        if moved == "new":
            return format_html('<span class="mv new">{} New</span>', shape("plus"))
        if moved not in SUPPORT or len(points) < 2:
            return ""
        css, words = SUPPORT[moved]
        steps = abs((points[-1].number or 0) - (points[-2].number or 0))
        return format_html(
            '<span class="mv {}">{} {}<span class="vh"> {}</span></span>',
            css,
            shape(css),
            steps,
            words.format(year=self.before),
        )


def beside_marks(rings: SafeString | str, concern: str) -> SafeString:
    """The years of the category and a category of concern: few of them, so they are made once."""
    return joined(
        [
            format_html('<span class="trail" aria-hidden="true">{}</span>', rings) if rings else "",
            format_html('<span class="tag late">{}</span>', concern) if concern else "",
        ]
    )


def own_line(heading: str, words: str) -> str:
    """Own view (SEF): not submitted. Nothing where the model has no such column."""
    said = f"{words[:1].lower()}{words[1:]}" if words.startswith("No") else words
    return f"{heading}: {said}" if heading else ""


def beside_own(words: str) -> SafeString | str:
    """The own view in that line."""
    return format_html("<span>{}</span>", words) if words else ""


def beside_line(
    marks: SafeString, inspection: Iterable[str], own_view: SafeString | str, *, columns: int
) -> SafeString | str:
    """The row under an academy's on narrow screens: what the columns that hide there say.

    Style shows either it or those columns, so nothing is read out twice; the years of the category are read out from
    their own cell. `columns` counts what never hides. `inspection`: what was said, and when.
    """
    said = ". ".join(each for each in inspection if each)
    if not (marks or said or own_view):
        return ""
    return format_html(
        '<tr class="beside"><td colspan="{}"><div>{}{}{}</div></td></tr>',
        columns,
        marks,
        format_html("<span>Ofsted: {}</span>", said) if said else "",
        own_view,
    )


def trail_rings(past: tuple[int | None, ...], now: SafeString) -> SafeString:
    """The category of each year, oldest first and thin; `now` is this year's ring."""
    rings = [*(ring(None, size="sm", past=True, number=number) for number in past), now]
    return mark_safe("<i></i>".join(rings))  # noqa: S308 - made by format_html


def arrow(moved: str, before: str) -> SafeString | str:
    """An arrow inside one scale; words for screen readers where nothing may be compared; else nothing."""
    if moved in MOVED:
        return format_html(
            '<span class="mv">{}<span class="vh">{}</span></span>', shape(moved), MOVED[moved].format(year=before)
        )
    if moved == "new_scale":
        return format_html('<span class="vh">, new scale, not comparable with {}</span>', before)
    return ""


def chip(grade: GradeWord | None, *, none: str = "No judgement yet") -> SafeString:
    """A filled judgement outside the table."""
    if grade is None:
        return format_html('<span class="muted">{}</span>', none)
    return format_html('<span class="j jchip {}">{}<span>{}</span></span>', grade.tone, shape(grade.shape), grade.label)
