"""The ground floor."""

from typing import ClassVar

from django.apps import AppConfig

from trust.forms import sentences

sentences.speak()


class TrustConfig(AppConfig):
    """Tenancy, people, permissions, workflow, history, jobs, mail, files, reports, and the shells of web and API."""

    name = "trust"
    verbose_name = "Trust"

    # Tables without row security, each by a written decision (see trust/lint).
    shared_tables: ClassVar[dict[str, tuple[str, str]]] = {
        "trust_trust": ("global", "the door must know a trust's slug and name before it opens"),
        "trust_user": ("global", "one account serves several trusts; it holds a name and an address"),
        "trust_membershipindex": ("global", "the door's list of who may open which trust; no roles, no names"),
        "trust_accountmail": ("global", "mail about an account, such as a new password, before any trust is known"),
        "trust_examplemail": ("global", "what would have left the machine, written in the example installation only"),
        "trust_due": ("global", "workers and the operator see whose turn it is, without content"),
    }
    append_only_tables: ClassVar[set[str]] = {
        "trust_activity",
        "trust_submittedtext",
        "trust_submittedversion",
        "trust_approval",
    }
    untracked_models: ClassVar[dict[str, str]] = {
        "trust.Activity": "append-only by right: it is the history",
        "trust.Section": "drafts are not copied into row history; texts written over are kept as EarlierText",
        "trust.EarlierText": "it is itself what is kept, and is deleted some time after the approval",
        "trust.WordImport": "text on its way into the sections, which keep what becomes of it; emptied after a day",
        "trust.SectionVisit": "who has a page open now; nothing that happened",
        "trust.SubmittedText": "append-only by right: the words of what was handed in",
        "trust.SubmittedVersion": "append-only by right: what was handed in never changes",
        "trust.Approval": "append-only by right: what was approved stays approved",
        "trust.GivenAnswer": "an answer kept for a day; its effect is tracked where it is",
        "trust.Job": "its states are the work index's; what a job changes is tracked where it changes it",
    }

    def ready(self) -> None:
        from trust import accounts, checks, handlers  # noqa: F401, PLC0415 - register what listens, checks and works
        from trust.entries import register_entries  # noqa: PLC0415 - needs the apps loaded

        register_entries()
