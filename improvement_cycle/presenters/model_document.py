"""The improvement model as a document to read: the same parts on the page, on paper, in Word and on a website."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from improvement_cycle.models import ImprovementModel
from improvement_cycle.presenters.model_words import CategoryBlock, ColumnLine, ModelPage, ScaleBlock, of_definition
from improvement_cycle.presets.model_texts import TextWord, entries_of, sections_of
from improvement_cycle.queries.improvement_models import definition_of

LEADS = {
    "areas": "What every academy looks at in itself, and what its plan is about.",
    "brings": "Each category brings what those before it bring, and more. It says how much support an academy gets.",
    "sources": "What a judgement may rest on. No source counts alone.",
    "judging": "The three agree one word for each area. Words are not numbers: nothing is added up or averaged.",
}
# As it is read.
ORDER = (
    "introduction",
    "values",
    "principles",
    "areas",
    "stages",
    "brings",
    "peer_review",
    "peer_enquiry",
    "due_diligence",
    "roles",
    "sources",
    "judging",
    "guidance",
)


@dataclass(frozen=True)
class Part:
    """One part with its heading. It has entries, or one of the lists that stand in the model as data."""

    key: str
    title: str
    lead: str = ""
    entries: tuple[TextWord, ...] = ()
    categories: tuple[CategoryBlock, ...] = ()
    scales: tuple[ScaleBlock, ...] = ()
    columns: tuple[ColumnLine, ...] = ()
    paragraphs: bool = False  # entries without names, one after the other
    staged: bool = False
    foot: str = ""

    @property
    def are_named(self) -> bool:
        """Whether its entries have names; others are sentences."""
        return any(each.label for each in self.entries)

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not (self.entries or self.categories or self.scales or self.columns or self.foot)


@dataclass(frozen=True)
class ModelDocument:
    """The whole of it; no name of a person and nothing of an academy."""

    label: str
    standing: str  # version and day
    parts: tuple[Part, ...]


def document_of(model: ImprovementModel) -> ModelDocument:
    """A version of the trust."""
    words = f"Version {model.number}"
    if model.published_at:
        words += f", in use since {timezone.localtime(model.published_at):%-d %B %Y}"
    return drawn_up(of_definition(definition_of(model)), words)


def drawn_up(model: ModelPage, standing: str = "") -> ModelDocument:
    """The parts that say something, in the order in which they are read."""
    return ModelDocument(model.label, standing, tuple(part for part in _parts(model) if not part.is_empty))


def _parts(model: ModelPage) -> tuple[Part, ...]:
    written = {part.key: part for part in _written(model)}
    lists = (
        Part("areas", "Key areas", LEADS["areas"], entries=_named(model.areas)),
        Part("brings", "What each category brings", LEADS["brings"], categories=model.categories),
        Part("sources", "Sources of evidence", LEADS["sources"], entries=_named(model.sources)),
        Part("judging", "How judgements are made", LEADS["judging"], scales=model.scales, columns=model.columns),
        Part("guidance", "Implementation guidance", foot=_guidance(model.guidance)),
    )
    have = written | {part.key: part for part in lists}
    return tuple(have[key] for key in ORDER if key in have)


def _written(model: ModelPage) -> tuple[Part, ...]:
    return tuple(
        Part(
            section.key,
            section.title,
            entries=entries_of(model.texts, section.key),
            paragraphs=section.key == "introduction",
            staged=section.staged,
        )
        for section in sections_of(model.uses)
    )


def _named(rows: Any) -> tuple[TextWord, ...]:
    return tuple(TextWord(key=label, label=label, text=text) for label, text in rows)


def _guidance(edition: str) -> str:
    if not edition:
        return ""
    return (
        f"{edition}. Each priority’s page of an improvement plan has its points as a checklist to think with, "
        "not a score."
    )
