"""The improvement cycle: model, year, matrix."""

from typing import ClassVar

from django.apps import AppConfig


class ImprovementCycleConfig(AppConfig):
    """Second floor."""

    name = "improvement_cycle"
    verbose_name = "Improvement cycle"

    append_only_tables: ClassVar[set[str]] = {
        "improvement_cycle_boardpack",
        "improvement_cycle_boardpackwithdrawal",
        "improvement_cycle_matrixsnapshot",
    }
    untracked_models: ClassVar[dict[str, str]] = {
        "improvement_cycle.BoardPack": "append-only by right: what was frozen never changes",
        "improvement_cycle.BoardPackWithdrawal": "append-only by right: what was taken back stays taken back",
        "improvement_cycle.DashboardVisit": "who looked when; nothing that happened",
        "improvement_cycle.MatrixFile": "how a file was matched; what was taken over is in the history of judgements",
        "improvement_cycle.RowImport": "a table on its way beside a page, whose rows are kept; emptied after a day",
        "improvement_cycle.MatrixSnapshot": "append-only by right: what was published never changes",
    }

    def ready(self) -> None:
        from improvement_cycle.entries import register_entries  # noqa: PLC0415 - needs the apps loaded
        from improvement_cycle.registrations import register_documents  # noqa: PLC0415 - as above

        register_entries()
        register_documents()
