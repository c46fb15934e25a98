"""Peer review: rounds, teams, the visit, its report, and what comes of it."""

from django.apps import AppConfig


class PeerReviewConfig(AppConfig):
    """Third floor."""

    name = "peer_review"
    verbose_name = "Peer review"

    def ready(self) -> None:
        from peer_review.registrations import register_all  # noqa: PLC0415 - needs the apps loaded

        register_all()
