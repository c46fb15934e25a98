"""The kinds of documents of an academy's year as their pages show them: addresses, words, and what each adds.

Views, queries and templates are the same for every kind, and read from here what is not. A kind registers its own.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from improvement_cycle.models import AcademyCycle
from trust import documents
from trust.actors import Actor
from trust.documents import Rights
from trust.models import Document, Section, SubmittedVersion
from trust.policies.contents import Choice, Part

# Pages of one document, by the end of their address's name; beside them the list (`home`) and the document itself.
OF_ONE = (
    "begin",
    "check",
    "comment",
    "compare",
    "earlier",
    "here",
    "import",
    "place",
    "reopen",
    "report",
    "section",
    "share",
    "version",
    "version_comment",
    "writers",
)


@dataclass(frozen=True)
class Words:
    """What the kind is called in a sentence, and what is said where nobody has begun one."""

    one: str  # self-evaluation
    many: str  # self-evaluations
    before: str  # to whoever may begin it: what it consists of
    last: str = "last year"  # when the one before it was
    writer: str = "the head"
    whose: str = "the academy"  # alone reads a draft
    given: str = "Senior leaders"  # those to whom sections are given
    reopens: str = "the director or the chief executive"
    # To whoever answers it, what to do; and what it is then.
    answer: str = "approve it or give it back"
    answered: str = "approved"
    # Of a section: that it is finished, and that nobody has begun it.
    done: str = "Complete"
    todo: str = "Not started"
    page: str = "priority"  # what has a page of its own in a plan
    pages: str = "priorities"

    @property
    def whose_alone(self) -> str:
        """Whose a draft is, each of them in the genitive."""
        return " and ".join(f"{each}’s" for each in self.whose.split(" and "))

    @property
    def whose_own(self) -> str:
        """To whoever writes it: who reads a draft of it."""
        return "your academy reads" if self.whose == "the academy" else "you and the head of the academy read"

    @property
    def waiting(self) -> str:
        """To whoever reads it later."""
        writer = "The head of the academy" if self.writer == "the head" else self.writer.capitalize()
        return f"{writer} begins it. You read it here once it is submitted."

    @property
    def nothing(self) -> str:
        """Where the list is empty."""
        return f"No {self.one} to read"


@dataclass(frozen=True)
class Blocks:
    """Templates that a kind puts into the pages, with the page's own context; empty where it puts nothing there."""

    overview: str = ""  # of the document, below what comes next
    # The fields of a section to read where the kind arranges them (`arranged`): across the whole page.
    arranged: str = ""
    head: str = ""  # of every page, beside its state
    above: str = ""  # of a section, above its fields
    after_field: str = ""  # of a section to write, below each field (`each`)
    after_text: str = ""  # of a section to read, below its text
    below: str = ""  # of a section, below its text, whether it is written or read
    # Beside a section, below its comments.
    beside: str = "improvement_cycle/documents/beside.html"
    version: str = ""  # of what was handed in, below its text


@dataclass(frozen=True)
class DocumentPages:
    """The pages of one kind.

    `names`: what the names of its addresses begin with. `begin` makes the document: called with actor,
    academy_cycle_id and from_last_year. `answer`: the key of the choice that a section comes to, shown beside its
    state, beside that of last year, and side by side where two versions are compared; empty where there is none.
    """

    kind: str
    capability: str
    names: str
    words: Words
    begin: Callable[..., Document]
    reports: Mapping[str, str]  # kinds of reports by what they are called in the form: pdf, word
    answer: str = ""
    # What it comes to, where the answers look the same in every year: a version keeps their words alone.
    answers: Sequence[Choice] = ()
    own: tuple[str, ...] = ()  # pages of a section that only this kind has, named as those of OF_ONE
    # What the one before says in a section, by actor and section. None: the version of the year before.
    earlier: Callable[[Actor, Section], Any] | None = None
    asks_comment: bool = False  # whether who approves it says a word with it
    takes_word: bool = True  # whether a Word file can be taken over
    # The years to which it comes at all, and why it does not come to the others; None where it comes to each. Of one
    # that does not come to each nobody learns who does not read it.
    brought_to: Callable[[Sequence[AcademyCycle]], Collection[UUID]] | None = None
    not_brought: str = ""
    not_yet: Callable[[AcademyCycle], str] = lambda _: ""  # why it cannot be begun now; empty where it can
    readers: Callable[[Actor, Document], str] | None = None  # who reads it now, in words, where it is not as everywhere
    blocks: Blocks = field(default_factory=Blocks)
    # How the fields of a section to read stand, for the block of that name; None where they stand one below the other.
    arranged: Callable[[Sequence[Any]], Any] = lambda _fields: None
    # What its blocks need, read with the page. Of a version also: what it lists and this person still opens, by id.
    of_head: Callable[[AcademyCycle], Mapping[str, Any]] = lambda _: {}
    of_overview: Callable[[Actor, Document, Sequence[SubmittedVersion]], Mapping[str, Any]] = lambda *_: {}
    of_section: Callable[[Actor, Section, Part], Mapping[str, Any]] = lambda *_: {}
    of_version: Callable[[Actor, SubmittedVersion], Mapping[str, Any]] = lambda *_: {}
    opened: Callable[[Actor, AcademyCycle, Collection[str]], Mapping[str, Any]] = lambda *_: {}

    @property
    def title(self) -> str:
        """Self-evaluation."""
        return documents.title_of(self.kind)

    @property
    def rights(self) -> Rights:
        """Which permission opens what."""
        return documents.kind_named(self.kind).rights

    @cached_property
    def at(self) -> Mapping[str, str]:
        """The full names of its addresses, for `reverse` and `{% url at.section … %}`."""
        own = {"home": f"{self.names}s", "overview": self.names}
        names = own | {page: f"{self.names}_{page}" for page in (*OF_ONE, *self.own)}
        return {page: f"improvement_cycle:{name}" for page, name in names.items()}

    def title_of(self, row: AcademyCycle) -> str:
        """Self-evaluation of Beckside Primary, 2026/27: its name, in the feed and on paper."""
        return f"{self.title} of {row.academy.name}, {row.cycle.school_year.label}"


_pages: dict[str, DocumentPages] = {}


def register(pages: DocumentPages) -> DocumentPages:
    """Called in AppConfig.ready()."""
    _pages[pages.kind] = pages
    return pages


def kinds() -> list[str]:
    """All of them."""
    return list(_pages)


def pages_of(kind: str) -> DocumentPages:
    """Those of this kind of document."""
    return _pages[kind]
