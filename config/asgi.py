"""Entry point for an asynchronous server; the shipped installation uses wsgi."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

from django.core.asgi import get_asgi_application

application = get_asgi_application()
