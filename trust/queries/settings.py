"""Settings and school years of the open trust."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog

from trust.actors import Actor
from trust.errors import NotFound
from trust.files import path_of
from trust.models import SchoolYear, StoredFile, Term, TrustSettings
from trust.presets import school_years

log = structlog.get_logger(__name__)


def logo_bytes() -> bytes:
    """The logo of the open trust as PNG; empty where it has none, or where its file is gone."""
    stored = StoredFile.objects.filter(pk__in=TrustSettings.objects.values("logo")).first()
    if stored is None:
        return b""
    try:
        return path_of(stored.trust_id, stored.id).read_bytes()
    except FileNotFoundError:
        # A report or page without its logo is better than none.
        log.error("logo without bytes", file=str(stored.id))
        return b""


def settings_of(actor: Actor) -> TrustSettings:
    """The one row."""
    return TrustSettings.objects.get()


@dataclass(frozen=True)
class YearRow:
    """A school year with its terms."""

    year: SchoolYear
    terms: Sequence[Term]


def years_page(actor: Actor) -> list[YearRow]:
    """All years, the newest first."""
    years = SchoolYear.objects.prefetch_related("terms").order_by("-starts_on")
    return [YearRow(year, sorted(year.terms.all(), key=lambda term: term.starts_on)) for year in years]


def find_year(actor: Actor, year: UUID) -> YearRow:
    """The year of this id with its terms."""
    row = SchoolYear.objects.filter(pk=year).first()
    if row is None:
        raise NotFound()
    return YearRow(row, list(Term.objects.filter(school_year=row).order_by("starts_on")))


def presets_to_offer(years: Sequence[YearRow]) -> list[tuple[str, str]]:
    """Presets of years that are not there yet: key and label."""
    known = {row.year.key for row in years}
    return [(key, preset["label"]) for key, preset in school_years().items() if key not in known]
