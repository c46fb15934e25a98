"""The kinds of reports, each registered by the floor that owns its subject."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.text import slugify

from trust.actors import Actor
from trust.errors import NotFound, NotPermitted
from trust.logos import inline
from trust.permissions import Permission, may
from trust.reports.papers import DOCX, Paper
from trust.reports.sheets import XLSX, Sheet

Parameters = Mapping[str, Any]
LONGEST_NAME = 120


@dataclass(frozen=True)
class About:
    """What is asked for, at the moment of asking. The same version for the same person is the same report."""

    title: str
    version: str


@dataclass(frozen=True)
class Frame:
    """What stands around every report."""

    trust_name: str
    title: str
    as_at: dt.datetime
    asked_by: str
    # The trust's logo as PNG; empty where it has none.
    logo: bytes = b""

    @property
    def logo_url(self) -> str:
        """The logo as an address that holds the picture itself."""
        return inline(self.logo)


@dataclass(frozen=True)
class ReportKind:
    """One kind of report, as a PDF (`template`), a workbook (`sheets`) or a Word file (`paper`).

    `describe` and `build` run as the asking person and raise NotFound or NotPermitted where that person may not
    have it; `describe` also gives title and version. Without it the version is the minute of asking. What was made
    was built with the eyes of who asked, so nobody else reads it. `check` is asked before it is opened again, with the
    version as it was made: it raises likewise, in few questions; without it `describe` is asked. What was frozen says
    when in an `as_at` of what `build` returns; all else is as at the asking.
    """

    kind: str
    title: str
    permission: Permission
    build: Callable[[Actor, UUID, Parameters], Any]
    template: str = ""
    sheets: Callable[[Any], Sequence[Sheet]] | None = None
    paper: Callable[[Any], Paper] | None = None
    describe: Callable[[Actor, UUID, Parameters], About] | None = None
    check: Callable[[Actor, UUID, str], Any] | None = None
    form: Callable[[Parameters], str] | None = None

    def about(self, actor: Actor, subject_id: UUID, parameters: Parameters) -> About:
        """Title and version."""
        if self.describe:
            return self.describe(actor, subject_id, parameters)
        return About(self.title, timezone.now().strftime("%Y-%m-%dT%H:%M"))

    def check_again(self, actor: Actor, subject_id: UUID, parameters: Parameters, version: str) -> None:
        """Raise NotFound where this person may not have it any more: an appointment ends, a remit changes."""
        try:
            if self.check:
                self.check(actor, subject_id, version)
            elif self.describe:
                self.describe(actor, subject_id, parameters)
        except NotPermitted as error:
            raise NotFound() from error

    def form_words(self, parameters: Parameters) -> str:
        """The form of the file: one subject may be asked for in several, and the list tells them apart."""
        return f"{self._made.words}, {self.form(parameters)}" if self.form else self._made.words

    def stem(self, title: str, parameters: Parameters) -> str:
        """The name of the file without day and ending: two forms of one subject may be saved side by side."""
        form = slugify(self.form(parameters)) if self.form else ""
        name = slugify(title.replace("/", "-"))[: LONGEST_NAME - len(form) - 1].strip("-") or self.kind
        return f"{name}-{form}" if form else name

    @property
    def extension(self) -> str:
        """Ending of the file."""
        return self._made.extension

    @property
    def content_type(self) -> str:
        """What the browser is told."""
        return self._made.content_type

    @property
    def _made(self) -> "Made":
        if self.template:
            return Made("PDF", "pdf", "application/pdf")
        return Made("Excel", "xlsx", XLSX) if self.sheets else Made("Word", "docx", DOCX)


@dataclass(frozen=True)
class Made:
    """What kind of file comes out."""

    words: str
    extension: str
    content_type: str


_kinds: dict[str, ReportKind] = {}


def register(kind: ReportKind) -> ReportKind:
    """Called in AppConfig.ready()."""
    if sum(map(bool, (kind.template, kind.sheets, kind.paper))) != 1:
        raise ValueError(f"The report {kind.kind} needs one of template, sheets and paper.")
    _kinds[kind.kind] = kind
    return kind


def find_kind(name: str) -> ReportKind:
    """The kind of this name; NotFound where there is none."""
    if name not in _kinds:
        raise NotFound()
    return _kinds[name]


def readable_kinds(actor: Actor) -> list[str]:
    """The kinds whose permission this person holds now."""
    return [kind.kind for kind in _kinds.values() if may(actor, kind.permission)]
