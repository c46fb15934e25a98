"""Settings, addresses and entry points: may import everything, nobody imports it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
