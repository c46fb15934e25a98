"""A board pack as PDF and as Word: from what was frozen, so that every reader's file says the same."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.safestring import SafeString

from improvement_cycle.models import BoardPack
from improvement_cycle.policies.board_pack import LABELS, PackPage
from improvement_cycle.presenters.board_pack import AcademyPage, Pack, pack_shown
from improvement_cycle.queries.board_packs import pack_to_print
from improvement_cycle.reports.matrix import drawn
from trust.actors import Actor
from trust.charts import TONES
from trust.permissions import Permission
from trust.reports import About, ReportKind
from trust.reports.papers import Chapter, Paper, Passage


def draw(shape: str, tone: str) -> SafeString:
    """A shape on paper, in the colour of its tone."""
    return drawn(shape, TONES.get(tone, TONES["na"])[1])


def shown_of(pack: BoardPack, **more: Any) -> Pack:
    """What a pack says, with when it was frozen and when its matrix was published."""
    snapshot = pack.snapshot
    return pack_shown(
        pack.content,
        title=pack.title,
        pages=pack.pages,
        frozen=f"Frozen on {timezone.localtime(pack.frozen_at):%-d %B %Y, %H:%M} by {pack.frozen_by_name}",
        published=f"as published on {timezone.localtime(snapshot.published_at):%-d %B %Y, %H:%M}",
        checksum=pack.sha256,
        **more,
    )


def describe(actor: Actor, pack_id: UUID, parameters: Mapping[str, Any]) -> About:
    """It never changes, so its checksum is its version."""
    pack = pack_to_print(actor, pack_id)
    return About(f"Board pack: {pack.title}", pack.sha256)


def build(actor: Actor, pack_id: UUID, parameters: Mapping[str, Any]) -> Pack:
    """All of it."""
    pack = pack_to_print(actor, pack_id)
    return replace(shown_of(pack, draw=draw, literal=True), as_at=pack.frozen_at)


def paper(pack: Pack) -> Paper:
    """The same for Word: tables and lists that can be edited."""
    chapters = {
        PackPage.MATRIX: lambda: [Passage(group.title, table=_matrix_table(pack, group.rows)) for group in pack.groups],
        PackPage.MOVES: lambda: [
            Passage(words, lines=[f"{name}. {trail}" for name, trail in rows]) for words, rows in pack.moves
        ],
        PackPage.AREAS: lambda: [Passage(pack.areas.title, table=[pack.areas.table.head, *pack.areas.table.rows])],
        PackPage.OVERDUE: lambda: (
            [Passage("What was due and is not handed in", table=[("What", "How late"), *pack.overdue])]
            if pack.overdue
            else [Passage("What was due and is not handed in", words="Nothing is overdue.")]
        ),
        PackPage.PROMISED: lambda: _promised(pack),
        PackPage.QUESTIONS: lambda: [Passage("For the meeting", lines=pack.questions)],
    }
    made = []
    for key, title in pack.contents:
        if key == PackPage.ACADEMIES:
            made += [Chapter(each.name, academy_passages(each)) for each in pack.academies]
            if not pack.academies:
                made.append(Chapter(LABELS[PackPage.ACADEMIES], [Passage("Academies", words="None this year.")]))
        else:
            made.append(Chapter(title, chapters[PackPage(key)]()))
    lead = (pack.headline, f"The matrix is {pack.published}. {pack.agreed} Judged by {pack.model}.", f"{pack.frozen}.")
    return Paper("", [line for line in lead if line], made, foot=f"Checksum {pack.checksum}")


PROMISED = ("Academies", "The trust kept", "Academies kept", "Late", "Missed")


def _promised(pack: Pack) -> list[Passage]:
    title = "Promises that were due"
    if not pack.promised:
        return [Passage(title, words="Nothing that was promised is due yet.")]
    note = [Passage("What is left out", words=pack.promised_note)] if pack.promised_note else []
    return [Passage(title, table=[PROMISED, *pack.promised]), *note]


def _matrix_table(pack: Pack, rows: Any) -> list[tuple[str, ...]]:
    head = ("Academy", *pack.columns, "Category")
    return [
        head,
        *((row.name, *(f"{cell.short}{_moved(cell.moved)}" for cell in row.cells), row.trail_short) for row in rows),
    ]


def _moved(words: str) -> str:
    return f" ({words})" if words else ""


def academy_passages(each: AcademyPage) -> list[Passage]:
    """One academy in passages: the board pack and the school on a page say the same."""
    judged = [(cell.area, cell.label, cell.moved or "–") for cell in each.areas]
    since = f"Since {each.before}" if each.before else "Since last year"
    trail = ", ".join(f"{year}: {number or 'none'}" for year, number in each.trail)
    found = [
        Passage("Support", words=". ".join(filter(None, (each.category or "Not agreed yet", each.moved, trail)))),
        Passage("Agreed judgements", table=[("Area", "Judgement", since), *judged]),
        Passage("Latest inspection", words=". ".join(filter(None, (each.inspection, each.concern)))),
    ]
    if each.own_view:
        found.append(Passage(each.own_view_label, words=each.own_view))
    words = f"Plan approved on {each.plan_approved_on}" if each.plan_approved_on else "No plan is approved yet."
    found.append(
        Passage("What it works on", lines=each.priorities) if each.priorities else Passage("Plan", words=words)
    )
    if each.progress:
        found.append(Passage("How it goes", lines=[f"{term}: {words}" for term, words in each.progress]))
    if each.dates:
        found.append(Passage("To come", lines=[f"{day}: {what}" for day, what in each.dates]))
    return found


def _kind(kind: str, **made: Any) -> ReportKind:
    return ReportKind(
        kind=kind,
        title="Board pack",
        permission=Permission.BOARD_PACK_READ,
        build=build,
        describe=describe,
        check=pack_to_print,
        **made,
    )


PDF = _kind("board_pack", template="reports/board_pack.html")
WORD = _kind("board_pack_word", paper=paper)
