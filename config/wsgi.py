"""Entry point of the web process."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

from django.core.wsgi import get_wsgi_application  # noqa: E402 - the settings module must be named first

application = get_wsgi_application()

from trust.tenancy.startup import refuse_unsafe_role  # noqa: E402 - needs the apps loaded

refuse_unsafe_role()
