"""Entry point of the web process."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from trust.tenancy.startup import refuse_unsafe_role  # noqa: E402 - needs the apps loaded

refuse_unsafe_role()
