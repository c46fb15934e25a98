"""What the improvement cycle puts on the page of reports."""

from django.urls import reverse

from improvement_cycle.queries.board_packs import packs
from trust.actors import Actor
from trust.permissions import Permission
from trust.shelf import ShelfSource, Shelved


def board_packs(actor: Actor) -> list[Shelved]:
    """Those that were not withdrawn, newest first."""
    return [
        Shelved(
            pack.title,
            reverse("improvement_cycle:board_pack", args=[actor.trust_slug, pack.id]),
            "Board pack",
            pack.frozen_at,
        )
        for pack in packs(actor)
        if not pack.is_withdrawn
    ]


BOARD_PACKS = ShelfSource("board_packs", Permission.BOARD_PACK_READ, board_packs)
