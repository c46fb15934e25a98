"""Outbound mail as rows; handed over by the worker."""

from django.core.mail.backends.base import BaseEmailBackend


class QueueBackend(BaseEmailBackend):
    """Django's mail backend that writes rows."""
